"""What a property is when the page is opened, by the layout.

dash-renderer's `actions/patch.ts` throws "Cannot patch undefined" where a property was never
set, and takes null for something empty in some operations. Tried on dash 4.4.1: a Store in
memory without `data` is undefined, one in local or session storage is null; the children of
an html component are null.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import (
    Call,
    Constant,
    Expression,
    Items,
    Joined,
    Mapping,
    Other,
    Starred,
)
from dash_codemods.model.files import is_test
from dash_codemods.model.imports import Imports, Unit
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.set_later import is_set_later

_DISPLAYS = {
    "List": "list",
    "ListComp": "list",
    "Dict": "dict",
    "DictComp": "dict",
    "Tuple": "list",
}
_ANY = ""
"""A kind that is not known."""
_STEADY = frozenset(
    (
        "children",
        "style",
        "figure",
        "options",
        "columns",
        "columnDefs",
        "elements",
        "stylesheet",
        "layout",
        "dashGridOptions",
        "defaultColDef",
    )
)
"""Properties that the browser does not set to None by itself."""


@dataclass(frozen=True, slots=True)
class Initial:
    """A property's first value in all components with an id."""

    state: str
    """set | null | undefined | unknown"""
    kind: str | None = None
    """list | dict | other, where it is set and that can be told."""
    components: tuple[Component, ...] = ()
    """The components that leave it undefined."""
    whose: bool = False
    """There is a component of that id, but of which of several apps is not known."""


def initial_value(project: Project, callback: Callback, dependency: Dependency) -> Initial:
    """The first value of a dependency's property in the app of a callback."""
    prop = dependency.prop
    components = components_of(project, dependency)
    found = of_the_app(project, callback.path, components)
    if prop is None or not found:
        return Initial("unknown", whose=bool(components))
    each = [_of_component(project, component, prop) for component in found]
    states = {state for state, _ in each}
    kinds = {kind for _, kind in each}
    kind = kinds.pop() if len(kinds) == 1 else None
    for state in ("unknown", "undefined", "null"):
        if state in states:
            lacking = [c for c, (s, _) in zip(found, each, strict=True) if s == "undefined"]
            return Initial(state, kind, tuple(lacking))
    return Initial("set", kind)


def components_of(project: Project, dependency: Dependency) -> list[Component]:
    """The components of a dependency's id, in all apps."""
    return [
        component
        for component in project.components_with(dependency.component_id)
        if component.kind.rpartition(".")[2] not in ("Input", "State", "Output")
    ]


def of_the_app(project: Project, path: str, found: Sequence[Component]) -> list[Component]:
    """Those of some components that belong to the app of a file."""
    own = [component for component in found if component.path == path]
    if own:
        return own
    apps = {(app.path, app.scope) for app in project.apps_near(path)}
    if len(apps) < 2:
        root = project.sources.root_of(path)
        near = [c for c in found if project.sources.root_of(c.path) == root]
        return [c for c in near if is_test(path) or not is_test(c.path)]
    imports = project.once(Imports)
    together = [imports.run_by(Unit(*app)) for app in sorted(apps)]
    return [c for c in found if any({c.path, path} <= files for files in together)]


def _of_component(project: Project, component: Component, prop: str) -> tuple[str, str | None]:
    written = _written(component, prop)
    if any(isinstance(a, Starred) for a in component.call.args):
        return ("unknown", None)
    if is_set_later(project, component, (prop,)):
        return ("unknown", None)
    if written is None:
        if not component.known_kind:
            return "unknown", None
        return _absent(component, prop), None
    _, _, value = project.names.value(component.path, component.scope, written)
    if value == Constant(None):
        return (_absent(component, prop), None) if component.known_kind else ("unknown", None)
    kind = _kind(project, component, value)
    return ("set", kind or None) if kind is not None else ("unknown", None)


def _written(component: Component, prop: str) -> Expression | None:
    given = component.initial(prop)
    if given is None and prop == "children" and component.call.args:
        return component.call.args[0]
    return given


def _absent(component: Component, prop: str) -> str:
    if component.kind == "dash.dcc.Store" and prop == "data":
        storage = component.initial("storage_type")
        if storage is None or storage == Constant("memory"):
            return "undefined"
        return "null" if storage in (Constant("local"), Constant("session")) else "unknown"
    if component.kind.startswith("dash.html.") and prop == "children":
        return "null"
    return "undefined"


def _kind(project: Project, component: Component, value: Expression) -> str | None:
    """The kind of a value that is surely not None, `_ANY` if not known; None where it may be."""
    if isinstance(value, Constant | Joined):
        return "other"
    if isinstance(value, Items):
        return "list"
    if isinstance(value, Mapping):
        return "dict"
    if isinstance(value, Other):
        return _DISPLAYS.get(value.source) or _source_kind(value.source)
    if isinstance(value, Call):
        name = project.names.external(component.path, component.scope, value.function) or ""
        last = value.function.rpartition(".")[2]
        if value.function in ("list", "dict", "sorted"):
            return "dict" if value.function == "dict" else "list"
        if name.startswith(
            (
                "plotly.express.",
                "plotly.graph_objects.",
                "plotly.graph_objs.",
                "dash.html.",
                "dash.dcc.",
                "dash_bootstrap_components.",
            )
        ):
            return "dict"
        if last == "to_dict":
            # A data frame's: one dict for each row, or one of columns. Of a whole layout's calls
            # the arguments are not kept.
            orient = value.argument(0, "orient")
            if not isinstance(orient, Constant):
                return _ANY
            return "list" if orient == Constant("records") else "dict"
        return "other" if last == "to_json" else None
    return None


def _source_kind(source: str) -> str | None:
    """The kind of a display that was kept as text."""
    ends = source[:1] + source[-1:]
    return {"[]": "list", "{}": "dict"}.get(ends)


def never_none(project: Project, callback: Callback, dependency: Dependency) -> bool:
    """Whether a property that is set at first is never None: only this callback writes it."""
    prop = dependency.prop
    if prop is None:
        return False
    components = project.components_with(dependency.component_id)
    stores = all(c.kind == "dash.dcc.Store" for c in components)
    if not (prop in _STEADY or (prop == "data" and stores)):
        return False
    graph = project.once(Graphs).of(callback)
    if graph.unknown_writers:
        return False
    return all(
        write.callback is callback and write.dependency is not None
        for each in (prop, "clear_data")
        for write in graph.writers_of((dependency.component_id, each))
    )
