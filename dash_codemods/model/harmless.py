"""Calls that only look at something, or only tell the log."""

from __future__ import annotations

import ast

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dash_names import CONTEXTS
from dash_codemods.model.expressions import Call, Name
from dash_codemods.model.names import Definition, External, Resolved
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

_LOG_METHODS = frozenset({"debug", "info", "warning", "log", "error"})
_LOGGERS = frozenset({"logger", "log", "logging"})
_LOG_MAKERS = frozenset({"getLogger", "get_logger"})
_LOOKING = frozenset({"bool", "any", "all", "len", "isinstance"})
_MAPPINGS = frozenset({"os.environ", "flask.session", "flask.request", *CONTEXTS})
"""Things from outside whose `get` looks something up."""


class Harmless:
    """Tells which expressions of a callback's body surely do nothing."""

    def __init__(self, project: Project, callback: Callback, scope: int) -> None:
        """Start with the parameters: what Dash hands over is plain data."""
        self.project, self.path, self.scope = project, callback.path, scope
        self._plain = {parameter.name for parameter in callback.parameters}
        self._foreign: set[str] = set()

    def assign(self, name: str, value: ast.expr) -> None:
        """Follow `name = value`: it is plain data if it is made of nothing else."""
        names = (inner for inner in walk(value) if isinstance(inner, ast.Name | ast.Attribute))
        if all(self._is_plain(each) for each in names):
            self._plain.add(name)
        else:
            self._foreign.add(name)  # for good: another branch may assign it otherwise

    def calls_others(self, node: ast.expr) -> bool:
        """Whether computing an expression calls what may do something."""
        return any(
            isinstance(inner, ast.Await | ast.NamedExpr | ast.Yield | ast.YieldFrom)
            or (isinstance(inner, ast.Call) and not self._only_looks(inner))
            for inner in walk(node)
        )

    def is_idle(self, value: ast.expr) -> bool:
        """Whether a statement is a docstring, or a line for the log."""
        if isinstance(value, ast.Constant):
            return True
        if not isinstance(value, ast.Call):
            return False
        if any(map(self.calls_others, (*value.args, *(k.value for k in value.keywords)))):
            return False
        function = value.func
        if isinstance(function, ast.Name):
            return function.id == "print" and self._is_builtin("print")
        logs = isinstance(function, ast.Attribute) and function.attr in _LOG_METHODS
        return logs and isinstance(function, ast.Attribute) and self._is_logger(function.value)

    def _only_looks(self, call: ast.Call) -> bool:
        function = call.func
        if isinstance(function, ast.Name):
            return function.id in _LOOKING and self._is_builtin(function.id)
        if not isinstance(function, ast.Attribute):
            return False
        if function.attr == "get":
            names = [n for n in walk(function.value) if isinstance(n, ast.Name | ast.Attribute)]
            return bool(names) and all(map(self._is_plain, names))
        if function.attr == "loads":
            return self._outside(function.value) == "json"
        return function.attr == "split"

    def _is_plain(self, node: ast.expr) -> bool:
        """Whether a name, or an attribute of one, stands for data that is only looked at."""
        name = dotted(node)
        if name is None:
            return isinstance(node, ast.Attribute)  # its value is asked by itself
        head = name.split(".")[0]
        if head in self._foreign:
            return False
        if head in self._plain or self._is_builtin(head):
            return True
        parts = name.split(".")
        starts = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
        found = [self.project.names.external(self.path, self.scope, each) for each in starts]
        known = _MAPPINGS | {"os", "json", "dash", "flask"}
        return found[-1] in known if len(parts) == 1 else not _MAPPINGS.isdisjoint(found)

    def _is_logger(self, node: ast.expr) -> bool:
        if isinstance(node, ast.Call):
            name = dotted(node.func)
            return name is not None and name.split(".")[-1] in _LOG_MAKERS
        name = dotted(node)
        if name is None or name.split(".")[0] in self._plain | self._foreign:
            return False
        resolved = self.project.names.resolve(self.path, self.scope, name)
        if isinstance(resolved, Definition) and not resolved.rest:
            return _is_made_as_logger(resolved)
        called = _LOGGERS | {word.upper() for word in _LOGGERS}
        return name.split(".")[-1].lstrip("_") in called or _is_of_logging(resolved)

    def _is_builtin(self, name: str) -> bool:
        return self.project.names.lookup(self.path, self.scope, name) is None

    def _outside(self, node: ast.expr) -> str | None:
        name = dotted(node)
        return self.project.names.external(self.path, self.scope, name) if name else None


def _is_made_as_logger(found: Definition) -> bool:
    """Whether a name is assigned `logging.getLogger(...)`, or `app.logger`."""
    value = found.binding.value
    if isinstance(value, Call):
        return value.function.split(".")[-1] in _LOG_MAKERS
    return isinstance(value, Name) and value.dotted.split(".")[-1] in _LOGGERS


def _is_of_logging(resolved: Resolved) -> bool:
    return isinstance(resolved, External) and resolved.name.split(".")[0] == "logging"
