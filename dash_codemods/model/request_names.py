"""Under which names a file has requests: Flask's own, and those that it makes for itself."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.walking import walk
from dash_codemods.model.words import holds

FRAMEWORKS = frozenset({"flask", "quart", "werkzeug"})
"""Modules of requests that hold what they are asked for while a callback runs."""
_GIVES_NAMES = (ast.Assign, ast.AnnAssign, ast.NamedExpr)


def is_of_framework(text: str) -> bool:
    """Whether a text speaks of any package whose requests are meant here."""
    return any(holds(word, text) for word in FRAMEWORKS)


class RequestNames:
    """Answers whether an expression is a request."""

    def __init__(self, tree: ast.Module) -> None:
        """Look at the imports of a file, and at what is given another name."""
        self._names: set[str] = set()
        self._modules: set[str] = set()
        self._classes: set[str] = set()
        self._made: set[str] = set()
        """The names of requests that the file makes from what a WSGI server tells."""
        for node in walk(tree):
            if isinstance(node, ast.ImportFrom) and node.module != "urllib":
                self._take_names(node)
            elif isinstance(node, ast.Import):
                for one in node.names:
                    if one.name.partition(".")[0] in FRAMEWORKS:
                        self._modules.add(one.asname or one.name.partition(".")[0])
        for node in walk(tree):
            if isinstance(node, ast.ClassDef) and any(map(self._is_class, node.bases)):
                self._classes.add(node.name)
        self._made |= set(self._given_by_wrappers(tree))
        self.given = self._made | set(_given_by_hooks(tree))
        """The names of parameters that surely get requests."""
        self._names |= self.given
        self._follow(tree)

    def is_request(self, node: ast.AST) -> bool:
        """Whether this is the request that is being answered: `request`, `flask.request`."""
        if isinstance(node, ast.NamedExpr):
            return self.is_request(node.value)
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr == "_get_current_object":
            return self.is_request(called.value)
        if isinstance(node, ast.Attribute):
            value = node.value
            inner = value.id if isinstance(value, ast.Name) else ""
            return node.attr == "request" and inner in self._modules
        return self.is_made(node) or (isinstance(node, ast.Name) and node.id in self._names)

    def is_made(self, node: ast.AST) -> bool:
        """Whether this is a request that the file makes: `Request(environ)`."""
        if isinstance(node, ast.NamedExpr):
            return self.is_made(node.value)
        if isinstance(node, ast.Call):
            return self._is_class(node.func)
        return isinstance(node, ast.Name) and node.id in self._made

    def _take_names(self, node: ast.ImportFrom) -> None:
        of_framework = (node.module or "").partition(".")[0] in FRAMEWORKS
        for one in node.names:
            bound = one.asname or one.name
            if one.name == "request":
                self._names.add(bound)
            elif one.name == "*":
                self._names.add("request")
            elif one.name == "Request" and of_framework:
                self._classes.add(bound)
            elif one.name == "wrappers" and of_framework:
                self._modules.add(bound)

    def _is_class(self, node: ast.expr) -> bool:
        """Whether this is a class of requests: `Request`, `werkzeug.wrappers.Request`."""
        if isinstance(node, ast.Attribute) and node.attr == "Request":
            return ast.unparse(node).partition(".")[0] in self._modules
        return isinstance(node, ast.Name) and node.id in self._classes

    def _given_by_wrappers(self, tree: ast.Module) -> Iterator[str]:
        """What functions call the request that they are made to get: `@Request.application`."""
        for node in walk(tree):
            if isinstance(node, ast.FunctionDef) and node.args.args:
                decorators = [one for one in node.decorator_list if isinstance(one, ast.Attribute)]
                if any(o.attr == "application" and self._is_class(o.value) for o in decorators):
                    yield node.args.args[-1].arg

    def _follow(self, tree: ast.Module) -> None:
        """Take in the other names that requests are given, however often."""
        named = [node for node in walk(tree) if isinstance(node, _GIVES_NAMES)]
        count = -1
        while count < len(self._names):
            count = len(self._names)
            for node in named:
                if node.value is not None and self.is_request(node.value):
                    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                    names = {each.id for each in targets if isinstance(each, ast.Name)}
                    self._names |= names
                    self._made |= names if self.is_made(node.value) else set()


def _given_by_hooks(tree: ast.Module) -> Iterator[str]:
    """What functions call the request that Flask's sessions, or flask-login, call them with."""
    loaders = {"open_session"}
    for node in walk(tree):
        if isinstance(node, ast.Call) and _is_loader(node.func):
            loaders |= {each.id for each in node.args if isinstance(each, ast.Name)}
    for node in walk(tree):
        if not isinstance(node, ast.FunctionDef) or not node.args.args:
            continue
        if node.name in loaders or any(map(_is_loader, node.decorator_list)):
            yield node.args.args[-1].arg


def _is_loader(node: ast.expr) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == "request_loader"
