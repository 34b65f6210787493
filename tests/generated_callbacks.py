"""The text of generated callbacks, in every way to register a function."""

from __future__ import annotations

import re

from generated_bodies import Body, body
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
    "static",
    "lambda",
    "held",
    "parameter",
    "nested",
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


def callback_source(
    module: Module, made: Draft, registrar: str, app: str | None, given_body: str | None = None
) -> list[str]:
    """The statements that register a draft with `registrar`; `app` is the app, if it is known."""
    choose = module.choose
    form = choose.one(FORMS)
    if (given_body is not None or made.kind == "dispatch") and choose.maybe(70):
        form = "decorator"
    if form == "clientside" and (made.kind != "plain" or not made.outputs or given_body):
        form = "decorator"
    if form == "clientside":
        return _clientside(module, made, registrar)
    if choose.maybe(5):
        made.progress = made.form == "flat" and choose.maybe(50)
        made.options += _background(module, made.progress)
    given = arguments(module, made)
    if choose.maybe(6) and made.form in ("flat", "state first"):
        _kept_elsewhere(module, made, given)
    if form in ("loop", "parameter"):
        given.arguments = _with_other_outputs(given.arguments, r'\1f"{part}-\2"')
    written = body(module, made, given_body)
    if form == "method" and registrar != "callback" and app:
        return _method(made, given, written, app)
    decorator = f"{registrar}({', '.join(given.arguments)})"
    if form == "call":
        function = _function(choose, made, given, written)
        return [*function, "", "", f"{decorator}({made.name})"]
    if form == "lambda" and not given.unpacking and not made.progress:
        writer = Body(module, made)
        value = writer.give(writer.values()).removeprefix("return ")
        names, made.name = ", ".join(given.parameters), "<lambda>"
        return [f"{decorator}(lambda {names}: ({value}))"]
    if form == "held":
        function = _function(choose, made, given, written)
        hold = [f"register_{made.name} = {decorator}"]
        return [*function, "", "", *hold, f"register_{made.name}({made.name})"]
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
    if form == "static":
        head = f"class Panel{made.name.title()}:"
        return [head, *indented(["@staticmethod", *lines])]
    if form == "class":
        return [f"class Panel{made.name.title().replace('_', '')}:", *indented(lines)]
    if form == "loop":
        return [f'for part in ("{made.name}-a", "{made.name}-b"):', *indented(lines)]
    if form == "branch":
        made.runs = choose.maybe(75)
        return [f"if {'__name__' if made.runs else 'not __name__'}:", *indented(lines)]
    if form == "try":
        return ["try:", *indented(lines), "except ImportError:", "    pass"]
    if form in ("factory", "parameter"):
        wanted = f'"{made.name}-a"' if form == "parameter" else ""
        head = f"def make_{made.name}({'part' if wanted else ''}):"
        back = [f"return {made.name}"] if choose.maybe(15) else []
        return [head, *indented([*lines, *back]), "", "", f"make_{made.name}({wanted})"]
    if form == "nested":
        head = f"def outer_{made.name}(rows):"
        inner = ["total = len(rows)", "", *lines, "", "return total"]
        return [head, *indented(inner), "", "", f"outer_{made.name}([1])"]
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
        parameters[-1] = last + choose.one(
            [": list", "=None", ": int | None = None", "=lambda: None", ': "list | None" = None',
             ": dict[str, object]", "=[]", ": list = [1, (2, 3)]"]
        )  # fmt: skip
    elif parameters and not given.by_name and choose.maybe(4):
        parameters.insert(choose.number(1, len(parameters)), "/")
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
                    [
                        '"""Update.',
                        "",
                        "Parameters",
                        "----------",
                        *(line for n in given.parameters for line in (f"{n} : any", "    What.")),
                        '"""',
                    ],
                    ['"""Update.', "", *(f":param {n}: what" for n in given.parameters), '"""'],
                ]
            )
            + written
        )
    returns = choose.one([" -> list", " -> object"]) if choose.maybe(6) else ""
    if made.progress:
        parameters.insert(0, "set_progress")
    word = "async def" if choose.maybe(2) else "def"
    return [f"{word} {made.name}({', '.join(parameters)}){returns}:", *indented(written)]


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
    if registrar in ("callback", "cb") or head in ("dash", "d"):
        called = module.dash("clientside_callback")
    every: list[Dependency] = [*made.outputs, *made.inputs, *made.states]
    code = f'"function({", ".join(made.names.values())}) {{ return 1; }}"'
    options = [o for o in made.options if o.startswith("prevent")]
    made.name = ""
    return [f"{called}({', '.join([code, *(d.source(module) for d in every), *options])})"]


def _kept_elsewhere(module: Module, made: Draft, given: Arguments) -> None:
    """Write some of the arguments of a registration elsewhere."""
    choose, arguments = module.choose, given.arguments
    starts = [text.split("(")[0] for text in arguments]
    read = [n for n, text in enumerate(starts) if "=" not in text and text.rpartition(".")[2]
            in ("Input", "In", "State", "Kept")]  # fmt: skip
    first, last = read[0], read[-1] + 1
    every = ", ".join(arguments[first:last])
    name = made.name.upper()
    way = choose.number(0, 7)
    if way == 0:
        module.above[f"LAST_OF_{name} = {arguments[last - 1]}"] = None
        arguments[last - 1] = f"LAST_OF_{name}"
    elif way in (1, 2):
        module.above[f"READ_BY_{name} = [{every}]"] = None
        arguments[first:last] = [f"READ_BY_{name}" if way == 1 else f"*READ_BY_{name}"]
        made.opaque = way == 2
    elif way == 3:
        arguments[first:last] = [f"*[{every}]"]
        made.opaque = True
    elif way == 4:
        arguments[first:last] = [f"[one for one in ({every},)]"]
        made.opaque = True
    elif way == 5:
        module.above[f'OPTIONS_OF_{name} = {{"hidden": True}}'] = None
        arguments.append(f"**OPTIONS_OF_{name}")
    elif "prevent_initial_call" not in str(arguments) and arguments[-1] != "True":
        value = choose.one(["True", "bool(len(__name__))", "None"])
        module.above[f"PREVENT_{name} = {value}"] = None
        arguments.append(f"prevent_initial_call=PREVENT_{name}")


def _background(module: Module, progress: bool) -> list[str]:
    """Options of a callback that runs in a worker."""
    choose = module.choose
    module.ids.jobs = True
    found = ["background=True", f"manager={module.add('jobs', 'MANAGER')}"]
    if progress:
        found.append(f'progress=[{module.dash("Output")}("out-0", "title")]')
    if choose.maybe(30):
        found.append(f'cancel=[{module.dash("Input")}("go", "n_clicks")]')
    if choose.maybe(30):
        found.append(choose.one(["interval=500", "cache_args_to_ignore=[0]"]))
    return found
