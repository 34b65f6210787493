"""Imports that one fix made longer and a later one shorter again: written as they were."""

from __future__ import annotations

import ast

from dash_codemods.model.syntax import parsed

_WITHIN = ("", " ", "\t", ")", "#")
"""How a line may begin that is still of the statement before it."""

_Import = ast.Import | ast.ImportFrom


def imports_as_before(original: str, text: str) -> str:
    """A text, with the imports at its top level that say what they said written as they were."""
    if "\r" in text:
        # The places that a syntax tree tells are those of a text with other line ends.
        return text
    if _importing(original) == _importing(text):
        return text
    old = original.split("\n")
    before = {ast.dump(node): _source(old, node) for node in _imports(original)}
    lines = text.split("\n")
    for node in reversed(_imports(text)):
        written = before.get(ast.dump(node))
        if written is not None and written != _source(lines, node):
            lines[node.lineno - 1 : node.end_lineno] = written
    return "\n".join(lines)


def _importing(text: str) -> list[str]:
    """The lines from each that begins an import at the top level to the next that begins anything.

    It is a look at the text alone: what a multi-line string holds may be among them.
    """
    kept: list[str] = []
    inside = False
    for line in text.split("\n"):
        if line[:1] not in _WITHIN:
            inside = line.startswith(("import ", "from "))
        if inside:
            kept.append(line)
    return kept


def _imports(text: str) -> list[_Import]:
    """The imports of a module that have their lines for themselves."""
    lines = text.split("\n")
    return [
        node
        for node in parsed(text).body
        if isinstance(node, _Import)
        and node.col_offset == 0
        and node.end_col_offset == len(lines[(node.end_lineno or node.lineno) - 1].encode())
    ]


def _source(lines: list[str], node: _Import) -> list[str]:
    return lines[node.lineno - 1 : node.end_lineno]
