"""Sections of a docstring that list parameters, as Google and NumPy write them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

_PLAIN = {
    "args",
    "arguments",
    "keyword args",
    "keyword arguments",
    "other parameters",
    "parameters",
    "params",
}
_LOOSE = {"arg", "callback inputs", "input", "inputs", "keywords", "parameter", "state", "states"}
_UNDERLINE = re.compile(r"\s*([-=~])\1{2,}")
_NAMES = r"\\?\*{0,2}\w+(?:\s*,\s*\\?\*{0,2}\w+)*"
_GOOGLE = re.compile(
    rf"\s*(?P<bullet>[-*+•]\s+)?(?P<quote>`{{1,2}}|\*\*)?(?P<names>{_NAMES})(?(quote)(?P=quote))"
    r"\s*(?:[(\[].*?[)\]]\s*)?(?P<end>:|--?\s|–|—)"
)
_NUMPY = re.compile(rf"\s*(?P<names>{_NAMES})\s*(?::.*)?$")


@dataclass(slots=True)
class Entry:
    """What a section says of one parameter, or of several together."""

    head: int
    names: list[str]
    separator: str
    span: tuple[int, int]
    """Where the names stand in the head's line."""
    certain: bool
    """Written as the style has it, not just like it."""
    lines: set[int] = field(default_factory=set)
    """The head and the lines indented below it."""
    loose_lines: set[int] = field(default_factory=set)
    """Lines that seem to continue it without being indented."""

    @property
    def all_lines(self) -> set[int]:
        """Every line of the entry."""
        return self.lines | self.loose_lines

    def renamed(self, line: str, names: Sequence[str]) -> str:
        """Return the head's line with other names."""
        start, end = self.span
        return line[:start] + self.separator.join(names) + line[end:]


@dataclass(slots=True)
class Section:
    """A heading, the lines below it, and the entries in these."""

    heading: range
    body: range
    entries: list[Entry]


def indentation(line: str) -> int:
    """Return how far a line is indented."""
    return len(line) - len(line.lstrip())


def find_sections(lines: Sequence[str]) -> Iterator[Section]:
    """Yield the sections that list parameters; the lines have no margin."""
    for number, line in enumerate(lines):
        bare = line.strip().strip("*#").rstrip(":").strip("* ").lower()
        if bare not in _PLAIN and bare not in _LOOSE:
            continue
        plain = bare in _PLAIN and line.strip().rstrip(":").lower() == bare
        if _is_underlined(lines, number):
            yield _numpy_section(lines, number, plain)
        elif ":" in line:
            yield _google_section(lines, number, plain)


def _google_section(lines: Sequence[str], heading: int, plain: bool) -> Section:
    """Read entries that stand deeper than the heading, or (a loose form) right below it."""
    start = next((n for n in range(heading + 1, len(lines)) if lines[n]), len(lines))
    margin = indentation(lines[start]) if start < len(lines) else 0
    deep = margin > indentation(lines[heading])
    end = start
    while end < len(lines) and _is_in_google(lines[end], margin, deep):
        end += 1
    body = range(start, end)
    return Section(
        range(heading, heading + 1), body, _entries(lines, body, _GOOGLE, plain and deep)
    )


def _is_in_google(line: str, margin: int, deep: bool) -> bool:
    if deep:
        return not line or indentation(line) >= margin
    return indentation(line) > margin or (
        indentation(line) == margin and _GOOGLE.match(line) is not None
    )


def _numpy_section(lines: Sequence[str], heading: int, plain: bool) -> Section:
    """Read entries that stand below an underlined heading, as far in as it."""
    margin = indentation(lines[heading])
    end = heading + 2
    while end < len(lines) and not _is_underlined(lines, end):
        if lines[end] and indentation(lines[end]) < margin:
            break
        end += 1
    body = range(heading + 2, end)
    return Section(range(heading, heading + 2), body, _entries(lines, body, _NUMPY, plain))


def _entries(
    lines: Sequence[str], body: range, pattern: re.Pattern[str], plain: bool
) -> list[Entry]:
    """Read the entries of a section; what is not indented below one may still belong to it."""
    margin = min((indentation(lines[n]) for n in body if lines[n]), default=0)
    entries: list[Entry] = []
    current: Entry | None = None
    for number in (n for n in body if lines[n]):
        deeper = indentation(lines[number]) > margin
        match = None if deeper else pattern.match(lines[number])
        if match:
            current = _entry(number, match, plain)
            entries.append(current)
        elif current and deeper:
            current.lines.add(number)
        elif current and lines[number - 1]:
            current.loose_lines.add(number)
        else:
            current = None
    return entries


def _is_underlined(lines: Sequence[str], number: int) -> bool:
    follows = number + 1 < len(lines) and bool(lines[number])
    return follows and _UNDERLINE.fullmatch(lines[number + 1]) is not None


def _entry(number: int, match: re.Match[str], plain: bool) -> Entry:
    names = re.split(r"\s*,\s*", match["names"])
    separator = re.search(r"\s*,\s*", match["names"])
    loose = "end" in match.re.groupindex and (
        match["bullet"] or match["quote"] or match["end"] != ":"
    )
    return Entry(
        head=number,
        names=[name.lstrip("\\*") for name in names],
        separator=separator[0] if separator else ", ",
        span=match.span("names"),
        certain=plain and not loose,
        lines={number},
    )
