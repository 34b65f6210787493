"""Where a function returns a State's value as it came, and what else it does with it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model.callbacks import BoundParameter, Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.echoing.values import aliases_of, bindings_of, is_more, leaves_of
from dash_codemods.model.ids import DictId
from dash_codemods.model.patching.outputs import Way, way_to
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import own_nodes
from dash_codemods.model.walking import walk


@dataclass(frozen=True)
class Obstacle:
    """What keeps a value from being an echo and nothing else."""

    reason: str
    message: str
    line: int


@dataclass
class Echo:
    """A State whose value is returned to where it came from."""

    callback: Callback
    state: Dependency
    output: Dependency
    bound: BoundParameter
    way: Way
    returned: list[ast.Name] = field(default_factory=list)
    """The places that give the value back."""
    obstacles: list[Obstacle] = field(default_factory=list)


def echoes_of(project: Project, callback: Callback) -> Iterator[Echo]:
    """The States that a callback's function returns as they came."""
    if project.registrations_of(callback)[0] is not callback:
        return
    outputs = {output.key: output for output in callback.outputs}
    for state in callback.states:
        output = outputs.get(state.key)
        if output is None or state.prop is None:
            continue
        bound, way = callback.binding_of(state), way_to(callback, output)
        if bound is None or bound.is_group or way is None or not bound.parameter.is_read:
            continue
        echo = Echo(callback, state, output, bound, way)
        if _look(project.function_tree(callback), echo):
            echo.obstacles += _of_the_registration(echo)
            yield echo


def _of_the_registration(echo: Echo) -> Iterator[Obstacle]:
    for one in echo.callback.inputs:
        if one.key == echo.state.key:
            message = f"{one} is what calls the function: the State is the very value that it gets"
            yield Obstacle("input-too", message, one.span.line)
    identifier = echo.output.component_id
    if isinstance(identifier, DictId) and {"ALL", "ALLSMALLER"} & set(identifier.wildcards):
        message = f"{echo.output} takes a list with a value for every component"
        yield Obstacle("wildcard-output", message, echo.output.span.line)


def _look(function: FunctionNode, echo: Echo) -> bool:
    """Note the echoes and the obstacles; False where the function is about something else."""
    name = echo.bound.parameter.name
    ways_out = [
        list(leaves_of(node.value))
        for node in own_nodes(function)
        if isinstance(node, ast.Return) and node.value is not None
    ]
    leaves = [
        (way, leaf)
        for found in ways_out
        for way, leaf in found
        if isinstance(leaf, ast.Name) and leaf.id == name
    ]
    aliases = aliases_of(function, name, [one for found in ways_out for one in found], echo.way)
    given = [leaf for found in aliases.values() for leaf in found]
    echo.returned = [leaf for way, leaf in leaves if way == echo.way] + given
    if not echo.returned:
        return False
    copies = [leaf for way, leaf in leaves if way != echo.way]
    known = {id(leaf) for _, leaf in leaves} | {id(leaf) for leaf in given}
    others = [
        node
        for node in walk(function)
        if isinstance(node, ast.Name) and node.id == name and id(node) not in known
    ]
    reads = [node for node in others if isinstance(node.ctx, ast.Load)]
    bound = sorted(
        [n.lineno for n in others if not isinstance(n.ctx, ast.Load)] + bindings_of(function, name)
    )
    if _is_worked_with(function, reads, bool(bound)):
        return False
    same = {name} | {a for a, held in aliases.items() if not is_more(function, a, held)}
    if not bound and not any(_gives_another(found, echo.way, same) for found in ways_out):
        message = (
            f"{echo.output} never gets anything else: what depends on it may be meant to be called"
        )
        echo.obstacles.append(Obstacle("only-echoed", message, echo.returned[0].lineno))
    for line in bound[:1]:
        message = f"`{name}` is given another value here, so it may not be the State's any more"
        echo.obstacles.append(Obstacle("name-rebound", message, line))
    for copy in copies[:1]:
        message = f"`{name}` is returned to another output too"
        echo.obstacles.append(Obstacle("other-output", message, copy.lineno))
    for read in sorted(reads, key=lambda node: node.lineno)[:1]:
        message = f"the value of `{name}` is read here"
        echo.obstacles.append(Obstacle("value-is-read", message, read.lineno))
    return True


def _gives_another(leaves: list[tuple[Way, ast.expr]], wanted: Way, names: set[str]) -> bool:
    """Whether a return statement may give an output something else than a value as it came."""
    given = [leaf for way, leaf in leaves if way == wanted]
    return any(
        not is_no_update(leaf) and not (isinstance(leaf, ast.Name) and leaf.id in names)
        for leaf in given or [leaf for way, leaf in leaves if way == ()]
    )


def is_no_update(node: ast.AST) -> bool:
    """Whether an expression is `no_update`, by its name."""
    if isinstance(node, ast.Attribute):
        return node.attr == "no_update"
    return isinstance(node, ast.Name) and node.id == "no_update"


def _is_worked_with(function: FunctionNode, reads: list[ast.Name], rebound: bool) -> bool:
    """Whether the value is there to be worked with: then there is no echo to speak of.

    A guard or a line for the log is no work; a value that is changed, or that others are made
    of, is.
    """
    if not reads:
        return False
    if rebound:
        return True
    idle = {id(node) for statement in walk(function) for node in _idle(statement)}
    return any(id(read) not in idle for read in reads)


_LOGS = frozenset(("print", "debug", "info", "warning", "error", "exception", "log"))


def _idle(node: ast.AST) -> Iterator[ast.AST]:
    """What a condition looks at, and what is logged."""
    if isinstance(node, ast.If | ast.IfExp | ast.While):
        yield from walk(node.test)
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
        function = node.value.func
        last = function.attr if isinstance(function, ast.Attribute) else None
        if (last or getattr(function, "id", None)) in _LOGS:
            yield from walk(node.value)
