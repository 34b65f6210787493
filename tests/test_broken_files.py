"""A file that cannot be read stands beside every fixture, and names all that the fixture names."""

from __future__ import annotations

from pathlib import Path

import pytest
from fixture_cases import Case, cases

from dash_codemods.config import CommandLineOptions
from dash_codemods.engine import Request, run


@pytest.mark.parametrize("case", cases(), ids=lambda case: case.id)
def test_a_broken_file_is_told_and_no_rule_fails(case: Case, tmp_path: Path) -> None:
    folder = case.copy_to(tmp_path / "case")
    others = [path.read_bytes() for path in sorted(folder.rglob("*.py"))]
    utf8 = [raw for raw in others if not raw.startswith(b"\xef\xbb\xbf") and _is_utf8(raw)]
    (folder / "broken.py").write_bytes(b"from dash import html\ndef broken(:\n" + b"".join(utf8))
    options = CommandLineOptions(select=("ALL",), unsafe_fixes=True)
    result = run(Request((str(folder),), True, options, jobs=1, cache=False))
    # Some fixtures hold files of their own that cannot be read.
    mine = [problem for problem in result.problems if problem.path.endswith("/broken.py")]
    assert [problem.kind for problem in mine] == ["syntax-error"]
    assert not [problem for problem in result.problems if problem.kind == "internal-error"]


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
