"""Small apps made from a seed: callbacks in all forms that write few outputs, so that they meet."""

from __future__ import annotations

import random
from typing import NamedTuple

_TEXT_OUTPUTS = ['"o0", "children"', '"o0", "title"', '"o1", "children"', 'O2, "children"']
_DICT_OUTPUTS = [
    '{"type": "t", "index": ALL}, "children"',
    '{"index": 0, "type": "t"}, "children"',
    '{"type": "t", "index": 1}, "children"',
    '{"type": "t", "index": 1}, "title"',
    '{"type": "t", "place": 1}, "children"',
]
_MATCH_OUTPUT = '{"type": "t", "index": MATCH}, "children"'
_HEAD = """\
from dash import ALL, MATCH, Dash, Input, Output, State, callback, clientside_callback, ctx
from dash import html, no_update
from dash.exceptions import PreventUpdate

O2 = "o2"
PREVENT = True
app = Dash(__name__%s)
app.layout = html.Div([html.P(id="o0"), html.P(id="o1"), html.P(id="o2")])
"""
_BODIES = [
    "    return {value}\n",
    "    if not {first}:\n        raise PreventUpdate\n    return {value}\n",
    "    if ctx.triggered_id is None:\n        return {skip}\n    return {value}\n",
    "    if {first} is None:\n        return {skip}\n    return {value}\n",
]


class _Parts(NamedTuple):
    outputs: list[str]
    inputs: list[str]
    setting: str
    body: str
    in_lists: bool


def app_source(seed: int) -> str:
    """An app whose callbacks register in one module, on one app."""
    choose = random.Random(seed)
    option = choose.choice(
        [
            "",
            "",
            ", prevent_initial_callbacks=True",
            ', prevent_initial_callbacks="initial_duplicate"',
        ]
    )
    parts = [_HEAD % option]
    for number in range(choose.randint(2, 6)):
        parts.append(_callback(choose, number))
    return "\n\n".join(parts)


def _callback(choose: random.Random, number: int) -> str:
    parts = _parts(choose, number)
    outputs, inputs = ", ".join(parts.outputs), ", ".join(parts.inputs)
    if parts.in_lists:
        outputs, inputs = f"[{outputs}]", f"[{inputs}]"
    arguments = f"{outputs}, {inputs}{parts.setting}"
    if choose.random() < 0.15:
        on = choose.choice(["app.", ""])
        return f'{on}clientside_callback(\n    "function(n) {{ return n; }}", {arguments}\n)\n'
    on = choose.choice(["app.", ""])
    names = [f"v{n}" for n in range(len(parts.inputs))]
    many = len(parts.outputs) > 1 or parts.in_lists
    value = "[" + ", ".join(['"x"'] * len(parts.outputs)) + "]" if many else '"x"'
    skip = "[" + ", ".join(["no_update"] * len(parts.outputs)) + "]" if many else "no_update"
    body = parts.body.format(first=names[0], value=value, skip=skip)
    return f"@{on}callback({arguments})\ndef f{number}({', '.join(names)}):\n{body}"


def _parts(choose: random.Random, number: int) -> _Parts:
    if choose.random() < 0.1:
        outputs = [_MATCH_OUTPUT]
        inputs = [f'Input({{"type": "b{number}", "index": MATCH}}, "n_clicks")']
    else:
        outputs = choose.sample(_TEXT_OUTPUTS + _DICT_OUTPUTS, choose.randint(1, 2))
        outputs = [o for i, o in enumerate(outputs) if not ("ALL" in str(outputs[:i]) + o and i)]
        inputs = [
            f'Input("b{choose.randint(0, 30)}", "n_clicks")' for _ in range(choose.randint(1, 2))
        ]
    flagged = choose.random() < 0.25
    flags = ["", ", allow_duplicate=False", ", False"] if not flagged else [
        ", allow_duplicate=True", ", True"]  # fmt: skip
    written = [
        f"Output({o}{choose.choice(flags if flagged else [*flags[:1] * 4, *flags])})"
        for o in outputs
    ]
    setting = choose.choice(
        ["", "", ", prevent_initial_call=True", ", prevent_initial_call=PREVENT", ", True",
         ", False", ", prevent_initial_call=False", ", prevent_initial_call=None",
         ', prevent_initial_call="initial_duplicate"']
    )  # fmt: skip
    return _Parts(written, inputs, setting, choose.choice(_BODIES), choose.random() < 0.3)
