"""Edits: what a fix changes, as data.

Every edit has two meanings. `rewriting` knows what it does to the text (with LibCST), and
`proving` what it does to the syntax tree and to the callbacks read from it. The two are
written independently and must agree on every rewrite.

A span names the node as it stands in the file that was read: all edits of a run speak
of the same baseline.
"""

from __future__ import annotations

from dataclasses import dataclass

from dash_codemods.model.ids import ComponentId, may_be_same
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
class ReplaceDependency:
    """Put another dependency of the same kind in the place of one."""

    path: str
    dependency: Span
    source: str
    component_id: ComponentId
    """The id that `source` comes to."""
    prop: str


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
class RemoveElement:
    """Take an element out of a list."""

    path: str
    element: Span


@dataclass(frozen=True)
class ReplaceExpression:
    """Put another expression in the place of one."""

    path: str
    expression: Span
    source: str
    counts: bool = False
    """The source counts what its own fix removes: two such fixes cannot be one change."""


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


@dataclass(frozen=True)
class Kept:
    """A statement that a part takes over, with other expressions in the place of some."""

    statement: Span
    replaced: tuple[tuple[Span, str], ...] = ()
    """Whole expressions inside it, and the source of those in their place."""


@dataclass(frozen=True)
class Narrowed:
    """An `if` of which a part takes over some: its test is `test`, its arms hold these."""

    statement: Span
    test: str
    body: tuple[Piece, ...]
    orelse: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Helper:
    """A function that several parts call: statements that they share."""

    name: str
    parameters: tuple[str, ...]
    returned: tuple[str, ...]
    """The names that it binds and hands back: one value, or a tuple."""
    body: tuple[Kept, ...]


@dataclass(frozen=True)
class Called:
    """The call of a helper, in the place of its statements."""

    helper: Helper

    @property
    def statement(self) -> Span:
        """The first of the statements."""
        return self.helper.body[0].statement


Piece = Kept | Narrowed | Called


@dataclass(frozen=True)
class Claim:
    """An Output with allow_duplicate, which Dash tells from others by its callback's Inputs."""

    component_id: ComponentId
    prop: str | None
    inputs: tuple[object, ...]

    def may_be(self, other: Claim) -> bool:
        """Whether Dash may take two for the same, and reject them."""
        same = self.inputs == other.inputs and self.prop == other.prop
        return same and may_be_same(self.component_id, other.component_id)


@dataclass(frozen=True)
class Part:
    """A callback that takes over a part of another one.

    All spans stand in the old one: its dependencies, and statements of its function.
    """

    name: str
    docstring: str | None
    """The source of the literal."""
    outputs: tuple[Span, ...]
    flagged: tuple[Span, ...]
    """Those of the outputs that are given allow_duplicate=True."""
    inputs: tuple[Span, ...]
    states: tuple[Span, ...]
    """An Input among them becomes a State."""
    state_name: str
    """What State is called here."""
    parameters: tuple[str, ...]
    """The old function's parameters that get the inputs and states, in this order."""
    prevents: str | None
    """The source of prevent_initial_call; None: it is not given."""
    returns: str | None
    """The source of the annotation of what is returned."""
    body: tuple[Piece, ...]
    claims: tuple[Claim, ...] = ()
    """Its Outputs with allow_duplicate, which no other callback may have."""


@dataclass(frozen=True)
class SplitCallback:
    """Put several callbacks in the place of one, each with some of its statements."""

    path: str
    statement: Span
    """The decorated function, from its first decorator on."""
    call: Span
    """The registration's call."""
    parts: tuple[Part, ...]
    helper: Helper | None = None
    """A function that stands before them, and that some of them call."""


@dataclass(frozen=True)
class MoveToBrowser:
    """Register a function of JavaScript where a decorated function of Python stood.

    The arguments of the registration stay as they are written, behind the new function.
    """

    path: str
    registrar: str
    """What registers: `app.clientside_callback`."""
    function: str
    """The JavaScript, exactly as the text in the new code holds it."""
    above: tuple[str, ...]
    """Comments for the lines above: what the function's docstring said."""
    order: tuple[Span, ...]
    """The positional arguments in their new order; () where the written one will do."""
    call: Span
    """The decorator's call."""
    statement: Span
    """The whole function, decorators included."""


Edit = (
    RemoveDependency
    | ReplaceDependency
    | RemoveParameter
    | RenameParameter
    | RemoveParameterDocs
    | RemoveArgument
    | RemoveElement
    | ReplaceExpression
    | SetKeyword
    | RemoveKeyword
    | RemoveImport
    | AddImport
    | ReplaceStatements
    | InsertStatements
    | SplitCallback
    | MoveToBrowser
)
