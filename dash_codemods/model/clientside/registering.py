"""The registration: whether the browser can take it over, and how it is written then.

Sources: dash 4.4.1 `dependencies.py` (`handle_callback_args`: Outputs, Inputs, States in this
order, lists opened one level), `_callback.py` (`register_clientside_callback`: only `hidden`
and prevent_initial_call are looked at besides).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dash_codemods.model import safety
from dash_codemods.model.callback_tables import called_through_table
from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.clientside import confidential
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.edits import AddImport, Edit
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.grouping import Group, Leaf, Node, leaves
from dash_codemods.model.hidden_uses import needed_elsewhere
from dash_codemods.model.ids import DictId, Symbol
from dash_codemods.model.places import Span
from dash_codemods.model.project import Project

_KEYWORDS = ("output", "inputs", "state", "prevent_initial_call")
_ELSEWHERE = {
    "allow_duplicate": "belongs in an Output",
    "prevent_initial_callbacks": "belongs in Dash(); prevent_initial_call may be meant",
    "prevent_initial_callback": "is no option of Dash; prevent_initial_call may be meant",
    "suppress_callback_exceptions": "belongs in Dash()",
}
"""Keywords that Dash takes from a callback without a word, and does nothing with.

`callback(*_args, **_kwargs)` reads the names that it knows (Dash 4.4.1, `_callback.py`).
"""
_SCRIPTS = re.compile(r"script-src(?:(?!-src)[^;)\]}])*")
"""The directives of a policy that say which scripts may run."""
_SEVERAL = ("ALL", "ALLSMALLER")
_POLICIES = (
    "Content-Security-Policy",
    "content-security-policy",
    "ContentSecurityPolicy",
    "Talisman",
    "csp_hashes",
)


@dataclass(frozen=True)
class Spelling:
    """How a clientside callback is registered in a file, and the import that it takes."""

    registrar: str
    edits: tuple[Edit, ...] = ()


def blockers(project: Project, callback: Callback) -> Iterator[Blocker]:
    """What keeps a callback on the server, whatever its function does."""
    yield from safety.understood(project, callback)
    yield from _form(project, callback)
    yield from _options(callback)
    yield from _dependencies(callback)
    yield from safety.public_parameters(callback)
    yield from safety.served_to_models(project, callback)
    yield from called_through_table(project, callback)
    yield from _users(project, callback)
    yield from _policy(project, callback)
    yield from _lists_of_callbacks(project, callback)
    yield from confidential.blockers(project, callback)


def _blocker(callback: Callback, reason: str, message: str, line: int = 0) -> Blocker:
    return Blocker(reason, message, callback.path, line or callback.line)


def _form(project: Project, callback: Callback) -> Iterator[Blocker]:
    """How the function is registered: once, by its only decorator, and not as a method."""
    function = callback.function
    assert function is not None
    if callback.registration.form != "decorator":
        yield _blocker(callback, "applied-registration", "it is registered away from its function")
    elif len(project.registrations_of(callback)) > 1:
        yield _blocker(callback, "stacked-registrations", "its function is registered again")
    elif len(function.decorators) > 1:
        yield _blocker(
            callback,
            "other-decorator",
            "another decorator does something on the server",
            function.span.line,
        )
    facts = project.sources.facts(callback.path)
    if facts is not None and facts.scopes[function.scope].kind == "class":
        yield _blocker(callback, "in-a-class", "the function belongs to a class")
    if callback.framework == "wrapper" or spelling(project, callback) is None:
        message = f"`{callback.registration.call.function}` may have nothing of that kind"
        yield _blocker(callback, "no-clientside-registrar", message)


def _options(callback: Callback) -> Iterator[Blocker]:
    """Keywords that only callbacks of the server have."""
    for keyword in callback.registration.call.keywords:
        if keyword.name not in _KEYWORDS:
            line = keyword.span.line if keyword.span else callback.line
            message = f"{keyword.name}= means nothing to a clientside callback"
            if keyword.name in _ELSEWHERE:
                message = f"{keyword.name}= does nothing here: it {_ELSEWHERE[keyword.name]}"
            yield _blocker(callback, "server-option", message, line)


def _dependencies(callback: Callback) -> Iterator[Blocker]:
    if not callback.outputs or not callback.inputs:
        yield _blocker(callback, "no-output", "it has no Output, or no Input")
    elif len(callback.bindings() or callback.parameters) != len(callback.parameters):
        message = "a parameter gets no value but its default"
        yield _blocker(callback, "parameter-without-value", message)
    elif values(callback) is None or order(callback) is None:
        message = "clientside callbacks take Outputs, Inputs, States, in lists but not in groups"
        yield _blocker(callback, "grouped-dependencies", message)
    for dependency in callback.dependencies:
        identifier = dependency.component_id
        if isinstance(identifier, DictId):
            several = any(name in identifier.wildcards for name in _SEVERAL)
        else:
            several = isinstance(identifier, Symbol) and "ALL" in identifier.source
        line = dependency.span.line if dependency.in_place else callback.line
        if several:
            message = f"{dependency} stands for a list of values"
            yield _blocker(callback, "several-values", message, line)
        if dependency.allow_optional is not None:
            message = f"{dependency} is optional"
            yield _blocker(callback, "server-option", message, line)


def values(callback: Callback) -> list[tuple[Dependency, BoundParameter]] | None:
    """What the browser hands over, in its order: all Inputs, then all States.

    None where a parameter gets a group of values.
    """
    bindings = callback.bindings()
    if bindings is None or any(b.is_group or len(b.dependencies) != 1 for b in bindings):
        return None
    found = [(b.dependencies[0], b) for b in bindings]
    return sorted(found, key=lambda pair: pair[0].kind == "State")


def order(callback: Callback) -> tuple[Span, ...] | None:
    """The arguments in the order that a clientside callback needs.

    () where they stand in it already, None where no order of theirs will do.
    """
    arguments = callback.arguments
    named = [n for n in (arguments.output, arguments.inputs, arguments.state) if n is not None]
    if not all(map(_is_flat, [*arguments.positional, *named])):
        return None
    for node, kind in ((arguments.inputs, "Input"), (arguments.state, "State")):
        if node is not None and any(d.kind != kind for d in leaves(node)):
            return None
    if _in_order([d for node in arguments.positional for d in leaves(node)]):
        return ()
    call = callback.registration.call
    written = list(call.args)
    rest = [written.pop()] if callback.trailing_bool is not None else []
    kinds = [{d.kind for d in leaves(node)} for node in arguments.positional]
    if len(written) != len(kinds) or any(len(each) != 1 for each in kinds):
        return None
    ranked = sorted(zip(kinds, written, strict=True), key=lambda pair: _rank(min(pair[0])))
    spans = [expression.span for _, expression in ranked] + [each.span for each in rest]
    return tuple(span for span in spans if span is not None)


def _is_flat(node: Node) -> bool:
    return isinstance(node, Leaf) or (
        isinstance(node, Group)
        and node.keys is None
        and all(isinstance(member, Leaf) for member in node.members)
    )


def _in_order(dependencies: list[Dependency]) -> bool:
    ranks = [_rank(d.kind) for d in dependencies]
    return ranks == sorted(ranks)


def _rank(kind: str) -> int:
    return ("Output", "Input", "State").index(kind)


def _users(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Whoever else needs the function of Python."""
    function = callback.function
    assert function is not None
    yield from needed_elsewhere(project, callback)
    if ">>>" in (function.docstring or ""):
        message = f"the docstring of `{function.name}` may be run as a test"
        yield _blocker(callback, "function-used-elsewhere", message)


def _policy(project: Project, callback: Callback) -> Iterator[Blocker]:
    """An app that forbids scripts inside of its page: JavaScript in Python becomes such a one."""
    for word in _POLICIES:
        for path in project.sources.mentions(word):
            text = project.sources.text(path)
            if _permits_inline(text):
                continue
            lines = text.split("\n")
            line = next((i for i, text in enumerate(lines, start=1) if word in text), 0)
            if line and project.sources.root_of(path) == project.sources.root_of(callback.path):
                message = f"`{word}`: the page may not run scripts that it did not name"
                yield Blocker("content-security-policy", message, path, line)
                return


def _permits_inline(text: str) -> bool:
    """Whether the policies that a file writes out let any script inside of the page run.

    `'unsafe-inline'` does, but not beside a nonce or a hash (CSP level 3, 6.7.3.2).
    """
    directives = _SCRIPTS.findall(text)
    named = any(word in text for word in ("nonce", "'sha", "strict-dynamic", "csp_hashes"))
    return bool(directives) and not named and all("'unsafe-inline'" in d for d in directives)


def _lists_of_callbacks(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that hands an app's callbacks to another app, or wraps the functions of all of them.

    The scripts of an app are in neither list, and a clientside callback has no function.
    """
    for word, written in (("_callback_list", "_callback_list"), ("callback_map", '["callback"]')):
        for path in project.sources.mentions(word):
            if is_test(path) or _is_of_dash(project, path):
                continue
            lines = project.sources.text(path).replace("'", '"').split("\n")
            line = next((i for i, text in enumerate(lines, start=1) if written in text), 0)
            if line and project.sources.root_of(path) == project.sources.root_of(callback.path):
                message = (
                    f"`{word}` is used here, and knows nothing of a clientside callback's code"
                )
                yield Blocker("callbacks-taken-over", message, path, line)
                return


def _is_of_dash(project: Project, path: str) -> bool:
    """Whether a file is part of Dash's own source, which keeps its callbacks in these."""
    before, package, _ = f"/{path}".rpartition("/dash/")
    return bool(package) and project.sources.facts(f"{before}/dash/dash.py"[1:]) is not None


def spelling(project: Project, callback: Callback) -> Spelling | None:
    """How the file can register a clientside callback where it registers this one."""
    call, path = callback.registration.call, callback.path
    base, _, last = call.function.rpartition(".")
    if base:
        known = callback.framework == "dash" or "app" in base.rpartition(".")[2].lower()
        return Spelling(f"{base}.clientside_callback") if known and last == "callback" else None
    scope = callback.registration.scope
    if project.names.external(path, scope, call.function) != "dash.callback":
        return None
    if project.names.external(path, scope, "clientside_callback") == "dash.clientside_callback":
        return Spelling("clientside_callback")
    if project.names.lookup(path, scope, "clientside_callback") is not None:
        return None
    facts = project.sources.facts(path)
    module = next((i for i in facts.imports if i.bound == call.function), None) if facts else None
    if module is None or module.module != "dash" or module.level or module.scope:
        return None
    edit = AddImport(path, "dash", "clientside_callback")
    return Spelling("clientside_callback", (edit,))
