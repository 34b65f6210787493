"""Changes of the value, and what they are on a Patch."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import replace

from dash_codemods.model.patching.calls import Reader
from dash_codemods.model.patching.effects import has_effects
from dash_codemods.model.patching.growth import Step
from dash_codemods.model.patching.keys import check_key, note_key
from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.places import ANY, Path, Place, Write, key_of, moves
from dash_codemods.model.patching.report import Context, Line, Store
from dash_codemods.model.patching.scopes import catches_within, handed_on
from dash_codemods.model.patching.values import UNCLEAR, Value

_LIST_METHODS = ("append", "prepend", "insert", "extend", "reverse")
_SHIFTING = ("insert", "prepend", "reverse", "clear", "extend", "append", "pop")
ROOT_OPERATORS = (2, 17, 1)
"""The first version of Dash with `+=` and `|=` on a Patch itself (py:_patch.py)."""


class Writer:
    """Recognises changes, notes what they touch and what they need to be equal on a Patch."""

    def __init__(self, context: Context, reader: Reader) -> None:
        """Take what the parts of the analysis share."""
        self.context, self.reader = context, reader

    def holder(self, place: Place | None) -> Value | None:
        """What the name of a place holds, where it can be written through."""
        if place is None:
            return None
        value = self.context.state.names.get(place.name.id)
        return value if value is not None and value.kind in ("tracked", "mixed", "part") else None

    def forbidden(self, node: ast.expr) -> bool:
        """Note a change through a name that only looks at the value; True if it is one."""
        base = node
        while isinstance(base, ast.Subscript | ast.Attribute):
            base = base.value
        name = base.id if isinstance(base, ast.Name) else None
        value = self.context.state.names.get(name) if name else None
        if value is None or value.kind in ("fresh", "derived"):
            return False
        if value.kind == "holder" and isinstance(node, ast.Name | ast.Subscript):
            inner = node.value if isinstance(node, ast.Subscript) else node
            if isinstance(inner, ast.Name):
                return False
        self.context.report.attempts = True
        self.context.block(
            "changed-through-a-read",
            f"`{self.context.show(node)}` is changed here, a part of the value that was looked up "
            "before; a Patch cannot be read",
            node,
        )
        return True

    # -- what a change needs

    def path(self, place: Place) -> Path:
        """The place in the value that a chain of subscripts names."""
        value = self.context.state.names[place.name.id]
        return (*value.path, *place.path) if value.kind == "part" else place.path

    def keys(self, place: Place) -> None:
        """Look at the keys of a place: what is written must not be found by reading the value."""
        whole = self.context.state.names[place.name.id].kind != "part"
        # Which components match does not change while the function runs.
        given = 1 if self.context.subject.every_item and whole else 0
        for index, key in enumerate(place.keys[given:], given):
            self._position(key, in_dict=whole and index == 0 and self._is_dict())

    def _is_dict(self) -> bool:
        subject = self.context.subject
        return subject.kind == "dict" and not subject.every_item

    def _position(self, key: ast.expr, *, in_dict: bool) -> None:
        check_key(self.context, key, in_dict=in_dict)
        if self.reader.value(key) is not None:
            self.context.block(
                "place-from-the-value",
                f"`{self.context.show(key)}`, the place that is changed, is worked out from the "
                "value, which may have changed in the browser before the Patch gets there",
                key,
            )

    def note(
        self, place: Place, location: Path, node: ast.AST, *, tolerant: bool, item: bool = False
    ) -> None:
        """Note a change of what stands at a place; `tolerant`: a Patch takes null as empty.

        `item`: an item is set, and nothing but that item changes.
        """
        context = self.context
        value = context.state.names[place.name.id]
        if context.subject.every_item and not self.path(place) and not item:
            context.block(
                "several-components",
                "the list of the values of all components that match is changed itself",
                node,
            )
        if value.kind != "part" and hasattr(place.name, "lineno"):
            context.rename(place.name)
        if value.kind == "mixed" and not context.quiet:
            context.report.mixed |= value.origins
        container = self.path(place)
        if not context.quiet:
            context.report.writes[Write(container, location)] = getattr(node, "lineno", 0)
        context.state = context.state.with_write(Write(container, location))
        if context.deferred:
            context.report.later.add(place.name.id)
        if context.finishing:
            context.block("order-of-evaluation", "the value is changed after a `return`", node)
        self._move(Write(container, location))
        self._touch(node, inside=bool(container), tolerant=tolerant)

    def _move(self, write: Write) -> None:
        """Forget the parts whose place holds something else behind a change.

        A part that has a name stays the same in Python, wherever it goes; on a Patch its name
        stands for the place.
        """
        names = self.context.state.names
        moved = {n: UNCLEAR for n, v in names.items() if v.kind == "part" and moves(write, v.path)}
        if moved:
            self.context.state = replace(self.context.state, names={**names, **moved})

    def _touch(self, node: ast.AST, *, inside: bool, tolerant: bool) -> None:
        """Behind a change the value is not None; where it was, Python has failed."""
        context = self.context
        if context.deferred:
            return
        if context.state.null == "guarded" and not inside:
            context.need("defined" if tolerant else "not_none", node)
        context.state = replace(context.state, null="solid")

    def kind(self, container: Path, kind: str | None, node: ast.AST) -> None:
        """Note the kind that the whole value must be."""
        if container:
            kind = "dict" if isinstance(container[0], str) else None
        if kind is not None and not self.context.quiet:
            self.context.report.kinds.setdefault(kind, getattr(node, "lineno", 0))

    def failing(self, container: Path, node: ast.AST, *, sound: bool) -> None:
        """A change that fails in Python, where that is caught, would not fail on a Patch."""
        context = self.context
        # A function inside may be called where its failure is caught.
        caught = context.caught or (context.deferred and self._caught_later())
        if not caught and not context.subject.handles_errors():
            return
        if sound and not container and context.subject.kind and context.subject.never_none():
            return
        context.block(
            "failure-is-caught",
            f"`{context.show(node)}` may fail in Python (a missing key, say), which "
            f"{'something around it catches' if caught else '`on_error` handles'}; a Patch does "
            "not fail",
            node,
        )

    def _caught_later(self) -> bool:
        """Whether a failure may be caught where a function inside is called."""
        context, function = self.context, self.context.subject.function
        if not handed_on(function).isdisjoint(context.inside):
            return True
        return catches_within(function, context.subject.external)

    def store(self, location: Path, value: ast.expr) -> None:
        """Look at a value that is put into the tracked value."""
        found = self.reader.value(value)
        self._put(location, value, shares=found is not None and found.kind != "derived")

    def _put(self, location: Path, value: ast.expr, *, shares: bool) -> None:
        if not self.context.quiet:
            self.context.report.stores.append(Store(location, value, shares))

    # -- assignments

    def assign(self, place: Place, value: ast.expr, node: ast.stmt) -> None:
        """`x[...] = value`"""
        self.store(self.path(place), value)
        self.set_item(place, node)

    def set_item(self, place: Place, node: ast.AST) -> None:
        """Note that an item is set; its value was looked at before."""
        self.keys(place)
        path = self.path(place)
        key = path[-1]
        self.kind(path[:-1], "dict" if isinstance(key, str) else None, node)
        note_key(self.context, place.keys[-1], path)
        self.failing(path[:-1], node, sound=isinstance(key, str))
        self.note(
            Place(place.name, place.keys[:-1]),
            path,
            node,
            tolerant=isinstance(key, str) or key is ANY,
            item=True,
        )

    def delete(self, target: ast.Subscript, place: Place, node: ast.AST) -> None:
        """`del x[...]`"""
        self.keys(place)
        path = self.path(place)
        self.failing(path[:-1], node, sound=False)
        self.kind(path[:-1], "dict" if isinstance(path[-1], str) else None, node)
        location = path if isinstance(path[-1], str) else path[:-1]
        self.note(Place(place.name, place.keys[:-1]), location, target, tolerant=False)

    # -- steps of `x + [...]` and its kin

    def look_at(self, steps: Sequence[Step]) -> dict[ast.expr, bool]:
        """Look at the values that are added; which of them hold parts of the value itself."""
        shares: dict[ast.expr, bool] = {}
        for step in steps:
            if step.key is not None:
                self._position(step.key, in_dict=True)
            for value in step.values or (step.value,):
                found = self.reader.value(value)
                shares[value] = found is not None and found.kind != "derived"
        return shares

    def steps(
        self, name: str, steps: Sequence[Step], node: ast.stmt, shares: Mapping[ast.expr, bool]
    ) -> list[Line]:
        """The statements on the Patch for what an expression adds to the value."""
        prepended = [s for s in steps if s.method == "prepend"]
        if len([s for s in prepended if has_effects(s.value)]) > 1:
            self.context.block(
                "order-of-evaluation",
                "the items that go to the front would be worked out in another order",
                node,
            )
        place = Place(ast.Name(name, ast.Load()), ())
        return [self._step(place, one, node, shares) for step in steps for one in self._apart(step)]

    def _apart(self, step: Step) -> tuple[Step, ...]:
        """Items that take several lines are appended one by one; and where null may be empty."""
        long = any(value.lineno != value.end_lineno for value in step.values)
        if step.values and (long or self.context.state.null == "guarded"):
            return tuple(Step("append", value) for value in step.values)
        return (step,)

    def _step(
        self, place: Place, step: Step, node: ast.stmt, shares: Mapping[ast.expr, bool]
    ) -> Line:
        base = self.context.subject.patch
        mixed = self.context.state.names[place.name.id].kind == "mixed"
        if step.method == "set":
            assert step.key is not None
            key = key_of(step.key)
            self._put((key,), step.value, shares=shares[step.value])
            self.kind((), "dict", node)
            note_key(self.context, step.key, (key,))
            self.failing((), node, sound=True)
            self.note(place, (key,), node, tolerant=True)
            return (f"{base}[", _written(step.key, self.context.text.quote), "] = ", step.value)
        self.kind((), "dict" if step.method == "update" else "list", node)
        if mixed and step.method in ("prepend", "drop"):
            self.context.block("no-patch-operation", "a list cannot do that as a Patch does", node)
        if step.method == "drop":
            self.failing((), node, sound=True)
            self.note(place, (), node, tolerant=False)
            return (f"del {base}[{ast.unparse(step.value)}]",)
        self.failing((), node, sound=True)
        for value in step.values or (step.value,):
            self._put((ANY,), value, shares=shares[value])
        tolerant = step.method in ("append", "prepend", "update")
        self.note(place, (), node, tolerant=tolerant)
        if step.values:
            parts: list[str | ast.expr | ast.stmt] = [f"{base}.extend(["]
            for index, value in enumerate(step.values):
                parts += [", "] * (index > 0) + [value]
            return (*parts, "])")
        if step.method in ("append", "prepend"):
            return (f"{base}.{step.method}(", step.value, ")")
        method = "update" if step.method == "update" else "extend"
        return self.taken(base, method, step.value, sure=step.method == "concat")

    def taken(self, base: str, method: str, value: ast.expr, *, sure: bool = False) -> Line:
        """`base.extend(value)` or `base.update(value)`, copied where the Patch needs it to be."""
        wrapper = self.wrapper(method, value, sure=sure)
        if wrapper is None:
            return (f"{base}.{method}(", value, ")")
        if isinstance(value, ast.GeneratorExp):
            return (f"{base}.{method}({wrapper}", value, ")")
        return (f"{base}.{method}({wrapper}(", value, "))")

    def wrapper(self, method: str, value: ast.expr, *, sure: bool = False) -> str | None:
        """`list` or `dict` where a Patch would not take a value, or keep it to be changed later."""
        wanted = ("list", "tuple") if method == "extend" else ("dict",)
        sure = sure or kind_of(value, self.context.names) in wanted
        changed = any(map(self.context.names.changed_after, _held(value)))
        if sure and not changed:
            return None
        return "list" if method == "extend" else "dict"


def _held(value: ast.expr) -> list[ast.Name]:
    """The names of what an expression gives without making it anew."""
    while isinstance(value, ast.Subscript | ast.Attribute):
        value = ast.Constant(None) if _is_slice(value) else value.value
    if isinstance(value, ast.BoolOp):
        return [name for each in value.values for name in _held(each)]
    if isinstance(value, ast.IfExp):
        return [*_held(value.body), *_held(value.orelse)]
    return [value] if isinstance(value, ast.Name) else []


def _is_slice(value: ast.expr) -> bool:
    return isinstance(value, ast.Subscript) and isinstance(value.slice, ast.Slice)


def _written(key: ast.expr, quote: str) -> str | ast.expr:
    """A key as it is written; one that stood as a keyword, in quotes."""
    if isinstance(key, ast.Constant) and not hasattr(key, "lineno"):
        return f"{quote}{key.value!s}{quote}"
    return key
