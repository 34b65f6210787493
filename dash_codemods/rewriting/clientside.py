"""A decorated function of Python, and a function of JavaScript in its place."""

from __future__ import annotations

import ast

from dash_codemods.model.edits import MoveToBrowser
from dash_codemods.rewriting.blocks import Run, owned_run
from dash_codemods.rewriting.comments import FOR_TOOLS, comments_of, placed_comments
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import LINE_END


def move_to_browser(draft: Draft, edit: MoveToBrowser) -> None:
    """Write the new statement over the lines of the function, its trailing comment included."""
    where = draft.source.range(edit.statement)
    run = owned_run(draft, *where)
    call = _decorator(draft, edit, run)
    source = draft.source
    first, last = run.lines
    base, newline = source.indentation(first), source.line_end(first)
    lines = [base + comment if comment else "" for comment in edit.above]
    lines.append(f"{base}{edit.registrar}(")
    code = newline.join(lines) + _arguments(draft, edit, call, run)
    start, end = source.line_start(first), source.line_start(last + 1)
    end = start + len(source.text[start:end].rstrip("\r\n"))
    draft.moved += _moved(draft, edit, call, end)
    draft.patches.append(Patch(start, end, code, swallows=True, whole_lines=True))


def _decorator(draft: Draft, edit: MoveToBrowser, run: Run) -> ast.Call:
    function, where = run.block[run.first], draft.source.range(edit.call)
    if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) and run.first == run.last:
        only = function.decorator_list
        if len(only) == 1 and isinstance(only[0], ast.Call) and _range(draft, only[0]) == where:
            return only[0]
    raise draft.refuse("no-such-callback", "no function with this one decorator", where[0])


def _range(draft: Draft, node: ast.expr) -> tuple[int, int]:
    """Where an expression stands; a keyword is found by its value."""
    source = draft.source
    end = source.place(node.end_lineno or 0, node.end_col_offset or 0)
    return source.place(node.lineno, node.col_offset), end


def _arguments(draft: Draft, edit: MoveToBrowser, call: ast.Call, run: Run) -> str:
    """The text from behind the opening parenthesis to the closing one."""
    source, text = draft.source, draft.source.text
    base, newline = source.indentation(run.lines[0]), source.line_end(run.lines[0])
    opened = text.index("(", _range(draft, call.func)[1]) + 1
    closed = _range(draft, call)[1] - 1
    inside = text[opened:closed]
    pieces = _pieces(draft, call)
    first = min(pieces)[0]
    hanging = source.line_at(first) > source.line_at(opened)
    if hanging and not edit.order:
        written = source.indentation(source.line_at(first))
        margin = written if len(written) > len(base) else base + run.unit
        # A comment behind the parenthesis stays there.
        head, below = LINE_END.split(inside, maxsplit=1)
        return f"{head.rstrip()}{newline}{margin}{_literal(edit, newline)},{newline}{below})"
    if placed_comments(f"({inside}\n)"):
        message = "a comment stands among the arguments, which have to be written anew"
        raise draft.refuse("comment-in-arguments", message, opened)
    margin = base + run.unit
    ordered = [source.range(span) for span in edit.order]
    ordered += [piece for piece in pieces if piece not in ordered]
    parts = [_literal(edit, newline), *(_moved_to(draft, piece, len(margin)) for piece in ordered)]
    return "".join(f"{newline}{margin}{part}," for part in parts) + f"{newline}{base})"


def _pieces(draft: Draft, call: ast.Call) -> list[tuple[int, int]]:
    """Where the arguments stand, in the order of the text."""
    found = [_range(draft, argument) for argument in call.args]
    for keyword in call.keywords:
        start = draft.source.place(keyword.lineno, keyword.col_offset)
        value, end = _range(draft, keyword.value)
        # Parentheses around a value are no part of it.
        for _ in range(draft.source.text.count("(", start, value)):
            end = draft.source.text.index(")", end) + 1
        found.append((start, end))
    return sorted(found)


def _literal(edit: MoveToBrowser, newline: str) -> str:
    return f'"""{newline.join(edit.function.split(chr(10)))}"""'


def _moved_to(draft: Draft, piece: tuple[int, int], column: int) -> str:
    """An argument's code in another column: its further lines go along."""
    source = draft.source
    shift = column - (piece[0] - source.line_start(source.line_at(piece[0])))
    lines = source.text[slice(*piece)].split("\n")
    for at, line in enumerate(lines[1:], 1):
        bare = line.lstrip(" ")
        lines[at] = " " * max(column, len(line) - len(bare) + shift) + bare if bare else line
    return "\n".join(lines)


def _moved(draft: Draft, edit: MoveToBrowser, call: ast.Call, end: int) -> list[str]:
    """The comments behind the decorator that the JavaScript has too.

    Refuses where another one would go that is not for tools alone.
    """
    start = _range(draft, call)[1]
    moved: list[str] = []
    for comment in comments_of(f"{draft.source.text[start:end]}\n"):
        said = comment.lstrip("#").strip()
        if f"//{' ' if said else ''}{said}" in edit.function:
            moved.append(comment)
        elif not FOR_TOOLS.match(comment):
            message = f"the comment {comment!r} has no place in the new code"
            raise draft.refuse("comment-lost", message, start)
    return moved
