"""Parameters whose values are never negative numbers, so that they are safe as keys."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.project import Project

_PROPERTIES = frozenset(
    (
        "active_tab",
        "className",
        "contents",
        "date",
        "filename",
        "hash",
        "href",
        "id",
        "n_blur",
        "n_clicks",
        "n_intervals",
        "n_submit",
        "nClicks",
        "pathname",
        "search",
        "search_value",
        "searchValue",
        "title",
    )
)
"""Properties that hold texts or counts, whatever component they are of."""
TEXTS = frozenset(
    (
        "dash.dcc.DatePickerSingle",
        "dash.dcc.Tabs",
        "dash.dcc.Textarea",
        "dash_bootstrap_components.Textarea",
        "dash_mantine_components.TextInput",
        "dash_mantine_components.Textarea",
        "feffery_antd_components.AntdInput",
    )
)
INPUTS = ("dash.dcc.Input", "dash_bootstrap_components.Input")
CHOICES = (
    "dash.dcc.Dropdown",
    "dash.dcc.RadioItems",
    "dash_bootstrap_components.Select",
    "dash_bootstrap_components.RadioItems",
    "dash_mantine_components.Select",
    "dash_mantine_components.SegmentedControl",
    "feffery_antd_components.AntdSelect",
)
"""Components whose value is one of their options: a negative number only where one says so."""


def textual_parameters(project: Project, callback: Callback) -> frozenset[str]:
    """The parameters of a callback that hold texts or counts."""
    found = set()
    for bound in callback.bindings() or ():
        if not bound.is_group and all(_is_textual(project, d) for d in bound.dependencies):
            found.add(bound.parameter.name)
    return frozenset(found)


def _is_textual(project: Project, dependency: Dependency) -> bool:
    if dependency.prop in _PROPERTIES:
        return True
    if dependency.prop != "value":
        return False
    components = project.components_with(dependency.component_id)
    return bool(components) and all(_has_text(component) for component in components)


def _has_text(component: Component) -> bool:
    if component.kind in INPUTS:
        kind = component.call.keyword("type")
        return kind is None or (isinstance(kind, Constant) and kind.value != "number")
    return component.kind in TEXTS or component.kind in CHOICES
