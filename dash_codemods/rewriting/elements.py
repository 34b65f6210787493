"""The elements of a comma-separated sequence: which go, which come, and what is between them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import libcst as cst

from dash_codemods.rewriting import gaps
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.printed import Printed

_WORD = re.compile(r"[\w.-]+")
_STRING = re.compile(r"[\"']([\w.-]+)[\"']")
_CODE = re.compile(r"\s*#\s*(?:[\"')\]}]|.*\w\()")
_ID = re.compile(r"\w[_.-]+\w|\d")


@dataclass(slots=True)
class Element:
    """One element: where it stands, or the text of a new one."""

    start: int
    end: int
    name: str | None = None
    """The name of a parameter."""
    new: str | None = None

    @property
    def range(self) -> tuple[int, int]:
        """Where it stands."""
        return self.start, self.end


@dataclass(frozen=True)
class Wrap:
    """When names on one line get lines of their own, in parentheses."""

    limit: int
    start: int
    end: int
    """Where the statement starts and ends."""
    newline: str


@dataclass(slots=True)
class Elements:
    """A sequence's elements, from behind its opening bracket to the closing one."""

    start: int
    end: int
    nodes: Sequence[cst.CSTNode]
    items: list[Element]
    removed: set[int] = field(default_factory=set)
    added: list[tuple[int, str]] = field(default_factory=list)
    """New elements, each with the index of the old one that it goes before."""
    replaced: dict[int, str] = field(default_factory=dict)
    """Removed elements that something shorter stands in for."""
    is_tuple: bool = False
    holder: tuple[Elements, int] | None = None
    """The element of another sequence that goes when this one is emptied."""
    comments: dict[int, list[str]] = field(default_factory=dict)
    """Comments that removed elements leave behind."""
    when_emptied: Callable[[], None] | None = None
    wrap: Wrap | None = None

    @property
    def emptied(self) -> bool:
        """Whether a removal leaves nothing."""
        return bool(self.removed) and len(self.removed) == len(self.items) and not self.added

    def patches(self, text: str) -> list[Patch]:
        """The stretches between kept elements that change."""
        if self.emptied and self.when_emptied is not None:
            return []
        layout = self._laid_out(text)
        renewed = [Patch(*self.items[i].range, new) for i, new in self.replaced.items()]
        return renewed + (layout.wrapped(self.wrap) or layout.patches())

    def left_over(self, text: str) -> list[str]:
        """The commented-out elements in an emptied sequence: other comments spoke of it alone."""
        inside = gaps.lines_of(self._laid_out(text).gaps[0])[1:-1]
        return [line.strip() for line in inside if _CODE.match(line)]

    def _laid_out(self, text: str) -> _Layout:
        layout = _Layout(text, self)
        gone = sorted(self.removed.difference(self.replaced))
        for index in gone:
            layout.remove_comments(index)
        for index in gone:
            layout.remove(index)
        for index, new in self.added:
            layout.add(index, new)
        return layout


_GROUP = 2
"""So many elements have a heading; what stands above one may speak of more than it."""


def _sets_apart(gap: str) -> bool:
    """Whether a comment or a blank line of its own stands between two elements."""
    return any(not line.strip() or "#" in line for line in gaps.lines_of(gap)[1:-1])


class _Layout:
    """The elements and the gaps around them while they change."""

    def __init__(self, text: str, elements: Elements) -> None:
        self.text = text
        self.elements = elements
        self.items = list(elements.items)
        edges = [elements.start, *(e for i in self.items for e in (i.start, i.end)), elements.end]
        self.gaps = [text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True)]

    def remove_comments(self, index: int) -> None:
        """Take the comments above an element out if they speak of what goes alone."""
        above, rest = gaps.split_above(self.gaps[index])
        items, removed = self.elements.items, self.elements.removed
        said = {word.strip(".-") for word in _WORD.findall(above)}
        others = (item for at, item in enumerate(items) if at not in removed)
        if any(said & self._words(other) for other in others):
            return
        if said & self._words(items[index]) or (above and self._heads_nothing(index, above)):
            self.gaps[index] = rest

    def _heads_nothing(self, index: int, above: str) -> bool:
        """Whether comments stood above a group of several elements of which none stays.

        Those at the very top may speak of all; and one that is code stands for itself.
        """
        gone = self.elements.removed.difference(self.elements.replaced)
        below = index + 1
        while below < len(self.items) and below in gone and not _sets_apart(self.gaps[below]):
            below += 1
        last = below == len(self.items)
        if below - index < _GROUP and not (last and index and self._is_set_apart(index)):
            return False
        said = [*gaps.lines_of(above), *gaps.lines_of(self.gaps[below])[1:]]
        if any(map(_CODE.match, said)):
            return False
        return last or (index > 0 and _sets_apart(self.gaps[below]))

    def _is_set_apart(self, index: int) -> bool:
        """Whether a blank line stands above the comments of an element."""
        lines = gaps.lines_of(self.gaps[index])[1:-1]
        return bool(lines) and not lines[0].strip()

    def _words(self, item: Element) -> set[str]:
        """A parameter's name or the ids: what no plain word of a comment can be mistaken for."""
        code = self.text[item.start : item.end]
        words = _STRING.findall(code) if item.name is None else [item.name]
        return {word for word in words if _ID.search(word)}

    def remove(self, index: int) -> None:
        """Take an element out and close the gap; what its inside leaves over stays there."""
        item = self.elements.items[index]
        at = self.items.index(item)
        rest = self.items[:at] + self.items[at + 1 :]
        left, right = self.gaps[at], self.gaps[at + 1]
        left = gaps.with_comments(left, right, self.elements.comments.get(index, []))
        gap = gaps.close(
            left,
            right,
            first=at == 0,
            last=at == len(rest),
            many_lines=len(gaps.lines_of(self.text[item.start : item.end])) > 1,
        )
        self.items = rest
        self.gaps[at : at + 2] = [gap]
        if self.elements.is_tuple and len(rest) == 1:
            self.gaps[-1] = gaps.with_comma(self.gaps[-1], True)

    def add(self, index: int, new: str) -> None:
        """Put a new element before an old one, or last."""
        later = self.elements.items[index:]
        at = next((i for i, e in enumerate(self.items) if e in later), len(self.items))
        self.items.insert(at, Element(-1, -1, new=new))
        self.gaps[at : at + 1] = gaps.open_up(self.gaps, at)

    def wrapped(self, wrap: Wrap | None) -> list[Patch]:
        """One element a line, in new parentheses, where one line has become too long."""
        if wrap is None or self.text[self.elements.start - 1] == "(":
            return []
        names = [item.new or self.text[item.start : item.end] for item in self.items]
        length = self.elements.start - wrap.start + len(", ".join(names))
        if length <= wrap.limit or wrap.end - wrap.start > wrap.limit:
            return []
        inner = "".join(f"    {name},{wrap.newline}" for name in names)
        text = f"({wrap.newline}{inner})"
        return [Patch(self.elements.start, self.elements.end, text, swallows=True)]

    def patches(self) -> list[Patch]:
        """What differs from the text, between each two elements that stay."""
        found: list[Patch] = []
        start, pieces = self.elements.start, [self.gaps[0]]
        for item, gap in zip(self.items, self.gaps[1:], strict=True):
            if item.new is not None:
                pieces += [item.new, gap]
                continue
            found.append(Patch(start, item.start, "".join(pieces), swallows=True))
            start, pieces = item.end, [gap]
        found.append(Patch(start, self.elements.end, "".join(pieces), swallows=True))
        return [patch for patch in found if self.text[patch.start : patch.end] != patch.text]


def _param_end(printed: Printed, param: cst.Param) -> int:
    """A parameter's end: LibCST's own range stops behind the name."""
    last = param.default or param.annotation
    return printed.full(last)[1] if last is not None else printed.range(param)[1]


def _span(printed: Printed, node: cst.CSTNode) -> tuple[int, int]:
    if isinstance(node, cst.Param):
        return printed.range(node)[0], _param_end(printed, node)
    if isinstance(node, cst.ParamStar | cst.ParamSlash):
        start = printed.full(node)[0]
        return start, start + 1
    return printed.range(node)


def _name(node: cst.CSTNode) -> str | None:
    return node.name.value if isinstance(node, cst.Param) else None


def _parameters(printed: Printed, node: cst.Parameters) -> list[cst.CSTNode]:
    parts = [node.star_arg, node.posonly_ind, node.star_kwarg]
    found: list[cst.CSTNode] = [*node.posonly_params, *node.params, *node.kwonly_params]
    found += [part for part in parts if isinstance(part, cst.CSTNode)]
    return sorted(found, key=lambda part: printed.full(part)[0])


def elements_of(printed: Printed, node: cst.CSTNode) -> Elements | None:
    """The elements of a call, display, signature or import; None for anything else."""
    nodes: Sequence[cst.CSTNode]
    if isinstance(node, cst.Call):
        nodes = node.args
        start, end = printed.full(node.whitespace_before_args)[0], printed.range(node)[1] - 1
    elif isinstance(node, cst.FunctionDef):
        nodes = _parameters(printed, node.params)
        start, end = printed.full(node.whitespace_before_params)[0], printed.full(node.params)[1]
    elif isinstance(node, cst.List | cst.Set | cst.Dict) or (
        isinstance(node, cst.Tuple) and node.lpar
    ):
        nodes = node.elements
        start, end = printed.range(node)[0] + 1, printed.range(node)[1] - 1
    elif isinstance(node, cst.Tuple):
        nodes = node.elements
        start, end = printed.range(node)
    elif isinstance(node, cst.Import | cst.ImportFrom) and not isinstance(
        node.names, cst.ImportStar
    ):
        nodes = node.names
        start, end = printed.full(nodes[0])[0], printed.full(nodes[-1])[1]
        if isinstance(node, cst.ImportFrom) and node.lpar and node.rpar:
            start, end = printed.full(node.lpar)[0] + 1, printed.full(node.rpar)[1] - 1
    else:
        return None
    items = [Element(*_span(printed, part), _name(part)) for part in nodes]
    return Elements(start, end, nodes, items, is_tuple=isinstance(node, cst.Tuple))
