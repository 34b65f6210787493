"""The dependencies of a part of a callback whose registration names them: `inputs=dict(...)`."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from dash_codemods.model.edits import Part
from dash_codemods.model.places import Span
from dash_codemods.rewriting.above import Line
from dash_codemods.rewriting.source import Source

GROUPS = ("output", "inputs", "state")
Member = tuple[Span, bool, str]
"""A dependency, whether it is flagged, and what it is called if it was an Input."""
Writer = Callable[[Span, bool, str, str, int | None], list[Line]]
"""Writes a dependency with something before it, which starts at an offset of its own."""


@dataclass(frozen=True)
class _Entry:
    key: str | None
    """None: it has none, or one that is no literal."""
    offset: int
    """Where the entry starts, with its key."""
    written: str | None = None
    """The key of a dict as it is written: it may be a constant's name."""


@dataclass(frozen=True)
class _Form:
    """How a group is written."""

    left: str
    right: str
    one_line: bool
    keys: bool = False
    """Whether its keys are expressions; else they are names, if it has any."""


class NamedGroups:
    """The groups that the keywords of a registration hold."""

    def __init__(self, source: Source, call: ast.Call, unit: str, room: int) -> None:
        """Take the call; `room`: how long a line may be behind what it is indented by."""
        self.source, self.unit, self.room = source, unit, room
        self.forms: dict[str, _Form | None] = {}
        self.entries: dict[int, _Entry] = {}
        self.sizes: dict[str, int] = {}
        for keyword in call.keywords:
            if keyword.arg in GROUPS:
                self._read(keyword.arg, keyword.value)

    def _read(self, name: str, value: ast.expr) -> None:
        one_line = value.lineno == value.end_lineno
        form: _Form | None = None
        match value:
            case ast.List(elts=each) | ast.Tuple(elts=each):
                ends = "[]" if isinstance(value, ast.List) else "()"
                form = _Form(ends[0], ends[1], one_line)
                pairs: list[tuple[str | None, ast.AST, ast.expr]] = [(None, e, e) for e in each]
            case ast.Dict(keys=keys, values=values):
                form = _Form("{", "}", one_line, keys=True)
                pairs = [
                    (str(key.value) if isinstance(key, ast.Constant) else None, key, value)
                    for key, value in zip(keys, values, strict=True)
                    if key is not None
                ]
            case ast.Call(func=ast.Name(id="dict"), keywords=given):
                form = _Form("dict(", ")", one_line)
                pairs = [(k.arg, k, k.value) for k in given]
            case _:
                pairs = [(None, value, value)]
        self.forms[name] = form
        self.sizes[name] = len(pairs)
        for key, start, dependency in pairs:
            written = self._key(start) if form is not None and form.keys else None
            place = self._offset(start)
            self.entries[self._offset(dependency)] = _Entry(key, place, written)

    def _key(self, node: ast.AST) -> str:
        end = self.source.place(getattr(node, "end_lineno", 1), getattr(node, "end_col_offset", 0))
        return self.source.text[self._offset(node) : end]

    def _offset(self, node: ast.AST | None) -> int:
        return self.source.place(getattr(node, "lineno", 1), getattr(node, "col_offset", 0))

    def of(self, part: Part, name: str, write: Writer) -> list[list[Line]]:
        """What stands for a keyword in a part; behind `inputs`, the State that was not there."""
        states: list[Member] = [(span, False, part.state_name) for span in part.states]
        if name == "output":
            outputs: list[Member] = [(span, span in part.flagged, "") for span in part.outputs]
            return [self._written(name, outputs, write)]
        if name == "state":
            return [self._written(name, states, write)] if states else []
        inputs: list[Member] = [(span, False, "") for span in part.inputs]
        found = [self._written(name, inputs, write)]
        if states and "state" not in self.forms:
            found.append(self._written("state", states, write))
        return found

    def _written(self, name: str, members: Sequence[Member], write: Writer) -> list[Line]:
        form = self.forms.get(name) or (self.forms["inputs"] if name != "output" else None)
        alone = len(members) == 1 and self.forms.get(name) is None and name in self.forms
        if form is not None and name == "output":
            lists = form.left in "[("
            alone = lists and len(members) == 1 < self.sizes[name]
        if form is None or alone:
            span, flagged, called = members[0]
            return write(span, flagged, called, f"{name}=", None)
        items = [self._member(member, form, write) for member in members]
        single = ", ".join(item[0].text.removesuffix(",") for item in items)
        if form.left == "(" and len(items) == 1:
            single += ","
        short = f"{name}={form.left}{single}{form.right},"
        if form.one_line and len(short) <= self.room and all(map(is_one_line, items)):
            return [Line(short)]
        inner = [line.indented(self.unit) for item in items for line in item]
        return [Line(f"{name}={form.left}"), *inner, Line(f"{form.right},")]

    def _member(self, member: Member, form: _Form, write: Writer) -> list[Line]:
        span, flagged, called = member
        entry = self.entries[self.source.offset(span.start)]
        before = ""
        if form.keys and (entry.written or entry.key):
            before = f"{entry.written}: " if entry.written else f'"{entry.key}": '
        elif entry.key is not None:
            before = f"{entry.key}="
        return write(span, flagged, called, before, entry.offset)


def is_one_line(item: list[Line]) -> bool:
    """Whether something may stand behind an argument on its line: no comment does."""
    return len(item) == 1 and item[0].text.endswith(",")
