"""Callbacks that change a value and return it, their bodies grown at random."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

DICT = {
    "count": 3,
    "name": "ab",
    "items": [1, 2, 3],
    "rows": [{"x": 1}, {"x": 2}],
    "deep": {"a": {"b": 1}, "c": [4, 5]},
}
LIST = [{"x": 1, "tags": ["t"]}, {"x": 2, "tags": []}, {"x": 3, "tags": ["u", "v"]}]
FILE = """\
import copy
from contextlib import suppress

import dash
from dash import Dash, Input, Output, State, callback, dcc, html, no_update
from dash.exceptions import PreventUpdate

app = Dash(__name__)
app.layout = html.Div([{stores}, html.Button(id="b"), html.P(id="p")])
"""
CALLBACK = '''

@callback(
    Output("s{number}", "data"),{second}
    Input("b", "n_clicks"),
    State("t", "value"),
    State("s{number}", "data"),
    prevent_initial_call=True,
)
def change{number}(n, text, {name}):
    """Change the value."""
{body}
'''


CLEAR = """

@callback(
    Output("s{number}", "data", allow_duplicate=True),
    Input("b", "n_clicks"),
    prevent_initial_call=True,
)
def clear{number}(n):
    return None
"""


class Program:
    """A callback's body, grown at random from the statements that people write.

    `risk`: how often a statement reads the value, or does what cannot be a Patch.
    """

    def __init__(self, rnd: random.Random, kind: str, risk: float) -> None:
        self.rnd, self.kind, self.risk = rnd, kind, risk
        self.two = rnd.random() < 0.3
        self.names = ["rows" if kind == "list" else "data"]
        self.parameter = self.names[0]
        self.saved = False
        self.locals: list[str] = []
        self.cleared = rnd.random() < 0.3
        """Another callback may make it None."""

    def pick(self, *choices: str) -> str:
        return self.rnd.choice(choices)

    @property
    def name(self) -> str:
        return self.rnd.choice(self.names)

    # -- values that are put in

    def value(self) -> str:
        choices = [
            "n",
            "text",
            "7",
            '"k"',
            "[n, 1]",
            '{"x": n}',
            "[]",
            "{}",
            "n + 1",
            "None",
            'f"{text}!"',
            "[i for i in range(n)]",
        ]
        choices += self.locals
        if self.rnd.random() < self.risk:
            choices = [f"len({self.name})", f"{self.name}", f"{self.place()}", "[buffer, buffer]"]
        return self.rnd.choice(choices)

    def items(self) -> str:
        return self.pick(
            f"[{self.value()}]",
            f"[{self.value()}, {self.value()}]",
            "[i for i in range(n)]",
            "sorted([n, 1])",
            *self.locals[:1],
        )

    def mapping(self) -> str:
        return self.pick('{"k": n}', '{"k": n, "count": 1}', "dict(k=text)", '{"items": [n]}')

    # -- places

    def place(self) -> str:
        """A place inside the value that holds something."""
        name = self.name
        if self.kind == "dict":
            return name + self.pick(
                '["count"]',
                '["name"]',
                '["items"]',
                '["rows"][0]',
                '["deep"]["a"]',
                '["deep"]["a"]["b"]',
                '["items"][-1]',
                '["rows"][-1]["x"]',
            )
        return name + self.pick("[0]", "[-1]", '[0]["x"]', '[1]["tags"]', '[n]["x"]')

    def list_place(self) -> str:
        name = self.name
        if self.kind == "dict":
            return name + self.pick('["items"]', '["rows"]', '["deep"]["c"]')
        return name + self.pick("", "", '[0]["tags"]', '[-1]["tags"]')

    def dict_place(self) -> str:
        name = self.name
        if self.kind == "dict":
            return name + self.pick("", "", '["deep"]', '["deep"]["a"]', '["rows"][1]')
        return name + self.pick("[0]", "[-1]", "[2]")

    # -- statements

    def statements(self, depth: int) -> list[str]:
        lines: list[str] = []
        for _ in range(self.rnd.randrange(1, 4)):
            lines += self.statement(depth)
        return lines

    def statement(self, depth: int) -> list[str]:
        roll = self.rnd.random()
        if roll < self.risk:
            return self.risky()
        if depth and roll < 0.75:
            return self.compound(depth - 1) if self.rnd.random() < 0.4 else self.rebinding()
        return [self.write()]

    def write(self) -> str:
        makers: list[Callable[[], str]] = [
            lambda: f"{self.place()} = {self.value()}",
            lambda: f"{self.dict_place()}[{self.key()}] = {self.value()}",
            lambda: f"{self.list_place()}.append({self.value()})",
            lambda: f"{self.list_place()}.extend({self.items()})",
            lambda: f"{self.list_place()}.insert({self.pick('0', '1', '-1', '99')}, n)",
            lambda: f"{self.list_place()} += {self.items()}",
            lambda: f"{self.list_place()}.{self.pick('reverse', 'clear', 'pop')}()",
            lambda: f"{self.list_place()}.pop({self.pick('0', '-1', '1')})",
            lambda: f"del {self.list_place()}[{self.pick('0', '-1')}]",
            lambda: f"{self.dict_place()}.update({self.mapping()})",
            lambda: f"{self.dict_place()}.update(k=text, x=n)",
            lambda: f"{self.dict_place()} |= {self.mapping()}",
            lambda: f"{self.dict_place()}.pop({self.key()}, None)",
            lambda: f"{self.dict_place()}.pop({self.pick('x', 'name', 'count')!r})",
            lambda: f"del {self.dict_place()}[{self.pick('x', 'name', 'count')!r}]",
            lambda: f"{self.place()} {self.pick('+=', '-=')} {self.pick('1', 'n', '0.5')}",
        ]
        return self.rnd.choice(makers)()

    def key(self) -> str:
        return self.pick('"k"', '"x"', '"count"', "text", "str(n)", 'f"k{n}"', '"deep"')

    def rebinding(self) -> list[str]:
        name = self.name
        if name not in self.names:
            return []
        fresh = f"new_{len(self.names)}"
        target = self.pick(name, fresh)
        if self.kind == "dict":
            made = self.pick(
                f"{name}.copy()",
                f"dict({name})",
                f"copy.deepcopy({name})",
                name,
                f'{{**{name}, "k": {self.value()}}}',
                f"{name} | {self.mapping()}",
                f"dict({name}, k=n)",
                f"{name} or {{}}",
            )
        else:
            made = self.pick(
                f"{name}.copy()",
                f"list({name})",
                f"copy.deepcopy({name})",
                f"{name}[:]",
                f"[*{name}, {self.value()}]",
                name,
                f"{name} + {self.items()}",
                f"[{self.value()}] + {name}",
                f"[n, *{name}, text]",
                f"{name} or []",
                f"[n, text] + {name}",
            )
        if target == fresh:
            self.names = [fresh] if self.rnd.random() < 0.8 else [*self.names, fresh]
        return [f"{target} = {made}"]

    def compound(self, depth: int) -> list[str]:
        name = self.name
        empty = "[]" if self.kind == "list" else "{}"
        heads = {
            "if n > 1:": True,
            'if text == "b":': True,
            'for k in ["p", "q"][:n]:': False,
            "for i in range(n):": False,
            f"if not {name}:": True,
            f"if {name} is None:": True,
            "try:": False,
            "def helper():": False,
        }
        head = self.rnd.choice(list(heads))
        if head == f"if {name} is None:" and self.rnd.random() < 0.7:
            return [head, self.pick(f"    {name} = {empty}", "    raise PreventUpdate")]
        inner = Program.__new__(Program)
        inner.__dict__ = dict(self.__dict__)
        lines = [head, *("    " + line for line in inner.statements(depth))]
        if heads[head] and self.rnd.random() < 0.4:
            lines.append("    " + self.ending())
        elif heads[head] and self.rnd.random() < 0.5:
            lines += ["else:", *("    " + line for line in inner.statements(depth))]
        if head == "try:":
            lines += [f"except {self.pick('KeyError', 'ValueError', 'Exception')}:", "    n = 1"]
        if head == "def helper():":
            lines.append("helper()")
        return lines

    def risky(self) -> list[str]:
        name = self.name
        return self.rnd.choice(
            [
                [f"size = len({name})"],
                [f"old = {self.place()}"],
                [f"part = {self.dict_place()}", 'part["z"] = n'],
                [f"part = {self.list_place()}", "part.append(n)"],
                [f"if 'count' in {name}:", "    n = n + 1"],
                [f"{name}.sort(key=str)"],
                [f"{self.list_place()}.remove(1)"],
                ["buffer = [n]"],
                ["buffer = [n]", f"{self.list_place()}.append(buffer)", "buffer.append(2)"],
                ["buffer = [n]", f"{self.list_place()}.extend(buffer)", "buffer.append(2)"],
                [f"{self.dict_place()}.setdefault('z', []).append(n)"],
                [f"for item in {name}:", "    n = n + 1"],
                [f"{name} = {self.pick('[]', '{}', 'no_update')}"],
                [f"last = {self.list_place()}.pop()"],
                [f"text = str({self.place()})"],
                [f"{self.place()} = {self.place()}"],
                [f"value = {name}.get('count') if isinstance({name}, dict) else 0"],
            ]
        )

    def ending(self) -> str:
        name = self.name
        roll = self.rnd.random()
        if roll < 0.1:
            return "raise PreventUpdate"
        if roll < 0.2:
            return "return no_update" + (", no_update" if self.two else "")
        made = name
        if roll < 0.45 and self.kind == "list":
            made = self.pick(
                f"{name} + [{self.value()}]",
                f"[*{name}, {self.value()}]",
                f"[{self.value()}] + {name}",
                f"list({name})",
                f"({name} or []) + [n]",
                f"{name} + {self.items()}",
            )
        elif roll < 0.45:
            made = self.pick(
                f'{{**{name}, "k": {self.value()}}}',
                f"{name} | {self.mapping()}",
                f"dict({name})",
                f'{{**({name} or {{}}), "k": n, text: 1}}',
            )
        return f"return {made}" + (
            self.pick(", n", ", text", f", len({name})" if self.risk else ", n") if self.two else ""
        )

    def source(self, number: int = 0) -> str:
        lines = [*self.statements(2), self.ending()]
        second = f' Output("p", "data-{number}"),' if self.two else ""
        body = "\n".join("    " + line for line in lines)
        made = CALLBACK.format(number=number, second=second, name=self.parameter, body=body)
        return made + CLEAR.format(number=number) * self.cleared

    def store(self, number: int = 0) -> str:
        """The Store that holds the value, as the layout makes it."""
        start = DICT if self.kind == "dict" else LIST
        self.has_data = self.rnd.random() < 0.7
        data = (
            f"data={start!r}"
            if self.has_data
            else self.pick('storage_type="memory"', 'storage_type="local"', "data=None")
        )
        self.may_be_null = "local" in data
        return f'dcc.Store(id="s{number}", {data})'

    def values(self) -> list[Any]:
        """The values that the property can have."""
        full: Any = DICT if self.kind == "dict" else LIST
        other: Any = {"count": 1, "items": []} if self.kind == "dict" else [{"x": 9, "tags": []}]
        values = [full, other, {} if self.kind == "dict" else []]
        # Before anything was written, the Store in local storage holds null.
        return [*values, None] if self.may_be_null or self.cleared else values


def file_of(programs: list[Program]) -> str:
    """A file with a callback for each program."""
    stores = ", ".join(p.store(number) for number, p in enumerate(programs))
    callbacks = [p.source(number) for number, p in enumerate(programs)]
    return FILE.format(stores=stores) + "".join(callbacks)
