"""The text of generated callbacks, in every way to register a function."""

from __future__ import annotations

import re

from generated_bodies import body
from generated_drafts import Arguments, Dependency, Draft, arguments
from generated_names import Chooser, Module

FORMS = [
    "decorator",
    "decorator",
    "decorator",
    "decorator",
    "decorator",
    "call",
    "class",
    "method",
    "loop",
    "branch",
    "factory",
    "try",
    "logged",
    "stacked",
    "clientside",
]
_LOGGED = """\
def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        print(args)
        return function(*args, **kwargs)

    return wrapper"""
INDENT = "    "
_LITERAL_OUTPUT = re.compile(r'((?:Output|Out)\()"([a-z0-9-]+)"')


def indented(lines: list[str]) -> list[str]:
    return [INDENT + line if line else line for line in lines]


def callback_source(module: Module, made: Draft, registrar: str, app: str | None) -> list[str]:
    """The statements that register a draft with `registrar`; `app` is the app, if it is known."""
    choose = module.choose
    form = choose.one(FORMS)
    if form == "clientside" and not (made.kind == "plain" and made.outputs):
        form = "decorator"
    if form == "clientside":
        return _clientside(module, made, registrar)
    given = arguments(module, made)
    if form == "loop":
        given.arguments = _with_other_outputs(given.arguments, r'\1f"{part}-\2"')
    written = body(module, made)
    if form == "method" and registrar != "callback" and app:
        return _method(made, given, written, app)
    decorator = f"{registrar}({', '.join(given.arguments)})"
    if form == "call":
        function = _function(choose, made, given, written)
        return [*function, "", "", f"{decorator}({made.name})"]
    function = _function(choose, made, given, written)
    decorators = [f"@{decorator}"]
    if form == "stacked":
        others = _with_other_outputs(given.arguments, r'\1"\2-b"')
        decorators += [f"@{registrar}({', '.join(others)})"] * (others != given.arguments)
    if form == "logged":
        module.whole.add("functools")
        module.above[_LOGGED] = None
        decorators.append("@logged")
    lines = [*decorators, *function]
    if form == "class":
        return [f"class Panel{made.name.title().replace('_', '')}:", *indented(lines)]
    if form == "loop":
        return [f'for part in ("{made.name}-a", "{made.name}-b"):', *indented(lines)]
    if form == "branch":
        made.runs = choose.maybe(75)
        return [f"if {'__name__' if made.runs else 'not __name__'}:", *indented(lines)]
    if form == "try":
        return ["try:", *indented(lines), "except ImportError:", "    pass"]
    if form == "factory":
        head = f"def make_{made.name}():"
        return [head, *indented(lines), "", "", f"make_{made.name}()"]
    return lines


def _with_other_outputs(arguments: list[str], new: str) -> list[str]:
    """A registration's arguments with another id for each Output whose id is a literal."""
    return [_LITERAL_OUTPUT.sub(new, argument) for argument in arguments]


def _function(choose: Chooser, made: Draft, given: Arguments, written: list[str]) -> list[str]:
    parameters = list(given.parameters)
    written = [*given.unpacking, *written]
    if choose.maybe(4) and not given.by_name:
        written = [f"{', '.join(parameters)}, = args" if parameters else "pass", *written]
        parameters = ["*args"]
    elif choose.maybe(5) and given.by_name and parameters:
        written = [f'{name} = options["{name}"]' for name in parameters] + written
        parameters = ["**options"]
    elif parameters and choose.maybe(15):
        last = parameters[-1]
        parameters[-1] = choose.one([f"{last}: list", f"{last}=None", f"{last}: int | None = None"])
    elif parameters and given.by_name and choose.maybe(15):
        parameters.insert(choose.number(0, len(parameters) - 1), "*")
    if choose.maybe(12):
        words = ", ".join(given.parameters)
        written = (
            choose.one(
                [
                    [f'"""Update what is shown: {words}."""'],
                    [
                        '"""Update.',
                        "",
                        "Args:",
                        *(f"    {n}: what came" for n in given.parameters),
                        '"""',
                    ],
                    ["'''One line.'''"],
                ]
            )
            + written
        )
    returns = choose.one([" -> list", " -> object"]) if choose.maybe(6) else ""
    return [f"def {made.name}({', '.join(parameters)}){returns}:", *indented(written)]


def _method(made: Draft, given: Arguments, written: list[str], app: str) -> list[str]:
    parameters = ", ".join(["self", *given.parameters])
    call = f"app.callback({', '.join(given.arguments)})(self.{made.name})"
    return [
        f"class Panel{made.name.title().replace('_', '')}:",
        "    def __init__(self, app):",
        f"        {call}",
        "",
        f"    def {made.name}({parameters}):",
        *indented(indented([*given.unpacking, *written])),
        "",
        "",
        f"Panel{made.name.title().replace('_', '')}({app})",
    ]


def _clientside(module: Module, made: Draft, registrar: str) -> list[str]:
    """A clientside callback: Outputs, Inputs and States in this order."""
    head, dot, _ = registrar.rpartition(".")
    called = f"{head}{dot}clientside_callback"
    if registrar in ("callback", "cb") or head == "dash":
        called = module.dash("clientside_callback")
    every: list[Dependency] = [*made.outputs, *made.inputs, *made.states]
    code = f'"function({", ".join(made.names.values())}) {{ return 1; }}"'
    options = [o for o in made.options if o.startswith("prevent")]
    made.name = ""
    return [f"{called}({', '.join([code, *(d.source(module) for d in every), *options])})"]
