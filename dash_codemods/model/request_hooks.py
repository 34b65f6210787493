"""Hooks that look at what the browser posts, before or after a callback is called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import SERVER_HOOKS, FunctionNode, Project
from dash_codemods.model.walking import walk
from dash_codemods.model.words import line_at

_HOOKS = {"middleware": ".middleware("}
"""What must follow on a word for a hook; the others are told by themselves."""
_BODY = re.compile(
    r"\bget_(?:json|data)\(\s*(?:\)|\w+\s*=|True|False)"
    r"|\bawait\s+[\w.]+\.(?:json|body|form)\("
    r"|[\[(]\s*[\"'](?:http\.request|body)[\"']"
)
"""How the body of a request is read: of Flask's, of an awaited one, of ASGI's messages."""
_REQUEST = re.compile(r"\brequest\s+as\s+(\w+)")
_READERS = ("get_json", "get_data", "request", "await")
"""Words of files that may read the body of a request."""
_ADDRESSES = frozenset({"route", "get", "post", "put", "patch", "delete"})
"""Decorators of functions that see only the requests to their own address."""
_ALONE = ("wsgi.input", "request_pre")
"""What says alone that requests are looked at: a WSGI server's body, and Dash's own hook."""


class RequestHooks:
    """The hooks of a project that look at requests, looked for once."""

    def __init__(self, project: Project) -> None:
        """Look through all files that concern Dash, and those that may belong to a hook."""
        self.project = project
        self.found: list[tuple[str, str, int]] = []
        """The hook's name, and where the body of a request is read."""
        sources = project.sources
        hooked: dict[str, str] = {}
        for word in SERVER_HOOKS:
            for path in sources.mentions(word):
                if not is_test(path) and _HOOKS.get(word, word) in sources.text(path):
                    hooked.setdefault(sources.root_of(path), word)
        paths = {*sources.context(), *sources.mentions("wsgi")}
        for word in _READERS if hooked else ():
            paths.update(sources.mentions(word))
        for path in sorted(paths):
            if is_test(path):
                continue
            text, hook = sources.text(path), hooked.get(sources.root_of(path))
            alone = next((word for word in _ALONE if word in text), None)
            if alone is not None:
                self.found.append((alone, path, line_at(text, text.find(alone))))
            elif hook is not None:
                line = _reads_body(project, path)
                self.found += [(hook, path, line)] if line is not None else []

    def beside(self, callback: Callback) -> Iterator[Blocker]:
        """Code beside an app's server that may look for a State in the body of a request."""
        root = self.project.sources.root_of
        for word, path, line in self.found:
            if root(path) == root(callback.path):
                message = f"a hook of the server (`{word}`) may read here what the browser sends"
                yield Blocker("request-is-read", message, path, line)
                return


def _reads_body(project: Project, path: str) -> int | None:
    """The line of a file that reads what a request brings, but for those that serve a page.

    Flask's request may have another name there.
    """
    text = project.sources.text(path)
    names = "|".join(["request", *_REQUEST.findall(text)])
    flask = re.compile(rf"\b(?:{names})\.(?:json|data|stream|body)\b")
    found = (match.start() for pattern in (_BODY, flask) for match in pattern.finditer(text))
    lines = sorted({line_at(text, at) for at in found})
    is_read = bool(lines) and project.sources.facts(path) is not None
    routes = [*_routes(project.sources.tree(path))] if is_read else ()
    return next((line for line in lines if not any(line in route for route in routes)), None)


def _routes(tree: ast.Module) -> Iterator[range]:
    """The lines of functions that answer requests to one address: `@server.route("/save")`."""
    for node in walk(tree):
        if isinstance(node, FunctionNode):
            calls = (each.func for each in node.decorator_list if isinstance(each, ast.Call))
            names = {each.attr for each in calls if isinstance(each, ast.Attribute)}
            if names & _ADDRESSES:
                yield range(node.lineno, (node.end_lineno or node.lineno) + 1)
