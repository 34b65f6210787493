"""Which names of a body can see a callback's dependencies without any parameter.

The attributes are those of `dash._callback_context.CallbackContext` (Dash 2.4 to 4.4.1).
"""

from __future__ import annotations

CONTEXT_NAMES = frozenset({"ctx", "callback_context", "context_value"})

TRIGGER_ATTRIBUTES = frozenset({"triggered", "triggered_id", "triggered_prop_ids"})

DEPENDENCY_ATTRIBUTES = frozenset(
    {"states", "states_list", "inputs", "inputs_list", "args_grouping", "using_args_grouping"}
)
"""What only the context has: on an imported name, they tell it under whatever name."""

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
        "_current_frames",
        "getargvalues",
    }
)
"""Functions that can read a caller's variables."""

HANDED_ON = frozenset({"locals", "eval", "exec"})
"""Of these it is enough that they are given to something: `map(eval, rules)`, `scope = locals`."""

REQUEST_METHODS = frozenset({"get_json", "get_data"})
"""Methods that read the body of Flask's request, under whatever name it goes."""

WEB_FRAMEWORKS = frozenset({"flask", "quart", "werkzeug"})

OWN_NAMES = frozenset({"vars", "dir"})
"""Functions that, called without an argument, tell the variables of where they are called."""

REVEALING_MODULE_CALLS = frozenset({"inspect.stack", "inspect.trace", "ne.evaluate"})
"""Of these the last name alone would say nothing (`np.stack`)."""

NUMEXPR_CALLS = frozenset({"evaluate", "re_evaluate"})
"""Functions of numexpr, under whatever name it goes, that read a caller's variables."""

STACK_CALLS = frozenset({"stack", "trace"})
"""Those of `inspect`, under whatever name that goes."""

FRAMES_BY_MODULE = {
    "inspect": frozenset({"currentframe", "getargvalues"}) | STACK_CALLS,
    "sys": frozenset({"_getframe", "_current_frames"}),
}
"""Functions that give frames, whose `f_locals` are the variables of functions under way."""

FRAME_ATTRIBUTES = frozenset({"f_locals", "tb_frame"})
"""What leads to variables, wherever the frame or traceback comes from."""

SHOWING_OPTIONS = frozenset({"capture_locals", "show_locals"})
"""Options with which a traceback is written with the variables of its functions."""

READERS_BY_MODULE = {
    "builtins": HANDED_ON | OWN_NAMES,
    "numexpr": NUMEXPR_CALLS,
    "pandas": frozenset({"eval"}),
}
"""What reads a caller's variables; its name does not tell where it is imported as another one."""

REQUEST_ATTRIBUTES = frozenset({"json", "data", "get_json", "get_data", "stream", "content_length"})
"""Attributes of Flask's `request` that depend on what the browser sent."""
