"""Where a file reads the body of a request: Flask's, an awaited one, ASGI's messages."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from dash_codemods.model.handed_on import goes_on
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.request_names import RequestNames, is_of_framework
from dash_codemods.model.walking import children, walk
from dash_codemods.model.words import holds

_BODY = frozenset({"json", "data", "stream", "body", "get_json", "get_data", "input_stream"})
"""What a request has its body as."""
_MAY_READ = re.compile(
    r"\.\s*(?:json|data|stream|body|get_json|get_data|input_stream|form)\b|\bgetattr\b|\bbody\b"
)
"""What stands in a file that reads the body of a request, and in many others."""
_NAMES = (
    "request",
    "Request",
    "req",
    "get_json",
    "get_data",
    "call_next",
    "receive",
    "request_loader",
    "open_session",
)
"""What else stands there."""
_PASSED_ON = re.compile(r"receive\(|\bRequest\(")
"""How a wrapper of an ASGI app gets at what is received, instead of handing it on unseen."""
_ADDRESSES = frozenset({"route", "get", "post", "put", "patch", "delete"})
"""Decorators of functions that see only the requests to their own address."""
_VERBS = frozenset({"get", "post", "put", "patch", "delete", "dispatch_request"})
"""Methods of views, which see only the requests to their own address."""

_HARMLESS = frozenset({"_get_current_object", "close", "open_session"})
"""Methods, of requests or of what is given one, that are known to read no body."""

_NO_REQUESTS = frozenset({"self", "cls", "response", "resp"})
"""Names of what has a `get_data()` too."""

Around = tuple[FunctionNode | ast.ClassDef, ...]


@dataclass(frozen=True)
class Read:
    """A place where the body of a request is read."""

    line: int
    around: Around
    """The classes and functions that it stands in, the outermost first."""
    of_flask: bool
    """Whether it surely is the request that Flask answers, and no response of another server."""
    handed_on: bool = False
    """Whether somebody else gets the request there, who may read it."""
    made: bool = False
    """Whether the file makes the request, as what stands between a server and an app does."""

    @property
    def functions(self) -> list[FunctionNode]:
        """The functions that it stands in, the outermost first."""
        return [each for each in self.around if isinstance(each, FunctionNode)]

    @property
    def in_object(self) -> bool:
        """Whether a method or property reads it, of an object that any callback may use."""
        owners = [
            each
            for each, inner in pairwise(self.around)
            if isinstance(each, ast.ClassDef) and isinstance(inner, FunctionNode)
        ]
        return bool(owners) and not any(map(_is_view, owners))


def reads(text: str, tree: ast.Module) -> list[Read]:
    """Where a file reads the body of a request, but for those to an address of the file's own."""
    requests = _Requests(text, tree)
    routed = frozenset(_routed_names(tree))
    found = []
    waiting: list[tuple[ast.AST, Around]] = [(tree, ())]
    for node, around in waiting:
        of_flask = requests.is_body(node, around)
        handed_on = of_flask is None and requests.is_handed_on(node, around)
        if (of_flask is not None or handed_on) and not _has_own_address(around, routed):
            made = any(map(requests.names.is_made, children(node)))
            line = getattr(node, "lineno", 1)
            found.append(Read(line, around, bool(of_flask), handed_on, made))
        inner = (*around, node) if isinstance(node, FunctionNode | ast.ClassDef) else around
        waiting += [(child, inner) for child in children(node)]
    return sorted(found, key=lambda read: read.line)


def may_read(text: str) -> bool:
    """Whether it pays to look at a file more closely."""
    return any(holds(name, text) for name in _NAMES) and bool(_MAY_READ.search(text))


def may_hand_on(text: str) -> bool:
    """Whether it pays to look at a file where a request is enough, and no reading of it."""
    return is_of_framework(text) and (holds("request", text) or holds("Request", text))


class _Requests:
    """Tells what a file does with the requests that it has."""

    def __init__(self, text: str, tree: ast.Module) -> None:
        """Look at what a file imports and speaks of."""
        self.names = RequestNames(tree)
        self.is_asgi = holds("call_next", text) or (
            holds("receive", text) and holds("scope", text) and bool(_PASSED_ON.search(text))
        )
        self.of_framework = is_of_framework(text)

    def is_body(self, node: ast.AST, around: Around) -> bool | None:
        """Whether this is the body of Flask's request; None: it is that of none."""
        if isinstance(node, ast.Attribute) and node.attr in _BODY:
            if self.names.is_request(node.value) or self._is_own(node.value, around):
                return True
            # A response of a server that is asked has `json()` as well, but none of the others.
            named_so = node.attr == "get_json" or (node.attr == "stream" and self.is_asgi)
            return False if named_so or _is_given_request(node, around) else None
        if isinstance(node, ast.Call) and _name_of(node.func) == "getattr" and node.args:
            return True if self.names.is_request(node.args[0]) else None
        return False if self.is_asgi and _is_of_asgi(node) else None

    def is_handed_on(self, node: ast.AST, around: Around) -> bool:
        """Whether somebody else gets Flask's request here, or a method that is not known."""
        if isinstance(node, ast.Call) and _name_of(node.func) in _HARMLESS:
            return False
        # A request's environment holds its body.
        given = [
            each.value if isinstance(each, ast.Attribute) and each.attr == "environ" else each
            for each in goes_on(node)
        ]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            given.append(node.func.value)
        asked = [each for each in given if self.names.is_request(each)]
        return any(not self._is_parameter(each, around) for each in asked)

    def _is_parameter(self, node: ast.expr, around: Around) -> bool:
        """Whether this is what a function around is given, under the name of a request."""
        functions = [each.args for each in around if isinstance(each, FunctionNode)]
        parameters = {one.arg for each in functions for one in (*each.posonlyargs, *each.args)}
        return isinstance(node, ast.Name) and node.id in parameters - self.names.given

    def _is_own(self, node: ast.expr, around: Around) -> bool:
        """Whether this is `self` or `super()` in a class of requests."""
        called = node.func if isinstance(node, ast.Call) else node
        if not self.of_framework or _name_of(called) not in ("self", "super"):
            return False
        classes = [each for each in around if isinstance(each, ast.ClassDef)]
        return any(_name_of(base) == "Request" for each in classes for base in each.bases)


def _is_of_asgi(node: ast.AST) -> bool:
    """Whether this is an awaited body, or that of a message: `message["body"]`."""
    if isinstance(node, ast.Await) and isinstance(node.value, ast.Call):
        return _name_of(node.value.func) in ("json", "body", "form")
    told = node.slice if isinstance(node, ast.Subscript) else None
    if isinstance(node, ast.Call) and node.args:
        told = node.args[0]
    return isinstance(told, ast.Constant) and told.value in ("body", "http.request")


def _is_given_request(node: ast.Attribute, around: Around) -> bool:
    """Whether this is asked of a function's parameter that may be a request."""
    if not isinstance(node.value, ast.Name):
        return False
    name = node.value.id
    if name not in ("request", "req") and (node.attr != "get_data" or name in _NO_REQUESTS):
        return False
    # Who is told of an answer is given that, and no request.
    told = [each for each in around if isinstance(each, FunctionNode) and not _is_told_after(each)]
    arguments = [each.args for each in told]
    return any(name == one.arg for each in arguments for one in (*each.posonlyargs, *each.args))


def _is_told_after(function: FunctionNode) -> bool:
    """Whether a function is called with the answer to a request: `@server.after_request`."""
    return any(_name_of(each).startswith("after_") for each in function.decorator_list)


def answers_one_address(
    node: FunctionNode | ast.ClassDef, routed: frozenset[str] = frozenset()
) -> bool:
    """Whether a function answers requests to one address: `@server.route("/save")`."""
    calls = (each.func for each in node.decorator_list if isinstance(each, ast.Call))
    names = {each.attr for each in calls if isinstance(each, ast.Attribute)}
    return bool(names & _ADDRESSES) or node.name in routed


def _routed_names(tree: ast.Module) -> Iterator[str]:
    """The functions that a file gives an address: `add_url_rule("/save", view_func=save)`."""
    for node in walk(tree):
        if isinstance(node, ast.Call) and _name_of(node.func) == "add_url_rule":
            for given in (*node.args, *(keyword.value for keyword in node.keywords)):
                if isinstance(given, ast.Name | ast.Attribute):
                    yield _name_of(given)


def _has_own_address(around: Around, routed: frozenset[str]) -> bool:
    """Whether a function or a method of a view around a place answers requests to one address."""
    return any(answers_one_address(each, routed) for each in around) or any(
        isinstance(each, ast.ClassDef) and is_view_method(each, inner)
        for each, inner in pairwise(around)
    )


def is_view_method(owner: ast.ClassDef, method: FunctionNode | ast.ClassDef) -> bool:
    """Whether a class is one of views, and what stands in it answers their requests."""
    return _is_view(owner) and method.name in _VERBS


def _is_view(node: ast.ClassDef) -> bool:
    return any(_name_of(base).endswith(("View", "Resource")) for base in node.bases)


def _name_of(node: ast.AST) -> str:
    """The last part of a dotted name."""
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""
