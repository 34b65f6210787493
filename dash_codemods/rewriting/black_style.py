"""Black: a file that was clean under its project's configuration stays clean.

Formatting a thousand lines costs 0.3 s, so the whole file is formatted only where the
statements that changed leave it open. What Black makes of a statement does not depend on its
neighbours: if each changed statement was clean and still is, so is the file if it was.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from dash_codemods.model.walking import children
from dash_codemods.rewriting.black_options import BlackOptions
from dash_codemods.rewriting.changes import (
    Region,
    changed_regions,
    changed_statements,
    kind_of,
)
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.source import Source

if TYPE_CHECKING:
    from black import Mode

_VERSIONS_DIFFER = re.compile(r"[(,\[](?:\s|#.*)*\*|\b(?:with|except)\b")
"""Where Black's output depends on the Python version: a comma behind `*args`, the brackets of
`with` and `except` (black 26.10, linegen.py, the uses of `Feature`)."""


_NEWEST = frozenset({"newest"})
"""The target version of which only Black knows which it is."""


def keep_clean(before: str, after: str, options: BlackOptions) -> str:
    """Black's formatting of `after` where `before` was clean; `after` itself where not."""
    if before == after or not _may_be_clean(before, options):
        return after
    formatted = _with_changes_formatted(before, after, options)
    if formatted is None or formatted == after:
        return after
    return formatted if _format(before, options) == before else after


def _may_be_clean(text: str, options: BlackOptions) -> bool:
    """What can be said without formatting: by the line ends, and by the quotes of strings."""
    windows = text.count("\r\n")
    if not text.endswith("\n") or windows not in (0, text.count("\n")):
        return False
    return not (options.string_normalization and _has_other_quotes(text))


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


# Each fix of a file asks for the same statements as they were.
@lru_cache(maxsize=32)
def _format(text: str, options: BlackOptions) -> str | None:
    """Black's formatting; None where Black cannot."""
    import black

    try:
        return black.format_str(text, mode=mode_of(options))
    except Exception:  # Black is free to fail in any way: then the file is not clean
        return None


def mode_of(options: BlackOptions) -> Mode:
    """What Black itself calls these options; it knows nothing of versions newer than itself."""
    from black.mode import Mode, TargetVersion

    known = TargetVersion.__members__
    names = list(known)[-1:] if options.target_versions == _NEWEST else options.target_versions
    values = {each.name: getattr(options, each.name) for each in fields(options)}
    return Mode(**{**values, "target_versions": {known[name] for name in names if name in known}})


_ENOUGH = 2
"""Of so many changes it is tried whether what was there was clean: it mostly shows at once, and
all of the file is tried anyway before anything is made of it."""


def _with_changes_formatted(before: str, after: str, options: BlackOptions) -> str | None:
    """`after` as Black has it; None if `before` is seen not to be clean on the way."""
    changes = changed_statements(before, after)
    if _told_off(after):
        return _format(after, options)
    if changes is None:
        return _with_regions_formatted(before, after, options)
    pieces: list[str] = []
    done = 0
    for number, change in enumerate(changes):
        if number < _ENOUGH and change.old not in _variants(change.old, change.depth, options):
            return None
        new = _only(_variants(change.new, change.depth, options))
        if new is None:
            return _format(after, options)
        pieces += (after[done : change.start], new)
        done = change.start + len(change.new)
    return "".join(pieces) + after[done:]


def _with_regions_formatted(before: str, after: str, options: BlackOptions) -> str | None:
    """The same where whole statements came or went: the space around them may change too."""
    regions = changed_regions(before, after)
    if regions is None:
        return _format(after, options)
    if not all(_is_clean(text, options) for region in regions[:_ENOUGH] for text in region.gone):
        return None
    pieces: list[str] = []
    done = 0
    for number, region in enumerate(regions):
        new = _in_place(region, region.new, options)
        was_clean = number >= _ENOUGH or _in_place(region, region.old, options) == region.old
        if not was_clean or new is None:
            beside = _is_clean(region.ahead, options) and _is_clean(region.behind, options)
            return _format(after, options) if beside else None
        pieces += (after[done : region.start], new)
        done = region.start + len(region.new)
    return "".join(pieces) + after[done:]


def _in_place(region: Region, text: str, options: BlackOptions) -> str | None:
    """Black's formatting of statements between their neighbours; None if that is not sure."""
    newline = "\r\n" if "\r\n" in text + region.ahead + region.behind else "\n"
    # The first statement of a file is special, and so is the one behind it.
    head = f"pass{newline * 3}" if region.ahead and not region.is_second else ""
    found = _only(_variants(head + region.ahead + text + region.behind, 0, options))
    ahead, behind = len(head) + len(region.ahead), len(region.behind)
    stays = found is not None and found.startswith(head + region.ahead)
    if found is None or not (stays and found.endswith(region.behind)):
        return None
    return found[ahead : len(found) - behind]


def _is_clean(text: str, options: BlackOptions) -> bool:
    """Whether a statement alone may be as Black has it; of a string that depends on its place."""
    return kind_of(text) == "string" or text in _variants(text, 0, options)


def _only(variants: Iterator[str | None]) -> str | None:
    """What is the same in all variants."""
    found = set(variants)
    return found.pop() if len(found) == 1 else None


def _variants(text: str, depth: int, options: BlackOptions) -> Iterator[str | None]:
    """What Black can make of some statements `depth` blocks deep.

    Without target versions Black finds out from the whole file which syntax it may use: here
    it uses the least, then the most.
    """
    newline = "\r\n" if text.endswith("\r\n") else "\n"
    head = "".join(f"{'    ' * level}if 1:{newline}" for level in range(depth))
    newest = replace(options, target_versions=_NEWEST)
    one = options.target_versions or not _VERSIONS_DIFFER.search(text)
    for each in [options] if one else [options, newest]:
        result = _format(head + text, each)
        inside = result is not None and result.startswith(head)
        yield result[len(head) :].lstrip("\r\n") if result and inside else None
