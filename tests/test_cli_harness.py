"""A small engine and small rules, to try the command without the real ones; and how to call it.

The fake engine looks for words: `bad` has a safe fix (it becomes `good`), `risky` an unsafe one
(`daring`), `stuck` none for a reason, `wrong` none at all; a file with `broken` is a problem.
`python test_cli_harness.py ARGUMENTS` is the command with both of them in place.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from types import ModuleType
from typing import Any

from dash_codemods.model.edits import ReplaceExpression
from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.places import Span
from dash_codemods.model.results import (
    FileChange,
    FindingResult,
    Problem,
    RunResult,
    Summary,
    TextEdit,
)
from dash_codemods.model.rule import Rule


def nothing(_project: object) -> Sequence[Finding]:
    """Find nothing."""
    return ()


RULES = (
    Rule("DC101", "unused-state", "A State that is never read", nothing),
    Rule("DC102", "whole-store", "A store that travels whole", nothing),
    Rule("DC201", "shared-output", "Two writers", nothing, default=False),
    Rule("DC401", "missing-id", "An id that nothing has", nothing, fixes=False, error=True),
)

WORDS = {"bad": "DC101", "risky": "DC102", "stuck": "DC101", "wrong": "DC401"}
FIXES = {"bad": "good", "risky": "daring"}


@dataclass(frozen=True)
class StdinSource:
    raw: bytes
    filename: str


@dataclass(frozen=True)
class Request:
    paths: tuple[str, ...]
    write: bool
    options: Any
    jobs: int | None
    cache: bool
    want_edits: bool
    stdin: StdinSource | None
    progress: Callable[[str, int, int], None] | None


requests: list[Request] = []
"""What the fake engine was asked, the last request last."""


def run(request: Request) -> RunResult:
    """Do what the words in the files ask for."""
    requests.append(request)
    texts, problems = _texts(request)
    from dash_codemods.config import Settings, settings_for

    findings: list[FindingResult] = []
    changes: list[FileChange] = []
    unsafe_changes: list[FileChange] = []
    for path, raw in sorted(texts.items()):
        bom = raw.startswith(b"\xef\xbb\xbf")
        encoding = "latin-1" if b"latin-1" in raw else "utf-8-sig" if bom else "utf-8"
        text = raw.decode(encoding)
        if "broken" in text:
            problems.append(Problem(path, "syntax-error", "does not parse", 1))
            continue
        settings = settings_for(path, request.options)
        assert isinstance(settings, Settings)
        selected = {"bad"} | ({"risky"} if settings.unsafe_fixes else set())
        findings += _findings(path, text, selected)
        after = _replaced(text, selected)
        if after != text:
            changes.append(FileChange(path, text, after, encoding))
        if _replaced(after, set(FIXES)) != after:
            unsafe_changes.append(FileChange(path, after, _replaced(after, set(FIXES)), encoding))
    written = []
    for change in changes if request.write else ():
        with open(change.path, "wb") as file:
            file.write(change.after.encode(change.encoding))
        written.append(change.path)
    callbacks = sum(text.count(b"callback") for text in texts.values())
    return RunResult(
        tuple(findings),
        tuple(changes),
        tuple(unsafe_changes),
        tuple(written),
        (),
        tuple(problems),
        Summary(len(texts), callbacks),
    )


def _texts(request: Request) -> tuple[dict[str, bytes], list[Problem]]:
    if request.stdin:
        return {request.stdin.filename: request.stdin.raw}, []
    texts: dict[str, bytes] = {}
    problems: list[Problem] = []
    for given in request.paths:
        if not os.path.exists(given):
            problems.append(Problem(given, "missing", "no such file or folder"))
        names = [given] if os.path.isfile(given) else []
        for folder, _, files in os.walk(given):
            names += [os.path.join(folder, name) for name in files if name.endswith(".py")]
        for name in names:
            with open(name, "rb") as file:
                texts[os.path.normpath(name)] = file.read()
    return texts, problems


def _replaced(text: str, words: set[str]) -> str:
    for word in words:
        text = re.sub(rf"\b{word}\b", FIXES[word], text)
    return text


def _findings(path: str, text: str, selected: set[str]) -> list[FindingResult]:
    found = []
    for number, line in enumerate(text.split("\n"), 1):
        for match in re.finditer(rf"\b({'|'.join(WORDS)})\b", line):
            word = match[0]
            rule = next(rule for rule in RULES if rule.code == WORDS[word])
            place = Span(number, match.start() + 1, number, match.end() + 1)
            fix = None
            edits: tuple[TextEdit, ...] = ()
            if word in FIXES:
                fix = Fix(f"write {FIXES[word]}", (ReplaceExpression(path, place, FIXES[word]),))
                edits = (TextEdit(path, place.start, place.end, FIXES[word]),)
            applicability = {"bad": "safe", "risky": "unsafe"}.get(word, "manual")
            finding = Finding(
                rule.code,
                rule.name,
                f"`{word}` stands here",
                path,
                place,
                callback=f"callback_{number}",
                applicability=applicability,  # type: ignore[arg-type]
                effects=("no-initial-call",) if word == "risky" else (),
                blocked_by=(Blocker("reads-ctx", "ctx is read", path, number),)
                if word == "stuck"
                else (),
                fix=fix,
            )
            found.append(FindingResult(finding, word in selected, edits))
    return found


def engine() -> ModuleType:
    """The fake engine as a module."""
    module = ModuleType("dash_codemods.engine")
    vars(module).update(run=run, Request=Request, StdinSource=StdinSource)
    return module


def command(
    *arguments: str,
    cwd: object = None,
    stdin: bytes = b"",
    environment: dict[str, str] | None = None,
) -> subprocess.CompletedProcess[bytes]:
    """Run the command, with the fakes, as a process of its own."""
    without = {"NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONIOENCODING", "PYTHONUTF8"}
    clean = {name: value for name, value in os.environ.items() if name not in without}
    return subprocess.run(
        [sys.executable, __file__, *arguments],
        cwd=str(cwd) if cwd else None,
        input=stdin,
        capture_output=True,
        # The checkout comes first, whatever is installed.
        env={
            **clean,
            "PYTHONPATH": os.path.dirname(os.path.dirname(__file__)),
            **(environment or {}),
        },
        check=False,
        timeout=60,
    )


def main() -> None:
    """Be the command."""
    install()
    from dash_codemods.cli import main as real_main

    real_main()


def install() -> None:
    """Put the fakes in the place of the real engine and rules."""
    import dash_codemods
    import dash_codemods.rules

    fake = engine()
    sys.modules["dash_codemods.engine"] = fake
    dash_codemods.engine = fake  # type: ignore[attr-defined]
    dash_codemods.rules.registry = lambda: RULES  # type: ignore[assignment]


def test_the_real_engine_can_be_asked_in_the_same_words() -> None:
    from dash_codemods import engine as real

    assert {f.name for f in fields(real.Request)} == {f.name for f in fields(Request)}
    assert [f.name for f in fields(real.StdinSource)] == [f.name for f in fields(StdinSource)]


if __name__ == "__main__":
    main()
