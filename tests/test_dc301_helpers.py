"""The function that shared code becomes: what is said where there is none, and its proof."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_rewriting_harness import PATH, at, call_span

from dash_codemods.model.dispatch.flow import bound_here, kept_reads, needed, reads
from dash_codemods.model.dispatch.residues import Whole
from dash_codemods.model.edits import Called, Helper, Kept, Part, SplitCallback
from dash_codemods.model.places import Span
from dash_codemods.proving import prove
from dash_codemods.rewriting import rewrite

FIXTURES = Path(__file__).parent / "fixtures" / "DC301-mega-callback"
WHY = {
    "show_orders": "`large` may not be bound there",
    "show_stock": "the function may return inside of it",
    "show_basket": "this serves one branch alone, but may do something for the others too",
    "show_news": "it awaits something",
    "show_visits": "it declares or deletes a name",
    "show_prices": "`statistics` is imported or caught in the function",
    "show_shops": "it uses `set_props`",
    "show_lines": "`least` is read later by a function that was made before",
    "show_guests": "little else is left of the branches",
    "show_trips": "the branches read 5 values of it",
    "show_files": "one of the branches reads nothing of it",
    "show_calls": "it uses `triggered_id`",
    "show_routes": "it defines a function or a class",
}


def test_each_refusal_says_what_stands_in_the_way(tmp_path: Path) -> None:
    shutil.copytree(FIXTURES / "shared_code_that_makes_no_function/before", tmp_path / "case")
    command = [sys.executable, "-m", "dash_codemods", "--dry-run", "--select=DC301", "--no-cache"]
    command += ["--output-format=json", str(tmp_path / "case")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    said = {
        finding["callback"]: [b["message"].split(": ")[-1] for b in finding["blocked_by"]]
        for finding in json.loads(done.stdout)["findings"]
    }
    assert said == {name: [why] for name, why in WHY.items()}


# -- the names that statements need


@pytest.mark.parametrize(
    ("code", "after", "before"),
    [
        ("a = b", "a", "b"),
        ("a, (b, *c) = d", "abc", "d"),
        ("a += b", "a", "ab"),
        ("a.x = b", "a", "ab"),
        ("if a:\n    b = 1", "b", "ab"),
        ("if a:\n    b = 1\nelse:\n    b = 2", "b", "a"),
        ("if a:\n    b = 1\nelse:\n    raise c", "b", "ac"),
        ("for a in b:\n    c = a", "c", "bc"),
        ("for a in b:\n    c = a\n    d(c)", "", "bd"),
        ("for a in b:\n    d(c)\n    c = a", "", "bcd"),
        ("while a:\n    b = 1\n    a = b", "", "a"),
        ("while a:\n    if b:\n        break\n    c = 1\nelse:\n    c = 2", "c", "abc"),
        ("try:\n    a = b()\nexcept E:\n    a = c", "a", "bcE"),
        ("try:\n    a = b()\nexcept E:\n    pass", "a", "abE"),
        ("try:\n    a = b()\nexcept E:\n    raise", "a", "bE"),
        ("try:\n    a = b()\nfinally:\n    c(a)", "", "abc"),
        ("try:\n    a = b()\nexcept E as e:\n    c(e)\n    a = 1", "a", "bcE"),
        ("with a() as b:\n    c = b", "c", "a"),
        ("with suppress(a) as b:\n    c = b", "c", ["suppress", "a", "c"]),
        ("with a:\n    c = 1", "c", "ac"),
        ("match a:\n    case 1:\n        b = 1", "b", "ab"),
        ("a = [b for b in c if b]", "b", "bc"),
        ("a = [b for b in b]", "a", "b"),
        ("a = lambda b, c=d: b + e", "a", "de"),
        ("def f(a, b=c):\n    d = a\n    return d + e", "f", "ce"),
        ("if (a := b):\n    c(a)", "a", "abc"),
        ("a: int = b", "a", "b"),
        ("a: int", "a", ["a", "int"]),
        ("import a.b\nfrom c import d as e", "ae", ""),
        ("del a", "", "a"),
        ("return a\n", "b", "a"),
    ],
)
def test_what_must_be_bound_before(code: str, after: str, before: str | list[str]) -> None:
    residues = [Whole(node) for node in ast.parse(code).body]
    assert needed(residues, after) == set(before)


def test_names_of_inner_scopes_are_not_the_functions() -> None:
    tree = ast.parse("a = [b := c for c in d]\ndef e(f):\n    g = 1\nclass H:\n    i = 1")
    assert bound_here(tree) == ["a", "b", "e", "H"]
    assert reads(ast.parse("[a for a in b for c in a]")) == {"b"}
    assert kept_reads(ast.parse("a = (b + c for b in d)\nf = [g for g in h]")) == {"c", "d"}


# -- the text and its proof

BEFORE = """\
from dash import Input, Output, State, callback, ctx


# what is drawn
@callback(
    Output("map", "figure"),
    Output("count", "children"),
    Input("search", "n_clicks"),
    Input("total", "n_clicks"),
    State("city", "value"),
)
def show(search, total, city: str = "x"):
    # all of them
    homes = find(city)
    \t
    count = len(homes)  # so many
    if ctx.triggered_id == "search":
        return draw(homes), count
    return draw(homes), -count
"""
CALL = call_span(BEFORE)
OUTPUTS = (call_span(BEFORE, "Output", 0), call_span(BEFORE, "Output", 1))
SEARCH, TOTAL = call_span(BEFORE, "Input", 0), call_span(BEFORE, "Input", 1)
CITY = call_span(BEFORE, "State")
HELPER = Helper(
    "_prepare_show",
    ("city",),
    ("homes", "count"),
    (Kept(at(BEFORE, "homes = find(city)")), Kept(at(BEFORE, "count = len(homes)"))),
)


def _part(name: str, mine, parameter: str, result: str) -> Part:
    return Part(
        name=name,
        docstring=None,
        outputs=OUTPUTS,
        flagged=OUTPUTS,
        inputs=(mine,),
        states=(CITY,),
        state_name="State",
        parameters=(parameter, "city"),
        prevents="True",
        returns=None,
        body=(Called(HELPER), Kept(at(BEFORE, result))),
    )


PARTS = (
    _part("show_on_search", SEARCH, "search", "return draw(homes), count"),
    _part("show_on_total", TOTAL, "total", "return draw(homes), -count"),
)
WHOLE = BEFORE[BEFORE.index("@callback") :].rstrip()
EDIT = SplitCallback(PATH, at(BEFORE, WHOLE), CALL, PARTS, HELPER)
AFTER = """\
from dash import Input, Output, State, callback, ctx


def _prepare_show(city: str):
    # all of them
    homes = find(city)
    \t
    count = len(homes)  # so many
    return homes, count


# what is drawn
@callback(
    Output("map", "figure", allow_duplicate=True),
    Output("count", "children", allow_duplicate=True),
    Input("search", "n_clicks"),
    State("city", "value"),
    prevent_initial_call=True,
)
def show_on_search(search, city: str = "x"):
    homes, count = _prepare_show(city)
    return draw(homes), count


@callback(
    Output("map", "figure", allow_duplicate=True),
    Output("count", "children", allow_duplicate=True),
    Input("total", "n_clicks"),
    State("city", "value"),
    prevent_initial_call=True,
)
def show_on_total(total, city: str = "x"):
    homes, count = _prepare_show(city)
    return draw(homes), -count
"""


def test_the_text_and_the_tree_agree() -> None:
    assert rewrite(BEFORE, [EDIT]).text == AFTER
    assert prove(BEFORE, AFTER, [EDIT]) is None


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("_prepare_show(city: str)", "_prepare_show(city)"),
        ("_prepare_show(city: str)", '_prepare_show(city: str = "x")'),
        ("return homes, count", "return count, homes"),
        ("return homes, count", "return homes"),
        ("homes, count = _prepare_show(city)", "count, homes = _prepare_show(city)"),
        ("homes, count = _prepare_show(city)", "homes, count = _prepare_show(search)"),
        ("    homes, count = _prepare_show(city)\n", ""),
        ("    count = len(homes)  # so many\n", ""),
        ("def _prepare_show", "def _prepare"),
    ],
)
def test_every_other_text_is_refuted(right: str, wrong: str) -> None:
    assert right in AFTER
    assert prove(BEFORE, AFTER.replace(right, wrong, 1), [EDIT]) is not None


def _with(helper: Helper) -> SplitCallback:
    parts = [Part(**{**vars(p), "body": (Called(helper), p.body[1])}) for p in PARTS]
    return SplitCallback(PATH, EDIT.statement, CALL, tuple(parts), helper)


@pytest.mark.parametrize(
    ("name", "parameters", "returned"),
    [
        ("_prepare_show", (), ("homes", "count")),
        ("_prepare_show", ("city",), ("homes",)),
        ("_prepare_show", ("city",), ("count",)),
        ("_prepare_show", ("city", "count"), ("homes", "count")),
        ("find", ("city",), ("homes", "count")),
        ("callback", ("city",), ("homes", "count")),
    ],
)
def test_a_helper_that_means_other_names_is_refuted(
    name: str, parameters: tuple[str, ...], returned: tuple[str, ...]
) -> None:
    """Even where the text says what the edit says."""
    edit = _with(Helper(name, parameters, returned, HELPER.body))
    assert prove(BEFORE, rewrite(BEFORE, [edit]).text, [edit]) is not None


def test_a_long_call_breaks_into_lines() -> None:
    names = tuple(f"a_name_of_some_length_{number}" for number in range(6))
    helper = Helper("_prepare_show", names, ("homes", "count"), HELPER.body)
    text = rewrite(BEFORE, [_with(helper)]).text
    listed = "".join(f"        {name},\n" for name in names)
    assert f"    homes, count = _prepare_show(\n{listed}    )\n" in text


@pytest.mark.parametrize(
    "said",
    ["# ------ maps ------", "# %% maps", "# ---------\n# maps\n# ---------", "########"],
)
def test_what_opens_a_section_stays_above_the_helper(said: str) -> None:
    before = BEFORE.replace("# what is drawn", said)
    shift = said.count("\n")

    def moved(value):
        if isinstance(value, Span):
            return value._replace(line=value.line + shift, end_line=value.end_line + shift)
        if isinstance(value, tuple):
            return tuple(map(moved, value))
        if hasattr(value, "__dataclass_fields__"):
            return type(value)(**{name: moved(each) for name, each in vars(value).items()})
        return value

    text = rewrite(before, [moved(EDIT)]).text
    assert f"{said}\ndef _prepare_show" in text
