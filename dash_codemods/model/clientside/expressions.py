"""Expressions of Python as expressions of JavaScript."""

from __future__ import annotations

import ast
from collections.abc import Callable

from dash_codemods.model.clientside import literals, operators
from dash_codemods.model.clientside.code import (
    AND,
    ATOM,
    CALL,
    OR,
    UNARY,
    Code,
    Refusal,
    conditional,
    display,
    or_null,
    truthy,
)
from dash_codemods.model.clientside.comparisons import compare
from dash_codemods.model.clientside.kinds import (
    BOOL,
    CONTAINERS,
    COUNT,
    NAN,
    NO_UPDATE,
    NONE,
    STRING,
    Kinds,
)

Values = dict[str, Code]
"""What is known of the names at one place in the function."""

_MARKS = {
    "dash.no_update": Code("window.dash_clientside.no_update", CALL, NO_UPDATE),
}


def dotted(node: ast.expr) -> str | None:
    """A name or a chain of attributes as text."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        base = dotted(node.value)
        return f"{base}.{node.attr}" if base else None
    return None


class Expressions:
    """Translates expressions, with what is known of the names so far."""

    def __init__(self, external: Callable[[str], str | None]) -> None:
        """Take what tells the canonical name behind one that the function does not bind."""
        self.external = external
        self.values: Values = {}

    def value(self, node: ast.expr) -> Code:
        """An expression whose value matters."""
        match node:
            case ast.Constant(value=value):
                return literals.constant(value, node.lineno)
            case ast.Name() | ast.Attribute():
                return self._name(node)
            case ast.UnaryOp(op=ast.Not()):
                return self.test(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                inner = self.value(node.operand)
                return Code(f"-{inner.text}", UNARY, frozenset({"number"}))
            case ast.BoolOp():
                return self._chosen(node)
            case ast.IfExp():
                return conditional(
                    self.test(node.test), *self._arms(node.test, node.body, node.orelse)
                )
            case ast.Compare():
                return compare(self, node)
            case ast.BinOp():
                return operators.arithmetic(self, node)
            case ast.List(elts=elements) | ast.Tuple(elts=elements):
                return display("[]", [("", self.member(each)) for each in elements])
            case ast.Dict():
                return operators.of_keys(self, node)
            case ast.JoinedStr():
                return operators.template(self, node)
            case ast.Call():
                return operators.call(self, node)
        raise Refusal("no-equal", f"`{ast.unparse(node)}` has no equal in JavaScript", node.lineno)

    def member(self, node: ast.expr) -> Code:
        """A value inside of a list or an object, where undefined is not null."""
        code = or_null(self.number(node, self.value(node)))
        if "no_update" in code.kinds:
            raise Refusal("no-equal", "no_update inside of a value", node.lineno)
        return code

    def number(self, node: ast.expr, code: Code) -> Code:
        """Refuse what may be NaN: handed on it is no None, and a page shows it."""
        if code.kinds & NAN:
            message = f"`{ast.unparse(node)}` may be NaN in the browser, where Python has None"
            raise Refusal("not-a-number", message, node.lineno)
        return code

    def test(self, node: ast.expr) -> Code:
        """An expression of which only the truth matters; it gives true where Python does."""
        match node:
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                inner = self.test(operand)
                return Code(f"!{inner.at(UNARY)}", UNARY, BOOL)
            case ast.BoolOp():
                return self._joined(node, self.test)
        code = self.value(node)
        if not code.kinds & (CONTAINERS | NO_UPDATE):
            return code
        if code.level == ATOM and not code.members and code.kinds <= NONE | STRING | {"array"}:
            dot = "?." if code.kinds & NONE else "."
            return Code(f"{code.text}{dot}length", CALL, COUNT | NONE)
        what = f"`{ast.unparse(node)}`"
        raise Refusal(
            "truth-differs",
            f"{what} may be an empty list or dict, which is false in Python and true in JavaScript",
            node.lineno,
        )

    def knowing(self, test: ast.expr, truth: bool) -> Values:
        """What is known of the names where a test came out true or false."""
        match test:
            case ast.Name(id=name) if name in self.values and truth:
                return self._with_kinds(name, truthy(self.values[name].kinds))
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return self.knowing(operand, not truth)
            case ast.BoolOp(op=op, values=values) if isinstance(op, ast.And) == truth:
                before, after = self.values, self.values
                for each in values:
                    self.values = after
                    after = self.knowing(each, truth)
                self.values = before
                return after
            case ast.Compare(
                left=ast.Name(id=name),
                ops=[ast.Is() | ast.Eq() | ast.IsNot() | ast.NotEq() as op],
                comparators=[ast.Constant(value=None)],
            ) if name in self.values:
                kinds = self.values[name].kinds
                same = isinstance(op, ast.Is | ast.Eq) == truth
                return self._with_kinds(name, kinds & NONE if same else kinds - NONE)
            case ast.Compare(left=ast.Name(id=name), ops=[op], comparators=[other]) if (
                name in self.values and _excludes_none(op, other, truth)
            ):
                return self._with_kinds(name, self.values[name].kinds - NONE)
        return self.values

    def _with_kinds(self, name: str, kinds: Kinds) -> Values:
        old = self.values[name]
        return {**self.values, name: Code(old.text, old.level, kinds, old.sources)}

    def _name(self, node: ast.expr) -> Code:
        name = dotted(node)
        if name in self.values:
            return self.values[name]
        mark = _MARKS.get(self.external(name) or "") if name else None
        if mark is None:
            message = f"`{name or ast.unparse(node)}` is a value of the server"
            raise Refusal("value-of-the-server", message, node.lineno)
        return mark

    def _arms(self, test: ast.expr, one: ast.expr, other: ast.expr) -> tuple[Code, Code]:
        before = self.values
        try:
            self.values = self.knowing(test, True)
            first = self.value(one)
            self.values = before
            self.values = self.knowing(test, False)
            return first, self.value(other)
        finally:
            self.values = before

    def _joined(self, node: ast.BoolOp, translate: Callable[[ast.expr], Code]) -> Code:
        """Operands of `and` or `or`: each one knows how those before it came out."""
        both = isinstance(node.op, ast.And)
        level, word = (AND, "&&") if both else (OR, "||")
        before = self.values
        codes: list[Code] = []
        try:
            for each in node.values:
                codes.append(translate(each))
                self.values = self.knowing(each, both)
        finally:
            self.values = before
        operands = tuple(
            # JavaScript takes `&&` inside of `||` without parentheses; people do not.
            code.at(UNARY) if code.level in {AND, OR} - {level} else code.at(level)
            for code in codes
        )
        kinds: Kinds = frozenset()
        for code in codes[:-1]:
            kinds |= code.kinds - {"object", "array"} if both else truthy(code.kinds)
        sources = frozenset().union(*(code.sources for code in codes))
        kinds |= codes[-1].kinds
        text = f" {word} ".join(operands)
        return Code(text, level, kinds, sources, operator=word, operands=operands)

    def _chosen(self, node: ast.BoolOp) -> Code:
        """`and` and `or` for the value that they give: all but the last are tests as well."""
        last = node.values[-1]

        def translate(each: ast.expr) -> Code:
            code = self.value(each)
            if each is last or not code.kinds & (CONTAINERS | NO_UPDATE):
                return code
            # `x or {}`: whichever empty object it is, it is the same JSON.
            empty = {"object"} if _is_empty(last, ast.Dict) else set()
            empty |= {"array"} if _is_empty(last, ast.List) else set()
            two = len(node.values) == 2 and isinstance(node.op, ast.Or)
            if two and code.kinds & CONTAINERS <= empty and "no_update" not in code.kinds:
                return code
            raise Refusal(
                "truth-differs",
                f"`{ast.unparse(each)}` may be an empty list or dict, which is false in Python "
                "and true in JavaScript",
                each.lineno,
            )

        return self._joined(node, translate)


def _excludes_none(op: ast.cmpop, other: ast.expr, truth: bool) -> bool:
    """Whether a comparison that came out like this is none of None."""
    if isinstance(op, ast.Lt | ast.LtE | ast.Gt | ast.GtE):
        return True  # Python would have failed
    if isinstance(op, ast.Eq if truth else ast.NotEq):
        return isinstance(other, ast.Constant) and other.value is not None
    if isinstance(op, ast.In if truth else ast.NotIn):
        return isinstance(other, ast.List | ast.Tuple | ast.Set) and all(
            isinstance(each, ast.Constant) and each.value is not None for each in other.elts
        )
    return False


def _is_empty(node: ast.expr, kind: type[ast.expr]) -> bool:
    return isinstance(node, kind) and not any(
        getattr(node, field, None) for field in ("elts", "keys")
    )
