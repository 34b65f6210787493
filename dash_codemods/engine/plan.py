"""Which fixes go together: fixes are independent changes to one baseline, merged like branches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from dash_codemods.model.edits import (
    AddImport,
    Claim,
    Edit,
    InsertStatements,
    MoveToBrowser,
    RemoveArgument,
    RemoveDependency,
    RemoveElement,
    RemoveImport,
    RemoveKeyword,
    RemoveParameter,
    RemoveParameterDocs,
    RenameParameter,
    ReplaceDependency,
    ReplaceExpression,
    ReplaceStatements,
    SetKeyword,
    SplitCallback,
)
from dash_codemods.model.findings import Finding, Fix
from dash_codemods.model.places import Span

_WHOLE = (SplitCallback, MoveToBrowser)
"""Edits that replace a whole callback."""


def without_conflicts(findings: Sequence[Finding]) -> list[Finding]:
    """The findings whose fixes can be made together, earlier ones first.

    What replaces a whole callback comes last: it is made of what the other fixes leave, while
    they may not find anything any more in what it makes.
    Those left out are found again, and made, once these have been: the engine looks again
    until nothing is found.
    """
    chosen: list[Finding] = []
    taken: dict[str, list[Edit]] = {}
    claimed: list[Claim] = []
    for finding in sorted(findings, key=_replaces_a_callback):
        assert finding.fix is not None
        if any(
            _conflicts(edit, other)
            for edit in finding.fix.edits
            for other in taken.get(edit.path, ())
        ):
            continue
        claims = list(_claims(finding.fix))
        if any(one.may_be(other) for one in claims for other in claimed):
            continue
        chosen.append(finding)
        claimed += claims
        for edit in finding.fix.edits:
            taken.setdefault(edit.path, []).append(edit)
    return chosen


def _replaces_a_callback(finding: Finding) -> bool:
    return finding.fix is not None and any(isinstance(edit, _WHOLE) for edit in finding.fix.edits)


def _claims(fix: Fix) -> Iterator[Claim]:
    """What the new callbacks of a fix must have for themselves, in all files."""
    for edit in fix.edits:
        if isinstance(edit, SplitCallback):
            for part in edit.parts:
                yield from part.claims


def _conflicts(edit: Edit, other: Edit) -> bool:
    if isinstance(edit, AddImport) or isinstance(other, AddImport):
        return False
    if edit == other:
        return isinstance(edit, ReplaceExpression) and edit.counts
    mine, theirs = _key(edit), _key(other)
    if mine is not None and mine == theirs:
        return True
    if _new_names(edit) & _new_names(other):
        return True
    if _in_keyword(edit, other) or _in_keyword(other, edit):
        return True
    one, two = place(edit), place(other)
    if isinstance(edit, _WHOLE) or isinstance(other, _WHOLE):
        # What takes its place is made of what it was: no other edit may change that.
        one, two = one or _extent(edit), two or _extent(other)
    if one is None or two is None:
        return False
    return one.start < two.end and two.start < one.end


def _new_names(edit: Edit) -> set[tuple[str, str]]:
    """The function that an edit makes for what is shared: two of one name would be one."""
    if isinstance(edit, SplitCallback) and edit.helper is not None:
        return {(edit.path, edit.helper.name)}
    return set()


def _in_keyword(edit: Edit, other: Edit) -> bool:
    """Whether an edit may change the value of the very keyword that the other changes."""
    return (
        isinstance(edit, ReplaceExpression)
        and isinstance(other, RemoveKeyword | SetKeyword)
        and other.call.contains(edit.expression)
    )


def _key(edit: Edit) -> tuple[object, ...] | None:
    """What an edit changes, where that has a name rather than a stretch of its own."""
    if isinstance(edit, RemoveParameter | RenameParameter):
        return "parameter", edit.function, edit.name
    if isinstance(edit, RemoveParameterDocs):
        return "docs", edit.function, edit.name
    if isinstance(edit, SetKeyword | RemoveKeyword):
        return "keyword", edit.call, edit.name
    if isinstance(edit, RemoveImport):
        return "import", edit.statement, edit.bound
    if isinstance(edit, InsertStatements):
        return "insert", edit.statement, edit.after
    return None


def place(edit: Edit) -> Span | None:
    """The stretch of the file that an edit replaces."""
    if isinstance(edit, RemoveDependency | ReplaceDependency):
        return edit.dependency
    if isinstance(edit, RemoveElement):
        return edit.element
    if isinstance(edit, RemoveArgument):
        return edit.argument
    if isinstance(edit, ReplaceExpression):
        return edit.expression
    if isinstance(edit, ReplaceStatements):
        return edit.statements
    if isinstance(edit, _WHOLE):
        return edit.statement
    return None


def _extent(edit: Edit) -> Span | None:
    """What an edit that has a name speaks of."""
    if isinstance(edit, RemoveParameter | RenameParameter | RemoveParameterDocs):
        return edit.function
    if isinstance(edit, SetKeyword | RemoveKeyword):
        return edit.call
    return edit.statement if isinstance(edit, InsertStatements) else None


def connected(fixes: Iterable[Fix]) -> list[list[Fix]]:
    """The fixes in groups that share no file: a group lands whole or not at all."""
    groups: list[tuple[set[str], list[Fix]]] = []
    for fix in fixes:
        paths = {edit.path for edit in fix.edits}
        members = [fix]
        apart = []
        for their_paths, their_fixes in groups:
            if paths & their_paths:
                paths |= their_paths
                members = their_fixes + members
            else:
                apart.append((their_paths, their_fixes))
        groups = [*apart, (paths, members)]
    return [members for _, members in groups]
