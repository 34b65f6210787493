"""Callbacks in odd but legal layouts lose random elements, and nothing else."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable

import black
from hypothesis import given, settings
from hypothesis import strategies as st
from test_rewriting_harness import PATH, edited_tree, node_span

from dash_codemods.model.edits import (
    Edit,
    RemoveDependency,
    RemoveKeyword,
    RemoveParameter,
    RenameParameter,
    SetKeyword,
)
from dash_codemods.rewriting import lost_comments, rewrite
from dash_codemods.rewriting.black_options import BlackOptions
from dash_codemods.rewriting.black_style import keep_clean
from dash_codemods.rewriting.gaps import lines_of
from dash_codemods.rewriting.source import Source

BEFORE = "import dash\n\n\nx = [1,\n 2] # odd\n\f\n"
AFTER = "\n\ndef  other( a ) : # odd, too\n    return { }\n"

GAPS = ["", "", "", " ", "  ", "\n", "\n    ", "\n\t", "\n\n        ", "#\n    ", "\n  #\n    "]
GAPS += ["  #\n\n    #\n    #\n    ", " \\\n ", "\n    #\n\n    "]


class Layout:
    """Draws white space and comments; each comment is unlike all others."""

    def __init__(self, draw: Callable[..., object], plain: bool) -> None:
        self.draw = draw
        self.plain = plain
        self.count = 0

    def choose(self, *options: object) -> object:
        return self.draw(st.sampled_from(options))

    def gap(self) -> str:
        pieces = str("" if self.plain else self.choose(*GAPS)).split("#")
        for index in range(1, len(pieces)):
            self.count += 1
            words = self.choose("", " id-7", " both id-3 and id-4", " a_b, 'quoted'", "é #")
            pieces[index] = f"# {self.count}{words}{pieces[index]}"
        return "".join(pieces)

    def listed(self, items: list[str], opening: str, closing: str, *, comma: bool = False) -> str:
        gaps = [self.gap(), *(f"{self.gap()},{self.gap()}" for _ in items[1:]), self.gap()]
        if items and (comma or self.choose(True, False)):
            gaps[-1] = f"{self.gap()},{gaps[-1]}"
        inner = "".join(gap + item for gap, item in zip(gaps, [*items, ""], strict=False))
        return opening + (inner if items else gaps[0]) + closing


def dependency(layout: Layout, kind: str) -> str:
    layout.count += 1
    arguments = [f'"id-{layout.count}"', "'dätä'"]
    return layout.listed(arguments, f"{kind}(", ")")


def group(layout: Layout, kind: str, depth: int) -> str:
    """A dependency, or some in a list, a tuple, a dict or a call of dict."""
    form = layout.choose("one", "one", "list", "tuple", "dict", "call") if depth else "one"
    if form == "one":
        code = dependency(layout, kind)
        return f"({layout.gap()}{code}{layout.gap()})" if layout.choose(*"aaaaab") == "b" else code
    size = layout.draw(st.integers(1, 3))
    items = [group(layout, kind, depth - 1) for _ in range(size)]
    if form == "list":
        return layout.listed(items, "[", "]")
    if form == "tuple":
        return layout.listed(items, "(", ")", comma=size == 1)
    if form == "dict":
        named = [f"'k{i}'{layout.gap()}:{layout.gap()}{item}" for i, item in enumerate(items)]
        return layout.listed(named, "{", "}")
    return layout.listed([f"k{i}={item}" for i, item in enumerate(items)], "dict(", ")")


def parameters(layout: Layout) -> str:
    names = [f"p_{i}" for i in range(layout.draw(st.integers(0, 5)))]
    slash = layout.draw(st.integers(0, len(names)))
    star = layout.draw(st.integers(slash, len(names)))
    default = layout.draw(st.integers(0, len(names)))
    items = []
    for index, name in enumerate(names):
        annotation = f"{layout.gap()}:{layout.gap()}{layout.choose('int', 'A[b, c]')}"
        code = name + str(layout.choose("", annotation))
        value = f"{layout.gap()}={layout.gap()}{layout.choose('1', '(2, 3)')}"
        items.append(code + (value if index >= default else ""))
    kinds = [*(["*"] if star < len(names) else ["*args", ""])]
    marks = {star: str(layout.choose(*kinds)), slash: "/" if slash else ""}
    listed = []
    for index, item in enumerate([*items, ""]):
        if index == slash and slash:
            listed.append("/")
        if index == star:
            listed.append(marks[star] if star != slash or not slash else str(layout.choose(*kinds)))
        listed.append(item)
    listed.append(str(layout.choose("", "**rest")))
    listed = [item for item in listed if item]
    return layout.listed(listed, "(", ")")


@st.composite
def callbacks(draw: Callable[..., object]) -> str:
    """A decorated function, perhaps in a class or a function, with odd code around it."""
    layout = Layout(draw, bool(draw(st.sampled_from([False, False, True]))))
    kinds = layout.draw(st.lists(st.sampled_from(["Output", "Input", "State"]), max_size=4))
    items = [group(layout, kind, 2) for kind in kinds]
    items += layout.draw(
        st.sampled_from([[], ["prevent=True"], [f"state={group(layout, 'State', 2)}"]])
    )
    items += layout.draw(st.sampled_from([[], [], ["**options"]]))
    call = layout.listed(items, "callback(", ")")
    code = f"@{call}\ndef update{parameters(layout)}:\n    pass\n"
    outer = layout.choose("", "", "class A:\n", "def f():\n    if x:\n")
    indent = "    " * str(outer).count("\n")
    code = "".join(
        indent + line if number in (0,) else line for number, line in enumerate(lines_of(code))
    )
    head, _, body = code.rpartition("\ndef update")
    code = f"{head}\n{indent}def update{body}".replace(":\n    pass", f":\n{indent}    pass")
    return f"{outer}{code}"


def edits_of(draw: Callable[..., object], text: str) -> list[Edit]:
    """Random edits of the callback in a text."""
    source = Source(text)
    nodes = list(ast.walk(source.tree))
    call = next(n for n in nodes if isinstance(n, ast.Call) and ast.unparse(n.func) == "callback")
    function = next(n for n in nodes if isinstance(n, ast.FunctionDef) and n.name == "update")
    kinds = ("Output", "Input", "State")
    dependencies = [
        node
        for node in ast.walk(call)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in kinds
    ]
    args = function.args
    every = [*args.posonlyargs, *args.args, args.vararg, *args.kwonlyargs, args.kwarg]
    names = [arg.arg for arg in every if arg is not None]
    where, at = node_span(source, call), node_span(source, function)
    edits: list[Edit] = []
    for node in dependencies:
        if draw(st.sampled_from([True, False])):
            edits.append(RemoveDependency(PATH, where, node_span(source, node)))
    for name in names:
        what = draw(st.sampled_from(["stays", "stays", "goes", "goes", "renamed"]))
        if what == "goes":
            edits.append(RemoveParameter(PATH, at, name))
        elif what == "renamed":
            edits.append(RenameParameter(PATH, at, name, f"_{name}"))
    if draw(st.sampled_from([True, False])):
        edits.append(SetKeyword(PATH, where, "prevent", "'initial'"))
    elif any(keyword.arg == "prevent" for keyword in call.keywords):
        edits.append(RemoveKeyword(PATH, where, "prevent"))
    return list(draw(st.permutations(edits)))  # type: ignore[call-overload, no-any-return]


@settings(max_examples=int(os.environ.get("REWRITING_EXAMPLES", "150")), deadline=None)
@given(st.data(), callbacks(), st.sampled_from(["\n", "\r\n", "mixed"]), st.booleans())
def test_random_removals(data: st.DataObject, code: str, newline: str, last: bool) -> None:
    text = BEFORE + code + AFTER
    lines = lines_of(text if last else text.rstrip("\n"))
    ends = [
        "\r\n" if newline == "\r\n" or (newline == "mixed" and i % 3) else "\n"
        for i in range(len(lines))
    ]
    if newline != "\n":
        text = "".join(
            line[:-1] + end if line.endswith("\n") else line
            for line, end in zip(lines, ends, strict=True)
        )
    edits = edits_of(data.draw, text)
    rewritten = rewrite(text, edits)
    assert ast.dump(ast.parse(rewritten.text)) == ast.dump(edited_tree(text, edits))
    assert not lost_comments(text, rewritten.text, rewritten.dropped_comments)
    assert rewritten.text.startswith(text[: text.index("@callback")])
    tail = text[text.index("def  other") :]
    assert rewritten.text.endswith(tail)
    assert _blank_lines(rewritten.text) <= _blank_lines(text)


def _blank_lines(text: str) -> int:
    return sum(not line.strip() for line in lines_of(text))


@settings(max_examples=40, deadline=None)
@given(st.data(), callbacks())
def test_black_clean_stays_black_clean(data: st.DataObject, code: str) -> None:
    mode = black.Mode()
    text = black.format_str("import dash\n\n\nx = 1\n\n\n" + code.replace("\f", ""), mode=mode)
    if black.format_str(text, mode=mode) != text:
        return
    edits = edits_of(data.draw, text)
    rewritten = rewrite(text, edits).text
    clean = keep_clean(text, rewritten, BlackOptions())
    assert black.format_str(clean, mode=mode) == clean
    assert ast.dump(ast.parse(clean)) == ast.dump(ast.parse(rewritten))
