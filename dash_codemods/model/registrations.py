"""From a registration as it is written to a Callback: names resolved, dependencies found."""

from __future__ import annotations

from collections.abc import Iterable

from dash_codemods.model.callbacks import AppRef, Callback
from dash_codemods.model.dash_names import APP_CLASSES, dependency_kind, framework_of
from dash_codemods.model.dependencies import Dependency
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
from dash_codemods.model.facts import FileFacts, Function, Registration
from dash_codemods.model.findings import Blocker
from dash_codemods.model.grouping import Arguments, Group, Leaf, Node
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
from dash_codemods.model.names import Definition, External, Names, Unresolved, as_mapping

_REGISTRARS = {
    "callback": False,
    "long_callback": False,
    "expanded_callback": False,
    "clientside_callback": True,
}
_VOLATILE = ("uuid1", "uuid4", "random", "next", "token_hex", "time", "time_ns", "choice")
"""Last names of functions that give another value at every call."""


class CallbackBuilder:
    """Builds the callbacks of one file."""

    def __init__(
        self,
        path: str,
        facts: FileFacts,
        names: Names,
        wrappers: Iterable[str] = (),
    ) -> None:
        """Take the file's facts; `wrappers` are names configured to register like `callback`."""
        self.path, self.facts, self.names = path, facts, names
        self.wrappers = frozenset(wrappers)

    def build(self, registration: Registration) -> Callback | None:
        """The callback that a registration makes, or None if it only looks like one."""
        registrar = self._registrar(registration)
        if registrar is None:
            return None
        clientside, framework, is_global, app = registrar
        blockers: list[Blocker] = []
        parser = _Arguments(self, registration, blockers)
        arguments = parser.parse(skip=1 if clientside else 0)
        if framework == "unknown" and not parser.found:
            # Something of that name is called, but nothing says that it is Dash's.
            return None
        if framework == "unknown" and parser.framework is not None:
            framework = parser.framework
        function, skipped = self._function(registration, clientside, blockers)
        return Callback(
            path=self.path,
            registration=registration,
            clientside=clientside,
            framework=framework,
            is_global=is_global,
            app=app,
            arguments=arguments,
            function=function,
            skipped_parameters=skipped,
            blockers=tuple(blockers),
            trailing_bool=parser.trailing_bool,
        )

    def _registrar(
        self, registration: Registration
    ) -> tuple[bool, str, bool, AppRef | None] | None:
        """(clientside, framework, global, app) of what registers; None if nothing of Dash does."""
        dotted = registration.call.function
        base, _, last = dotted.rpartition(".")
        resolved = self.names.resolve(self.path, registration.scope, dotted)
        written = {dotted, last}
        if isinstance(resolved, External):
            name = resolved.name
            written |= {name, name.rpartition(".")[2]}
            package, _, function = name.rpartition(".")
            if package in ("dash", "dash.hooks") and function in _REGISTRARS:
                return _REGISTRARS[function], "dash", package == "dash", None
            if framework_of(name) not in (None, "dash") and function in _REGISTRARS:
                return _REGISTRARS[function], framework_of(name) or "unknown", True, None
            if written & self.wrappers:
                return False, "wrapper", False, None
            if not base:
                return None
        if isinstance(resolved, Definition) and resolved.rest in _REGISTRARS:
            return (_REGISTRARS[resolved.rest], *self._object(resolved))
        if written & self.wrappers:
            return False, "wrapper", False, None
        if base and last in _REGISTRARS:
            return _REGISTRARS[last], "unknown", False, self._unknown_app(registration, base)
        if isinstance(resolved, Unresolved) and not base and last in _REGISTRARS:
            return _REGISTRARS[last], "unknown", False, None
        return None

    def _object(self, resolved: Definition) -> tuple[str, bool, AppRef | None]:
        """The framework of the object that a callback is registered on."""
        app = AppRef(resolved.path, resolved.name)
        value = resolved.binding.value
        if resolved.binding.kind == "value" and isinstance(value, Call):
            made_by = self.names.external(resolved.path, resolved.scope, value.function)
            if made_by in APP_CLASSES:
                return APP_CLASSES[made_by], False, app
            if made_by is not None and framework_of(made_by) not in (None, "dash"):
                return framework_of(made_by) or "unknown", False, app
        return "unknown", False, app

    def _unknown_app(self, registration: Registration, base: str) -> AppRef:
        head = base.split(".", 1)[0]
        found = self.names.lookup(self.path, registration.scope, head)
        scope = found[0] if found else 0
        name = self.facts.scopes[scope].name
        return AppRef(self.path, f"{name}.{base}" if name else base)

    def _function(
        self, registration: Registration, clientside: bool, blockers: list[Blocker]
    ) -> tuple[Function | None, int]:
        if clientside:
            return None, 0
        function: Function | None = None
        skipped = 0
        if registration.function is not None:
            function = self.facts.functions[registration.function]
        elif isinstance(registration.target, Name):
            function, skipped = self._target(registration, registration.target.dotted)
        if function is None:
            self._block(
                blockers,
                registration,
                "function-not-found",
                "the callback's function is not a def in this file",
            )
        keyword = next((k for k in registration.call.keywords if k.name == "progress"), None)
        if keyword is not None:
            skipped += 1
        return function, skipped

    def _target(self, registration: Registration, dotted: str) -> tuple[Function | None, int]:
        base, _, name = dotted.rpartition(".")
        if base in ("self", "cls"):
            scope = self._class_around(registration.scope)
            if scope is None:
                return None, 0
            found = [f for f in self.facts.functions if f.scope == scope and f.name == name]
            plain = len(found) == 1 and not found[0].decorators
            return (found[0], 1) if plain else (None, 0)
        if base:
            return None, 0
        bound = self.names.lookup(self.path, registration.scope, name)
        if bound is None or bound[1].kind != "function":
            return None, 0
        body = bound[1].child
        return next((f for f in self.facts.functions if f.body == body), None), 0

    def _class_around(self, scope: int) -> int | None:
        while scope >= 0:
            if self.facts.scopes[scope].kind == "class":
                return scope
            scope = self.facts.scopes[scope].parent
        return None

    def _block(
        self,
        blockers: list[Blocker],
        registration: Registration,
        reason: str,
        message: str,
        line: int | None = None,
    ) -> None:
        where = line or (registration.call.span.line if registration.call.span else 1)
        blockers.append(Blocker(reason, message, self.path, where))

    # -- ids

    def component_id(
        self, path: str, scope: int, expression: Expression | None, place: str
    ) -> ComponentId:
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
                    return self.symbol(path, scope, expression, place)
                items.append((name.value, self._id_value(path, scope, item, place)))
            return DictId(tuple(sorted(items, key=lambda pair: pair[0])))
        return self.symbol(path, scope, expression, place)

    def _id_value(self, path: str, scope: int, expression: Expression, place: str) -> IdValue:
        constant = self.names.constant(path, scope, expression)
        if constant is not None and constant.value is not None:
            return constant.value
        if isinstance(expression, Name):
            external = self.names.external(path, scope, expression.dotted) or expression.dotted
            last = external.rpartition(".")[2]
            if last in WILDCARDS:
                return Wildcard(last)
        return self.symbol(path, scope, expression, place)

    def symbol(self, path: str, scope: int, expression: Expression, place: str) -> Symbol:
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


class _Arguments:
    """Reads the arguments of one registration."""

    def __init__(
        self, builder: CallbackBuilder, registration: Registration, blockers: list[Blocker]
    ) -> None:
        self.builder, self.registration, self.blockers = builder, registration, blockers
        self.found = False
        self.trailing_bool: Constant | None = None
        self.framework: str | None = None
        """The framework on top of Dash that a dependency was imported from."""

    def parse(self, skip: int) -> Arguments:
        call = self.registration.call
        args = list(call.args[skip:])
        # `**OPTIONS` may stand behind the last of those that are given by position.
        by_position = [arg for arg in args if not (isinstance(arg, Starred) and arg.double)]
        last = by_position[-1] if by_position else None
        if isinstance(last, Constant) and isinstance(last.value, bool):
            args = [arg for arg in args if arg is not last]
            self.trailing_bool = last
        scope = self.registration.scope
        path = self.builder.path
        positional = [self._node(path, scope, arg, True) for arg in args]
        keywords = {}
        for name in ("output", "inputs", "state"):
            value = call.keyword(name)
            keywords[name] = self._node(path, scope, value, True) if value is not None else None
        return Arguments(tuple(n for n in positional if n is not None), **keywords)

    def _block(self, reason: str, message: str, expression: Expression) -> None:
        line = expression.span.line if expression.span else None
        self.builder._block(self.blockers, self.registration, reason, message, line)

    def _node(self, path: str, scope: int, expression: Expression, in_place: bool) -> Node | None:
        names = self.builder.names
        if isinstance(expression, Name):
            there, at, value = names.value(path, scope, expression)
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
        names, scope = self.builder.names, self.registration.scope
        _, _, value = names.value(self.builder.path, scope, starred.value)
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
            name = self.builder.names.constant(path, scope, key)
            node = self._node(path, scope, value, in_place)
            if name is None or not isinstance(name.value, str):
                self._block("opaque-dependencies", "a key of a grouping is not a literal", key)
                return None
            if node is not None:
                keys.append(name.value)
                members.append(node)
        return Group(tuple(members), tuple(keys))

    def _dependency(self, path: str, scope: int, call: Call, in_place: bool) -> Dependency | None:
        builder = self.builder
        resolved = builder.names.resolve(path, scope, call.function)
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
        identifier = builder.component_id(path, scope, call.argument(0, "component_id"), place)
        prop = call.argument(1, "component_property")
        constant = builder.names.constant(path, scope, prop) if prop is not None else None
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
