"""The formats for people: findings, reasons, sections, the closing line."""

from __future__ import annotations

import re
from dataclasses import replace

from dash_codemods.model.edits import ReplaceExpression
from dash_codemods.model.findings import Blocker, Finding, Fix
from dash_codemods.model.places import Span
from dash_codemods.model.results import FileChange, FindingResult, Problem, RunResult, Summary
from dash_codemods.reporting.coloured import coloured_diff
from dash_codemods.reporting.concise import concise, problem_lines
from dash_codemods.reporting.diff import unified_diff
from dash_codemods.reporting.full import full
from dash_codemods.reporting.sorting import sort_findings
from dash_codemods.reporting.summary import statistics, summary
from dash_codemods.reporting.view import Paint, View, visible

PREVIEW = View(preview=True, diffs=True)
PLAIN = Paint(False)


def result_of(
    path: str = "app.py",
    line: int = 1,
    kind: str = "safe",
    selected: bool = True,
    files: tuple[str, ...] = (),
    **more: object,
) -> FindingResult:
    """A finding with a fix (or, of the kind `blocked` or `manual`, without)."""
    place = Span(line, 5, line, 9)
    finding = Finding(
        "DC101",
        "unused-state",
        'State("a", "b") is never read',
        path,
        place,
        callback=f"callback_{line}",
    )
    if kind in ("safe", "unsafe"):
        edits = tuple(ReplaceExpression(file, place, "x") for file in files or (path,))
        finding = replace(finding, applicability=kind, fix=Fix("remove it", edits))
    if kind == "blocked":
        finding = replace(
            finding, blocked_by=(Blocker("reads-ctx-states", "ctx.states is read", "b.py", 30),)
        )
    return FindingResult(replace(finding, **more), selected and finding.fix is not None)  # type: ignore[arg-type]


def shown(result: RunResult, view: View = PREVIEW) -> str:
    return full(result, sort_findings(result, view), view)


def closing(result: RunResult, view: View = PREVIEW) -> str:
    return summary(result, sort_findings(result, view), view)


CHANGE = FileChange("app.py", "a = bad\n", "a = good\n")
UNSAFE = FileChange("app.py", "a = good\n", "a = daring\n")
MADE = result_of()
RISKY = result_of(line=2, kind="unsafe", selected=False, effects=("no-initial-call",))
STUCK = result_of(line=3, kind="blocked")
MANUAL = result_of(line=4, kind="manual")


def test_a_preview_shows_findings_with_their_diffs_and_unsafe_ones_apart() -> None:
    result = RunResult((MADE, RISKY, STUCK, MANUAL), (CHANGE,), (UNSAFE,))
    assert (
        shown(result)
        == """\
app.py:1:5: DC101 unused-state State("a", "b") is never read
    safe fix: remove it
app.py:4:5: DC101 unused-state State("a", "b") is never read
--- a/app.py
+++ b/app.py
@@ -1 +1 @@
-a = bad
+a = good

Unsafe fixes
Each is right in most apps and changes what it names; --explain and its code say what that means.
The diffs are on top of the fixes above. Take them with --unsafe-fixes.

app.py:2:5: DC101 unused-state State("a", "b") is never read
    unsafe fix: remove it
    changes: no-initial-call
--- a/app.py
+++ b/app.py
@@ -1 +1 @@
-a = good
+a = daring

"""
    )


def test_a_file_that_changes_for_a_finding_elsewhere_says_for_which() -> None:
    one = result_of("pages/a.py", files=("pages/a.py", "app.py"))
    here = result_of("pages/b.py", line=7)
    changes = tuple(FileChange(p, "a = 1\n", "a = 2\n") for p in ("app.py", "pages/a.py"))
    text = shown(RunResult((one, here), changes))
    assert text.startswith("app.py changes with DC101 (pages/a.py:1)\n--- a/app.py\n")
    assert text.count("changes with") == 1


def test_no_rule_is_selected() -> None:
    nothing = RunResult(summary=Summary(3, 5, idle=True))
    assert closing(nothing) == "Nothing to do: no rule is selected"


def test_what_could_not_be_read_is_not_called_clean() -> None:
    problem = Problem("app.py", "syntax-error", "does not parse", 3)
    broken = RunResult(problems=(problem,), summary=Summary(1))
    assert closing(broken) == "Nothing done; 1 error, named above"


def test_verbose_says_what_stopped_a_fix() -> None:
    result = RunResult((STUCK,))
    assert shown(result) == ""
    assert (
        shown(result, PREVIEW._replace(verbose=True))
        == """\
app.py:3:5: DC101 unused-state State("a", "b") is never read
    not fixed: reads-ctx-states: ctx.states is read (b.py:30)

"""
    )


def test_a_run_that_writes_shows_no_diffs() -> None:
    result = RunResult((MADE, RISKY), (CHANGE,), (UNSAFE,), written=("app.py",))
    assert (
        shown(result, View())
        == """\
app.py:1:5: DC101 unused-state State("a", "b") is never read
    safe fix made: remove it
app.py:2:5: DC101 unused-state State("a", "b") is never read
    unsafe fix, with --unsafe-fixes: remove it
    changes: no-initial-call

"""
    )


def test_a_fix_that_is_not_wholly_on_the_disk_was_not_made() -> None:
    torn = result_of(files=("app.py", "other.py"))
    fine = result_of("third.py")
    changes = (CHANGE, replace(CHANGE, path="other.py"), replace(CHANGE, path="third.py"))
    result = RunResult((torn, fine), changes, written=("third.py",))
    assert "app.py:1:5: DC101 unused-state" in shown(result, View())
    assert "safe fix, not written: remove it" in shown(result, View())
    assert closing(result, View()) == "1 fix in 1 file; 1 fix not written"
    everything = replace(result, written=("app.py", "other.py", "third.py"))
    assert closing(everything, View()) == "2 fixes in 3 files"


def test_a_change_in_a_file_without_findings_is_shown_too() -> None:
    finding = result_of(files=("app.py", "test_app.py"))
    result = RunResult((finding,), (CHANGE, replace(CHANGE, path="test_app.py")))
    assert "+++ b/test_app.py" in shown(result)
    assert closing(result) == "Would make 1 fix in 2 files"


def test_dropped_comments_are_named() -> None:
    result = RunResult((replace(MADE, dropped_comments=("# the map",)),), (CHANGE,))
    assert "\n    drops the comment: # the map\n" in shown(result)


def test_a_fix_in_conflict_waits_for_another_run() -> None:
    result = RunResult((MADE, result_of(line=9, selected=False)), (CHANGE,))
    assert (
        "safe fix, in conflict with another: run again to see what is left of it: remove it"
        in shown(result)
    )
    assert "; 1 in conflict with another, run again to see what is left" in closing(result)
    # An unsafe one too, where unsafe ones are taken.
    view = PREVIEW._replace(unsafe_taken=frozenset({"app.py"}))
    assert "with --unsafe-fixes" not in closing(RunResult((RISKY,)), view)
    assert "in conflict" in closing(RunResult((RISKY,)), view)


def test_the_closing_line() -> None:
    everything = RunResult(
        (MADE, RISKY, STUCK, replace(STUCK), MANUAL),
        (CHANGE,),
        (UNSAFE,),
        ("app.py",),
        problems=(Problem("b.py", "syntax-error", "x"),),
        summary=Summary(3, 12, 2),
    )
    tail = (
        "1 more with --unsafe-fixes; 1 callback could not be fixed, run with --verbose to see why; "
        "1 to be seen to by hand; 2 generated files skipped; 1 error, named above"
    )
    assert closing(everything) == f"Would make 1 fix in 1 file; {tail}"
    assert closing(everything, View()) == f"1 fix in 1 file; {tail}"
    assert "not be fixed;" in closing(everything, View(verbose=True))


def test_callbacks_that_could_not_be_fixed_are_counted_once() -> None:
    twice = result_of(line=8, kind="blocked", callback="callback_3")
    nameless = [result_of(line=n, kind="blocked", callback=None) for n in (20, 21)]
    elsewhere = result_of("b.py", line=3, kind="blocked")
    line = closing(RunResult((STUCK, twice, *nameless, elsewhere)))
    assert line.startswith("Nothing to do; 4 callbacks could not be fixed")


def test_a_clean_run() -> None:
    assert closing(RunResult(summary=Summary(40, 12))) == (
        "Nothing to do: 12 callbacks in 40 files are clean"
    )
    assert (
        closing(RunResult(summary=Summary(1, 1))) == "Nothing to do: 1 callback in 1 file is clean"
    )
    assert closing(RunResult(summary=Summary(40))) == "Nothing to do: no callbacks in 40 files"
    assert closing(RunResult()) == "Nothing to do: no Python files there"
    assert closing(RunResult(problems=(Problem("a", "missing", "x"),))) == (
        "Nothing done; 1 error, named above"
    )


def test_concise_is_one_line_each_by_place() -> None:
    result = RunResult((MANUAL, STUCK, RISKY, MADE), (CHANGE,), (UNSAFE,), ("app.py",))
    text = 'DC101 unused-state State("a", "b") is never read'
    lines = [
        f"app.py:1:5: {text} [fixable]",
        f"app.py:2:5: {text} [fixable with --unsafe-fixes]",
        f"app.py:4:5: {text}",
    ]
    assert concise(sort_findings(result, PREVIEW), PREVIEW).splitlines() == lines
    view = View(verbose=True)
    lines[0] = f"app.py:1:5: {text} [fixed]"
    lines.insert(2, f"app.py:3:5: {text} [not fixable]")
    assert concise(sort_findings(result, view), view).splitlines() == lines


def test_statistics_count_each_rule() -> None:
    other = result_of(line=7, code="DC205", name="x", fix=None)
    result = RunResult((other, MADE, STUCK, RISKY))
    assert statistics(result) == (
        "3  DC101  unused-state  2 fixable\n1  DC205  x             0 fixable\n"
    )
    assert statistics(RunResult()) == ""


def test_problems_are_lines() -> None:
    problems = (
        Problem("a.py", "syntax-error", "does not parse", 3),
        Problem("b.py", "missing", "no such file"),
        Problem("", "odd", "it\nbreaks"),
    )
    assert problem_lines(problems, PLAIN) == (
        "error: a.py:3: does not parse\nerror: b.py: no such file\nerror: it\\nbreaks\n"
    )


def test_control_characters_do_not_reach_the_screen() -> None:
    assert visible("a\x1b[2Jb\n\u202ec") == "a\\x1b[2Jb\\n\\u202ec"
    bad = result_of("a\nb.py", message="\x1b[31m")
    text = shown(RunResult((bad,)))
    assert "\x1b" not in text
    assert text.splitlines()[0] == "a\\nb.py:1:5: DC101 unused-state \\x1b[31m"


def test_on_a_terminal_the_diff_is_made_visible_and_elsewhere_it_is_exact() -> None:
    change = FileChange("app.py", "a = '\x1b[2J'\r\n\tb\r\n", "a = 'ok'\r\n\tb\r\n")
    result = RunResult((MADE,), (change,))
    assert unified_diff(change) in shown(result)
    seen = shown(result, PREVIEW._replace(terminal=True))
    assert "-a = '\\x1b[2J'\n+a = 'ok'\n \tb\n" in seen
    assert "\r" not in seen


def test_colours_mark_the_words_that_differ() -> None:
    change = FileChange("app.py", "x(bad_one, 2)\n", "x(bad_ode, 2)\n")
    lines = coloured_diff(unified_diff(change), View(colour=True)).splitlines()
    assert lines[3] == "\x1b[31m-x(\x1b[0m\x1b[31;7mbad_one\x1b[0m\x1b[31m, 2)\x1b[0m"
    assert lines[4] == "\x1b[32m+x(\x1b[0m\x1b[32;7mbad_ode\x1b[0m\x1b[32m, 2)\x1b[0m"


def test_colours_change_nothing_else() -> None:
    change = FileChange("app.py", "a\n-b\n+c\nd\ne", "a\n-B\nd\n++e\nf")
    diff = unified_diff(change)
    coloured = coloured_diff(diff, View(colour=True))
    assert re.sub("\x1b\\[[0-9;]*m", "", coloured) == diff
    assert coloured_diff(diff, View()) == diff


def test_of_many_lines_with_one_reason_the_first_are_shown() -> None:
    def stuck(lines: int) -> RunResult:
        reads = [Blocker("value-is-read", f"`x[{n}]`", "b.py", n) for n in range(lines)]
        other = Blocker("target-version", "too old", "b.py", 9)
        return RunResult((result_of(kind="blocked", blocked_by=(*reads[:2], other, *reads[2:])),))

    reasons = [f"    not fixed: value-is-read: `x[{n}]` (b.py:{n})" for n in range(4)]
    other = "    not fixed: target-version: too old (b.py:9)"
    verbose = PREVIEW._replace(verbose=True)
    assert shown(stuck(4), verbose).splitlines()[1:] == [*reasons, other, ""]
    assert shown(stuck(30), verbose).splitlines()[1:] == [
        *reasons[:3],
        "    not fixed: value-is-read: and 27 more like these",
        other,
        "",
    ]
