"""Black: a file that was clean under its project's configuration stays clean.

Formatting a thousand lines costs 0.3 s, so the whole file is formatted only where the
statements that changed leave it open. What Black makes of a statement does not depend on its
neighbours: if each changed statement was clean and still is, so is the file if it was.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from typing import Any

import black
from black.const import DEFAULT_LINE_LENGTH
from black.mode import Mode, TargetVersion

from dash_codemods.model.walking import children
from dash_codemods.rewriting.changes import (
    Region,
    changed_regions,
    changed_statements,
    kind_of,
)
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.source import Source

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_VERSIONS_DIFFER = re.compile(r"[(,\[](?:\s|#.*)*\*|\b(?:with|except)\b")
"""Where Black's output depends on the Python version: a comma behind `*args`, the brackets of
`with` and `except` (black 26.10, linegen.py, the uses of `Feature`)."""


def black_mode(pyproject: bytes | None) -> Mode:
    """The mode that a pyproject.toml asks for: `[tool.black]`, else what `[tool.ruff]` shares."""
    try:
        tool = _table(tomllib.loads((pyproject or b"").decode()), "tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return Mode()
    if "black" in tool:
        own = _table(tool, "black")
        return _mode({key.replace("_", "-"): value for key, value in own.items()})
    ruff = _table(tool, "ruff")
    style = _table(ruff, "format")
    options: dict[str, Any] = {
        key: ruff[key] for key in ("line-length", "target-version") if key in ruff
    }
    options["skip-string-normalization"] = style.get("quote-style", "double") != "double"
    options["skip-magic-trailing-comma"] = style.get("skip-magic-trailing-comma", False)
    options["preview"] = style.get("preview", False)
    return _mode(options)


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of a TOML file; what is none counts as empty."""
    table = values.get(name, {})
    return table if isinstance(table, dict) else {}


def _mode(options: dict[str, Any]) -> Mode:
    targets = options.get("target-version", [])
    names = targets if isinstance(targets, list) else [targets]
    known = TargetVersion.__members__
    length = options.get("line-length", DEFAULT_LINE_LENGTH)
    return Mode(
        target_versions={known[str(name).upper()] for name in names if str(name).upper() in known},
        line_length=length if isinstance(length, int) else DEFAULT_LINE_LENGTH,
        string_normalization=not options.get("skip-string-normalization", False),
        magic_trailing_comma=not options.get("skip-magic-trailing-comma", False),
        skip_source_first_line=bool(options.get("skip-source-first-line", False)),
        preview=bool(options.get("preview", False)),
        unstable=bool(options.get("unstable", False)),
    )


def keep_clean(before: str, after: str, mode: Mode) -> str:
    """Black's formatting of `after` where `before` was clean; `after` itself where not."""
    if before == after or not _may_be_clean(before, mode):
        return after
    formatted = _with_changes_formatted(before, after, mode)
    if formatted is None or formatted == after:
        return after
    return formatted if _format(before, mode) == before else after


def _may_be_clean(text: str, mode: Mode) -> bool:
    """What can be said without formatting: by the line ends, and by the quotes of strings."""
    windows = text.count("\r\n")
    if not text.endswith("\n") or windows not in (0, text.count("\n")):
        return False
    return not (mode.string_normalization and _has_other_quotes(text))


def _told_off(text: str) -> bool:
    """Whether comments may keep Black from some lines."""
    return "fmt:" in text or "yapf:" in text


def _has_other_quotes(text: str) -> bool:
    """Whether there is a string in single quotes that Black surely gives double ones."""
    if "'" not in text or _told_off(text):
        return False
    source = Source(text)
    try:
        pending: list[ast.AST] = [source.tree]
    except CannotRewrite:
        return False
    while pending:
        node = pending.pop()
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            at = source.place(node.lineno, node.col_offset)
            if text.startswith("'", at) and '"' not in node.value:
                return True
        elif not isinstance(node, ast.JoinedStr):  # its parts are in the quotes of the whole
            pending += children(node)
    return False


def _format(text: str, mode: Mode) -> str | None:
    """Black's formatting; None where Black cannot."""
    values = (getattr(mode, each.name) for each in fields(mode))
    return _formatted(text, *(frozenset(v) if isinstance(v, set) else v for v in values))


# Each fix of a file asks for the same statements as they were; a Mode cannot be a key.
@lru_cache(maxsize=32)
def _formatted(text: str, *options: Any) -> str | None:
    values: Any = [set(v) if isinstance(v, frozenset) else v for v in options]
    try:
        return black.format_str(text, mode=Mode(*values))
    except Exception:  # Black is free to fail in any way: then the file is not clean
        return None


_ENOUGH = 2
"""Of so many changes it is tried whether what was there was clean: it mostly shows at once, and
all of the file is tried anyway before anything is made of it."""


def _with_changes_formatted(before: str, after: str, mode: Mode) -> str | None:
    """`after` as Black has it; None if `before` is seen not to be clean on the way."""
    changes = changed_statements(before, after)
    if _told_off(after):
        return _format(after, mode)
    if changes is None:
        return _with_regions_formatted(before, after, mode)
    pieces: list[str] = []
    done = 0
    for number, change in enumerate(changes):
        if number < _ENOUGH and change.old not in _variants(change.old, change.depth, mode):
            return None
        new = _only(_variants(change.new, change.depth, mode))
        if new is None:
            return _format(after, mode)
        pieces += (after[done : change.start], new)
        done = change.start + len(change.new)
    return "".join(pieces) + after[done:]


def _with_regions_formatted(before: str, after: str, mode: Mode) -> str | None:
    """The same where whole statements came or went: the space around them may change too."""
    regions = changed_regions(before, after)
    if regions is None:
        return _format(after, mode)
    if not all(_is_clean(text, mode) for region in regions[:_ENOUGH] for text in region.gone):
        return None
    pieces: list[str] = []
    done = 0
    for number, region in enumerate(regions):
        new = _in_place(region, region.new, mode)
        was_clean = number >= _ENOUGH or _in_place(region, region.old, mode) == region.old
        if not was_clean or new is None:
            beside = _is_clean(region.ahead, mode) and _is_clean(region.behind, mode)
            return _format(after, mode) if beside else None
        pieces += (after[done : region.start], new)
        done = region.start + len(region.new)
    return "".join(pieces) + after[done:]


def _in_place(region: Region, text: str, mode: Mode) -> str | None:
    """Black's formatting of statements between their neighbours; None if that is not sure."""
    newline = "\r\n" if "\r\n" in text + region.ahead + region.behind else "\n"
    # The first statement of a file is special, and so is the one behind it.
    head = f"pass{newline * 3}" if region.ahead and not region.is_second else ""
    found = _only(_variants(head + region.ahead + text + region.behind, 0, mode))
    ahead, behind = len(head) + len(region.ahead), len(region.behind)
    stays = found is not None and found.startswith(head + region.ahead)
    if found is None or not (stays and found.endswith(region.behind)):
        return None
    return found[ahead : len(found) - behind]


def _is_clean(text: str, mode: Mode) -> bool:
    """Whether a statement alone may be as Black has it; of a string that depends on its place."""
    return kind_of(text) == "string" or text in _variants(text, 0, mode)


def _only(variants: Iterator[str | None]) -> str | None:
    """What is the same in all variants."""
    found = set(variants)
    return found.pop() if len(found) == 1 else None


def _variants(text: str, depth: int, mode: Mode) -> Iterator[str | None]:
    """What Black can make of some statements `depth` blocks deep.

    Without target versions Black finds out from the whole file which syntax it may use: here
    it uses the least, then the most.
    """
    newline = "\r\n" if text.endswith("\r\n") else "\n"
    head = "".join(f"{'    ' * level}if 1:{newline}" for level in range(depth))
    newest = replace(mode, target_versions={list(TargetVersion)[-1]})
    one = mode.target_versions or not _VERSIONS_DIFFER.search(text)
    for each in [mode] if one else [mode, newest]:
        result = _format(head + text, each)
        inside = result is not None and result.startswith(head)
        yield result[len(head) :].lstrip("\r\n") if result and inside else None
