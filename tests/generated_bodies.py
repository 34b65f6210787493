"""Bodies of generated callbacks: what the rules look for, and what only looks like it.

A body is a list of lines as they stand at the margin of the function.
"""

from __future__ import annotations

from generated_drafts import Draft
from generated_names import BUTTONS, Chooser, Module

LOOKS = [
    "print({s})",
    "print(ctx.states)",
    "print(ctx.states_list)",
    "print(ctx.args_grouping)",
    "print(len(locals()))",
    "print(vars())",
    "def inner():\n    return {s}",
    "def inner(seen={s}):\n    return seen",
    "def inner():\n    nonlocal {s}\n    {s} = 1",
    "inner = lambda: {s}",
    "inner = [{s} for {s} in (1, 2)]",
    "class Inner:\n    value = {s}",
    "del {s}",
    "{s} = 1",
    "{s} = 1\nprint({s})",
    "for {s} in (1, 2):\n    print({s})",
    "try:\n    print(1)\nexcept ValueError as {s}:\n    print({s})",
    'print(f"{{{s}}}")',
    "print(eval('1'))",
    "import os as {s}",
    "with open(__file__) as {s}:\n    print(1)",
    "if ({s} := 1):\n    print(1)",
    "print({s}, {s})",
    "assert {s} is not None",
]
"""Ways to look at a value, or to bind its name anew."""

GUARDS = [
    "if not {n}:\n    raise PreventUpdate",
    "if {n} is None:\n    return no_update",
    "if {n} is None: raise PreventUpdate",
    "if not ctx.triggered:\n    return no_update",
    "if ctx.triggered_id is None:\n    raise PreventUpdate",
    "if {n} and {n} == 3:\n    return no_update",
    "print({n})",
]

LIST_CHANGES = [
    "{x}.append({n})",
    '{x}.append({{"n": {n}}})',
    "{x}.extend([{n}, 1])",
    "{x} += [{n}]",
    "{x} = {x} + [{n}]",
    "{x} = [*{x}, {n}]",
    "{x} = [{n}] + {x}",
    "{x}.insert(0, {n})",
    "{x}[0] = {n}",
    "{x}[-1] = {n}",
    "del {x}[0]",
    "{x}.pop()",
    "{x}.pop(0)",
    "last = {x}.pop()\nprint(last)",
    "{x}.remove({n})",
    "{x}.clear()",
    "{x}.reverse()",
    "{x}.sort()",
    "{x}[:] = [{n}]",
    "{x}[1:] = []",
    "{x} = [one for one in {x} if one != {n}]",
    "{x} = {x}[-3:]",
    "for i in range(2):\n    {x}.append(i)",
    "for one in {x}:\n    print(one)",
    "other = {x}\nother.append({n})",
    "[{x}.append(i) for i in range(2)]",
    "{x}.append({x})",
    "{x}.append(len({x}))",
    "{x}, other = {x} + [{n}], 1",
]
DICT_CHANGES = [
    '{x}["a"] = {n}',
    '{x}["a"]["b"] = {n}',
    "{x}[{n}] = 1",
    '{x}[f"k{{{n}}}"] = 1',
    '{x}.update({{"k": {n}}})',
    "{x}.update(k={n})",
    '{x} |= {{"k": {n}}}',
    '{x} = {{**{x}, "k": {n}}}',
    '{x} = {x} | {{"k": {n}}}',
    "{x} = dict({x}, k={n})",
    'del {x}["a"]',
    '{x}.pop("a")',
    '{x}.pop("a", None)',
    '{x}.setdefault("l", []).append({n})',
    '{x}["l"].append({n})',
    '{x}["n"] += 1',
    '{x}["n"] = {x}["n"] + 1',
    'part = {x}["l"]\npart.append({n})',
    'if "a" in {x}:\n    {x}["a"] = {n}',
    'if {x}.get("n"):\n    {x}["n"] = 0',
    'for key in ("a", "b"):\n    {x}[key] = {n}',
    'print({x}["n"])',
    "{x}.clear()",
    '{x}["a"], {x}["b"] = {n}, 1',
    '{x}["a"] = {x}["b"] = {n}',
    'try:\n    {x}["a"]["b"] = {n}\nexcept KeyError:\n    pass',
    'with open(__file__) as file:\n    {x}["a"] = len(file.read(3))',
    'while len({x}) > 9:\n    del {x}["a"]',
    'match {n}:\n    case 1:\n        {x}["a"] = 1\n    case _:\n        {x}["a"] = 2',
]
FIGURE_CHANGES = [
    '{x}["layout"]["title"] = {{"text": str({n})}}',
    '{x}["data"].append({{"y": [{n}]}})',
    '{x}["layout"].update(height={n})',
    '{x}["data"][0]["y"] = [{n}]',
    '{x}["layout"]["xaxis"] = {{"range": [0, {n}]}}',
    '{x}["data"] = []',
]
TEXT_CHANGES = ["{x} = str({n})", "{x} = not {x}", "{x} = {x} or 1", "{x} = ({x} or 0) + 1"]
BEFORE_CHANGES = [
    "{x} = {x} or {empty}",
    "if {x} is None:\n    {x} = {empty}",
    "if not {x}:\n    {x} = {empty}",
    "if {x} is None:\n    return no_update",
    "{x} = {x}.copy()",
    "{x} = {kind}({x})",
    "print(len({x}))",
    "if not {n}:\n    return {back}",
    "if {n} == 3:\n    return {empty}",
]
ENDS = ["{x}", "{x}", "{x}", "{x}", "{kind}({x})", "{x}.copy()", "{x} or {empty}", "build({x})"]


class Body:
    """Writes the body of a draft."""

    def __init__(self, module: Module, draft: Draft) -> None:
        self.module = module
        self.choose: Chooser = module.choose
        self.draft = draft
        self.n = draft.value_of_first_input
        self.lines: list[str] = []

    def add(self, template: str, **words: str) -> None:
        """Some statements, in which the names of Dash are spelled as the module does."""
        text = template.format(n=self.n, **words)
        self.lines += self._spelled(text).split("\n")

    def _spelled(self, text: str) -> str:
        for name in ("PreventUpdate", "no_update", "callback_context"):
            if name in text:
                text = text.replace(name, self.module.dash(name))
        if "ctx." in text:
            text = text.replace("ctx.", self.module.dash("ctx") + ".")
        if "build(" in text:
            self.module.above["def build(value):\n    return value"] = None
        # A guard of a callback without one plain output returns one no_update for all.
        return text

    def inside(self, opening: str, start: int) -> None:
        """Put the lines from `start` on into a block."""
        if self.lines[start:]:
            self.lines[start:] = [opening, *("    " + line for line in self.lines[start:])]

    def give(self, values: list[str]) -> str:
        return self._spelled(self.draft.returned(values))

    def values(self) -> list[str]:
        """New values for all outputs."""
        found = []
        for output in self.draft.outputs:
            options = {
                "children": ["str({n})", '"done"', 'f"{{{n}}} items"'],
                "data": ["[{n}]", '{{"a": {n}}}', "{n}", "True", "({n} or 0) + 1", "[1]"],
                "hidden": ["not {n}", "True"],
                "style": ['{{"display": "none"}}', "{{}}"],
                "figure": ['{{"data": [], "layout": {{"height": {n}}}}}'],
            }.get(output.prop, ["{n}", '"x"', "None"])
            value = self.choose.one([*options, "no_update"] if self.choose.maybe(15) else options)
            reads = self.draft.state_names
            if reads and self.choose.maybe(30):
                value = f"build({self.choose.one(reads)})"
            found.append(value.format(n=self.n))
        return found

    # -- the kinds of bodies

    def plain(self) -> None:
        """Maybe a guard, maybe a look at a State, and new values."""
        if self.choose.maybe(40):
            self.add(self.choose.one(GUARDS))
        for name in self.draft.state_names:
            if self.choose.maybe(35):
                self.add(self.choose.one(LOOKS), s=name)
        start = len(self.lines)
        if self.choose.maybe(25):
            self.lines.append(self.give(self.values()))
            self.inside(self.choose.one([f"if {self.n}:", f"if {self.n} == 2:"]), start)
        if self.choose.maybe(95):
            self.lines.append(self.give(self.values()))
        elif not self.lines:
            self.lines.append("pass")

    def changes(self, position: int, x: str) -> None:
        """Read, modify, write: the output at `position` is a State too, whose value is `x`."""
        output = self.draft.outputs[position]
        kind = {"prefs": "dict", "style": "dict", "chart": "figure", "panel": "bool"}.get(
            output.component if output.prop != "style" else "style", "list"
        )
        if output.component in ("token", "name") or output.prop == "hidden":
            kind = "text"
        table = {"dict": DICT_CHANGES, "figure": FIGURE_CHANGES, "text": TEXT_CHANGES}
        options = table.get(kind, LIST_CHANGES)
        words = {"x": x, "empty": "[]" if kind == "list" else "{}"}
        words["kind"] = "list" if kind == "list" else "dict"
        others = self.values()

        def back(value: str) -> str:
            return self.give([value if i == position else v for i, v in enumerate(others)])

        words["back"] = back(x).removeprefix("return ")
        for template in self.choose.some(BEFORE_CHANGES, 0, 2 if kind != "text" else 0):
            self.add(template, **words)
        start = len(self.lines)
        for template in self.choose.some(options, 1, 2):
            self.add(template, **words)
        if self.choose.maybe(20):
            self.inside(self.choose.one([f"if {self.n}:", "for _ in range(2):"]), start)
        if self.choose.maybe(20):
            start = len(self.lines)
            self.lines.append(back(self._spelled("no_update") if self.choose.maybe(30) else x))
            self.inside(f"if {self.n} == 1:", start)
        end = self.choose.one(ENDS) if self.choose.maybe(20) else "{x}"
        self.lines.append(back(self._spelled(end.format(**words))))

    def echo(self, position: int, x: str) -> None:
        """The State comes back as it was, on one path or on all."""
        others = self.values()
        same = [x if i == position else v for i, v in enumerate(others)]
        form = self.choose.number(0, 3)
        if form == 0:
            self.lines += [f"if not {self.n}:", "    " + self.give(same), self.give(others)]
        elif form == 1:
            self.lines += [f"if {self.n}:", "    " + self.give(others), "else:"]
            self.lines.append("    " + self.give(same))
        elif form == 2:
            chosen = f"{others[position]} if {self.n} else {x}"
            self.lines.append(self.give([chosen if v is x else v for v in same]))
        else:
            if self.choose.maybe(50):
                self.add(self.choose.one(LOOKS), s=x)
            self.lines += [f"result = {x}", f"if {self.n}:", f"    result = {others[position]}"]
            self.lines.append(self.give(["result" if v is x else v for v in same]))

    def toggle(self, position: int, x: str) -> None:
        """The value is flipped, or copied from an Input."""
        others = self.values()
        flipped = [f"not {x}" if i == position else v for i, v in enumerate(others)]
        same = [x if i == position else v for i, v in enumerate(others)]
        form = self.choose.number(0, 2)
        if form == 0:
            self.lines.append(self.give(flipped))
        elif form == 1:
            self.lines += [f"if {self.n}:", "    " + self.give(flipped), self.give(same)]
        else:
            chosen = [f"not {x} if {self.n} else {x}" if v is x else v for v in same]
            self.lines.append(self.give(chosen))

    def relay(self) -> None:
        """An Input goes to an output as it is."""
        self.lines.append(self.give([self.n, *self.values()[1:]] if self.draft.outputs else []))

    def dispatch(self) -> None:
        """What is done depends on what triggered the call."""
        choose = self.choose
        ids = list(dict.fromkeys(d.component for d in self.draft.inputs)) or list(BUTTONS)
        read = choose.one(
            [
                "ctx.triggered_id",
                "callback_context.triggered_id",
                'ctx.triggered[0]["prop_id"].split(".")[0]',
                'ctx.triggered and ctx.triggered[0]["prop_id"].split(".")[0]',
            ]
        )
        if choose.maybe(30):
            self.add(choose.one(GUARDS))
        if choose.maybe(70):
            self.add(f"trigger = {read}")
            read = "trigger"
        read = self._spelled(read)
        falls_through = choose.maybe(15)
        word = "if"
        for index, identifier in enumerate(ids):
            test = f"{read} == {self.module.id(identifier)}"
            if choose.maybe(15):
                test = f"{read} in [{self.module.id(identifier)}]"
            last = index == len(ids) - 1
            if last and index and choose.maybe(35):
                self.lines.append("else:")
            elif last and word == "if" and choose.maybe(50) and index:
                self._arm(falls_through)
                break
            else:
                self.lines.append(f"{word} {test}:")
            start = len(self.lines)
            self._arm(falls_through)
            self.lines[start:] = ["    " + line for line in self.lines[start:]]
            word = choose.one(["elif", "elif", "if"]) if index == 0 else word
            if self.lines[start - 1] == "else:":
                break
        if falls_through:
            self.lines.append(self.give(["result", *self.values()[1:]]))
        elif choose.maybe(40):
            self.lines.append(
                choose.one([self.give(self.values()), self._spelled("return no_update")])
            )

    def _arm(self, falls_through: bool) -> None:
        if self.choose.maybe(20):
            self.lines.append("print(1)")
        if falls_through:
            self.lines.append(f"result = {self.values()[0] if self.draft.outputs else 1}")
        else:
            values = [
                self._spelled("no_update") if i and self.choose.maybe(50) else v
                for i, v in enumerate(self.values())
            ]
            self.lines.append(self.give(values))


def body(module: Module, draft: Draft) -> list[str]:
    """A body that suits a draft."""
    writer = Body(module, draft)
    choose = module.choose
    kept = draft.outputs_that_are_states()
    kinds = ["plain"]
    if len(draft.inputs) > 1 and draft.kind != "rows":
        kinds += ["dispatch", "dispatch"]
    if kept:
        kinds += ["changes"] * 4 + ["echo"] * 2 + ["toggle"]
    elif not draft.state_names and draft.outputs:
        kinds += ["relay"]
    kind = choose.one(kinds)
    if kind in ("changes", "echo", "toggle"):
        position, name = choose.one(kept)
        getattr(writer, kind)(position, name)
    else:
        getattr(writer, kind)()
    return writer.lines
