"""Whole statements: others in their place, or beside them."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import InsertStatements, ReplaceStatements
from dash_codemods.rewriting.blocks import (
    Run,
    blank_lines,
    block_of,
    find_run,
    owned_run,
    remove_run,
)
from dash_codemods.rewriting.comments import placed_comments
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.indenting import indented
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import blocks_of

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def replace_statements(draft: Draft, edit: ReplaceStatements) -> None:
    """Put new statements on the lines of the old ones; none: take the old ones out."""
    where = draft.source.range(edit.statements)
    new = _parsed(draft, edit.source, where[0])
    if not new:
        remove_run(draft, *where)
        return
    run = find_run(draft, *where)
    if run.shares_lines:
        if len(new) > 1 or blocks_of(new[0]) or "\n" in edit.source.strip():
            owned_run(draft, *where)
        draft.patches.append(Patch(*run.range, edit.source.strip(), whole_lines=True))
        return
    first, last = run.lines
    code, end = _laid_out(run, edit.source), run.range[1]
    rest = draft.source.text[end : draft.source.line_start(last + 1)].rstrip()
    code += _kept_comment(code, rest)
    start = draft.source.line_start(first)
    draft.patches.append(Patch(start, end + len(rest), code, whole_lines=True))


def _kept_comment(code: str, rest: str) -> str:
    """The comment behind the old statements, if it can stand behind the new ones."""
    said = placed_comments(code)
    taken = said and said[-1][0] > max(code.rfind("\n"), code.rfind("\r"))
    if taken or rest.lstrip(" \t;") in [comment for _, comment in said]:
        return ""
    return rest.replace(";", "", 1) if rest.lstrip(" \t").startswith(";") else rest


def insert_statements(draft: Draft, edit: InsertStatements) -> None:
    """Put statements on lines of their own before a statement (and its comments) or behind it."""
    where = draft.source.range(edit.statement)
    new = _parsed(draft, edit.source, where[0])
    if not new:
        return
    run = owned_run(draft, *where)
    code = _laid_out(run, edit.source)
    patch = _behind(run, code, new) if edit.after else _before(run, code, new)
    block_of(draft, run.block, run.parent is None).inserted.add(patch.start)
    draft.patches.append(patch)


def _parsed(draft: Draft, code: str, offset: int) -> list[ast.stmt]:
    try:
        return ast.parse(code).body
    except SyntaxError as error:
        message = f"the new statements do not parse: {error}"
        raise draft.refuse("bad-source", message, offset) from None


def _laid_out(run: Run, code: str) -> str:
    source, line = run.source, run.lines[0]
    base, newline = source.indentation(line), source.line_end(line)
    return indented(code, base=base, unit=run.unit, newline=newline)


def _blanks(run: Run, anchor: ast.stmt, new: ast.stmt) -> int:
    """How many blank lines belong between two statements."""
    apart = isinstance(anchor, _DEFINITIONS) or isinstance(new, _DEFINITIONS)
    return 0 if not apart else 1 if run.parent else 2


def _before(run: Run, code: str, new: list[ast.stmt]) -> Patch:
    source, line = run.source, run.lines[0]
    newline, indentation = source.line_end(line), source.indentation(line)
    top = line
    while top > 1 and source.line_text(top - 1).startswith(f"{indentation}#"):
        top -= 1
    line = line if top == 1 else top
    behind = _blanks(run, run.block[run.first], new[-1])
    above = 0
    if run.first:
        wanted = _blanks(run, run.block[run.first - 1], new[0])
        above = max(0, wanted - blank_lines(source, line - 1, -1))
    text = newline * above + code + newline * (behind + 1)
    at = source.line_start(line)
    return Patch(at, at, text, whole_lines=True)


def _behind(run: Run, code: str, new: list[ast.stmt]) -> Patch:
    source, last = run.source, run.lines[1]
    newline = source.line_end(last)
    above = _blanks(run, run.block[run.last], new[0])
    below = 0
    if run.last + 1 < len(run.block):
        wanted = _blanks(run, run.block[run.last + 1], new[-1])
        below = max(0, wanted - blank_lines(source, last + 1, 1))
    at = source.line_start(last + 1)
    if last == source.lines:
        return Patch(at, at, newline * (above + 1) + code, whole_lines=True)
    return Patch(at, at, newline * above + code + newline * (below + 1), whole_lines=True)
