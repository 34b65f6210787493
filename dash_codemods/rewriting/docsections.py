"""A parameter's entry in a docstring: Google, NumPy, Sphinx and epytext.

What is not recognised stays as it is. Lines are the raw text between the quotes, with their
line ends; the first stands behind the opening quotes, at the margin of the others.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_HEADER = re.compile(
    r"\s*(?:Args|Arguments|Params|(?:Other )?Parameters|Keyword (?:Args|Arguments))\s*(:?)\s*",
    re.IGNORECASE,
)
_RULE = re.compile(r"\s*([-=~])\1{2,}\s*")
_NAMES = r"(?P<names>[`*\\]*\w+[`*]*(?:\s*,\s*[`*\\]*\w+[`*]*)*)"
_GOOGLE_ENTRY = re.compile(
    rf"\s*(?:[-*+•]\s+)?{_NAMES}\s*(?:\(.*\)|\[.*\])?\s*(?::(?!\w+:)|--?\s|–|—)"
)
_NUMPY_ENTRY = re.compile(rf"\s*{_NAMES}\s*(?::.*)?$")
_FIELD = re.compile(
    r"\s*[:@](?:param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|paramtype)\s+"
    r"(?:[^:]*[\s*\\])?(?P<name>\w+)\s*:"
)
_ANY_FIELD = re.compile(r"\s*[:@]\w+[^:]*:")


def without_entry(lines: list[str], name: str) -> list[str]:
    """The docstring's lines without what they say of a parameter."""
    header = 0
    while header < len(lines):
        section = _section_at(_Doc(lines), header)
        at = section.find(name) if section else None
        if section is None or at is None:
            header += 1
        else:
            lines = _without(lines, section, at, name)
    return _without_fields(lines, name)


class _Doc:
    """Lines, and how far each is indented; None for blank ones."""

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        expanded = [line.expandtabs() for line in lines]
        depths = [len(line) - len(line.lstrip()) if line.strip() else None for line in expanded]
        margin = min((depth for depth in depths[1:] if depth is not None), default=0)
        if depths[0] is not None:
            depths[0] = margin
        self.depths = depths

    def entry_end(self, start: int, stop: re.Pattern[str], limit: int) -> int:
        """Behind an entry: its deeper lines, and those that continue it without a blank line."""
        depth = self.depths[start] or 0
        end = start + 1
        for at in range(start + 1, limit):
            here = self.depths[at]
            if here is None:
                continue
            if here <= depth and (end != at or here < depth or stop.match(self.bare(at))):
                break
            end = at + 1
        return end

    def bare(self, at: int) -> str:
        """A line without its line end."""
        return self.lines[at].rstrip("\r\n")

    def body_end(self, start: int, margin: int) -> int:
        """Behind the last line that is not less deep than a margin."""
        end = start
        for at in range(start, len(self.lines)):
            depth = self.depths[at]
            if depth is not None:
                if depth < margin or (at + 1 < len(self.lines) and self.is_rule(at + 1)):
                    break
                end = at + 1
        return end

    def is_rule(self, at: int) -> bool:
        """Whether a line underlines the one above it."""
        return _RULE.fullmatch(self.lines[at]) is not None


@dataclass(frozen=True)
class _Entry:
    start: int
    end: int
    names: list[str]
    span: tuple[int, int]


@dataclass(frozen=True)
class _Section:
    header: int
    start: int
    end: int
    entries: list[_Entry]
    alone: bool
    """Nothing but entries stands in it."""

    def find(self, name: str) -> int | None:
        """Which entry is a parameter's."""
        found = (i for i, entry in enumerate(self.entries) if name in _bare_names(entry.names))
        return next(found, None)


def _bare_names(names: list[str]) -> list[str]:
    return [name.strip("`*\\ \t") for name in names]


def _section_at(doc: _Doc, header: int) -> _Section | None:
    """The section whose header stands on a line."""
    match = _HEADER.fullmatch(doc.lines[header])
    if match is None:
        return None
    start, pattern = header + 1, _GOOGLE_ENTRY
    if start < len(doc.lines) and doc.is_rule(start):
        start, pattern = header + 2, _NUMPY_ENTRY
    elif not match[1]:
        return None
    depth = next((depth for depth in doc.depths[start:] if depth is not None), None)
    above = doc.depths[header] or 0
    if depth is None or depth < above or (pattern is _GOOGLE_ENTRY and depth == above):
        return None
    end = doc.body_end(start, depth)
    entries = _entries(doc, start, end, depth, pattern)
    covered = {line for entry in entries for line in range(entry.start, entry.end)}
    alone = all(doc.depths[at] is None or at in covered for at in range(start, end))
    return _Section(header, start, end, entries, alone)


def _entries(doc: _Doc, start: int, end: int, depth: int, pattern: re.Pattern[str]) -> list[_Entry]:
    entries: list[_Entry] = []
    at = start
    while at < end:
        match = pattern.match(doc.bare(at)) if doc.depths[at] == depth else None
        if match is None:
            at += 1
            continue
        last = doc.entry_end(at, pattern, end)
        entries.append(_Entry(at, last, match["names"].split(","), match.span("names")))
        at = last
    return entries


def _without(lines: list[str], section: _Section, at: int, name: str) -> list[str]:
    """The lines without one entry, or without its name where it speaks of others too."""
    entry = section.entries[at]
    if len(entry.names) > 1:
        index = _bare_names(entry.names).index(name)
        rest = entry.names[:index] + entry.names[index + 1 :]
        rest[0] = rest[0].lstrip()
        (first, last), line = entry.span, lines[entry.start]
        line = line[:first] + ",".join(rest) + line[last:]
        return [*lines[: entry.start], line, *lines[entry.start + 1 :]]
    if len(section.entries) == 1 and section.alone:
        return _cut(lines, section.header, entry.end)
    end = entry.end
    if (
        at + 1 < len(section.entries)
        and not "".join(lines[end : section.entries[at + 1].start]).strip()
    ):
        end = section.entries[at + 1].start
    return _cut(lines, entry.start, end)


def _without_fields(lines: list[str], name: str) -> list[str]:
    """The lines without `:param name:` and `:type name:`."""
    at = 0
    while at < len(lines):
        field = _FIELD.match(lines[at])
        if field is None or field["name"] != name:
            at += 1
            continue
        lines = _cut(lines, at, _Doc(lines).entry_end(at, _ANY_FIELD, len(lines)))
    return lines


def _cut(lines: list[str], start: int, end: int) -> list[str]:
    """The lines without some, and without a blank line that only set those off."""
    if start == 0:
        rest = lines[end:]
        return [rest[0].lstrip(" \t"), *rest[1:]] if rest else [""]
    at_end = end >= len(lines) or (end == len(lines) - 1 and not lines[end].strip())
    blank_below = at_end or not lines[end].strip()
    if start > 1 and blank_below and not lines[start - 1].strip():
        start -= 1
    elif start == 1 and not at_end and blank_below and not lines[0].strip():
        end += 1
    kept = [*lines[:start], *lines[end:]]
    if end >= len(lines):
        kept[-1] = kept[-1].rstrip()
        while len(kept) > 1 and not kept[-1]:
            kept.pop()
            kept[-1] = kept[-1].rstrip()
    return kept
