"""From a registration as it is written to a Callback: names resolved, dependencies found."""

from __future__ import annotations

from collections.abc import Iterable

from dash_codemods.model.argument_reader import ArgumentReader
from dash_codemods.model.callbacks import AppRef, Callback
from dash_codemods.model.dash_names import APP_CLASSES, framework_of
from dash_codemods.model.expressions import Call, Name
from dash_codemods.model.facts import FileFacts, Function, Registration
from dash_codemods.model.findings import Blocker
from dash_codemods.model.names import Definition, External, Names, Unresolved

_REGISTRARS = {
    "callback": False,
    "long_callback": False,
    "expanded_callback": False,
    "clientside_callback": True,
}


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
        reader = ArgumentReader(self.path, self.names, registration, blockers)
        arguments = reader.read(skip=1 if clientside else 0)
        if framework == "unknown" and not reader.found:
            # Something of that name is called, but nothing says that it is Dash's.
            return None
        if framework == "unknown" and reader.framework is not None:
            framework = reader.framework
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
            trailing_bool=reader.trailing_bool,
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
            line = registration.call.span.line if registration.call.span else 1
            message = "the callback's function is not a def in this file"
            blockers.append(Blocker("function-not-found", message, self.path, line))
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
        return self.facts.function_of(bound[1].child), 0

    def _class_around(self, scope: int) -> int | None:
        while scope >= 0:
            if self.facts.scopes[scope].kind == "class":
                return scope
            scope = self.facts.scopes[scope].parent
        return None
