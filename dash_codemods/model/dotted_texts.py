"""Texts that lead to a function by its name: for a mock, a queue, a plugin, a table of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Call, Constant
from dash_codemods.model.files import stem
from dash_codemods.model.findings import Blocker
from dash_codemods.model.imported_words import Imported, imported_words
from dash_codemods.model.names import Definition, LocalModule
from dash_codemods.model.project import Project
from dash_codemods.model.words import holds, line_at


def led_to_by_texts(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Where a text names the function in such a way that something else may call or replace it.

    `patch("pages.home.update")`, `enqueue("tasks:update")`, `patch.object(home, "update")`; beside
    the name of its module also `setattr(home, "update", fake)` and `getattr(home, name)`.
    """
    function = callback.function
    if function is None:
        return
    name = re.escape(function.name)
    written = re.compile(rf"[\"'][\w.]+[.:]{name}[\"']|\.object\([^)\n]*[\"']{name}[\"']")
    alone = re.compile(rf"(?<!id=)(?<!Input\()(?<!Output\()(?<!State\()[\"']{name}[\"']")
    for path in project.sources.mentions(function.name):
        text = project.sources.text(path)
        if not any(f"{function.name}{quote}" in text for quote in "\"'"):
            continue
        found = written.search(text)
        if found is None and path != callback.path and _names_module(text, stem(callback.path)):
            found = alone.search(text)
        if found is not None:
            line = line_at(text, found.start())
            message = f"`{function.name}` is named in a text here, to be called or replaced"
            yield Blocker("named-in-text", message, path, line)
            return
    yield from _looked_into(project, callback)


def _names_module(text: str, module: str) -> bool:
    """Whether a module is imported in a text, or stands in a text of it: `run_path("home.py")`."""
    if not holds(module, text):
        return False
    quoted = re.compile(rf"[\"'](?:[\w./\\]*[./\\])?{re.escape(module)}(?:\.py)?[\"']")
    return module in imported_words(text) or quoted.search(text) is not None


_LOOKED_INTO = re.compile(
    r"\bgetattr\(\s*([\w.]+)\s*,(?!\s*[\"'])|\bvars\(\s*([\w.]+)\s*\)|\b([\w.]+)\.__dict__"
    r"|\b(?:getmembers|dir)\(\s*([\w.]+)\s*[,)]"
)
"""What gives the functions of a module by names that are not written there."""


def _looked_into(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that takes functions out of the callback's module by names unknown."""
    for path in project.sources.mentions(Imported(stem(callback.path))):
        text = project.sources.text(path)
        if path == callback.path or not any(word in text for word in _WAYS):
            continue
        names = _names_of_module(project, path, callback.path)
        for found in _LOOKED_INTO.finditer(text):
            if next(filter(None, found.groups())) in names:
                yield Blocker(
                    "named-in-text",
                    "the functions of the module are looked up by their names here",
                    path,
                    line_at(text, found.start()),
                )
                return


_WAYS = ("getattr(", "vars(", "__dict__", "getmembers(", "dir(")


def _names_of_module(project: Project, path: str, module: str) -> set[str]:
    """The names by which a file may know a module."""
    facts = project.sources.facts(path)
    name = stem(module)
    names: set[str] = set()
    for one in facts.imports if facts is not None else ():
        written = ".".join(part for part in (one.module, one.name) if part)
        resolved = project.names.resolve(path, one.scope, one.bound)
        if resolved == LocalModule(module):
            names.add(one.bound)
        elif not isinstance(resolved, LocalModule | Definition) and (
            written.rpartition(".")[2] == name
        ):
            names |= {one.bound, written}
    for scope in facts.scopes if facts is not None else ():
        for bound, binding in scope.bindings.items():
            if isinstance(binding.value, Call) and _may_import(binding.value, module):
                names.add(bound)
    return names


def _may_import(call: Call, module: str) -> bool:
    """Whether a call gives a module by its name: `import_module("pages.home")`."""
    if call.function.rpartition(".")[2] not in ("import_module", "__import__", "reload"):
        return False
    named = call.args[0] if call.args else None
    if not isinstance(named, Constant):
        return True
    place = str(named.value).strip(".").replace(".", "/")
    return f"/{module}".endswith((f"/{place}.py", f"/{place}/__init__.py"))
