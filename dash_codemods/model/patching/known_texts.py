"""What the layout and the other files say of a function's keys: which of them are texts."""

from __future__ import annotations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant, Expression, Items, Mapping, Name
from dash_codemods.model.ids import JOINED, DictId, IdValue, Symbol, TextId, Wildcard, may_be_same
from dash_codemods.model.patching.initial import initial_value
from dash_codemods.model.patching.textual import CHOICES, INPUTS, TEXTS
from dash_codemods.model.project import Project

_TEXT_PROPERTIES = frozenset(
    (
        "active_tab",
        "className",
        "contents",
        "date",
        "filename",
        "hash",
        "href",
        "pathname",
        "search",
        "search_value",
        "searchValue",
        "title",
    )
)
_COUNTS = frozenset(("n_blur", "n_clicks", "n_intervals", "n_submit", "nClicks"))
_LISTS = frozenset(
    ("columnDefs", "columns", "elements", "options", "rowData", "selectedRows", "selected_rows")
)
_NO_TEXTS = (
    "dash.dcc.Slider",
    "dash.dcc.RangeSlider",
    "dash.dcc.Checklist",
    "dash_bootstrap_components.Checklist",
    "dash_mantine_components.NumberInput",
    "dash_mantine_components.MultiSelect",
)
"""Components whose value is a number or a list, never a text."""


class KnownTexts:
    """Answers what the project says of the keys in a callback's function."""

    def __init__(self, project: Project, callback: Callback) -> None:
        """Take the project and the callback; nothing is looked up before it is asked for."""
        self.project, self.callback = project, callback

    def _dependencies(self, parameter: str) -> tuple[Dependency, ...]:
        for bound in self.callback.bindings() or ():
            if bound.parameter.name == parameter and not bound.is_group:
                return tuple(bound.dependencies)
        return ()

    def constant(self, dotted: str) -> bool:
        """Whether a name from outside the function is a literal text."""
        function = self.callback.function
        if function is None:
            return False
        found = self.project.constant(self.callback.path, function.body, Name(dotted))
        return found is not None and isinstance(found.value, str)

    def parameter(self, name: str) -> bool:
        """Whether a parameter is surely a text or None."""
        found = self._dependencies(name)
        return bool(found) and all(map(self._is_text, found))

    def adds_as_in_python(self, name: str) -> bool:
        """Whether a parameter is a number or a list, which a Patch adds as `+=` in Python does."""
        found = self._dependencies(name)
        return bool(found) and all(map(self._is_addable, found))

    def item_of_id(self, parameter: str | None, key: str) -> bool:
        """Whether an item of a dict id is a text: of a parameter's, or of whatever triggers."""
        if parameter is None:
            found = self.callback.inputs
        else:
            found = self._dependencies(parameter)
            if any(dependency.prop != "id" for dependency in found):
                return False
        ids = [dependency.component_id for dependency in found]
        dicts = [identifier for identifier in ids if isinstance(identifier, DictId)]
        if parameter is not None or any(not isinstance(i, DictId | TextId) for i in ids):
            known = len(dicts) == len(ids)
        else:
            known = True  # a text has no items: Python fails there
        return bool(dicts) and known and all(self._has_text_item(one, key) for one in dicts)

    def _has_text_item(self, identifier: DictId, key: str) -> bool:
        value = dict(identifier.items).get(key)
        if not isinstance(value, Wildcard):
            return _is_text_value(value)
        components = self.project.components_with(identifier)
        return bool(components) and all(
            isinstance(c.component_id, DictId)
            and _is_text_value(dict(c.component_id.items).get(key))
            for c in components
        )

    def _is_text(self, dependency: Dependency) -> bool:
        if dependency.prop in _TEXT_PROPERTIES:
            return True
        if dependency.prop == "id":
            return isinstance(dependency.component_id, TextId)
        if dependency.prop != "value":
            return False
        components = self.project.components_with(dependency.component_id)
        return bool(components) and all(map(self._has_text, components))

    def _has_text(self, component: Component) -> bool:
        first = component.initial("value")
        if first is not None and not _is_none_or_text(first):
            return False
        if component.kind in INPUTS:
            kind = component.call.keyword("type")
            return kind is None or (
                isinstance(kind, Constant) and kind.value not in ("number", "range")
            )
        if component.kind in CHOICES:
            return self._offers_texts(component)
        return component.kind in TEXTS

    def _offers_texts(self, component: Component) -> bool:
        """Whether all options of a component are texts, and stay as they are."""
        options = component.call.argument(0, "options") or component.call.keyword("data")
        if options is None or self._is_written(component, ("options", "data")):
            return False
        _, _, options = self.project.names.value(component.path, component.scope, options)
        if isinstance(options, Mapping):
            return bool(options.items)  # the browser makes texts of its keys
        if not isinstance(options, Items) or not options.items:
            return False
        return all(map(_is_text_option, options.items))

    def _is_written(self, component: Component, props: tuple[str, ...]) -> bool:
        return any(
            output.prop in (None, *props)
            and may_be_same(output.component_id, component.component_id)
            for callback in self.project.all_callbacks
            for output in callback.outputs
        )

    def _is_addable(self, dependency: Dependency) -> bool:
        if dependency.prop in _COUNTS or dependency.prop in _LISTS:
            return True
        if initial_value(self.project, self.callback, dependency).kind == "list":
            return True
        if dependency.prop != "value":
            return False
        components = self.project.components_with(dependency.component_id)
        return bool(components) and all(map(_has_no_text, components))


def _is_text_value(value: IdValue | None) -> bool:
    if isinstance(value, Symbol):
        return value.source.startswith((f"{JOINED}(", "str("))
    return isinstance(value, str)


def _is_none_or_text(value: Expression) -> bool:
    return isinstance(value, Constant) and (value.value is None or isinstance(value.value, str))


def _is_text_option(option: Expression) -> bool:
    if isinstance(option, Mapping):
        option = option.get("value") or option
    return isinstance(option, Constant) and isinstance(option.value, str)


def _has_no_text(component: Component) -> bool:
    if component.kind in INPUTS:
        return component.call.keyword("type") == Constant("number")
    if component.kind == "dash.dcc.Dropdown":
        return component.call.keyword("multi") == Constant(True)
    return component.kind in _NO_TEXTS
