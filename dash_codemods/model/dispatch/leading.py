"""Parts that would call each other by way of other callbacks.

Dash 4.4.1 does not call a callback again that what is to be called follows from
(`requestedCallbacks.ts` takes out what is its own predecessor). The whole does not call itself
so; but of a part another part is no predecessor.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.inserting import HOLDING
from dash_codemods.model.dispatch.parts import PartOf
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import has_wildcard
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.graph import Graphs
from dash_codemods.model.traffic.keys import Keys


def leads_back(project: Project, callback: Callback, parts: Sequence[PartOf]) -> Iterator[Blocker]:
    """The Inputs of one part to which what another one writes leads over other callbacks."""
    graph = project.once(Graphs).of(callback)
    reached = {
        part: graph.reached_from(
            [callback.outputs[index].key for index in part.written.outputs],
            callback,
            guesses=False,
        )
        for part in parts
    }
    for writer, reader in permutations(parts, 2):
        for trigger in reader.inputs:
            if reached[writer].holds(trigger.key) or _may_hold(project, reached[writer], trigger):
                yield Blocker(
                    "circular-pair",
                    f"what one part writes leads, by way of other callbacks, to {trigger} of "
                    "another one",
                    callback.path,
                    trigger.span.line,
                )


def _may_hold(project: Project, reached: Keys, trigger: Dependency) -> bool:
    """Whether something reached may hold the components of an Input: nobody is seen to make them.

    Those of one id are taken to be there from the start.
    """
    if not has_wildcard(trigger.component_id) or project.components_with(trigger.component_id):
        return False
    return any(map(reached.has_property, HOLDING))
