"""What the imports of a text may be about, as far as that shows before anybody has parsed it."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import stem
from dash_codemods.model.words import places_of


class Imported(NamedTuple):
    """A word that is looked for where a file may have it from another one.

    That is in imports; with `attributes` behind a dot too, and anywhere in a file that imports all
    names of a module.
    """

    word: str
    attributes: bool = False

    def may_be_in(self, text: str, imported: frozenset[str]) -> bool:
        """Whether it stands in a text in such a way. `imported`: the `imported_words` of it."""
        if imported.issuperset(_WORD.findall(self.word)):
            return True
        places = places_of(self.word, text) if self.attributes else iter(())
        return any("*" in imported or text[at - 1 : at] == "." for at in places)


Sought = str | Imported
"""What is looked for in all files: a word anywhere, or one that is imported."""


def words_of(callback: Callback) -> Iterator[Sought]:
    """What is looked for to know who else has to do with a callback's function."""
    yield callback.name
    yield Imported(stem(callback.path))


_WORD = re.compile(r"\w+")
_OPEN = re.compile(r"[^\n#]*\bimport[ \t]*\([^)\n]*\n[^)]*")
"""An import whose names go on behind its line."""


def imported_words(text: str) -> frozenset[str]:
    """The words in all lines that may import something; `*` where one may import all names."""
    statements = "\n".join(import_statements(text))
    stars = ["*"] if "*" in statements else []
    return frozenset([*_WORD.findall(statements), *stars])


def import_statements(text: str) -> Iterator[str]:
    """All lines that may import something, each with those that belong to it."""
    at = text.find("import")
    while at >= 0:
        begin = text.rfind("\n", 0, at) + 1
        if _goes_on(text, begin):
            begin = text.rfind("\n", 0, begin - 1) + 1
        names_below = _OPEN.match(text, begin)
        end = _line_end(text, names_below.end() if names_below else at)
        while end < len(text) and _goes_on(text, end):
            end = _line_end(text, end)
        yield text[begin:end]
        at = text.find("import", end)


def modules_named(statement: str) -> list[tuple[str, int]] | None:
    """The modules that imports may lead to, with their levels; None where it is more than imports.

    What is imported from a module may be a module in it, and is among them.
    """
    try:
        body = ast.parse(statement.strip()).body
    except (SyntaxError, ValueError):
        return None
    found: list[tuple[str, int]] = []
    for node in body:
        if isinstance(node, ast.Import):
            found += [(alias.name, 0) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            parts = [node.module] if node.module else []
            found += [(".".join([*parts, alias.name]), node.level) for alias in node.names]
        else:
            return None
    return found


def _line_end(text: str, at: int) -> int:
    """Where the next line begins."""
    return text.find("\n", at) + 1 or len(text)


def _goes_on(text: str, begin: int) -> bool:
    """Whether the line that ends before a place goes on behind it."""
    return text[max(begin - 3, 0) : begin].rstrip("\r\n").endswith("\\")
