"""Properties that code sets on a component that is made already."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from dash_codemods.model.components import Component
from dash_codemods.model.ids import TextId
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.neighbours import Neighbours
from dash_codemods.model.traffic.trees import Trees

OF_STORES = ("data", "storage_type", "clear_data")


def is_set_later(project: Project, component: Component, props: Iterable[str]) -> bool:
    """Whether some code sets a property of a component that is made already.

    `store.data = rows` or `setattr(store, "data", rows)`, by the name that it has, or
    `app.layout["rows"].data = rows`.
    """
    named = "|".join(props)
    later = rf"\.(?:{named})\s*=(?!=)"
    names = _names_of(project, component)
    ways = [(name, rf"\b{name}{later}") for name in names]
    ways += [(n, rf"\bsetattr\(\s*(?:\w+\.)*{n}\s*,\s*[\"'](?:{named})[\"']") for n in names]
    for text in _texts_of(component):
        ways.append((text, rf"\[\s*[\"']{re.escape(text)}[\"']\s*\]{later}"))
    share, here = project.once(Neighbours).may_share, (component.path, component.scope)
    return any(
        re.search(way, project.sources.text(path)) and share(here, (path, 0))
        for word, way in ways
        for path in project.sources.mentions(word)
    )


def expect_set_later(project: Project, components: Iterable[Component]) -> None:
    """Say which components `is_set_later` will be asked about, to look for all of them at once."""
    project.expect_uses(
        word for each in components for word in (*_names_of(project, each), *_texts_of(each))
    )


def _names_of(project: Project, component: Component) -> list[str]:
    """The names that a component is given where it is made."""
    trees = project.once(Trees)
    name = component.call.function.rpartition(".")[2]
    made = trees.calls(component.path, name, component.span.line)
    parents = trees.parents(component.path)
    around = [parents.get(call) for call in made]
    targets = [t for each in around if isinstance(each, ast.Assign) for t in each.targets]
    targets += [each.target for each in around if isinstance(each, ast.AnnAssign)]
    names = [t.id if isinstance(t, ast.Name) else getattr(t, "attr", "") for t in targets]
    return [name for name in names if name]


def _texts_of(component: Component) -> list[str]:
    """The id that a component can be taken out of a layout by."""
    identifier = component.component_id
    return [identifier.text] if isinstance(identifier, TextId) else []
