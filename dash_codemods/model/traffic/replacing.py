"""What callbacks put something else in the place of: the children of components."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import cached_property

from dash_codemods.model.components import Component
from dash_codemods.model.ids import ComponentId, Symbol, TextId, may_be_same
from dash_codemods.model.patching.text import Text
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.around import around
from dash_codemods.model.traffic.picking import picks
from dash_codemods.model.traffic.trees import Trees, last_name
from dash_codemods.model.traffic.writes import (
    Write,
    Writes,
    has_unknown_outputs,
    set_props_calls,
)


def places(project: Project, one: Component) -> set[ast.AST]:
    """The calls around a component that make something whose children some callback writes."""
    return project.once(_Places).of(one)


def is_picked_apart(project: Project, one: Component, shared: Sequence[ast.AST]) -> bool:
    """Whether a callback may take a component out of what it has in common with another one.

    That is what they both stand in, from the inside out. Of the innermost component there, each
    is part of another child.
    """
    outer = next((node for node in shared if _makes(node)), None)
    return outer in project.once(_Places).picked(one)


def _makes(node: ast.AST) -> bool:
    """Whether it is the call of a component, by its name."""
    return isinstance(node, ast.Call) and (last_name(node.func) or "")[:1].isupper()


class _Places:
    """What is written around components, found out once for each."""

    def __init__(self, project: Project) -> None:
        self._project = project
        writes = [w for c in project.all_callbacks for w in project.once(Writes).of(c)]
        writes += project.once(set_props_calls)
        self._writes = writes
        self._replaced = _Replaced(project, writes, of_unknown=True)
        self._found: dict[Component, set[ast.AST]] = {}

    def of(self, one: Component) -> set[ast.AST]:
        if one not in self._found:
            self._found[one] = set(self._find(one, self._replaced))
        return self._found[one]

    @cached_property
    def _picked(self) -> _Replaced:
        writes = [write for write in self._writes if picks(self._project, write)]
        return _Replaced(self._project, writes, of_unknown=False)

    def picked(self, one: Component) -> set[ast.AST]:
        """Those of the places of which a callback may take something, and leave the rest."""
        return set(self._find(one, self._picked)) if self.of(one) else set()

    def _find(self, one: Component, written: _Replaced) -> Iterator[ast.AST]:
        inner: ast.AST | None = None
        for path, node in around(self._project, one):
            if isinstance(node, ast.Call) and inner is not None and inner is not node.func:
                identifier, prop = self._id(path, node), _prop(node, inner)
                if written.holds(path, identifier, prop):
                    yield node
            inner = node

    def _id(self, path: str, call: ast.Call) -> ComponentId | None:
        """The id of what a call makes; None where it has none; a symbol where it is not known."""
        span = Text(self._project.sources.text(path)).span(call)
        for component in self._project.components_in(path):
            if component.span == span:
                return component.component_id
        keyword = next((k.value for k in call.keywords if k.arg == "id"), None)
        second = keyword or (call.args[1] if len(call.args) > 1 else None)
        if isinstance(second, ast.Constant) and isinstance(second.value, str):
            return TextId(second.value)
        # `html.Div([...], identifier)`, `html.Div(*parts, **options)`.
        open_end = any(isinstance(arg, ast.Starred) for arg in call.args)
        open_end = open_end or any(k.arg is None for k in call.keywords)
        if second is not None or open_end:
            return Symbol("<id>", f"{path}@{call.lineno}")
        return self._named(path, call)

    def _named(self, path: str, call: ast.Call) -> ComponentId | None:
        """`Output(panel, "children")` gives the component that has a name an id."""
        parent = self._project.once(Trees).parents(path).get(call)
        if isinstance(parent, ast.Assign):
            targets = parent.targets
        elif isinstance(parent, ast.NamedExpr | ast.AnnAssign):
            targets = [parent.target]
        else:
            return None
        names = {t.id for t in targets if isinstance(t, ast.Name)}
        names |= {t.attr for t in targets if isinstance(t, ast.Attribute)}
        return next((i for i in self._replaced.objects if _last(i) in names), None)


def _last(identifier: ComponentId) -> str:
    return str(identifier).rpartition(".")[2]


def _prop(call: ast.Call, inner: ast.AST) -> str | None:
    """The property that something is given to in a call; None where it is not known."""
    if isinstance(inner, ast.keyword):
        return inner.arg
    return "children" if call.args and call.args[0] is inner else None


class _Replaced:
    """The properties that are written by a callback, at the end or while it runs."""

    def __init__(self, project: Project, writes: Sequence[Write], *, of_unknown: bool) -> None:
        self._root = project.sources.root_of
        self._props: dict[ComponentId, set[str | None]] = {}
        for write in writes:
            self._props.setdefault(write.component_id, set()).add(write.prop)
        self._some = [i for i in self._props if not isinstance(i, TextId)]
        self.objects = [i for i in self._some if isinstance(i, Symbol) and _is_name(i.source)]
        callbacks = project.all_callbacks if of_unknown else []
        self._unknown = {self._root(c.path) for c in callbacks if has_unknown_outputs(project, c)}

    def holds(self, path: str, identifier: ComponentId | None, prop: str | None) -> bool:
        """Whether something may be written to a property of a component, if it has an id."""
        if identifier is None:
            return False
        if self._root(path) in self._unknown:
            return True
        if isinstance(identifier, Symbol) and identifier not in self._props:
            return any(prop is None or bool({prop, None} & props) for props in self._props.values())
        others = (i for i in self._some if may_be_same(i, identifier))
        written = [self._props.get(identifier, set()), *(self._props[i] for i in others)]
        return any(props and (prop is None or bool({prop, None} & props)) for props in written)


def _is_name(source: str) -> bool:
    return all(part.isidentifier() for part in source.split("."))
