"""The square: what is read after a rewrite equals what the edits promised."""

from dash_codemods.proving.compare import same_tree
from dash_codemods.proving.difference import Difference, PromiseError
from dash_codemods.proving.promise import promised_tree
from dash_codemods.proving.square import prove

__all__ = ["Difference", "PromiseError", "promised_tree", "prove", "same_tree"]
