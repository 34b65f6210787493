"""The lines of a docstring that speak of a parameter: Sphinx fields and sections of entries."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from dash_codemods.proving.sections import Section, find_sections, indentation

_FIELD = re.compile(
    r"\s*[:@](?:param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|paramtype)\s+([^:]*):"
)
_ANY_FIELD = re.compile(r"\s*[:@]\w+[^:]*:")


@dataclass(slots=True)
class Entries:
    """Line numbers, counted from 0, of a docstring's entries for some parameters."""

    must: set[int] = field(default_factory=set)
    """Lines that go with the parameters."""
    may: set[int] = field(default_factory=set)
    """Lines that may go with them."""
    together: list[set[int]] = field(default_factory=list)
    """Lines that go all or stay all."""
    shorter: dict[int, str] = field(default_factory=dict)
    """Lines that speak of other parameters too, without the names."""


def find_entries(lines: Sequence[str], names: Collection[str]) -> Entries:
    """Find what a docstring says of some parameters; its lines have no margin."""
    entries = Entries()
    for number, line in enumerate(lines):
        _take_field(entries, lines, number, _FIELD.match(line), names)
    for section in find_sections(lines):
        _take_section(entries, lines, section, names)
    return entries


def _take_field(
    entries: Entries,
    lines: Sequence[str],
    number: int,
    match: re.Match[str] | None,
    names: Collection[str],
) -> None:
    """Note a `:param type name:`; the name stands last."""
    words = match[1].split() if match else []
    if not words or words[-1].lstrip("\\*") not in names:
        return
    end = number + 1
    entries.must.add(number)
    while end < len(lines) and (not lines[end] or _is_deeper(lines, end, number)):
        entries.must.add(end)
        end += 1
    while end < len(lines) and lines[end] and lines[end - 1] and not _ANY_FIELD.match(lines[end]):
        entries.may.add(end)  # a continuation that the author did not indent
        end += 1


def _is_deeper(lines: Sequence[str], number: int, head: int) -> bool:
    return indentation(lines[number]) > indentation(lines[head])


def _take_section(
    entries: Entries, lines: Sequence[str], section: Section, names: Collection[str]
) -> None:
    """Note a section's entries, and its heading if nothing else is left in it."""
    gone: set[int] = set()
    for entry in section.entries:
        names_of = set(entry.names)
        if names_of <= set(names):
            gone |= entry.all_lines
            entries.together.append(entry.lines)
            if entry.certain:
                entries.must |= entry.lines
        elif not names_of.isdisjoint(names):
            rest = [name for name in entry.names if name not in names]
            entries.shorter[entry.head] = entry.renamed(lines[entry.head], rest)
    entries.may |= gone
    if gone and not any(lines[number] for number in set(section.body) - gone):
        entries.may |= set(section.heading)
        entries.together.append(set(section.heading))
