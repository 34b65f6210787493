"""The fixtures: whole small files and projects, before and after."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True)
class Case:
    """One folder `<code>-<name>/<case>` with `before/`, `after/` and what is expected."""

    folder: Path

    @property
    def code(self) -> str:
        return self.folder.parent.name.split("-", 1)[0]

    @property
    def id(self) -> str:
        return f"{self.folder.parent.name}/{self.folder.name}"

    @property
    def options(self) -> dict[str, Any]:
        """`options.json`: {"unsafe": bool, "select": [...], "paths": [...]}, where needed."""
        path = self.folder / "options.json"
        return json.loads(path.read_text()) if path.exists() else {}

    @property
    def expected(self) -> list[dict[str, Any]] | None:
        """`expected.json`: the findings, in order."""
        path = self.folder / "expected.json"
        return json.loads(path.read_text()) if path.exists() else None

    @property
    def after(self) -> Path:
        """The folder as it must become; `before` itself where nothing may change."""
        after = self.folder / "after"
        return after if after.exists() else self.folder / "before"

    def copy_to(self, target: Path) -> Path:
        """Lay the files out in a folder of their own."""
        shutil.copytree(self.folder / "before", target)
        return target


def cases() -> list[Case]:
    """Every fixture of every rule."""
    return [
        Case(before.parent) for before in sorted(FIXTURES.glob("*/*/before")) if before.is_dir()
    ]


def contents(folder: Path) -> dict[str, bytes]:
    """The files of a folder, by relative path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }
