"""The tables of docs/corpus.md, made from what `corpus.py` found."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

from trials import ROOT, Json, apply_edits, rule_of, table, verdict

PAGE = ROOT / "docs" / "corpus.md"
READ = ROOT / "scripts" / "corpus_read.txt"
MARKS = "<!-- {}: written by scripts/corpus.py -->", "<!-- end of {} -->"


def diff_of(tree: Path, finding: Json, context: int = 12) -> str:
    """What a fix alone does to the files."""
    by_file: dict[str, list[Json]] = {}
    for edit in finding["fix"]["edits"]:
        by_file.setdefault(edit["path"], []).append(edit)
    lines: list[str] = []
    for name, edits in by_file.items():
        old = (tree / name).read_bytes()
        new = apply_edits(old, edits)
        texts = [each.decode(errors="replace").splitlines() for each in (old, new)]
        lines += difflib.unified_diff(*texts, name, name, lineterm="", n=context)
    return "\n".join(lines)


def read_fixes() -> dict[str, bool]:
    """The fixes that were read: whether one would merge them."""
    lines = READ.read_text(encoding="utf-8").splitlines() if READ.exists() else []
    words = [line.split() for line in lines if line and not line.startswith("#")]
    return {identity: answer == "merge" for _, identity, answer, *_ in words}


def write(results: Sequence[Json]) -> None:
    """Put the tables between their marks; the text around them stays."""
    text = PAGE.read_text(encoding="utf-8")
    sections = {
        "totals": totals(results),
        "rules": rules(results),
        "reasons": reasons(results),
        "apps": apps(results),
    }
    for name, lines in sections.items():
        start, end = (mark.format(name) for mark in MARKS)
        before, _, rest = text.partition(start)
        _, found, after = rest.partition(end)
        if not found:
            raise SystemExit(f"{PAGE.name} has no marks for {name}")
        text = "\n".join([before + start, *lines, end + after])
    PAGE.write_text(text, encoding="utf-8", newline="\n")


def totals(results: Sequence[Json]) -> list[str]:
    """How much was looked at."""
    files = sum(found["files"] for found in results)
    callbacks = sum(found["summary"].get("callbacks", 0) for found in results)
    changed = sum(found["changed"] for found in results)
    fixes = sum(1 for finding in findings_of(results) if finding["fix"])
    wrong = sum(len(found["failures"]) for found in results)
    return [
        "",
        f"{len(results)} repositories, {files:,} Python files, {callbacks:,} callbacks;",
        f"{fixes:,} fixes in {changed:,} files; {wrong} broken promises.",
        "",
    ]


def findings_of(results: Iterable[Json]) -> list[Json]:
    return [finding for found in results for finding in found["findings"]]


def rules(results: Sequence[Json]) -> list[str]:
    """Findings by rule, and how its fixes read."""
    judged = read_fixes()
    counts: dict[str, Counter[str]] = {}
    for finding in findings_of(results):
        row = counts.setdefault(rule_of(finding), Counter())
        row[verdict(finding)] += 1
        if finding["fix"] and finding["id"] in judged:
            row["read"] += 1
            row["merge"] += judged[finding["id"]]
    head = ["Rule", "Findings", "Safe", "Unsafe", "Refused", "Told", "Read", "One would merge"]
    rows = [
        [
            rule,
            f"{sum(row[c] for c in ('safe', 'unsafe', 'refused', 'manual')):,}",
            *(f"{row[c]:,}" if row[c] else "" for c in ("safe", "unsafe", "refused", "manual")),
            row["read"] or "",
            f"{row['merge']} ({row['merge'] / row['read']:.0%})" if row["read"] else "",
        ]
        for rule, row in sorted(counts.items())
    ]
    return ["", *table(head, rows, 1), ""]


def reasons(results: Sequence[Json], most: int = 12) -> list[str]:
    """Why findings were refused."""
    counts: dict[str, Counter[str]] = {}
    for finding in findings_of(results):
        if not finding["fix"]:
            row = counts.setdefault(rule_of(finding), Counter())
            row.update({blocker["reason"] for blocker in finding["blocked_by"]})
    rows = []
    for rule, row in sorted(counts.items()):
        ordered = sorted(row.items(), key=lambda pair: (-pair[1], pair[0]))
        cells = [f"`{reason}` {number}" for reason, number in ordered[:most]]
        rest = sum(number for _, number in ordered[most:])
        if cells:
            rows.append([rule, ", ".join([*cells, *([f"others {rest}"] if rest else [])])])
    return ["", *table(["Rule", "Reasons"], rows, 2), ""]


def apps(results: Sequence[Json]) -> list[str]:
    """What the apps registered on Dash."""
    found = [result["apps"] for result in results if result["apps"]]
    keys = ("tried", "imported", "callbacks", "changed", "unlike", "failures")
    total = {k: sum(len(a[k]) if isinstance(a[k], list) else a[k] for a in found) for k in keys}
    reached = sum(1 for each in found if each["imported"])
    return [
        "",
        f"{reached} of {len(found)} repositories with fixes have modules that lead to changed",
        f"files and can be imported on Dash 4.4.1: {total['imported']} modules. They register",
        f"{total['callbacks']:,} callbacks before; {total['changed']} of them are others after,",
        f"{total['failures']} in a way that no fix promised. {total['unlike']} modules differ",
        "from one import to the next by themselves.",
        "",
    ]
