"""What functions call, and what of a callback's arguments those calls can see."""

from __future__ import annotations

import ast

from dash_codemods.model.expressions import Call, Constant
from dash_codemods.reading.context_uses import (
    NUMEXPR_CALLS,
    OWN_NAMES,
    REQUEST_METHODS,
    REVEALING_CALLS,
    REVEALING_MODULE_CALLS,
    SHOWING_OPTIONS,
    STACK_CALLS,
    WEB_FRAMEWORKS,
)
from dash_codemods.reading.expressions import dotted_name, last_name
from dash_codemods.reading.function_walk import FunctionWalker
from dash_codemods.reading.named_in_texts import (
    FORMULA_LIBRARIES,
    TAKE_TEXTS,
    names_in_formulas,
    texts_given,
    ways_to_look,
)

_TOLD_APART = (
    {"query"}
    | OWN_NAMES
    | REVEALING_CALLS
    | NUMEXPR_CALLS
    | REQUEST_METHODS
    | {dotted.rpartition(".")[2] for dotted in REVEALING_MODULE_CALLS}
)
"""The last names of the calls that may see variables, whatever they are given."""


_TAKE_LEVELS = frozenset({"query", "eval"})
"""Of pandas: `level=` lets them see the variables of the functions around, too."""
_MAKE_NO_TEXTS = frozenset({"sqlalchemy", "sqlmodel", "textwrap"})
"""Modules that name no variables in what is queried: `session.query(func.count())`."""


class CallWalker(FunctionWalker):
    """Notes the calls in the functions of one file."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        super().__init__(text)
        self.speaks_of_request = "request" in text
        self.shows_variables = any(option in text for option in SHOWING_OPTIONS)
        self.reads_formulas = False

    def find_formulas(self, tree: ast.Module) -> None:
        """Find the formulas of the file, before any function is looked at."""
        looks = ways_to_look(self.text)
        self.reads_formulas = bool(looks)
        self.formula_names = names_in_formulas(tree, looks)

    def note_call(self, node: ast.Call, name: str) -> None:
        """Note what the function under way calls."""
        calls = self.under_way[-1].calls
        dotted = dotted_name(node.func)
        if dotted is not None:
            calls.add(dotted)
        # A function that is handed on (`map(shown, rows)`) is called as well.
        calls.update([value.id for value in node.args if isinstance(value, ast.Name)])
        for keyword in node.keywords:
            if isinstance(keyword.value, ast.Name):
                calls.add(keyword.value.id)
        if self._takes_text(node, name) and any(map(self._is_imported_constant, texts_given(node))):
            self.reveal("a query of another module", node.lineno)
        if self.shows_variables:
            for option in SHOWING_OPTIONS & {keyword.arg for keyword in node.keywords}:
                self.reveal(f"{option}=", node.lineno)
        if isinstance(node.func, ast.Name) and name in self.frame_functions:
            self.reveal(f"{self.frame_functions[name]}()", node.lineno)
            return
        if name not in _TOLD_APART:
            return
        if name == "query" and isinstance(node.func, ast.Attribute):
            self._note_query(node)
        if name in _TAKE_LEVELS and any(keyword.arg == "level" for keyword in node.keywords):
            self.reveal(f"{name}(level=)", node.lineno)
        own = name in OWN_NAMES and not node.args
        revealing = name in REVEALING_CALLS or dotted in REVEALING_MODULE_CALLS
        revealing = revealing or (name in STACK_CALLS and self._is_of_inspect(node.func))
        revealing = revealing or (name in NUMEXPR_CALLS and "numexpr" in self.text)
        if own or revealing or (name in REQUEST_METHODS and self._may_be_of_request(node.func)):
            self.reveal(f"{name}()", node.lineno)

    def _is_of_inspect(self, node: ast.expr) -> bool:
        """Whether a function is one of Python's `inspect`, whatever that is called."""
        root = (dotted_name(node) or "").split(".")[0]
        found = self._binding_of(root)
        return found is not None and found[1].module == "inspect"

    def _note_query(self, node: ast.Call) -> None:
        """Note a query, and whether what it names is not written in the file."""
        under_way = self.under_way[-1]
        under_way.queries.append(node.lineno)
        texts = list(texts_given(node))
        if self.builds_queries and not all(map(self._is_known, texts)):
            under_way.built_queries.append(node.lineno)
        if any(map(self._comes_from_elsewhere, texts)):
            self.reveal("a query of another module", node.lineno)

    def _is_known(self, node: ast.expr) -> bool:
        """Whether a text is written in the file as a whole, or is none: `query(House)`."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.BinOp):
            return self._is_known(node.left) and self._is_known(node.right)
        root = (dotted_name(node) or "").split(".")[0]
        found = self._binding_of(root) if isinstance(node, ast.Name) else None
        if found is not None and isinstance(found[1].value, Constant):
            return True
        return root[:1].isupper() and not root.isupper()

    def _comes_from_elsewhere(self, node: ast.expr) -> bool:
        """Whether a text is what a function of another module gives: `yaml.safe_load(...)`."""
        while isinstance(node, ast.Subscript):
            node = node.value
        called = dotted_name(node.func) if isinstance(node, ast.Call) else None
        if isinstance(node, ast.Name):
            found = self._binding_of(node.id)
            value = found[1].value if found is not None else None
            called = value.function if isinstance(value, Call) else None
        binding = self._binding_of((called or "").split(".")[0])
        if binding is None or binding[1].kind != "import":
            return False
        return binding[1].module.split(".")[0] not in _MAKE_NO_TEXTS

    def _takes_text(self, node: ast.Call, name: str) -> bool:
        """Whether a call may look up what its text names: `frame.query(...)`, `smf.ols(...)`."""
        if name == "query":
            return True
        if not self.reads_formulas:
            return False
        root = (dotted_name(node.func) or "").split(".")[0]
        binding = self.scopes[0].bindings.get(root)
        module = binding.module if binding is not None and binding.kind == "import" else ""
        return name in TAKE_TEXTS or module.split(".")[0] in FORMULA_LIBRARIES

    def _is_imported_constant(self, node: ast.expr) -> bool:
        """Whether it is `BY_PRICE`, `queries.BY_PRICE` or `QUERIES["price"]` of another module."""
        while isinstance(node, ast.Subscript):
            node = node.value
        if not (last_name(node) or "").isupper():
            return False
        while isinstance(node, ast.Attribute):
            node = node.value
        return self._is_imported(node)

    def _may_be_of_request(self, node: ast.expr) -> bool:
        """Whether `get_data()` and the like may be a method of Flask's request.

        It is no function, of this file or another (`warehouse.get_data()`). What another module
        hands on (`from web import incoming`) may be the request; for other things, some word of the
        file would have to say so.
        """
        if isinstance(node, ast.Name):
            # A function, not a method: there is no request yet when a module takes its names.
            function = self.scopes[0].bindings.get(node.id)
            if function is not None and function.kind in ("function", "import"):
                return False
        base = node.value if isinstance(node, ast.Attribute) else None
        root = (dotted_name(base) or "").split(".")[0] if base is not None else ""
        binding = self.scopes[0].bindings.get(root)
        if base is None or binding is None or binding.kind != "import":
            return self.speaks_of_request
        is_function = isinstance(base, ast.Name) and not binding.name
        return not is_function or binding.module.split(".")[0] in WEB_FRAMEWORKS
