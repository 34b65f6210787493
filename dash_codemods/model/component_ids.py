"""The id behind an expression; what is not certain becomes a symbol."""

from __future__ import annotations

from dash_codemods.model.expressions import (
    Call,
    Constant,
    Expression,
    Items,
    Joined,
    Mapping,
    Name,
    Other,
    Starred,
)
from dash_codemods.model.ids import (
    JOINED,
    WILDCARDS,
    ComponentId,
    DictId,
    IdValue,
    Symbol,
    TextId,
    Wildcard,
)
from dash_codemods.model.names import Names, as_mapping

_VOLATILE = ("uuid1", "uuid4", "random", "next", "token_hex", "time", "time_ns", "choice")
"""Last names of functions that give another value at every call."""


class ComponentIds:
    """Finds ids by the names of the analysed code."""

    def __init__(self, names: Names) -> None:
        """Take the names, by which expressions are followed."""
        self.names = names

    def of(self, path: str, scope: int, expression: Expression | None, place: str) -> ComponentId:
        """The id behind an expression; what is not certain becomes a symbol."""
        if expression is None:
            return Symbol("<no id>", place)
        constant = self.names.constant(path, scope, expression)
        if constant is not None:
            return TextId(str(constant.value))
        _, _, value = self.names.value(path, scope, expression)
        mapping = as_mapping(value)
        if mapping is not None:
            items = []
            for key, item in mapping.items:
                name = self.names.constant(path, scope, key)
                if name is None or not isinstance(name.value, str):
                    return self._symbol(path, scope, expression, place)
                items.append((name.value, self._value(path, scope, item, place)))
            return DictId(tuple(sorted(items, key=lambda pair: pair[0])))
        return self._symbol(path, scope, expression, place)

    def _value(self, path: str, scope: int, expression: Expression, place: str) -> IdValue:
        constant = self.names.constant(path, scope, expression)
        if constant is not None and constant.value is not None:
            return constant.value
        if isinstance(expression, Name):
            external = self.names.external(path, scope, expression.dotted) or expression.dotted
            last = external.rpartition(".")[2]
            if last in WILDCARDS:
                return Wildcard(last)
        return self._symbol(path, scope, expression, place)

    def _symbol(self, path: str, scope: int, expression: Expression, place: str) -> Symbol:
        """An expression as a symbol, owned by the scope that its variables live in."""
        source, dotted, volatile = _describe(expression)
        if volatile:
            return Symbol(source, place)
        facts = self.names.facts_of(path)
        owners = []
        steady = not _calls_something(expression)
        for name in dotted:
            found = self.names.lookup(path, scope, name.split(".", 1)[0])
            at = found[0] if found else 0
            steady = steady and found is not None and found[1].kind != "other"
            if found and found[1].kind == "parameter" and name.split(".", 1)[0] in ("self", "cls"):
                around = facts.scopes[at].parent if facts else -1
                at = around if around >= 0 else at
            owners.append(at)
        return Symbol(source, f"{path}#{max(owners, default=0)}", steady)


def _calls_something(expression: Expression) -> bool:
    """Whether computing an expression calls a function, which may answer differently each time."""
    if isinstance(expression, Other):
        return "(" in expression.source
    if isinstance(expression, Joined):
        return any(map(_calls_something, expression.parts))
    if isinstance(expression, Items):
        return any(map(_calls_something, expression.items))
    if isinstance(expression, Mapping):
        return any(_calls_something(part) for pair in expression.items for part in pair)
    if isinstance(expression, Starred):
        return _calls_something(expression.value)
    return isinstance(expression, Call)


def _describe(expression: Expression) -> tuple[str, tuple[str, ...], bool]:
    """(normalised source, dotted names in it, gives another value at every call)."""
    if isinstance(expression, Constant):
        return repr(expression.value), (), False
    if isinstance(expression, Name):
        return expression.dotted, (expression.dotted,), False
    if isinstance(expression, Other):
        volatile = "(" in expression.source
        return expression.source, expression.names, volatile
    if isinstance(expression, Starred):
        source, names, volatile = _describe(expression.value)
        return "*" + source, names, volatile
    parts: list[Expression]
    named: list[str] = []
    if isinstance(expression, Call):
        parts = [*expression.args, *(k.value for k in expression.keywords)]
        named = [""] * len(expression.args) + [f"{k.name}=" for k in expression.keywords]
        opening = expression.function + "("
        names = (expression.function,)
        volatile = expression.function.rpartition(".")[2] in _VOLATILE
    elif isinstance(expression, Joined):
        parts, opening, names, volatile = list(expression.parts), f"{JOINED}(", (), False
    elif isinstance(expression, Items):
        parts, opening, names, volatile = list(expression.items), expression.kind + "(", (), False
    else:
        parts = [e for pair in expression.items for e in pair]
        opening, names, volatile = "dict(", (), False
    sources = []
    for part, name in zip(parts, named or [""] * len(parts), strict=True):
        source, inner, uncertain = _describe(part)
        sources.append(name + source)
        names += inner
        volatile = volatile or uncertain
    return opening + ", ".join(sources) + ")", names, volatile
