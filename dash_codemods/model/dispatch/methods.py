"""The functions and methods that are worked out for a trigger."""

from __future__ import annotations

from collections.abc import Callable

from dash_codemods.model.dispatch.context import UNKNOWN, JsonText

METHODS: dict[str, Callable[..., object]] = {
    "split": lambda text, *args: text.split(*args) if isinstance(text, str) else UNKNOWN,
    "rsplit": lambda text, *args: text.rsplit(*args) if isinstance(text, str) else UNKNOWN,
    "startswith": lambda text, *args: text.startswith(*args) if isinstance(text, str) else UNKNOWN,
    "endswith": lambda text, *args: text.endswith(*args) if isinstance(text, str) else UNKNOWN,
    "get": lambda known, *args: known.get(*args) if isinstance(known, dict) else UNKNOWN,
}
FUNCTIONS: dict[str, Callable[..., object]] = {"bool": bool, "str": str, "len": len}


def of_json(text: JsonText, method: str, args: list[object]) -> object:
    """What a method gives of the JSON of an id: its start alone is known."""
    if method == "split" and args == ["."]:
        return [text]
    if method == "startswith" and isinstance(args[0], str) and args[0]:
        return UNKNOWN if text.may_be(args[0]) else False
    return UNKNOWN
