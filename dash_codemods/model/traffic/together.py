"""Whether a Store's timestamp could tell a callback anything that something else does not."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import ComponentId, Symbol
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graph
from dash_codemods.model.traffic.returned import returned_for
from dash_codemods.model.traffic.stores import StoreFacts, initial_data
from dash_codemods.model.traffic.trees import Trees, last_name, own_nodes
from dash_codemods.model.traffic.values import Values
from dash_codemods.model.traffic.weight import is_light_write
from dash_codemods.model.traffic.writes import Write

_MORE_CALLS = ("runs-twice-per-upstream-change", "dependents-do-not-wait", "extra-call-at-load")
"""Effects that call a callback more often than before."""


def no_gain(
    project: Project, graph: Graph, callback: Callback, store: Dependency, facts: StoreFacts
) -> Iterator[Blocker]:
    """Why a callback that does not read a Store would gain nothing by its timestamp."""
    if facts.kind == "store" and not _holds_something(graph, store, facts.components):
        yield Blocker(
            "nothing-stored",
            "the layout gives the store no data, and nothing that writes it was found: there is "
            "nothing to save",
            callback.path,
            store.span.line,
        )
    elif facts.kind == "store" and not _may_be_written(graph, store):
        yield Blocker(
            "never-written",
            "nothing that writes the store was found: it has what the layout gives it, and "
            "whether this Input is needed at all is not known",
            callback.path,
            store.span.line,
        )
    others = [d for d in callback.inputs if d is not store]
    for other, writer in _written_with(project, graph, store, others):
        yield Blocker(
            "written-together",
            f"`{writer.name}` always writes {other} with it, which calls this callback: the "
            "timestamp would call it once more, where this Input may not be needed at all",
            writer.path,
            writer.line,
        )
        return


def little_gain(
    project: Project, graph: Graph, store: Dependency, effects: Iterable[str]
) -> Iterator[Blocker]:
    """That the calls which a fix adds cost more than it saves: all that is stored is short."""
    added = [effect for effect in effects if effect in _MORE_CALLS]
    writes = graph.writers_of(store.key)
    if (
        added
        and writes
        and not graph.unknown_writers
        and all(_is_short(project, w) for w in writes)
    ):
        yield Blocker(
            "little-to-gain",
            f"what {writes[0].name} writes to the store is short: its timestamp would save "
            f"next to nothing, and add calls ({', '.join(added)})",
            writes[0].path,
            writes[0].line,
        )


def _is_short(project: Project, write: Write) -> bool:
    values = project.once(Values).of(write)
    number = bool(values) and all(value.kind in ("constant", "step") for value in values)
    return number or is_light_write(project, write)


def downloads_twice(
    project: Project, callback: Callback, store: Dependency, other: Dependency
) -> Iterator[Blocker]:
    """That a callback which another Input calls as well starts a download."""
    for output in callback.outputs:
        made = project.components_with(output.component_id) if output.prop == "data" else ()
        if any(component.kind == "dash.dcc.Download" for component in made):
            yield Blocker(
                "downloads-twice",
                f"{other} may change together with the store: with the timestamp this callback "
                "would be called for each, and the file would be downloaded twice",
                callback.path,
                store.span.line,
            )


def run_twice(
    writes: Iterable[Write], others: list[Dependency], dependent: Callback
) -> Iterator[Blocker]:
    """Other Inputs that surely call a writer as well: a chain behind both would run twice."""
    for write in writes:
        inputs = {d.key for d in write.callback.inputs} if write.callback else set()
        for other in others:
            if other.key in inputs:
                message = (
                    f"{other} calls {write.name} too: with the timestamp this callback, and "
                    f"`{dependent.name}` behind it, would run twice whenever it changes"
                )
                yield Blocker("runs-dependents-twice", message, write.path, write.line)


def _written_with(
    project: Project, graph: Graph, store: Dependency, others: list[Dependency]
) -> Iterator[tuple[Dependency, Callback]]:
    """The other Inputs that the store's one writer writes in every answer with it.

    Dash calls the listener once for such an answer, but once more for each timestamp.
    """
    writes = graph.writers_of(store.key)
    writer = writes[0].callback if len(writes) == 1 else None
    if writer is None or writer.clientside or writer.function is None:
        return
    mine = next((o for o in writer.outputs if o.key == store.key), None)
    for other in others:
        theirs = next((o for o in writer.outputs if o.key == other.key), None)
        if mine and theirs and _always_together(project, writer, mine, theirs):
            yield other, writer


def _always_together(
    project: Project, writer: Callback, one: Dependency, other: Dependency
) -> bool:
    function = project.once(Trees).function_of(writer)
    if function is None:
        return False
    returns = [node for node in own_nodes(function) if isinstance(node, ast.Return)]
    directly = {id(node) for each in returns for node in _members(each.value)}
    for node in own_nodes(function):
        named = last_name(node) if isinstance(node, ast.Name | ast.Attribute) else None
        if named == "no_update" and id(node) not in directly:
            # A name may hold it, or one side of a condition.
            return False
    lines = [[way.line for way in returned_for(project, writer, output)] for output in (one, other)]
    return bool(lines[0]) and lines[0] == lines[1]


def _members(value: ast.expr | None) -> Iterator[ast.expr]:
    """A returned expression, and what it lists."""
    if value is not None:
        yield value
    if isinstance(value, ast.Tuple | ast.List):
        yield from value.elts
    elif isinstance(value, ast.Dict):
        yield from value.values


def _holds_something(graph: Graph, store: Dependency, components: tuple[Component, ...]) -> bool:
    """Whether the code gives a Store data anywhere, or may do so where it cannot be followed."""
    starts = any(_starts_with_data(graph.project, c) for c in components)
    return starts or _may_be_written(graph, store)


def _may_be_written(graph: Graph, store: Dependency) -> bool:
    writes = graph.writers_of(store.key)
    return bool(graph.unknown_writers) or any(tells(write.component_id) for write in writes)


def _starts_with_data(project: Project, component: Component) -> bool:
    return initial_data(project, component) is not False


def tells(identifier: ComponentId) -> bool:
    """Whether an id that may be the Store's says so by some text of its own."""
    return not isinstance(identifier, Symbol) or "'" in identifier.source
