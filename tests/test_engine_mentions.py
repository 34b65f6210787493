"""A search in bytes misses no word that stands in the text, whatever the encoding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dash_codemods.engine.mentions import Mentions
from dash_codemods.model.imported_words import Imported, imported_words, modules_named
from dash_codemods.model.words import holds

WORDS = ("data", "update", "größe", "_dash-update-component", "a")
MANY = tuple(f"name_{n}" for n in range(40))
SOUGHT = [
    *WORDS,
    *(Imported(word) for word in WORDS),
    *(Imported(word, attributes=True) for word in WORDS),
]
PIECES = st.sampled_from(
    [
        *WORDS,
        *[
            "import ",
            "from ",
            "import (\n",
            ")",
            "*",
            ".",
            "\\\n",
            "\r\n",
            "\n",
            " ",
            "x",
            "é",
            "_",
        ],
        *['import_module("pages.data")', "from .data import update", "# größe", "data_", "'"],
    ]
)


def _mentions(content: dict[str, tuple[str, str]]) -> Mentions:
    """The search over texts that are given with their encodings."""
    raw = {path: text.encode(encoding) for path, (text, encoding) in content.items()}
    return Mentions(
        lambda passes: [path for path, data in raw.items() if passes(data)],
        raw,
        lambda path: content[path][0],
        {encoding for _, encoding in content.values()},
    )


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(["utf-8", "latin-1"]))
@pytest.mark.parametrize("others", [(), MANY], ids=["few", "many"])
def test_what_the_text_holds_is_found(others: tuple[str, ...], text: str, encoding: str) -> None:
    mentions = _mentions({"app.py": (text, encoding)})
    mentions.look_for([*SOUGHT, *others])
    for sought in SOUGHT:
        there = (
            holds(sought, text)
            if isinstance(sought, str)
            else sought.may_be_in(text, imported_words(text))
        )
        assert mentions.of(sought) == (["app.py"] if there else []), sought


@pytest.mark.parametrize(
    ("text", "imported", "reached"),
    [
        ("from . import data", True, True),
        ("from pages import (\n    home,\n    data,\n)\n", True, True),
        ("import pages.data as d\n", True, True),
        ("from pages import \\\n    data\n", True, True),
        ('page = import_module("pages.data")\n', True, True),
        ("def data():\n    return 1\n", False, False),
        ("pages.data()\n", False, True),
        ("from pages import *\ndata()\n", False, True),
        ("import pages\ndata = 1\n", False, False),
        ("from pages import data_of\n", False, False),
    ],
)
def test_how_a_name_may_come_from_another_file(text: str, imported: bool, reached: bool) -> None:
    words = imported_words(text)
    assert Imported("data").may_be_in(text, words) is imported
    assert Imported("data", attributes=True).may_be_in(text, words) is reached


def test_a_look_takes_the_texts_as_they_are_by_then() -> None:
    content = {"app.py": ("data = 1\n", "utf-8"), "other.py": ("data_of()\n", "utf-8")}
    mentions = _mentions(content)
    assert mentions.of("data") == ["app.py"]
    content["app.py"] = ("rows = 1\n", "utf-8")
    mentions.forget_texts()
    assert mentions.of("data") == []


@pytest.mark.parametrize(
    ("statement", "named"),
    [
        ("import pages.data as d, os", [("pages.data", 0), ("os", 0)]),
        (
            "    from ..pages import (\n    home,\n    data,\n)\n",
            [("pages.home", 2), ("pages.data", 2)],
        ),
        ("from . import data  # shown first\n", [("data", 1)]),
        ("from data import *\n", [("data.*", 0)]),
        ('page = import_module("pages.data")\n', None),
        ("try: import data\n", None),
    ],
)
def test_what_an_import_may_lead_to(statement: str, named: list[tuple[str, int]] | None) -> None:
    assert modules_named(statement) == named
