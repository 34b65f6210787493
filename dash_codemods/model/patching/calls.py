"""What a call does with the value: look at it, collect it, keep it, change it."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.locals import JSON_METHODS, MUTATORS, words
from dash_codemods.model.patching.places import ANY, Path, place_of
from dash_codemods.model.patching.reading import Expressions, item_of
from dash_codemods.model.patching.values import (
    DERIVED,
    HOLDER,
    HOLDS_ALL,
    UNCLEAR,
    Value,
    alias,
    joined,
)

_LOOKS = words(
    "len str int float bool repr isinstance any all hash type round abs print format "
    "range divmod ord chr callable issubclass"
)
_PICKS = words("min max next")
"""Functions that give one of the items that they get."""
_COLLECTS = words("list tuple sorted set frozenset dict sum")
_LAZY = words("enumerate zip reversed filter map iter")
"""Functions whose result looks at what they got when it is looked at itself."""
_LOGS = words("debug info warning error exception critical log")
_COPIES = words("deepcopy dumps DataFrame from_records from_dict json_normalize")
_READ_ONLY = words("math statistics np numpy re json datetime date time os logging")
"""Modules (by their usual names) whose functions change nothing and keep nothing."""
_HOLDING = words("html dcc dbc dmc dag dash_table fac fuc go px pd")
"""Modules whose functions change nothing, and make something that may hold what they get."""
_VIEWS = words("keys values items")
"""Methods whose result shows what the dict holds when it is looked at, not when it was made."""
_TEXT_METHODS = words(
    "split strip lower upper startswith endswith format join replace count index find encode "
    "isdigit rstrip lstrip title capitalize zfill splitlines isin equals"
)
"""Methods that only look at what they get."""


class Reader(Expressions):
    """Follows the State's value through expressions, calls included."""

    def _Call(self, node: ast.Call) -> Value | None:
        if isinstance(node.func, ast.Attribute):
            return self._method(node, node.func)
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if not name:
            self.value(node.func)
        shadowed = name in self.context.names.values
        if name in _LOOKS and not shadowed:
            return self._looked_at(node)
        if name in _COLLECTS and not shadowed:
            return self._gathered(node)
        if name in _LAZY and not shadowed:
            return self._looking(node)
        if name in _PICKS and not shadowed:
            return self._picked(node)
        if name in _COPIES and not shadowed:
            return self._looked_at(node)
        return self._handed_on(node)

    def _arguments(self, node: ast.Call, *, at_once: bool = False) -> list[Value | None]:
        found = []
        for argument in (*node.args, *(k.value for k in node.keywords)):
            if at_once and isinstance(argument, ast.GeneratorExp):
                found.append(self._collected(argument))
            else:
                found.append(self.value(argument))
        return found

    def _looked_at(self, node: ast.Call) -> Value | None:
        found = self._arguments(node, at_once=True)
        return DERIVED if any(found) else None

    def _gathered(self, node: ast.Call) -> Value | None:
        """What holds the items of what it gets."""
        found = self._arguments(node, at_once=True)
        count = len(node.args)
        return self._holding([*map(item_of, found[:count]), *found[count:]])

    def _looking(self, node: ast.Call) -> Value | None:
        """What looks at the value whenever it is looked at itself."""
        found = {v for v in self._arguments(node) if v is not None}
        shown = found - {DERIVED}
        if not shown:
            return DERIVED if found else None
        return shown.pop() if len(shown) == 1 else alias(())

    def _picked(self, node: ast.Call) -> Value | None:
        """One of the items of what a function gets, or one of what it gets."""
        found = {v for v in self._arguments(node, at_once=True) if v is not None}
        if found <= {DERIVED}:
            return DERIVED if found else None
        if HOLDS_ALL in found or UNCLEAR in found:
            return UNCLEAR
        return alias(()) if len(node.args) > 1 and alias(()) in found else alias((ANY,))

    def _handed_on(self, node: ast.Call) -> Value | None:
        """A call of something unknown: it may change or keep what it gets."""
        found = [v for v in self._arguments(node) if v is not None]
        if not found:
            return None
        if any(v.kind != "derived" for v in found):
            self.context.block(
                "value-escapes",
                f"`{self.context.show(node.func)}(...)` gets the value (or a part of it) and may "
                "change or keep it",
                node,
            )
        return DERIVED

    def _method(self, node: ast.Call, function: ast.Attribute) -> Value | None:
        if function.attr in _COPIES or function.attr in _LOGS:
            base = self.value(function.value)
            found = self._looked_at(node)
            return found or base
        place = place_of(function.value)
        holder = self.context.state.names.get(place.name.id) if place else None
        known = holder is not None and holder.kind not in ("fresh", "derived")
        if known and function.attr in MUTATORS:
            self._refuse_mutation(node)
            return alias((ANY,))
        base = self.value(function.value)
        if base is None:
            if holder is not None and holder.kind == "fresh" and function.attr in MUTATORS:
                assert place is not None
                self.put_into(place.name, self._holding(self._arguments(node)))
                return None
            return self._called(node, function)
        if base.kind == "derived" and function.attr not in _TEXT_METHODS:
            return self._handed_on(node) or DERIVED
        self._arguments(node)
        if base.kind == "derived" or function.attr in _TEXT_METHODS:
            return DERIVED
        if function.attr in MUTATORS or function.attr not in JSON_METHODS:
            self._refuse_mutation(node)
        if function.attr == "copy":
            return base if base == HOLDS_ALL else HOLDER
        return item_of(base) if base == HOLDS_ALL else alias(_of_method(base.path, node))

    def _called(self, node: ast.Call, function: ast.Attribute) -> Value | None:
        """A function of a module, or a method of something else."""
        root = ast.unparse(function.value).split(".")[0]
        if function.attr == "join" or root in _READ_ONLY:
            return self._looked_at(node)
        if root in _HOLDING and root not in self.context.names.values:
            return self._holding(self._arguments(node))
        return self._handed_on(node)

    def put_into(self, name: ast.Name, found: Value | None) -> None:
        """Note that a fresh container takes something that has to do with the value."""
        if found is not None:
            state = self.context.state
            self.context.state = state.with_name(name.id, joined(state.names.get(name.id), found))

    def _refuse_mutation(self, node: ast.Call) -> None:
        self.context.report.attempts = True
        self.context.block(
            "value-is-read",
            f"`{self.context.show(node)}` changes the value, or what may hold a part of it, in a "
            "way or at a place that a Patch cannot",
            node,
        )


def _of_method(path: Path, node: ast.Call) -> Path:
    """The place that `x.get("key")` looks at; any place for other methods."""
    function = node.func
    if isinstance(function, ast.Attribute) and function.attr in _VIEWS:
        return path
    if isinstance(function, ast.Attribute) and function.attr == "get" and node.args:
        key = node.args[0]
        return (*path, key.value if isinstance(key, ast.Constant) else ANY)
    return (*path, ANY)
