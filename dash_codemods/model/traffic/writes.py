"""Everything that may give a property of a component a value."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.component_ids import ComponentIds
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Call, Constant, Expression, Items, Name, Other, Starred
from dash_codemods.model.facts import NameUse
from dash_codemods.model.ids import ComponentId, DictId, Symbol, TextId
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import Trees, dotted

_JAVASCRIPT = re.compile(r"set_props\s*\(\s*(?:([\"'`])([^\"'`]*)\1)?")


@dataclass(frozen=True, eq=False, slots=True)
class Write:
    """A place that may give a property a value.

    how: `output` (the callback's return value), `duplicate` (the same with allow_duplicate),
    `running`, `progress`, `set_props`, `javascript` (a clientside callback's set_props).
    """

    how: str
    component_id: ComponentId
    prop: str | None
    """None: any of its properties."""
    path: str
    line: int
    callback: Callback | None = None
    dependency: Dependency | None = None
    values: tuple[Expression, ...] = ()
    """What `running` writes."""
    node: ast.expr | None = None
    """What `set_props` writes, where it is written there."""
    scope: int = 0
    """Where `node` stands."""

    @property
    def key(self) -> tuple[ComponentId, str | None]:
        """What it writes to."""
        return self.component_id, self.prop

    @property
    def name(self) -> str:
        """What writes, for a message."""
        return f"`{self.callback.name}`" if self.callback else "`set_props`"


class Writes:
    """What the registrations of callbacks say that they write, each read once."""

    def __init__(self, project: Project) -> None:
        """Take the project."""
        self.project = project
        self._found: dict[Callback, tuple[Write, ...]] = {}

    def of(self, callback: Callback) -> tuple[Write, ...]:
        """What a callback's registration says that it writes."""
        if callback not in self._found:
            self._found[callback] = tuple(_writes_of(self.project, callback))
        return self._found[callback]


def _writes_of(project: Project, callback: Callback) -> Iterator[Write]:
    path, line = callback.path, callback.line
    for output in callback.outputs:
        flagged = output.allow_duplicate is not None and output.allow_duplicate != Constant(False)
        how = "duplicate" if flagged else "output"
        yield Write(how, *output.key, path, line, callback, output)
    keyword = callback.keyword("running")
    for entry in _entries(keyword.value) if keyword else ():
        if len(entry) == 3:
            yield from _targets(project, callback, "running", entry[0], tuple(entry[1:]))
    keyword = callback.keyword("progress")
    if keyword is not None:
        value = keyword.value
        for target in value.items if isinstance(value, Items) else (value,):
            yield from _targets(project, callback, "progress", target, ())
    if callback.clientside:
        yield from _javascript(project, callback)


def _entries(value: Expression) -> list[tuple[Expression, ...]]:
    """The (output, on, off) of `running`, which may be one or a list of them."""
    if not isinstance(value, Items):
        return []
    if value.items and not isinstance(value.items[0], Items):
        return [value.items]
    return [item.items for item in value.items if isinstance(item, Items)]


def _targets(
    project: Project,
    callback: Callback,
    how: str,
    target: Expression,
    values: tuple[Expression, ...],
) -> Iterator[Write]:
    path, scope = callback.path, callback.registration.scope
    if not isinstance(target, Call):
        return
    line = target.span.line if target.span else callback.line
    place = f"{path}@{line}"
    written_id = target.argument(0, "component_id")
    identifier = ComponentIds(project.names).of(path, scope, written_id, place)
    prop = project.constant(path, scope, target.argument(1, "component_property"))
    written = str(prop.value) if prop is not None else None
    yield Write(how, identifier, written, path, line, callback, None, values)


def _javascript(project: Project, callback: Callback) -> Iterator[Write]:
    """`dash_clientside.set_props` in a script, whatever name it has."""
    for found in _JAVASCRIPT.finditer(project.script_of(callback)):
        place = f"{callback.path}@{callback.line}"
        literal = found[2] is not None
        identifier = TextId(found[2]) if literal else Symbol("<JavaScript>", place)
        yield Write("javascript", identifier, None, callback.path, callback.line, callback)


def set_props_calls(project: Project) -> Sequence[Write]:
    """Every call of `dash.set_props` in the projects at hand."""
    found: list[Write] = []
    trees = project.once(Trees)
    for use in project.sources.uses("set_props"):
        name = use.imported_as or "set_props"
        for each in project.sources.uses_in(use.path, name) if use.imported_as else (use,):
            if each.call is None:
                # Handed on (`partial(set_props, "rows")`): it may write anything.
                place = f"{each.path}@{each.span.line}"
                line = each.span.line
                any_id = Symbol("<id>", place)
                found.append(Write("set_props", any_id, None, each.path, line, scope=each.scope))
                continue
            for call in trees.calls(each.path, name, each.call.line):
                found += _set_props(project, each, call)
    return [*found, *_sent_by_websocket(project)]


def _sent_by_websocket(project: Project) -> Iterator[Write]:
    """`ctx.websocket.set_prop("rows", "data", ...)` (dash 4.4.1 `backends/ws.py`)."""
    sources, trees = project.sources, project.once(Trees)
    for path in sources.context():
        if "websocket" not in sources.text(path):
            continue
        for name in ("set_prop", "set_prop_sync"):
            for use in sources.uses_in(path, name):
                for call in trees.calls(path, name, use.call.line) if use.call else ():
                    identifier = _id(project, use, _argument(call, 0, "component_id"))
                    written = _argument(call, 1, "prop_name")
                    prop = written.value if isinstance(written, ast.Constant) else None
                    node = _argument(call, 2, "value")
                    known = prop if isinstance(prop, str) else None
                    where = (path, call.lineno)
                    yield Write("set_props", identifier, known, *where, node=node, scope=use.scope)


def _set_props(project: Project, use: NameUse, call: ast.Call) -> Iterator[Write]:
    identifier = _id(project, use, _argument(call, 0, "component_id"))
    for prop, node in _props(_argument(call, 1, "props")):
        yield Write(
            "set_props", identifier, prop, use.path, call.lineno, node=node, scope=use.scope
        )


def _props(node: ast.expr | None) -> Iterator[tuple[str | None, ast.expr | None]]:
    """The properties that a dict of them names, with their values; None for what is not known."""
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            name = key.value if isinstance(key, ast.Constant) else None
            yield (name if isinstance(name, str) else None), (value if key is not None else None)
    elif isinstance(node, ast.Call) and dotted(node.func) == "dict" and not node.args:
        for keyword in node.keywords:
            yield keyword.arg, (keyword.value if keyword.arg is not None else None)
    else:
        yield None, None


def _argument(call: ast.Call, position: int, name: str) -> ast.expr | None:
    if len(call.args) > position:
        return call.args[position]
    return next((k.value for k in call.keywords if k.arg == name), None)


def _id(project: Project, use: NameUse, node: ast.expr | None) -> ComponentId:
    """The id that an expression of the body gives; a symbol of its own where that is not sure."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return TextId(node.value)
    name = dotted(node) if node is not None else None
    if name is not None:
        value = project.constant(use.path, use.scope, Name(name))
        if value is not None:
            return TextId(str(value.value))
    if isinstance(node, ast.Dict):
        items = list(zip(node.keys, node.values, strict=True))
        constants = [
            (k.value, v.value)
            for k, v in items
            if isinstance(k, ast.Constant) and isinstance(v, ast.Constant)
        ]
        if len(constants) == len(items):
            pairs = ((str(k), v) for k, v in constants if isinstance(v, str | int | float))
            return DictId(tuple(sorted(pairs, key=lambda pair: pair[0])))
    return Symbol("<id>", f"{use.path}@{node.lineno if node else 0}")


def has_unknown_outputs(project: Project, callback: Callback) -> bool:
    """Whether a registration holds arguments that cannot be followed and may be Outputs."""
    if callback.grouping_error is not None:
        return True
    if not any(b.reason == "opaque-dependencies" for b in callback.blockers):
        return False
    call = callback.registration.call
    suspects = [*call.args[callback.clientside :]]
    suspects += [k.value for k in call.keywords if k.name == "output"]
    place = (callback.path, callback.registration.scope)
    return any(_may_hold_outputs(project, *place, each) for each in suspects)


def _may_hold_outputs(project: Project, path: str, scope: int, expression: Expression) -> bool:
    if isinstance(expression, Name):
        path, scope, expression = project.names.value(path, scope, expression)
    if isinstance(expression, Starred):
        return _may_hold_outputs(project, path, scope, expression.value)
    if isinstance(expression, Items):
        return any(_may_hold_outputs(project, path, scope, item) for item in expression.items)
    if isinstance(expression, Other):
        inputs = "Input(" in expression.source or "State(" in expression.source
        return "Output(" in expression.source or not inputs
    if isinstance(expression, Call):
        last = expression.function.rpartition(".")[2]
        return last not in ("Input", "State", "Output")
    return isinstance(expression, Name)
