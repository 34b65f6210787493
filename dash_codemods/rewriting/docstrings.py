"""Docstrings: taking out what they say of a parameter."""

from __future__ import annotations

import ast
import re

import libcst as cst

from dash_codemods.model.edits import RemoveParameterDocs
from dash_codemods.model.walking import walk
from dash_codemods.rewriting.docsections import without_entry
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.gaps import lines_of
from dash_codemods.rewriting.patches import Patch

_OPENING = re.compile(r"[rRuU]?(\"\"\"|'''|\"|')")


class _Docstring:
    """A docstring's literal, and the parameters whose entries go."""

    def __init__(self, start: int, end: int, newline: str) -> None:
        self.start = start
        self.end = end
        self.newline = newline
        """A line end and the docstring's indentation: no text may grow together with quotes."""
        self.names: list[str] = []

    def patches(self, text: str) -> list[Patch]:
        """The literal with the entries cut out of its raw text: escapes stay as they are."""
        literal = text[self.start : self.end]
        opening = _OPENING.match(literal)
        if opening is None or not _is_one_string(literal):
            return []
        start, end = opening.end(), len(literal) - len(opening[1])
        lines = lines_of(literal[start:end])
        for name in self.names:
            lines = without_entry(lines, name)
        new = "".join(lines)
        if new == literal[start:end]:
            return []
        if new.endswith(("\\", opening[1][0])):
            new += self.newline
        return [Patch(self.start + start, self.start + end, new)]


def _is_one_string(literal: str) -> bool:
    """Whether a literal is not several, joined by standing side by side."""
    try:
        return isinstance(cst.parse_expression(literal), cst.SimpleString)
    except cst.ParserSyntaxError:
        return False


def remove_parameter_docs(draft: Draft, edit: RemoveParameterDocs) -> None:
    """Take a parameter's entry out of the docstring of a function, if there is one."""
    source = draft.source
    where = source.offset(edit.function.start)
    for node in walk(source.tree):
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if source.place(node.lineno, node.col_offset) != where:
            continue
        first = node.body[0]
        value = first.value if isinstance(first, ast.Expr) else None
        if isinstance(value, ast.Constant) and isinstance(value.value, str):
            start = source.place(value.lineno, value.col_offset)
            end = source.place(value.end_lineno or 0, value.end_col_offset or 0)
            newline = source.line_end(value.lineno) + source.indentation(value.lineno)
            draft.part(start, _Docstring(start, end, newline)).names.append(edit.name)
        return
    raise draft.refuse("no-such-function", "no function stands there", where)
