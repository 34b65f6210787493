"""The comments in a function's body, and the statements that they stand beside."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from dataclasses import dataclass

from dash_codemods.model.clientside import literals
from dash_codemods.model.clientside.code import Refusal

FOR_TOOLS = re.compile(r"#\s*(noqa|type:|pylint:|pragma:|pyright:|nosec|mypy:)", re.IGNORECASE)
"""Comments that speak to tools about Python."""
_OPENINGS = re.compile(r"(if|elif|else|for|while|with|try|except|def|class)\b.*:$")


@dataclass(frozen=True)
class Comment:
    """One comment, as JavaScript writes it."""

    line: int
    column: int
    text: str
    alone: bool
    """Nothing else stands on its line."""


def comments_in(lines: list[str], first: int, last: int) -> list[Comment]:
    """The comments from one line to another, counted from 1."""
    text = "\n".join(lines[first - 1 : last]) + "\n"
    if "#" not in text:
        return []
    found: list[Comment] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                if FOR_TOOLS.match(token.string):
                    continue
                line = first + token.start[0] - 1
                alone = not token.line[: token.start[1]].strip()
                found.append(Comment(line, token.start[1], _text(token.string, line), alone))
    except (tokenize.TokenError, SyntaxError):
        # Only what comes behind the last statement can be cut off here.
        pass
    return found


def refuse_behind(lines: list[str], function: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
    """Raise Refusal for a comment in the body, but behind its last statement: it would stay."""
    for line, text in enumerate(lines[function.end_lineno :], start=(function.end_lineno or 0) + 1):
        said = text.strip()
        if not said:
            continue
        if not said.startswith("#") or len(text) - len(text.lstrip()) <= function.col_offset:
            return
        raise Refusal("commented-code", "a comment behind the last statement would stay", line)


def _text(comment: str, line: int) -> str:
    said = comment.lstrip("#").strip()
    if _is_code(said):
        raise Refusal("commented-code", "Python that is commented out", line)
    literals.plain(said.replace('"', ""), line)
    if '"""' in said:
        raise Refusal("text", "a comment with triple quotes", line)
    return f"// {said}" if said else "//"


def _is_code(said: str) -> bool:
    """Whether a comment is Python that somebody switched off."""
    if _OPENINGS.fullmatch(said):
        return True
    try:
        body = ast.parse(said).body
    except (SyntaxError, ValueError):
        return False
    words = (ast.Name, ast.Constant, ast.Tuple, ast.Compare, ast.BinOp, ast.UnaryOp)
    return any(
        not isinstance(statement, ast.Expr | ast.AnnAssign)
        or (isinstance(statement, ast.Expr) and not isinstance(statement.value, words))
        for statement in body
    )
