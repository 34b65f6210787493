"""Which names of a body can see a callback's dependencies without any parameter.

The attributes are those of `dash._callback_context.CallbackContext` (Dash 2.4 to 4.4.1).
"""

from __future__ import annotations

CONTEXT_NAMES = frozenset({"ctx", "callback_context"})

TRIGGER_ATTRIBUTES = frozenset({"triggered", "triggered_id", "triggered_prop_ids"})

HARMLESS_ATTRIBUTES = frozenset(
    {
        "outputs_list",
        "outputs_grouping",
        "using_outputs_grouping",
        "set_props",
        "record_timing",
        "response",
        "cookies",
        "remote",
        "origin",
        "timing_information",
        "websocket",
        "updated_props",
    }
)

REVEALING_CALLS = frozenset(
    {
        "locals",
        "eval",
        "exec",
        "currentframe",
        "_getframe",
        "getargvalues",
        "get_json",
        "get_data",
    }
)
"""Functions that can read a caller's variables or the request's body."""

REQUEST_ATTRIBUTES = frozenset({"json", "data", "get_json", "get_data", "stream", "content_length"})
"""Attributes of Flask's `request` that depend on what the browser sent."""
