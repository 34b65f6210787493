"""States that a callback gives back to where they came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash_codemods.model.callbacks import Callback
    from dash_codemods.model.dependencies import Dependency


def echoed(callback: Callback) -> Iterator[tuple[Dependency, Dependency]]:
    """The States of the very (id, property) that is an Output too, with that Output."""
    if callback.clientside or callback.function is None:
        return
    outputs = {output.key: output for output in callback.outputs}
    watched = {one.key for one in callback.inputs}
    for state in callback.states:
        output = outputs.get(state.key)
        if output is not None and state.prop is not None and state.key not in watched:
            yield state, output
