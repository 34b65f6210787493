"""`go.Figure(state)`: the updates of a figure object that have an equal on a Patch.

Tried on dash 4.4.1 with plotly 6: a title as text replaces the whole title, `title_text` and
`title=dict(text=...)` keep its other keys, an axis' range is a list, a trace goes behind the
others. Most else is merged by plotly in ways of its own.
"""

from __future__ import annotations

import ast
import re

from dash_codemods.model.patching.kinds import kind_of
from dash_codemods.model.patching.places import ANY, Write
from dash_codemods.model.patching.report import Line
from dash_codemods.model.patching.writing import Writer

_RANGE = re.compile(r"([xy]axis\d*)_range")


class Figures:
    """Follows figure objects that are made of the value."""

    def __init__(self, writer: Writer) -> None:
        """Take the writer, which looks at the values that are put in."""
        self.writer, self.context = writer, writer.context

    def call(self, node: ast.Expr) -> bool:
        """`fig.update_layout(...)` and `fig.add_trace(...)`; False if it is none of a figure."""
        call = node.value
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            return False
        name = call.func.value
        held = self.context.state.names.get(name.id) if isinstance(name, ast.Name) else None
        if held is None or held.kind != "figure":
            return False
        lines = self._lines(call, call.func.attr)
        if lines is None or self.context.deferred or self.context.caught:
            self.context.report.attempts = True
            self.context.block(
                "figure-method",
                f"`{self.context.show(call)}`: plotly merges this into the figure in a way that a "
                "Patch cannot",
                node,
            )
            return True
        write = Write(("layout",), ("layout", ANY))
        if call.func.attr == "add_trace":
            write = Write(("data",), ("data",))
        self.context.state = self.context.state.with_write(write)
        if not self.context.quiet:
            self.context.report.writes[write] = node.lineno
            self.context.report.replaced[node] = tuple(lines)
        return True

    def _lines(self, call: ast.Call, method: str) -> list[Line] | None:
        for value in (*call.args, *(k.value for k in call.keywords)):
            self.writer.reader.value(value)
        patch, quote = self.context.subject.patch, self.context.text.quote
        if method == "add_trace" and len(call.args) == 1 and not call.keywords:
            return [(f"{patch}[{quote}data{quote}].append(", call.args[0], ")")]
        if method != "update_layout" or call.args:
            return None
        lines: list[Line] = []
        for keyword in call.keywords:
            line = self._of_layout(keyword)
            if line is None:
                return None
            lines.append(line)
        return lines or None

    def _of_layout(self, keyword: ast.keyword) -> Line | None:
        quote = self.context.text.quote

        def place(*keys: str) -> str:
            """The place of a key of the layout."""
            inside = "".join(f"[{quote}{key}{quote}]" for key in ("layout", *keys))
            return f"{self.context.subject.patch}{inside} = "

        value = keyword.value
        axis = _RANGE.fullmatch(keyword.arg or "")
        if axis is not None:
            return (place(axis[1], "range"), value)
        if keyword.arg == "title_text":
            return (place("title", "text"), value)
        if keyword.arg == "title":
            text = _only_text(value)
            if text is not None:
                return (place("title", "text"), text)
            if kind_of(value, self.context.names) == "str":
                return (f"{place('title')}{{{quote}text{quote}: ", value, "}")
        return None


def _only_text(node: ast.expr) -> ast.expr | None:
    """The text of `dict(text=...)` and `{"text": ...}`."""
    if isinstance(node, ast.Dict) and len(node.keys) == 1:
        key = node.keys[0]
        return node.values[0] if isinstance(key, ast.Constant) and key.value == "text" else None
    if isinstance(node, ast.Call) and ast.unparse(node.func) == "dict" and not node.args:
        names = [keyword.arg for keyword in node.keywords]
        return node.keywords[0].value if names == ["text"] else None
    return None
