"""Whole statements in the place of others, or beside them."""

from __future__ import annotations

import ast

import pytest
from test_rewriting_harness import PATH, at

from dash_codemods.model.edits import InsertStatements, RemoveArgument, ReplaceStatements
from dash_codemods.rewriting import CannotRewrite, rewrite


def replaced(text: str, old: str, new: str) -> str:
    result = rewrite(text, [ReplaceStatements(PATH, at(text, old), new)]).text
    ast.parse(result)
    return result


def inserted(text: str, anchor: str, new: str, *, after: bool = False) -> str:
    result = rewrite(text, [InsertStatements(PATH, at(text, anchor), new, after)]).text
    ast.parse(result)
    return result


BODY = """\
def update(a, data):
    # above
    data = data or {}  # behind
    data["a"] = a

    # last
    return data
"""


BOTH = 'data = data or {}  # behind\n    data["a"] = a'
SEVERAL = "if a:\n    return 1\nreturn '''x\n y'''"


@pytest.mark.parametrize(
    ("old", "new", "gone", "put"),
    [
        ("data = data or {}", "p = Patch()", "data = data or {}", "p = Patch()"),
        (BOTH, "p = 1\nreturn p", BOTH, "p = 1\n    return p"),
        ("return data", SEVERAL, "return data", SEVERAL.replace("    r", "        r")),
        ("data = data or {}", "", "    data = data or {}  # behind\n", ""),
        ('data["a"] = a', "", '    data["a"] = a\n', ""),
        ("return data", "", "    return data\n", ""),
        ("# last\n    return data", "return 1", "# last\n    return data", "return 1"),
        ("return data", "f(\n    a,\n)  # b", "return data", "f(\n        a,\n    )  # b"),
        ("data = data or {}", "p = 1  # new", "data = data or {}  # behind", "p = 1  # new"),
    ],
)
def test_replacing(old: str, new: str, gone: str, put: str) -> None:
    if new is SEVERAL:
        put = put.replace("\nif", "\n    if").replace("\nreturn", "\n    return")
    assert replaced(BODY, old, new) == BODY.replace(gone, put)


def test_comments_inside_are_dropped() -> None:
    old = 'data = data or {}  # behind\n    data["a"] = a\n\n    # last\n    return data'
    edit = ReplaceStatements(PATH, at(BODY, old), "# last\nreturn Patch()")
    rewritten = rewrite(BODY, [edit])
    assert rewritten.text == ("def update(a, data):\n    # above\n    # last\n    return Patch()\n")
    assert rewritten.dropped_comments == ("# behind",)


def test_one_of_several_on_a_line() -> None:
    text = "if a: x = 1; y = 2; z = 3  # c\n"
    assert replaced(text, "y = 2", "y = f(4)") == "if a: x = 1; y = f(4); z = 3  # c\n"
    assert replaced("x = 1;  # c\n", "x = 1", "x = 2") == "x = 2  # c\n"
    for new in ("", "y = 2\nz = 3", "if b: pass"):
        with pytest.raises(CannotRewrite) as error:
            replaced(text, "y = 2", new)
        assert error.value.reason == "shared-line"


def test_a_decorated_function_with_its_decorators() -> None:
    text = "import a\n\n\n# about f\n@a.b(\n    1,\n)\ndef f(): ...\n\n\n# about g\ndef g(): ...\n"
    whole, bare = "@a.b(\n    1,\n)\ndef f(): ...", "def f(): ..."
    expected = "import a\n\n\n# about f\n\n\n# about g\ndef g(): ...\n"
    assert replaced(text, whole, "") == replaced(text, bare, "") == expected
    new = "@c\ndef f(x):\n    return x"
    assert replaced(text, whole, new) == text.replace(whole, new)


def test_the_last_of_a_file_or_of_a_block() -> None:
    assert replaced("x = 1\n\n\ny = 2\n", "y = 2", "") == "x = 1\n"
    assert replaced("x = 1\n\n\ny = 2", "y = 2", "z = 3") == "x = 1\n\n\nz = 3"
    assert replaced("x = 1", "x = 1", "") == ""
    text = "def f():\n    x = 1\n\n    y = 2\n\n\nz = 3\n"
    assert replaced(text, "y = 2", "") == "def f():\n    x = 1\n\n\nz = 3\n"


def test_a_block_must_keep_a_statement() -> None:
    text = "def f():\n    x = 1\n    y = 2\n"
    edits = [ReplaceStatements(PATH, at(text, old), "") for old in ("x = 1", "y = 2")]
    with pytest.raises(CannotRewrite) as error:
        rewrite(text, edits)
    assert (error.value.reason, error.value.line) == ("empty-block", 2)
    new = InsertStatements(PATH, at(text, "y = 2"), "return 3", after=True)
    assert rewrite(text, [*edits, new]).text == "def f():\n    return 3\n"


def test_the_files_own_indentation_and_line_ends() -> None:
    text = "class A:\r\n\tdef f(self):\r\n\t\treturn 1\r\n"
    new = "if a:\n    if b:\n        return (\n            '''\n    x''',\n        )"
    assert replaced(text, "return 1", new) == (
        "class A:\r\n\tdef f(self):\r\n\t\tif a:\r\n\t\t\tif b:\r\n\t\t\t\treturn (\r\n"
        "\t\t\t\t\t'''\r\n    x''',\r\n\t\t\t\t)\r\n"
    )
    text = "if a:\n  x = 1\n"
    assert replaced(text, "x = 1", "if b:\n    c()") == "if a:\n  if b:\n    c()\n"


def test_strings_keep_their_lines() -> None:
    new = 'x = """a\n  b\n"""\ny = f"""{\n  a}\n c"""\nz = "d\\\ne"'
    text = "def f():\n    pass\n"
    result = replaced(text, "pass", new)
    inside = ast.parse(result).body[0]
    assert isinstance(inside, ast.FunctionDef)
    assert ast.dump(ast.Module(inside.body, [])) == ast.dump(ast.parse(new))


def test_what_is_not_a_statement() -> None:
    text = "if a:\n    x = f(1)\nelif b:\n    y = 2\nelse:\n    z = 3\n"
    for old, reason in (
        ("f(1)", "no-such-statement"),
        ("elif b:\n    y = 2\nelse:\n    z = 3", "inside-elif"),
        ("x = f(1)\nelif b:\n    y = 2", "no-such-statement"),
    ):
        with pytest.raises(CannotRewrite) as error:
            replaced(text, old, "x = 1")
        assert error.value.reason == reason
    with pytest.raises(CannotRewrite) as error:
        replaced(text, "y = 2", "if:")
    assert error.value.reason == "bad-source"


def test_an_edit_inside_a_replaced_statement() -> None:
    text = "x = f(1)\n"
    edits = [
        ReplaceStatements(PATH, at(text, "x = f(1)"), "y = 2"),
        RemoveArgument(PATH, at(text, "f(1)"), at(text, "1")),
    ]
    with pytest.raises(CannotRewrite):
        rewrite(text, edits)


TOP = "import a\n\n\n# about f\n@a\ndef f():\n    # first\n    x = 1\n    return x\n\n\ny = 2\n"
NEW = "@b\ndef new():\n    return 3"


@pytest.mark.parametrize(
    ("anchor", "after", "new", "expected"),
    [
        ("@a\ndef f():\n    # first\n    x = 1\n    return x", False, NEW,
         TOP.replace("# about f", f"{NEW}\n\n\n# about f")),
        ("@a\ndef f():\n    # first\n    x = 1\n    return x", True, NEW,
         TOP.replace("return x", f"return x\n\n\n{NEW}")),
        ("y = 2", True, NEW, f"{TOP}\n\n{NEW}\n"),
        ("y = 2", True, "z = 3", f"{TOP}z = 3\n"),
        ("y = 2", False, "z = 3", TOP.replace("y = 2", "z = 3\ny = 2")),
        ("import a", True, "import b", TOP.replace("import a\n", "import a\nimport b\n")),
        ("import a", False, NEW, f"{NEW}\n\n\n{TOP}"),
        ("x = 1", False, "if b:\n    c()", TOP.replace(
            "    # first", "    if b:\n        c()\n    # first")),
        ("x = 1", True, "z = 3", TOP.replace("    return", "    z = 3\n    return")),
        ("x = 1", False, "def g(): ...", TOP.replace(
            "    # first", "    def g(): ...\n\n    # first")),
        ("return x", False, "def g(): ...", TOP.replace(
            "    return", "\n    def g(): ...\n\n    return")),
    ],
)  # fmt: skip
def test_inserting(anchor: str, after: bool, new: str, expected: str) -> None:
    assert inserted(TOP, anchor, new, after=after) == expected


def test_inserting_at_the_edges_of_a_file() -> None:
    assert inserted("x = 1", "x = 1", "y = 2", after=True) == "x = 1\ny = 2"
    assert inserted("#!/a\n# b\nx = 1\n", "x = 1", "y = 2") == "#!/a\n# b\ny = 2\nx = 1\n"
    assert inserted("def f(): ...", "def f(): ...", NEW, after=True) == f"def f(): ...\n\n\n{NEW}"
    assert inserted("def f(): ...\ng()\n", "def f(): ...", NEW, after=True) == (
        f"def f(): ...\n\n\n{NEW}\n\n\ng()\n"
    )


def test_inserts_at_one_place_stand_in_their_order() -> None:
    edits = [
        InsertStatements(PATH, at(TOP, "y = 2"), source, after)
        for source, after in (("a = 1", False), ("c = 3", True), ("b = 2", False), ("d = 4", True))
    ]
    edits.append(ReplaceStatements(PATH, at(TOP, "y = 2"), "y = 5"))  # type: ignore[arg-type]
    new = "a = 1\nb = 2\ny = 5\nc = 3\nd = 4"
    assert rewrite(TOP, edits).text == TOP.replace("y = 2", new)


def test_inserting_beside_a_shared_line() -> None:
    for text, anchor in (("x = 1; y = 2\n", "x = 1"), ("if a: x = 1\n", "x = 1")):
        with pytest.raises(CannotRewrite) as error:
            inserted(text, anchor, "z = 3")
        assert error.value.reason == "shared-line"
