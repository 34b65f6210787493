"""The facts of one file, as reading finds them: plain data, nothing resolved beyond the file.

They are cached by the file's content, so nothing here may depend on another file, on the
file's place, or on the configuration.
"""

from __future__ import annotations

from typing import NamedTuple

from dash_codemods.model.expressions import Call, Expression
from dash_codemods.model.places import Span


class Binding(NamedTuple):
    """What a name stands for in its scope.

    kind: `import` (module, name; name "" is the module itself), `value` (assigned exactly
    once, to `value`), `function`, `class` (see `Scope` with that `child`), `parameter`,
    or `other` (assigned several times, a loop variable, deleted, ...).
    """

    kind: str
    line: int
    module: str = ""
    name: str = ""
    level: int = 0
    value: Expression | None = None
    child: int = -1
    """The scope that a function or class opens."""


class Scope(NamedTuple):
    """A module, class or function body."""

    kind: str
    name: str
    parent: int
    bindings: dict[str, Binding]
    line: int = 1
    bases: tuple[str, ...] = ()


class Parameter(NamedTuple):
    """A parameter of a function, and what its body does with the value it gets."""

    name: str
    kind: str
    """positional-only | positional | vararg | keyword-only | kwarg"""
    has_default: bool
    annotation: str | None
    read_lines: tuple[int, ...] = ()
    """Lines on which the value is read (or deleted, or handed on); empty: never read."""
    is_read: bool = False
    overwritten: bool = False
    """Assigned anew before anything reads it."""


class Reveal(NamedTuple):
    """A place that can see dependencies without a parameter: `ctx.states`, `locals()`."""

    what: str
    line: int


class Function(NamedTuple):
    """A `def` (or `async def`)."""

    name: str
    scope: int
    """The scope that holds the def."""
    body: int
    """The scope that the def opens."""
    span: Span
    """From the first decorator's `@` to the end of the body."""
    def_span: Span
    """From `def` (or `async`) to the end of the body."""
    body_line: int
    """The first line of the body; up to it, the lines of the decorators and the signature."""
    parameters: tuple[Parameter, ...]
    decorators: tuple[Expression, ...]
    is_async: bool = False
    docstring: str | None = None
    calls: frozenset[str] = frozenset()
    """The dotted names of all that is called in the body, nested functions included, and the
    plain names that are handed to what is called: functions too may be among them."""
    reveals: tuple[Reveal, ...] = ()
    trigger_reads: tuple[Reveal, ...] = ()
    """Uses of ctx that see triggers only: `triggered_id`, `triggered`."""
    is_stub: bool = False
    returns: tuple[int, ...] = ()
    """The lines of its own `return` statements, nested functions left out."""


class Registration(NamedTuple):
    """A call that may register a callback; what it is, names decide once they are resolved."""

    form: str
    """decorator | applied (`callback(...)(function)`) | call (clientside)"""
    call: Call
    scope: int
    statement: Span
    """The whole statement: the decorated def, or the one that holds the call."""
    function: int | None = None
    """Index into `FileFacts.functions` of the decorated function."""
    target: Expression | None = None
    """What an applied registration is applied to."""
    position: int = 0
    """Which decorator of the function it is, from the top."""
    branch: tuple[tuple[int, str], ...] = ()
    """The `if`, `try`, loop and `match` arms around it, outermost first: (line, arm)."""


class ComponentCall(NamedTuple):
    """A call with an `id`, which may make a component; `dcc.Store` also without."""

    call: Call
    scope: int
    branch: tuple[tuple[int, str], ...] = ()


class ObjectCall(NamedTuple):
    """A call kept for what it sets up: `Dash(...)`, `register_page(...)`, `import_module(...)`."""

    call: Call
    scope: int
    assigned: str | None
    """The dotted name that the result is assigned to."""
    line: int = 1
    branch: tuple[tuple[int, str], ...] = ()


class Import(NamedTuple):
    """One imported name, for rewriting import statements."""

    module: str
    level: int
    name: str
    """The imported name; "" for `import module`."""
    bound: str
    """The name that it binds."""
    scope: int
    explicit_alias: bool
    statement: Span
    guarded: bool = False
    """Inside `try`, or under `if TYPE_CHECKING`."""


class FileFacts(NamedTuple):
    """All that one file says about Dash."""

    scopes: tuple[Scope, ...] = ()
    functions: tuple[Function, ...] = ()
    registrations: tuple[Registration, ...] = ()
    components: tuple[ComponentCall, ...] = ()
    objects: tuple[ObjectCall, ...] = ()
    imports: tuple[Import, ...] = ()
    stars: tuple[tuple[str, int], ...] = ()
    """`from module import *`: (module, level)."""
    exported: tuple[str, ...] | None = None
    """`__all__`, where it is literal."""
    dynamic_all: bool = False
    """`__all__` is built in a way that reading cannot follow."""
    suppressed: dict[int, frozenset[str] | None] = {}  # noqa: RUF012 -- nobody writes to facts
    """Line → rule codes and names that a comment on it switches off (None: all)."""
    skipped: bool = False
    """`# dash-codemod: skip-file`"""
    lines: int = 0
    statements: tuple[tuple[int, int], ...] = ()
    """The statements at the top level that begin on a line of their own: that line (decorators
    included), and how many scopes there are before it."""
    outside_reveals: tuple[Reveal, ...] = ()
    """Those that stand in no function: in a lambda, or where an object is made."""
    outside_trigger_reads: tuple[Reveal, ...] = ()

    def function_of(self, scope: int) -> Function | None:
        """The function whose body a scope is."""
        return next((function for function in self.functions if function.body == scope), None)


class Argument(NamedTuple):
    """One argument of a call; `span` is the value's."""

    keyword: str | None
    span: Span
    starred: bool = False
    simple: bool = False
    """Computing it does nothing else: a literal, a name, an attribute."""
    dotted: str = ""
    """The name (or chain of attributes) that it is; "" for anything else."""


class NameUse(NamedTuple):
    """A place that uses a name: `update(...)`, `callbacks.update`."""

    path: str
    scope: int
    dotted: str
    """The name with what stands before it; `?.name` where that is not a chain of names, and
    `?module.name` where it is a module imported or looked into by a name that is a text."""
    span: Span
    call: Span | None = None
    """The call whose function it is."""
    arguments: tuple[Argument, ...] = ()
    applies_to: bool = False
    """It is what a `callback(...)` is applied to, and nobody gets what that gives back."""
    imported_as: str = ""
    """An import under this other name, by which it is used from then on."""
    branch: tuple[tuple[int, str], ...] = ()
    """The arms around it, as in `Registration`."""
