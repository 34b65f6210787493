"""Imports come and go."""

from __future__ import annotations

import ast

import pytest
from test_proving_places import PATH, at

from dash_codemods.model.edits import AddImport, RemoveImport, ReplaceExpression
from dash_codemods.proving import PromiseError, promised_tree, prove

HEAD = (
    '"""An app."""\n\nimport os\nfrom dash import Input, State as St, html\n\nx = html.Div(Input)\n'
)
DASH = "from dash import Input, State as St, html"


def remove(source: str, statement: str, *names: str) -> list[RemoveImport]:
    return [RemoveImport(PATH, at(source, statement), name) for name in names]


def add(name: str, module: str = "dash") -> list[AddImport]:
    return [AddImport(PATH, module, name)]


@pytest.mark.parametrize(
    ("statement", "bound", "after"),
    [
        ("from a import b, c as d", "b", "from a import c as d"),
        ("from a import b, c as d", "d", "from a import b"),
        ("import a.b, c.d as e", "a", "import c.d as e"),
        ("import a.b, c.d as e", "e", "import a.b"),
        ("from . import a", "a", ""),
        ("import a", "a", ""),
    ],
)
def test_a_name_goes(statement, bound, after):
    source = f"import x\n{statement}\nimport y\n"
    expected = f"import x\n{after}\nimport y\n"
    edits = remove(source, statement, bound)
    assert prove(source, expected, edits) is None
    assert prove(source, source, edits)
    assert prove(source, expected.replace("import y\n", ""), edits)
    assert prove(source, "import y\n" + expected.replace("import y\n", ""), edits)


def test_an_emptied_statement_goes():
    edits = remove(HEAD, DASH, "Input", "St", "html")
    assert prove(HEAD, HEAD.replace(DASH + "\n", ""), edits) is None
    assert prove(HEAD, HEAD.replace("import os\n", ""), edits)


@pytest.mark.parametrize("bound", ["State", "c", "dash"])
def test_a_name_that_is_not_bound(bound):
    with pytest.raises(PromiseError, match="0 times"):
        promised_tree(HEAD, remove(HEAD, DASH, bound))


def test_a_name_that_is_bound_twice():
    with pytest.raises(PromiseError, match="binds `a` 2 times"):
        promised_tree("import a.b, a.c", remove("import a.b, a.c", "import a.b, a.c", "a"))


def test_a_statement_that_is_no_import():
    with pytest.raises(PromiseError, match="no import"):
        promised_tree("x = 1", remove("x = 1", "x = 1", "x"))


def test_a_block_is_not_left_empty():
    source = "try:\n    import a\nexcept ImportError:\n    a = None\n"
    with pytest.raises(PromiseError, match="left empty"):
        promised_tree(source, remove(source, "import a", "a"))
    assert prove("import a", "# nothing\n", remove("import a", "import a", "a")) is None


def test_an_import_in_a_block():
    source = "def f():\n    import a, b\n    return b\n"
    assert prove(source, source.replace("a, b", "b"), remove(source, "import a, b", "a")) is None


@pytest.mark.parametrize(
    "after",
    [
        HEAD.replace("html\n", "html, Patch\n", 1),
        HEAD.replace("import Input", "import Patch, Input"),
        HEAD.replace(DASH, f"{DASH}\nfrom dash import Patch"),
        HEAD.replace("import os", "from dash import Patch\nimport os"),
        HEAD.replace(
            DASH, "from dash import (\n    Input,\n    Patch,\n    State as St,\n    html,\n)"
        ),
    ],
)
def test_a_name_comes_wherever_it_may_stand(after):
    assert prove(HEAD, after, add("Patch")) is None
    assert prove(HEAD, after, ())
    assert prove(HEAD, after, add("Patch", "dash.dependencies"))
    assert prove(HEAD, after, add("ctx"))
    assert prove(HEAD, after.replace("State as St,", ""), add("Patch"))
    assert prove(HEAD, after.replace("import os\n", ""), add("Patch"))


@pytest.mark.parametrize(
    "after",
    [
        HEAD,
        HEAD.replace("html\n", "html, Patch as Patch\n", 1),
        HEAD.replace("html\n", "html, Patch as P\n", 1),
        HEAD.replace("html\n", "html, Patch, Patch\n", 1),
        HEAD.replace("html\n", "html, Patch, ctx\n", 1),
        HEAD.replace("Input, State as St", "State as St, Input, Patch", 1),
        "from dash import Patch\n" + HEAD,
        HEAD + "if x:\n    from dash import Patch\n",
        HEAD.replace(DASH, f"{DASH}\nfrom .dash import Patch"),
        HEAD.replace(DASH, f"{DASH}\nimport Patch"),
        HEAD.replace('"""An app."""\n', 'from dash import Patch\n"""An app."""\n'),
    ],
)
def test_an_import_that_is_not_the_promised_one(after):
    assert prove(HEAD, after, add("Patch"))


def test_a_name_is_imported_before_it_is_used():
    source = "from dash import dcc\n\ny = dcc.Input()\n"
    edits = [*add("html"), ReplaceExpression(PATH, at(source, "dcc.Input"), "html.Div")]
    after = source.replace("dcc.Input", "html.Div")
    assert prove(source, after.replace("dcc\n", "dcc, html\n"), edits) is None
    difference = prove(source, after + "from dash import html\n", edits)
    assert difference
    assert difference.message == "`html` is used before `from dash import html`"


def test_the_future_stays_first():
    source = "from __future__ import annotations\nx = 1\n"
    assert prove(source, source.replace("x", "from dash import ctx\nx"), add("ctx")) is None
    difference = prove(source, "from dash import ctx\n" + source, add("ctx"))
    assert difference
    assert "__future__" in difference.message


def test_a_name_that_is_there_is_not_added():
    assert prove(HEAD, HEAD, add("html")) is None
    assert prove(HEAD, HEAD.replace(DASH, f"{DASH}, html"), add("html"))
    assert prove(HEAD, HEAD, add("State"))  # there by another name only
    assert prove(HEAD, HEAD.replace(DASH, f"{DASH}, State"), add("State")) is None


def test_one_name_comes_and_another_goes():
    edits = [*add("Patch"), *remove(HEAD, DASH, "St")]
    for after in ("Input, html, Patch", "Input, Patch, html", "Patch, Input, html"):
        assert prove(HEAD, HEAD.replace("Input, State as St, html", after), edits) is None
    assert prove(HEAD, HEAD.replace("Input, State as St, html", "Input, Patch"), edits)
    all_go = [*remove(HEAD, DASH, "Input", "St", "html"), *add("Patch"), *add("ctx")]
    assert prove(HEAD, HEAD.replace(DASH, "from dash import ctx, Patch"), all_go) is None
    moved = HEAD.replace(f"import os\n{DASH}", "from dash import ctx, Patch\nimport os")
    assert prove(HEAD, moved, all_go) is None


def test_an_import_gone_and_back_again_stays():
    edits = [*remove(HEAD, DASH, "html"), *add("html")]
    assert prove(HEAD, HEAD, edits) is None
    assert prove(HEAD, HEAD.replace(", html", ""), edits)


def test_relative_modules_and_stars():
    source = "from dash import *\nfrom . import ids\nfrom .ids import A\n"
    for module, after in (
        ("dash", source + "from dash import Patch\n"),
        (".", source.replace("ids\n", "ids, Patch\n", 1)),
        (".ids", source.replace("A\n", "A, Patch\n")),
        ("..ids", source + "from ..ids import Patch\n"),
    ):
        assert prove(source, after, add("Patch", module)) is None
        compile(promised_tree(source, add("Patch", module)), PATH, "exec")
    assert prove(source, source + "from ids import Patch\n", add("Patch", ".ids"))


@pytest.mark.parametrize(
    ("module", "name"), [("dash", ""), ("dash", "*"), ("", "x"), ("dash", "a.b")]
)
def test_what_is_no_name_of_a_module(module, name):
    with pytest.raises(PromiseError, match="no name of a module"):
        promised_tree("", add(name, module))


@pytest.mark.parametrize(
    ("source", "after"),
    [
        ("", "from dash import ctx"),
        ('"""Doc."""\nx = 1', '"""Doc."""\nfrom dash import ctx\nx = 1'),
        (HEAD, HEAD.replace(DASH, DASH + ", ctx")),
        ("import os\nx = 1", "import os\nfrom dash import ctx\nx = 1"),
    ],
)
def test_where_the_promised_tree_has_it(source, after):
    assert ast.dump(promised_tree(source, add("ctx"))) == ast.dump(ast.parse(after))
