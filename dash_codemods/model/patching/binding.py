"""Statements that give the value another name, copy it, or stand in for None."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

from dash_codemods.model.patching.growth import Grown, Step, grown
from dash_codemods.model.patching.kinds import kind_of, may_be_array
from dash_codemods.model.patching.places import ANY, place_of
from dash_codemods.model.patching.reading import item_of
from dash_codemods.model.patching.report import Line
from dash_codemods.model.patching.shapes import Whole, absence_test, empty_kind, whole
from dash_codemods.model.patching.values import TRACKED, UNCLEAR, Value, original
from dash_codemods.model.patching.writing import Writer

_DISPLAYS = (ast.List, ast.Dict, ast.ListComp, ast.DictComp)
_MADE_HERE = (*_DISPLAYS, ast.Call)


class Binder:
    """Follows assignments."""

    def __init__(self, writer: Writer) -> None:
        """Take the writer, which notes the changes."""
        self.writer, self.context, self.reader = writer, writer.context, writer.reader

    def is_whole(self, name: str) -> bool:
        """Whether a name stands for the value, to be changed or copied."""
        value = self.context.state.names.get(name)
        if value is None:
            return False
        if value.kind == "original":
            # A second copy, beside one that was changed already, is a look at the value.
            return not self.context.state.writes and not self._followed()
        return value.kind in ("tracked", "mixed")

    def _followed(self) -> bool:
        return any(v.kind in ("tracked", "mixed") for v in self.context.state.names.values())

    def grown(self, node: ast.expr) -> Grown | None:
        """The value with something added, where the value is surely a container."""
        found = grown(node, self.is_whole)
        if found is None:
            return None
        return found if all(self._of_a_list(step) for step in found.steps) else None

    def _of_a_list(self, step: Step) -> bool:
        """Whether `x + value` and `x[1:]` are surely those of a list, no number's or text's."""
        listed = self.context.subject.kind == "list"
        if step.method == "concat":
            kind = kind_of(step.value, self.context.names)
            unknown = kind is None and not may_be_array(step.value, self.context.names)
            return kind == "list" or (unknown and listed)
        return step.method != "drop" or listed or "list" in self.context.report.kinds

    def assign(self, node: ast.stmt, targets: Sequence[ast.expr], value: ast.expr) -> None:
        """`target = value`"""
        if len(targets) == 1 and isinstance(targets[0], ast.Name) and not self.context.deferred:
            name = targets[0]
            found = whole(value, self.is_whole)
            if found is not None:
                self._whole(node, name, found)
                return
            more = self.grown(value)
            if more is not None:
                self._grown(node, name, more)
                return
            if self._part(name, value):
                self.context.report.part = self.context.report.part or node
                return
        self._plain(node, targets, value)

    # -- the whole value

    def _whole(self, node: ast.stmt, target: ast.Name, found: Whole) -> None:
        self.droppable(node, found)
        if found.empty is not None:
            self.stand_in(found)
        if not self.context.quiet:
            self.context.report.set_up[node] = None
            self.figure(found, node)
        if found.kind is not None:
            self.writer.kind((), found.kind, node)
        self._bind(target.id, found)
        if found.fails and found.empty is None:
            self._not_none()

    def figure(self, found: Whole, node: ast.stmt) -> None:
        """Note that a figure object is made of the value."""
        if found.figure and self.context.report.figure is None:
            self.context.report.figure = node.lineno

    def droppable(self, node: ast.stmt, found: Whole) -> None:
        """A copy of what may be fresh: dropped only if nothing else holds the fresh value."""
        value = self.context.state.names[found.name.id]
        if value.kind != "mixed":
            return
        if not self.context.quiet:
            self.context.report.mixed |= value.origins
        made = [self.context.report.origins.get(o) for o in value.origins]
        values = [s.value if isinstance(s, ast.Assign) else None for s in made]
        made_here = _MADE_HERE if found.empty is None else _DISPLAYS
        if not all(isinstance(v, made_here) for v in values):
            self.context.block(
                "value-is-read", "the value is copied, and may be another one by now", node
            )

    def _not_none(self) -> None:
        if self.context.state.null == "raw" and not self.context.deferred:
            self.context.state = replace(self.context.state, null="solid")

    def stand_in(self, found: Whole) -> None:
        """`x or []`: from here on, None is something empty."""
        assert found.empty is not None
        if not self.context.quiet:
            self.context.report.empties.add(found.empty)
        if self.context.state.null == "raw":
            self.context.state = replace(self.context.state, null="guarded")

    def _bind(self, target: str, found: Whole) -> None:
        """Bind a name to the whole value, or to a copy that is followed from now on."""
        state = self.context.state
        value = state.names[found.name.id]
        if not self.context.quiet:
            self.context.stands(found.name)
        held = Value(value.kind, (), value.origins) if value.kind == "mixed" else TRACKED
        names = dict(state.names)
        if found.copied != "no" or found.empty is not None:
            for name, other in state.names.items():
                if other.kind == "original":
                    names[name] = original(found.copied, other.apart)
                elif other.kind in ("tracked", "mixed", "part"):
                    left = other.kind == "tracked" and not state.writes
                    names[name] = original(found.copied) if left else UNCLEAR
        names[target] = Value("figure") if found.figure else held
        self.context.state = replace(state, names=names)

    # -- the value with something added

    def _grown(self, node: ast.stmt, target: ast.Name, found: Grown) -> None:
        lines = self.add(node, found, target.id)
        if not self.context.quiet:
            self.context.report.replaced[node] = tuple(lines)

    def add(self, node: ast.stmt, found: Grown, target: str) -> list[Line]:
        """Add what an expression adds; the new value goes by the name of the target."""
        base = found.whole
        self.droppable(node, base)
        if base.empty is not None:
            self.stand_in(base)
        shares = self.writer.look_at(found.steps)
        self._bind(target, replace(base, copied="shallow") if base.copied == "no" else base)
        return self.writer.steps(target, found.steps, node, shares)

    # -- a part of it

    def _part(self, target: ast.Name, value: ast.expr) -> bool:
        """`filters = x["filters"]`, where `filters` is then written to."""
        place = place_of(value)
        held = self.writer.holder(place)
        if place is None or held is None or not place.keys or held.kind == "mixed":
            return False
        if target.id not in self.context.names.written_through:
            return False
        if not self._only_written(target.id):
            return False
        self.writer.keys(place)
        path = self.writer.path(place)
        self.writer.failing(path, value, sound=False)
        if held.kind == "tracked":
            self.context.rename(place.name)
        self.writer.kind(path, None, value)
        self._not_none()
        self.context.state = self.context.state.with_name(target.id, Value("part", path))
        return True

    def _only_written(self, name: str) -> bool:
        """Whether a name stands only where something is written to it, never where it is read."""
        names = self.context.names
        if len(names.values.get(name, ())) != 1 or names.is_parameter(name):
            return False
        return len(names.loads.get(name, ())) == names.write_bases.get(name, 0)

    def each_item(self, node: ast.For | ast.AsyncFor) -> bool:
        """`for style in styles:` over the values of all components that match, to write to them."""
        name, target = _each(node)
        if not self.context.subject.every_item or name is None or target is None:
            return False
        held = self.context.state.names.get(name.id)
        if held is None or held.kind != "tracked" or not self._only_written(target.id):
            return False
        self.reader.bind(node.target, None, lasting=True)
        if isinstance(node.iter, ast.Call):
            for other in node.iter.args[1:]:
                self.reader.value(other)
        self.context.state = self.context.state.with_name(target.id, Value("part", (ANY,)))
        self.context.rename(name)
        return True

    # -- anything else

    def _plain(self, node: ast.stmt, targets: Sequence[ast.expr], value: ast.expr) -> None:
        if len(targets) == 1:
            place = place_of(targets[0])
            if place is not None and place.keys and self.writer.holder(place) is not None:
                self.writer.assign(place, value, node)
                return
        found = self.reader.value(value)
        for target in targets:
            self._target(node, target, found)

    def _target(self, node: ast.stmt, target: ast.expr, found: Value | None) -> None:
        if isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                inner = element.value if isinstance(element, ast.Starred) else element
                self._target(node, inner, item_of(found))
        elif isinstance(target, ast.Name):
            self._name(node, target, found)
        elif isinstance(target, ast.Subscript | ast.Attribute):
            self._item(target, found)

    def _name(self, node: ast.stmt, target: ast.Name, found: Value | None) -> None:
        context = self.context
        if found is None:
            # A name that holds nothing of the value; it may come to hold it on another path.
            found = Value("fresh", (), frozenset((id(target),)))
            context.report.origins[id(target)] = node
            if not context.quiet:
                context.report.uses.setdefault(id(target), []).append(target)
        context.state = context.state.with_name(target.id, found)

    def _item(self, target: ast.Subscript | ast.Attribute, found: Value | None) -> None:
        """An item or attribute of something else takes what may be a part of the value."""
        place = place_of(target)
        if self.writer.holder(place) is not None:
            self.context.block("unclear-assignment", "several things are assigned at once", target)
            return
        if self.writer.forbidden(target):
            return
        base: ast.expr = target
        while isinstance(base, ast.Subscript | ast.Attribute):
            if isinstance(base, ast.Subscript):
                self.reader.value(base.slice)
            base = base.value
        self.reader.value(base)
        if found is None or found.kind == "derived":
            return
        if isinstance(base, ast.Name) and base.id in self.context.names.values:
            self.reader.put_into(base, found)
        else:
            self.context.block(
                "value-escapes", "a part of the value is kept outside the function", target
            )

    # -- guards

    def guard(self, node: ast.If) -> bool:
        """`if x is None: x = []` and `if not x: x = {}`"""
        tested = absence_test(node.test, self.is_whole)
        if tested is None or not tested[1] or node.orelse or len(node.body) != 1:
            return False
        inner = node.body[0]
        if not isinstance(inner, ast.Assign) or len(inner.targets) != 1:
            return False
        target, kind = inner.targets[0], empty_kind(inner.value)
        if kind is None or not isinstance(target, ast.Name) or target.id != tested[0]:
            return False
        if self.context.state.names[target.id].kind != "tracked" or self.context.state.writes:
            return False
        self.stand_in(Whole(target, empty=kind, truth=tested[2]))
        if not self.context.quiet:
            self.context.report.set_up[node] = None
        return True


def _each(node: ast.For | ast.AsyncFor) -> tuple[ast.Name | None, ast.Name | None]:
    """What a loop goes over, and the name of an item; through `enumerate` and `zip` too."""
    over, target = node.iter, node.target
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.args:
        members = target.elts if isinstance(target, ast.Tuple) else []
        at = {"enumerate": 1, "zip": 0}.get(over.func.id)
        if at is None or len(members) <= at:
            return None, None
        over, target = over.args[0], members[at]
    if isinstance(over, ast.Name) and isinstance(target, ast.Name):
        return over, target
    return None, None
