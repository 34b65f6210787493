"""A parameter's entry in a docstring: Google, NumPy, Sphinx and epytext.

What is not recognised stays as it is. Lines are the raw text between the quotes, with their
line ends; the first stands behind the opening quotes and is never an entry.
"""

from __future__ import annotations

import re

_GOOGLE = re.compile(
    r"\s*(?:Args|Arguments|Parameters|Params|(?:Keyword|Other) (?:Args|Arguments|Parameters))"
    r"\s*:\s*"
)
_NUMPY = re.compile(r"\s*(?:Parameters|Other Parameters|Args|Arguments)\s*")
_RULE = re.compile(r"\s*-{3,}\s*")
_NAMES = r"(?P<names>[`*]*\w+[`*]*(?:\s*,\s*[`*]*\w+[`*]*)*)"
_GOOGLE_ENTRY = re.compile(rf"\s*(?:[-*•]\s+)?{_NAMES}\s*(?:\(.*\)|\[.*\])?\s*(?::|--?\s)")
_NUMPY_ENTRY = re.compile(rf"\s*{_NAMES}\s*(?::.*)?$")
_FIELD = re.compile(
    r"\s*[:@](?:param|parameter|arg|argument|key|keyword|type|kwarg)\s+"
    r"(?:[^:]*\s)?[*\\]*(?P<name>\w+)\s*:"
)


def without_entry(lines: list[str], name: str) -> list[str]:
    """The docstring's lines without what they say of a parameter."""
    for start in range(1, len(lines)):
        if _GOOGLE.fullmatch(lines[start]):
            section = _section(lines, start, start + 1, _GOOGLE_ENTRY)
        elif (
            start + 1 < len(lines)
            and _NUMPY.fullmatch(lines[start])
            and _RULE.fullmatch(lines[start + 1])
        ):
            section = _section(lines, start, start + 2, _NUMPY_ENTRY)
        else:
            continue
        for at, entry in enumerate(section):
            if name in _names_of(entry[2]):
                return _without(lines, start, section, at, name)
    return _without_fields(lines, name)


_Entry = tuple[int, int, re.Match[str]]


def _indent(line: str) -> int:
    return len(line.expandtabs()) - len(line.expandtabs().lstrip())


def _is_blank(line: str) -> bool:
    return not line.strip()


def _names_of(entry: re.Match[str]) -> list[str]:
    return [name.strip("`* \t") for name in entry["names"].split(",")]


def _entry_end(lines: list[str], start: int) -> int:
    """Behind an entry's continuation lines, which are indented deeper than it."""
    end = start + 1
    for at in range(start + 1, len(lines)):
        if not _is_blank(lines[at]):
            if _indent(lines[at]) <= _indent(lines[start]):
                break
            end = at + 1
    return end


def _section(lines: list[str], header: int, start: int, pattern: re.Pattern[str]) -> list[_Entry]:
    """The entries of a section, up to the first line that is none."""
    entries: list[_Entry] = []
    depth: int | None = None if pattern is _GOOGLE_ENTRY else _indent(lines[header])
    at = start
    while at < len(lines):
        line = lines[at]
        if _is_blank(line):
            at += 1
            continue
        if depth is None and _indent(line) > _indent(lines[header]):
            depth = _indent(line)
        entry = pattern.match(line.rstrip("\r\n"))
        below = lines[at + 1] if at + 1 < len(lines) else ""
        if _indent(line) != depth or entry is None or _RULE.fullmatch(below):
            break
        end = _entry_end(lines, at)
        entries.append((at, end, entry))
        at = end
    return entries


def _without(lines: list[str], header: int, section: list[_Entry], at: int, name: str) -> list[str]:
    """The lines without one entry, or without its name where it speaks of others too."""
    start, end, entry = section[at]
    names = entry["names"].split(",")
    if len(names) > 1:
        index = _names_of(entry).index(name)
        lead = names[0][: len(names[0]) - len(names[0].lstrip())]
        rest = names[:index] + names[index + 1 :]
        rest[0] = lead + rest[0].lstrip()
        first, last = entry.span("names")
        line = lines[start][:first] + ",".join(rest) + lines[start][last:]
        return [*lines[:start], line, *lines[start + 1 :]]
    if len(section) == 1:
        return _cut(lines, header, end)
    if at + 1 < len(section):
        end = section[at + 1][0]
    return _cut(lines, start, end)


def _without_fields(lines: list[str], name: str) -> list[str]:
    """The lines without `:param name:` and `:type name:`."""
    at = 1
    while at < len(lines):
        field = _FIELD.match(lines[at])
        if field is None or field["name"] != name:
            at += 1
            continue
        end = _entry_end(lines, at)
        below = lines[end] if end < len(lines) else ""
        if not _is_blank(below) and not below.lstrip().startswith((":", "@")):
            at = end
            continue
        lines = _cut(lines, at, end)
    return lines


def _cut(lines: list[str], start: int, end: int) -> list[str]:
    """The lines without some, and without a blank line that only set those off."""
    at_end = end >= len(lines) or (end == len(lines) - 1 and _is_blank(lines[end]))
    if _is_blank(lines[start - 1]) and start > 1 and (at_end or _is_blank(lines[end])):
        start -= 1
    elif start == 1 and _is_blank(lines[0]) and not at_end and _is_blank(lines[end]):
        end += 1
    kept = [*lines[:start], *lines[end:]]
    if end >= len(lines):
        kept[-1] = kept[-1].rstrip()
        while len(kept) > 1 and not kept[-1]:
            kept.pop()
            kept[-1] = kept[-1].rstrip()
    return kept
