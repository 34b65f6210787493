"""What generated projects are made of: choices, components, and modules that spell names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

T = TypeVar("T")


class Chooser:
    """Makes all choices with one function for whole numbers; the lower, the simpler."""

    def __init__(self, number: Callable[[int, int], int]) -> None:
        self.number = number

    def one(self, options: Sequence[T]) -> T:
        return options[self.number(0, len(options) - 1)]

    def maybe(self, percent: int) -> bool:
        return self.number(0, 99) >= 100 - percent

    def some(self, options: Sequence[T], least: int, most: int) -> list[T]:
        left = list(options)
        count = min(self.number(least, most), len(left))
        return [left.pop(self.number(0, len(left) - 1)) for _ in range(count)]


class Property(NamedTuple):
    """A property of a component, by its id and name."""

    component: str
    name: str


BUTTONS = ("save", "reset", "go")
STORES = ("cart", "prefs", "token")
OUTPUTS = [
    *(Property(f"out-{n}", "children") for n in range(3)),
    *(Property(store, "data") for store in STORES),
    Property("panel", "hidden"),
    Property("panel", "style"),
    Property("chart", "figure"),
    Property("table", "data"),
    Property("name", "value"),
]
INPUTS = [
    *(Property(button, "n_clicks") for button in BUTTONS),
    Property("name", "value"),
    Property("city", "value"),
    Property("tick", "n_intervals"),
    *(Property(store, "data") for store in STORES),
    Property("chart", "clickData"),
    Property("table", "data"),
    Property("out-0", "children"),
    Property("cart", "modified_timestamp"),
]
STATES = [
    Property("name", "value"),
    Property("cart", "data"),
    Property("prefs", "data"),
    Property("panel", "hidden"),
    Property("chart", "figure"),
    Property("table", "data"),
    Property("token", "data"),
    Property("out-1", "children"),
    Property("panel", "style"),
    Property("save", "n_clicks"),
]
ROW = "row"
"""Stands for the dict ids {"type": "row", "index": ...}."""

_STARRED = ("Input", "Output", "State", "MATCH", "ALL", "ctx", "callback_context", "no_update",
            "callback", "dcc", "html", "Dash", "Patch", "clientside_callback")  # fmt: skip
_DEPENDENCIES = ("Input", "Output", "State", "MATCH", "ALL")
_SPELLINGS = ("literal", "constant", "imported", "attribute", "enum", "class", "f-string")


@dataclass
class Names:
    """How a project spells its ids, and the module that holds those that are imported."""

    spelling: str
    shared: dict[str, set[str]] = field(default_factory=dict)
    reexported: set[str] = field(default_factory=set)
    """Names of Dash that modules import from the module `base`."""
    jobs: bool = False
    """Whether some callback runs in the background."""

    def source(self) -> str:
        """The module `ids`, empty if nothing is imported from it."""
        parts = []
        if "enum" in self.shared:
            lines = [f'    {constant(i)} = "{i}"' for i in sorted(self.shared["enum"])]
            parts.append("\n".join(["from enum import Enum\n\n\nclass Ids(Enum):", *lines]))
        if "class" in self.shared:
            lines = [f'    {constant(i)} = "{i}"' for i in sorted(self.shared["class"])]
            parts.append("\n".join(["class Keys:", *lines]))
        if "name" in self.shared:
            parts.append("\n".join(f'{constant(i)} = "{i}"' for i in sorted(self.shared["name"])))
        return "\n\n\n".join(parts) + "\n" if parts else ""


def constant(identifier: str) -> str:
    return identifier.upper().replace("-", "_")


def names(choose: Chooser) -> Names:
    return Names(choose.one(_SPELLINGS) if choose.maybe(40) else "literal")


class Module:
    """A module in the making: what it imports, and how it spells names of Dash and ids."""

    def __init__(self, choose: Chooser, path: str, ids: Names) -> None:
        self.choose = choose
        self.path = path
        self.ids = ids
        self.style = choose.one(["names", "names", "dependencies", "aliases", "module"])
        if choose.maybe(15):
            self.style = choose.one(["star", "shared", "other name", "conditional"])
        self.imports: dict[str, set[str]] = {}
        self.stars: set[str] = set()
        self.whole: set[str] = set()
        self.above: dict[str, None] = {}
        self.blocks: list[str] = []
        self.below: list[str] = []

    def add(self, module: str, name: str) -> str:
        self.imports.setdefault(module, set()).add(name)
        return name.rpartition(" as ")[2]

    def dash(self, name: str) -> str:
        """A name of Dash, as this module spells it."""
        if name == "PreventUpdate":
            return self.add("dash.exceptions", name)
        if self.style == "module" and name not in ("dcc", "html", "dash_table"):
            self.whole.add("dash")
            return f"dash.{name}"
        if self.style == "other name" and name not in ("dcc", "html", "dash_table"):
            self.whole.add("dash as d")
            return f"d.{name}"
        if self.style == "star" and name in _STARRED:
            self.stars.add("dash")
            return name
        if self.style == "shared" and name in _STARRED:
            self.ids.reexported.add(name)
            return self.add("base", name)
        if self.style == "dependencies" and name in _DEPENDENCIES:
            return self.add("dash.dependencies", name)
        if self.style == "aliases" and name in ("Input", "Output", "State", "callback"):
            short = {"Input": "In", "Output": "Out", "State": "Kept", "callback": "cb"}[name]
            return self.add("dash", f"{name} as {short}")
        return self.add("dash", name)

    def id(self, identifier: str) -> str:
        """An id, as this place spells it."""
        spelling = self.ids.spelling if self.choose.maybe(60) else "literal"
        name = constant(identifier)
        if spelling == "constant":
            self.above[f'{name} = "{identifier}"'] = None
            return name
        if spelling in ("imported", "attribute"):
            self.ids.shared.setdefault("name", set()).add(identifier)
            if spelling == "imported":
                return self.add("ids", name)
            self.whole.add("ids")
            return f"ids.{name}"
        if spelling in ("enum", "class"):
            self.ids.shared.setdefault(spelling, set()).add(identifier)
            holder = self.add("ids", "Ids" if spelling == "enum" else "Keys")
            return f"{holder}.{name}" + (".value" if spelling == "enum" else "")
        if spelling == "f-string" and "-" in identifier:
            kind, _, number = identifier.partition("-")
            self.above[f'{kind.upper()} = "{kind}"'] = None
            return f'f"{{{kind.upper()}}}-{number}"'
        return f'"{identifier}"'

    def source(self) -> str:
        lines = [f"import {name}" for name in sorted(self.whole)]
        lines += [f"from {name} import *" for name in sorted(self.stars)]
        for module, found in sorted(self.imports.items()):
            names = sorted(found)
            if self.style == "conditional" and module == "dash":
                names = [name for name in names if name not in _NEW]
                lines += [_conditional(name) for name in sorted(found) if name in _NEW]
            if names:
                lines.append(f"from {module} import {', '.join(names)}")
        head = "\n".join(lines)
        parts = [part for part in (head, "\n".join(self.above)) if part]
        return "\n\n\n".join(["\n\n".join(parts), *self.blocks, *self.below]).lstrip() + "\n"


_NEW = ("ctx", "Patch", "no_update")
"""Names that not every version of Dash has."""


def _conditional(name: str) -> str:
    """An import that may fail."""
    instead = "from dash import callback_context as ctx" if name == "ctx" else f"{name} = None"
    return f"try:\n    from dash import {name}\nexcept ImportError:\n    {instead}"


def pattern(module: Module, index: str) -> str:
    """A dict id, with a wildcard or a literal as its index."""
    value = module.dash(index) if index in ("MATCH", "ALL") else index
    if module.choose.maybe(20):
        return f'dict(type="{ROW}", index={value})'
    return f'{{"type": "{ROW}", "index": {value}}}'


def component(module: Module, identifier: str) -> str:
    """The call that makes a component, with or without first values."""
    choose = module.choose
    dcc, html = module.dash("dcc"), module.dash("html")
    if identifier == ROW:
        made = pattern(module, str(choose.number(0, 1)))
        return f'{html}.Button("Row", id={made})'
    name = module.id(identifier)
    if identifier in BUTTONS:
        return f'{html}.Button("{identifier.title()}", id={name})'
    if identifier in STORES:
        first = {"cart": "[]", "prefs": '{"a": {}, "l": [], "n": 0}', "token": "0"}[identifier]
        data = choose.one(["", f", data={first}", f", data={first}", ", data=None"])
        kept = choose.one(["", "", "", ', storage_type="session"', ', storage_type="local"'])
        return f"{dcc}.Store(id={name}{data}{kept})"
    if identifier.startswith("relay-"):
        return _relay_store(choose, dcc, html, name)
    if identifier == "table":
        table = module.dash("dash_table")
        data = choose.one(["", ', data=[{"a": 1}]'])
        return f'{table}.DataTable(id={name}, columns=[{{"id": "a", "name": "A"}}]{data})'
    return {
        "name": f"{dcc}.Input(id={name}" + choose.one(["", ', value="x"']) + ")",
        "city": f'{dcc}.Dropdown(["Lyon", "Nice"], id={name})',
        "tick": f"{dcc}.Interval(id={name})",
        "chart": f"{dcc}.Graph(id={name}"
        + choose.one(["", ', figure={"data": [], "layout": {}}'])
        + ")",
        "panel": f"{html}.Div(id={name}" + choose.one(["", ", hidden=True", ", style={}"]) + ")",
    }.get(identifier) or f"{html}.Div(id={name}" + choose.one(["", ", children=[]", ""]) + ")"


def _relay_store(choose: Chooser, dcc: str, html: str, name: str) -> str:
    """A Store that may go, or one that must stay."""
    more = ""
    if choose.maybe(8):
        more = choose.one([", data=None", ", data=1", ', storage_type="session"',
                           ", storage_type='memory'", ", clear_data=False"])  # fmt: skip
    made = f"{dcc}.Store(id={name}{more})"
    if not more and choose.maybe(15):
        made = f"{dcc}.Store({name})"
    if choose.maybe(12):
        made = choose.one([f"{html}.Div({made})", f"{html}.Div([{made}])", f"*[{made}]",
                           f"{html}.Div(children=[{made}, {html}.Br()])",
                           f"({made})"])  # fmt: skip
    return made
