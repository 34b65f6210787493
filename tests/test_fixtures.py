"""The laws, checked on every fixture of every rule without being told."""

from __future__ import annotations

import json
from pathlib import Path

import black
import pytest
from fixture_cases import Case, cases, contents
from project_laws import check_texts

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.results import FindingResult, RunResult, TextEdit
from dash_codemods.rules import registry
from dash_codemods.sources import SourceText, decode, encode

ALL = pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)


def _run(folder: Path, case: Case, *, write: bool = False, everything: bool = False) -> RunResult:
    forget()
    select = ("ALL",) if everything else tuple(case.options.get("select", (case.code,)))
    unsafe = everything or case.options.get("unsafe", False)
    options = CommandLineOptions(select=select, unsafe_fixes=unsafe or None)
    paths = tuple(str(folder / path) for path in case.options.get("paths", (".",)))
    return run(Request(paths, write, options, jobs=1, cache=False, want_edits=not write))


def _shown(result: FindingResult) -> dict[str, object]:
    finding = result.finding
    shown: dict[str, object] = {"code": finding.code, "applicability": finding.applicability}
    if finding.effects:
        shown["effects"] = list(finding.effects)
    if finding.blocked_by:
        shown["blocked"] = sorted({b.reason for b in finding.blocked_by})
    return shown


def told(result: RunResult) -> str:
    """What a run says of its problems, whole: an assertion by itself shortens it."""
    return "\n".join(f"{p.path}:{p.line}: {p.message}" for p in result.problems)


def _relative(folder: Path, path: str) -> str:
    return Path(path).resolve().relative_to(folder.resolve()).as_posix()


@ALL
def test_what_is_found_and_what_is_made_of_it(case: Case, tmp_path: Path) -> None:
    folder = case.copy_to(tmp_path / "case")
    result = _run(folder, case)
    expected = case.expected
    if expected is not None:
        for wanted in expected:
            wanted.setdefault("code", case.code)
        says = [wanted.pop("says", "") for wanted in expected]
        assert [_shown(r) for r in result.findings] == expected
        for each, said in zip(result.findings, says, strict=True):
            assert str(said) in each.finding.message
    made = contents(folder)
    made |= {_relative(folder, c.path): _encoded(folder, c.path, c.after) for c in result.changes}
    assert _texts(made) == _texts(contents(case.after))
    assert made == contents(case.after)


def _texts(files: dict[str, bytes]) -> dict[str, str]:
    # Compared first, because a difference of texts reads better than one of bytes.
    return {name: raw.decode("utf-8", "backslashreplace") for name, raw in files.items()}


def _encoded(folder: Path, path: str, text: str) -> bytes:
    like = decode(Path(path).read_bytes(), path)
    assert isinstance(like, SourceText)
    encoded = encode(text, like)
    assert isinstance(encoded, bytes)
    return encoded


@ALL
def test_the_preview_is_the_change_and_once_is_enough(case: Case, tmp_path: Path) -> None:
    folder = case.copy_to(tmp_path / "case")
    preview = _run(folder, case)
    assert not preview.problems, told(preview)
    written = _run(folder, case, write=True)
    assert not written.problems, told(written)
    assert contents(folder) == contents(case.after)
    assert sorted(written.written) == sorted(c.path for c in preview.changes)
    again = _run(folder, case)
    assert not again.changes
    assert not any(r.selected for r in again.findings)


@ALL
def test_only_what_must_change_changes(case: Case, tmp_path: Path) -> None:
    before, after = contents(case.folder / "before"), contents(case.after)
    for name, raw in before.items():
        new = after[name]
        if raw == new:
            continue
        assert (b"\r\n" in raw) == (b"\r\n" in new)
        assert raw.startswith(b"\xef\xbb\xbf") == new.startswith(b"\xef\xbb\xbf")
        compile(new, name, "exec", dont_inherit=True)
        if _is_black_clean(raw):
            assert _is_black_clean(new), name


def _is_black_clean(raw: bytes) -> bool:
    text, _, _ = black.decode_bytes(raw, black.Mode())
    try:
        return black.format_str(text, mode=black.Mode()) == text
    except black.InvalidInput:
        return False


@ALL
def test_every_refusal_has_a_reason_and_every_fix_its_edits(case: Case, tmp_path: Path) -> None:
    folder = case.copy_to(tmp_path / "case")
    fixes = {rule.code: rule.fixes for rule in registry()}
    for result in _run(folder, case).findings:
        finding = result.finding
        if finding.fix is None:
            assert finding.applicability == "manual"
            if fixes[finding.code]:
                assert finding.blocked_by, f"{finding.message}: no fix and no reason"
            for blocker in finding.blocked_by:
                lines = _read(blocker.path).splitlines()
                assert 1 <= blocker.line <= len(lines)
        else:
            assert finding.applicability in ("safe", "unsafe")
            assert (finding.applicability == "unsafe") == bool(finding.effects)
            # One that only another fix makes possible has no edits of the file as it is.
            assert result.edits or result.selected
            for path in {edit.path for edit in result.edits}:
                text = _read(path)
                edits = [edit for edit in result.edits if edit.path == path]
                compile(_applied(text, edits), path, "exec", dont_inherit=True)


def _read(path: str) -> str:
    source = decode(Path(path).read_bytes(), path)
    assert isinstance(source, SourceText)
    return source.text


def _applied(text: str, edits: list[TextEdit]) -> str:
    lines = text.splitlines(keepends=True)
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        start = starts[edit.start.line - 1] + edit.start.column - 1
        end = starts[edit.end.line - 1] + edit.end.column - 1
        text = text[:start] + edit.replacement + text[end:]
    return text


@ALL
def test_all_rules_together_end_and_break_nothing(case: Case, tmp_path: Path) -> None:
    folder = case.copy_to(tmp_path / "case")
    before = contents(folder)
    result = _run(folder, case, write=True, everything=True)
    assert not result.problems, told(result)
    after = contents(folder)
    for name, raw in after.items():
        if name.endswith(".py") and raw != before[name]:
            compile(raw, name, "exec", dont_inherit=True)
    check_texts(_in_utf_8(before), _in_utf_8(after), result)
    assert not _run(folder, case, everything=True).changes


def _in_utf_8(files: dict[str, bytes]) -> dict[str, str]:
    return {
        name: raw.decode("utf-8-sig")
        for name, raw in files.items()
        if name.endswith(".py") and b"coding: latin" not in raw
    }


def test_every_expectation_is_well_formed() -> None:
    for case in cases():
        for wanted in case.expected or ():
            assert set(wanted) <= {"code", "applicability", "effects", "blocked", "says"}, case.id
            json.dumps(wanted)
