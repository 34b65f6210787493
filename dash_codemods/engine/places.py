"""Where something that was found in a rewritten text stands in the text as it was."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher

from dash_codemods.model.findings import Finding
from dash_codemods.model.places import Span


def as_before(finding: Finding, original: str, rewritten: str) -> Finding:
    """The finding at its place in the original: its line, or where the changed lines begin."""
    if original == rewritten:
        return finding
    old, new = original.split("\n"), rewritten.split("\n")
    line = finding.span.line - 1
    for tag, first, last, start, end in SequenceMatcher(None, old, new, False).get_opcodes():
        if start <= line < end:
            if tag == "equal":
                return _moved(finding, first - start)
            at = min(first, max(last - 1, 0))
            return replace(finding, span=Span(at + 1, 1, at + 1, len(old[at]) + 1))
    return finding


def _moved(finding: Finding, lines: int) -> Finding:
    here = finding.span
    there = here._replace(line=here.line + lines, end_line=max(1, here.end_line + lines))
    return replace(finding, span=there)
