"""Writes what the documentation says of the rules, from the rules themselves.

`docs/rules.md` and the marked parts of README.md come from each rule's docstring and its
fixtures, so that they cannot lie. `--check` fails where they are stale.
"""

from __future__ import annotations

import argparse
import difflib
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from dash_codemods.model.rule import Rule  # noqa: E402
from dash_codemods.rules import registry  # noqa: E402

FIXTURES = ROOT / "tests" / "fixtures"
_LONGEST = 60
"""Lines of a diff beyond which a fixture is no good example."""


def cases(rule: Rule) -> list[Path]:
    """The fixture folders of a rule."""
    return sorted(p.parent for p in FIXTURES.glob(f"{rule.code}-{rule.name}/*/before"))


def diff_of(case: Path) -> str:
    """What a fixture's fix changes, as a diff without file headers."""
    lines: list[str] = []
    for before in sorted((case / "before").rglob("*.py")):
        after = case / "after" / before.relative_to(case / "before")
        if not after.exists() or before.read_bytes() == after.read_bytes():
            continue
        try:
            old, new = before.read_text("utf-8-sig"), after.read_text("utf-8-sig")
        except UnicodeDecodeError:
            continue
        found = difflib.unified_diff(old.splitlines(), new.splitlines(), n=3, lineterm="")
        lines += [line for line in list(found)[2:] if not line.startswith("@@")]
    return "\n".join(line.rstrip() for line in lines)


def example(rule: Rule) -> str:
    """The fixture that shows a rule best: its first one whose diff is short enough."""
    found = [(case, diff_of(case)) for case in cases(rule)]
    fits = [(c, d) for c, d in found if d and d.count("\n") < _LONGEST]
    if not fits:
        return ""
    case, diff = min(fits, key=lambda pair: (not pair[0].name.startswith("article"), pair[0].name))
    return f"## From a fixture\n`{case.name}`:\n```diff\n{diff}\n```\n"


def refusals(rule: Rule) -> str:
    """The reasons for which the rule's fixtures are refused, and the fixtures that show them."""
    reasons: dict[str, list[str]] = {}
    for case in cases(rule):
        path = case / "expected.json"
        for finding in json.loads(path.read_text()) if path.exists() else []:
            if finding.get("code", rule.code) == rule.code:
                for reason in finding.get("blocked", []):
                    names = reasons.setdefault(reason, [])
                    if case.name not in names:
                        names.append(case.name)
    if not reasons:
        return ""
    rows = [f"| `{reason}` | {', '.join(names)} |" for reason, names in sorted(reasons.items())]
    head = "## Refused for\n| reason | fixtures that show it |\n|---|---|\n"
    return head + "\n".join(rows) + "\n"


def section(rule: Rule) -> str:
    """The documentation of one rule."""
    title, _, body = rule.documentation.strip().partition("\n")
    del title
    notes = [] if rule.default else ["off by default"]
    if not rule.fixes:
        notes.append("has no fix")
    note = f"\n*{'; '.join(notes)}*\n" if notes else ""
    text = f"{note}{body}\n\n{example(rule)}\n{refusals(rule)}"
    deeper = "\n".join("#" + line if line.startswith("## ") else line for line in text.split("\n"))
    return f"## {rule.code} {rule.name}\n\n{rule.summary}.\n{deeper.rstrip()}\n"


def table() -> str:
    """The table of the rules."""
    rows = ["| code | name | what it finds | |", "|---|---|---|---|"]
    for rule in registry():
        kind = "fix" if rule.fixes else "tells"
        off = "" if rule.default else ", off by default"
        anchor = f"docs/rules.md#{rule.code.lower()}-{rule.name}"
        rows.append(f"| [{rule.code}]({anchor}) | {rule.name} | {rule.summary} | {kind}{off} |")
    return "\n".join(rows)


def between(text: str, marker: str, content: str) -> str:
    """Replace what stands between `<!-- marker… -->` and `<!-- end marker -->`."""
    start = text.index("-->", text.index(f"<!-- {marker}")) + len("-->")
    end = text.index(f"<!-- end {marker.split(':')[0]} -->", start)
    return f"{text[:start]}\n{content}\n{text[end:]}"


def readme() -> str:
    """README.md as it should be."""
    text = (ROOT / "README.md").read_text()
    place = text.index("<!-- example: ")
    case = text[place + len("<!-- example: ") : text.index(" -->", place)]
    text = between(text, "example:", f"```diff\n{diff_of(FIXTURES / case)}\n```")
    return between(text, "rules", table())


def rules_page() -> str:
    """docs/rules.md as it should be."""
    made = "Written by scripts/generate_docs.py from the rules and their fixtures."
    head = f"# Rules\n\n<!-- {made} -->\n"
    return head + "\n" + "\n\n".join(section(rule) for rule in registry())


def main() -> int:
    """Write the files, or say which are stale."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--check", action="store_true", help="write nothing; fail where stale")
    check = parser.parse_args().check
    stale = 0
    for path, text in ((ROOT / "docs" / "rules.md", rules_page()), (ROOT / "README.md", readme())):
        if path.exists() and path.read_text() == text:
            continue
        stale += 1
        if check:
            print(f"{path.relative_to(ROOT)} is stale: run python scripts/generate_docs.py")
        else:
            path.parent.mkdir(exist_ok=True)
            path.write_text(text)
            print(f"{path.relative_to(ROOT)} written")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
