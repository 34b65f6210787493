"""JavaScript as data: expressions that know how tightly they bind and how to break into lines."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from dash_codemods.model.clientside.kinds import NONE, Kinds

ATOM, CALL, UNARY, PRODUCT, SUM, ORDER, EQUALITY = 20, 19, 16, 14, 13, 11, 10
AND, OR, ELSE_NULL, CONDITIONAL = 6, 5, 4, 3
"""How tightly operators bind. `??` may not stand beside `&&` and `||` without parentheses."""

WIDTH = 88


class Refusal(Exception):
    """A piece of Python whose meaning in JavaScript is another, or not surely the same."""

    def __init__(self, reason: str, message: str, line: int) -> None:
        super().__init__(message)
        self.reason, self.message, self.line = reason, message, line


@dataclass(frozen=True)
class Code:
    """An expression of JavaScript, with the kinds of values that it can give."""

    text: str
    level: int
    kinds: Kinds
    sources: frozenset[str] = frozenset()
    """The parameters that it may hand on as they are."""
    brackets: str = ""
    """`[]` or `{}`: the members may stand on lines of their own."""
    members: tuple[tuple[str, Code], ...] = ()
    """(what stands before it: `display: `, the value)"""
    arms: tuple[Code, Code, Code] | None = None
    """Condition and values of a conditional expression."""
    operator: str = ""
    """`&&` or `||`"""
    operands: tuple[str, ...] = ()
    """What it joins."""

    def at(self, level: int) -> str:
        """The text as an operand of something that binds this tightly."""
        return self.text if self.level >= level else f"({self.text})"

    @property
    def may_be_unset(self) -> bool:
        """Whether it may be undefined, which Python has as None."""
        return "undefined" in self.kinds


def or_null(code: Code) -> Code:
    """The same with null for undefined."""
    if not code.may_be_unset:
        return code
    text = f"{code.at(EQUALITY)} ?? null"
    return Code(text, ELSE_NULL, code.kinds - {"undefined"} | {"null"}, code.sources)


def display(brackets: str, members: list[tuple[str, Code]]) -> Code:
    """A list or an object."""
    inner = ", ".join(prefix + code.at(CONDITIONAL) for prefix, code in members)
    kind = "array" if brackets == "[]" else "object"
    sources = frozenset().union(*(code.sources for _, code in members))
    text = f"{brackets[0]}{inner}{brackets[1]}"
    return Code(text, ATOM, frozenset({kind}), sources, brackets, tuple(members))


def _arm(code: Code) -> str:
    # `a ? b ?? c : d` is allowed, and hard to read.
    return f"({code.text})" if code.level == ELSE_NULL else code.at(CONDITIONAL)


def conditional(test: Code, one: Code, other: Code) -> Code:
    """`test ? one : other`"""
    text = f"{test.at(OR)} ? {_arm(one)} : {_arm(other)}"
    kinds, sources = one.kinds | other.kinds, one.sources | other.sources
    return Code(text, CONDITIONAL, kinds, sources, arms=(test, one, other))


def truthy(kinds: Kinds) -> Kinds:
    """The kinds that are left where a value counts as true."""
    return kinds - NONE


def laid_out(code: Code, column: int, indent: str, unit: str) -> str:
    """The text, on several lines where it is too long for one that starts at a column."""
    if column + len(code.text) <= WIDTH:
        return code.text
    inner = indent + unit
    if code.members:
        lines = [
            f"{inner}{prefix}{laid_out(member, len(inner) + len(prefix) + 1, inner, unit)},"
            for prefix, member in code.members
        ]
        return "\n".join([code.brackets[0], *lines, indent + code.brackets[1]])
    if code.arms:
        test, one, other = code.arms
        return "\n".join(
            [
                test.at(OR),
                f"{inner}? {laid_out(one, len(inner) + 2, inner, unit)}",
                f"{inner}: {laid_out(other, len(inner) + 3, inner, unit)}",
            ]
        )
    if code.operands:
        joined = f" {code.operator}\n{inner}".join(code.operands)
        return f"(\n{inner}{joined}\n{indent})"
    return code.text


def in_parentheses(code: Code, column: int, indent: str, unit: str) -> str:
    """The text in parentheses, on several lines where it is too long for one."""
    text = f"({code.text})"
    if code.operands and column + len(text) > WIDTH:
        return laid_out(code, WIDTH, indent, unit)
    return text


def signature(name: str, parameters: Sequence[str], column: int, unit: str) -> str:
    """The first line of a function, or one line for each parameter where that is too long."""
    text = f"function {name}({', '.join(parameters)}) {{"
    if column + len(text) <= WIDTH:
        return text
    return "\n".join([f"function {name}(", *(f"{unit}{each}," for each in parameters), ") {"])


class Translator(Protocol):
    """Translates the expressions inside of an expression."""

    def value(self, node: ast.expr) -> Code:
        """An expression whose value matters."""

    def member(self, node: ast.expr) -> Code:
        """A value inside of a list or an object."""

    def test(self, node: ast.expr) -> Code:
        """An expression of which only the truth matters."""
