"""The documentation says what the rules do: it is made from them, and every rule is complete."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from fixture_cases import FIXTURES, cases

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.rule import Rule
from dash_codemods.rules import registry

ROOT = Path(__file__).parent.parent
RULES = pytest.mark.parametrize("rule", registry(), ids=lambda rule: rule.code)
SECTIONS = ["What it does", "Why is this bad?", "Example", "Use instead", "Fix safety",
            "Options", "References"]  # fmt: skip
_IMPORTS = (
    "from dash import Dash, Input, Output, Patch, State, callback, ctx, dcc, html, no_update\n"
    "from dash.exceptions import PreventUpdate\n\n"
    "app = Dash(__name__)\n"
)


def test_the_documentation_is_not_stale() -> None:
    command = [sys.executable, str(ROOT / "scripts" / "generate_docs.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout


@RULES
def test_a_rule_is_documented_under_the_usual_headings(rule: Rule) -> None:
    headings = re.findall(r"^## (.+)$", rule.documentation, re.MULTILINE)
    optional = {"Options"} if rule.fixes else {"Options", "Use instead", "Fix safety"}
    assert [s for s in SECTIONS if s not in optional or s in headings] == headings
    title = rule.documentation.strip().splitlines()[0]
    assert title.startswith(f"{rule.code} {rule.name}: ")
    assert title.endswith(".")


@RULES
def test_a_rule_has_fixtures_that_find_fix_and_refuse(rule: Rule) -> None:
    own = [case for case in cases() if case.folder.parent.name == f"{rule.code}-{rule.name}"]
    found = [f for case in own for f in case.expected or () if f.get("code") in (None, rule.code)]
    assert found, "no fixture in which it finds anything"
    if rule.fixes:
        assert any(f["applicability"] != "manual" for f in found), "no fixture that it fixes"
        silent = any(case.expected == [] for case in own)
        assert silent or any(f.get("blocked") for f in found), "no fixture that it refuses"


def test_every_fixture_belongs_to_a_rule() -> None:
    rules = {f"{rule.code}-{rule.name}" for rule in registry()}
    assert {folder.name for folder in FIXTURES.iterdir() if folder.is_dir()} <= rules


def _blocks(rule: Rule, heading: str) -> str:
    found = re.search(rf"^## {heading}\n(.*?)(?=^## |\Z)", rule.documentation, re.S | re.M)
    assert found is not None
    return "\n".join(re.findall(r"```python\n(.*?)```", found[1], re.S))


@pytest.mark.parametrize(
    "rule", [rule for rule in registry() if rule.fixes], ids=lambda rule: rule.code
)
def test_the_example_becomes_what_to_use_instead(rule: Rule, tmp_path: Path) -> None:
    forget()
    (tmp_path / "app.py").write_text(_IMPORTS + "\n\n" + _blocks(rule, "Example"))
    options = CommandLineOptions(select=(rule.code,), unsafe_fixes=True)
    result = run(Request((str(tmp_path),), False, options, jobs=1, cache=False))
    (change,) = result.changes
    wanted = _blocks(rule, "Use instead").strip()
    assert change.after.strip().endswith(wanted)


def test_the_changelog_names_every_rule() -> None:
    text = (ROOT / "CHANGELOG.md").read_text()
    assert [rule.code for rule in registry() if f"{rule.code} {rule.name}" not in text] == []
