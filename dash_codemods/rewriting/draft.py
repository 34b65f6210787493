"""A draft: what the edits of one file have asked for so far."""

from __future__ import annotations

from collections import Counter
from typing import Protocol, TypeVar

import libcst as cst

from dash_codemods.model.places import Span
from dash_codemods.rewriting.comments import comments_of
from dash_codemods.rewriting.elements import Elements, elements_of
from dash_codemods.rewriting.errors import CannotRewrite
from dash_codemods.rewriting.patches import Patch, apply
from dash_codemods.rewriting.printed import Printed
from dash_codemods.rewriting.source import Source
from dash_codemods.rewriting.units import Units


class Part(Protocol):
    """A piece of code that several edits change together."""

    def patches(self, text: str) -> list[Patch]:
        """What the edits make of it."""


P = TypeVar("P", bound=Part)


class Draft:
    """Collects patches and removals, all in places of the baseline, and makes them at once."""

    def __init__(self, source: Source, line_length: int = 88) -> None:
        self.source = source
        self.line_length = line_length
        self.units = Units(source)
        self.patches: list[Patch] = []
        self.moved: list[str] = []
        """Comments that new code holds in another form."""
        self._elements: dict[tuple[int, int], Elements] = {}
        self._parts: dict[tuple[type, int | str], Part] = {}

    def refuse(self, reason: str, message: str, offset: int) -> CannotRewrite:
        """An error that names the line of an offset."""
        return CannotRewrite(reason, message, self.source.line_at(offset))

    def call(self, span: Span) -> tuple[Printed, cst.Call]:
        """The call at a span."""
        where = self.source.range(span)
        printed = self.units.holding(*where)
        call = printed.call_at(where)
        if call is None:
            raise self.refuse("no-such-call", "no call stands there", where[0])
        return printed, call

    def function(self, span: Span) -> tuple[Printed, cst.FunctionDef]:
        """The function whose `def` starts a span."""
        start = self.source.offset(span.start)
        printed = self.units.holding(start, start + 1)
        function = printed.function_at(start)
        if function is None:
            raise self.refuse("no-such-function", "no function stands there", start)
        return printed, function

    def elements(self, printed: Printed, node: cst.CSTNode) -> Elements | None:
        """A node's elements: the same object however often they are asked for."""
        elements = elements_of(printed, node)
        if elements is None:
            return None
        return self._elements.setdefault((elements.start, elements.end), elements)

    def elements_in(self, printed: Printed, node: cst.CSTNode) -> Elements:
        """The elements of a node that is known to have some."""
        elements = self.elements(printed, node)
        if elements is None:
            raise self.refuse("no-elements", "nothing is listed there", printed.range(node)[0])
        return elements

    def part(self, key: int | str, new: P) -> P:
        """The part of this kind with a key (where it starts): `new`, the first time."""
        known = self._parts.setdefault((type(new), key), new)
        assert isinstance(known, type(new))
        return known

    def finish(self) -> tuple[str, tuple[str, ...]]:
        """The new text, and the comments that went."""
        self._follow_emptied()
        patches = list(self.patches)
        for part in (*self._elements.values(), *self._parts.values()):
            patches += part.patches(self.source.text)
        text, made = apply(self.source, patches)
        return text, self._dropped(made)

    def _follow_emptied(self) -> None:
        """Take out the elements that hold nothing any more."""
        settled = False
        while not settled:
            settled = True
            for elements in self._elements.values():
                if elements.emptied and elements.holder is not None:
                    holder, index = elements.holder
                    settled = settled and index in holder.removed
                    holder.removed.add(index)
                    holder.comments[index] = elements.left_over(self.source.text)
        for elements in self._elements.values():
            if elements.emptied and elements.when_emptied is not None:
                elements.when_emptied()

    def _dropped(self, made: list[Patch]) -> tuple[str, ...]:
        known = self.units.comments()
        dropped: list[str] = []
        moved = Counter(self.moved)
        for patch in made:
            old = self.source.text[patch.start : patch.end]
            if patch.whole_lines:
                gone = comments_of(old)
            elif "#" in old:
                places = sorted(at for at in known if patch.start <= at < patch.end)
                gone = [known[at] for at in places]
            else:
                continue
            kept = Counter(comments_of(patch.text if patch.whole_lines else f"({patch.text}\n)"))
            kept.update(moved & Counter(gone))
            moved -= Counter(gone)
            for comment in gone:
                kept[comment] -= 1
                if kept[comment] < 0:
                    dropped.append(comment)
        return tuple(dropped)
