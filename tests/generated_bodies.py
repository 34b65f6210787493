"""Bodies of generated callbacks: what the rules look for, and what only looks like it.

A body is a list of lines as they stand at the margin of the function.
"""

from __future__ import annotations

import re

from generated_dispatches import Dispatch
from generated_drafts import Draft
from generated_names import Chooser, Module

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
    "print(*[{s}])",
    "print(type({s}))",
    "print({s} if {n} else 1)",
    "print(dir())",
    "print('{s}')",
    '"""{s} is a word."""',
    "{s}: int = 1",
    "{s}: int",
    "{s} += 1",
    "def {s}():\n    pass",
    "class {s}:\n    pass",
    "from os import path as {s}",
    "print([i for i in (1,) if ({s} := i)])",
    "print({{i: {s} for i in (1, 2)}})",
    "inner = lambda {s}=1: {s}",
    "inner = lambda one={s}: one",
    "match {s}:\n    case None:\n        print(1)",
    "match {n}:\n    case {{'a': {s}}}:\n        print({s})\n    case _:\n        pass",
    "match {n}:\n    case [*{s}]:\n        print(1)\n    case _:\n        pass",
    "try:\n    print(1)\nfinally:\n    print({s})",
    "for {s}.x in ():\n    pass",
    "for i, {s} in enumerate('ab'):\n    print(i)",
    "def inner():\n    def deeper():\n        return {s}\n    return deeper",
    "class Inner:\n    def see(self):\n        return {s}",
    "exec('print({s})')",
    "while not {s} and not {n}:\n    break",
    "print((yes for yes in [{s}]))",
    "with open(__file__) as file, open(__file__) as {s}:\n    pass",
    "print(__builtins__, {s}.__class__)",
    "print(ctx.args_grouping[-1])",
    "print(ctx.inputs_list, ctx.outputs_list)",
    "print(ctx.triggered_prop_ids)",
    "print(dict(ctx.states))",
    "print(getattr(ctx, 'states'))",
    "seen = ctx\nprint(seen.triggered)",
    "print(callback_context.states)",
    "del {s}, {n}",
    "print(ctx.outputs_grouping)",
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
    "{x} += ({n},)",
    "{x} += [1] * 2",
    "{x} = {x} * 2",
    "{x} *= 2",
    "{x}.insert(1, {n})",
    "{x}.insert(-1, {n})",
    "{x}.extend({n} for _ in range(2))",
    "{x}.extend('ab')",
    "{x}.extend({x})",
    "{x}.append({n}) or print(1)",
    "done = {x}.append({n})",
    "print({x}.append({n}))",
    "add = {x}.append\nadd({n})",
    "def change():\n    {x}.append({n})\nchange()",
    "def change(rows={x}):\n    rows.append({n})\nchange()",
    "(lambda: {x}.append({n}))()",
    "if {n} in {x}:\n    {x}.remove({n})\nelse:\n    {x}.append({n})",
    "if len({x}) > 3:\n    {x}.append({n})",
    "if (rows := {x}):\n    rows.append({n})",
    "({x} := {x} + [{n}])",
    "del {x}[-1]",
    "del {x}[:1]",
    "del {x}\n{x} = [{n}]",
    "{x}[0], {x}[1] = {x}[1], {x}[0]",
    '{x}[0]["a"] = {n}',
    "{x}[len({x}) - 1] = {n}",
    "{x}[{n}] = 1",
    'for row in {x}:\n    row["a"] = {n}',
    "for i, row in enumerate({x}):\n    {x}[i] = row",
    "try:\n    {x}.append(int({n}))\nexcept (TypeError, ValueError):\n    pass",
    "try:\n    {x}.append({n})\nfinally:\n    print(1)",
    "with open(__file__) as file:\n    {x}.append(file.read(1))",
    "match {n}:\n    case 1:\n        {x}.append(1)\n    case _:\n        pass",
    "match {x}:\n    case [first, *_]:\n        {x}.append(first)\n    case _:\n        pass",
    'locals()["{x}"].append({n})',
    "eval('{x}').append({n})",
    "global LAST\nLAST = {x}\n{x}.append({n})",
    "LATER.append({x})\n{x}.append({n})",
    "{x}.append(row := {n})",
    "{x}.append({x}[0])",
    "{x}.append({x}.copy())",
    "{x} = list(filter(None, {x}))",
    "{x} = sorted({x} + [{n}])",
    "{x} = [*{x}, *[{n}, 2]]",
    "{x} = [*{x}, *{x}]",
    "{x} = [1, *{x}, {n}]",
    "{x} = {x} + list({n} or [])",
    "{x} = ({x} or []) + [{n}]",
    "{x}.append([])\n{x}[-1].append({n})",
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
    "{x}.a = {n}",
    '{x}["a"] -= 1',
    '{x}["n"] //= 2',
    '{x}["n"] **= 2',
    '{x}["l"] += [{n}]',
    '{x}["l"] = {x}["l"] + [{n}]',
    '{x}["l"] = [*{x}["l"], {n}]',
    '{x}["l"].insert(0, {n})',
    '{x}["l"].remove(3)',
    '{x}["l"].extend([{n}, 1])',
    '{x}["l"].pop()',
    '{x}["l"][0] = {n}',
    '{x}["l"] = {x}["l"][-2:]',
    '{x}["a"].update(b={n})',
    '{x}["a"] |= {{"b": {n}}}',
    '{x}["a"] = {{**{x}["a"], "b": {n}}}',
    '{x}["b"] = {x}["a"]',
    '{x}["b"] = {x}.get("a")',
    '{x}.update({{"k": {n}}}, b=1)',
    "{x}.update({{**{x}}})",
    "{x}.update({x})",
    '{x}.update([("k", {n})])',
    "{x}.update({{1: {n}}})",
    "{x}[1] = {n}",
    "{x}[None] = {n}",
    "{x}[True] = {n}",
    "{x}[1.5] = {n}",
    "{x}[-1] = {n}",
    "{x}[str({n})] = 1",
    "{x}[{n}] = {x}.get({n}, 0) + 1",
    '{x}["append"] = {n}',
    '{x}["update"]["append"] = {n}',
    'key = "a"\n{x}[key] = {n}',
    'key = "a"\ndel {x}[key]\nkey = "b"',
    'del {x}["a"]["b"], {x}["l"]',
    '{x} = {{"k": {n}, **{x}}}',
    '{x} = {{"k": {n}}} | {x}',
    '{x} = {{**{x}, "k": {n}, **{x}}}',
    "{x} = {{k: v for k, v in {x}.items() if v}}",
    '{x}.setdefault("n", {n})',
    "{x}.popitem()",
    "for key, value in {x}.items():\n    {x}[key] = value",
    "for key in {x}:\n    print(key)",
    'for key in ("a", "b"):\n    if {n}:\n        continue\n    {x}[key] = {n}',
    'for {x}["n"] in range(3):\n    pass',
    'while {n}:\n    {x}["a"] = 1\n    break',
    'if "a" not in {x}:\n    {x}["a"] = {{}}',
    'if {x} == {{}}:\n    {x}["a"] = {n}',
    'if {n}:\n    {x}["a"] = {n}\nelif {x}["n"]:\n    {x}["a"] = 2',
    'try:\n    {x}["n"] += {n}\nexcept TypeError:\n    {x}["n"] = 0\nelse:\n    print(1)',
    'try:\n    {x}["n"] = {n}\nfinally:\n    print({x})',
    'with open(__file__) as {x}["file"]:\n    pass',
    'def change():\n    {x}["a"] = {n}\nchange()',
    'def change(prefs):\n    prefs["a"] = {n}\nchange({x})',
    'class Own:\n    {x}["a"] = {n}',
    '(lambda key: {x}.update({{key: {n}}}))("k")',
    "[{x}.update({{str(i): i}}) for i in range(2)]",
    'if (a := {x}["a"]):\n    a["b"] = {n}',
    'a = {x}["a"]\na["b"] = {n}\nprint(a)',
    'a, l = {x}["a"], {x}["l"]\nl.append({n})',
    'a = b = {x}["a"]\nb["c"] = {n}',
    'value = {n}\n{x}["a"] = value\nvalue = 2',
    'value = [{n}]\n{x}["l"] = value\nvalue.append(3)',
    'print(f"{{{x}}}")',
    "print({x}, file=None)",
    'assert {x}["a"] is not None',
    '{x}["a"]["b"]["c"] = {n}',
    '{x}["a"]: int = {n}',
    '{x}["a"], *rest = [{n}, 2]',
    '{x}["n"] = {x}["n"] = {n}',
    'prefs = {x}\nprefs["a"] = {n}',
    'prefs = dict({x})\nprefs["a"] = {n}\n{x} = prefs',
    'global LAST\nLAST = {x}["l"]\n{x}["l"].append({n})',
    'match {x}:\n    case {{"n": n}}:\n        {x}["n"] = n\n    case _:\n        pass',
    "exec('{x}[\"a\"] = 1')",
    'vars()["{x}"]["a"] = {n}',
    '{x}["t"] = {x}["l"] and {n}',
    '{x}["a"] = {n};  {x}["b"] = 2',
    'if {n}: {x}["a"] = {n}',
]
FIGURE_CHANGES = [
    '{x}["layout"]["title"] = {{"text": str({n})}}',
    '{x}["data"].append({{"y": [{n}]}})',
    '{x}["layout"].update(height={n})',
    '{x}["data"][0]["y"] = [{n}]',
    '{x}["layout"]["xaxis"] = {{"range": [0, {n}]}}',
    '{x}["data"] = []',
    '{x}["layout"]["title"] = "t"',
    '{x}["layout"]["xaxis.range"] = [0, {n}]',
    '{x}["layout"]["shapes"] = {x}["layout"].get("shapes", []) + [{{}}]',
    '{x}["data"][-1]["visible"] = bool({n})',
    'for trace in {x}["data"]:\n    trace["visible"] = False',
    '{x}["data"] = [t for t in {x}["data"] if t]',
    '{x}["data"], {x}["layout"] = [], {{}}',
    'del {x}["data"][0]',
    '{x} = {{"data": {x}["data"], "layout": {{}}}}',
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
    "{x} = {x} if {x} is not None else {empty}",
    "{x} = {empty} if {x} is None else {x}",
    "if {x} is None: {x} = {empty}",
    "if {x} is None:\n    raise PreventUpdate",
    "if not {n} or not {x}:\n    raise PreventUpdate",
    "if {n} is None:\n    return {back}",
    "{x} = {x} or {empty}  # at first",
    "try:\n    print({n})\nexcept Exception:\n    return {back}",
    "other = {x}",
    '"""What is there."""',
    "if isinstance({x}, str):\n    return no_update",
    "print({n}, {x} is None)",
    "assert {x} is not None",
]
ENDS = ["{x}", "{x}", "{x}", "{x}", "{kind}({x})", "{x}.copy()", "{x} or {empty}", "build({x})"]


_GLOBALS = re.compile(r"\b(?:LATER|LAST_\d+)\b")
_NAMES = re.compile(r"(?<![\w.\"'])(?:PreventUpdate|no_update|callback_context|ctx|Patch)\b")


class Body:
    """Writes the body of a draft."""

    def __init__(self, module: Module, draft: Draft) -> None:
        self.module = module
        self.choose: Chooser = module.choose
        self.draft = draft
        self.n = draft.value_of_first_input
        self.lines: list[str] = []

    def add(self, template: str, *, raw: bool = False, **words: str) -> None:
        """Some statements, in which the names of Dash are spelled as the module does."""
        text = template if raw else template.format(n=self.n, **words)
        # A name is declared global once, before it is used.
        text = text.replace("LAST", f"LAST_{len(self.lines)}")
        self.lines += self.spelled(text).split("\n")

    def spelled(self, text: str) -> str:
        """A text in which the names of Dash are spelled as the module does."""
        text = _NAMES.sub(lambda found: self.module.dash(found[0]), text)
        for name in _GLOBALS.findall(text):
            self.module.above[f"{name} = []"] = None
        if "build(" in text:
            self.module.above["def build(value):\n    return value"] = None
        return text

    def inside(self, opening: str, start: int) -> None:
        """Put the lines from `start` on into a block."""
        if self.lines[start:]:
            self.lines[start:] = [opening, *("    " + line for line in self.lines[start:])]

    def give(self, values: list[str]) -> str:
        return self.spelled(self.draft.returned(values))

    def values(self, n: str = "") -> list[str]:
        """New values for all outputs, made from a parameter: the first if none is given."""
        n = n or self.n
        found = []
        for output in self.draft.outputs:
            options = {
                "children": ["str({n})", '"done"', 'f"{{{n}}} items"'],
                "data": [
                    "[{n}]",
                    '{{"a": {n}}}',
                    "{n}",
                    "True",
                    "({n} or 0) + 1",
                    "[1]",
                    "Patch()",
                ],
                "hidden": ["not {n}", "True"],
                "style": ['{{"display": "none"}}', "{{}}"],
                "figure": ['{{"data": [], "layout": {{"height": {n}}}}}'],
            }.get(output.prop, ["{n}", '"x"', "None"])
            value = self.choose.one([*options, "no_update"] if self.choose.maybe(15) else options)
            reads = self.draft.state_names
            if reads and self.choose.maybe(30):
                value = f"build({self.choose.one(reads)})"
            found.append(value.format(n=n))
        return found

    # -- the kinds of bodies

    def plain(self) -> None:
        """Maybe a guard, maybe a look at a State, and new values."""
        if self.choose.maybe(40):
            self.add(self.choose.one(GUARDS))
        others = [n for d, n in self.draft.names.items() if d.kind == "Input"][1:]
        for name in [*self.draft.state_names, *others]:
            if self.choose.maybe(35 if name in self.draft.state_names else 10):
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
            self.lines.append(back(self.spelled("no_update") if self.choose.maybe(30) else x))
            self.inside(f"if {self.n} == 1:", start)
        end = self.choose.one(ENDS) if self.choose.maybe(20) else "{x}"
        self.lines.append(back(self.spelled(end.format(**words))))

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
        Dispatch(self).write()


def body(module: Module, draft: Draft, given: str | None = None) -> list[str]:
    """A body that suits a draft, or the given one in the spelling of the module."""
    writer = Body(module, draft)
    if given is not None:
        writer.add(given, raw=True)
        return writer.lines
    choose = module.choose
    kept = draft.outputs_that_are_states()
    kinds = ["plain"]
    if draft.kind == "dispatch":
        writer.dispatch()
        return writer.lines
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
