"""What was measured, as tables."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass


def seconds_text(times: Sequence[float]) -> str:
    """Median of the times (in seconds), to read."""
    middle = statistics.median(times)
    return f"{middle * 1000:.0f} ms" if middle < 1 else f"{middle:.2f} s"


@dataclass(frozen=True)
class Row:
    """One comparison, which may have a target."""

    what: str
    ours: str
    other: str
    measured: float
    unit: str
    target: float | None

    @property
    def met(self) -> bool | None:
        """Whether the target is met, if there is one."""
        if self.target is None:
            return None
        at_least = self.unit.startswith("times")
        return self.measured >= self.target if at_least else self.measured <= self.target

    def cells(self) -> list[str]:
        """The line of the table."""
        number = f"{self.measured:.0f}" if self.measured >= 100 else f"{self.measured:.2g}"
        limit = ""
        if self.target is not None:
            limit = f"{'≥' if self.unit.startswith('times') else '≤'} {self.target:g}"
        met = {None: "", True: "yes", False: "**no**"}[self.met]
        return [self.what, self.ours, self.other, f"{number} {self.unit}".strip(), limit, met]


@dataclass
class Table:
    """One section of the page."""

    key: str
    title: str
    head: list[str]
    rows: list[list[str]]
    note: str
    missed: bool = False

    def markdown(self) -> str:
        """The section, as Markdown."""
        lines = ["| " + " | ".join(self.head) + " |", "|---" + "|---:" * (len(self.head) - 1) + "|"]
        lines += ["| " + " | ".join(row) + " |" for row in self.rows]
        note = f"\n\n{self.note}" if self.note else ""
        return f"## {self.title}\n\n" + "\n".join(lines) + note
