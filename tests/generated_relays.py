"""Generated Stores whose data one callback hands on, and what only looks like it."""

from __future__ import annotations

from dataclasses import dataclass, field

from generated_drafts import Dependency, Draft, settle
from generated_names import INPUTS, OUTPUTS, STATES, STORES, Module, Property

_SINGLE = [
    "return {a}",
    "return {a}",
    "return {a}",
    "if {a} is None:\n    raise PreventUpdate\nreturn {a}",
    "if not {a}:\n    return no_update\nreturn {a}",
    "return {a} if {a} else no_update",
    "return {a} or no_update",
    "if {a}:\n    return {a}\nreturn no_update",
    "if {a} is not None:\n    return {a}\nraise PreventUpdate",
    "result = {a}\nreturn result",
    "return ({a})",
    "if not ctx.triggered:\n    raise PreventUpdate\nreturn {a}",
    '"""Hand it on."""\nreturn {a}',
]
_MULTIPLE = [
    "if ctx.triggered_id == {x}:\n    return {a}\nreturn {b}",
    "if ctx.triggered_id == {x}:\n    return {a}\nelif ctx.triggered_id == {y}:\n    return {b}\n"
    "raise PreventUpdate",
    "return {a} if ctx.triggered_id == {x} else {b}",
    'trigger = ctx.triggered[0]["prop_id"].split(".")[0]\nif trigger == {x}:\n    return {a}\n'
    "else:\n    return {b}",
    "if not ctx.triggered:\n    raise PreventUpdate\nif ctx.triggered_id == {y}:\n    return {b}\n"
    "return {a}",
    'if {x} in ctx.triggered[0]["prop_id"]:\n    return {a}\nreturn {b}',
    'if ctx.triggered[0]["prop_id"] == {x} + ".data":\n    return {a}\nreturn {b}',
    "which = ctx.triggered_id\nif which == {x} and {a}:\n    return {a}\n"
    "if which == {y}:\n    return {b}\nreturn no_update",
    "if ctx.triggered_id != {x}:\n    return {b}\nreturn {a}",
]
_NEAR_SINGLE = [
    "return [{a}]",
    "return str({a})",
    "return {a} or []",
    "return dict({a} or {{}})",
    "return {a}[0]",
    "return not {a}",
    "print({a})\nreturn {a}",
    "{a} = {a} or 1\nreturn {a}",
    "{a} = 1\nreturn {a}",
    "{a}.append(1)\nreturn {a}",
    "try:\n    return {a}\nfinally:\n    print(1)",
    "def inner():\n    return {a}\nreturn inner()",
    "return (lambda: {a})()",
    'return locals()["{a}"]',
    "return eval('{a}')",
    "if (found := {a}):\n    return found\nreturn no_update",
    "match {a}:\n    case None:\n        raise PreventUpdate\n    case one:\n        return one",
    "return [one for one in {a} or []]",
    "with open(__file__) as file:\n    return {a}",
    "if {a} == 3:\n    return no_update\nreturn {a}",
    "if len({a} or []) > 3:\n    raise PreventUpdate\nreturn {a}",
    "if {a} is None:\n    return 'nothing yet'\nreturn {a}",
    "while True:\n    return {a}",
    "for one in [{a}]:\n    return one",
    "build({a})\nreturn {a}",
    "assert {a}\nreturn {a}",
    "global LAST\nLAST = {a}\nreturn {a}",
    'return ctx.triggered[0]["value"]',
    'return ctx.inputs["{i}.data"]',
    "del {a}\nreturn no_update",
]
_NEAR_MULTIPLE = [
    "return {a} or {b}",
    "return {a} if {a} is not None else {b}",
    "if ctx.triggered_id == {x}:\n    return {b}\nreturn {a}",
    "return {{{x}: {a}, {y}: {b}}}[ctx.triggered_id]",
    "return {{{x}: {a}, {y}: {b}}}.get(ctx.triggered_id, no_update)",
    'return ctx.triggered[0]["value"]',
    "if {a}:\n    return {a}\nreturn {b}",
    "if ctx.triggered_id == {x}:\n    print(1)\n    return {a}\nreturn {b}",
    "match ctx.triggered_id:\n    case 'relay-0-a':\n        return {a}\n    case _:\n"
    "        return {b}",
    "first, second = {a}, {b}\nreturn first if ctx.triggered_id == {x} else second",
    "if ctx.triggered_id == {x}:\n    return {a}\nreturn {a}",
    "for value in ({a}, {b}):\n    if value:\n        return value\nreturn no_update",
    "return [{a}, {b}]",
]
_MENTIONS = [
    'WATCHED_{n} = ["{i}"]',
    'print("{i}.data")',
    'HELP_{n} = "the Store {i} holds it"',
    'PREFIX_{n} = "relay"',
]


@dataclass
class RelayScene:
    """Callbacks that belong together, to be written to one module or to several."""

    drafts: list[Draft]
    bodies: dict[str, str] = field(default_factory=dict)
    """Bodies that are given, by the names of drafts; others are free."""
    mention: str = ""


def relay_scene(module: Module, number: int, first: int, taken: list[Property]) -> RelayScene:
    """Stores, the callbacks that write them, and the one that hands their data on."""
    choose = module.choose
    stores = [f"relay-{number}-{letter}" for letter in "ab"[: choose.one([1, 1, 2])]]
    names = (f"f{first + index}" for index in range(9))
    drafts = [_writer(module, next(names), [store]) for store in stores]
    if choose.maybe(8):
        drafts.append(_writer(module, next(names), stores[:1], flag=", allow_duplicate=True"))
    if choose.maybe(5) and len(stores) > 1:
        drafts = [_writer(module, next(names), stores)]
    relay, body = _relay(module, next(names), stores, taken)
    place = choose.number(0, len(drafts))
    drafts.insert(place, relay)
    if choose.maybe(10):
        drafts.append(_reader(module, next(names), stores[0], taken))
    scene = RelayScene(drafts, {relay.name: body})
    if choose.maybe(6):
        scene.mention = choose.one(_MENTIONS).format(i=stores[0], n=number)
    return scene


def _form(module: Module) -> str:
    return module.choose.one(["flat"] * 5 + ["lists", "lists", "joined", "keyword lists", "mixed",
                              "state first", "one dict", "one group"])  # fmt: skip


def _writer(module: Module, name: str, stores: list[str], flag: str = "") -> Draft:
    choose = module.choose
    outputs = [Dependency("Output", store, "data", flag=flag) for store in stores]
    if choose.maybe(10):
        outputs.append(Dependency("Output", f"said-{stores[0]}", "children"))
        outputs.reverse() if choose.maybe(50) else None
    places = [p for p in INPUTS if p.component not in STORES and p.component != "out-0"]
    inputs = [Dependency("Input", *p) for p in choose.some(places, 1, choose.one([1, 1, 2]))]
    states = [Dependency("State", *p) for p in choose.some(STATES, 0, 1)]
    if choose.maybe(6):
        states.append(Dependency("State", stores[0], "data"))
    made = Draft(name, "plain", outputs, inputs, states, _form(module))
    settle(module, made)
    return made


def _relay(
    module: Module, name: str, stores: list[str], taken: list[Property]
) -> tuple[Draft, str]:
    choose = module.choose
    free = [place for place in OUTPUTS if place not in taken]
    places = [place for place in OUTPUTS if place in taken and choose.maybe(10)] or free
    target = choose.one(places) if places and choose.maybe(70) else Property("out-3", "children")
    flag = ", allow_duplicate=True" if target in taken or choose.maybe(4) else ""
    prop = "modified_timestamp" if choose.maybe(3) else "data"
    inputs = [Dependency("Input", store, prop) for store in stores]
    if choose.maybe(4):
        inputs.append(Dependency("Input", "name", "value"))
    states = [Dependency("State", "city", "value")] if choose.maybe(4) else []
    made = Draft(name, "plain", [Dependency("Output", *target, flag=flag)], inputs, states,
                 _form(module))  # fmt: skip
    settle(module, made)
    given = [made.names[one] for one in inputs]
    options = _NEAR_SINGLE if choose.maybe(25) else _SINGLE
    if len(stores) > 1:
        options = _NEAR_MULTIPLE if choose.maybe(25) else _MULTIPLE
    text = choose.one(options)
    x, y = (module.id(stores[0]), module.id(stores[-1]))
    return made, text.format(a=given[0], b=given[len(stores) - 1], x=x, y=y, i=stores[0])


def _reader(module: Module, name: str, store: str, taken: list[Property]) -> Draft:
    """A callback that reads a Store besides."""
    choose = module.choose
    free = [place for place in OUTPUTS if place not in taken] or [Property("out-3", "title")]
    kind = choose.one(["State", "State", "Input"])
    prop = choose.one(["data", "data", "modified_timestamp", "clear_data"])
    one = Dependency(kind, store, prop)
    inputs = [one] if kind == "Input" else [Dependency("Input", *choose.one(INPUTS[:6]))]
    states = [one] if kind == "State" else []
    output = Dependency("Output", *free[-1])
    made = Draft(name, "plain", [output], inputs, states, _form(module))
    settle(module, made)
    return made
