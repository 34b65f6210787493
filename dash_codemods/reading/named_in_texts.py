"""Variables that a text names, for a library that looks them up where it is called.

A pandas query has them behind an `@`. A formula is looked up in the data first and then among the
variables of the caller (patsy 1.0.3 `eval.py`, `EvalEnvironment.capture`; so does plotnine with
the texts of `aes`), so that any of its words may be one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.walking import children, walk
from dash_codemods.reading.expressions import last_name

QUERY_NAMES = re.compile(r"@([^\W\d]\w*)")
"""A variable as the text of a pandas query names it: `frame.query("price <= @limit")`."""
QUERY_ALIAS = re.compile(r"\.query\b(?!\s*\()")
"""A query that is not called where it stands: `find = frame.query`."""

_FORMULA_LIBRARIES = re.compile(
    r"^\s*(?:import|from)\s[^\n]*\b(?:patsy|statsmodels|formulaic|linearmodels|bambi|plotnine)\b",
    re.MULTILINE,
)
_TAKE_FORMULAS = frozenset({"dmatrix", "dmatrices", "model_matrix", "aes"})
"""Functions whose texts are formulas also where they have no `~`."""
_OWN = (ast.expr, ast.arguments, ast.withitem)
"""What a statement holds beside other statements."""
_WORD = re.compile(r"[^\W\d]\w*")


def is_query(node: ast.AST) -> bool:
    """Whether it is `frame.query(...)`."""
    return isinstance(node, ast.Call) and last_name(node.func) == "query"


def names_in_formulas(tree: ast.Module, text: str) -> frozenset[str]:
    """The words of all formulas of a file, wherever they are used: `"price ~ area + limit"`."""
    if _FORMULA_LIBRARIES.search(text) is None:
        return frozenset()
    formulas = (formula for node in walk(tree) for formula in _formulas(node))
    return frozenset(word for formula in formulas for word in _WORD.findall(formula))


def _formulas(node: ast.AST) -> Iterator[str]:
    """The texts of a statement of which one has a `~`: they may be put together."""
    if isinstance(node, ast.Call) and last_name(node.func) in _TAKE_FORMULAS:
        yield from _texts(node)
    elif isinstance(node, ast.stmt):
        own = (child for child in children(node) if isinstance(child, _OWN))
        texts = [text for child in own for text in _texts(child)]
        if any("~" in text for text in texts):
            yield from texts


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value
