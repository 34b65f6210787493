"""From what was found in a function to the edits that make a Patch of it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from dash_codemods.model.edits import Edit, InsertStatements, ReplaceExpression, ReplaceStatements
from dash_codemods.model.patching.analysis import Analysis
from dash_codemods.model.patching.report import Line
from dash_codemods.model.walking import walk


class Changes:
    """The edits of a function's body."""

    def __init__(self, analysis: Analysis, path: str, constructor: str) -> None:
        """Take the analysis, the file, and how a Patch is made there: `Patch()`."""
        self.analysis, self.path = analysis, path
        self.report, self.text = analysis.report, analysis.subject.text
        self.patch, self.constructor = analysis.subject.patch, constructor
        if analysis.subject.every_item:
            self.constructor = f"[{constructor} for _ in {analysis.subject.parameter}]"
        self.other = self._substitutions()
        self.dropped = self._dropped()

    def _substitutions(self) -> dict[ast.expr, str]:
        """What stands in the place of which expression."""
        report, parameter = self.report, self.analysis.subject.parameter
        other: dict[ast.expr, str] = dict.fromkeys(report.renames, self.patch)
        for origin in report.mixed:
            other.update(dict.fromkeys(report.uses.get(origin, ()), self.patch))
        if not self.analysis.keeps_guards:
            other.update({n: parameter for n in report.reads if n.id != parameter})
        for value, wrapper in report.wrapped.items():
            inside = {n: t for n, t in other.items() if n is not value}
            other[value] = f"{wrapper}({other.get(value) or self.text.written(value, inside)})"
        return other

    def _dropped(self) -> list[ast.stmt]:
        """The copies, aliases and guards, which are not needed any more."""
        return [] if self.analysis.keeps_guards else list(self.report.set_up)

    def edits(self) -> Iterator[Edit]:
        """All edits of the body."""
        anchor = self._anchor()
        first = f"{self.patch} = {self.constructor}"
        whole: dict[ast.stmt, str] = dict.fromkeys(self.dropped, "")
        for statement, lines in self.report.replaced.items():
            whole[statement] = "\n".join(self._line(line) for line in lines)
        if anchor in whole:
            whole[anchor] = "\n".join(filter(None, (first, whole[anchor])))
        else:
            yield InsertStatements(self.path, self.text.span(anchor), first)
        for statement, source in whole.items():
            yield ReplaceStatements(self.path, self.text.span(statement), source)
        for node in self._outermost(whole):
            yield ReplaceExpression(self.path, self.text.span(node), self.other[node])

    def _line(self, line: Line) -> str:
        return "".join(
            part if isinstance(part, str) else self.text.written(part, self.other) for part in line
        )

    def _outermost(self, whole: Mapping[ast.stmt, str]) -> list[ast.expr]:
        """The substitutions that no other edit holds."""
        inside: set[int] = set()
        for holder in (*whole, *self.other):
            inside |= {id(n) for n in walk(holder) if n is not holder}
        placed = {id(n) for n in walk(self.analysis.subject.function)}
        found = [n for n in self.other if id(n) not in inside and id(n) in placed]
        return sorted(found, key=lambda n: (n.lineno, n.col_offset))

    # -- where the Patch is made

    def _anchor(self) -> ast.stmt:
        """The statement before which (or in whose place) the Patch is made."""
        function = self.analysis.subject.function
        used = {id(n) for n, text in self.other.items() if self.patch in text}
        used |= {id(s) for s in self.report.replaced}
        block, first = function.body, self._first(function.body, used)
        while True:
            inner = self._inner(block, first, used)
            if inner is None:
                break
            candidate = self._first(inner, used)
            if not self.text.starts_line(candidate) or _is_elif(candidate, first, self):
                break
            block, first = inner, candidate
        at = block.index(first)
        ready = [s for s in block[: at + 1] if s in self.dropped]
        return ready[-1] if ready else first

    def _first(self, block: list[ast.stmt], used: set[int]) -> ast.stmt:
        return next(s for s in block if any(id(n) in used for n in walk(s)))

    def _inner(
        self, block: list[ast.stmt], first: ast.stmt, used: set[int]
    ) -> list[ast.stmt] | None:
        """The one block inside a statement that holds all uses, if it runs at most once."""
        holding = [s for s in block if any(id(n) in used for n in walk(s))]
        if len(holding) > 1 or not isinstance(first, ast.If | ast.With | ast.Try | ast.Match):
            return None
        blocks = _blocks(first)
        inside = [b for b in blocks if any(id(n) in used for s in b for n in walk(s))]
        return inside[0] if len(inside) == 1 else None


def _blocks(node: ast.stmt) -> list[list[ast.stmt]]:
    if isinstance(node, ast.Match):
        return [case.body for case in node.cases]
    if isinstance(node, ast.Try):
        handlers = [handler.body for handler in node.handlers]
        return [node.body, *handlers, node.orelse, node.finalbody]
    if isinstance(node, ast.If):
        return [node.body, node.orelse]
    return [node.body] if isinstance(node, ast.With) else []


def _is_elif(node: ast.stmt, above: ast.stmt, changes: Changes) -> bool:
    """Whether a statement is the `elif` of the one above."""
    return (
        isinstance(node, ast.If)
        and isinstance(above, ast.If)
        and above.orelse == [node]
        and changes.text.written(node, {}).startswith("elif")
    )
