"""Statements that call a method of the value, or change it with an operator."""

from __future__ import annotations

import ast

from dash_codemods.model.patching.keys import note_taken
from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.locals import MUTATORS
from dash_codemods.model.patching.places import ANY, Path, Place, key_of, place_of
from dash_codemods.model.patching.report import Line
from dash_codemods.model.patching.values import DERIVED
from dash_codemods.model.patching.writing import ROOT_OPERATORS, Writer

_NO_OPERATION = {
    "remove": "a Patch's `remove` takes away every equal item, and never fails",
    "sort": "a Patch cannot sort",
    "setdefault": "a Patch cannot look whether a key is there",
    "popitem": "a Patch has no `popitem`",
}


class Methods:
    """Changes by method calls and by augmented assignments."""

    def __init__(self, writer: Writer) -> None:
        """Take the writer, which notes the changes."""
        self.writer, self.context, self.reader = writer, writer.context, writer.reader

    def call(self, node: ast.Expr) -> bool:
        """`x.append(...)` and its kin as a statement; False if it is none of the value's."""
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return False
        method = call.func.attr
        place = place_of(call.func.value)
        if method not in MUTATORS:
            return False
        if self.writer.holder(place) is None or place is None:
            return self.writer.forbidden(call.func.value)
        handler = getattr(self, f"_{method}", None)
        path = self.writer.path(place)
        self.writer.keys(place)
        if handler is None or not handler(place, path, call, node):
            why = _NO_OPERATION.get(method, "with these arguments a Patch cannot do that")
            self.context.block("no-patch-operation", f"`{self.context.show(call)}`: {why}", node)
            self.writer.note(place, path, node, tolerant=False)
        return True

    def _note(
        self,
        place: Place,
        path: Path,
        node: ast.AST,
        kind: str | None,
        *,
        tolerant: bool,
        sound: bool = True,
    ) -> None:
        self.writer.kind(path, kind, node)
        self.writer.failing(path, node, sound=sound)
        self.writer.note(place, path, node, tolerant=tolerant)

    def _append(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if len(call.args) != 1 or call.keywords:
            return False
        self.writer.store((*path, ANY), call.args[0])
        self._note(place, path, node, "list", tolerant=True)
        return True

    def _insert(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if len(call.args) != 2 or call.keywords:
            return False
        index = key_of(call.args[0])
        if not isinstance(index, int) or index < -1:
            self.context.block(
                "index-out-of-range",
                f"`{self.context.show(call)}`: an index before the start puts the item first in "
                "Python, last with a Patch",
                node,
            )
            self.reader.value(call.args[0])
        self.writer.store((*path, ANY), call.args[1])
        self._note(place, path, node, "list", tolerant=False)
        return True

    def _extend(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if len(call.args) != 1 or call.keywords:
            return False
        if isinstance(call.args[0], ast.GeneratorExp) and isinstance(call.func, ast.Attribute):
            # Its brackets are those of the call.
            self._replace(node, (call.func, "(list", call.args[0], ")"))
        else:
            self._take("extend", call.args[0])
        self.writer.store((*path, ANY), call.args[0])
        self._note(place, path, node, "list", tolerant=False)
        return True

    def _take(self, method: str, value: ast.expr) -> None:
        wrapper = self.writer.wrapper(method, value)
        if wrapper is not None and not self.context.quiet:
            self.context.report.wrapped[value] = wrapper

    def _update(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if len(call.args) > 1 or any(isinstance(a, ast.Starred) for a in call.args):
            return False
        for argument in call.args:
            copied = bool(call.keywords) and not isinstance(argument, ast.Dict)
            if copied and not self.context.quiet:
                # A Patch adds the keywords to the dict itself.
                self.context.report.wrapped[argument] = "dict"
            else:
                self._take("update", argument)
            self.writer.store((*path, ANY), argument)
        if any(keyword.arg in ("E", "self") for keyword in call.keywords):
            return False  # parameters of Patch.update
        for keyword in call.keywords:
            self.writer.store((*path, keyword.arg or ANY), keyword.value)
        self._note(place, path, node, "dict", tolerant=True)
        return True

    def _clear(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if call.args or call.keywords:
            return False
        self._note(place, path, node, None, tolerant=False)
        return True

    def _reverse(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        if call.args or call.keywords:
            return False
        self._note(place, path, node, "list", tolerant=False)
        return True

    def _pop(self, place: Place, path: Path, call: ast.Call, node: ast.Expr) -> bool:
        """`x.pop(key)`, whose value is not used, is `del x[key]`."""
        plain = all(isinstance(a, ast.Constant | ast.Name) for a in call.args[1:])
        if len(call.args) > 2 or call.keywords or not plain:
            return False
        held = self.writer.holder(place)
        if len(call.args) == 2 and held is not None and held.kind == "mixed":
            return False
        key: str | ast.expr = call.args[0] if call.args else "-1"
        for argument in call.args[:1]:
            self.writer.keys(Place(place.name, (*place.keys, argument)))
        if len(call.args) == 2:  # a list's takes one
            note_taken(self.context, call.args[0])
        known = key_of(call.args[0]) if call.args else None
        kind = "dict" if isinstance(known, str) else None if call.args else "list"
        location = (*path, known) if isinstance(known, str) else path
        self.writer.kind(path, kind, node)
        self.writer.failing(path, node, sound=len(call.args) == 2)
        self.writer.note(place, location, node, tolerant=False)
        assert isinstance(call.func, ast.Attribute)
        self._replace(node, ("del ", call.func.value, "[", key, "]"))
        return True

    def _replace(self, node: ast.stmt, *lines: Line) -> None:
        if not self.context.quiet:
            self.context.report.replaced[node] = lines

    # -- augmented assignments

    def augment(self, node: ast.AugAssign) -> bool:
        """`x["k"] += value`; False if the target is none of the value's."""
        target = node.target
        place = place_of(target) if not isinstance(target, ast.Attribute) else None
        if self.writer.holder(place) is None or place is None:
            if isinstance(target, ast.Name):
                return self._of_name(node, target)
            return self.writer.forbidden(target)
        if not place.keys:
            return self._of_whole(node, place)
        self.writer.keys(place)
        if not self._operand_fits(node):
            self.context.block(
                "operand-unknown",
                f"`{self.context.show(node)}`: what a Patch makes of it depends on what kind of "
                "value is added",
                node,
            )
        path = self.writer.path(place)
        self.writer.store((*path, ANY), node.value)
        self.writer.kind(path[:-1], "dict" if isinstance(path[-1], str) else None, node)
        self.writer.failing(path[:-1], node, sound=False)
        self.writer.note(Place(place.name, place.keys[:-1]), path, node, tolerant=False)
        return True

    def _operand_fits(self, node: ast.AugAssign) -> bool:
        """Whether `p[k] += v` is what `x[k] += v` is, wherever that works."""
        names, value = self.context.names, node.value
        kind = kind_of(value, names)
        if isinstance(node.op, ast.Sub | ast.Div):
            return True
        if isinstance(node.op, ast.Mult):
            return isinstance(value, ast.Constant) and isinstance(value.value, float)
        if isinstance(value, ast.Name) and names.changed_after(value):
            return False
        if isinstance(node.op, ast.Add):
            if kind is None and isinstance(value, ast.Name):
                given = names.is_parameter(value.id) and value.id not in names.values
                return given and self.context.subject.texts.adds_as_in_python(value.id)
            return kind in ("list", "tuple", "number", "str", "bool")
        return isinstance(node.op, ast.BitOr) and kind == "dict"

    def _of_name(self, node: ast.AugAssign, target: ast.Name) -> bool:
        """`n += 1` of a name that does not stand for the value."""
        known = self.context.state.names.get(target.id)
        found = self.reader.value(node.value)
        if known is not None and known.kind not in ("fresh", "derived"):
            if not self._gives_another(node):
                self.writer.forbidden(target)
            self.reader.at(Place(target, ()), target)
            found = DERIVED
        elif known is not None and known.kind == "fresh":
            self.reader.at(Place(target, ()), target)
        if found is not None:
            self.context.state = self.context.state.with_name(target.id, found)
        return True

    def _gives_another(self, node: ast.AugAssign) -> bool:
        """Whether an operator gives the name another value, where a container would change."""
        if isinstance(node.op, ast.Add | ast.Mult | ast.BitOr):
            return kind_of(node.value, self.context.names) in ("number", "str", "bool")
        return True

    def _of_whole(self, node: ast.AugAssign, place: Place) -> bool:
        """`x += [...]`, `x |= {...}` of the whole value, or of a part that has a name."""
        context = self.context
        kind = kind_of(node.value, context.names)
        held = self.writer.holder(place)
        assert held is not None
        path = self.writer.path(place)
        unknown = kind is None and not path
        is_list = kind in ("list", "tuple") or (unknown and context.subject.kind == "list")
        if isinstance(node.op, ast.Add) and is_list:
            method, implied = "extend", "list"
        elif isinstance(node.op, ast.BitOr):
            method, implied = "update", "dict"
        elif held.kind == "tracked" and kind in ("number", "str"):
            # A number or a text is no container: the name gets another value.
            self.reader.at(place, place.name)
            self.reader.value(node.value)
            context.state = context.state.with_name(place.name.id, DERIVED)
            return True
        else:
            context.block(
                "operand-unknown",
                f"`{context.show(node)}`: what a Patch makes of it depends on what kind of value "
                "is added",
                node,
            )
            return True
        self.writer.store((*path, ANY), node.value)
        self._note(place, path, node, implied, tolerant=method == "update")
        wrapped = self.writer.wrapper(method, node.value)
        if held.kind == "part" or context.subject.target < ROOT_OPERATORS:
            base = place.name.id if held.kind == "part" else context.subject.patch
            self._replace(node, self.writer.taken(base, method, node.value))
        elif wrapped is not None and not context.quiet:
            context.report.wrapped[node.value] = wrapped
        return True
