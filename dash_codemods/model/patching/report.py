"""What the analysis of one function gathers."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field

from dash_codemods.model.patching.known_texts import KnownTexts
from dash_codemods.model.patching.locals import Locals
from dash_codemods.model.patching.places import Path, Write
from dash_codemods.model.patching.text import Text
from dash_codemods.model.patching.values import State, Value
from dash_codemods.model.walking import walk

Line = tuple[str | ast.expr | ast.stmt, ...]
"""A new statement: text, and expressions to be written as they are."""


@dataclass(frozen=True)
class Obstacle:
    """What stands in the way of a Patch."""

    reason: str
    message: str
    line: int


@dataclass(frozen=True)
class Subject:
    """The State whose value is followed, and what is to become of it."""

    function: ast.FunctionDef | ast.AsyncFunctionDef
    names: Locals
    parameter: str
    output: tuple[int | str, ...]
    """Where the value stands in what the function returns; () for the whole."""
    patch: str
    """The name of the Patch."""
    text: Text
    texts: KnownTexts
    target: tuple[int, ...]
    every_item: bool = False
    """The State is a list of the values of all components that match (ALL)."""
    never_none: Callable[[], bool] = lambda: False
    """Whether nothing ever makes the property None."""
    kind: str | None = None
    """`list` or `dict`, where the layout shows which."""
    indexed: bool = False
    """It is a list by the property's name, if it is a container at all."""
    external: Callable[[str], str | None] = lambda _: None
    """What a dotted name in the function stands for outside the analysed code."""
    handles_errors: Callable[[], bool] = lambda: False
    """Whether a function is told when the callback fails."""
    textual: frozenset[str] = frozenset()
    """Parameters whose values are texts or counts, which no negative number is among."""


@dataclass(frozen=True)
class Read:
    """A look at the value as it came."""

    node: ast.Name
    guard: bool
    """The value was seen through `or []` and the like."""


@dataclass(frozen=True)
class Store:
    """A value put into a place of the tracked value."""

    location: Path
    value: ast.expr
    shares: bool
    """It holds parts of the tracked value itself."""


@dataclass
class Report:
    """What was found, by node."""

    obstacles: list[Obstacle] = field(default_factory=list)
    renames: dict[ast.expr, None] = field(default_factory=dict)
    """Names that stand for the Patch from now on."""
    reads: dict[ast.Name, Read] = field(default_factory=dict)
    replaced: dict[ast.stmt, tuple[Line, ...]] = field(default_factory=dict)
    wrapped: dict[ast.expr, str] = field(default_factory=dict)
    """Expressions to be wrapped in a call, by its function's name."""
    set_up: dict[ast.stmt, None] = field(default_factory=dict)
    """Statements that only copy the value, give it another name, or stand in for None."""
    defined: int | None = None
    """The first line that needs the property to be set in the browser."""
    not_none: int | None = None
    """The first line that needs it never to be None."""
    kinds: dict[str, int] = field(default_factory=dict)
    """The kinds of container that the value must be, by the line that says so."""
    empties: set[str] = field(default_factory=set)
    """The kinds of the empty values that stand in for None."""
    stores: list[Store] = field(default_factory=list)
    writes: dict[Write, int] = field(default_factory=dict)
    returns: dict[ast.Return, None] = field(default_factory=dict)
    """The returns that give the Patch."""
    attempts: bool = False
    """The value is changed in a way that is not followed."""
    reaches: bool = False
    """The value is returned, but as what, depends on the path."""
    uses: dict[int, list[ast.expr]] = field(default_factory=dict)
    """The names that hold a fresh value, by the statement that gave it."""
    mixed: set[int] = field(default_factory=set)
    """Those statements whose fresh value meets the tracked one."""
    origins: dict[int, ast.stmt] = field(default_factory=dict)
    beside: set[int] = field(default_factory=set)
    """Those whose fresh value one name holds where another name stands for the Patch."""
    later: set[str] = field(default_factory=set)
    """The names by which a function inside, whose time of running is not known, changes it."""
    part: ast.stmt | None = None
    """The first statement that gives a name to a part of the value."""
    negative_keys: int | None = None
    """The first line whose key may be a negative number, on what may be a dict."""
    taken_by_number: int | None = None
    """The first line that takes an item away by a key that may be a number, if it is there."""
    figure: int | None = None
    """The line that makes a go.Figure of the value."""


class Context:
    """What all parts of the analysis share."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self.text = subject.text
        self.names = subject.names
        self.report = Report()
        self.state = State({subject.parameter: Value("tracked")})
        self.quiet = 0
        """More than 0 while states are worked out that are not final."""
        self.caught = 0
        """More than 0 where a failure would be caught."""
        self.conditional = 0
        """More than 0 inside an expression that may not be evaluated."""
        self.statement: ast.stmt | None = None
        """The statement that is looked at."""
        self.finishing = 0
        """More than 0 in a `finally` that runs behind a `return`."""
        self.shared: set[str] = set()
        """Names that other scopes see: global ones, those of functions around, of those inside."""
        self.deferred = 0
        """More than 0 inside a function whose time of running is not known."""
        self.inside: list[str] = []
        """The names of the functions inside that are being looked at."""

    def block(self, reason: str, message: str, node: ast.AST) -> None:
        """Note an obstacle, once."""
        if self.quiet:
            return
        obstacle = Obstacle(reason, message, getattr(node, "lineno", 0))
        if obstacle not in self.report.obstacles:
            self.report.obstacles.append(obstacle)

    def rename(self, node: ast.expr) -> None:
        """Have a name stand for the Patch."""
        if not self.quiet:
            self.report.renames[node] = None
            self.stands(node)

    def stands(self, node: ast.expr) -> None:
        """Note what other names hold where an expression stands for the Patch."""
        names = self.state.names
        own = {n.id for n in walk(node) if isinstance(n, ast.Name)}
        same = [names[name] for name in own if name in names]
        for name, value in names.items():
            if name not in own and value not in same:
                self.report.beside |= value.origins

    def need(self, what: str, node: ast.AST) -> None:
        """Note that the property must be `defined`, or `not_none`."""
        line = getattr(node, "lineno", 0)
        if not self.quiet and getattr(self.report, what) is None:
            setattr(self.report, what, line)

    def show_statement(self) -> str:
        """The statement that is looked at, or the head of one that holds others."""
        assert self.statement is not None
        shown = ast.unparse(self.statement).splitlines()[0].strip()
        return shown if len(shown) <= 60 else shown[:57] + "..."

    def show(self, node: ast.AST) -> str:
        """A node as it is shown in a message."""
        shown = " ".join(ast.unparse(node).split())
        return shown if len(shown) <= 60 else shown[:57] + "..."
