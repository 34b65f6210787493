"""Which rules run: selectors, their specificity, and the layers of project and command line."""

from __future__ import annotations

import pytest
from test_cli_harness import RULES, nothing

from dash_codemods.config import Selection, Settings, unknown_selector
from dash_codemods.model.rule import Rule

DC101, DC102, DC201, DC401 = RULES


def enabled(*selections: Selection) -> list[str]:
    """The codes of the rules that run."""
    settings = Settings(selections=selections)
    return [rule.code for rule in RULES if settings.enabled(rule)]


def test_without_a_selection_the_rules_run_that_run_by_default() -> None:
    assert enabled() == ["DC101", "DC102", "DC401"]


@pytest.mark.parametrize(
    ("select", "expected"),
    [
        (("DC101",), ["DC101"]),
        (("unused-state",), ["DC101"]),
        (("DC1",), ["DC101", "DC102"]),
        (("DC10",), ["DC101", "DC102"]),
        (("DC",), ["DC101", "DC102", "DC201", "DC401"]),
        (("ALL",), ["DC101", "DC102", "DC201", "DC401"]),
        (("DC2", "missing-id"), ["DC201", "DC401"]),
        ((), []),
    ],
)
def test_select_runs_these_rules_only(select: tuple[str, ...], expected: list[str]) -> None:
    assert enabled(Selection(select=select)) == expected


@pytest.mark.parametrize(
    ("selection", "expected"),
    [
        (Selection(ignore=("DC1",)), ["DC401"]),
        (Selection(extend_select=("DC2",)), ["DC101", "DC102", "DC201", "DC401"]),
        # The more specific selector wins, on whichever side it stands.
        (Selection(select=("ALL",), ignore=("DC1",)), ["DC201", "DC401"]),
        (Selection(select=("ALL", "DC101"), ignore=("DC1",)), ["DC101", "DC201", "DC401"]),
        (Selection(select=("ALL", "DC10"), ignore=("DC1",)), ["DC101", "DC102", "DC201", "DC401"]),
        (Selection(select=("DC1",), ignore=("unused-state",)), ["DC102"]),
        (
            Selection(select=("DC1",), extend_select=("DC4",), ignore=("ALL",)),
            ["DC101", "DC102", "DC401"],
        ),
        # Of two equal ones the one that ignores does, also of a code and a name.
        (Selection(select=("DC1",), ignore=("DC1",)), []),
        (Selection(select=("DC101",), ignore=("unused-state",)), []),
        (Selection(select=("ALL",), ignore=("ALL",)), []),
    ],
)
def test_the_more_specific_selector_wins(selection: Selection, expected: list[str]) -> None:
    assert enabled(selection) == expected


def test_select_on_the_command_line_replaces_what_the_project_selects() -> None:
    project = Selection(select=("DC1",), ignore=("DC401",))
    assert enabled(project, Selection(select=("ALL",))) == ["DC101", "DC102", "DC201", "DC401"]


def test_extend_select_and_ignore_on_the_command_line_go_on_top() -> None:
    project = Selection(select=("DC101",))
    assert enabled(project, Selection(extend_select=("DC4",))) == ["DC101", "DC401"]
    # What the command line ignores is ignored, however precisely the project selects it.
    assert enabled(project, Selection(ignore=("ALL",))) == []
    assert enabled(Selection(ignore=("DC101",)), Selection(extend_select=("DC1",))) == [
        "DC101",
        "DC102",
        "DC401",
    ]


@pytest.mark.parametrize("selector", ["DC101", "DC1", "DC10", "DC", "ALL", "unused-state"])
def test_known_selectors(selector: str) -> None:
    assert unknown_selector(selector, RULES) is None


@pytest.mark.parametrize(
    ("selector", "hint"),
    [
        ("dc101", "did you mean `DC101`?"),
        ("DC1O1", "did you mean `DC101`?"),
        ("unused_state", "did you mean `unused-state`?"),
        ("all", "did you mean `ALL`?"),
        ("D", "--list-rules"),
        ("DC7", "--list-rules"),
        ("101", "did you mean `DC101`?"),
        ("*", "--list-rules"),
    ],
)
def test_an_unknown_selector_gets_the_nearest_right_one(selector: str, hint: str) -> None:
    message = unknown_selector(selector, RULES)
    assert message is not None
    assert message.startswith(f"unknown rule `{selector}`; ")
    assert hint in message


def test_a_name_that_begins_like_a_code_is_no_prefix_of_it() -> None:
    named = Rule("DC301", "DC101-lookalike", "", nothing)
    assert not Settings(selections=(Selection(select=("DC101",)),)).enabled(named)


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("tests/*", "tests/a.py", True),
        ("tests/*", "tests/deep/a.py", True),
        ("tests/**", "tests/deep/a.py", True),
        ("tests", "tests/deep/a.py", True),
        ("tests/", "tests/deep/a.py", True),
        ("./tests/**", "tests/a.py", True),
        ("tests/*", "src/tests/a.py", False),
        ("**/tests/*", "src/tests/a.py", True),
        ("**/tests/*", "tests/a.py", True),
        ("a.py", "deep/down/a.py", True),
        ("*_page.py", "pages/map_page.py", True),
        ("pages/*_map.py", "pages/deep/big_map.py", True),
        ("pages/map.py", "map.py", False),
        ("{pages,parts}/*.py", "parts/a.py", True),
        ("pages/?.py", "pages/a.py", True),
        ("pages/[ab].py", "pages/a.py", True),
        ("pages/[!ab].py", "pages/a.py", False),
        ("pages.*", "pagesX/a.py", False),
        ("!tests/**", "tests/a.py", False),
        ("!tests/**", "src/a.py", True),
        ("/proj/tests/*", "tests/a.py", True),
    ],
)
def test_per_file_ignores(
    pattern: str, path: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setattr(os, "getcwd", lambda: "/proj")
    settings = Settings(base="/proj", per_file_ignores=((pattern, ("DC1",)),))
    assert settings.ignored_in(path, DC101) is expected
    assert settings.ignored_in(f"/proj/{path}", DC101) is expected
    assert not settings.ignored_in(path, DC201)
