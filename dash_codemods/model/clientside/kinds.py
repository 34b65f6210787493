"""Which kinds of values a property can hold in the browser.

A property that nobody set is undefined in a clientside callback, and None in Python: whatever
may be null may be undefined too. The tables follow the prop types of the components (dash
4.4.1 `metadata.json`; dash-bootstrap-components 2, dash-mantine-components 2, feffery-antd
0.4): a value of another type is an error that Dash's dev tools show.
"""

from __future__ import annotations

from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant, Starred, is_constant
from dash_codemods.model.ids import Symbol
from dash_codemods.model.project import Project

Kinds = frozenset[str]
"""undefined | null | bool | count (an integer from 0 on) | number | string | array | object |
no_update"""

UNSET: Kinds = frozenset({"undefined", "null"})
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
"""Properties for which null and undefined are the same to the component."""

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

SHAREABLE = ("style", "value", "options", "className")
"""Properties whose lists and dicts no component changes in place, so that two may hold one."""


def kinds_of(project: Project, dependency: Dependency) -> Kinds:
    """What a dependency's value can be, from its property and from the components."""
    components = project.components_with(dependency.component_id)
    if isinstance(dependency.component_id, Symbol) and len(components) > 1:
        components = ()
    kinds = _PROPERTIES.get(dependency.prop or "", ANYTHING)
    if dependency.prop == "value" and components:
        kinds = frozenset().union(*map(_values, components))
    if components and all(_is_given(component, dependency.prop) for component in components):
        # None in a layout is null in the browser.
        kinds -= {"undefined"}
    return kinds


def _values(component: Component) -> Kinds:
    """What the value of a component can be."""
    if not component.known_kind or any(isinstance(a, Starred) for a in component.call.args):
        return ANYTHING
    if component.kind == _DROPDOWN:
        multi = component.call.keyword("multi")
        if multi is None or is_constant(multi, False):
            return _SCALAR
        return _LIST if multi == Constant(True) else ANYTHING
    return _VALUES.get(component.kind, ANYTHING)


def _is_given(component: Component, prop: str | None) -> bool:
    """Whether the layout gives a property a value."""
    return component.known_kind and component.call.keyword(prop or "") is not None


def unset_is_null(prop: str | None) -> bool:
    """Whether null and undefined do the same to a property."""
    return prop in _UNSET_IS_NULL
