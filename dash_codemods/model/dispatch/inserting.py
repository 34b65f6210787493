"""Parts that would bring the Inputs of other parts onto the page, and so call them.

In a browser on dash 4.4.1: a callback is called when one of its Inputs enters the page, even
with prevent_initial_call, but not by what it wrote itself (`requestedCallbacks.ts` takes out
what is its own predecessor).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.calls import Calls
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.parts import PartOf
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import has_wildcard
from dash_codemods.model.project import Project

HOLDING = frozenset({"children", "items", "content"})
"""Properties that hold components."""


def inserted(project: Project, callback: Callback, parts: Sequence[PartOf]) -> Iterator[Blocker]:
    """The Inputs of one part that another one may bring onto the page."""
    for writer, reader in permutations(parts, 2):
        outputs = [callback.outputs[index] for index in writer.written.outputs]
        holding = next((output for output in outputs if output.prop in HOLDING), None)
        if holding is None:
            continue
        for trigger in reader.inputs:
            if _may_make(project, callback, trigger):
                yield Blocker(
                    "inserts-input",
                    f"{holding} of one part may bring {trigger} of another one onto the page, "
                    "and so call it",
                    callback.path,
                    trigger.span.line,
                )


def _may_make(project: Project, callback: Callback, trigger: Dependency) -> bool:
    """Whether a callback's function makes a component, or may: one of a kind made nowhere else."""
    function = callback.function
    assert function is not None
    made = project.components_with(trigger.component_id)
    if not made:
        return has_wildcard(trigger.component_id)
    makers = [(callback.path, function)]
    makers += project.once(Calls).reached_from(callback.path, function)
    return any(
        component.path == path and maker.span.contains(component.span)
        for component in made
        for path, maker in makers
    )
