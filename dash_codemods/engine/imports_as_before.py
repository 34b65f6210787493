"""Imports that one fix made longer and a later one shorter again: written as they were."""

from __future__ import annotations

import ast

from dash_codemods.model.syntax import parsed

_Import = ast.Import | ast.ImportFrom


def imports_as_before(original: str, text: str) -> str:
    """A text, with the imports at its top level that say what they said written as they were."""
    if "\r" in text:
        # The places that a syntax tree tells are those of a text with other line ends.
        return text
    before = {ast.dump(node): _source(original, node) for node in _imports(original)}
    lines = text.split("\n")
    for node in reversed(_imports(text)):
        written = before.get(ast.dump(node))
        if written is None or written == _source(text, node):
            continue
        first, last = node.lineno - 1, node.end_lineno or node.lineno
        rest = lines[last - 1].encode()[node.end_col_offset :].decode()
        if node.col_offset == 0 and not rest:
            lines[first:last] = written.split("\n")
    return "\n".join(lines)


def _imports(text: str) -> list[_Import]:
    return [node for node in parsed(text).body if isinstance(node, _Import)]


def _source(text: str, node: _Import) -> str | None:
    return ast.get_source_segment(text, node)
