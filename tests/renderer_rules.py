"""Dash's rules for shared outputs, as its browser side has them, written down in Python.

Source: dash 4.4.1, `dash-renderer/src/actions/dependencies.js`: `findDuplicateOutputs` and
`wildcardOverlap`; the same since 2.9.
"""

from __future__ import annotations

import json
from typing import Any

Output = tuple[Any, str]
"""An id (text, or a dict whose wildcards are `["MATCH"]` and the like) and a property."""


def outputs_of(spec: dict[str, Any]) -> list[Output]:
    """The outputs of a callback as the browser reads them from its id."""
    if spec.get("no_output"):
        return []
    written = spec["output"]
    parts = written[2:-2].split("...") if written.startswith("..") else [written]
    found: list[Output] = []
    for part in parts:
        name, _, prop = part.rpartition(".")
        found.append((json.loads(name) if name.startswith("{") else name, prop))
    return found


def overlap(one: Output, other: Output) -> bool:
    """Whether two outputs clash for the browser."""
    if one[1] != other[1] or isinstance(one[0], str) or isinstance(other[0], str):
        return one == other
    if one[0].keys() != other[0].keys():
        return False
    return all(_match(value, other[0][key]) for key, value in one[0].items())


def _match(one: Any, other: Any) -> bool:
    wild = [value[0] for value in (one, other) if isinstance(value, list)]
    if len(wild) == 2:
        return set(wild) != {"MATCH", "ALLSMALLER"}
    if wild:
        return True
    numbers = (int, float)
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    return one == other and isinstance(one, numbers) == isinstance(other, numbers)


def clashes(specs: list[dict[str, Any]]) -> list[tuple[int, Output]]:
    """Every output that the browser rejects, with the number of its callback."""
    found = []
    taken: list[Output] = []
    for number, spec in enumerate(specs):
        new: list[Output] = []
        for output in outputs_of(spec):
            if any(overlap(output, other) for other in (*new, *taken)):
                found.append((number, output))
            new.append(output)
        taken += new
    return found


def without_hash(output: Output) -> Output:
    """An output as it is without allow_duplicate."""
    return output[0], output[1].partition("@")[0]


def is_flagged(output: Output) -> bool:
    """Whether an output carries the hash of allow_duplicate."""
    return "@" in output[1]
