"""Facts about a callback that forbid touching its signature or its dependencies.

Sources: dash 4.4.1 `_callback.py` (api_endpoint, background), `_callback_context.py` (what a
body can see without a parameter).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.error_handlers import IndirectHandlers
from dash_codemods.model.expressions import Call, Constant, Expression, Name, Other, is_constant
from dash_codemods.model.facts import Function, NameUse, Reveal
from dash_codemods.model.findings import Blocker
from dash_codemods.model.hidden_readers import HiddenReaders
from dash_codemods.model.own_registrars import OwnRegistrars
from dash_codemods.model.project import Project
from dash_codemods.model.uses import Uses

_TRANSPARENT = frozenset({"staticmethod", "builtins.staticmethod", "typing.no_type_check"})
"""Decorators that never look at the arguments of what they decorate."""


def understood(project: Project, callback: Callback) -> Iterator[Blocker]:
    """What keeps the registration from being understood well enough to rewrite it."""
    yield from callback.blockers
    yield from project.once(OwnRegistrars).blockers(callback)
    if callback.framework in ("dash-extensions", "django-plotly-dash"):
        yield Blocker(
            "other-framework",
            f"registered through {callback.framework}, whose rules differ from Dash's",
            callback.path,
            callback.line,
        )
    if callback.framework == "unknown":
        other = next(
            (
                app
                for app in project.apps_near(callback.path)
                if app.framework in ("dash-extensions", "django-plotly-dash")
            ),
            None,
        )
        if other is not None:
            yield Blocker(
                "unknown-app-object",
                f"the object it registers on may be a {other.framework} app like the one in "
                f"{other.path}",
                callback.path,
                callback.line,
            )


def other_decorators(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Decorators besides those that register: they may look at the arguments."""
    function = callback.function
    if function is None:
        return
    registering = {
        c.registration.position
        for c in project.registrations_of(callback)
        if c.registration.form == "decorator"
    }
    transparent = _TRANSPARENT | set(project.settings(callback.path).transparent_decorators)
    for position, decorator in enumerate(function.decorators):
        if position in registering:
            continue
        written = _dotted(decorator)
        external = project.external_name(callback.path, function.scope, decorator)
        if {written, written.rpartition(".")[2], external} & transparent:
            continue
        line = decorator.span.line if decorator.span else function.span.line
        yield Blocker(
            "other-decorator",
            f"`@{written or '...'}` may look at the arguments; if it does not, name it in "
            "`transparent-decorators`",
            callback.path,
            line,
        )


def _dotted(expression: Expression) -> str:
    if isinstance(expression, Call):
        return expression.function
    return expression.dotted if isinstance(expression, Name) else ""


def sees_dependencies(
    project: Project, callback: Callback, parameter: str | None = None
) -> Iterator[Blocker]:
    """Code that can see dependencies without a parameter: ctx.states, locals(), the request.

    Where only one parameter matters, what names others does not: `query("price <= @limit")`.
    """
    found = list(_followed_reveals(project, callback, parameter))
    yield from found
    for reader in project.once(HiddenReaders).of_dependencies(callback.path):
        if not found:
            yield _revealed(
                reader.path, reader.reveal, f"{reader}, which any callback may run, uses"
            )
            return


def _followed_reveals(
    project: Project, callback: Callback, parameter: str | None
) -> Iterator[Blocker]:
    """What the function itself can see, and what it calls as far as that can be followed."""
    function = callback.function
    if function is None:
        return
    for reveal in function.reveals:
        names_one = reveal.what.startswith((_QUERY, _FORMULA))
        this_one = reveal.what.endswith((f"@{parameter}", f" {parameter}"))
        if parameter is None or not names_one or this_one:
            yield _revealed(callback.path, reveal, "the body uses")
    reached = project.once(Calls).reached_from(callback.path, function)
    for path, helper in reached:
        yield from _helper_reveals(path, helper, f"`{helper.name}`, which it calls, uses")
    yield from _unfollowed_methods(project, [(callback.path, function), *reached])
    for path, _, handler, line in _error_handlers(project, callback):
        if handler.rpartition(".")[2] in ("states", "states_list", "args_grouping"):
            yield _revealed(path, Reveal(handler, line), "the error handler uses")
    for path, helper in handler_functions(project, callback):
        yield from _helper_reveals(path, helper, "the error handler uses")


def handler_functions(project: Project, callback: Callback) -> Iterator[tuple[str, Function]]:
    """The functions that are told when a callback fails, and those that they call."""
    calls = project.once(Calls)
    for path, scope, handler, _ in _error_handlers(project, callback):
        for found_path, found in calls.functions(path, scope, handler):
            yield found_path, found
            yield from calls.reached_from(found_path, found)


def sees_variables(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that can see and change the function's variables by their names: `exec(...)`.

    Under another name that the file gives it, any function there may run it.
    """
    function, facts = callback.function, project.sources.facts(callback.path)
    given = (r for r in (facts.outside_reveals if facts else ()) if r.what.endswith(" handed on"))
    for reveal in (*(function.reveals if function is not None else ()), *given):
        if reveal.what.startswith((*_OWN_FRAME, *_FRAMES)):
            message = f"the body uses {reveal.what}, which can see and change every variable"
            yield Blocker("sees-arguments", message, callback.path, reveal.line)


def _unfollowed_methods(
    project: Project, functions: list[tuple[str, Function]]
) -> Iterator[Blocker]:
    """Methods of objects whose class is not known, and of bases outside the analysed code."""
    revealing = project.once(Calls).revealing_methods
    for path, function in functions:
        for name in sorted(function.calls):
            base, _, method = name.rpartition(".")
            if base and base not in ("self", "cls") and method in revealing:
                where, reveal = revealing[method]
                yield _revealed(where, reveal, f"`{name}`, which it calls, may use")
        for method in project.once(Calls).unknown_methods(path, function):
            yield Blocker(
                "unknown-method",
                f"calls `self.{method}`, of a class that was not found and that may use ctx.states",
                path,
                function.def_span.line,
            )


def handles_errors(project: Project, callback: Callback) -> bool:
    """Whether a function is told when a callback fails: its own `on_error`, an app's, or a hook.

    Source: dash 4.4.1 `_hooks.py`, `error`: what it registers is called for every app.
    """
    if project.once(_hooks_errors) or project.once(IndirectHandlers).near(callback.path):
        return True
    return any(not is_constant(handler, None) for _, _, handler in _on_error(project, callback))


def _hooks_errors(project: Project) -> bool:
    """Whether some code registers a hook for errors."""
    return any(
        use.dotted.endswith("hooks.error")
        or project.names.external(path, use.scope, use.dotted) == "dash.hooks.error"
        for path in project.sources.mentions("hooks")
        for use in project.sources.uses_in(path, "error")
    )


def _error_handlers(project: Project, callback: Callback) -> Iterator[tuple[str, int, str, int]]:
    """The names of the functions that handle errors (a lambda: those in it), and where."""
    for path, scope, handler in _on_error(project, callback):
        if isinstance(handler, Name | Other) and handler.span is not None:
            names = (handler.dotted,) if isinstance(handler, Name) else handler.names
            for name in names:
                yield path, scope, name, handler.span.line
    for found in project.once(IndirectHandlers).near(callback.path):
        facts = project.sources.facts(found.path)
        for name in found.names:
            scopes = {f.scope for f in facts.functions if f.name == name} if facts else set()
            for scope in sorted(scopes) or [0]:
                yield found.path, scope, name, found.line


def _on_error(project: Project, callback: Callback) -> Iterator[tuple[str, int, Expression]]:
    """What stands as `on_error`, with the file and scope that it is written in."""
    own = callback.keyword("on_error")
    if own is not None:
        yield callback.path, callback.registration.scope, own.value
    for app in project.apps_near(callback.path):
        handler = app.option("on_error")
        if handler is not None:
            yield app.path, app.scope, handler


_QUERY = "query() with @"
_FORMULA = "a formula or SQL that names "
_OWN_FRAME = (
    "locals()",
    "vars()",
    "dir()",
    "eval()",
    "exec()",
    _QUERY,
    _FORMULA,
    "a query of another module",
    "a query that is put together",
)
"""What sees the variables of the function that it stands in, and of no other."""

_FRAMES = (
    "currentframe()",
    "_getframe()",
    "_current_frames()",
    "getargvalues()",
    "stack()",
    "trace()",
    "evaluate()",
    "re_evaluate()",
    "f_locals",
    "tb_frame",
    "capture_locals=",
    "show_locals=",
    "query(level=)",
    "eval(level=)",
)
"""What sees those of the functions around it too."""


def _helper_reveals(path: str, helper: Function, verb: str) -> Iterator[Blocker]:
    for reveal in helper.reveals:
        if not reveal.what.startswith(_OWN_FRAME):
            yield _revealed(path, reveal, verb)


def _revealed(path: str, reveal: Reveal, verb: str) -> Blocker:
    ctx = reveal.what.startswith(("ctx", "callback_context", "dash."))
    reason = "reads-ctx-states" if ctx else "sees-arguments"
    return Blocker(reason, f"{verb} {reveal.what}, which can see the dependency", path, reveal.line)


def public_parameters(callback: Callback) -> Iterator[Blocker]:
    """Options that make the parameters' names an interface of their own."""
    for name, reason in (("api_endpoint", "api-endpoint"), ("mcp_enabled", "mcp-tool")):
        keyword = callback.keyword(name)
        if keyword is not None and keyword.value not in (Constant(None), Constant(False)):
            line = keyword.span.line if keyword.span else callback.line
            yield Blocker(
                reason,
                f"{name}= makes the parameters' names a public interface",
                callback.path,
                line,
            )


def served_to_models(project: Project, callback: Callback) -> Iterator[Blocker]:
    """An app with an MCP server makes a tool of every callback, named as the parameters are."""
    keyword = callback.keyword("mcp_enabled")
    if keyword is not None and keyword.value == Constant(False):
        return
    for app in project.apps_near(callback.path):
        option = app.option("enable_mcp")
        if option is not None and option not in (Constant(None), Constant(False)):
            yield Blocker(
                "mcp-tool",
                "enable_mcp= makes the parameters' names a public interface",
                app.path,
                option.span.line if option.span else callback.line,
            )


def written_in_place(dependencies: Iterable[Dependency]) -> Iterator[Blocker]:
    """Dependencies that are not written in the registration itself."""
    for dependency in dependencies:
        if not dependency.in_place:
            yield Blocker(
                "dependencies-elsewhere",
                f"{dependency} is written outside the registration and may serve others too",
                dependency.path,
                dependency.span.line,
            )


def overridable_method(project: Project, callback: Callback) -> Iterator[Blocker]:
    """A method that other classes define too may be overridden with the same signature."""
    function = callback.function
    if function is None or callback.registration.form != "applied":
        return
    facts = project.sources.facts(callback.path)
    if facts is None or facts.scopes[function.scope].kind != "class":
        return
    if project.once(Uses).methods_named(function.name) > 1:
        yield Blocker(
            "method-may-be-overridden",
            f"something else is called `{function.name}` in a class too, and may override this one",
            callback.path,
            function.def_span.line,
        )


def unfollowable_uses(sure: list[NameUse], possible: list[NameUse]) -> Iterator[Blocker]:
    """Uses of the function that are not calls with arguments that can be followed."""
    for use in possible:
        yield Blocker(
            "function-used-elsewhere",
            f"`{use.dotted.rpartition('?module.')[2]}` may be this function",
            use.path,
            use.span.line,
        )
    for use in sure:
        if use.call is None:
            yield Blocker(
                "function-used-elsewhere",
                f"`{use.dotted}` is handed on here, to be called with arguments unknown",
                use.path,
                use.span.line,
            )
        elif any(argument.starred for argument in use.arguments):
            yield Blocker(
                "call-cannot-be-followed",
                f"`{use.dotted}` is called with starred arguments",
                use.path,
                use.span.line,
            )
