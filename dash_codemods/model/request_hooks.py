"""Code that looks at what the browser posts, before, after or while a callback is called."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import pairwise, starmap

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.often_sought import SERVER_HOOKS
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.request_reads import (
    Read,
    answers_one_address,
    is_view_method,
    may_hand_on,
    may_read,
    reads,
)
from dash_codemods.model.server_files import beside_apps
from dash_codemods.model.walking import walk
from dash_codemods.model.words import holds, line_at, places_of

_HOOKS = {
    "middleware": ".middleware(",
    "dispatch_request": "Flask)",
    "request_context": "Flask)",
    "open_session": "SessionInterface",
    "structlog": "processors",
    "custom_data": "hooks.custom_data",
}
"""What must stand in a file besides a word for a hook; the others are told by themselves."""
_ALONE = ("wsgi.input", "get_input_stream", "request_pre")
"""What says alone that requests are looked at: the body in WSGI's words, and Dash's own hook."""


class RequestHooks:
    """The code of a project that looks at requests, looked for once."""

    def __init__(self, project: Project) -> None:
        """Take the project, of which each root is looked through when it is asked of."""
        self.project = project
        self._first: dict[str, Blocker | None] = {}
        """What was found first below each root."""

    def beside(self, callback: Callback) -> Iterator[Blocker]:
        """Code beside an app's server that may look for a State in the body of a request."""
        root = self.project.sources.root_of(callback.path)
        if root not in self._first:
            self._first[root] = self._below(root)
        found = self._first[root]
        if found is not None:
            yield found

    def _below(self, root: str) -> Blocker | None:
        """Look through all files that concern Dash, and those that may read a request."""
        text = self.project.sources.text
        paths = beside_apps(self.project, root)
        words = (word for path in paths for word in SERVER_HOOKS if _is_hook(word, text(path)))
        hook = next(words, None)
        found = (self._in_file(path, hook) for path in paths)
        return next((one for one in found if one is not None), None)

    def _in_file(self, path: str, hook: str | None) -> Blocker | None:
        text = self.project.sources.text(path)
        alone = next((word for word in _ALONE if holds(word, text)), None)
        if alone is not None:
            return _seen(f"a hook of the server (`{alone}`)", path, _line_of(alone, text))
        hands_on = may_hand_on(text) and (hook is not None or "Request(" in text)
        if not (may_read(text) or hands_on) or self.project.sources.facts(path) is None:
            return None
        for read in reads(text, self.project.sources.tree(path)):
            by = _reader(read, hook)
            if by is not None and not self._wraps_views(path, read):
                return _seen(by, path, read.line)
        return None

    def _wraps_views(self, path: str, read: Read) -> bool:
        """Whether it stands in what a decorator makes of views, and of nothing else.

        Such a function sees the requests to the views that it wraps.
        """
        if len(read.functions) < 2 or not all(starmap(_only_wraps, pairwise(read.functions))):
            return False
        name = read.functions[0].name
        if name.startswith("__") or self._files_with("view_functions", path):
            return False
        sources, users = self.project.sources, self._files_with(name, path)
        if any(sources.facts(each) is None for each in users):
            return False
        return all(_only_decorates_views(name, sources.tree(each)) for each in users)

    def _files_with(self, word: str, beside: str) -> list[str]:
        """The files of a file's project that hold a word, but for tests."""
        sources = self.project.sources
        root = sources.root_of(beside)
        return [
            path
            for path in sources.mentions(word)
            if not is_test(path) and sources.root_of(path) == root
        ]


def _reader(read: Read, hook: str | None) -> str | None:
    """Who reads the request to a callback there, if anybody does."""
    if hook is not None:
        return f"a hook of the server (`{hook}`)"
    if read.made:
        return "a wrapper of the server"
    is_method = read.of_flask and read.in_object and not read.handed_on
    return "an object that any callback may use" if is_method else None


def _is_hook(word: str, text: str) -> bool:
    return holds(word, text) and _HOOKS.get(word, word) in text


def _line_of(word: str, text: str) -> int:
    return line_at(text, next(places_of(word, text), 0))


def _seen(by: str, path: str, line: int) -> Blocker:
    message = f"{by} may read here what the browser sends"
    return Blocker("request-is-read", message, path, line)


def _only_wraps(outer: FunctionNode, inner: FunctionNode) -> bool:
    """Whether a function is made only to be given back, and nothing else is told of it."""
    decorators = (
        each.func if isinstance(each, ast.Call) else each for each in inner.decorator_list
    )
    returned = (each for each in walk(outer) if isinstance(each, ast.Return))
    return all(ast.unparse(each).rpartition(".")[2] == "wraps" for each in decorators) and any(
        _is_named(node, inner.name) for each in returned for node in walk(each)
    )


def _only_decorates_views(name: str, tree: ast.Module) -> bool:
    """Whether a file uses a function for nothing but to decorate what answers one address."""
    views: list[FunctionNode] = []
    for node in walk(tree):
        if isinstance(node, FunctionNode) and answers_one_address(node):
            views.append(node)
        elif isinstance(node, ast.ClassDef):
            methods = [each for each in node.body if isinstance(each, FunctionNode)]
            views += [each for each in methods if is_view_method(node, each)]
    given = [each for view in views for each in view.decorator_list]
    decorating = {each.func if isinstance(each, ast.Call) else each for each in given}
    return not any(_is_named(node, name) and node not in decorating for node in walk(tree))


def _is_named(node: ast.AST, name: str) -> bool:
    """Whether a node uses a name, or imports it under another one."""
    if isinstance(node, ast.ImportFrom):
        return any(one.name == name and one.asname not in (None, name) for one in node.names)
    if isinstance(node, ast.Attribute):
        return node.attr == name
    return isinstance(node, ast.Name) and node.id == name
