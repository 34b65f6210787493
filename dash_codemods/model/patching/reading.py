"""What an expression does with the value: look at it, keep a part of it, hand it on."""

from __future__ import annotations

import ast
from dataclasses import replace

from dash_codemods.model.patching.locals import JSON_METHODS
from dash_codemods.model.patching.places import (
    ANY,
    Place,
    Write,
    may_lie_in,
    overlap,
    place_of,
)
from dash_codemods.model.patching.report import Context, Read
from dash_codemods.model.patching.scopes import free_in
from dash_codemods.model.patching.values import (
    DERIVED,
    HOLDER,
    HOLDS_ALL,
    UNCLEAR,
    Apart,
    Value,
    alias,
    joined,
)
from dash_codemods.model.walking import children, walk


class Expressions:
    """Follows the State's value through expressions that are no calls."""

    def __init__(self, context: Context) -> None:
        """Take what the parts of the analysis share."""
        self.context = context

    def value(self, node: ast.expr | None) -> Value | None:
        """What an expression gives, as far as it has to do with the State's value."""
        if node is None:
            return None
        special = getattr(self, f"_{type(node).__name__}", None)
        if special is not None:
            found = special(node)
            assert found is None or isinstance(found, Value)
            return found
        return self._derived(node)

    def _derived(self, node: ast.AST) -> Value | None:
        """A new value made of the values in an expression."""
        found = [self.value(c) for c in children(node) if isinstance(c, ast.expr)]
        return DERIVED if any(found) else None

    def _maybe(self, node: ast.expr) -> Value | None:
        self.context.conditional += 1
        found = self.value(node)
        self.context.conditional -= 1
        return found

    # -- names and places

    def _Name(self, node: ast.Name) -> Value | None:
        return self.at(Place(node, ()), node)

    def _Subscript(self, node: ast.Subscript) -> Value | None:
        place = place_of(node)
        if place is not None:
            for key in place.keys:
                self.value(key)
            return self.at(place, node)
        base = self.value(node.value)
        self.value(node.slice)
        if base is None or base.kind == "derived":
            return base
        if isinstance(node.slice, ast.Slice):
            return HOLDS_ALL if base == HOLDS_ALL else HOLDER
        return item_of(base)

    def at(self, place: Place, node: ast.expr) -> Value | None:
        """What stands at a place: a look at the value, if the name stands for it."""
        value = self.context.state.names.get(place.name.id)
        if value is None or value.kind == "derived":
            return value
        if value.kind == "fresh":
            self._use_fresh(value, place.name)
            return None
        if value.kind in ("tracked", "original"):
            self._look(value, place, node)
            return alias(place.path)
        if value.kind in ("alias", "holder"):
            self._look_again(value, node)
            if value == HOLDS_ALL:
                return UNCLEAR if place.keys else value
            return alias((*value.path, *place.path))
        self._refuse_read(node)
        return None

    def _use_fresh(self, value: Value, name: ast.Name) -> None:
        if not self.context.quiet:
            for origin in value.origins:
                self.context.report.uses.setdefault(origin, []).append(name)

    def _look(self, value: Value, place: Place, node: ast.expr) -> None:
        context = self.context
        if context.deferred:
            self._refuse_read(node)
            return
        writes = context.state.writes
        if value.kind == "original":
            writes = frozenset(w for w in writes if _reaches(w, value.apart))
        if any(overlap(place.path, write.location) for write in writes):
            self._refuse_read(node)
            return
        own = context.state.names.get(context.subject.parameter)
        if own is None or own.kind not in ("tracked", "original"):
            self._refuse_read(node)
            return
        if not context.quiet:
            guarded = value.kind == "tracked" and context.state.null == "guarded"
            context.report.reads[place.name] = Read(place.name, guarded)
        if place.keys and not context.conditional and context.state.null == "raw":
            # None has no items: Python has failed here, if it is None.
            context.state = replace(context.state, null="solid")

    def _look_again(self, value: Value, node: ast.expr) -> None:
        path = value.path
        depth = len(path) if value.kind == "holder" else 0
        for write in self.context.state.writes:
            inside = may_lie_in(write.container, path) if path else True
            if inside and len(write.container) >= depth:
                self._refuse_read(node)
                return

    def _refuse_read(self, node: ast.expr) -> None:
        context = self.context
        where = context.show_statement() if context.statement is not None else context.show(node)
        context.block(
            "value-is-read",
            f"`{where}` reads the value (`{context.show(node)}`) after it may have been changed, "
            "and a Patch cannot be read",
            node,
        )

    # -- operators

    def _BoolOp(self, node: ast.BoolOp) -> Value | None:
        found = self.value(node.values[0])
        for other in node.values[1:]:
            found = joined(found, self._maybe(other))
        return found

    def _IfExp(self, node: ast.IfExp) -> Value | None:
        self.value(node.test)
        return joined(self._maybe(node.body), self._maybe(node.orelse))

    def _BinOp(self, node: ast.BinOp) -> Value | None:
        left, right = self.value(node.left), self.value(node.right)
        if left is None and right is None:
            return None
        kinds = {v.kind for v in (left, right) if v is not None}
        if kinds == {"derived"}:
            return DERIVED
        return HOLDS_ALL if HOLDS_ALL in (left, right) or "unclear" in kinds else HOLDER

    def _Compare(self, node: ast.Compare) -> Value | None:
        self.value(node.left)
        found = [self.value(c) for c in node.comparators]
        return DERIVED if found else None

    def _display(self, node: ast.List | ast.Tuple | ast.Set) -> Value | None:
        return self._holding([self.value(e) for e in node.elts])

    _List = _Tuple = _Set = _display

    def _Dict(self, node: ast.Dict) -> Value | None:
        for key in node.keys:
            self.value(key)
        found = [self.value(v) for v in node.values]
        pairs = zip(node.keys, found, strict=True)
        return self._holding([item_of(v) if key is None else v for key, v in pairs])

    def _holding(self, found: list[Value | None]) -> Value | None:
        kinds = {v.kind for v in found if v is not None}
        if kinds <= {"derived"}:
            return DERIVED if kinds else None
        everything = any(v.path == () for v in found if v is not None and v.kind != "derived")
        return HOLDS_ALL if everything else HOLDER

    def _Starred(self, node: ast.Starred) -> Value | None:
        return item_of(self.value(node.value))

    def _Await(self, node: ast.Await) -> Value | None:
        return self.value(node.value)

    def _Attribute(self, node: ast.Attribute) -> Value | None:
        base = self.value(node.value)
        if base is None or base.kind == "derived":
            return base
        if base.kind != "fresh" and node.attr in JSON_METHODS:
            message = f"`{self.context.show(node)}` is kept, and may be called when nobody sees it"
            self.context.block("value-escapes", message, node)
        return UNCLEAR if base == HOLDS_ALL else alias((*base.path, ANY))

    def _NamedExpr(self, node: ast.NamedExpr) -> Value | None:
        found = self.value(node.value)
        self.context.state = self.context.state.with_name(node.target.id, found)
        return found

    def _Yield(self, node: ast.Yield | ast.YieldFrom) -> Value | None:
        self.context.block("generator", "the function is a generator", node)
        return self.value(node.value)

    _YieldFrom = _Yield

    def defaults(self, arguments: ast.arguments) -> None:
        """Look at the defaults of a function inside, under which it has values of its own."""
        for default in (*arguments.defaults, *arguments.kw_defaults):
            found = self.value(default)
            if default is not None and found is not None and found.kind != "derived":
                message = f"a function inside has `{self.context.show(default)}` for a default"
                self.context.block("value-escapes", f"{message}, and may change it", default)

    def close(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        """Note the names that a function inside sees, and that hold nothing of the value yet."""
        names = self.context.state.names
        held = {n for n, v in names.items() if v.kind not in ("fresh", "derived")}
        self.context.shared |= free_in(node) - held

    def _Lambda(self, node: ast.Lambda) -> Value | None:
        self.defaults(node.args)
        own = {a.arg for a in walk(node.args) if isinstance(a, ast.arg)}
        self.close(node)
        kept = self.context.state
        for name in own:
            self.context.state = self.context.state.with_name(name, None)
        self.context.deferred += 1
        self._maybe(node.body)
        self.context.deferred -= 1
        self.context.state = kept
        return None

    # -- loops inside expressions

    def _comprehension(self, node: ast.ListComp | ast.SetComp | ast.DictComp) -> Value | None:
        return self._collected(node)

    _ListComp = _SetComp = _DictComp = _comprehension

    def _GeneratorExp(self, node: ast.GeneratorExp) -> Value | None:
        """A generator that is not consumed at once: what it reads, it reads later."""
        self.context.deferred += 1
        found = self._collected(node)
        self.context.deferred -= 1
        return found

    def _collected(
        self, node: ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp
    ) -> Value | None:
        context = self.context
        kept = context.state
        first = self.value(node.generators[0].iter)
        after_first = context.state
        context.conditional += 1
        for index, generator in enumerate(node.generators):
            over = first if index == 0 else self.value(generator.iter)
            self.bind(generator.target, item_of(over))
            for condition in generator.ifs:
                self.value(condition)
        parts = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        found = self._holding([self.value(part) for part in parts])
        context.conditional -= 1
        context.state = replace(kept, null=after_first.null)
        return found or (DERIVED if first is not None else None)

    def bind(self, target: ast.expr, value: Value | None, *, lasting: bool = False) -> None:
        """Bind the names of a target to a value (or to its items).

        `lasting`: the names are the function's, not those of an expression.
        """
        if isinstance(target, ast.Name):
            held = self.context.state.names.get(target.id)
            if lasting and value is None and held is not None:
                value = UNCLEAR if held.kind not in ("fresh", "derived") else None
            self.context.state = self.context.state.with_name(target.id, value)
        elif isinstance(target, ast.Tuple | ast.List):
            for element in target.elts:
                inner = element.value if isinstance(element, ast.Starred) else element
                self.bind(inner, item_of(value), lasting=lasting)
        else:
            self._fills(target)

    def _fills(self, target: ast.expr) -> None:
        """An item or attribute that is assigned to by a loop, a `with` or a comprehension."""
        for inner in walk(target):
            held = self.context.state.names.get(inner.id) if isinstance(inner, ast.Name) else None
            if held is not None and held.kind not in ("fresh", "derived"):
                message = f"`{ast.unparse(target)}` is assigned to otherwise than by `=`"
                self.context.block("unclear-assignment", message, target)


def item_of(value: Value | None) -> Value | None:
    """What iterating over a value gives."""
    if value is None or value.kind == "derived":
        return value
    if value == HOLDS_ALL or value.kind == "unclear":
        return UNCLEAR
    return alias((*value.path, ANY)) if value.kind == "alias" else alias((ANY,))


def _reaches(write: Write, apart: Apart) -> bool:
    """Whether a change of the copy can be seen in what it was copied from."""
    return apart == "no" or (apart == "shallow" and bool(write.container))
