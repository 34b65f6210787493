"""Unified diffs as git writes them, exact to the byte."""

from __future__ import annotations

import os
from collections.abc import Sequence

from dash_codemods.model.results import FileChange
from dash_codemods.reporting.blocks import Block, changed_blocks

CONTEXT = 3
"""Equal lines shown around a change."""


def unified_diff(change: FileChange) -> str:
    """The diff of one file, empty where nothing changes.

    A line ends with \\n alone, as for git and patch: a carriage return is a part of its line.
    """
    if change.before == change.after:
        return ""
    old, new = split_lines(change.before), split_lines(change.after)
    name = quoted(f"a/{_relative(change.path)}"), quoted(f"b/{_relative(change.path)}")
    head = f"--- {name[0]}\n+++ {name[1]}\n"
    return head + "".join(_hunk(old, new, blocks) for blocks in _grouped(changed_blocks(old, new)))


def exact_diff(change: FileChange) -> str:
    """The same for a patch that is applied to the file as it is on the disk.

    A patch is bytes: it holds each file's text in that file's own encoding, with its byte order
    mark. Bytes that are not UTF-8 are escaped as surrogates, as Python does with file names;
    `encode("utf-8", "surrogateescape")` gives back the bytes.
    """
    if change.encoding in ("utf-8", "ascii"):
        return unified_diff(change)
    before, after = (
        text.encode(change.encoding).decode("utf-8", "surrogateescape")
        for text in (change.before, change.after)
    )
    return unified_diff(FileChange(change.path, before, after))


def split_lines(text: str) -> list[str]:
    """The lines of a text with their line ends, split at \\n and nowhere else."""
    lines = text.split("\n")
    last = lines.pop()
    return [f"{line}\n" for line in lines] + ([last] if last else [])


def _relative(path: str) -> str:
    # Patches name files relative to where they are applied: of an absolute path that is the root.
    return path.replace(os.sep, "/").lstrip("/")


_ESCAPES = {7: "\\a", 8: "\\b", 9: "\\t", 10: "\\n", 11: "\\v", 12: "\\f", 13: "\\r"}
_ESCAPES |= {ord('"'): '\\"', ord("\\"): "\\\\"}


def quoted(name: str) -> str:
    """A file name as git writes it in a diff's header.

    One with control characters, quotes, backslashes or bytes above 127 is quoted as in C. A name
    with a space has a tab behind it, so that nothing is taken for a time stamp.
    """
    raw = os.fsencode(name)
    if all(byte not in _ESCAPES and 32 <= byte < 127 for byte in raw):
        return f"{name}\t" if " " in name else name
    escaped = "".join(
        _ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\{byte:03o}") for byte in raw
    )
    return f'"{escaped}"'


def _grouped(blocks: Sequence[Block]) -> list[list[Block]]:
    """Blocks that are so near to each other that their contexts touch share a hunk."""
    groups: list[list[Block]] = []
    for block in blocks:
        if groups and block.start - groups[-1][-1].end <= 2 * CONTEXT:
            groups[-1].append(block)
        else:
            groups.append([block])
    return groups


def _hunk(old: Sequence[str], new: Sequence[str], blocks: Sequence[Block]) -> str:
    first, last = blocks[0], blocks[-1]
    lead = min(CONTEXT, first.start)
    tail = min(CONTEXT, len(old) - last.end)
    start, new_start = first.start - lead, first.new_start - lead
    ranges = _range(start, last.end + tail), _range(new_start, last.new_end + tail)
    parts = [f"@@ -{ranges[0]} +{ranges[1]} @@\n"]
    at = start
    for block in blocks:
        parts += [_line(" ", line) for line in old[at : block.start]]
        parts += [_line("-", line) for line in old[block.start : block.end]]
        parts += [_line("+", line) for line in new[block.new_start : block.new_end]]
        at = block.end
    parts += [_line(" ", line) for line in old[at : last.end + tail]]
    return "".join(parts)


def _range(start: int, end: int) -> str:
    length = end - start
    # An empty range names the line before it; a single line needs no count.
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _line(sign: str, line: str) -> str:
    if line.endswith("\n"):
        return f"{sign}{line}"
    return f"{sign}{line}\n\\ No newline at end of file\n"
