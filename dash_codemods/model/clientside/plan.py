"""One callback: its edits, or what forbids them."""

from __future__ import annotations

import ast
import inspect
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.clientside import literals, registering
from dash_codemods.model.clientside.code import Code, Refusal, signature
from dash_codemods.model.clientside.comments import comments_in, refuse_behind
from dash_codemods.model.clientside.expressions import Expressions
from dash_codemods.model.clientside.kinds import kinds_of, unset_is_null
from dash_codemods.model.clientside.locals import Locals
from dash_codemods.model.clientside.results import Results
from dash_codemods.model.clientside.statements import Statements
from dash_codemods.model.edits import Edit, MoveToBrowser
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.walking import walk

_PLACED = (ast.arg, ast.expr)


@dataclass(frozen=True)
class Plan:
    """What moving a callback to the browser takes, or why that cannot be."""

    edits: tuple[Edit, ...] = ()
    blockers: tuple[Blocker, ...] = ()


def plan(project: Project, callback: Callback) -> Plan:
    """Plan to move a callback to the browser."""
    found = list(registering.blockers(project, callback))
    if found:
        return Plan(blockers=tuple(dict.fromkeys(found)))
    try:
        return Plan(_edits(project, callback))
    except Refusal as refusal:
        line = refusal.line
        return Plan(blockers=(Blocker(refusal.reason, refusal.message, callback.path, line),))


def _edits(project: Project, callback: Callback) -> tuple[Edit, ...]:
    function, spelling = callback.function, registering.spelling(project, callback)
    order = registering.order(callback)
    assert function is not None
    assert spelling is not None
    assert order is not None
    lines = project.sources.text(callback.path).replace("\r\n", "\n").split("\n")
    statement = callback.registration.statement
    indent = lines[statement.line - 1][: statement.column - 1]
    if indent.strip(" "):
        raise Refusal("indentation", "it is indented by tabs", callback.line)
    tree = project.function_tree(callback)
    above = _above(tree)
    inner = indent + _unit(tree)
    written = "\n".join(javascript(project, callback, lines)).split("\n")
    code = [inner + line if line else "" for line in written]
    move = MoveToBrowser(
        path=callback.path,
        registrar=spelling.registrar,
        function="\n".join(["", *code, inner]),
        above=above,
        order=order,
        call=callback.call_span,
        statement=statement,
    )
    return (move, *spelling.edits)


def _above(tree: ast.FunctionDef | ast.AsyncFunctionDef) -> tuple[str, ...]:
    """The docstring as comments."""
    docstring = ast.get_docstring(tree, clean=False)
    if docstring is None:
        return ()
    said = inspect.cleandoc(docstring).strip().split("\n")
    if not all(line.isprintable() for line in said):
        message = "the docstring holds characters that no comment can"
        raise Refusal("text", message, tree.body[0].lineno)
    return tuple(f"# {line.rstrip()}" if line.strip() else "#" for line in said)


def javascript(project: Project, callback: Callback, lines: list[str]) -> list[str]:
    """The function, line by line, from the margin on.

    Raises Refusal where it would not do the same.
    """
    function = callback.function
    pairs = registering.values(callback)
    assert function is not None
    assert pairs is not None
    path, scope = callback.path, function.body
    tree = project.function_tree(callback)
    expressions = Expressions(lambda name: project.names.external(path, scope, name))
    parameters = {}
    for dependency, bound in pairs:
        name = bound.parameter.name
        written = literals.name(name, tree.lineno)
        kinds = kinds_of(project, callback, dependency)
        expressions.values[name] = Code(written, literals.NAME, kinds, frozenset({name}))
        parameters[name] = dependency
    body = tree.body
    if ast.get_docstring(tree) is not None:
        body = body[1:]
    nullable = {output for output in callback.outputs if unset_is_null(project, output)}
    results = Results(expressions, callback.outputs, callback.single_output, parameters, nullable)
    last = tree.end_lineno or tree.lineno
    refuse_behind(lines, tree)
    comments = comments_in(lines, tree.lineno, last)
    unit = _unit(tree)
    margin = callback.registration.statement.column - 1 + len(unit)
    names = Locals(body, parameters)
    statements = Statements(expressions, results, names, comments, lines, margin, unit)
    name = literals.name(function.name, tree.lineno)  # it says what the function is for
    head = signature(name, list(parameters), margin, unit)
    statements.head(head, _signature_end(tree))
    if statements.body(body, 1):
        statements.finish(last)
    statements.left_over()
    return [*statements.lines, "}"]


def _unit(tree: ast.FunctionDef | ast.AsyncFunctionDef) -> str:
    """What the function's own body is indented by."""
    step = tree.body[0].col_offset - tree.col_offset
    return " " * (step if tree.body[0].lineno > tree.lineno and step in (2, 3, 4, 8) else 4)


def _signature_end(tree: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The last line of what a signature holds."""
    parts = [part for part in (*walk(tree.args), tree.returns) if isinstance(part, _PLACED)]
    return max([tree.lineno, *(part.end_lineno or 0 for part in parts)])
