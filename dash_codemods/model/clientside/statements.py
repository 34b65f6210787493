"""The statements of a function's body, as JavaScript."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from dash_codemods.model.clientside import literals
from dash_codemods.model.clientside.code import Code, Refusal, in_parentheses, laid_out
from dash_codemods.model.clientside.comments import Comment
from dash_codemods.model.clientside.expressions import Expressions, Values, dotted
from dash_codemods.model.clientside.kinds import CONTAINERS
from dash_codemods.model.clientside.locals import Locals
from dash_codemods.model.clientside.results import Results

_PREVENT = "throw window.dash_clientside.PreventUpdate;"


class Statements:
    """Translates a body, line by line, and takes the comments along."""

    def __init__(
        self,
        expressions: Expressions,
        results: Results,
        names: Locals,
        comments: Sequence[Comment],
        source: Sequence[str],
        margin: int,
        unit: str,
    ) -> None:
        """Take the translators, the file's lines, the column of the new function, and a step."""
        self.expressions, self.results, self.names = expressions, results, names
        self.comments = list(comments)
        self.source = source
        self.margin, self.unit = margin, unit
        self.lines: list[str] = []

    def head(self, text: str, line: int) -> None:
        """Put the signature, whose last line may have a comment."""
        self._put(text + self._beside(line), 0)

    def body(self, block: Sequence[ast.stmt], depth: int) -> bool:
        """Translate a block; say whether its end is reached."""
        for statement in block:
            if statement is not block[0] and self._stands_apart(statement):
                self.lines.append("")
            for name in self.names.declared_before(statement):
                self._put(f"let {name};", depth)
            self._before(statement, depth)
            if not self._statement(statement, depth):
                rest = block[block.index(statement) + 1 :]
                if rest:
                    message = "code that is never reached"
                    raise Refusal("unreachable", message, rest[0].lineno)
                return False
        return True

    def _stands_apart(self, statement: ast.stmt) -> bool:
        """Whether a blank line stands above a statement and its comments."""
        above = [c.line for c in self.comments if c.alone and c.line < statement.lineno]
        first = min([statement.lineno, *above])
        return not self.source[first - 2].strip()

    def finish(self, end: int) -> None:
        """Put what a function without a last `return` gives, and check that no comment is left."""
        self._put(f"return {self.results.nothing(end).text};", 1)

    def left_over(self) -> None:
        """Refuse where a comment has found no place."""
        for comment in self.comments:
            message = "a comment inside of an expression"
            raise Refusal("comment-inside", message, comment.line)

    def _statement(self, node: ast.stmt, depth: int) -> bool:
        match node:
            case ast.Return(value=None):
                self._put(f"return {self.results.nothing(node.lineno).text};", depth, node)
                return False
            case ast.Return(value=ast.expr() as value):
                code = self.results.whole(value)
                self._put_code("return ", code, ";", depth, node)
                return False
            case ast.Raise(exc=ast.expr() as raised, cause=None):
                called = raised.func if isinstance(raised, ast.Call) else raised
                if self.expressions.external(dotted(called) or "") != "dash.PreventUpdate":
                    raise Refusal("raises", "an error of Python is raised", node.lineno)
                self._put(_PREVENT, depth, node)
                return False
            case ast.If():
                return self._if(node, depth, "")
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                self._assign(name, value, depth, node)
                return True
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                self._assign(name, value, depth, node)
                return True
            case ast.Pass():
                return True
        what = type(node).__name__.lower()
        raise Refusal("no-equal", f"a statement ({what}) without an equal", node.lineno)

    def _assign(self, name: str, value: ast.expr, depth: int, node: ast.stmt) -> None:
        code = self.expressions.value(value)
        written = literals.name(name, node.lineno)
        self._put_code(f"{self.names.keyword(name, node)}{written} = ", code, ";", depth, node)
        # What is made here is known by its line: the variable may be assigned again.
        made = (
            {f"line {node.lineno}"}
            if code.kinds & CONTAINERS and not isinstance(value, ast.Name)
            else set()
        )
        known = Code(written, literals.NAME, code.kinds, code.sources | made)
        self.expressions.values = {**self.expressions.values, name: known}

    def _if(self, node: ast.If, depth: int, opening: str) -> bool:
        test = self.expressions.test(node.test)
        before = self.expressions.values
        comment = self._beside(node.test.end_lineno or node.lineno)
        indent = self.unit * depth
        column = self.margin + len(indent) + len(f"{opening}if  {{")
        asked = in_parentheses(test, column, indent, self.unit)
        self._put(f"{opening}if {asked} {{{comment}", depth)
        self.expressions.values = self.expressions.knowing(node.test, True)
        goes_on = self._block(node.body, depth, self._else_line(node))
        one = self.expressions.values if goes_on else None
        self.expressions.values = before
        self.expressions.values = self.expressions.knowing(node.test, False)
        reached = True
        if len(node.orelse) == 1 and isinstance(node.orelse[0], ast.If) and self._is_elif(node):
            reached = self._if(node.orelse[0], depth, "} else ")
        elif node.orelse:
            self._put(f"}} else {{{self._else_comment(node)}", depth)
            reached = self._block(node.orelse, depth, None)
            self._put("}", depth)
        else:
            self._put("}", depth)
        other = self.expressions.values if reached else None
        self.expressions.values = _either(one, other)
        return one is not None or other is not None

    def _is_elif(self, node: ast.If) -> bool:
        return node.orelse[0].col_offset == node.col_offset

    def _else_line(self, node: ast.If) -> int | None:
        """The line on which the other arm of an `if` starts, with its `else`."""
        if not node.orelse:
            return None
        end = node.body[-1].end_lineno or node.body[-1].lineno
        first = node.orelse[0].lineno
        between = range(end + 1, first)
        found = (at for at in between if self.source[at - 1].strip().startswith("else"))
        return next(found, first)

    def _block(self, block: list[ast.stmt], depth: int, limit: int | None) -> bool:
        reached = self.body(block, depth + 1)
        end = block[-1].end_lineno or block[-1].lineno
        for comment in list(self.comments):
            inside = comment.alone and comment.column >= block[0].col_offset
            behind = end < comment.line <= end + 2 and (limit is None or comment.line < limit)
            if inside and behind:
                self.comments.remove(comment)
                self._put(comment.text, depth + 1)
                end = comment.line
        return reached

    def _else_comment(self, node: ast.If) -> str:
        """The comment behind `else:`, or above the first statement on a line of its own."""
        first = node.orelse[0].lineno
        end = node.body[-1].end_lineno or node.body[-1].lineno
        for comment in list(self.comments):
            if end < comment.line < first and not comment.alone:
                self.comments.remove(comment)
                return f"  {comment.text}"
        return ""

    def _before(self, statement: ast.stmt, depth: int) -> None:
        """Put the comments that stand on lines of their own above a statement."""
        for comment in list(self.comments):
            if comment.alone and comment.line < statement.lineno:
                self.comments.remove(comment)
                self._put(comment.text, depth)

    def _beside(self, line: int) -> str:
        for comment in list(self.comments):
            if comment.line == line and not comment.alone:
                self.comments.remove(comment)
                return f"  {comment.text}"
        return ""

    def _put_code(self, opening: str, code: Code, closing: str, depth: int, node: ast.stmt) -> None:
        indent = self.unit * depth
        column = self.margin + len(indent) + len(opening) + len(closing)
        self._put(opening + laid_out(code, column, indent, self.unit) + closing, depth, node)

    def _put(self, text: str, depth: int, node: ast.stmt | None = None) -> None:
        beside = self._beside(node.end_lineno or node.lineno) if node is not None else ""
        self.lines.append(self.unit * depth + text + beside)


def _either(one: Values | None, other: Values | None) -> Values:
    """What is known where two ways meet."""
    if one is None or other is None:
        return (one if one is not None else other) or {}
    met: Values = {}
    for name in one.keys() | other.keys():
        left, right = one.get(name), other.get(name)
        if left is None or right is None:
            # On the other way Python would fail to read it.
            met[name] = left or right  # type: ignore[assignment]
        else:
            kinds, sources = left.kinds | right.kinds, left.sources | right.sources
            met[name] = Code(left.text, left.level, kinds, sources)
    return met
