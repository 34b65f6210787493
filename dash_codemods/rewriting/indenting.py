"""New code in the file's own indentation and line ends."""

from __future__ import annotations

import ast
import re

from dash_codemods.model.strings import lines_in_strings
from dash_codemods.model.walking import walk


def indented(code: str, *, base: str, unit: str, newline: str, first: bool = True) -> str:
    """Code from the margin, indented by `base`, each of its own levels by `unit`.

    Without `first` its first line is left where it is put.
    """
    lines = re.split(r"\r\n|\r|\n", code.strip("\r\n").rstrip())
    inside = lines_in_strings("\n".join(lines))
    step = _step(lines, inside)
    done: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in inside or not line.strip():
            done.append(line if number in inside else "")
            continue
        bare = line.lstrip(" ")
        levels, rest = divmod(len(line) - len(bare), step)
        lead = unit * levels + " " * rest
        done.append((base if first or number > 1 else "") + lead + bare)
    return newline.join(done)


def _step(lines: list[str], inside: set[int]) -> int:
    """How many spaces the code indents by; lines that go on with a statement may say otherwise."""
    depths = _depths("\n".join(lines))
    if depths is None:
        bare = (line for number, line in enumerate(lines, 1) if number not in inside)
        depths = {len(line) - len(line.lstrip(" ")) for line in bare if line.strip()}
    step = min((depth for depth in depths if depth), default=4)
    return step if step in (2, 3, 4, 8) else 4


def _depths(code: str) -> set[int] | None:
    """How far in the statements of some code begin; None where it is a part of one."""
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return None
    return {node.col_offset for node in walk(tree) if isinstance(node, ast.stmt)}
