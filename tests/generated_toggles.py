"""Random functions of the kind that may move to the browser, and of the kind that may not.

What comes out is Python that a callback could have; whether it can be translated is for the
translator to say.
"""

from __future__ import annotations

import random

PARAMETERS = {
    "n": 'Input("button", "n_clicks")',
    "m": 'Input("other", "n_clicks")',
    "is_open": 'State("modal", "is_open")',
    "disabled": 'State("button", "disabled")',
    "style": 'State("panel", "style")',
    "name": 'State("panel", "className")',
    "boxes": 'Input("boxes", "value")',
    "kind": 'Input("kind", "value")',
    "text": 'Input("text", "value")',
    "area": 'State("area", "value")',
    "amount": 'Input("amount", "value")',
    "size": 'Input("size", "value")',
    "on": 'Input("switch", "value")',
    "data": 'State("kept", "data")',
}
HEAD = """\
import dash_bootstrap_components as dbc
from dash import Dash, Input, Output, State, callback, dcc, html, no_update
from dash.exceptions import PreventUpdate

layout = html.Div(
    [
        dcc.Checklist(["a", "b"], id="boxes"),
        dcc.RadioItems(["a", "b"], id="kind"),
        dcc.Input(id="text"),
        dcc.Input(id="amount", type="number"),
        dcc.Textarea(id="area"),
        dcc.Slider(0, 9, id="size"),
        dbc.Switch(id="switch"),
        dcc.Store(id="kept"),
    ]
)
"""
_CONSTANTS = ["None", "True", "False", "0", "1", "2", "5", "-1", "1.5", '""', '"a"', '"b"', '"0"']
_OUTPUTS = ["hidden", "children", "data", "style", "value"]


class Writer:
    """Writes one function after the other."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.names: list[str] = []

    def function(self, number: int) -> str:
        """A callback."""
        chosen = self.random.sample(sorted(PARAMETERS), self.random.randint(1, 4))
        chosen.sort(key=lambda name: PARAMETERS[name].startswith("State"))
        if not PARAMETERS[chosen[0]].startswith("Input"):
            chosen.insert(0, "n")
        self.names = list(chosen)
        count = self.random.choice([1, 1, 1, 2])
        outputs = [
            f'Output("o{number}_{i}", "{self.random.choice(_OUTPUTS)}")' for i in range(count)
        ]
        if count == 1 and self.random.random() < 0.2 and "style" in chosen:
            outputs = ['Output("panel", "style")']
        dependencies = ", ".join([*outputs, *(PARAMETERS[name] for name in chosen)])
        body = "\n".join(self.block(2, count, last=True))
        return f"@callback({dependencies})\ndef f{number}({', '.join(chosen)}):\n{body}\n"

    def block(self, depth: int, outputs: int, *, last: bool = False, indent: int = 1) -> list[str]:
        """Some statements."""
        pad = "    " * indent
        lines: list[str] = []
        if depth and self.random.random() < 0.4:
            value = self.expression(2)
            name = self.random.choice(["x", "y", self.random.choice(self.names)])
            lines.append(f"{pad}{name} = {value}")
            self.names.append(name)
        if depth and self.random.random() < 0.6:
            lines.append(f"{pad}if {self.condition()}:")
            lines += self.block(depth - 1, outputs, indent=indent + 1)
            if self.random.random() < 0.4:
                lines.append(f"{pad}elif {self.condition()}:")
                lines += self.block(depth - 1, outputs, indent=indent + 1)
            if self.random.random() < 0.4:
                lines.append(f"{pad}else:")
                lines += self.block(depth - 1, outputs, indent=indent + 1)
        if last or not lines or self.random.random() < 0.5:
            lines.append(pad + self.ending(outputs))
        return lines

    def condition(self) -> str:
        """What an `if` asks."""
        if self.random.random() < 0.4:
            return self.random.choice(["", "not "]) + self.random.choice(self.names)
        return self.expression(2)

    def ending(self, outputs: int) -> str:
        """How a way through the function ends."""
        roll = self.random.random()
        if roll < 0.1:
            return "raise PreventUpdate"
        if roll < 0.2:
            return "return no_update"
        values = [self.expression(2) for _ in range(outputs)]
        if outputs > 1 and self.random.random() < 0.2:
            values[0] = "no_update"
        return f"return {', '.join(values)}"

    def expression(self, depth: int) -> str:
        """An expression, more often than not one that JavaScript has too."""
        pick = self.random.choice
        name = pick(self.names)
        if not depth or self.random.random() < 0.2:
            return pick([name, name, pick(_CONSTANTS)])
        a, b, c = (self.expression(depth - 1) for _ in range(3))
        text = pick(['"a"', '"b"', '"0"', '""'])
        number = pick(["0", "1", "2", "5"])
        made = pick(
            [
                f"not {name}",
                f"not ({a})",
                f"({a} and {b})",
                f"({a} or {b})",
                f"({name} and {a})",
                f"({name} or {a})",
                f"({a} if {b} else {c})",
                f"({a} if {name} is None else {c})",
                f"{name} is None",
                f"{name} is not None",
                f"{name} is True",
                f"{name} == {text}",
                f"{name} != {number}",
                f"({a} == {b})",
                f"{name} < {number}",
                f"({number} <= {name} < 9)",
                f"{name} in [{text}, 2]",
                f"{name} not in ({text}, {number}, True)",
                f"{text} in {name}",
                f"({name} + {number})",
                f"({name} - {b})",
                f"({a} * {number})",
                f"({name} + {text})",
                f"{name} % {number}",
                f"({a} + {b})",
                f'{{"display": {a}, "x-y": {b}}}',
                f'{{**{name}, "color": {a}}}',
                f"[{a}, {b}]",
                f'f"<{{{name}}}>"',
                f"len({name})",
                f"bool({a})",
                f"({name} or {{}})",
                f"({name} or [])",
            ]
        )
        return made if made[0] in "([{" else f"({made})"


def module(seed: int, count: int) -> str:
    """A file with as many callbacks."""
    writer = Writer(seed)
    return "\n\n".join([HEAD, *(writer.function(number) for number in range(count))])
