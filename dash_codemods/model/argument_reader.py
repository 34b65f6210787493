"""From the arguments of a registration as they are written to its dependencies."""

from __future__ import annotations

from dash_codemods.model.component_ids import ComponentIds
from dash_codemods.model.dash_names import dependency_kind, framework_of
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import (
    Call,
    Constant,
    Expression,
    Items,
    Mapping,
    Name,
    Starred,
)
from dash_codemods.model.facts import Registration
from dash_codemods.model.findings import Blocker
from dash_codemods.model.grouping import Arguments, Group, Leaf, Node
from dash_codemods.model.names import External, Names, Unresolved, as_mapping


class ArgumentReader:
    """Reads the arguments of one registration."""

    def __init__(
        self, path: str, names: Names, registration: Registration, blockers: list[Blocker]
    ) -> None:
        """Take the registration; what cannot be understood is added to the blockers."""
        self.path, self.names, self.registration = path, names, registration
        self.blockers = blockers
        self.ids = ComponentIds(names)
        self.found = False
        """Something among the arguments is a dependency."""
        self.trailing_bool: Constant | None = None
        self.framework: str | None = None
        """The framework on top of Dash that a dependency was imported from."""

    def read(self, skip: int) -> Arguments:
        """The arguments behind the first `skip` ones."""
        call = self.registration.call
        args = list(call.args[skip:])
        # `**OPTIONS` may stand behind the last of those that are given by position.
        by_position = [arg for arg in args if not (isinstance(arg, Starred) and arg.double)]
        last = by_position[-1] if by_position else None
        if isinstance(last, Constant) and isinstance(last.value, bool):
            args = [arg for arg in args if arg is not last]
            self.trailing_bool = last
        scope = self.registration.scope
        positional = [self._node(self.path, scope, arg, True) for arg in args]
        keywords = {}
        for name in ("output", "inputs", "state"):
            value = call.keyword(name)
            read = self._node(self.path, scope, value, True) if value is not None else None
            keywords[name] = read
        return Arguments(tuple(n for n in positional if n is not None), **keywords)

    def _block(self, reason: str, message: str, expression: Expression) -> None:
        span = expression.span or self.registration.call.span
        self.blockers.append(Blocker(reason, message, self.path, span.line if span else 1))

    def _node(self, path: str, scope: int, expression: Expression, in_place: bool) -> Node | None:
        if isinstance(expression, Name):
            there, at, value = self.names.value(path, scope, expression)
            if isinstance(value, Items | Call | Mapping):
                return self._node(there, at, value, False)
        if isinstance(expression, Items):
            members = [self._node(path, scope, item, in_place) for item in expression.items]
            return Group(tuple(m for m in members if m is not None))
        mapping = as_mapping(expression)
        if mapping is not None:
            return self._mapping(path, scope, mapping, in_place)
        if isinstance(expression, Call):
            dependency = self._dependency(path, scope, expression, in_place)
            if dependency is not None:
                return Leaf(dependency)
        if isinstance(expression, Starred) and self._only_options(expression):
            message = "options are given by a `**` that is written elsewhere"
            self._block("options-elsewhere", message, expression)
            return None
        what = "a starred argument" if isinstance(expression, Starred) else "an expression"
        self._block(
            "opaque-dependencies",
            f"{what} that cannot be followed stands among the dependencies",
            expression,
        )
        return None

    def _only_options(self, starred: Starred) -> bool:
        """Whether a `**value` is a dict that can be read, without dependencies in it."""
        if not starred.double:
            return False
        _, _, value = self.names.value(self.path, self.registration.scope, starred.value)
        mapping = as_mapping(value)
        keys = [key for key, _ in mapping.items] if mapping else [None]
        return all(
            isinstance(key, Constant) and key.value not in ("output", "inputs", "state")
            for key in keys
        )

    def _mapping(self, path: str, scope: int, mapping: Mapping, in_place: bool) -> Node | None:
        keys: list[str] = []
        members: list[Node] = []
        for key, value in mapping.items:
            name = self.names.constant(path, scope, key)
            node = self._node(path, scope, value, in_place)
            if name is None or not isinstance(name.value, str):
                self._block("opaque-dependencies", "a key of a grouping is not a literal", key)
                return None
            if node is not None:
                keys.append(name.value)
                members.append(node)
        return Group(tuple(members), tuple(keys))

    def _dependency(self, path: str, scope: int, call: Call, in_place: bool) -> Dependency | None:
        resolved = self.names.resolve(path, scope, call.function)
        kind = dependency_kind(resolved.name) if isinstance(resolved, External) else None
        if kind is not None and isinstance(resolved, External):
            framework = framework_of(resolved.name)
            self.framework = framework if framework != "dash" else self.framework
        if kind is None and isinstance(resolved, Unresolved):
            last = call.function.rpartition(".")[2]
            if last in ("Input", "Output", "State"):
                kind = last
                self._block(
                    "unresolved-name",
                    f"`{call.function}` comes from a module that was not found",
                    call,
                )
        if kind is None:
            return None
        self.found = True
        if any(isinstance(a, Starred) for a in call.args):
            self._block("opaque-dependencies", "a dependency is built from a starred value", call)
        place = f"{path}@{call.span.line}:{call.span.column}" if call.span else path
        identifier = self.ids.of(path, scope, call.argument(0, "component_id"), place)
        prop = call.argument(1, "component_property")
        constant = self.names.constant(path, scope, prop) if prop is not None else None
        third = call.argument(2, "allow_duplicate" if kind == "Output" else "allow_optional")
        assert call.span is not None
        return Dependency(
            kind=kind,
            component_id=identifier,
            prop=str(constant.value) if constant is not None else None,
            span=call.span,
            path=path,
            in_place=in_place,
            allow_duplicate=third if kind == "Output" else None,
            allow_optional=None if kind == "Output" else third,
            property_span=prop.span if prop is not None else None,
            starred=any(isinstance(a, Starred) for a in call.args),
        )
