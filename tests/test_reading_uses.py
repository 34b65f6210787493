"""Uses of names are the same whether one name is looked for or all of them at once.

Statements without a name that is looked for are passed over, and not even parsed where the
file's facts are at hand: that must change nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dash_codemods.model.syntax import parsed
from dash_codemods.reading.name_uses import read_uses
from dash_codemods.reading.reader import read_source

FIXTURES = Path(__file__).parent / "fixtures"


def _read(path: Path) -> str:
    """The text of a file, empty if this Python cannot read it."""
    try:
        text = path.read_text("utf-8")
        parsed(text)
    except (SyntaxError, ValueError):
        return ""
    return text


FILES = sorted(FIXTURES.glob("DC101-*/*/before/**/*.py"))[::3]
TEXTS = {str(path.relative_to(FIXTURES)): text for path in FILES if "def " in (text := _read(path))}
BESIDE = """
@decorated(lambda: one)
class A:
    def one(self):
        def two():
            return one
        return two

    async def three(self, x=one):
        for y in x:
            if y:
                def four(): pass
        else:
            class B:
                def five(self): four()
try:
    def six(): one()
except ValueError:
    match one:
        case 1:
            def seven(): pass
with one:
    def eight(): seven(one, *six)
"""


def _names(text: str) -> list[str]:
    nodes = list(ast.walk(parsed(text)))
    named = {n.id for n in nodes if isinstance(n, ast.Name)}
    return sorted(named | {n.attr for n in nodes if isinstance(n, ast.Attribute)})


@pytest.mark.parametrize("text", [*TEXTS.values(), BESIDE], ids=[*TEXTS, "written"])
def test_one_name_is_found_where_all_are(text: str) -> None:
    names = _names(text)
    together = read_uses("app.py", text, names)
    assert any(together.values())
    for name in names:
        assert read_uses("app.py", text, [name])[name] == together[name]


ON_ONE_LINE = """
first = one; text = '''
def two(): pass
'''; second = two
@one  # of it
@two(
    text
)
class three: pass; four = one; \\
five = two
if one: six = (
two, three)
"""


@pytest.mark.parametrize(
    "text",
    [*TEXTS.values(), BESIDE, ON_ONE_LINE, ON_ONE_LINE.replace("\n", "\r\n"), "\ufeff" + BESIDE],
    ids=[*TEXTS, "written", "on-one-line", "on-one-line-crlf", "marked"],
)
def test_parsing_parts_gives_what_parsing_all_does(text: str) -> None:
    facts = read_source(text)
    for name in _names(text):
        assert read_uses("app.py", text, [name], facts) == read_uses("app.py", text, [name])
    names = _names(text)[::3]
    assert read_uses("app.py", text, names, facts) == read_uses("app.py", text, names)


def test_scopes_are_numbered_as_in_the_facts() -> None:
    facts = read_source(BESIDE)
    scopes = {
        name: [facts.scopes[use.scope].name for use in uses]
        for name, uses in read_uses("app.py", BESIDE, ["one", "four", "seven"]).items()
    }
    assert scopes == {
        "one": ["", "two", "A", "six", "", "", "eight"],
        "four": ["five"],
        "seven": ["eight"],
    }
    assert {facts.functions[i].name for i, _ in enumerate(facts.functions)} >= {"one", "eight"}
