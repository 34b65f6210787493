"""Run the tool over real packages, and check that it keeps its promises on each of them.

    python scripts/real_code.py                  write docs/real-code.md
    python scripts/real_code.py --check          fail where docs/real-code.md is out of date
    python scripts/real_code.py --print-diffs    show every change as well
    python scripts/real_code.py --tree DIR ...   the same checks over source trees at hand

Every package is taken twice, with safe fixes and with `--unsafe-fixes`, each time with all rules.
What is checked is listed in `trials.py`.
"""

from __future__ import annotations

import argparse
import difflib
import os
import shlex
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import packages
from trials import (
    COLUMNS,
    MODES,
    ROOT,
    Outcome,
    Tool,
    cells,
    counted,
    examine,
    rule_of,
    summary_lines,
    table,
    verdict,
)

REPORT = ROOT / "docs" / "real-code.md"


def report(outcomes: Sequence[Outcome], versions: dict[str, str]) -> str:
    """Write the page about the packages."""
    total: Counter[str] = Counter()
    rows: list[list[object]] = []
    for outcome in outcomes:
        counts = Counter(verdict(finding) for finding in outcome.findings)
        total += counts
        summary = outcome.preview.get("summary", {})
        version = versions[outcome.name]
        callbacks = summary.get("callbacks", "")
        changed = [outcome.changed.get(mode, "") for mode in MODES]
        rows.append([outcome.name, version, callbacks, *cells(counts), *changed])
    callbacks = sum(outcome.preview.get("summary", {}).get("callbacks", 0) for outcome in outcomes)
    changed_files = [sum(outcome.changed.get(mode, 0) for outcome in outcomes) for mode in MODES]
    rows.append(["**all**", "", callbacks, *cells(total), *changed_files])
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    places = {id(finding): outcome.name for outcome in outcomes for finding in outcome.findings}
    by_both = counted(findings, lambda finding: (rule_of(finding), places[id(finding)]))
    lines = [
        "# On real code",
        "",
        "<!-- Written by scripts/real_code.py; do not edit. -->",
        "",
        f"What dash-codemods finds in {len(outcomes)} packages from PyPI, with all rules on.",
        "*safe* findings are fixed by default, *unsafe* ones with `--unsafe-fixes`; *manual* ones",
        "have no fix, and *refused* ones have none here, for a reason that the finding names.",
        "",
        "For every package, with safe and with unsafe fixes, it was checked that the run writes",
        "what the preview shows, that the diff applies with `git apply` and `patch`, that every",
        "changed file parses, that each fix alone does too, that a second run finds nothing left,",
        "and that no edit failed its proof.",
        "",
        "## Packages",
        "",
        *table(
            ["Package", "Version", "callbacks", *COLUMNS, "files changed", "with unsafe fixes"],
            rows,
            2,
        ),
        "",
        "## Rules",
        "",
        *summary_lines(outcomes),
        "",
        "## Rules by package",
        "",
        *table(["Rule", "Package", *COLUMNS], [[*key, *cells(n)] for key, n in by_both.items()], 2),
        "",
    ]
    return "\n".join(lines)


# --- The command


def trees_of_packages(cache: Path, only: Sequence[str]) -> dict[str, Path]:
    """Download and unpack the packages."""
    chosen = [p for p in packages.CHECKED if not only or p.name in only]
    if unknown := set(only) - {package.name for package in chosen}:
        sys.exit(f"no such package: {', '.join(sorted(unknown))}")
    wheels = packages.download(chosen, cache / "wheels")
    trees = {}
    for package in chosen:
        trees[package.name] = cache / "sources" / package.name
        packages.unpack(wheels[package.name], trees[package.name])
    return trees


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="compare with docs/real-code.md")
    parser.add_argument("--print-diffs", action="store_true", help="print every change")
    parser.add_argument("--package", nargs="+", default=[], help="these packages only; no report")
    parser.add_argument("--tree", nargs="+", type=Path, default=[], help="source trees instead")
    parser.add_argument("--limit", type=int, help="of the trees, so many")
    parser.add_argument("--cache", type=Path, default=packages.default_cache())
    parser.add_argument("--jobs", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--command", help="instead of `python -m dash_codemods`")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run; give the exit code."""
    options = arguments(argv)
    cache = options.cache.resolve()
    work = cache / "work" / f"run-{os.getpid()}"
    default = [sys.executable, "-m", "dash_codemods"]
    command = shlex.split(options.command) if options.command else default
    tool = Tool(command, work / ".cache")
    if options.tree:
        folders = [tree.resolve() for tree in options.tree if tree.is_dir()][: options.limit]
        trees = {folder.name: folder for folder in folders}
    else:
        try:
            trees = trees_of_packages(cache, options.package)
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            print(f"could not get the packages: {error}", file=sys.stderr)
            return 2

    outcomes = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for outcome in pool.map(lambda name: examine(tool, name, trees[name], work), trees):
            outcomes.append(outcome)
            if not outcome.failures:
                shutil.rmtree(work / outcome.name, ignore_errors=True)
            summary = outcome.preview.get("summary", {})
            state = "FAILED" if outcome.failures else "ok"
            print(
                f"{outcome.name}: {state}, {summary.get('callbacks', '?')} callbacks,"
                f" {len(outcome.findings)} findings, changed files: {outcome.changed},"
                f" slowest run {outcome.slowest:.1f} s",
                flush=True,
            )
            for failure in outcome.failures:
                print(f"    {failure}", flush=True)
            if options.print_diffs:
                print(outcome.diffs.get("unsafe", ""), flush=True)
    failed = [outcome for outcome in outcomes if outcome.failures]
    if failed:
        number = sum(len(outcome.failures) for outcome in failed)
        print(f"\n{number} failures in {len(failed)} of {len(outcomes)}; files are in {work}")
    else:
        print(f"\nall well in {len(outcomes)}")
        shutil.rmtree(work, ignore_errors=True)
    if options.tree or options.package:
        print("\n" + "\n".join(summary_lines(outcomes)))
        return 1 if failed else 0

    versions = {package.name: package.version for package in packages.CHECKED}
    text = report(outcomes, versions)
    if options.check:
        old = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
        if old != text:
            name = REPORT.relative_to(ROOT).as_posix()
            print(f"\n{name} is out of date; run scripts/real_code.py:")
            print(*difflib.unified_diff(old.split("\n"), text.split("\n"), lineterm=""), sep="\n")
            return 1
    elif not failed:
        REPORT.parent.mkdir(parents=True, exist_ok=True)
        REPORT.write_text(text, encoding="utf-8", newline="\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
