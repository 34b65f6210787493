"""The Project: what rules ask their questions of.

Files are read when a question leads to them. The files that the user named are `selected`;
the rest of their project is the context, and is only looked at when a claim needs it.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol, TypeVar, cast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.component_ids import ComponentIds
from dash_codemods.model.components import App, Component
from dash_codemods.model.dash_names import APP_CLASSES
from dash_codemods.model.expressions import Call, Constant, Expression, Name, Starred
from dash_codemods.model.facts import FileFacts, Function, NameUse
from dash_codemods.model.files import is_test
from dash_codemods.model.ids import ComponentId, Symbol, TextId, may_be_same
from dash_codemods.model.imported_words import Sought
from dash_codemods.model.names import External, Names
from dash_codemods.model.often_sought import CALLBACK_TABLES
from dash_codemods.model.registrations import CallbackBuilder
from dash_codemods.model.walking import walk

T = TypeVar("T")
Version = tuple[int, ...]
FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Sources(Protocol):
    """Where a Project gets its files from."""

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file, or None if it cannot be read."""

    def load(self, path: str) -> bool:
        """Take a file's text, without reading what it says; False where it cannot be had."""

    def find_module(self, path: str, module: str, level: int) -> str | None:
        """The file of a module imported in `path`, or None if it is not analysed code."""

    def root_of(self, path: str) -> str:
        """The root folder of a file's project."""

    def may_change(self, path: str) -> bool:
        """Whether a file lies within the paths that the user named."""

    def context(self) -> Sequence[str]:
        """All files of the projects at hand that concern Dash, the selected ones included."""

    def find_words(self, words: Collection[Sought]) -> None:
        """Look for several words at once, so that `uses` and `mentions` are quick for each."""

    def uses(self, word: str) -> Sequence[NameUse]:
        """All uses of a name in any file of the projects at hand."""

    def uses_in(self, path: str, word: str) -> Sequence[NameUse]:
        """All uses of a name in one file."""

    def mentions(self, word: Sought) -> Sequence[str]:
        """The paths of all files of the projects at hand that hold a word, or may import it."""

    def tree(self, path: str) -> ast.Module:
        """The syntax tree of a file that was read."""

    def text(self, path: str) -> str:
        """The text of a file that was read."""

    def memo(self, path: str) -> dict[object, Any]:
        """What was worked out of a file's text alone; emptied when the text changes."""


@dataclass(frozen=True)
class RuleSettings:
    """What the configuration says to rules."""

    stores: tuple[str, ...] = ()
    transparent_decorators: tuple[str, ...] = ()
    callback_decorators: tuple[str, ...] = ()
    initial_call: str = "preserve"
    duplicates: str = "all"
    dash_versions: Callable[[], tuple[Version, Version]] = field(
        default=lambda: ((4, 4, 1), (4, 4, 1)), repr=False
    )
    """Finds out what the two below are, which takes a look at the disk."""

    @property
    def target_version(self) -> Version:
        """The oldest Dash that the code must run on."""
        return self.dash_versions()[0]

    @property
    def newest_version(self) -> Version:
        """The newest that it may be run with."""
        return self.dash_versions()[1]


class Project:
    """A codebase, as far as it concerns Dash."""

    def __init__(
        self,
        selected: Sequence[str],
        sources: Sources,
        settings: Callable[[str], RuleSettings] = lambda _: RuleSettings(),
    ) -> None:
        """Take the paths that the user named, and where files come from."""
        self.selected = tuple(selected)
        self.sources = sources
        self.settings = settings
        self.names = Names(sources.facts, sources.find_module)
        self._callbacks: dict[str, tuple[Callback, ...]] = {}
        self._components: dict[str, tuple[Component, ...]] = {}
        self._kept: dict[object, object] = {}

    def once(self, make: Callable[[Project], T]) -> T:
        """What a function or class makes of this project, made once and kept."""
        if make not in self._kept:
            self._kept[make] = make(self)
        return cast(T, self._kept[make])

    # -- callbacks

    @cached_property
    def callbacks(self) -> tuple[Callback, ...]:
        """The callbacks in the selected files, in the order of the files."""
        return self._all(self.selected)

    @cached_property
    def all_callbacks(self) -> tuple[Callback, ...]:
        """The callbacks of the whole context; looking costs a reading of all its files."""
        return self._all(self.sources.context())

    def _all(self, paths: Iterable[str]) -> tuple[Callback, ...]:
        return tuple(callback for path in paths for callback in self.callbacks_in(path))

    def callbacks_in(self, path: str) -> tuple[Callback, ...]:
        """The callbacks registered in one file."""
        if path not in self._callbacks:
            facts = self.sources.facts(path)
            found: list[Callback] = []
            if facts is not None:
                wrappers = self.settings(path).callback_decorators
                builder = CallbackBuilder(path, facts, self.names, wrappers)
                built = map(builder.build, facts.registrations)
                found = [callback for callback in built if callback is not None]
            self._callbacks[path] = tuple(found)
        return self._callbacks[path]

    def registrations_of(self, callback: Callback) -> tuple[Callback, ...]:
        """All registrations of a callback's function, the callback itself included."""
        if callback.function is None:
            return (callback,)
        span = callback.function.span
        return tuple(
            other
            for other in self.callbacks_in(callback.path)
            if other.function is not None and other.function.span == span
        )

    def function_tree(self, callback: Callback) -> FunctionNode:
        """The syntax tree of a callback's function, with the line numbers of its file.

        It is shared: do not change it.
        """
        assert callback.function is not None
        return self.tree_of(callback.path, callback.function)

    def tree_of(self, path: str, function: Function) -> FunctionNode:
        """The syntax tree of any function of a file, as `function_tree` gives it.

        Raises LookupError where the facts are not those of the file's text.
        """
        memo = self.sources.memo(path)
        key = ("function", function.def_span)
        if key not in memo:
            memo[key] = self._parse_function(path, function)
        found: FunctionNode = memo[key]
        return found

    def _parse_function(self, path: str, function: Function) -> FunctionNode:
        """Parse a function's own lines; the whole file only where these do not stand alone."""
        first, last = function.span.line, function.span.end_line
        lines = self._lines_of(path)[first - 1 : last]
        indented = function.def_span.column > 1
        # Empty lines before it, so that all stands on its own line.
        before = "\n" * (first - 1 - indented) + ("if 1:\n" if indented else "")
        try:
            module = ast.parse(before + "\n".join(lines))
        except SyntaxError:
            module = self.sources.tree(path)
        for node in walk(module):
            if (
                isinstance(node, FunctionNode)
                and node.lineno == function.def_span.line
                and node.name == function.name
            ):
                return node
        raise LookupError(f"{path}:{first}: no such function")

    def _lines_of(self, path: str) -> list[str]:
        memo = self.sources.memo(path)
        if "lines" not in memo:
            text = self.sources.text(path)
            # Where Python ends lines, and nowhere else.
            memo["lines"] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        found: list[str] = memo["lines"]
        return found

    # -- components and apps

    @cached_property
    def components(self) -> tuple[Component, ...]:
        """Every component with an id in the whole context."""
        return tuple(c for path in self.sources.context() for c in self.components_in(path))

    def components_in(self, path: str) -> tuple[Component, ...]:
        """The components with an id that one file makes."""
        if path not in self._components:
            facts = self.sources.facts(path)
            ids = ComponentIds(self.names)
            found = []
            for made in facts.components if facts else ():
                call = made.call
                kind, known = self._kind(path, made.scope, call.function)
                identifier = call.keyword("id")
                if identifier is None and kind == "dash.dcc.Store" and call.args:
                    identifier = call.args[0]
                if identifier is None or isinstance(identifier, Starred):
                    continue
                place = f"{path}@{call.span.line}" if call.span else path
                component_id = ids.of(path, made.scope, identifier, place)
                found.append(Component(path, kind, known, component_id, call, made.scope))
            self._components[path] = tuple(found)
        return self._components[path]

    def _kind(self, path: str, scope: int, written: str) -> tuple[str, bool]:
        resolved = self.names.resolve(path, scope, written)
        if isinstance(resolved, External):
            return resolved.name, True
        return written, False

    def components_with(self, identifier: ComponentId) -> tuple[Component, ...]:
        """The components that surely or possibly carry an id; never those with unknown ids."""
        if isinstance(identifier, TextId | Symbol):
            # Such an id is the same as an equal one only.
            return self._components_by_id.get(identifier, ())
        return tuple(
            c
            for other, components in self._components_by_id.items()
            if not isinstance(other, Symbol) and may_be_same(other, identifier)
            for c in components
        )

    @cached_property
    def _components_by_id(self) -> dict[ComponentId, tuple[Component, ...]]:
        found: dict[ComponentId, list[Component]] = {}
        for component in self.components:
            found.setdefault(component.component_id, []).append(component)
        return {identifier: tuple(components) for identifier, components in found.items()}

    @cached_property
    def apps(self) -> tuple[App, ...]:
        """Every Dash() object of the context."""
        found = []
        for path in self.sources.context():
            facts = self.sources.facts(path)
            for made in facts.objects if facts else ():
                name = self.names.external(path, made.scope, made.call.function)
                if name in APP_CLASSES:
                    found.append(
                        App(
                            path, made.assigned, APP_CLASSES[name], made.call, made.scope, made.line
                        )
                    )
        return tuple(found)

    def apps_near(self, path: str) -> list[App]:
        """The Dash() objects of the same project as a file.

        What tests make for themselves counts for tests alone.
        """
        root = self.sources.root_of(path)
        apps = [app for app in self.apps if self.sources.root_of(app.path) == root]
        return [app for app in apps if is_test(path) or not is_test(app.path)]

    def expect_uses(self, names: Iterable[Sought]) -> None:
        """Say which names will be asked for, so that the files are searched once for all."""
        words = set(names)
        self.sources.find_words({*words, *CALLBACK_TABLES} if words else ())

    @cached_property
    def pages(self) -> frozenset[str]:
        """The files that register themselves as pages."""
        return frozenset(
            path
            for path in self.sources.context()
            for made in getattr(self.sources.facts(path), "objects", ())
            if made.call.function.rpartition(".")[2] == "register_page"
        )

    # -- values

    def constant(self, path: str, scope: int, expression: Expression | None) -> Constant | None:
        """The literal that an expression surely evaluates to."""
        return self.names.constant(path, scope, expression) if expression is not None else None

    def keyword_value(self, callback: Callback, name: str) -> Constant | None:
        """The literal value of a callback's keyword, names followed; None if absent or unknown."""
        keyword = callback.keyword(name)
        if keyword is None:
            return None
        return self.constant(callback.path, callback.registration.scope, keyword.value)

    def script_of(self, callback: Callback) -> str:
        """The JavaScript of a clientside callback, names followed; empty where it is not there."""
        call = callback.registration.call
        written = call.args[0] if call.args else call.keyword("clientside_function")
        if not callback.clientside:
            return ""
        found = self.constant(callback.path, callback.registration.scope, written)
        return found.value if found is not None and isinstance(found.value, str) else ""

    def external_name(self, path: str, scope: int, expression: Expression) -> str | None:
        """The canonical external name of a name or of what a call calls."""
        if isinstance(expression, Call):
            return self.names.external(path, scope, expression.function)
        if isinstance(expression, Name):
            return self.names.external(path, scope, expression.dotted)
        return None
