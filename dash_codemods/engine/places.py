"""Where something that was found in a rewritten text stands in the text as it was."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from dash_codemods.model.edits import SplitCallback
from dash_codemods.model.findings import Finding
from dash_codemods.model.places import Span
from dash_codemods.reporting.blocks import Block, changed_blocks


def as_before(finding: Finding, made: Iterable[Finding], original: str, rewritten: str) -> Finding:
    """The finding at its place in the original.

    That is the callback it was a part of, if one of the fixes that were made has split it; else
    its own line, or where the changed lines begin.
    """
    if original == rewritten:
        return finding
    for earlier in made:
        if finding.path == earlier.path and finding.callback in _parts(earlier):
            return replace(finding, span=earlier.span)
    line, grown = finding.span.line - 1, 0
    for block in _changes(original, rewritten):
        if line < block.new_start:
            break
        if line < block.new_end:
            at = min(block.start, max(block.end - 1, 0))
            width = len(original.split("\n")[at])
            return replace(finding, span=Span(at + 1, 1, at + 1, width + 1))
        grown = block.new_end - block.end
    return _moved(finding, -grown)


def _parts(finding: Finding) -> set[str]:
    """The callbacks that a fix makes of one."""
    edits = finding.fix.edits if finding.fix is not None else ()
    return {part.name for edit in edits if isinstance(edit, SplitCallback) for part in edit.parts}


# Asked for every fix in a file.
@lru_cache(maxsize=16)
def _changes(original: str, rewritten: str) -> list[Block]:
    return list(changed_blocks(original.split("\n"), rewritten.split("\n")))


def _moved(finding: Finding, lines: int) -> Finding:
    here = finding.span
    there = here._replace(line=here.line + lines, end_line=max(1, here.end_line + lines))
    return replace(finding, span=there)
