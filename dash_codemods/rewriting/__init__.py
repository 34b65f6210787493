"""From edits to source, with LibCST.

Importing this costs 0.2 s: the engine does so only when something changes. `black_style`, which
imports Black where a file may be clean, is not imported here.
"""

from dash_codemods.rewriting.comments import comments_of, lost_comments
from dash_codemods.rewriting.dispatch import Rewritten, rewrite
from dash_codemods.rewriting.errors import CannotRewrite

__all__ = ["CannotRewrite", "Rewritten", "comments_of", "lost_comments", "rewrite"]
