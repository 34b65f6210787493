"""Variables that a text names, for a library that looks them up where it is called.

A pandas query has them behind an `@`. A formula is looked up in the data first and then among the
variables of the caller (patsy 1.0.3 `eval.py`, `EvalEnvironment.capture`; so does plotnine with
the texts of `aes`), so that any of its words may be one. So are the tables of a query of DuckDB
(2.0.0, "replacement scans"), Polars and chDB.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence

from dash_codemods.model.walking import children, walk
from dash_codemods.reading.expressions import last_name

QUERY_NAMES = re.compile(r"@([^\W\d]\w*)")
"""A variable as the text of a pandas query names it: `frame.query("price <= @limit")`."""
QUERY_ALIAS = re.compile(r"\.query\b(?!\s*\()")
"""A query that is not called where it stands: `find = frame.query`."""

_PUT_BEHIND_AT = re.compile(r"""(?<![\w}.:%)])@[{$%\\]|(?<![\w}.:%)"'])@["']|["']@["']\s*[+,\]]""")
"""A text that goes on behind an `@` with what is not written there: `f"{name} == @{name}"`.

Addresses (`f"{user}@{host}"`) have something right before it.
"""

FORMULA_LIBRARIES = frozenset(
    {"patsy", "statsmodels", "formulaic", "linearmodels", "bambi", "plotnine"}
)
_SQL_LIBRARIES = ("duckdb", "chdb", "SQLContext")

_IMPORTED = (*sorted(FORMULA_LIBRARIES), "smf", "p9")
"""A module of the project may hand on what it imports, under its usual name."""
_IMPORTS_FORMULAS = re.compile(
    rf"^\s*(?:import|from)\s[^\n]*\b(?:{'|'.join(_IMPORTED)})\b", re.MULTILINE
)
_RUNS = (*_SQL_LIBRARIES, ".sql(")
"""DuckDB's connection may come from another module."""
_RUNS_SQL = re.compile(rf"\b(?:{'|'.join(_SQL_LIBRARIES)})\b|\.sql\(")
_FORMULA = re.compile("~")
_SQL = re.compile(r"\b(?:select|from|join)\b", re.IGNORECASE)
_TAKE_FORMULAS = frozenset({"dmatrix", "dmatrices", "model_matrix", "aes"})
"""Functions whose texts are formulas also where they have no `~`."""
TAKE_TEXTS = _TAKE_FORMULAS | {"from_formula", "sql", "execute", "query_df"}
_TEXTS = frozenset({"expr", "formula", "query"})
_OWN = (ast.expr, ast.arguments, ast.withitem)
"""What a statement holds beside other statements."""
_WORD = re.compile(r"[^\W\d]\w*")


def is_query(node: ast.AST) -> bool:
    """Whether it is `frame.query(...)`."""
    return isinstance(node, ast.Call) and last_name(node.func) == "query"


def puts_names_together(text: str) -> bool:
    """Whether a file may ask pandas for variables whose names are put together at run time."""
    return ".query" in text and "@" in text and _PUT_BEHIND_AT.search(text) is not None


def texts_given(node: ast.Call) -> Iterator[ast.expr]:
    """What a call takes for its text: the first argument, or one of these names."""
    yield from node.args[:1]
    yield from (keyword.value for keyword in node.keywords if keyword.arg in _TEXTS)


def ways_to_look(text: str) -> list[re.Pattern[str]]:
    """What tells formulas and SQL from other texts in a file; empty if it has neither."""
    # Most files hold none of the words, which is told ten times sooner than by the patterns.
    looks = [_FORMULA] if _holds(text, _IMPORTED) and _IMPORTS_FORMULAS.search(text) else []
    if _holds(text, _RUNS) and _RUNS_SQL.search(text):
        looks.append(_SQL)
    return looks


def _holds(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def names_in_formulas(tree: ast.Module, looks: Sequence[re.Pattern[str]]) -> frozenset[str]:
    """The words of all formulas and SQL of a file, wherever they are used: `"price ~ limit"`."""
    nodes = walk(tree) if looks else ()
    return frozenset(
        word for node in nodes for text in _formulas(node, looks) for word in _WORD.findall(text)
    )


def _formulas(node: ast.AST, looks: Sequence[re.Pattern[str]]) -> Iterator[str]:
    """The texts of a statement of which one looks like a formula: they may be put together."""
    if isinstance(node, ast.Call) and last_name(node.func) in _TAKE_FORMULAS:
        yield from _texts(node)
    elif isinstance(node, ast.stmt):
        own = (child for child in children(node) if isinstance(child, _OWN))
        texts = [text for child in own for text in _texts(child)]
        if any(look.search(text) for look in looks for text in texts):
            yield from texts


def _texts(node: ast.AST) -> Iterator[str]:
    for inner in walk(node):
        if isinstance(inner, ast.Constant) and isinstance(inner.value, str):
            yield inner.value
