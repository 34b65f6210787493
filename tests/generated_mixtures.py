"""Callbacks in which a value goes by several names: results, parts, views, copies, functions.

A body is scenes of a few statements each, mixed line by line with plain changes; stretches of
it then come under an `if`, a loop, a `try` and the like.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from generated_programs import CALLBACK, CLEAR, DICT, LIST, Program

FIGURE = {
    "data": [{"x": [1, 2], "y": [3, 4], "name": "a"}, {"x": [], "y": [5], "name": "b"}],
    "layout": {"title": {"text": "t"}, "xaxis": {"visible": True}, "shapes": [{"x0": 1}]},
}
_LISTS = {
    "list": ["", "", "", '[0]["tags"]', '[-1]["tags"]', '[1]["tags"]'],
    "dict": ['["items"]', '["items"]', '["rows"]', '["deep"]["c"]'],
    "figure": ['["data"]', '["data"]', '["data"][0]["y"]', '["layout"]["shapes"]'],
}
"""Where lists stand in a value of a kind."""
_DICTS = {
    "list": ["[0]", "[-1]", "[1]", "[-2]"],
    "dict": ["", "", '["deep"]', '["deep"]["a"]', '["rows"][1]', '["rows"][-1]'],
    "figure": ['["layout"]', '["layout"]', '["layout"]["xaxis"]', '["data"][0]', '["data"][-1]'],
}
_LEAVES = {
    "list": ['[0]["x"]', '[-1]["x"]', '[1]["x"]'],
    "dict": ['["count"]', '["name"]', '["deep"]["a"]["b"]', '["items"][0]', '["rows"][-1]["x"]'],
    "figure": ['["layout"]["title"]', '["data"][0]["name"]', '["layout"]["xaxis"]["visible"]'],
}
_KEYS = {
    "list": ['"x"', '"k"', '"tags"', "text"],
    "dict": ['"k"', '"x"', '"count"', '"items"', '"deep"', "text", 'f"k{n}"', "str(n)"],
    "figure": ['"title"', '"name"', '"xaxis"', '"height"', '"y"', "text"],
}
_VALUES = {
    "list": [
        LIST,
        [{"x": 9, "tags": []}],
        [],
        [1, 2, 3],
        [{"x": 1, "tags": [4]}, {"x": [], "tags": []}],
    ],
    "dict": [DICT, {"count": 1, "items": []}, {}, {**DICT, "deep": {"c": [], "k": 2}, "k": [1]}],
    "figure": [FIGURE, {"data": [], "layout": {}}, {"data": [FIGURE["data"][1]], "layout": {}}],
}
_HEADS = [
    ("if n > 1:", "if"),
    ('if text == "b":', "if"),
    ("if n:", "if"),
    ('for k in ["p", "q"][:n]:', "loop"),
    ("for i in range(n):", "loop"),
    ("turn = 0\nwhile turn < 2:", "while"),
    ("try:", "try"),
    ("with suppress(ValueError):", "with"),
    ("def step():", "def"),
]


class Mixture(Program):
    """A callback made of scenes. `risk`: how many of its scenes may be beyond a Patch."""

    def __init__(self, rnd: random.Random, kind: str, risk: float) -> None:
        super().__init__(rnd, kind, risk)
        self.value_name = {"list": "rows", "dict": "data", "figure": "figure"}[kind]
        self.parameter = self.value_name
        self.names = [self.value_name]
        self.returned = self.value_name
        self.saved = self.two and rnd.random() < 0.4
        """A second value, that of `saved`, is changed and returned too."""
        self.second = "saved" if self.saved else "n"
        self.count = 0

    def of(self, places: dict[str, list[str]]) -> str:
        return self.rnd.choice(places[self.kind])

    def place(self) -> str:
        return self.name + self.of(_LEAVES)

    def list_place(self) -> str:
        return self.name + self.of(_LISTS)

    def dict_place(self) -> str:
        return self.name + self.of(_DICTS)

    def key(self) -> str:
        return self.of(_KEYS)

    def fresh(self, *names: str) -> str:
        self.count += 1
        return self.pick(*names) + str(self.count)

    def maybe(self, share: float) -> bool:
        return self.rnd.random() < share

    # -- one line each

    def change(self, name: str, kind: str) -> str:
        """A change of what a name holds, a list or a dict."""
        if kind == "list":
            return self.pick(
                f"{name}.append({self.value()})",
                f"{name}.append(n)",
                f"{name}.extend({self.items()})",
                f"{name}.insert(0, {self.value()})",
                f"{name} += [{self.value()}]",
                f"{name}.pop()",
                f"{name}.pop(0)",
                f"del {name}[0]",
                f"{name}.clear()",
                f"{name}.reverse()",
                f"{name}[0] = {self.value()}",
                f"{name}[-1] = n",
            )
        key = self.key()
        return self.pick(
            f"{name}[{key}] = {self.value()}",
            f"{name}[{key}] = n",
            f"{name}.update({self.mapping()})",
            f"{name}.update(k=text, x=n)",
            f"{name} |= {self.mapping()}",
            f"{name}.pop({key}, None)",
            f"del {name}[{key}]",
            f"{name}.clear()",
        )

    def plain(self) -> str:
        return self.write() if self.maybe(0.5) else self.at_some_place()

    def at_some_place(self) -> str:
        kind = self.pick("list", "dict")
        return self.change(self.list_place() if kind == "list" else self.dict_place(), kind)

    def whole(self, name: str | None = None) -> str:
        """An expression for the whole value, as it is, copied or grown."""
        name = name or self.name
        if self.kind == "list":
            return self.pick(
                name,
                name,
                name,
                f"list({name})",
                f"{name}[:]",
                f"{name} + [n]",
                f"[*{name}, {self.value()}]",
                f"[n] + {name}",
                f"{name} or []",
                f"copy.deepcopy({name})",
            )
        return self.pick(
            name,
            name,
            name,
            f"dict({name})",
            f"{name}.copy()",
            f'{{**{name}, "k": {self.value()}}}',
            f"{name} | {self.mapping()}",
            f"{name} or {{}}",
            f"copy.deepcopy({name})",
        )

    def other(self) -> str:
        """Something that is not the value."""
        empty = ["[]", "[n]", "list(range(n))"] if self.kind == "list" else ["{}", '{"k": n}']
        return self.pick("no_update", "no_update", "None", *empty)

    def part(self) -> tuple[str, str]:
        """An expression for a part of the value, and its kind."""
        kind = self.pick("list", "dict")
        places = [p for p in (_LISTS if kind == "list" else _DICTS)[self.kind] if p]
        return self.name + self.rnd.choice(places), kind

    # -- scenes

    def scene(self) -> list[str]:
        if self.saved and self.maybe(0.4):
            return self.between_two()
        makers = self.makers() + self.risky_makers() * self.maybe(self.risk)
        return self.rnd.choice(makers)()

    def result(self) -> list[str]:
        name = self.fresh("result", "new")
        self.returned = name
        lines = [f"{name} = {self.other()}"] * self.maybe(0.7)
        lines += [f"{name} = {self.whole(self.value_name)}"]
        if self.maybe(0.3):
            lines.append(self.change(name, "list" if self.kind == "list" else "dict"))
        return lines

    def alias(self) -> list[str]:
        name = self.fresh("other", "new")
        lines = [f"{name} = {self.whole()}"]
        lines += [self.change(name, "list" if self.kind == "list" else "dict")]
        if self.maybe(0.3):
            self.returned = name
        elif self.maybe(0.3):
            lines.append(f"{self.value_name} = {name}")
        return lines

    def named_part(self) -> list[str]:
        (place, kind), name = self.part(), self.fresh("part", "inner")
        lines = [f"{name} = {place}", self.change(name, kind)]
        if kind == "dict" and self.maybe(0.2):
            inner = self.fresh("deeper")
            lines.append(f"{inner} = {name}[{self.key()}]")
            lines.append(self.change(inner, self.pick("list", kind)))
        if self.maybe(0.3):
            lines.append(self.change(name, kind))
        if self.maybe(0.25):
            lines.insert(1, self.moved(place))
        return lines

    def moved(self, place: str) -> str:
        """A change further up, which may put something else where a part was."""
        above = place[: place.rindex("[")]
        return self.pick(
            f"{place} = {self.pick('[]', '{}', '[n]', 'n')}",
            f"del {place}",
            self.change(above, "list" if place.endswith(("0]", "1]", "2]")) else "dict"),
            f"{place} = {self.part()[0]}",
        )

    def stored(self) -> list[str]:
        """A value with a name is put in, and maybe changed."""
        name, made = self.fresh("item", "row"), self.pick('{"x": n}', "[n]", '{"tags": []}')
        put = self.pick(
            f"{self.list_place()}.append({name})",
            f"{self.list_place()}.insert(0, {name})",
            f"{self.dict_place()}[{self.key()}] = {name}",
            f"{self.dict_place()}.update({{{self.key()}: {name}}})",
        )
        lines = [f"{name} = {made}", put]
        if self.maybe(0.3):
            change = self.change(name, "dict" if "{" in made else "list")
            lines.insert(self.rnd.choice([1, 2]), change)
        return lines

    def guard(self) -> list[str]:
        empty = "[]" if self.kind == "list" else "{}"
        name = self.value_name
        return [
            self.pick(
                f"{name} = {name} or {empty}",
                f"{name} = {name} if {name} else {empty}",
                f"{name} = {name} if n else {self.other()}",
                f"{name} = {self.other()} if n > 1 else {name}",
                f"if not {name}: return no_update" + ", n" * self.two,
                f"if n == 2: return {self.whole()}" + ", n" * self.two,
                "if not n: raise PreventUpdate",
                f"if {name} is None: {name} = {empty}",
                f"{name} = {self.whole()}",
            )
        ]

    def inner_function(self) -> list[str]:
        name = self.fresh("put", "add")
        place, kind = self.part()
        if self.kind != "figure" and self.maybe(0.5):
            place, kind = self.value_name, "list" if self.kind == "list" else "dict"
        change = self.change(place, kind)
        define = f"def {name}(k):\n    {change}"
        if "= " not in change and "del " not in change and self.maybe(0.3):
            define = f"{name} = lambda k: {change}"
        lines = [define, f"{name}(n)"]
        return lines + [f"{name}(text)"] * self.maybe(0.2)

    def put_by_a_function(self) -> list[str]:
        """What a function inside gets is put in."""
        name, item = self.fresh("put"), self.fresh("item")
        place = self.value_name + self.of(_LISTS)
        lines = [f"def {name}(k):\n    {place}.append(k)", f"{item} = {{}}", f"{name}({item})"]
        lines += [f"{name}({item})"] * self.maybe(0.3)
        return [*lines, f"{place}[-1][{self.key()}] = n"]

    def loop(self) -> list[str]:
        put = f"{self.list_place()}.append(i)"
        lines = [
            self.pick("for i in range(n):", "for i in range(2):", "for i in (n, text):"),
            "    " + self.pick(put, self.plain(), f"{self.dict_place()}[str(i)] = i"),
            *[f"    if i: {self.pick('break', 'continue', 'n = i')}"] * self.maybe(0.3),
            *["    " + self.plain()] * self.maybe(0.3),
        ]
        return ["\n".join(lines)]

    def augmented(self) -> list[str]:
        return [
            self.pick(
                f"{self.place()} += n",
                f"{self.place()} *= 2",
                f"{self.place()} *= 0.5",
                f"{self.place()} -= n",
                f"{self.place()} /= 2",
                f"{self.list_place()} += [n]",
                f"{self.list_place()} *= 2",
                f"{self.dict_place()} |= {self.mapping()}",
                f"{self.list_place()} += (n, text)",
                f"{self.list_place()} += [n] * 2",
            )
        ]

    def counted(self) -> list[str]:
        """A place that is computed, or counted from the end."""
        at = self.pick("-1", "-2", "n", "-n", "n - 1", "1", "99")
        place, key = self.list_place(), self.pick("n", "n - 1", "str(n)", "text", "None", "1.5")
        return [
            self.pick(
                f"{place}[{at}] = n",
                f"{place}.insert({at}, n)",
                f"{place}.pop({at})",
                f"del {place}[{at}]",
                f'{place}[{at}]["x"] = n',
                f"{place}[{at}].append(n)",
                f"{place}[len({place}) - 1] = n",
                f"{self.dict_place()}[{key}] = n",
            )
        ]

    def looked_at_first(self) -> list[str]:
        """A look at the value, most often before it is changed."""
        name = self.fresh("seen")
        line = f"{name} = " + self.pick(
            f"len({self.name})",
            self.place(),
            self.part()[0],
            f"str({self.place()})",
            f"list({self.name})",
            f"sorted({self.name}, key=str)",
            f"[str(one) for one in {self.name}]",
        )
        use = self.pick(
            f"{self.list_place()}.append({name})",
            f"{self.dict_place()}[{self.key()}] = {name}",
            f"text = f'{{{name}}}'",
            "n += 1",
        )
        if self.maybe(0.5):
            self.second = name
        return [f"!{line}", use]

    # -- scenes that are mostly beyond a Patch

    def view(self) -> list[str]:
        name = self.fresh("keys", "seen")
        what = self.dict_place() if self.kind != "list" else self.name + "[0]"
        lines = [f"{name} = {what}.{self.pick('keys', 'items', 'values')}()", f"size = len({name})"]
        self.second = self.pick("size", f"len({name})")
        return [lines[0], "size = 0", lines[1]]

    def iterated(self) -> list[str]:
        over, key, inside = self.list_place(), self.key(), self.dict_place()
        return [
            self.pick(
                f"for one in {over}:\n    {self.list_place()}.append(n)\n    if n < 9: break",
                f"for one in {over}:\n    one[{key}] = n",
                f"for one in {over}[:2]:\n    {self.list_place()}.append(one)",
                f"for i, one in enumerate({over}):\n    {over}[i] = n",
                f"for i in range(len({over})):\n    {over}[i] = n",
                f"for key, one in {inside}.items():\n    {self.list_place()}.append(key)",
                f"for key in list({inside}):\n    {inside}[key] = n",
                f"while len({over}) > 2:\n    {over}.pop()",
                f"for one in sorted({over}, key=str):\n    {self.plain()}",
            )
        ]

    def at_once(self) -> list[str]:
        one, other = self.place(), self.place()
        return [
            self.pick(
                f"{one}, {other} = n, text",
                f"{one}, {other} = {other}, {one}",
                f"{one} = {other} = n",
                f"{one} = {other} = [n]",
                f"new, m = {self.name}, 1\n{self.change('new', self.root)}",
                f"part, m = {self.part()[0]}, 1\npart.append(n)",
                f"{self.value_name}, m = {self.whole()}, n",
                f"new = old = {self.name}\n{self.change('old', self.root)}",
            )
        ]

    @property
    def root(self) -> str:
        return "list" if self.kind == "list" else "dict"

    def rebuilt(self) -> list[str]:
        place = self.list_place()
        name = self.value_name
        whole = [
            f"{name} = [one for one in {name} if one != n]",
            f"{name} = {name}[-2:]",
            f"{name} = {name}[1:]",
            f"{name} = sorted({name}, key=str)",
            f"{name} = list(reversed({name}))",
            f"{name} = {name}[::-1]",
            f"{name}[:] = [n]",
            f"{name}[1:2] = [n, text]",
            f"del {name}[1:]",
            f"{name} = {name} * 2",
        ]
        if self.kind != "list":
            whole = [
                f"{name} = {{k: v for k, v in {name}.items() if k != text}}",
                f'{name} = {{"k": n, **{name}}}',
                f"{name} = dict(sorted({name}.items()))",
                f"{name} = {self.part()[0]}",
            ]
        return [
            self.pick(
                *whole,
                f"{place} = [one for one in {place} if one != n]",
                f"{place} = {place} + [n]",
                f"{place} = {place}[-2:]",
                f"{place} = sorted({place}, key=str)",
                f"{place} = [*{place}, n]",
                f"{place}[1:] = [n]",
            )
        ]

    def copied_part(self) -> list[str]:
        (place, kind), name = self.part(), self.fresh("part", "copied")
        made = [f"list({place})", f"{place}.copy()", f"{place}[:]", f"{place} + [n]"]
        if kind == "dict":
            made = [f"dict({place})", f"{place}.copy()", f'{{**{place}, "k": n}}']
        lines = [f"{name} = {self.pick(*made)}", self.change(name, kind)]
        return lines + [f"{place} = {name}"] * self.maybe(0.7)

    def looked_up(self) -> list[str]:
        key, name = self.key(), self.fresh("part")
        made = self.pick(
            f"{self.dict_place()}.get({key}, [])",
            f"{self.dict_place()}.setdefault({key}, [])",
            f"{self.dict_place()}.pop({key}, [])",
            f"{self.list_place()}.pop()",
            f"next(iter({self.list_place()}), [])",
            f"{self.list_place()}[0] if n else [n]",
            f"{self.part()[0]} if n else {self.part()[0]}",
        )
        if self.maybe(0.2):
            return [f"{made}.append(n)"]
        use = self.pick(
            f"{name}.append(n)",
            f"{name}[{key}] = n",
            f"{self.list_place()}.insert(0, {name})",
            f"{self.dict_place()}[{self.key()}] = {name}",
        )
        walrus = f"if ({name} := {made}):\n    {use}"
        return [walrus] if self.maybe(0.3) else [f"{name} = {made}", use]

    def lazy(self) -> list[str]:
        """What is worked out from the value only when it is looked at."""
        name, over = self.fresh("lazy"), self.list_place()
        made = self.pick(
            f"iter({over})",
            f"reversed({over})",
            f"enumerate({over})",
            f"zip({over}, [n, text])",
            f"map(str, {over})",
            f"filter(None, {over})",
            f"(str(one) for one in {over})",
            f"[{over}]",
            f"{{'k': {over}}}",
        )
        change = self.plain()
        self.second = f"str(list({name}))"
        return [f"{name} = []", f"{name} = {made}", change, f"n += len(list({name}))"]

    def shared(self) -> list[str]:
        """One value at several places, one of which is changed."""
        place, item = self.list_place(), self.fresh("item")
        lines = self.pick(
            f"{item} = {{}}\n{place} += [{item}] * 2",
            f"{place}.extend([[]] * 2)",
            f"{item} = []\n{place}.extend([{item} for _ in range(2)])",
            f"{item} = {{}}\nfor _ in range(2):\n    {place}.append({item})",
            f"{item} = {{}}\nfor one in ({item}, {item}):\n    {place}.append(one)",
            f"{item} = {{}}\n{place}.append({item})\n{self.place()} = {item}",
            f"{item} = [{{}}]\n{place}.append({item}[0])\n{place}.append({item}[0])",
            f"{item} = {{'k': []}}\n{place}.append({item}['k'])\n{place}.append({item})",
            f"{item} = {{}}\n{place}.extend(dict.fromkeys('ab', {item}).values())",
            f"{item} = []\n{place}.extend((one := {item}, one))",
            f"{item} = []\nsame = {item}\n{place}.extend([{item}])\n{place}.append(same)",
        )
        change = self.pick(
            f"{place}[-1].append(n)", f"{place}[-1][{self.key()}] = n", f"{place}[0][text] = n",
            f"{place}[-2].update(k=n)", f"{place}[-1].insert(0, n)",
        )  # fmt: skip
        return [lines, change]

    def left(self) -> list[str]:
        """A way out, with what is added to the value, or with something else."""
        other = self.other()
        made = self.pick(self.value_name, self.whole(self.value_name), other)
        returned = f"return {made}" + ", n" * self.two
        head = self.pick("if n > 1:", 'if text == "b":')
        rebound = f"{self.value_name} = {other}"
        return [
            self.pick(
                f"{head}\n    {returned}",
                f"{head}\n    {rebound}\n    {self.plain()}\n    return {self.value_name}"
                + ", n" * self.two,
                f"{head}\n    {rebound}",
                f"try:\n    {self.plain()}\n    {returned}\nfinally:\n    {self.plain()}",
                f"try:\n    {returned}\nfinally:\n    {self.plain()}",
                f"old = {self.value_name}\n{rebound}\nold.append(n)",
                f"n = {self.value_name}\n{self.change('n', self.root)}",
                f"if n: {self.plain()}",
            )
        ]

    def between_two(self) -> list[str]:
        """Two values of two properties, which may come to hold the same."""
        item, place = self.fresh("item"), self.list_place()
        return [
            self.pick(
                "saved.append(n)",
                "saved.append({'x': n})",
                "saved = [n, *saved]",
                "saved = saved or []",
                f"saved.append({place})",
                f"saved.append({self.part()[0]})",
                f"saved.append({place}.pop(0))",
                f"saved.extend({place})",
                f"saved += {place}",
                f"saved = {place}",
                f"saved = saved + {place}",
                f"for one in {place}:\n    saved.append(one)",
                f"{place}.extend(saved)",
                f"{place}.append(saved)",
                f"{self.dict_place()}[{self.key()}] = saved",
                f"{self.dict_place()}[{self.key()}] = saved[0]",
                f"{item} = {{}}\n{place}.append({item})\nsaved.append({item})",
                f"{item} = saved\n{item}.append(n)",
                f"{item} = {self.pick('saved', place)} if n else {self.pick('saved', place)}\n"
                f"{item}.append(n)",
            ),
            self.pick(
                "saved[-1].append(n)", "saved[0][text] = n", f"{place}[-1][{self.key()}] = n",
                "saved.pop()", f"{place}.append(n)", "saved.reverse()", "saved[-1].clear()",
            ),
        ]  # fmt: skip

    def named_later(self) -> list[str]:
        """A function inside that takes a name which is bound behind it."""
        name, put = self.fresh("later"), self.fresh("put")
        bound = f"{name} = {self.pick(self.value_name, self.whole(), self.part()[0], '[]')}"
        define = self.pick(
            f"def {put}(k):\n    {self.change(name, self.root)}",
            f"{put} = lambda k: {name}.{self.pick('append(k)', 'update(k=k)', 'clear()')}",
            f"def {put}(k):\n    return len({name})",
            f"def {put}(k):\n    nonlocal_ = {name}\n    {self.change('nonlocal_', self.root)}",
        )
        lines = [define, bound] if self.maybe(0.7) else [bound, define]
        lines.append(self.pick(f"{put}(n)", f"n = {put}(n) or 0"))
        return lines + [f"{name} = []"] * self.maybe(0.2)

    def of_itself(self) -> list[str]:
        place, one, other = self.list_place(), self.plain(), self.plain()
        return [
            self.pick(
                f"{place}.append({self.list_place()})",
                f"{place}.extend({place})",
                f"{place} += {self.list_place()}",
                f"{self.dict_place()}.update({self.dict_place()})",
                f"{self.dict_place()}[{self.key()}] = {self.part()[0]}",
                f"{place}.append({place}.pop(0))",
                f"{place}.append(len({place}))",
                f"add = {place}.append\nadd(n)",
                f"[{place}.append(i) for i in range(n)]",
                f"match n:\n    case 1:\n        {one}\n    case _:\n        {other}",
                f"if n in {place}:\n    {place}.remove(n)\nelse:\n    {place}.append(n)",
                f"if len({place}) > 1:\n    {self.plain()}",
                f"(k := {self.name})\n{self.change('k', self.root)}",
            )
        ]

    def makers(self) -> list[Callable[[], list[str]]]:
        """The scenes that may well be a Patch."""
        return [
            self.result, self.alias, self.named_part, self.named_part, self.stored, self.guard,
            self.inner_function, self.loop, self.augmented, self.counted, self.looked_at_first,
            self.put_by_a_function, self.left,
        ]  # fmt: skip

    def risky_makers(self) -> list[Callable[[], list[str]]]:
        """The scenes that seldom are."""
        return [
            self.view, self.iterated, self.at_once, self.rebuilt, self.copied_part, self.looked_up,
            self.of_itself, self.lazy, self.shared, self.left, self.named_later,
        ]  # fmt: skip

    # -- the whole

    def body(self) -> list[str]:
        """Lines (some of which hold several), and how they end."""
        lines = [self.plain() for _ in range(self.rnd.choice([0, 1, 1, 2]))]
        for _ in range(self.rnd.choice([1, 1, 2])):
            lines = self.woven(lines, self.scene())
        looks = [line[1:] for line in lines if line.startswith("!")]
        lines = [line for line in lines if not line.startswith("!")]
        at = 0 if self.maybe(0.8) else self.rnd.randint(0, len(lines))
        lines[at:at] = looks
        for _ in range(self.rnd.choice([0, 0, 1, 1, 2])):
            lines = self.folded(lines)
        return [*lines, self.ending()]

    def woven(self, one: list[str], other: list[str]) -> list[str]:
        """The lines of both, each in their order."""
        one, other, made = list(one), list(other), []
        while one and other:
            made.append((one if self.maybe(len(one) / (len(one) + len(other))) else other).pop(0))
        return [*made, *one, *other]

    def folded(self, lines: list[str]) -> list[str]:
        """The lines, some of them under the head of a compound statement."""
        start = self.rnd.randint(0, len(lines) - 1)
        end = self.rnd.randint(start + 1, min(len(lines), start + 3))
        head, kind = self.rnd.choice(_HEADS)
        inner = "\n".join(lines[start:end])
        if kind == "while":
            inner += "\nturn += 1"
        elif kind in ("if", "loop") and self.maybe(0.2):
            out = [self.ending(), "raise PreventUpdate"]
            inner += "\n" + self.pick(*(["break", "continue"] if kind == "loop" else out))
        made = head + "\n" + _indented(inner)
        if kind == "if" and self.maybe(0.4):
            made += "\nelse:\n" + _indented(self.pick(self.plain(), self.ending()))
        elif kind == "loop" and self.maybe(0.1):
            made += "\nelse:\n" + _indented(self.plain())
        elif kind == "try":
            handlers = ["except ValueError:", "except KeyError:", "except Exception:"]
            made += "\n" + self.pick(*handlers) + "\n" + _indented(self.pick("n = 1", self.plain()))
            made += ("\nfinally:\n" + _indented(self.plain())) * self.maybe(0.15)
        elif kind == "def":
            made += "\nstep()"
        return [*lines[:start], made, *lines[end:]]

    def ending(self) -> str:
        """A return of the value, under the name that it has at the end."""
        name = self.returned
        made = name if self.maybe(0.7) else self.whole(name)
        if self.maybe(0.1):
            made = self.pick(
                f"{made} if n > 1 else no_update", f"no_update if n else {made}",
                f"{made} if n else {self.value_name}",
            )  # fmt: skip
        second = self.pick("n", "n", "n", self.second, name, "text", "no_update")
        if self.saved:
            second = self.pick("saved", "saved", "saved", "saved", "no_update", "saved + [n]", name)
        return f"return {made}" + f", {second}" * self.two

    def source(self, number: int = 0) -> str:
        body = _indented("\n".join(self.body()))
        second = f' Output("p", "data-{number}"),' if self.two else ""
        given = self.parameter
        if self.saved:
            second, given = f' Output("q{number}", "data"),', f"{given}, saved"
        made = CALLBACK.format(number=number, second=second, name=given, body=body)
        if self.saved:
            state = f'State("q{number}", "data"),\n    prevent_initial_call=True,\n)\ndef change'
            made = made.replace("prevent_initial_call=True,\n)\ndef change", state)
        if self.kind == "figure":
            return made.replace(f'"s{number}", "data"', f'"s{number}", "figure"')
        return made + CLEAR.format(number=number) * self.cleared

    def store(self, number: int = 0) -> str:
        saved = f'dcc.Store(id="q{number}", data=[]), ' * self.saved
        if self.kind != "figure":
            return saved + super().store(number)
        self.may_be_null = self.cleared = False
        return f'{saved}dcc.Graph(id="s{number}", figure={FIGURE!r})'

    def values(self) -> list[Any]:
        values = list(_VALUES[self.kind])
        return [*values, None] if self.may_be_null or self.cleared else values


def _indented(text: str) -> str:
    return "\n".join("    " + line for line in text.split("\n"))
