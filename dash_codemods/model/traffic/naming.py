"""A new name for a parameter that no longer gets what its name says."""

from __future__ import annotations

import ast
import builtins
import keyword
import re

from dash_codemods.model.ids import ComponentId, TextId
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.walking import walk

_WRAPPING = re.compile(r"^store_|(?:_(?:data|store|memory|cache|json|dict|df))+$")
_SIGNALS = re.compile(
    r"(?:^|_)(?:trigger(?:ed)?|signal|refresh|reload|unused|dummy|ignored?|tick|timestamp|ts|"
    r"modified|changed?|updated?|notif(?:y|ication))(?:_|\d*$)"
)
_GENERAL = frozenset("data value values val v x n arg args store stored input inp result".split())
"""Names that say nothing of what they hold."""
_SHORTEST, _LONGEST = 3, 40


def says_nothing_of_value(name: str) -> bool:
    """Whether a name is as right for a timestamp as for the data: `_`, `refresh_trigger`."""
    return name.startswith("_") or _SIGNALS.search(name) is not None


def timestamp_name(
    function: FunctionNode, parameter: str, identifier: ComponentId, *, several: bool
) -> str | None:
    """A name for a timestamp in the place of data; None where all that fit are taken."""
    taken = _names_in(function)
    ending = "timestamps" if several else "timestamp"
    own = _stem(parameter)
    stems = [*_stems(identifier), "store" if own in _GENERAL else own]
    for stem in stems:
        for name in (f"{stem}_{ending}", f"{stem}_modified"):
            if _fits(name, stem) and name not in taken:
                return name
    return None


def _stems(identifier: ComponentId) -> list[str]:
    return [_stem(identifier.text)] if isinstance(identifier, TextId) else []


def _stem(text: str) -> str:
    """`map-figure-data` → `map_figure`."""
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    plain = re.sub(r"\W+", "_", snake).strip("_").lower()
    short = _WRAPPING.sub("", plain)
    return plain if len(short) < _SHORTEST or keyword.iskeyword(short) else short


def _fits(name: str, stem: str) -> bool:
    if not stem or not name.isidentifier() or not name.isascii() or len(name) > _LONGEST:
        return False
    return not keyword.iskeyword(name) and name not in dir(builtins)


def _names_in(function: FunctionNode) -> set[str]:
    """Every name that occurs in a function, in whatever way."""
    found: set[str] = set()
    for node in walk(function):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        elif isinstance(node, ast.alias):
            found.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Global | ast.Nonlocal):
            found.update(node.names)
        elif isinstance(node, ast.ExceptHandler | ast.MatchAs | ast.MatchStar) and node.name:
            found.add(node.name)
    return found
