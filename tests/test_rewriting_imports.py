"""Names out of imports and into them."""

from __future__ import annotations

import pytest
from test_rewriting_harness import PATH, at

from dash_codemods.model.edits import AddImport, RemoveImport
from dash_codemods.rewriting import CannotRewrite, rewrite


def removed(text: str, statement: str, *names: str) -> str:
    return rewrite(text, [RemoveImport(PATH, at(text, statement), name) for name in names]).text


def added(text: str, *names: str, module: str = "dash") -> str:
    return rewrite(text, [AddImport(PATH, module, name) for name in names]).text


ONE = "from dash import Input, Output, State as S"
MANY = """\
from dash import (  # the names
    Input,  # in
    # out
    Output,
    State,
)"""


@pytest.mark.parametrize(
    ("before", "statement", "names", "after"),
    [
        (f"{ONE}\nx = 1\n", ONE, ["Output"], "from dash import Input, State as S\nx = 1\n"),
        (f"{ONE}\nx = 1\n", ONE, ["S"], "from dash import Input, Output\nx = 1\n"),
        (f"{ONE}\nx = 1\n", ONE, ["Input", "Output"], "from dash import State as S\nx = 1\n"),
        (f"{ONE}  # c\nx = 1\n", ONE, ["Input", "Output", "S"], "x = 1\n"),
        (f"{MANY}\n", MANY, ["Input"], MANY.replace("    Input,  # in\n", "") + "\n"),
        (f"{MANY}\n", MANY, ["State"], MANY.replace("    State,\n", "") + "\n"),
        (f"{MANY}\n", MANY, ["State", "Input", "Output"], ""),
        ("import dash, json\n", "import dash, json", ["dash"], "import json\n"),
        ("import dash.dcc as d, json\n", "import dash.dcc as d, json", ["d"], "import json\n"),
        ("import dash.dcc\nimport json\n", "import dash.dcc", ["dash"], "import json\n"),
        (
            "import a\n\nimport dash\n\nimport b\n",
            "import dash",
            ["dash"],
            "import a\n\nimport b\n",
        ),
        ('"""Doc."""\n\nimport a\n\n\nx = 1\n', "import a", ["a"], '"""Doc."""\n\n\nx = 1\n'),
        (
            "def f():\n    import a\n\n    return 1\n",
            "import a",
            ["a"],
            "def f():\n    return 1\n",
        ),
        (
            "from a import b, \\\n    c, \\\n    d\n",
            "from a import b, \\\n    c, \\\n    d",
            ["c"],
            "from a import b, \\\n    d\n",
        ),
        ("import a\nimport b", "import b", ["b"], "import a"),
        ("# why\nimport a\nimport b\n", "import a", ["a"], "# why\nimport b\n"),
    ],
)
def test_removing_a_name(before: str, statement: str, names: list[str], after: str) -> None:
    assert removed(before, statement, *names) == after


def test_comments_of_removed_imports_are_named() -> None:
    text = f"{MANY}\nx = 1\n"
    edits = [RemoveImport(PATH, at(text, MANY), name) for name in ("Input", "Output", "State")]
    assert rewrite(text, edits).dropped_comments == ("# the names", "# in", "# out")


@pytest.mark.parametrize(
    ("text", "statement", "name", "reason"),
    [
        ("import a.b, a.c\n", "import a.b, a.c", "a", "no-such-import"),
        ("from a import *\n", "from a import *", "b", "no-such-import"),
        ("import a; import b\n", "import a", "a", "shared-line"),
        ("if x: import a\n", "import a", "a", "shared-line"),
        ("try:\n    import a\nexcept E: pass\n", "import a", "a", "empty-block"),
    ],
)
def test_imports_that_stay(text: str, statement: str, name: str, reason: str) -> None:
    with pytest.raises(CannotRewrite) as error:
        removed(text, statement, name)
    assert error.value.reason == reason


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("from dash import Input, html\n", "from dash import Input, Patch, html\n"),
        ("from dash import html, dcc, Input\n", "from dash import html, dcc, Input, Patch\n"),
        ("from dash import dcc, html, Input\n", "from dash import dcc, html, Input, Patch\n"),
        ("from dash import dcc, Input, html\n", "from dash import dcc, Input, html, Patch\n"),
        ("from dash import Input\n", "from dash import Input, Patch\n"),
        ("from dash import dcc\n", "from dash import Patch, dcc\n"),
        ("from dash import ALL, Zebra, dcc\n", "from dash import ALL, Patch, Zebra, dcc\n"),
        ("from dash import Dash, dcc, Output\n", "from dash import Dash, dcc, Output, Patch\n"),
        ("from dash import Patch\n", "from dash import Patch\n"),
        ("from dash import Patch as P\n", "from dash import Patch, Patch as P\n"),
        ("from dash import a, b;\nx = 1\n", "from dash import Patch, a, b;\nx = 1\n"),
        (
            "from dash import (\n    Input,\n    Output,  # o\n    dcc,\n)\n",
            "from dash import (\n    Input,\n    Output,  # o\n    Patch,\n    dcc,\n)\n",
        ),
        (
            "from dash import (\n    Input,\n    # o\n    Output  # p\n)\n",
            "from dash import (\n    Input,\n    # o\n    Output,  # p\n    Patch\n)\n",
        ),
        (
            "from dash import (Input,\n                  html)\n",
            "from dash import (Input,\n                  Patch,\n                  html)\n",
        ),
        (
            "from dash import (\n    Input, Output,\n    html, dcc\n)\n",
            "from dash import (\n    Input, Output,\n    html, dcc, Patch\n)\n",
        ),
        ("import dash\nimport json\n", "import dash\nfrom dash import Patch\nimport json\n"),
        (
            "from dash.dcc import Store\nx = 1\n",
            "from dash.dcc import Store\nfrom dash import Patch\nx = 1\n",
        ),
        ("import json\n\nx = 1\n", "import json\nfrom dash import Patch\n\nx = 1\n"),
        (
            '"""Doc."""\nfrom __future__ import annotations\nx = 1\n',
            '"""Doc."""\nfrom __future__ import annotations\nfrom dash import Patch\nx = 1\n',
        ),
        ('"""Doc\n"""\n\nx = 1\n', '"""Doc\n"""\n\nfrom dash import Patch\n\nx = 1\n'),
        ("#!/x\n# y\nx = 1\n", "#!/x\n# y\nfrom dash import Patch\nx = 1\n"),
        ("import dash", "import dash\nfrom dash import Patch"),
        ("import dash\r\n", "import dash\r\nfrom dash import Patch\r\n"),
        ("", "from dash import Patch\n"),
        (
            "try:\n    from dash import dcc\nexcept E:\n    dcc = 1\n",
            "from dash import Patch\ntry:\n    from dash import dcc\nexcept E:\n    dcc = 1\n",
        ),
        (
            "import a\ndef f(): pass\nfrom dash import dcc\n",
            "import a\nfrom dash import Patch\ndef f(): pass\nfrom dash import dcc\n",
        ),
        ("from dash import *\n", "from dash import *\nfrom dash import Patch\n"),
        ("from .dash import a\n", "from .dash import a\nfrom dash import Patch\n"),
        ("import dash; x = 1\ny = 2\n", "import dash; x = 1\nfrom dash import Patch\ny = 2\n"),
    ],
)
def test_adding_a_name(before: str, after: str) -> None:
    assert added(before, "Patch") == after


def test_several_names() -> None:
    assert added("import dash\n", "no_update", "Patch", "ALL", "Patch") == (
        "import dash\nfrom dash import ALL, Patch, no_update\n"
    )
    assert added("from dash import Input, dcc\n", "no_update", "Patch", "ALL") == (
        "from dash import ALL, Input, Patch, dcc, no_update\n"
    )


def test_a_line_that_becomes_too_long() -> None:
    names = ["Input", "Output", "State", "callback", "clientside_callback", "dcc", "html"]
    text = f"from dash import {', '.join(names)}, x_name  # all\n"
    inner = "".join(f"    {name},\n" for name in ["Input", "Output", "Patch", "State"])
    inner += "".join(f"    {name},\n" for name in [*names[3:], "x_name"])
    assert added(text, "Patch") == f"from dash import (\n{inner})  # all\n"
    long = text.replace("x_name", "x_name_" * 4)
    assert added(long, "Patch") == long.replace("State", "Patch, State")


def test_a_name_for_another() -> None:
    text = "from dash.dependencies import Input\nfrom dash import dcc\n\nx = 1\n"
    edits = [
        RemoveImport(PATH, at(text, "from dash.dependencies import Input"), "Input"),
        AddImport(PATH, "dash", "Input"),
    ]
    assert rewrite(text, edits).text == "from dash import Input, dcc\n\nx = 1\n"
    text = "import json\nfrom dash.dependencies import Input\n\n\nx = 1\n"
    edits[0] = RemoveImport(PATH, at(text, "from dash.dependencies import Input"), "Input")
    assert rewrite(text, edits).text == "import json\nfrom dash import Input\n\n\nx = 1\n"
    edits = [edits[0], AddImport(PATH, "dash.dependencies", "Output")]
    assert rewrite(text, edits).text == text.replace("Input", "Output")
