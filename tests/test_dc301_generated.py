"""Callbacks that nobody wrote, whole and split: the same triggers leave the same page."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from dash import Dash
from dash_sequences import Page, names_of, wildcards

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run

_HEAD = """\
import dash
from dash import ALL, Dash, Input, Output, State, ctx, html, no_update
from dash.exceptions import PreventUpdate

app = Dash(__name__)
app.layout = html.Div([html.Button(id={"type": "row", "index": i}) for i in (1, 2)])


"""
_ASKED = (
    ("", "ctx.triggered_id", "{id}"),
    ("trigger = ctx.triggered_id", "trigger", "{id}"),
    ("which = ctx.triggered[0]['prop_id'].split('.')[0]", "which", "{id}"),
    ("prop_id = dash.callback_context.triggered[0]['prop_id']", "prop_id", "{id}.n_clicks"),
    ("changed = [p['prop_id'] for p in ctx.triggered][0]", "changed", "{id}.n_clicks"),
)


_KIND = "rows"
"""The parameter of an Input that stands for several components."""


def _id(name: str) -> str:
    return '{"type": "row", "index": ALL}' if name == _KIND else f'"{name}"'


class _Maker:
    """Writes one callback at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.inputs = [f"button_{name}" for name in "abcd"[: self.random.randint(2, 4)]]
        if self.random.random() < 0.4:
            self.inputs.insert(self.random.randint(0, len(self.inputs)), _KIND)
        self.states = [f"field_{name}" for name in "xyz"[: self.random.randint(1, 3)]]
        self.outputs = [f"place_{n}" for n in range(self.random.randint(1, 3))]
        self.preamble, self.trigger, self.form = self.random.choice(_ASKED)
        self.flat = self.random.random() < 0.6
        named = self.random.random() < 0.3
        self.named = self.random.choice(("[]", "{}", "dict")) if named else ""

    def source(self) -> str:
        """The module."""
        dependencies = (
            self._named()
            if self.named
            else [
                self._group([f'Output("{o}", "children")' for o in self.outputs], outputs=True),
                self._group([f'Input({_id(i)}, "n_clicks")' for i in self.inputs]),
                self._group([f'State("{s}", "value")' for s in self.states]),
            ]
        )
        if self.random.random() < 0.6:
            dependencies.append("prevent_initial_call=True")
        elif self.random.random() < 0.3:
            dependencies.append("prevent_initial_call=False")
        parameters = ", ".join([*self.inputs, *self.states])
        body = "\n".join(f"    {line}" for line in self._body())
        head = ",\n    ".join(dependencies)
        return f"{_HEAD}@app.callback(\n    {head},\n)\ndef dispatch({parameters}):\n{body}\n"

    def _named(self) -> list[str]:
        """The dependencies, given by keyword."""
        outputs = {o: f'Output("{o}", "children")' for o in self.outputs}
        inputs = {i: f'Input({_id(i)}, "n_clicks")' for i in self.inputs}
        states = {s: f'State("{s}", "value")' for s in self.states}
        groups = {"output": outputs, "inputs": inputs, "state": states}
        return [f"{name}={self._items(held)}" for name, held in groups.items()]

    def _items(self, held: dict[str, str]) -> str:
        if self.named == "[]":
            return f"[{', '.join(held.values())}]"
        if self.named == "{}":
            return "{" + ", ".join(f'"{key}": {value}' for key, value in held.items()) + "}"
        return f"dict({', '.join(f'{key}={value}' for key, value in held.items())})"

    def _group(self, written: list[str], *, outputs: bool = False) -> str:
        plain = self.flat or (outputs and len(written) == 1)
        return ",\n    ".join(written) if plain else f"[{', '.join(written)}]"

    def _body(self) -> list[str]:
        lines = ['"""One of many."""'] if self.random.random() < 0.5 else []
        lines += [self.preamble] if self.preamble else []
        if self.random.random() < 0.4:
            lines.append(f"shared = str({self.random.choice(self.states)})")
            self.states = [*self.states, "shared"]
        if self.random.random() < 0.3:
            lines += ["if not ctx.triggered:", f"    {self._leave()}"]
        asked = self.inputs[: self.random.randint(1, len(self.inputs))]
        self.random.shuffle(asked)
        chained, first = self.random.random() < 0.5, False
        while asked:
            taken = [asked.pop() for _ in range(min(len(asked), self.random.choice((1, 1, 2))))]
            word = "elif" if chained and first else "if"
            first, test = True, self._test(taken)
            lines.append(f"{word} {test}:")
            lines += [f"    {line}" for line in self._arm()]
        if self.random.random() < 0.5:
            lines += ["else:", *(f"    {line}" for line in self._arm())]
        elif self.random.random() < 0.8:
            lines += self._arm()
        return lines

    def _test(self, taken: list[str]) -> str:
        names = [repr(self.form.format(id=name)) for name in taken if name != _KIND]
        dict_id = self.preamble.endswith("triggered_id") or not self.preamble
        of_kind = f"isinstance({self.trigger}, dict)" if dict_id else f"{self.trigger}[:1] == '{{'"
        if not dict_id and self.random.random() < 0.8:
            of_kind = f"{self.trigger}.startswith('{{')"
        if not names:
            test = of_kind
        elif len(taken) > len(names):
            test = f"({self.trigger} == {names[0]} or {of_kind})"
        elif len(names) > 1:
            test = f"{self.trigger} in ({', '.join(names)})"
        else:
            test = f"{self.trigger} == {names[0]}"
        extra = f"{self.random.choice([*self.inputs, *self.states])}"
        chance = self.random.random()
        if chance < 0.25:
            return f"{test} and {extra}"
        return f"{extra} and {test}" if chance < 0.4 else test

    def _arm(self) -> list[str]:
        lines = [f"made = [{self._value()}, {self._value()}]"]
        if self.random.random() < 0.15:
            lines.insert(0, f"print({self.trigger})")
        if self.random.random() < 0.4:
            lines += [f"if {self.random.choice([*self.inputs, *self.states])}:"]
            lines += [f"    {self._leave()}"]
        if self.random.random() < 0.3:
            lines.append(f"made = made + [{self._value()}]")
        return [*lines, self._leave("made")]

    def _value(self) -> str:
        name = self.random.choice([*self.inputs, *self.states])
        return self.random.choice((name, f"str({name}) + '!'", repr(self.random.randint(0, 9))))

    def _leave(self, made: str = "'left'") -> str:
        if self.random.random() < 0.15:
            return self.random.choice(("raise PreventUpdate", "return no_update"))
        values = [
            made if self.random.random() < 0.5 else self.random.choice(("no_update", "1"))
            for _ in self.outputs
        ]
        if self.named:
            return f"return {self._items(dict(zip(self.outputs, values, strict=True)))}"
        if len(values) == 1:
            return f"return {values[0]}"
        text = ", ".join(values)
        return self.random.choice((f"return {text}", f"return [{text}]", f"return ({text})"))


def _app(source: str) -> Dash:
    space: dict[str, object] = {"__name__": "generated"}
    exec(compile(source, "app.py", "exec"), space)
    app = space["app"]
    assert isinstance(app, Dash)
    return app


def _inputs(source: str) -> list[str]:
    callbacks = Page(_app(source), []).callbacks
    return sorted({name for c in callbacks for d in c["inputs"] for name in names_of(d)})


def _kinds(source: str) -> list[str]:
    return wildcards(Page(_app(source), []))


def _played(source: str, names: list[str], kinds: list[str], seed: int) -> list[dict[str, object]]:
    """The page after every step of a sequence."""
    page = Page(_app(source), names)
    page.open()
    states = [dict(page.state)]
    chooser = random.Random(seed)
    for _ in range(12):
        name, value = chooser.choice([*names, *kinds]), chooser.choice((0, 1, 2, None))
        if name in kinds:
            page.remove(name)
        else:
            page.change(name, value)
        states.append(dict(page.state))
    return states


def _split(source: str, folder: Path) -> str:
    forget()
    (folder / "app.py").write_text(source)
    options = CommandLineOptions(select=("DC301",), unsafe_fixes=True)
    result = run(Request((str(folder),), False, options, jobs=1, cache=False))
    assert not result.problems, (result.problems, source)
    return result.changes[0].after if result.changes else source


@pytest.mark.parametrize("seed", range(60))
def test_the_same_triggers_leave_the_same_page(seed: int, tmp_path: Path) -> None:
    before = _Maker(seed).source()
    after = _split(before, tmp_path)
    if after == before:
        return
    names, kinds = _inputs(before), _kinds(before)
    for sequence in range(3):
        old, new = (_played(each, names, kinds, sequence) for each in (before, after))
        for one, other in zip(old, new, strict=True):
            if "failed" in one:
                break  # what failed may write something now
            assert _written(one) == _written(other), f"{before}\n\n{after}"


def _written(state: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in state.items() if name.startswith(("place", "failed"))}


def test_enough_of_them_are_split(tmp_path: Path) -> None:
    sources = [_Maker(seed).source() for seed in range(60)]
    assert sum(_split(source, tmp_path) != source for source in sources) > 10
