"""Bodies of generated callbacks that ask for their trigger: each does another thing.

Most are what people write; the others look like it: arms that run on, triggers looked at in
a way that cannot be followed, values of one arm used in another.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from generated_names import BUTTONS, ROW, pattern

if TYPE_CHECKING:
    from generated_bodies import Body

_BY_ID = [
    "ctx.triggered_id",
    "ctx.triggered_id",
    "callback_context.triggered_id",
    'ctx.triggered[0]["prop_id"].split(".")[0]',
    "callback_context.triggered[0]['prop_id'].rsplit('.', 1)[0]",
    'ctx.triggered and ctx.triggered[0]["prop_id"].split(".")[0]',
    'ctx.triggered[0]["prop_id"].partition(".")[0]',
    'ctx.triggered[0]["prop_id"].split(".")[0] if ctx.triggered else None',
    "which()",
    "getattr(ctx, 'triggered_id')",
    "(ctx.triggered_id or '')",
]
_BY_PROPERTY = ['ctx.triggered[0]["prop_id"]', "callback_context.triggered[0]['prop_id']"]
_ALL = ['[p["prop_id"] for p in ctx.triggered]', "list(ctx.triggered_prop_ids)"]
_ID_TESTS = [
    "{read} == {id}",
    "{read} == {id}",
    "{read} == {id}",
    "{id} == {read}",
    "{read} in [{id}]",
    "{read} in ({id}, {other})",
    "{read} == {id} or {read} == {other}",
    "{read} == {id} and {n}",
    "{n} and {read} == {id}",
    "{read} != {other}",
    "not {read} == {other}",
    "{read} not in ({other},)",
    "str({read}) == {id}",
    "{read} is {id}",
    "{read} == {id} or not {n}",
    "bool({read} == {id})",
    "({read} == {id}) is True",
    "{read}.startswith({id})",
    "{read} > {id}",
    "{read} == {id} == {read}",
]
_PROPERTY_TESTS = [
    "{read} == {prop_id}",
    "{read} == {prop_id}",
    "{id} in {read}",
    "{id} in {read} and {n}",
    "{read}.startswith({id})",
    "{read} in ({prop_id}, {other})",
    '{read}.split(".")[0] == {id}',
    "{read} == {id} + '.n_clicks'",
    "{read} == '%s.n_clicks' % {id}",
    "re.match({id}, {read})",
]
_EARLY = [
    "if not ctx.triggered:\n    raise PreventUpdate",
    "if not ctx.triggered:\n    return no_update",
    "if ctx.triggered_id is None:\n    raise PreventUpdate",
    "if not ctx.triggered_id: raise PreventUpdate",
    "if {n} is None:\n    raise PreventUpdate",
    "print({n})",
    "total = 1",
    "import json",
    "{n} = {n} or 0",
    "x, y = 1, 2",
]
_EARLY_NEAR = [
    "assert ctx.triggered",
    "print(ctx.triggered)",
    "try:\n    count = int({n})\nexcept (TypeError, ValueError):\n    count = 0",
    "global LAST\nLAST = 1",
    "del {n}",
    "with open(__file__) as file:\n    count = len(file.read(3))",
    "def helper():\n    return {n}",
    "for _ in range(2):\n    print({n})",
    "print(locals())",
    "print(eval('1'))",
    "LAST.append({n})",
    "trigger = None",
]
_IN_ARM = [
    "print(1)",
    "print({n})",
    "count = 1",
    "for one in range(2):\n    print(one)",
    "rows = [{n} for _ in range(2)]",
    "if {n}:\n    raise PreventUpdate",
    "if not {n}:\n    return no_update",
    "# What stands here stays.\nprint(2)",
    "pass",
    "match {n}:\n    case 1:\n        print(1)\n    case other:\n        print(other)",
]
_IN_ARM_NEAR = [
    "def own():\n    return {n}",
    "print(ctx.triggered_id)",
    "print(trigger)",
    "if (found := {n}):\n    print(found)",
    "try:\n    print({n})\nfinally:\n    print(2)",
    "total = 5",
    "{n} = 3",
    "del {n}",
    "yes = lambda: {n}",
    "'a word'",
    "print(locals())",
    "global LAST\nLAST = {n}",
    "import math",
    "return",
    "{n} += 1",
    "rows = [{n} for {n} in (1, 2)]",
    "print([last := {n} for _ in (1, 2)])",
    "if {n} == 2:\n    pass\nelse:\n    return no_update",
    "print(count)",
]


@dataclass(frozen=True)
class _Case:
    """An Input, as the test of an arm names it."""

    id: str
    prop_id: str
    name: str
    """Its parameter."""


class Dispatch:
    """Writes the body of a callback that asks for its trigger."""

    def __init__(self, body: Body) -> None:
        self.body, self.choose, self.module = body, body.choose, body.module
        self.lines = body.lines
        self.cases = self._cases()
        self.falls_through = self.choose.maybe(10)

    def _cases(self) -> list[_Case]:
        found: dict[str, _Case] = {}
        for one in self.body.draft.inputs:
            if one.component == ROW:
                dashed = pattern(self.module, one.index)
                text = f'\'{{"index":{one.index},"type":"{ROW}"}}.{one.prop}\''
            else:
                dashed = self.module.id(one.component)
                text = f'"{one.component}.{one.prop}"'
            if one.component not in found or self.choose.maybe(30):
                key = one.component if one.component not in found else one.prop
                found[key] = _Case(dashed, text, self.body.draft.names[one])
        if not found:
            found["save"] = _Case(self.module.id(BUTTONS[0]), '"save.n_clicks"', "1")
        return list(found.values())

    def write(self) -> None:
        """A body in one of the ways in which people ask."""
        for _ in range(self.choose.one([0, 0, 1, 1, 2])):
            self._add(
                self.choose.one(_EARLY_NEAR if self.choose.maybe(15) else _EARLY), self.body.n
            )
        start = len(self.lines)
        form = self.choose.one(
            ["id"] * 6 + ["property"] * 2 + ["all", "match", "flags", "table", "choice", "walrus"]
        )
        getattr(self, f"_by_{form}")()
        if self.choose.maybe(8):
            openings = [
                "try:",
                f"if {self.body.n}:",
                "with open(__file__) as file:",
                "for _ in (1,):",
            ]
            opening = self.choose.one(openings)
            self.body.inside(opening, start)
            if opening == "try:":
                endings = ["except KeyError:\n    pass", "finally:\n    print(3)",
                           "except Exception:\n    raise PreventUpdate"]  # fmt: skip
                self._add(self.choose.one(endings), self.body.n)

    def _add(self, template: str, n: str) -> None:
        self.body.add(template.replace("{n}", n).replace("{{", "{").replace("}}", "}"), raw=True)

    # -- how the trigger is asked for

    def _by_id(self) -> None:
        self._chain(self._named(self.choose.one(_BY_ID), "trigger"), _ID_TESTS)

    def _by_property(self) -> None:
        read = self._named(self.choose.one(_BY_PROPERTY), "prop_id")
        self._chain(read, _PROPERTY_TESTS)

    def _by_all(self) -> None:
        read = self._named(self.choose.one(_ALL), "changed")
        if self.choose.maybe(40):
            self._chain(f"{read}[0]", _PROPERTY_TESTS[:4])
        else:
            self._chain(read, ["{prop_id} in {read}", "any({id} in one for one in {read})"])

    def _by_walrus(self) -> None:
        read = self.body.spelled("ctx.triggered_id")
        self._chain("trigger", _ID_TESTS[:3], first=f"(trigger := {read})")

    def _by_flags(self) -> None:
        read = self._named(self.choose.one(_BY_ID), "trigger")
        for number, case in enumerate(self.cases):
            self.lines.append(f"is_{number} = {read} == {case.id}")
        for number, case in enumerate(self.cases):
            self._opened(f"if is_{number}:", case)
        self._end()

    def _by_match(self) -> None:
        read = self._named(self.choose.one(_BY_ID), "trigger")
        start = len(self.lines)
        if any(case.prop_id.startswith("'") for case in self.cases):
            return self._chain(read, _ID_TESTS)
        for case in self.cases:
            # A name alone would be a capture.
            shown = case.prop_id.strip('"').partition(".")[0]
            guard = self.choose.one(["", "", "", f" if {case.name}"])
            self._opened(f'case "{shown}"{guard}:', case)
        if self.choose.maybe(50):
            wild = self.choose.one(["case _:", "case other:", "case None:"])
            self._opened(wild, self.cases[0])
        self.body.inside(f"match {read}:", start)
        return self._end()

    def _by_table(self) -> None:
        read = self._named(self.choose.one(_BY_ID), "trigger")
        values = [f"{case.id}: {self.body.values()[:1] or ['1']}" for case in self.cases]
        table = "{" + ", ".join(v.replace("['", "").replace("']", "") for v in values) + "}"
        get = self.choose.one([f"{table}[{read}]", f"{table}.get({read})"])
        self.lines.append(self.body.give([get, *self.body.values()[1:]]))

    def _by_choice(self) -> None:
        read = self._named(self.choose.one(_BY_ID), "trigger")
        every = zip(self.body.values(), self.body.values(), strict=True)
        chosen = [f"{a} if {read} == {self.cases[0].id} else {b}" for a, b in every]
        self.lines.append(self.body.give(chosen))

    def _named(self, read: str, name: str) -> str:
        """The trigger as it is asked for, or a name that holds it."""
        if "which()" in read:
            spelled = self.module.dash("ctx")
            self.module.above[f"def which():\n    return {spelled}.triggered_id"] = None
        choose = self.choose
        if "ctx" in read and choose.maybe(12):
            context = self.module.dash("callback_context")
            own = choose.one(["context", "ctx"])
            self.lines.append(f"{own} = {context}")
            read = read.replace("callback_context", own).replace("ctx", own)
        else:
            read = self.body.spelled(read)
        if not choose.maybe(70):
            return f"({read})" if " " in read else read
        word = choose.one(["", "", "", ": str"])
        self.lines.append(f"{name}{word} = {read}")
        return name

    # -- the arms

    def _chain(self, read: str, tests: list[str], first: str = "") -> None:
        word = "if"
        for index, case in enumerate(self.cases):
            last = index == len(self.cases) - 1
            if last and index and self.choose.maybe(45):
                if self.choose.maybe(60):
                    self._opened("else:", case)
                else:
                    self._arm(case)
                break
            other = self.cases[index - 1]
            test = self.choose.one(tests[:2] if self.choose.maybe(50) else tests)
            if "re.match" in test:
                self.module.whole.add("re")
            shown = test.format(
                read=first or read, id=case.id, prop_id=case.prop_id, n=case.name, other=other.id
            )
            first = ""
            self._opened(f"{word} {shown}:", case)
            word = self.choose.one(["elif", "elif", "if"])
        self._end()

    def _opened(self, opening: str, case: _Case) -> None:
        start = len(self.lines)
        self._arm(case)
        self.lines[start:] = [opening, *("    " + line for line in self.lines[start:])]

    def _arm(self, case: _Case) -> None:
        body, choose = self.body, self.choose
        names = [case.name, case.name, case.name, body.n, *body.draft.state_names]
        for _ in range(choose.one([0, 0, 0, 1, 1, 2])):
            self._add(choose.one(_IN_ARM_NEAR if choose.maybe(15) else _IN_ARM), choose.one(names))
        if self.falls_through:
            body.lines.append(f"result = {(body.values() or ['1'])[0]}")
            return
        if choose.maybe(8):
            body.add("raise PreventUpdate")
            return
        values = [
            body.spelled("no_update") if choose.maybe(35) else value
            for value in body.values(choose.one(names))
        ]
        body.lines.append(body.give(values))

    def _end(self) -> None:
        if self.falls_through:
            self.lines.append(self.body.give(["result", *self.body.values()[1:]]))
        elif self.choose.maybe(40):
            ends = [self.body.give(self.body.values()), self.body.spelled("return no_update")]
            self.lines.append(self.choose.one(ends))
