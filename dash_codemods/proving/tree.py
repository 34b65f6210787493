"""Syntax trees: parsing without noise, and a tree that promises."""

from __future__ import annotations

import ast
import warnings
from dataclasses import dataclass, field

from dash_codemods.model.syntax import parsed

UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What parsing and compiling raise: bad syntax, lone surrogates or NULs, too deep a nesting."""

ImportedName = tuple[str, int, str]
"""A module, its number of leading dots, and a name in it."""


@dataclass(slots=True)
class Leeway:
    """What a promise leaves to the rewriting."""

    imports: dict[ast.alias, ImportedName] = field(default_factory=dict)
    """Imported names that are added: which import statement takes them is open."""
    keywords: set[ast.keyword] = field(default_factory=set)
    """Keyword arguments that are added: their place among the others is open."""
    docstrings: dict[ast.Constant, set[str]] = field(default_factory=dict)
    """Docstrings (as before) that lose the entries of these parameters."""


class Module(ast.Module):
    """A promised tree; it bears its base's name for visitors that go by name."""

    leeway: Leeway


def parse(source: str) -> ast.Module:
    """Parse a text without its warnings; raise one of UNREADABLE.

    A byte order mark is none of the first line's columns.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ast.parse(source.removeprefix("\ufeff"))


def check_compiles(source: str, path: str) -> None:
    """Raise one of UNREADABLE if a text is not a whole program.

    This finds what the grammar allows and Python still refuses: a parameter twice, `return`
    outside a function. `await` at the margin is let through, as notebooks have it.
    """
    flags = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        compile(parsed(source), path, "exec", flags=flags, dont_inherit=True)


def text_of(statement: object) -> str | None:
    """Return the text of a statement that is nothing but a string: a docstring, often."""
    match statement:
        case ast.Expr(value=ast.Constant(value=str(text))):
            return text
    return None


def slot(parent: ast.AST, child: ast.AST) -> str | None:
    """Return the field of a node that holds a child now, None if it is no child."""
    for name, value in ast.iter_fields(parent):
        # Nodes are equal to themselves alone.
        if value is child or (isinstance(value, list) and child in value):
            return name
    return None


def detach(parent: ast.AST, child: ast.AST) -> bool:
    """Take a child out of a list of its parent; say whether it was there."""
    name = slot(parent, child)
    if name is not None:
        getattr(parent, name).remove(child)
    return name is not None


def replace(parent: ast.AST, child: ast.AST, new: ast.AST) -> bool:
    """Put a node in the place of a child; say whether it was there."""
    name = slot(parent, child)
    if name is None:
        return False
    nodes = getattr(parent, name)
    if isinstance(nodes, list):
        nodes[nodes.index(child)] = new
    else:
        setattr(parent, name, new)
    return True


def settle_at(node: ast.AST, line: int) -> None:
    """Let a new node and all in it stand on a line of the text before."""
    for inner in ast.walk(node):
        if "lineno" in inner._attributes:
            inner.lineno = inner.end_lineno = line  # type: ignore[attr-defined]
            inner.col_offset = inner.end_col_offset = 0  # type: ignore[attr-defined]
