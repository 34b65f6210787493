"""Which kinds of values a property can hold in the browser.

A property that nobody set is undefined in a clientside callback, and None in Python: whatever
may be null may be undefined too. An input for numbers that is empty, or holds something else
than a number it allows, has the value NaN (dash 4.4.1 `Input.tsx`, dash-bootstrap-components
2.0.4 `Input`), which is None in Python as well: JSON has null for it.

The tables follow the prop types of the components (dash 4.4.1 `metadata.json`;
dash-bootstrap-components 2, dash-mantine-components 2, feffery-antd 0.4): a value of another
type is an error that Dash's dev tools show.
"""

from __future__ import annotations

from dataclasses import replace

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.clientside.written import containers, is_changed_later, writes
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant, Starred, is_constant
from dash_codemods.model.ids import Symbol
from dash_codemods.model.patching.initial import of_the_app
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.writes import Write

Kinds = frozenset[str]
"""undefined | null | nan | bool | count (an integer from 0 on) | number | string | array | object |
no_update"""

UNSET: Kinds = frozenset({"undefined", "null"})
NAN: Kinds = frozenset({"nan"})
NONE: Kinds = UNSET | NAN
"""What Python has as None."""
BOOL: Kinds = frozenset({"bool"})
STRING: Kinds = frozenset({"string"})
COUNT: Kinds = frozenset({"count"})
NUMBERS: Kinds = frozenset({"count", "number"})
NO_UPDATE: Kinds = frozenset({"no_update"})
CONTAINERS: Kinds = frozenset({"array", "object"})
ANYTHING: Kinds = UNSET | BOOL | STRING | NUMBERS | CONTAINERS

_SWITCHES = (
    "is_open",
    "opened",
    "disabled",
    "hidden",
    "displayed",
    "visible",
    "checked",
    "collapsed",
    "open",
    "on",
    "is_loading",
    "is_in",
    "hide",
    "readOnly",
)
_UNSET_IS_NULL = frozenset({*_SWITCHES, "children", "className", "style", "title"})
"""Properties for which null and undefined are the same to most components."""
_WITH_DEFAULTS = frozenset({"is_open", "className", "style"})
"""Those of them that have a default in some components, which undefined stands for."""
_DEFAULTS = {
    # What is open where nobody says so; dash-ag-grid and dash-daq have others.
    "is_open": ("dash_bootstrap_components.Alert", "dash_bootstrap_components.Toast"),
    "className": ("dash.dcc.Tooltip",),
    "style": ("dash.dcc.Upload",),
}
_WITHOUT_DEFAULTS = ("dash.html.", "dash.dcc.", "dash_bootstrap_components.")

_PROPERTIES: dict[str, Kinds] = {
    **dict.fromkeys(_SWITCHES, UNSET | BOOL),
    **dict.fromkeys(
        ("n_clicks", "n_intervals", "n_submit", "n_blur", "submit_n_clicks", "cancel_n_clicks"),
        UNSET | COUNT,
    ),
    **dict.fromkeys(("nClicks", "okCounts", "cancelCounts", "closeCounts"), UNSET | COUNT),
    **dict.fromkeys(("n_clicks_timestamp", "modified_timestamp"), UNSET | NUMBERS),
    **dict.fromkeys(("className", "pathname", "search", "hash", "href", "src"), UNSET | STRING),
    **dict.fromkeys(("active_tab", "triggered_id"), UNSET | STRING),
    # The attributes of HTML can also be given as texts: disabled="disabled".
    **dict.fromkeys(("disabled", "hidden", "open", "readOnly"), UNSET | BOOL | STRING),
    "style": UNSET | frozenset({"object"}),
}

_SCALAR = UNSET | BOOL | STRING | NUMBERS
_LIST = UNSET | frozenset({"array"})
_VALUES: dict[str, Kinds] = {
    "dash.dcc.Checklist": _LIST,
    "dash.dcc.RangeSlider": _LIST,
    "dash.dcc.RadioItems": _SCALAR,
    "dash.dcc.Input": UNSET | STRING | NUMBERS,
    "dash.dcc.Textarea": UNSET | STRING,
    "dash.dcc.Tabs": UNSET | STRING,
    "dash.dcc.Slider": UNSET | NUMBERS,
    "dash_bootstrap_components.Checklist": _LIST,
    "dash_bootstrap_components.RadioItems": _SCALAR,
    "dash_bootstrap_components.Switch": UNSET | BOOL,
    "dash_bootstrap_components.Checkbox": UNSET | BOOL,
    "dash_bootstrap_components.Input": UNSET | STRING | NUMBERS,
    "dash_bootstrap_components.Textarea": UNSET | STRING,
    "dash_bootstrap_components.Select": UNSET | STRING | NUMBERS,
    "dash_mantine_components.Select": UNSET | STRING,
    "dash_mantine_components.SegmentedControl": UNSET | STRING,
    "dash_mantine_components.MultiSelect": _LIST,
    "dash_mantine_components.TextInput": UNSET | STRING,
    "dash_mantine_components.Textarea": UNSET | STRING,
}
_DROPDOWN = "dash.dcc.Dropdown"
_FOR_NUMBERS = ("Input", "Number", "Field")
"""What a component of somebody's own that takes numbers has in its name."""
_INPUTS = ("dash.dcc.Input", "dash_bootstrap_components.Input")

SHAREABLE = ("style", "value", "options", "className")
"""Properties whose lists and dicts no component changes in place, so that two may hold one."""


def kinds_of(project: Project, callback: Callback, dependency: Dependency) -> Kinds:
    """What a dependency's value can be, from its property and from the components."""
    components = project.components_with(dependency.component_id)
    if isinstance(dependency.component_id, Symbol) and len(components) > 1:
        components = ()
    if components and not of_the_app(project, callback.path, components):
        components = ()  # another app's, which says nothing of the one that is meant
    kinds = _PROPERTIES.get(dependency.prop or "", ANYTHING)
    if dependency.prop == "value":
        found = [_values(project, callback, dependency, each) for each in components]
        # Whatever it is, it may be an input for numbers.
        kinds = frozenset().union(*found) if found else ANYTHING | NAN
    if not kinds >= CONTAINERS:
        kinds |= containers(project, callback, dependency)
    if components and all(_is_given(component, dependency.prop) for component in components):
        # None in a layout is null in the browser.
        written = writes(project, callback, dependency)
        unset_is_null = dependency.prop in _UNSET_IS_NULL
        if not any(unset_is_null or _is_of_browser(write) for write in written):
            kinds -= {"undefined"}
    return kinds


def _is_of_browser(write: Write) -> bool:
    """Whether JavaScript writes, which has undefined."""
    return write.callback is not None and write.callback.clientside


def _values(
    project: Project, callback: Callback, dependency: Dependency, component: Component
) -> Kinds:
    """What the value of a component can be."""
    if not component.known_kind or any(isinstance(a, Starred) for a in component.call.args):
        return _unknown(component)

    def changes(prop: str) -> bool:
        other = replace(dependency, prop=prop)
        return bool(writes(project, callback, other)) or is_changed_later(project, component, prop)

    if component.kind == _DROPDOWN:
        multi = component.call.argument(2, "multi")
        if changes("multi"):
            return ANYTHING
        if multi is None or is_constant(multi, False):
            return _SCALAR
        return _LIST if multi == Constant(True) else ANYTHING
    kinds = _VALUES.get(component.kind) or _unknown(component)
    if component.kind in _INPUTS:
        kind = component.call.argument(1, "type")
        is_text = kind is None or (isinstance(kind, Constant) and kind != Constant("number"))
        return kinds if is_text and not changes("type") else kinds | NAN
    return kinds


def _unknown(component: Component) -> Kinds:
    """What the value of a component can be of which nothing but the name is known."""
    name = component.kind.rpartition(".")[2]
    return ANYTHING | NAN if any(word in name for word in _FOR_NUMBERS) else ANYTHING


def _is_given(component: Component, prop: str | None) -> bool:
    """Whether the layout gives a property a value."""
    return component.known_kind and component.call.keyword(prop or "") is not None


def unset_is_null(project: Project, output: Dependency) -> bool:
    """Whether null and undefined do the same to a property."""
    if output.prop not in _UNSET_IS_NULL:
        return False
    if output.prop not in _WITH_DEFAULTS:
        return True
    components = project.components_with(output.component_id)
    return bool(components) and all(
        component.known_kind
        and component.kind.startswith(_WITHOUT_DEFAULTS)
        and component.kind not in _DEFAULTS[output.prop]
        for component in components
    )
