"""Whole Dash projects, made by Hypothesis: modules, layouts, callbacks in every form."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from generated_callbacks import INDENT, callback_source, indented
from generated_drafts import Draft, dispatching, draft
from generated_formatting import formatted
from generated_names import ROW, Chooser, Module, Names, Property, component, names
from generated_relays import relay_scene
from hypothesis import strategies as st

_APP_OPTIONS = [
    "",
    "",
    "",
    ", suppress_callback_exceptions=True",
    ", prevent_initial_callbacks=True",
    ', prevent_initial_callbacks="initial_duplicate"',
    ", prevent_initial_callbacks=PREVENT",
    ", **OPTIONS",
]


_JOBS = """\
from dash.background_callback.managers import BaseBackgroundCallbackManager


class Manager(BaseBackgroundCallbackManager):
    def make_job_fn(self, fn, progress, key=None):
        return fn


MANAGER = Manager(None)
"""


@dataclass
class GeneratedProject:
    """The files of a project, by path, and the functions that it surely registers."""

    files: dict[str, str]
    entry: str = "app.py"
    never_run: frozenset[str] = frozenset()
    """Functions whose registration is never reached."""
    opaque: frozenset[str] = frozenset()
    """Functions whose registration cannot be read."""
    idle: frozenset[str] = frozenset()
    """Modules that nobody imports."""

    def __repr__(self) -> str:
        parts = [f"--- {path}\n{text}" for path, text in self.files.items()]
        return "\n".join(["", *parts])


@dataclass
class _Plan:
    choose: Chooser
    ids: Names
    modules: list[Module] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    bodies: dict[str, str] = field(default_factory=dict)
    """The bodies that are given, by the names of drafts."""
    waiting: list[Draft] = field(default_factory=list)
    """Callbacks for the next module."""
    scenes: int = 0
    taken: list[Property] = field(default_factory=list)
    used: dict[str, None] = field(default_factory=dict)
    idle: set[str] = field(default_factory=set)

    def module(self, path: str) -> Module:
        made = Module(self.choose, path, self.ids)
        self.modules.append(made)
        return made

    def callbacks(self, module: Module, registrar: str, app: str | None) -> list[list[str]]:
        """Some callbacks for a module."""
        made_here, self.waiting = self.waiting, []
        found: list[list[str]] = []
        for _ in range(self.choose.one([1, 1, 2, 3])):
            if self.choose.maybe(9):
                made_here += self._scene(module, found)
            else:
                name = f"f{len(self.drafts)}"
                kind = dispatching if self.choose.maybe(22) else draft
                made_here.append(self._known(kind(module, name, self.taken)))
        for made in made_here:
            spelled = module.dash("callback") if registrar == "callback" else registrar
            lines = callback_source(module, made, spelled, app, self.bodies.get(made.name))
            if self.choose.maybe(4):
                lines = self._called(made, lines)
            found.append(lines)
        return found

    def _known(self, made: Draft) -> Draft:
        self.drafts.append(made)
        every = (*made.outputs, *made.inputs, *made.states)
        self.used |= dict.fromkeys(d.component for d in every)
        self.taken += [Property(o.component, o.prop) for o in made.outputs]
        return made

    def _scene(self, module: Module, blocks: list[list[str]]) -> list[Draft]:
        """Stores that are handed on; some of their callbacks stand in another module."""
        scene = relay_scene(module, self.scenes, len(self.drafts), self.taken)
        self.scenes += 1
        self.bodies |= scene.bodies
        if scene.mention:
            blocks.append([scene.mention])
        here = []
        for made in scene.drafts:
            self._known(made)
            if self.choose.maybe(70):
                made.options = [o for o in made.options if o.startswith("prevent_initial")]
            away = module.path != "app.py" and not made.options and self.choose.maybe(25)
            (self.waiting if away else here).append(made)
        return here

    def _called(self, made: Draft, lines: list[str]) -> list[str]:
        """A callback whose function is called by others."""
        if not made.name or not any(line.startswith(f"def {made.name}(") for line in lines):
            return lines
        values = ", ".join("1" for _ in (*made.inputs, *made.states))
        called = self.choose.one(
            [
                f"def also_{made.name}():\n    return {made.name}({values})",
                f"def also_{made.name}(*rows):\n    return {made.name}(*rows)",
                f'SHOWN_BY_{made.name} = {{"shown": {made.name}}}',
                f"shown_by_{made.name} = [*map({made.name}, ())]",
            ]
        )
        return [*lines, "", "", *called.split("\n")]


def _joined(blocks: list[list[str]]) -> str:
    return "\n\n\n".join("\n".join(block) for block in blocks)


@st.composite
def projects(draw: Callable[..., Any]) -> GeneratedProject:
    """Projects whose choices all go through Hypothesis, so that they shrink."""
    return project(Chooser(lambda low, high: draw(st.integers(low, high))))


def project(choose: Chooser) -> GeneratedProject:
    """A project with an app, one to four modules, and some tests that call its functions."""
    plan = _Plan(choose, names(choose))
    app = plan.module("app.py")
    dash = app.dash("Dash")
    pages = choose.maybe(12)
    options = choose.one(_APP_OPTIONS) + (", use_pages=True" if pages else "")
    for name, value in (("PREVENT", "True"), ("OPTIONS", '{"title": "An app"}')):
        if name in options:
            app.above[f"{name} = {value}"] = None
    late: list[str] = []
    early: list[str] = []
    for number in range(choose.one([0, 0, 1, 1, 2])):
        _add_module(plan, f"part_{number}", early, late)
    if pages:
        _add_page(plan)
    elif choose.maybe(7) and not any("get_app()" in str(m.blocks) for m in plan.modules):
        # With two apps, `get_app()` is the one made last.
        _add_app(plan, early, late)
    app.blocks.append("\n".join([*early, f"app = {dash}(__name__{options})"]))
    own = []
    if choose.maybe(80) or not plan.drafts:
        registrar = choose.one(["callback", "app.callback"])
        own = plan.callbacks(app, registrar, "app")
    layout = _layout(plan, app, pages)
    parts = [_joined(own), layout] if choose.maybe(40) else [layout, _joined(own)]
    app.blocks += [part for part in parts if part]
    app.below += late
    if choose.maybe(30):
        app.below.append('if __name__ == "__main__":\n    app.run(debug=True)')
    if len(plan.modules) == 1 and choose.maybe(10):
        inner = "\n\n".join(app.blocks).split("\n")
        whole = ["def create_app():", *indented(inner), f"{INDENT}return app"]
        app.blocks = ["\n".join(whole), "app = create_app()"]
    files = {m.path: formatted(m.source(), choose) for m in reversed(plan.modules)}
    ids = plan.ids.source()
    if ids:
        files["ids.py"] = formatted(ids, choose)
    if plan.ids.reexported:
        files["base.py"] = f"from dash import {', '.join(sorted(plan.ids.reexported))}\n"
    if plan.ids.jobs:
        files["jobs.py"] = _JOBS
    tests = _tests(plan)
    if tests:
        files["tests/test_app.py"] = tests
    never = frozenset(made.name for made in plan.drafts if not made.runs)
    opaque = frozenset(made.name for made in plan.drafts if made.opaque)
    idle = frozenset(plan.idle)
    return GeneratedProject(dict(sorted(files.items())), "app.py", never, opaque, idle)


def _add_module(plan: _Plan, name: str, early: list[str], late: list[str]) -> None:
    """A module of callbacks, and what the app's module does to take it in."""
    module = plan.module(f"{name}.py")
    form = plan.choose.one(["global", "app", "register", "both"])
    if form == "register":
        registrar = "app.callback" if plan.choose.maybe(70) else "callback"
        blocks = plan.callbacks(module, registrar, "app")
        module.blocks.append("\n".join(["def register(app):", *indented(_flat(blocks))]))
        late.append(f"from {name} import register as register_{name}\n\nregister_{name}(app)")
        return
    if form in ("app", "both"):
        module.add("app", "app")
    registrar = "callback" if form == "global" else "app.callback"
    if form == "app" and plan.choose.maybe(5):
        module.imports.setdefault("dash", set()).add("get_app")
        registrar = f"{module.dash('get_app')}().callback"
    module.blocks += [
        "\n".join(block)
        for block in plan.callbacks(module, registrar, "app" if form != "global" else None)
    ]
    if form == "both":
        module.blocks += ["\n".join(block) for block in plan.callbacks(module, "callback", None)]
    if plan.choose.maybe(95):
        (early if form == "global" and plan.choose.maybe(50) else late).append(f"import {name}")
    else:
        plan.idle.add(module.path)


def _add_app(plan: _Plan, early: list[str], late: list[str]) -> None:
    """Another app, with callbacks and a layout of its own."""
    module = plan.module("second.py")
    taken, plan.taken, used, plan.used = plan.taken, [], plan.used, {}
    name = plan.choose.one(["second", "app"])
    module.blocks.append(f'{name} = {module.dash("Dash")}("second")')
    blocks = plan.callbacks(module, f"{name}.callback", name)
    html = module.dash("html")
    inner = [component(module, each) for each in plan.used]
    module.blocks.append(f"{name}.layout = {html}.Div([{', '.join(inner)}])")
    module.blocks += ["\n".join(block) for block in blocks]
    plan.taken, plan.used = taken, used
    (early if plan.choose.maybe(50) else late).append("import second")


def _flat(blocks: list[list[str]]) -> list[str]:
    return [line for block in blocks for line in (*"\n".join(block).split("\n"), "")][:-1]


def _add_page(plan: _Plan) -> None:
    module = plan.module("pages/home.py")
    module.blocks.append(f'{module.dash("register_page")}(__name__, path="/")')
    blocks = plan.callbacks(module, "callback", None)
    inner = [component(module, name) for name in plan.used]
    plan.used.clear()
    html = module.dash("html")
    module.blocks.append(f"layout = {html}.Div([{', '.join(inner)}])")
    module.blocks += ["\n".join(block) for block in blocks]


def _layout(plan: _Plan, app: Module, pages: bool) -> str:
    choose = plan.choose
    html = app.dash("html")
    every = [*plan.used, *([ROW] if choose.maybe(10) else [])]
    inner = [component(app, name) for name in dict.fromkeys(every) if choose.maybe(97)]
    if pages:
        app.whole.add("dash")
        inner.append("dash.page_container")
    children = ", ".join(inner)
    if choose.maybe(20):
        return f"def layout():\n    return {html}.Div([{children}])\n\n\napp.layout = layout"
    return f"app.layout = {html}.Div([{children}])"


def _tests(plan: _Plan) -> str:
    """Tests that call functions of the modules."""
    choose = plan.choose
    if not choose.maybe(15):
        return ""
    lines = []
    for module in plan.modules:
        for made in plan.drafts:
            if made.name and f"\ndef {made.name}(" in "\n" + "\n".join(module.blocks):
                name = module.path[:-3].replace("/", ".")
                values = ", ".join("1" for _ in (*made.inputs, *made.states))
                lines += [f"from {name} import {made.name}", "", ""]
                lines += [f"def test_{made.name}():", f"    assert {made.name}({values})", "", ""]
    return "\n".join(lines).rstrip("\n") + "\n" if lines else ""
