"""Callbacks that Dash could not tell apart: a hash of the Inputs is part of their id.

Source: dash 4.4.1 `_utils.create_callback_id`, for allow_duplicate outputs and for callbacks
without any output.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from dash_codemods.model.by_property import ByInputs
from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.expressions import Constant
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import outputs_overlap
from dash_codemods.model.project import Project


def clashes(
    project: Project,
    callback: Callback,
    changed: Dependency,
    prop: str,
    others: Collection[Callback],
) -> Iterator[Blocker]:
    """The callbacks that have the id which a callback gets by listening to another property."""
    flagged = [o for o in callback.outputs if _is_flagged(o)]
    if callback.outputs and not flagged:
        return
    inputs = [(d.component_id, prop) if d is changed else d.key for d in callback.inputs]
    for _, other in project.once(ByInputs).of(inputs):
        if other is callback or other not in others:
            continue
        same = any(_overlap(a, b) for a in flagged for b in other.outputs if _is_flagged(b))
        if same or not (callback.outputs or other.outputs):
            yield Blocker(
                "duplicate-output-hash",
                f"`{other.name}` has the same output and would have the same Inputs, so that "
                "Dash could not tell the two apart",
                other.path,
                other.line,
            )


def _is_flagged(output: Dependency) -> bool:
    return output.allow_duplicate is not None and output.allow_duplicate != Constant(False)


def _overlap(one: Dependency, other: Dependency) -> bool:
    return one.prop == other.prop and outputs_overlap(one.component_id, other.component_id)
