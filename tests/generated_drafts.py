"""A callback in the making: its dependencies, and every way to group them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from generated_names import INPUTS, OUTPUTS, ROW, STATES, Module, Property, pattern

FORMS = [
    "flat",
    "flat",
    "lists",
    "joined",
    "mixed",
    "state first",
    "keyword lists",
    "keyword dicts",
    "one dict",
    "dict and more",
    "nested tuple",
    "nested list",
    "one group",
    "nested dict",
]
_POSITIONAL = ("flat", "lists", "joined", "mixed", "state first", "one dict", "nested tuple")


_OPTIONS = [
    "hidden=True",
    "optional=True",
    "on_error=print",
    'api_endpoint="/api"',
    "mcp_enabled=True",
    "_allow_dynamic_callbacks=True",
    "prevent_intial_call=True",
]


class Dependency(NamedTuple):
    """An Output, Input or State."""

    kind: str
    component: str
    prop: str
    index: str = ""
    flag: str = ""

    def source(self, module: Module) -> str:
        called = pattern(module, self.index) if self.component == ROW else module.id(self.component)
        name = module.dash(self.kind)
        if not self.flag and module.choose.maybe(6):
            return f'{name}(component_id={called}, component_property="{self.prop}")'
        return f'{name}({called}, "{self.prop}"{self.flag})'


@dataclass
class Draft:
    """What a callback depends on, and how its function gets and returns the values."""

    name: str
    kind: str
    """`plain`, `rows` where the ids are dicts with wildcards, or `dispatch`: it asks for its
    trigger."""
    outputs: list[Dependency]
    inputs: list[Dependency]
    states: list[Dependency]
    form: str
    shape: str = "single"
    """What is returned: a single value, `bare` values, a list or a dict of them."""
    options: list[str] = field(default_factory=list)
    names: dict[Dependency, str] = field(default_factory=dict)
    progress: bool = False
    """Whether the first parameter tells how far it is."""
    opaque: bool = False
    """Whether its registration cannot be read."""
    runs: bool = True
    """Whether the registration is surely reached."""

    @property
    def state_names(self) -> list[str]:
        return [self.names[state] for state in self.states]

    @property
    def value_of_first_input(self) -> str:
        return self.names[self.inputs[0]] if self.inputs else "1"

    def outputs_that_are_states(self) -> list[tuple[int, str]]:
        """The outputs that are States too, by number, with the State's name."""
        return [
            (number, self.names[state])
            for number, output in enumerate(self.outputs)
            for state in self.states
            if (state.component, state.prop) == (output.component, output.prop)
            and state.component != ROW
        ]

    def returned(self, values: list[str]) -> str:
        if not self.outputs:
            return "return None"
        if self.shape == "dict":
            inner = ", ".join(f'"o{number}": {value}' for number, value in enumerate(values))
            return f"return {{{inner}}}"
        joined = ", ".join(values)
        return f"return [{joined}]" if self.shape == "list" else f"return {joined}"


def draft(module: Module, name: str, taken: list[Property]) -> Draft:
    """A callback; `taken` are the properties that others write already."""
    choose = module.choose
    if choose.maybe(8):
        return _of_rows(module, name)
    outputs: list[Dependency] = []
    for place in choose.some(OUTPUTS, 0 if choose.maybe(5) else 1, choose.one([1, 1, 2, 3])):
        shared = place in taken
        if shared and not choose.maybe(35):
            continue
        flag = choose.one([", allow_duplicate=True", ", True", ""]) if shared else ""
        if not shared and choose.maybe(6):
            flag = ", allow_duplicate=True"
        outputs.append(Dependency("Output", *place, flag=flag))
    if not outputs:
        free = [place for place in OUTPUTS if place not in taken]
        outputs += [Dependency("Output", *free[0])] if free else []
    inputs = [Dependency("Input", *p) for p in choose.some(INPUTS, 1, choose.one([1, 2, 3]))]
    places = choose.some(STATES, 0, choose.one([1, 2, 3]))
    if choose.maybe(45):
        written = [Property(o.component, o.prop) for o in outputs]
        places += [p for p in written if p not in places][:1]
    states = [Dependency("State", *place) for place in places]
    made = Draft(name, "plain", outputs, inputs, states, choose.one(FORMS))
    settle(module, made)
    return made


def dispatching(module: Module, name: str, taken: list[Property]) -> Draft:
    """A callback with several Inputs that may ask which of them triggered it."""
    choose = module.choose
    free = [place for place in OUTPUTS if place not in taken]
    outputs = [Dependency("Output", *place) for place in choose.some(free, 1, choose.one([1, 2]))]
    if not outputs or choose.maybe(10):
        place = choose.one(OUTPUTS)
        flag = ", allow_duplicate=True" if place in taken else ""
        outputs = [Dependency("Output", *place, flag=flag)]
    buttons = [place for place in INPUTS if place.name in ("n_clicks", "n_intervals")]
    places = choose.some(buttons, 2, 3)
    if choose.maybe(30):
        places += [p for p in choose.some(INPUTS, 1, 1) if p not in places]
    inputs = [Dependency("Input", *place) for place in places]
    if choose.maybe(5):
        inputs.append(Dependency("Input", ROW, "n_clicks", choose.one(["0", "1", "ALL"])))
    if choose.maybe(6):
        together = choose.one(
            [("cart", "modified_timestamp", "data"), ("name", "n_submit", "value")]
        )
        inputs = [d for d in inputs if d.component != together[0]]
        inputs += [Dependency("Input", together[0], prop) for prop in together[1:]]
    if choose.maybe(5) and (outputs[0].component, outputs[0].prop) not in places:
        # One arm would trigger the other.
        inputs.append(Dependency("Input", outputs[0].component, outputs[0].prop))
    states = [Dependency("State", *place) for place in choose.some(STATES, 0, 2)]
    form = (
        choose.one(FORMS) if choose.maybe(20) else choose.one(["flat", "flat", "lists", "joined"])
    )
    made = Draft(name, "dispatch", outputs, inputs, states, form)
    settle(module, made)
    return made


def _of_rows(module: Module, name: str) -> Draft:
    choose = module.choose
    output = Dependency("Output", ROW, choose.one(["title", "children"]), "MATCH")
    inputs = [Dependency("Input", ROW, "n_clicks", "MATCH")]
    states = [Dependency("State", ROW, "id", "MATCH")] if choose.maybe(50) else []
    if choose.maybe(40):
        output = Dependency("Output", "out-2", "title")
        inputs = [Dependency("Input", ROW, "n_clicks", "ALL")]
        states = [Dependency("State", ROW, "id", "ALL")] if states else []
    states += [Dependency("State", *choose.one(STATES))] if choose.maybe(50) else []
    made = Draft(name, "rows", [output], inputs, states, choose.one(FORMS))
    settle(module, made)
    return made


def settle(module: Module, made: Draft) -> None:
    """Choose the options, the shape of what is returned, and the names of parameters."""
    choose = module.choose
    made.inputs = list(dict.fromkeys(made.inputs))
    made.states = list(dict.fromkeys(made.states))
    flagged = any(output.flag for output in made.outputs)
    prevent = choose.one(["", "", "True", "True", "False", '"initial_duplicate"'])
    if made.kind == "dispatch" and choose.maybe(50):
        prevent = "True"
    if flagged and prevent in ("", "False") and not choose.maybe(25):
        prevent = "True"
    if prevent:
        made.options.append(f"prevent_initial_call={prevent}")
    if choose.maybe(5):
        off = f'{module.dash("Output")}("go", "disabled")'
        made.options.append(f"running=[({off}, True, False)]")
    if choose.maybe(5):
        made.options.append(choose.one(_OPTIONS))
    count = len(made.outputs)
    wrapped = made.form == "lists" and count == 1 and choose.maybe(60)
    shapes = ["list"] if wrapped else ["single"] if count == 1 else ["bare", "list"]
    if made.form.startswith("keyword") and count and choose.maybe(40):
        shapes = ["dict"]
    made.shape = choose.one(shapes)
    if wrapped:
        made.form = "lists with output"
    used: set[str] = set()
    for dependency in [*made.inputs, *made.states]:
        base = f"{dependency.component}_{dependency.prop}".replace("-", "_")
        if choose.maybe(15):
            base = f"_{base}"
        while base in used:
            base += "_"
        used.add(base)
        made.names[dependency] = base


@dataclass
class Arguments:
    """A registration's arguments, the parameters of its function, and what unpacks these."""

    arguments: list[str]
    parameters: list[str]
    unpacking: list[str] = field(default_factory=list)
    by_name: bool = False


def arguments(module: Module, made: Draft) -> Arguments:
    """The source of a draft's registration and signature."""
    choose = module.choose
    outs = [d.source(module) for d in made.outputs]
    pairs = [(made.names[d], d.source(module)) for d in (*made.inputs, *made.states)]
    found = _grouped(module, made, outs, pairs)
    options = list(made.options)
    positional = made.form in _POSITIONAL or made.form == "lists with output"
    if positional and "prevent_initial_call=True" in options and choose.maybe(15):
        options.remove("prevent_initial_call=True")
        found.arguments.append("True")
    found.arguments += options
    return found


def _grouped(
    module: Module, made: Draft, outs: list[str], pairs: list[tuple[str, str]]
) -> Arguments:
    choose = module.choose
    names, sources = [n for n, _ in pairs], [s for _, s in pairs]
    cut = len(made.inputs)
    ins, kept = sources[:cut], sources[cut:]
    form = made.form
    if form == "lists with output":
        return Arguments([f"[{', '.join(outs)}]", *_lists(ins, kept)], names)
    if form == "lists":
        first = [f"[{', '.join(outs)}]"] if len(outs) > 1 else outs
        return Arguments([*first, *_lists(ins, kept)], names)
    if form == "joined":
        return Arguments([*outs, f"[{', '.join(sources)}]"], names)
    if form == "mixed":
        return Arguments([*outs, *ins, *_lists([], kept)], names)
    if form == "state first":
        turned = pairs[cut:] + pairs[:cut] if choose.maybe(60) else pairs[::-1]
        return Arguments([*outs, *(s for _, s in turned)], [n for n, _ in turned])
    if form == "keyword lists":
        found = [_output(choose.maybe(70), made, outs), f"inputs=[{', '.join(ins)}]"]
        if kept:
            one = len(kept) == 1 and len(ins) == 1 and choose.maybe(20)
            if one:
                found[1] = f"inputs={ins[0]}"
            found.append(f"state={kept[0]}" if one else f"state=[{', '.join(kept)}]")
        return Arguments([f for f in found if f], names)
    if form == "keyword dicts":
        found = [
            _output(choose.maybe(70), made, outs),
            f"inputs={_dict(choose.maybe(40), pairs[:cut])}",
        ]
        if kept:
            found.append(f"state={_dict(choose.maybe(40), pairs[cut:])}")
        shuffled = choose.some(names, len(names), len(names)) if choose.maybe(30) else names
        return Arguments([f for f in found if f], shuffled, by_name=True)
    if form == "one dict":
        return Arguments([*outs, _dict(choose.maybe(40), pairs)], names, by_name=True)
    if form == "dict and more" and len(pairs) > 1:
        inner = ", ".join(f'"{n}": {s}' for n, s in pairs[:-1])
        unpacking = [f'{n} = values["{n}"]' for n in names[:-1]]
        return Arguments([*outs, f"{{{inner}}}", sources[-1]], ["values", names[-1]], unpacking)
    if form in ("nested tuple", "nested list") and len(pairs) > 2:
        opening, closing = ("(", ")") if form == "nested tuple" else ("[", "]")
        group = f"{opening}{', '.join(sources[:2])}{closing}"
        listed = [group, *sources[2:]]
        given = listed if form == "nested tuple" else [f"[{', '.join(listed)}]"]
        if form == "nested tuple":
            # A tuple that stands alone among the arguments is flattened: one more level.
            given = [f"({group}, {sources[2]})", *sources[3:]]
        unpacking = [f"{', '.join(names[:2])} = values"]
        return Arguments([*outs, *given], ["values", *names[2:]], unpacking)
    if form == "one group":
        return Arguments([*outs, f"[[{', '.join(sources)}]]"], names)
    if form == "nested dict" and len(pairs) > 1:
        inner = ", ".join(f'"{n}": {s}' for n, s in pairs[1:])
        given = f'{{"values": {{{inner}}}, "{names[0]}": {sources[0]}}}'
        unpacking = [f'{n} = values["{n}"]' for n in names[1:]]
        return Arguments([*outs, given], ["values", names[0]], unpacking, by_name=True)
    return Arguments([*outs, *sources], names)


def _lists(ins: list[str], kept: list[str]) -> list[str]:
    return [f"[{', '.join(each)}]" for each in (ins, kept) if each]


def _dict(called: bool, pairs: list[tuple[str, str]]) -> str:
    if called:
        return f"dict({', '.join(f'{n}={s}' for n, s in pairs)})"
    return "{" + ", ".join(f'"{n}": {s}' for n, s in pairs) + "}"


def _output(by_name: bool, made: Draft, outs: list[str]) -> str:
    """The outputs beside keywords: by name, or in their place."""
    if not outs:
        return ""
    joined = ", ".join(outs)
    if made.shape == "dict":
        inner = ", ".join(f'"o{number}": {out}' for number, out in enumerate(outs))
        return f"output={{{inner}}}"
    if len(outs) == 1:
        return f"output={outs[0]}" if by_name else outs[0]
    return f"output=[{joined}]" if by_name else joined
