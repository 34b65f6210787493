"""Generated callbacks whose branches share much: what becomes a function does what it did."""

from __future__ import annotations

from pathlib import Path

import pytest
import test_dc301_generated as generated

_NOTED = '''\
LOG = []


def note(value):
    """Tell how often something was done before, so that nothing is done too often unseen."""
    LOG.append(value)
    return f"{value} {len(LOG)}"


@app.callback('''
_PLAIN = (
    "{new} = note({one})",
    "{new} = note({one})",
    "{new} = [{one}, {two}]",
    "{new} = str({one}) + str({two})",
    "{one} = {two} or 1",
    "{new} = [note(item) for item in ({one}, {two})]",
    "if {one}:\n    {new} = note({two})\nelse:\n    {new} = {two}",
    "if {one}:\n    {two} = note({one})",
    "{new} = []\nfor item in ({one}, {two}):\n    if item:\n        {new}.append(item)",
    "try:\n    {new} = int({one})\nexcept (TypeError, ValueError):\n    {new} = 0",
    "{new} = (item for item in [{one}, {two}])\n{new} = list({new})",
    "say = lambda: {one}\n{new} = say()",
    "# what comes next\n\n{new} = note({one})  # so it is",
)
_ODD = (
    "note({one})",
    "{new}, other = note({one}), {two}",
    "if {one}:\n    {new} = note({two})",
    "if {one}:\n    raise PreventUpdate",
    "if {one}:\n    return no_update",
    "for item in ({one}, {two}):\n    note(item)",
    "for {new} in ({one}, {two}):\n    note({new})",
    "try:\n    {new} = int({one})\nexcept (TypeError, ValueError) as error:\n    note(error)",
    "{new} = (item for item in [{one}, {two}])\n{one} = str({two})[:3]\n{new} = list({new})",
    "while {one}:\n    {one} = None",
    "say = lambda: {one}\n{one} = note({two})\n{new} = say()",
)


class _Maker(generated._Maker):
    """Writes one callback at random, with long code before its branches."""

    def _body(self) -> list[str]:
        block = self._block()
        lines = super()._body()
        start = 1 if lines[0].startswith('"""') else 0
        start += lines[start : start + 1] == [self.preamble]
        return [*lines[:start], *block, *lines[start:]]

    def _block(self) -> list[str]:
        self.asked = list(self.states)
        self.bound: list[str] = []
        lines: list[str] = []
        names = list(self.states)
        for _ in range(self.random.randint(3, 5)):
            odd = self.random.random() < 0.12
            statement = self.random.choice(_ODD if odd else _PLAIN)
            new = self.random.choice(["rows", "rows", "total", self.asked[0]])
            one, two = self.random.choice(names), self.random.choice(names)
            lines += statement.format(new=new, one=one, two=two).split("\n")
            if "{new}" in statement:
                self.bound.append(new)
                names.append(new)
        return lines

    def source(self) -> str:
        """The module."""
        states = list(self.states)
        body = self._body()
        self.states, self._body = states, lambda: body  # type: ignore[method-assign]
        return super().source().replace("@app.callback(", _NOTED)

    def _arm(self) -> list[str]:
        first = f"made = [{', '.join(dict.fromkeys(self.bound))}]"
        lines = [f"made = made + [str({self._value()})]" for _ in range(3)]
        if self.random.random() < 0.2:
            lines.insert(0, f"{self.asked[-1]} = 5")
        return [first, *lines, *super()._arm()[1:]]


@pytest.mark.parametrize("seed", range(60))
def test_the_same_triggers_leave_the_same_page(seed: int, tmp_path: Path) -> None:
    before = _Maker(seed).source()
    after = generated._split(before, tmp_path)
    if after == before:
        return
    names, kinds = generated._inputs(before), generated._kinds(before)
    for sequence in range(3):
        old, new = (generated._played(each, names, kinds, sequence) for each in (before, after))
        for one, other in zip(old, new, strict=True):
            if "failed" in one:
                break  # what failed may write something now
            assert generated._written(one) == generated._written(other), f"{before}\n\n{after}"


def test_enough_of_them_make_a_function(tmp_path: Path) -> None:
    made = [generated._split(_Maker(seed).source(), tmp_path) for seed in range(60)]
    assert sum("\ndef _get_" in each or "\ndef _prepare_" in each for each in made) > 10
