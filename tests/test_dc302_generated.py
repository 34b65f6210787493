"""Generated apps with relays, before and after DC302: the page comes to show the same."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from driving import play, sequences

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run

_SEEDS = range(6)
_FIRST = ("It is None", "It is start")


class App:
    """An app with some Stores that hand on, written as people write them."""

    def __init__(self, seed: int) -> None:
        self.rnd = random.Random(seed)
        self.stores = [f"store-{n}" for n in range(self.rnd.randint(1, 3))]
        self.buttons = [f"button-{n}" for n in range(4)]
        self.target = self.rnd.choice([("target", "data"), ("shown", "children")])
        self.starts = self.rnd.random() < 0.5
        self.waits = self.rnd.random() < 0.5

    def source(self) -> str:
        parts = [self._head(), *self._writers(), self._relay()]
        if self.rnd.random() < 0.4:
            parts.append(self._another_writer())
        if self.target[0] == "target":
            parts.append(self._reader())
        return "\n\n".join(parts)

    def _head(self) -> str:
        stores = "".join(f'        dcc.Store(id="{name}"),\n' for name in self.stores)
        buttons = "".join(f'        html.Button(id="{name}"),\n' for name in self.buttons)
        data, text = (', data="start"', '"start", ') if self.starts else ("", "")
        return (
            "from dash import Dash, Input, Output, State, ctx, dcc, html, no_update\n"
            "from dash.exceptions import PreventUpdate\n\n"
            "app = Dash(__name__)\napp.layout = html.Div(\n    [\n"
            f'{stores}{buttons}        dcc.Store(id="target"{data}),\n'
            f'        html.P({text}id="shown"),\n'
            '        html.P(id="said"),\n        dcc.Input(id="text"),\n    ]\n)\n'
        )

    def _writers(self) -> list[str]:
        made, free = [], list(self.buttons[:3])
        self.rnd.shuffle(free)
        for number, store in enumerate(self.stores):
            several = len(self.stores) == 1 and self.rnd.random() < 0.5
            for flag in ("", ", allow_duplicate=True")[: 1 + several]:
                made.append(self._writer(number, store, free.pop(), flag))
        return made

    def _writer(self, number: int, store: str, button: str, flag: str) -> str:
        prevent = bool(flag) or self.rnd.random() < 0.7
        ending = ",\n    prevent_initial_call=True" if prevent else ""
        two = self.rnd.random() < 0.3
        extra = '\n    Output("said", "title", allow_duplicate=True),' if two and prevent else ""
        value = self.rnd.choice(
            [f'f"{number}{bool(flag):d} {{n}} {{text}}"', f'["{number}", n]', 'text or "-"']
        )
        guard = self.rnd.choice(
            ["", "    if not n:\n        raise PreventUpdate\n", "    if text is None:\n{nothing}"]
        ).format(nothing=f"        return {'no_update, n' if extra else 'no_update'}\n")
        return (
            f'@app.callback(\n    Output("{store}", "data"{flag}),{extra}\n'
            f'    Input("{button}", "n_clicks"),\n    State("text", "value"){ending},\n)\n'
            f"def write_{number}{bool(flag):d}(n, text):\n{guard}"
            f"    return {value}{', n' if extra else ''}\n"
        )

    def _relay(self) -> str:
        inputs = "".join(f'    Input("{name}", "data"),\n' for name in self.stores)
        names = [f"data_{n}" for n in range(len(self.stores))]
        ending = "    prevent_initial_call=True,\n" if self.waits else ""
        body = self._picks(names) if len(names) > 1 else self._copies(names[0])
        return (
            f'@app.callback(\n    Output("{self.target[0]}", "{self.target[1]}"),\n'
            f"{inputs}{ending})\ndef relay({', '.join(names)}):\n{body}"
        )

    def _copies(self, name: str) -> str:
        return self.rnd.choice(
            [
                f"    return {name}\n",
                f"    if {name} is None:\n        raise PreventUpdate\n    return {name}\n",
                f"    return {name} if {name} else no_update\n",
            ]
        )

    def _picks(self, names: list[str]) -> str:
        lines = []
        for store, name in list(zip(self.stores, names, strict=True))[:-1]:
            lines.append(f'    if ctx.triggered_id == "{store}":\n        return {name}\n')
        if self.rnd.random() < 0.5:
            store = self.stores[-1]
            lines.append(f'    if ctx.triggered_id == "{store}":\n        return {names[-1]}\n')
            lines.append("    return no_update\n")
        else:
            lines.append(f"    return {names[-1]}\n")
        return "".join(lines)

    def _another_writer(self) -> str:
        return (
            f'@app.callback(\n    Output("{self.target[0]}", "{self.target[1]}", '
            f'allow_duplicate=True),\n    Input("{self.buttons[3]}", "n_clicks"),\n'
            "    prevent_initial_call=True,\n)\ndef clear(n):\n    return f'cleared {n}'\n"
        )

    def _reader(self) -> str:
        prevent = ", prevent_initial_call=True" if self.rnd.random() < 0.5 else ""
        return (
            f'@app.callback(Output("said", "children"), Input("target", "data"){prevent})\n'
            "def say(data):\n    return f'It is {data}'\n"
        )


@pytest.mark.parametrize("seed", _SEEDS)
def test_same_page(seed: int, tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old, new):
        folder.mkdir()
        (folder / "app.py").write_text(App(seed).source())
    forget()
    options = CommandLineOptions(select=("DC302",), unsafe_fixes=True)
    result = run(Request((str(new),), True, options, jobs=1, cache=False))
    assert not result.problems
    (found,) = result.findings
    if not result.changes:
        assert found.finding.blocked_by
        return
    roots = play(old, "app.py", [])["roots"]
    visits = sequences(roots, seed, 12)
    before, after = (play(folder, "app.py", visits)["played"] for folder in (old, new))
    effects = found.finding.effects
    for visit, one, other in zip(visits, before, after, strict=True):
        assert _shown(one["loaded"], effects) == _shown(other["loaded"], effects)
        assert _shown(one["props"], effects) == _shown(other["props"], effects), visit


def _shown(
    props: dict[str, dict[str, object]], effects: tuple[str, ...]
) -> dict[str, dict[str, object]]:
    """What is on the page, the Stores that handed on left out.

    Where the target's reader has a first call that is new, what it says until the target changes
    is left out too.
    """
    new = {"extra-call-at-load", "dependents-do-not-wait"} & set(effects)
    kept = {
        key: {
            n: v
            for n, v in values.items()
            if v is not None and not (new and n == "children" and v in _FIRST)
        }
        for key, values in props.items()
        if not key.startswith("store-")
    }
    return {key: values for key, values in kept.items() if values}
