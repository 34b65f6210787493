"""The proof as a whole: what it must find, on realistic code and on random changes to it."""

from __future__ import annotations

import ast
import copy
import random
import textwrap
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_proving_places import PATH, at, call_at, def_at

from dash_codemods.model.edits import (
    AddImport,
    Edit,
    InsertStatements,
    RemoveDependency,
    RemoveImport,
    RemoveKeyword,
    RemoveParameter,
    RemoveParameterDocs,
    RenameParameter,
    ReplaceExpression,
    ReplaceStatements,
    SetKeyword,
)
from dash_codemods.proving import PromiseError, promised_tree, prove

BEFORE = textwrap.dedent(
    '''
    """The map’s page."""

    from __future__ import annotations

    import dash
    from dash import Input, Output, State, callback, ctx, html

    STYLES = {"clair": "été", "dark": None}


    @callback(
        Output("map_selection_memory", "data"),
        [
            Input("map", "selectedData"),
            Input("location_data_memory", "data"),
        ],
        [
            State("map_curve_mapping_memory", "data"),
            State("map_figure_data", "data"),  # the problematic state
        ],
    )
    def store_map_selection(
        selected_data, location, curve_mapping: dict, figure_data: dict, *, limit=10
    ):
        """Store the selected ids in memory.

        Args:
            selected_data: What was selected.
            figure_data: The whole figure.
        """
        if ctx.triggered_id == "location_data_memory":
            return location["ids"][:limit]
        return [f"{curve_mapping[p]!r:>{limit}}" for p in selected_data or ()]


    @callback(
        Output("cache", "data", allow_duplicate=True),
        Input("map_figure_data", "data"),
        Input("map_selection_memory", "data"),
        state=dict(layer=State("layer", "data"), unused=State("unused", "data")),
        prevent_initial_call="initial_duplicate",
    )
    def update_cache(fig_data, selected_ids, layer, unused=None):
        try:
            x = len(selected_ids)
        except TypeError as error:
            print(error)
            x = 0
        return {"layer": layer, "selected": x}


    @callback(Output("toast", "is_open"), Input("save", "n_clicks"), State("toast", "is_open"))
    def toggle(n_clicks, is_open):
        return not is_open
    '''
)

AFTER = textwrap.dedent(
    '''
    """The map’s page."""

    from __future__ import annotations

    import dash
    from dash import Input, Output, Patch, State, callback, html

    STYLES = {"clair": "été", "dark": None}


    @callback(
        Output("map_selection_memory", "data"),
        [
            Input("map", "selectedData"),
            Input("location_data_memory", "data"),
        ],
        [
            State("map_curve_mapping_memory", "data"),
        ],
        prevent_initial_call=True,
    )
    def store_map_selection(selected_data, location, curve_mapping: dict, *, limit=10):
        """Store the selected ids in memory.

        Args:
            selected_data: What was selected.
        """
        if False:
            return location["ids"][:limit]
        return [f"{curve_mapping[p]!r:>{limit}}" for p in selected_data or ()]


    @callback(
        Output("cache", "data", allow_duplicate=True),
        Input("map_figure_data", "modified_timestamp"),
        Input("map_selection_memory", "data"),
        state=dict(layer=State("layer", "data")),
    )
    def update_cache(_fig_data, selected_ids, layer):
        try:
            x = len(selected_ids)
        except TypeError as error:
            x = 0
        patch = Patch()
        return {"layer": layer, "selected": x}


    @callback(Output("toast", "is_open"), Input("save", "n_clicks"), State("toast", "is_open"))
    def toggle(n_clicks, is_open):
        return not is_open
    '''
)


def edits() -> list[Edit]:
    first, second = call_at(BEFORE, "callback(\n"), call_at(BEFORE, "callback(\n", 1)
    store, update = def_at(BEFORE, "store_map_selection"), def_at(BEFORE, "update_cache")
    imports = "from dash import Input, Output, State, callback, ctx, html"
    return [
        RemoveDependency(PATH, first, call_at(BEFORE, 'State("map_figure_data"')),
        SetKeyword(PATH, first, "prevent_initial_call", "True"),
        RemoveParameter(PATH, store, "figure_data"),
        RemoveParameterDocs(PATH, store, "figure_data"),
        ReplaceExpression(PATH, at(BEFORE, 'ctx.triggered_id == "location_data_memory"'), "False"),
        RemoveImport(PATH, at(BEFORE, imports), "ctx"),
        AddImport(PATH, "dash", "Patch"),
        ReplaceExpression(PATH, at(BEFORE, '"data"', 5), '"modified_timestamp"'),
        RemoveDependency(PATH, second, call_at(BEFORE, 'State("unused"')),
        RemoveKeyword(PATH, second, "prevent_initial_call"),
        RemoveParameter(PATH, update, "unused"),
        RenameParameter(PATH, update, "fig_data", "_fig_data"),
        ReplaceStatements(PATH, at(BEFORE, "print(error)"), ""),
        InsertStatements(
            PATH, at(BEFORE, 'return {"layer": layer, "selected": x}'), "patch = Patch()"
        ),
    ]


def test_every_kind_of_edit_at_once():
    assert prove(BEFORE, AFTER, edits()) is None
    assert prove(BEFORE, AFTER, edits()[::-1]) is None
    assert (
        prove("\ufeff" + BEFORE.replace("\n", "\r\n"), AFTER.replace("\n", "\r"), edits()) is None
    )


@pytest.mark.parametrize("number", range(len(edits())))
def test_no_edit_may_be_left_out(number):
    some = edits()
    del some[number]
    assert prove(BEFORE, AFTER, some)


def test_edits_are_of_one_file():
    with pytest.raises(PromiseError, match="another file"):
        promised_tree(BEFORE, [*edits(), AddImport("other.py", "dash", "ctx")])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("curve_mapping: dict, *", "*"),  # a parameter more
        ("location, curve_mapping: dict", "curve_mapping: dict, location"),
        ("limit=10", "limit"),
        ("curve_mapping: dict, *, limit=10", "curve_mapping: dict = 10, *, limit"),
        ("curve_mapping: dict", "curve_mapping"),
        ('State("map_curve_mapping_memory", "data")', 'State("map_figure_data", "data")'),
        ('"été"', '"ete"'),
        ("Input, Output, Patch", "Output, Patch"),
        ("import dash\n", ""),
        ("import dash\n", "import dash as dash\n"),
        (", html", ", html, ctx"),
        ("__future__ import annotations", "__future__ import division"),
        ('"""The map’s page."""\n', ""),
        ("The map’s", "The map's"),
        ("selected_data: What was selected.", "selected_data: What is selected."),
        (" allow_duplicate=True", ""),
        ("prevent_initial_call=True", "prevent_initial_call=False"),
        ("x = 0", "x = 1"),
        ("    patch = Patch()\n", ""),
        ("        x = 0\n    patch = Patch()", "        x = 0\n        patch = Patch()"),
        ('State("toast", "is_open"))', 'Input("toast", "is_open"))'),
        ("return not is_open", "return is_open"),
        ("!r:>", ":>"),
        ("!r:>", "!r:<"),
        ("return not is_open\n", "return not is_open\n\n\ntoggle = None\n"),
        ("def toggle", "async def toggle"),
        ("_fig_data, selected_ids", "selected_ids, _fig_data"),
    ],
)
def test_what_else_must_not_change(old, new):
    wrong = AFTER.replace(old, new)
    assert wrong != AFTER
    assert prove(BEFORE, wrong, edits())


# Random changes to the right text: none may be proved.


def _change_constant(node: ast.AST, chance: random.Random) -> bool:
    if not isinstance(node, ast.Constant):
        return False
    values = [1, 0, True, None, "x", b"x", 1.5, f"{node.value}x", ...]
    node.value = chance.choice(values)
    return True


def _change_name(node: ast.AST, chance: random.Random) -> bool:
    for name in ("id", "attr", "arg", "name", "asname", "module"):
        if isinstance(getattr(node, name, None), str):
            setattr(node, name, chance.choice(["x", "dash", "Input", "State", "location"]))
            return True
    return False


def _lists(node: ast.AST) -> list[list[ast.AST]]:
    return [value for _, value in ast.iter_fields(node) if isinstance(value, list) and value]


def _drop_item(node: ast.AST, chance: random.Random) -> bool:
    lists = _lists(node)
    if lists:
        items = chance.choice(lists)
        del items[chance.randrange(len(items))]
    return bool(lists)


def _double_item(node: ast.AST, chance: random.Random) -> bool:
    lists = _lists(node)
    if lists:
        items = chance.choice(lists)
        at = chance.randrange(len(items))
        items.insert(at, copy.deepcopy(items[at]))
    return bool(lists)


def _swap_items(node: ast.AST, chance: random.Random) -> bool:
    lists = [items for items in _lists(node) if len(items) > 1]
    if lists:
        items = chance.choice(lists)
        at = chance.randrange(len(items) - 1)
        items[at], items[at + 1] = items[at + 1], items[at]
    return bool(lists)


def _drop_part(node: ast.AST, chance: random.Random) -> bool:
    parts = [name for name, value in ast.iter_fields(node) if isinstance(value, ast.AST)]
    if parts:
        setattr(node, chance.choice(parts), None)
    return bool(parts)


def _swap_kind(node: ast.AST, chance: random.Random) -> bool:
    others: dict[type, type] = {
        ast.List: ast.Tuple,
        ast.Tuple: ast.List,
        ast.FunctionDef: ast.AsyncFunctionDef,
        ast.Return: ast.Expr,
    }
    other = others.get(type(node))
    if other:
        node.__class__ = other
    elif isinstance(node, ast.BoolOp):
        node.op = ast.And()
    elif isinstance(node, ast.UnaryOp):
        node.op = ast.USub()
    else:
        return False
    return True


CHANGES: list[Callable[[ast.AST, random.Random], bool]] = [
    _change_constant,
    _change_name,
    _drop_item,
    _double_item,
    _swap_items,
    _drop_part,
    _swap_kind,
]


def without_docstrings(tree: ast.Module) -> str:
    """A tree as text; docstrings may differ in blanks, so they are left to other tests."""
    tree = copy.deepcopy(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant(value=str(text)) as docstring):
                docstring.value = " ".join(text.split())
    return ast.dump(tree)


def canonical(tree: ast.Module) -> str:
    """A tree less what is open: the place of the added name and of the added keyword."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "dash":
            node.names.sort(key=lambda alias: alias.name != "Patch")
        if isinstance(node, ast.Call):
            node.keywords.sort(key=lambda k: k.arg != "prevent_initial_call")
    return without_docstrings(tree)


RIGHT = canonical(ast.parse(AFTER))


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 10**9), change=st.sampled_from(CHANGES))
def test_no_random_change_of_the_tree_is_proved(seed, change):
    chance = random.Random(seed)
    tree = ast.parse(AFTER)
    nodes = list(ast.walk(tree))
    chance.shuffle(nodes)
    assert any(change(node, chance) for node in nodes)
    try:
        text = ast.unparse(ast.fix_missing_locations(tree))
        changed = ast.parse(text)
    except Exception:  # whatever a broken tree brings about
        return
    assert canonical(changed) == RIGHT or prove(BEFORE, text, edits())


@settings(max_examples=200, deadline=None)
@given(
    start=st.integers(0, len(AFTER)),
    length=st.integers(0, 12),
    new=st.text(alphabet="abx01\"'(),:=*. \n#[]{}_fé", max_size=3),
)
def test_no_random_change_of_the_text_is_proved(start, length, new):
    text = AFTER[:start] + new + AFTER[start + length :]
    try:
        changed = ast.parse(text)
        compile(text, PATH, "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        assert prove(BEFORE, text, edits())
        return
    assert canonical(changed) == RIGHT or prove(BEFORE, text, edits())


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_some_edits_alone_promise_less(data):
    """Every set of the edits promises something else, and keeps its own promise."""
    everything = [edit for edit in edits() if not isinstance(edit, RemoveParameterDocs)]
    some = data.draw(st.lists(st.sampled_from(everything), unique=True))
    promised = ast.unparse(promised_tree(BEFORE, some))
    assert prove(BEFORE, promised, some) is None
    more = data.draw(st.sampled_from(everything))
    assert (prove(BEFORE, promised, [*some, more]) is None) is (more in some)
