"""One callback becomes several: the text of the new ones, made of that of the old one."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from dash_codemods.model.edits import Helper, Part, SplitCallback
from dash_codemods.model.places import Span
from dash_codemods.rewriting.above import Line
from dash_codemods.rewriting.blocks import owned_run
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.helpers import fitted, line_above, return_of
from dash_codemods.rewriting.moving import Mover
from dash_codemods.rewriting.named_groups import GROUPS, NamedGroups, is_one_line
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.source import Source

Function = ast.FunctionDef | ast.AsyncFunctionDef
_COMMENT_BEHIND = re.compile(r"[\s,\])]*(#.*)$")


def split_callback(draft: Draft, edit: SplitCallback) -> None:
    """Put the parts in the place of the decorated function."""
    run = owned_run(draft, *draft.source.range(edit.statement))
    function = run.block[run.first]
    assert isinstance(function, Function)
    writer = _Writer(draft, edit, function)
    apart = "\n" * (2 if run.parent else 3)
    code = apart.join(writer.text(part) for part in edit.parts)
    first, last = run.lines
    if edit.helper is not None:
        top = line_above(draft.source, first)
        said = [draft.source.line_text(line) + "\n" for line in range(top, first)]
        code = f"{writer.helper(edit.helper)}{apart}{''.join(said)}{code}"
        first = top
    start = draft.source.line_start(first)
    end = draft.source.line_start(last) + len(draft.source.line_text(last))
    newline = draft.source.line_end(first)
    draft.patches.append(Patch(start, end, code.replace("\n", newline), whole_lines=True))


@dataclass(frozen=True)
class _Holder:
    """The list or tuple that dependencies stand in."""

    brackets: str
    size: int
    one_line: bool


class _Writer:
    """Writes the parts of one callback."""

    def __init__(self, draft: Draft, edit: SplitCallback, function: Function) -> None:
        self.source: Source = draft.source
        self.width = draft.line_length
        self.edit, self.function = edit, function
        start = self.source.offset(edit.call.start)
        self.call = next(
            d
            for d in function.decorator_list
            if isinstance(d, ast.Call) and self._start(d) == start
        )
        self.base = self.source.indentation(self.source.first_line(function))
        body = function.body[0]
        inner = self.source.indentation(body.lineno) if body.lineno > function.lineno else ""
        inner = inner if inner.startswith(self.base) else ""
        self.unit = inner[len(self.base) :] or self.source.indent_unit
        room = self.width - len(self.base + self.unit)
        self.mover = Mover(self.source, function, self.unit, room)
        self.named = NamedGroups(self.source, self.call, self.unit, room)
        self.holders: dict[int, _Holder] = {}
        for argument in self.call.args:
            if isinstance(argument, ast.List | ast.Tuple):
                holder = _Holder(
                    "[]" if isinstance(argument, ast.List) else "()",
                    len(argument.elts),
                    argument.lineno == argument.end_lineno,
                )
                self.holders |= {self._start(each): holder for each in argument.elts}

    def _start(self, node: ast.expr) -> int:
        return self.source.place(node.lineno, node.col_offset)

    def _end(self, node: ast.expr) -> int:
        return self.source.place(node.end_lineno or node.lineno, node.end_col_offset or 0)

    def _written(self, node: ast.expr) -> str:
        return self.source.text[self._start(node) : self._end(node)]

    def text(self, part: Part) -> str:
        """A part, with the indentation of the old callback and none before its first line."""
        lines: list[Line] = []
        for decorator in self.function.decorator_list:
            if decorator is self.call:
                lines += self._registration(part)
            else:
                lines += self.mover.dedented(
                    "@" + self._written(decorator), self.source.indentation(decorator.lineno)
                )
        lines += self._head(part)
        body: list[Line] = []
        if part.docstring is not None:
            first, *rest = part.docstring.split("\n")
            # It stands as far in as the old one did.
            body += [Line(first), *(Line(line, verbatim=True) for line in rest)]
            body += self.mover.below_docstring()
        body += self.mover.body(part.body)
        lines += [line.indented(self.unit) for line in body]
        return "\n".join(line.indented(self.base).text for line in lines)

    # -- the registration

    def _registration(self, part: Part) -> list[Line]:
        items = [] if self.named.forms else self._positional(part)
        items += self._keywords(part)
        callee = self._written(self.call.func)
        single = ", ".join(item[0].text.removesuffix(",") for item in items)
        short = f"@{callee}({single})"
        old_is_short = self.call.lineno == self.call.end_lineno
        fits = len(self.base) + len(short) <= self.width
        if old_is_short and fits and all(map(is_one_line, items)):
            return [Line(short)]
        inner = [line.indented(self.unit) for item in items for line in item]
        return [Line(f"@{callee}("), *inner, Line(")")]

    def _positional(self, part: Part) -> list[list[Line]]:
        items = self._group([(s, s in part.flagged, "") for s in part.outputs])
        inputs = [(span, False, "") for span in part.inputs]
        states = [(span, False, part.state_name) for span in part.states]
        if self._mixed(part):
            return items + self._group([*inputs, *states])
        return items + self._group(inputs) + self._group(states, part)

    def _mixed(self, part: Part) -> bool:
        """Whether Inputs and States stand in one list."""
        first = self._holder(part.inputs[0])
        states = [span for span in part.states if self._is_state(span, part)]
        return first is not None and any(self._holder(span) is first for span in states)

    def _holder(self, span: Span) -> _Holder | None:
        return self.holders.get(self.source.offset(span.start))

    def _is_state(self, span: Span, part: Part) -> bool:
        """Whether a State of a part was one before."""
        start, end = self.source.range(span)
        return self.source.text[start:end].partition("(")[0].strip() == part.state_name

    def _group(
        self, members: list[tuple[Span, bool, str]], part: Part | None = None
    ) -> list[list[Line]]:
        """Dependencies of one kind, in a list or tuple if several are left of one."""
        items = [self._dependency(*member) for member in members]
        spans = [span for span, _, _ in members]
        first = [span for span in spans if part and self._is_state(span, part)]
        holder = next((h for span in (*first, *spans) if (h := self._holder(span))), None)
        if holder is None or len(members) == 1 < holder.size:
            return items
        left, right = holder.brackets[0], holder.brackets[1]
        single = ", ".join(item[0].text.removesuffix(",") for item in items)
        if holder.brackets == "()" and len(items) == 1:
            single += ","
        fits = len(self.base + self.unit) + len(single) + 3 <= self.width
        if holder.one_line and fits and all(map(is_one_line, items)):
            return [[Line(f"{left}{single}{right},")]]
        inner = [line.indented(self.unit) for item in items for line in item]
        return [[Line(left), *inner, Line(f"{right},")]]

    def _dependency(
        self, span: Span, flagged: bool, name: str, before: str = "", at: int | None = None
    ) -> list[Line]:
        """A dependency with the comma behind it and the comments that go with it.

        `before`: what stands before it, a key; `at`: the offset at which that starts.
        """
        start, end = self.source.range(span)
        code = self.source.text[start:end]
        # What is said above an Input is said where it stays one.
        said = not name or not any(span in part.inputs for part in self.edit.parts)
        if name:
            code = name + code[code.index("(") :]
        if flagged:
            open_end = code[:-1].rstrip().removesuffix(",")
            code = f"{open_end}, allow_duplicate=True)"
            deep = at is not None or self._holder(span) is not None
            code = self._folded(before + code, start, 2 if deep else 1)[len(before) :]
        return self._argument(before + code, start if at is None else at, end, said=said)

    def _folded(self, code: str, start: int, depth: int) -> str:
        """A dependency that has become too long for its line, on three."""
        indentation = len(self.base) + depth * len(self.unit)
        head, bracket, rest = code.partition("(")
        if "\n" in code or indentation + len(code) < self.width:
            return code
        margin = self.source.indentation(self.source.line_at(start))
        return f"{head}{bracket}\n{margin}{self.unit}{rest[:-1]}\n{margin})"

    def _argument(self, code: str, start: int, end: int, *, said: bool = True) -> list[Line]:
        """What stands for an argument between these offsets, with a comma and its comments.

        `said`: those above it too.
        """
        first, last = self.source.line_at(start), self.source.line_at(end)
        margin = self.source.indentation(first)
        lines = self.mover.dedented(code, margin)
        rest = self.source.line_text(last)[end - self.source.line_start(last) :]
        comment = _COMMENT_BEHIND.match(rest)
        behind = f",  {comment[1]}" if comment else ","
        lines[-1] = Line(lines[-1].text + behind, lines[-1].verbatim)
        above = self._above(start, first) if said else []
        return [*above, *lines, *self._below(last)]

    def _above(self, start: int, line: int) -> list[Line]:
        """The comments on the lines above a dependency that starts its line."""
        if self.source.text[self.source.line_start(line) : start].strip():
            return []
        found: list[Line] = []
        while (text := self.source.line_text(line - 1).strip()).startswith("#"):
            found.insert(0, Line(text))
            line -= 1
        return found

    def _below(self, line: int) -> list[Line]:
        """The comments below a dependency that is the last of its bracket."""
        found: list[Line] = []
        while (text := self.source.line_text(line + 1).strip()).startswith("#"):
            found.append(Line(text))
            line += 1
        return found if text.startswith((")", "]")) else []

    def _keywords(self, part: Part) -> list[list[Line]]:
        found = []
        given = False
        for keyword in self.call.keywords:
            if keyword.arg in GROUPS:
                found += self.named.of(part, keyword.arg, self._dependency)
                continue
            code = self._written(keyword.value)
            if keyword.arg == "prevent_initial_call":
                given = True
                if part.prevents is None:
                    continue
                code = part.prevents
            start = self.source.place(keyword.lineno, keyword.col_offset)
            written = f"{keyword.arg}={code}" if keyword.arg else f"**{code}"
            found.append(self._argument(written, start, self._end(keyword.value)))
        if not given and part.prevents is not None:
            found.append([Line(f"prevent_initial_call={part.prevents},")])
        return found

    # -- the function's head

    def _head(self, part: Part) -> list[Line]:
        arguments = self.function.args
        positional = [*arguments.posonlyargs, *arguments.args]
        defaults = dict(
            zip([a.arg for a in positional[::-1]], arguments.defaults[::-1], strict=False)
        )
        parameters = []
        for name in part.parameters:
            code = self._parameter(name)
            if name in defaults:
                equals = " = " if ":" in code else "="
                code += f"{equals}{self._written(defaults[name])}"
            parameters.append(code)
        keyword = "async def" if isinstance(self.function, ast.AsyncFunctionDef) else "def"
        returns = f" -> {part.returns}" if part.returns is not None else ""
        lines = self._signature(f"{keyword} {part.name}(", parameters, f"){returns}:")
        lines[-1] = Line(lines[-1].text + self.mover.comment_behind_head())
        return lines

    def _signature(self, head: str, parameters: list[str], tail: str) -> list[Line]:
        room = self.width - len(self.base)
        return [Line(line) for line in fitted(head, parameters, tail, self.unit, room)]

    def _parameter(self, name: str) -> str:
        """A parameter with its annotation, if it has one."""
        arguments = self.function.args
        written = {a.arg: a.annotation for a in (*arguments.posonlyargs, *arguments.args)}
        annotation = written.get(name)
        return name if annotation is None else f"{name}: {self._written(annotation)}"

    def helper(self, helper: Helper) -> str:
        """The function that parts call."""
        parameters = [self._parameter(name) for name in helper.parameters]
        body = self.mover.body(helper.body)
        if self.mover.is_compound(helper.body[-1]):
            body.append(Line(""))
        body.append(Line(return_of(helper)))
        lines = self._signature(f"def {helper.name}(", parameters, "):")
        lines += [line.indented(self.unit) for line in body]
        return "\n".join(line.indented(self.base).text for line in lines)
