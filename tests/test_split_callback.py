"""The split of a callback: what it does to the text, and what it promises of the tree."""

from __future__ import annotations

import ast
import dataclasses

import pytest
from test_rewriting_harness import PATH, at, call_span

from dash_codemods.model.edits import Kept, Narrowed, Part, RemoveDependency, SplitCallback
from dash_codemods.model.places import between
from dash_codemods.proving import prove
from dash_codemods.rewriting import CannotRewrite, rewrite

BEFORE = '''\
from dash import Input, Output, State, callback, ctx


# the notes
@callback(
    [Output("notes", "data"), Output("hint", "children")],
    Input("add", "n_clicks"),  # a button
    Input("cut", "n_clicks"),
    State("text", "value"),
    running=[
        (Output("add", "disabled"), True, False),
    ],
)
async def change(add: int, cut: int, text=""):
    """Change the notes."""
    unit = "note"
    # Adding
    if ctx.triggered_id == "add":  # at the end
        return [text], None
    # Cutting
    elif cut and cut > 1:
        if text:
            return [], f"a {unit}"
        # nothing
        return [], None
    return None


print(change)
'''
CALL = call_span(BEFORE)
OUTPUTS = (call_span(BEFORE, "Output", 0), call_span(BEFORE, "Output", 1))
ADD, CUT = call_span(BEFORE, "Input", 0), call_span(BEFORE, "Input", 1)
TEXT = call_span(BEFORE, "State")
WHOLE = BEFORE[BEFORE.index("@callback") : BEFORE.index("\n\n\nprint")]
FIRST = Part(
    name="change_on_add",
    docstring='"""Add a note."""',
    outputs=OUTPUTS[:1],
    flagged=OUTPUTS[:1],
    inputs=(ADD,),
    states=(TEXT,),
    state_name="State",
    parameters=("add", "text"),
    prevents="True",
    returns=None,
    body=(Kept(at(BEFORE, "return [text], None"), ((at(BEFORE, "[text], None"), "[text]"),)),),
)
INNER = BEFORE[BEFORE.index("if text:") : BEFORE.index("        # nothing")].rstrip()
ELIF = BEFORE[BEFORE.index("elif cut") : BEFORE.index("    return None")].rstrip()
SECOND = Part(
    name="change_on_cut",
    docstring=None,
    outputs=OUTPUTS,
    flagged=OUTPUTS[:1],
    inputs=(CUT,),
    states=(ADD, TEXT),
    state_name="State",
    parameters=("cut", "add", "text"),
    prevents='"initial_duplicate"',
    returns="tuple",
    body=(
        Kept(at(BEFORE, 'unit = "note"')),
        Narrowed(at(BEFORE, ELIF), "cut > 1", (Kept(at(BEFORE, INNER)),)),
        Kept(at(BEFORE, "return [], None")),
    ),
)
EDIT = SplitCallback(PATH, at(BEFORE, WHOLE), CALL, (FIRST, SECOND))
AFTER = '''\
from dash import Input, Output, State, callback, ctx


# the notes
@callback(
    Output("notes", "data", allow_duplicate=True),
    Input("add", "n_clicks"),  # a button
    State("text", "value"),
    running=[
        (Output("add", "disabled"), True, False),
    ],
    prevent_initial_call=True,
)
async def change_on_add(add: int, text=""):
    """Add a note."""
    # Adding
    # at the end
    return [text]


@callback(
    [Output("notes", "data", allow_duplicate=True), Output("hint", "children")],
    Input("cut", "n_clicks"),
    State("add", "n_clicks"),  # a button
    State("text", "value"),
    running=[
        (Output("add", "disabled"), True, False),
    ],
    prevent_initial_call="initial_duplicate",
)
async def change_on_cut(cut: int, add: int, text="") -> tuple:
    unit = "note"
    # Cutting
    if cut > 1:
        if text:
            return [], f"a {unit}"
    # nothing
    return [], None


print(change)
'''


def test_the_text_and_the_tree_agree() -> None:
    assert rewrite(BEFORE, [EDIT]).text == AFTER
    assert prove(BEFORE, AFTER, [EDIT]) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('data", allow_duplicate=True),\n    Input', 'data"),\n    Input'),
        ("add: int, text", "text, add: int"),
        ('State("add", "n_clicks")', 'Input("add", "n_clicks")'),
        ("return [text]", "return [text], None"),
        ("cut > 1", "cut"),
        ("prevent_initial_call=True", "prevent_initial_call=False"),
        ("change_on_cut", "change_on_add"),
        (" -> tuple", ""),
        ("async def change_on_add", "def change_on_add"),
        ('    unit = "note"\n', ""),
        ('    """Add a note."""\n', ""),
        ('    Input("cut", "n_clicks"),\n', ""),
        ("\n\nprint(change)", ""),
    ],
)
def test_every_other_text_is_refuted(right: str, wrong: str) -> None:
    assert AFTER.count(right) >= 1
    assert prove(BEFORE, AFTER.replace(right, wrong, 1), [EDIT]) is not None


def test_nothing_else_may_change_what_is_split() -> None:
    other = RemoveDependency(PATH, CALL, TEXT)
    with pytest.raises(CannotRewrite):
        rewrite(BEFORE, [EDIT, other])
    assert prove(BEFORE, AFTER, [EDIT, other]) is not None


def test_a_part_of_a_statement_that_is_not_there() -> None:
    lost = dataclasses.replace(FIRST, body=(Kept(at(BEFORE, "[text]")),))
    edit = dataclasses.replace(EDIT, parts=(lost, SECOND))
    with pytest.raises(CannotRewrite):
        rewrite(BEFORE, [edit])
    assert prove(BEFORE, AFTER, [edit]) is not None


@pytest.mark.parametrize(
    "instead", ["[text.strip()]", "text", "([text], None, None)", "None, [text]"]
)
def test_what_is_returned_instead_is_some_of_it(instead: str) -> None:
    place = at(BEFORE, "[text], None")
    other = Kept(at(BEFORE, "return [text], None"), ((place, instead),))
    edit = dataclasses.replace(EDIT, parts=(dataclasses.replace(FIRST, body=(other,)), SECOND))
    after = AFTER.replace("    return [text]\n", f"    return {instead}\n")
    assert rewrite(BEFORE, [edit]).text == after
    assert prove(BEFORE, after, [edit]) is not None


def test_tabs_and_other_line_ends() -> None:
    def other(text: str) -> str:
        return text.replace("    ", "\t").replace("\n", "\r\n")

    before = other(BEFORE)
    moved = _moved(EDIT, before)
    assert rewrite(before, [moved]).text == other(AFTER)
    assert prove(before, other(AFTER), [moved]) is None


def _moved(edit: SplitCallback, text: str) -> SplitCallback:
    """The same edit of a text that is indented by tabs: columns shrink by three a level."""
    depth = [line.count("\t") for line in text.split("\r\n")]
    lines = BEFORE.split("\n")

    def shift(place):
        lead = len(lines[place.line - 1]) - len(lines[place.line - 1].lstrip())
        levels = depth[place.line - 1]
        inside = min(place.column - 1, lead)
        return place._replace(column=place.column - (3 * levels if inside == lead else 0))

    def walk(value):
        if hasattr(value, "_fields") and hasattr(value, "start"):
            return between(shift(value.start), shift(value.end))
        if isinstance(value, tuple):
            return tuple(walk(each) for each in value)
        if dataclasses.is_dataclass(value) and not isinstance(value, type):
            new = {f.name: walk(getattr(value, f.name)) for f in dataclasses.fields(value)}
            return type(value)(**new)
        return value

    return walk(edit)


def test_what_is_new_parses() -> None:
    ast.parse(AFTER)
