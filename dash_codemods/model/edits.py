"""Edits: what a fix changes, as data.

Every edit has two meanings. `rewriting` knows what it does to the text (with LibCST), and
`proving` what it does to the syntax tree and to the callbacks read from it. The two are
written independently and must agree on every rewrite.

A span names the node as it stands in the file that was read: all edits of a run speak
of the same baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash_codemods.model.places import Span


@dataclass(frozen=True)
class RemoveDependency:
    """Take a dependency out of a callback's registration.

    A list, tuple, dict or keyword that it leaves empty goes too.
    """

    path: str
    call: Span
    """The registration's call."""
    dependency: Span


@dataclass(frozen=True)
class RemoveParameter:
    """Take a parameter, with its annotation and default, out of a function's signature."""

    path: str
    function: Span
    """The function's `def_span`."""
    name: str


@dataclass(frozen=True)
class RenameParameter:
    """Give a parameter that the body never reads another name; its annotation goes."""

    path: str
    function: Span
    name: str
    new_name: str


@dataclass(frozen=True)
class RemoveParameterDocs:
    """Take a parameter's entry out of the function's docstring."""

    path: str
    function: Span
    name: str


@dataclass(frozen=True)
class RemoveArgument:
    """Take an argument out of a call; `argument` is the value's span."""

    path: str
    call: Span
    argument: Span


@dataclass(frozen=True)
class ReplaceExpression:
    """Put another expression in the place of one."""

    path: str
    expression: Span
    source: str


@dataclass(frozen=True)
class SetKeyword:
    """Give a call a keyword argument, or an existing one another value."""

    path: str
    call: Span
    name: str
    source: str


@dataclass(frozen=True)
class RemoveKeyword:
    """Take a keyword argument out of a call."""

    path: str
    call: Span
    name: str


@dataclass(frozen=True)
class RemoveImport:
    """Take one bound name out of an import statement; an emptied statement goes too."""

    path: str
    statement: Span
    bound: str


@dataclass(frozen=True)
class AddImport:
    """Import a name from a module, in the file's own import of that module if it has one."""

    path: str
    module: str
    name: str


@dataclass(frozen=True)
class ReplaceStatements:
    """Put other statements in the place of a run of whole statements of one block.

    `source` is the new statements as if they stood at the margin, "" to take them out.
    """

    path: str
    statements: Span
    source: str


@dataclass(frozen=True)
class InsertStatements:
    """Put statements before (or behind) a whole statement, as `source` stands at the margin."""

    path: str
    statement: Span
    source: str
    after: bool = False


Edit = (
    RemoveDependency
    | RemoveParameter
    | RenameParameter
    | RemoveParameterDocs
    | RemoveArgument
    | ReplaceExpression
    | SetKeyword
    | RemoveKeyword
    | RemoveImport
    | AddImport
    | ReplaceStatements
    | InsertStatements
)
