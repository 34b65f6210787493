"""Functions that are taken out of a module or a namespace by names that are not written."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Call, Constant, Joined, Name
from dash_codemods.model.files import stem
from dash_codemods.model.findings import Blocker
from dash_codemods.model.imported_words import Imported, imported_words
from dash_codemods.model.names import Definition, LocalModule
from dash_codemods.model.often_sought import IMPORTERS
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import Trees, dotted
from dash_codemods.model.walking import walk
from dash_codemods.model.words import line_at


def looked_up(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that takes a callback's function by its name: `getattr(home, name)`, `globals()[name]`.

    What is written there in full is told by `dotted_texts`.
    """
    if callback.function is None:
        return
    elsewhere = project.once(_LookedInto).of(callback.path)
    places = (*elsewhere, *_looked_up_beside(project, callback))
    for path, line in places[:1]:
        message = f"functions are looked up by their names here, `{callback.function.name}` may be"
        yield Blocker("named-in-text", message, path, line)


_LOOKED_INTO = re.compile(
    r"\bgetattr\(\s*([\w.]+)\s*,(?!\s*[\"']\w*[\"']\s*[,)])|\bvars\(\s*([\w.]+)\s*\)|\b([\w.]+)\.__dict__"
    r"|\b(?:getmembers|dir)\(\s*([\w.]+)\s*[,)]"
)
"""What gives the functions of a module by names that are not written there."""


class _LookedInto:
    """Where files take functions out of modules by names unknown, found once for each module."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self._found: dict[str, tuple[tuple[str, int], ...]] = {}

    def of(self, module: str) -> tuple[tuple[str, int], ...]:
        """The places in other files, by path and line."""
        if module not in self._found:
            self._found[module] = tuple(_looked_into(self.project, module))
        return self._found[module]


def _looked_into(project: Project, module: str) -> Iterator[tuple[str, int]]:
    sources = project.sources
    package = module.rpartition("/")[0].rpartition("/")[2]
    paths = set(sources.mentions(Imported(stem(module))))
    # A name that is put together begins with the package's.
    named = re.compile(rf"[\"'.]{re.escape(package)}\.")
    for path in sources.context() if package else ():
        text = sources.text(path)
        if any(word in text for word in IMPORTERS) and named.search(text):
            paths.add(path)
    for path in sorted(paths - {module}):
        text = sources.text(path)
        asked = _asked(text) if any(word in text for word in _WAYS) else {}
        names = _names_of_module(project, path, module, set(asked)) if asked else set()
        for name, at in asked.items():
            if name in names:
                yield path, line_at(text, at)


def _asked(text: str) -> dict[str, int]:
    """What may be modules that a file looks into, by name, and where it does so first."""
    given: dict[str, int] = {}
    for found in _LOOKED_INTO.finditer(text):
        given.setdefault(next(filter(None, found.groups())), found.start())
    if not given:
        return {}
    imported = imported_words(text)
    makers = "|".join((*IMPORTERS, "reload"))
    return {
        name: at
        for name, at in given.items()
        if name.partition(".")[0] in imported
        or re.search(rf"\b{re.escape(name)}\s*=[^=\n]*\b(?:{makers})\(", text)
    }


_WAYS = ("getattr(", "vars(", "__dict__", "getmembers(", "dir(")


_NAMESPACES = ("globals()", "vars()", "locals()", "sys.modules[")


def _looked_up_beside(project: Project, callback: Callback) -> Iterator[tuple[str, int]]:
    """Where the callback's own file takes functions out of its namespace."""
    path, function = callback.path, callback.function
    text = project.sources.text(path)
    if function is None or not any(word in text for word in _NAMESPACES):
        return
    parents = project.once(Trees).parents(path)
    line = function.def_span.line
    holder = None
    for node in parents:
        if isinstance(node, FunctionNode) and node.lineno == line:
            holder = _holder(parents, node)
    for node, kind in _namespaces(project, path):
        # A function's own variables are no names of the module.
        seen = isinstance(holder, ast.Module)
        if kind == "local":
            seen = _holder(parents, node) is holder
        if seen and _may_give(parents, node, function.name):
            yield path, getattr(node, "lineno", 1)


def _namespaces(project: Project, path: str) -> list[tuple[ast.AST, str]]:
    """Where a file asks for a namespace, and for which; found once."""
    memo = project.sources.memo(path)
    if "namespaces" not in memo:
        found = ((node, _namespace(node)) for node in walk(project.sources.tree(path)))
        memo["namespaces"] = [(node, kind) for node, kind in found if kind is not None]
    namespaces: list[tuple[ast.AST, str]] = memo["namespaces"]
    return namespaces


def _holder(parents: dict[ast.AST, ast.AST], node: ast.AST) -> ast.AST:
    """The function, the class or the module whose names a node sees first."""
    node = parents[node]
    while node in parents and not isinstance(node, FunctionNode | ast.ClassDef):
        node = parents[node]
    return node


def _namespace(node: ast.AST) -> str | None:
    """Whether a node is the namespace of the `module`, or one that is `local` to where it is."""
    if isinstance(node, ast.Subscript) and dotted(node.value) == "sys.modules":
        return "module"
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)) or node.args:
        return None
    return {"globals": "module", "vars": "local", "locals": "local"}.get(node.func.id)


def _may_give(parents: dict[ast.AST, ast.AST], node: ast.AST, name: str) -> bool:
    """Whether what stands around a namespace, or a module, may give what has a name in it."""
    around = parents[node]
    if isinstance(around, ast.Compare | ast.Expr):
        return False
    if isinstance(around, ast.Subscript) and around.value is node:
        return isinstance(around.ctx, ast.Load) and _may_be(around.slice, name)
    if isinstance(around, ast.Attribute):
        call = parents[around]
        if not isinstance(call, ast.Call):
            return around.attr in (name, "__dict__")
        asked = around.attr == "get" and bool(call.args)
        return _may_be(call.args[0], name) if asked else around.attr != "update"
    if isinstance(around, ast.Call) and dotted(around.func) == "getattr":
        return _may_be(around.args[1], name)
    return True


def _may_be(key: ast.expr, name: str) -> bool:
    return not isinstance(key, ast.Constant) or key.value == name


def _names_of_module(project: Project, path: str, module: str, asked: set[str]) -> set[str]:
    """Those of some names by which a file may know a module."""
    is_named = path in project.sources.mentions(Imported(stem(module)))
    facts = project.sources.facts(path)
    name = stem(module)
    names: set[str] = set()
    for one in facts.imports if facts is not None else ():
        written = ".".join(part for part in (one.module, one.name) if part)
        if asked.isdisjoint((one.bound, written)):
            continue
        resolved = project.names.resolve(path, one.scope, one.bound)
        if resolved == LocalModule(module):
            names.add(one.bound)
        elif not isinstance(resolved, LocalModule | Definition) and (
            written.rpartition(".")[2] == name
        ):
            names |= {one.bound, written}
    for number, scope in enumerate(facts.scopes if facts is not None else ()):
        for bound, binding in scope.bindings.items():
            call = binding.value
            if bound not in asked or not isinstance(call, Call) or not call.args:
                continue
            again = call.function.rpartition(".")[2] == "reload"
            if again and isinstance(call.args[0], Name):
                given = project.names.resolve(path, number, call.args[0].dotted)
                names |= {bound} if given == LocalModule(module) else set()
            elif _may_import(call, module, is_named=is_named):
                names.add(bound)
    return names


def _may_import(call: Call, module: str, *, is_named: bool) -> bool:
    """Whether a call gives a module by its name: `import_module("pages.home")`.

    `is_named`: the module stands in that file by its name.
    """
    if call.function.rpartition(".")[2] not in IMPORTERS:
        return False
    named = call.args[0]
    if isinstance(named, Joined) and isinstance(named.parts[0], Constant):
        package = str(named.parts[0].value).rpartition(".")[0].strip(".")
        return f"/{package.replace('.', '/')}/".replace("//", "/") in f"/{module}"
    if not isinstance(named, Constant):
        # Code that imports whatever it is told is as a rule after classes.
        return is_named
    place = str(named.value).strip(".").replace(".", "/")
    return f"/{module}".endswith((f"/{place}.py", f"/{place}/__init__.py"))
