"""Names across modules: what a dotted name in one file stands for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dash_codemods.model.dash_names import STAR_NAMES, canonical
from dash_codemods.model.expressions import Call, Constant, Expression, Joined, Mapping, Name
from dash_codemods.model.facts import Binding, FileFacts

_MOST_STEPS = 24
"""Names that lead on for longer than this are taken as unknown: they may go in a circle."""


class External(NamedTuple):
    """A name outside the analysed code, in its canonical spelling."""

    name: str


class Definition(NamedTuple):
    """A name bound in the analysed code; `rest` are attributes of the value that it holds."""

    path: str
    scope: int
    name: str
    binding: Binding
    rest: str = ""


class LocalModule(NamedTuple):
    """A module of the analysed code."""

    path: str


class Unresolved(NamedTuple):
    """A name that reading cannot follow."""

    name: str


Resolved = External | Definition | LocalModule | Unresolved


class Names:
    """Resolves names; files are asked for when a name leads to them."""

    def __init__(
        self,
        facts_of: Callable[[str], FileFacts | None],
        find_module: Callable[[str, str, int], str | None],
    ) -> None:
        """Take `facts_of(path)` and `find_module(from_path, module, level)`."""
        self.facts_of = facts_of
        self.find_module = find_module
        self._cache: dict[tuple[str, int, str], Resolved] = {}

    def resolve(self, path: str, scope: int, dotted: str) -> Resolved:
        """What `dotted` stands for in a scope of a file."""
        key = (path, scope, dotted)
        if key not in self._cache:
            self._cache[key] = self._resolve(path, scope, dotted, 0)
        return self._cache[key]

    def external(self, path: str, scope: int, dotted: str) -> str | None:
        """The canonical external name behind `dotted`, or None."""
        resolved = self.resolve(path, scope, dotted)
        return resolved.name if isinstance(resolved, External) else None

    def lookup(self, path: str, scope: int, name: str) -> tuple[int, Binding] | None:
        """The scope that binds a plain name as seen from a scope, and the binding."""
        facts = self.facts_of(path)
        if facts is None:
            return None
        at: int = scope
        while at >= 0:
            current = facts.scopes[at]
            # A class body's names are not seen from the functions in it.
            if (current.kind != "class" or at == scope) and name in current.bindings:
                return at, current.bindings[name]
            at = current.parent
        return None

    def _resolve(self, path: str, scope: int, dotted: str, steps: int) -> Resolved:
        if steps > _MOST_STEPS:
            return Unresolved(dotted)
        head, _, rest = dotted.partition(".")
        found = self.lookup(path, scope, head)
        if found is None:
            return self._from_stars(path, head, rest, steps)
        at, binding = found
        return self._follow(path, at, head, binding, rest, steps)

    def _follow(
        self, path: str, at: int, name: str, binding: Binding, rest: str, steps: int
    ) -> Resolved:
        if binding.kind == "import":
            return self._imported(path, binding, rest, steps)
        if binding.kind == "class" and rest:
            facts = self.facts_of(path)
            attribute, _, more = rest.partition(".")
            if facts is not None:
                inner = facts.scopes[binding.child].bindings.get(attribute)
                if inner is not None:
                    return self._follow(path, binding.child, attribute, inner, more, steps + 1)
            return Unresolved(f"{name}.{rest}")
        if binding.kind == "value" and isinstance(binding.value, Name):
            onward = binding.value.dotted + (f".{rest}" if rest else "")
            if onward.split(".", 1)[0] != name:
                resolved = self._resolve(path, at, onward, steps + 1)
                if not isinstance(resolved, Unresolved):
                    return resolved
        return Definition(path, at, name, binding, rest)

    def _imported(self, path: str, binding: Binding, rest: str, steps: int) -> Resolved:
        module = self.find_module(path, binding.module, binding.level)
        if not binding.name:
            if module is not None:
                return self._in_module(module, rest, steps)
            return _outside(binding.module, rest)
        inner = f"{binding.module}.{binding.name}" if binding.module else binding.name
        if module is not None:
            resolved = self._in_module(module, binding.name + (f".{rest}" if rest else ""), steps)
            if not isinstance(resolved, Unresolved):
                return resolved
        submodule = self.find_module(path, inner, binding.level)
        if submodule is not None:
            return self._in_module(submodule, rest, steps)
        if module is not None or binding.level:
            return Unresolved(f"{binding.name}.{rest}" if rest else binding.name)
        return _outside(inner, rest)

    def _in_module(self, module: str, rest: str, steps: int) -> Resolved:
        if not rest:
            return LocalModule(module)
        facts = self.facts_of(module)
        if facts is None:
            return Unresolved(rest)
        head, _, more = rest.partition(".")
        binding = facts.scopes[0].bindings.get(head)
        if binding is not None:
            if steps > _MOST_STEPS:
                return Unresolved(rest)
            return self._follow(module, 0, head, binding, more, steps + 1)
        submodule = self.find_module(module, head, 1) if module.endswith("__init__.py") else None
        if submodule is not None:
            return self._in_module(submodule, more, steps + 1)
        return self._from_stars(module, head, more, steps + 1)

    def _from_stars(self, path: str, head: str, rest: str, steps: int) -> Resolved:
        whole = f"{head}.{rest}" if rest else head
        facts = self.facts_of(path)
        if facts is None or steps > _MOST_STEPS:
            return Unresolved(whole)
        for module, level in reversed(facts.stars):
            target = self.find_module(path, module, level)
            if target is not None:
                resolved = self._in_module(target, whole, steps + 1)
                if not isinstance(resolved, Unresolved):
                    return resolved
            elif head in STAR_NAMES.get(module, ()):
                return _outside(f"{module}.{head}", rest)
        return Unresolved(whole)

    def constant(self, path: str, scope: int, expression: Expression) -> Constant | None:
        """The literal that an expression surely evaluates to, or None."""
        return self._constant(path, scope, expression, 0)

    def _constant(
        self, path: str, scope: int, expression: Expression | None, steps: int
    ) -> Constant | None:
        if steps > _MOST_STEPS or expression is None:
            return None
        if isinstance(expression, Constant):
            return expression
        if isinstance(expression, Joined):
            texts = [self._constant(path, scope, part, steps + 1) for part in expression.parts]
            values = [t.value for t in texts if t is not None and isinstance(t.value, str)]
            return Constant("".join(values)) if len(values) == len(texts) else None
        if isinstance(expression, Name):
            return self._named_constant(path, scope, expression.dotted, steps)
        return None

    def _named_constant(self, path: str, scope: int, dotted: str, steps: int) -> Constant | None:
        # `Ids.STORE.value` of an enum.
        base = dotted.removesuffix(".value")
        resolved = self.resolve(path, scope, base)
        if not isinstance(resolved, Definition) or resolved.rest:
            return None
        if resolved.binding.kind != "value":
            return None
        facts = self.facts_of(resolved.path)
        holder = facts.scopes[resolved.scope] if facts else None
        if holder is not None and holder.kind == "class":
            enum = any(b.rpartition(".")[2].endswith("Enum") for b in holder.bases)
            text_enum = any(b.rpartition(".")[2] in ("str", "StrEnum") for b in holder.bases)
            # A plain enum's member is not its text: Dash would reject it as an id.
            if enum and not text_enum and base == dotted:
                return None
        value = resolved.binding.value
        return self._constant(resolved.path, resolved.scope, value, steps + 1)

    def value(self, path: str, scope: int, expression: Expression) -> tuple[str, int, Expression]:
        """Follow names to the expression that they were assigned once; else the expression."""
        for _ in range(_MOST_STEPS):
            if not isinstance(expression, Name):
                break
            resolved = self.resolve(path, scope, expression.dotted)
            if not isinstance(resolved, Definition) or resolved.rest:
                break
            if resolved.binding.kind != "value" or resolved.binding.value is None:
                break
            path, scope, expression = resolved.path, resolved.scope, resolved.binding.value
        return path, scope, expression


def _outside(module: str, rest: str) -> External:
    return External(canonical(f"{module}.{rest}" if rest else module))


def as_mapping(expression: Expression | None) -> Mapping | None:
    """A dict display, or a `dict(...)` call as one."""
    if isinstance(expression, Mapping):
        return expression
    if isinstance(expression, Call) and expression.function == "dict" and not expression.args:
        return Mapping(
            tuple((Constant(k.name), k.value) for k in expression.keywords), expression.span
        )
    return None
