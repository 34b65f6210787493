"""The laws, checked on one project: everything that must hold whatever the project is."""

from __future__ import annotations

import ast
import builtins
import io
import json
import random
import tokenize
from collections import Counter
from pathlib import Path
from typing import Any

import black
from dash_server import DashServer
from generated_names import INPUTS, STORES, Property
from generated_projects import GeneratedProject
from registrations import Shape, fits, model_of, registered
from renderer_rules import clashes, outputs_of

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.results import RunResult, TextEdit
from dash_codemods.reporting.edits import edits_between
from dash_codemods.rules import registry

_HARMLESS = {
    "both-branches-run",
    "callback-id-changes",
    "figure-not-completed",
    "more-cache-hits",
    "older-response-kept",
    "negative-keys-are-lost",
    "relay-store-goes",
    "target-may-be-missing",
    "callback-starts-to-run",
}
"""Effects that a visitor who does one thing after the other does not meet, on a page with all
components."""
_VALUES: dict[str, tuple[Any, ...]] = {
    "n_clicks": (1, 2, 3, 0),
    "n_intervals": (1, 2),
    "value": ("x", "Lyon", 3, None, ""),
    "clickData": ({"points": [{"x": 1}]}, None),
    "data": ([1, 2], {"a": {"b": 1}, "l": [3], "n": 2}, None, 4),
}

_VISITED = [
    *(p for p in INPUTS if p.component != "out-0" and p.component not in STORES),
    Property('{"index":1,"type":"row"}', "n_clicks"),
]


class Broken(AssertionError):
    """A law does not hold for a project."""


def require(holds: object, message: str, *details: object) -> None:
    if not holds:
        raise Broken("\n".join([message, *map(str, details)]))


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


def contents(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("utf-8")
        for path in sorted(folder.rglob("*.py"))
    }


def _run(
    folder: Path, *, write: bool = False, alone: bool = False, unsafe: bool = True
) -> RunResult:
    forget()
    options = CommandLineOptions(select=("ALL",), unsafe_fixes=unsafe or None)
    return run(Request((str(folder),), write, options, jobs=1, cache=False, want_edits=alone))


def check(
    project: GeneratedProject, folder: Path, server: DashServer | None, *, thorough: bool
) -> Counter[str]:
    """Check all laws in an empty folder; what was found and done, counted."""
    before_folder, after_folder = folder / "before", folder / "after"
    write(before_folder, project.files)
    write(after_folder, project.files)
    preview = _run(after_folder, alone=thorough)
    before = project.files
    promised = {**before, **_edited(after_folder, preview)}
    if thorough:
        written = _run(after_folder, write=True)
        _no_problems(written)
        after = contents(after_folder)
        require(after == promised, "law 2: the preview is not the change", _shown(after, promised))
    else:
        write(after_folder, promised)
    _no_problems(preview)
    if preview.changes:
        again = _run(after_folder)
        require(not again.changes, "law 4: a second run changes more", _changes(again))
        require(not any(r.selected for r in again.findings), "law 4: a second run selects a fix")
    check_texts(before, promised, preview)
    _check_names(before, promised)
    _whole_fixes(before, promised, preview, after_folder)
    _reasons(before, preview, after_folder)
    counted = _counted(preview)
    if server is not None:
        counted += _on_dash(project, folder, preview, server, thorough=thorough)
    return counted


def _counted(result: RunResult) -> Counter[str]:
    found: Counter[str] = Counter()
    for each in result.findings:
        code = each.finding.code
        found[f"{code} {'fixed' if each.selected else each.finding.applicability}"] += 1
        for blocker in each.finding.blocked_by:
            found[f"{code} refused: {blocker.reason}"] += 1
    return found


def _no_problems(result: RunResult) -> None:
    require(not result.problems, "law 3: the run has problems", *result.problems)
    for each in result.findings:
        for blocker in each.finding.blocked_by:
            broken = blocker.reason in ("broken-proof", "internal-error", "lost-comment")
            require(not broken, "law 3: a proof is broken", each.finding.code, blocker)


def _edited(folder: Path, preview: RunResult) -> dict[str, str]:
    """The files that the preview changes, made from its edits alone."""
    found = {}
    for change in preview.changes:
        name = Path(change.path).resolve().relative_to(folder.resolve()).as_posix()
        edits = edits_between(change.before, change.after, change.path)
        found[name] = applied(change.before, edits)
        require(found[name] == change.after, "law 2: the edits are not the change", name)
    return found


def applied(text: str, edits: tuple[TextEdit, ...]) -> str:
    starts = [0]
    for line in io.StringIO(text, newline=""):
        starts.append(starts[-1] + len(line))
    for edit in sorted(edits, key=lambda e: e.start, reverse=True):
        start = starts[edit.start.line - 1] + edit.start.column - 1
        end = starts[edit.end.line - 1] + edit.end.column - 1
        text = text[:start] + edit.replacement + text[end:]
    return text


def _shown(one: dict[str, str], other: dict[str, str]) -> str:
    names = [name for name in one if one[name] != other.get(name)]
    return "\n".join(f"--- {n}\n{one[n]}\n+++\n{other.get(n)}" for n in names)


def _changes(result: RunResult) -> str:
    return "\n".join(f"--- {c.path}\n{c.before}\n+++\n{c.after}" for c in result.changes)


# -- the texts


def check_texts(before: dict[str, str], after: dict[str, str], result: RunResult) -> None:
    """Law 6: what need not change stays."""
    require(before.keys() == after.keys(), "files came or went")
    dropped = Counter(c for each in result.findings for c in each.dropped_comments)
    for name, old in before.items():
        new = after[name]
        if old == new:
            continue
        both = f"--- {name}\n{old}\n+++\n{new}"
        if new:  # of a file of which nothing is left there are no lines
            require(("\r\n" in old) == ("\r\n" in new), "law 6: line ends change", both)
        require(
            new.count("\n") == new.count("\r\n") or "\r\n" not in old,
            "law 6: mixed line ends",
            both,
        )
        # White space behind the last statement may go with that.
        ends = [text[len(text.rstrip()) :].lstrip(" \t") for text in (old, new)]
        require(ends[0] == ends[1] or not new, "law 6: the end of the file", ends, both)
        try:
            tree = ast.parse(new)
        except SyntaxError as error:
            raise Broken(f"the new text does not compile: {error}\n{both}") from error
        lost = Counter(_comments(old))
        lost.subtract(_comments(new))
        lost.subtract(dropped)
        strings = [n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)]
        moved = "\n".join(text for text in strings if isinstance(text, str))
        gone = [c for c in lost.elements() if c.strip("#: \t") not in moved]
        require(not gone, "law 6: comments are lost", gone, both)
        _check_statements(old, new, both)
        if _is_black_clean(old):
            require(_is_black_clean(new), "law 6: no longer clean for Black", both)


def _check_names(before: dict[str, str], after: dict[str, str]) -> None:
    """No name is left that nothing binds, and no import that nothing uses.

    Holds where nothing is imported with a star and no module imports from another what that
    one imports itself. Importing the app does more than to give it a name.
    """
    for name, old in before.items():
        new = after[name]
        both = f"--- {name}\n{old}\n+++\n{new}"
        starred = any(
            isinstance(node, ast.ImportFrom) and node.names[0].name == "*"
            for node in ast.walk(ast.parse(old))
        )
        fresh = set() if starred else _unbound(ast.parse(new)) - _unbound(ast.parse(old))
        require(not fresh, "names that nobody binds", fresh, both)
        unused = _unused_imports(new) - _unused_imports(old) - {"app"}
        require(not unused, "imports that nobody uses any more", unused, both)


def _comments(text: str) -> list[str]:
    lines = io.StringIO(text.replace("\r\n", "\n")).readline
    tokens = tokenize.generate_tokens(lines)
    return [token.string for token in tokens if token.type == tokenize.COMMENT]


def _is_black_clean(text: str) -> bool:
    text = text.replace("\r\n", "\n")
    try:
        return black.format_str(text, mode=black.Mode()) == text
    except (black.InvalidInput, ValueError):
        return False


class _Segments:
    """The source of statements, without the indentation of their lines."""

    def __init__(self, text: str) -> None:
        self.lines = [line.encode() for line in text.replace("\r\n", "\n").split("\n")]

    def of(self, node: ast.stmt) -> list[bytes]:
        decorators = getattr(node, "decorator_list", None)
        first = decorators[0] if decorators else node
        assert node.end_lineno is not None
        found = self.lines[first.lineno - 1 : node.end_lineno]
        found[-1] = found[-1][: node.end_col_offset]
        found[0] = found[0][first.col_offset :]
        # Where it becomes the first, an `elif` is an `if`.
        found[0] = found[0].removeprefix(b"el") if isinstance(node, ast.If) else found[0]
        return [line.strip() for line in found]


def _joined(lines: list[bytes]) -> list[bytes]:
    return [b"".join(b"".join(lines).split()).replace(b",)", b")").replace(b",]", b"]")]


def _check_statements(old: str, new: str, both: str) -> None:
    """Statements that were there before are written as they were, wherever they went."""
    written: dict[str, list[list[bytes]]] = {}
    before, after = _Segments(old), _Segments(new)
    for node in ast.walk(ast.parse(old)):
        if isinstance(node, ast.stmt):
            written.setdefault(ast.dump(node), []).append(before.of(node))
    changed: dict[str, list[list[bytes]]] = {}
    number = Counter[str]()
    for node in ast.walk(ast.parse(new)):
        ways = written.get(ast.dump(node)) if isinstance(node, ast.stmt) else None
        if ways is not None and isinstance(node, ast.stmt):
            now = after.of(node)
            number[ast.dump(node)] += 1
            if now not in ways and _is_black_clean(old):
                # Indented otherwise, it may fit on a line, or need several.
                now, ways = _joined(now), [_joined(way) for way in ways]
            if now not in ways:
                changed.setdefault(ast.dump(node), []).append(now)
    for dump, nows in changed.items():
        # A new statement may say the same as one that was there.
        ways = written[dump]
        added = number[dump] - len(ways)
        require(len(nows) <= added, "law 6: a statement changes that need not", nows, ways, both)


_NAMED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.MatchAs, ast.MatchStar)


def _names(tree: ast.AST) -> tuple[set[str], set[str]]:
    """The names that are read, and those that are bound in any scope."""
    read: set[str] = set()
    bound: set[str] = set(dir(builtins)) | {"__file__"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (read if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, _NAMED) and node.name:
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.ExceptHandler) and node.name:
            bound.add(node.name)
    return read, bound


def _unbound(tree: ast.AST) -> set[str]:
    read, bound = _names(tree)
    return read - bound


def _unused_imports(text: str) -> set[str]:
    """The names that are imported for nothing, but for those that a comment asks to keep,
    and those that may fail."""
    tree, lines = ast.parse(text), text.splitlines()
    read, _ = _names(tree)
    tried = {inner for node in ast.walk(tree) if isinstance(node, ast.Try)
             for inner in ast.walk(node)}  # fmt: skip
    return {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        and node not in tried
        and not any("noqa" in line for line in lines[node.lineno - 1 : node.end_lineno])
        for alias in node.names
    } - read


# -- the fixes


def _whole_fixes(
    before: dict[str, str], after: dict[str, str], result: RunResult, folder: Path
) -> None:
    """Law 7: every file of a fix that was made is changed."""
    for each in result.findings:
        if not each.selected or each.finding.fix is None:
            continue
        for edit in each.finding.fix.edits:
            name = Path(edit.path).resolve().relative_to(folder.resolve()).as_posix()
            require(before[name] != after[name], "law 7: half a fix", each.finding, name)


def _reasons(before: dict[str, str], result: RunResult, folder: Path) -> None:
    """Law 5: what is not fixed has a reason, at a line of the files as they were."""
    fixing = {rule.code for rule in registry() if rule.fixes}
    for each in result.findings:
        finding = each.finding
        if finding.fix is None and finding.code in fixing:
            require(finding.blocked_by, "law 5: no reason", finding)
        for blocker in finding.blocked_by:
            name = Path(blocker.path).resolve().relative_to(folder.resolve()).as_posix()
            lines = before[name].count("\n") + 1
            require(1 <= blocker.line <= lines, "law 5: no such line", finding, blocker)


# -- Dash


def _on_dash(
    project: GeneratedProject,
    folder: Path,
    preview: RunResult,
    server: DashServer,
    *,
    thorough: bool,
) -> Counter[str]:
    """Dash registers what the model says, before and after, and a visitor sees the same."""
    counted: Counter[str] = Counter()
    sides = [folder / "before", *([folder / "after"] if preview.changes else [])]
    effects = {e for r in preview.findings if r.selected for e in r.finding.effects}
    visits: list[Any] = []
    compared = effects <= _HARMLESS
    if (
        thorough
        and not compared
        and any(r.selected and r.finding.applicability == "safe" for r in preview.findings)
    ):
        # Only the safe ones, in a folder of their own.
        sides.append(folder / "safe")
        write(sides[-1], project.files)
        _no_problems(_run(sides[-1], write=True, unsafe=False))
        compared = True
    if compared and preview.changes:
        visits = _visits(project, 3 if thorough else 1)
    jobs = [{"folder": str(s), "entry": project.entry, "visits": visits} for s in sides]
    old, *new = server.ask(jobs)
    if any(answer.get("error") == "died" for answer in (old, *new)):
        return Counter(["projects that never come to rest"])
    if "error" in old:
        known = old["error"].startswith(
            ("DuplicateCallback", "IncorrectTypeException", "TypeError", "ValueError")
        )
        require(known, "the project cannot be imported", old["error"])
        return Counter(["projects that Dash refuses"])
    _model_is_right(sides[0], old, project)
    for side, answer in zip(sides[1:], new, strict=True):
        both = _shown(contents(sides[0]), contents(side))
        require("error" not in answer, "the app cannot be imported any more", answer, both)
        _model_is_right(side, answer, project)
        for one, other in zip(old["apps"], answer["apps"], strict=True):
            was, now = one["dependencies"], other["dependencies"]
            require(clashes(was) or not clashes(now), "outputs clash now", clashes(now), both)
            require(_circular(was) or not _circular(now), "dependencies are circular now", both)
        counted["rewritten projects that Dash takes"] += 1
    if visits and new and not any(clashes(app["dependencies"]) for app in old["apps"]):
        both = _shown(contents(sides[0]), contents(sides[-1]))
        visits *= len(old["apps"])
        steps = _same_visits(visits, old["played"], new[-1]["played"], both)
        counted["steps of visitors compared"] += steps
    return counted


def _visits(project: GeneratedProject, number: int) -> list[Any]:
    rnd = random.Random(len(str(project)))
    made = []
    for _ in range(number):
        places = [rnd.choice(_VISITED) for _ in range(6)]
        made.append([[*p, rnd.choice(_VALUES.get(p.name, ("a", 1)))] for p in places])
    return made


def _same_visits(visits: list[Any], old: list[Any], new: list[Any], both: str) -> int:
    """Compare step by step; the number of steps."""
    compared = 0
    for visit, one, other in zip(visits, old, new, strict=True):
        given = _given_at_load([one], [other])
        for number, (was, now) in enumerate(zip(one, other, strict=False)):
            if was is None or now is None or was[1]:
                # Without end, or a call that failed before: a fix may mend it.
                break
            require(now[1] == 0, "a call fails now", visit[:number], both)
            gone = [name for name in was[0] if name not in now[0]]
            was, now = {**given, **_set(was[0], *gone)}, {**given, **_set(now[0])}
            different = {k: (was.get(k), now.get(k)) for k in was | now if was.get(k) != now.get(k)}
            require(not different, "a visitor sees something else", different, visit[:number], both)
            compared += 1
    return compared


def _given_at_load(old: list[Any], new: list[Any]) -> dict[str, Any]:
    """Empty data that a Store starts with now: by the rules, nobody could tell it from None."""
    if not (old and new and old[0] and new[0] and old[0][0] and new[0][0]):
        return {}
    was, now = _set(old[0][0][0]), _set(new[0][0][0])
    return {k: v for k, v in now.items() if k not in was and k.endswith(".data") and not v}


def _set(props: dict[str, dict[str, Any]], *gone: str) -> dict[str, Any]:
    """All properties that are set; the time of a change is no difference, nor a Store that goes."""
    return {
        f"{component}.{name}": value
        for component, values in props.items()
        for name, value in values.items()
        if value is not None and name != "modified_timestamp" and component not in gone
    }


def _circular(specs: list[dict[str, Any]]) -> bool:
    """Whether callbacks lead back to themselves over others; one alone may."""
    written = [{f"{_text(i)}.{p}" for i, p in outputs_of(spec)} for spec in specs]
    read = [{f"{d['id']}.{d['property']}" for d in spec["inputs"]} for spec in specs]
    numbers = range(len(specs))
    leads = {a: {b for b in numbers if a != b and written[a] & read[b]} for a in numbers}
    for start in numbers:
        reached, waiting = set[int](), [start]
        while waiting:
            for following in leads[waiting.pop()] - reached:
                reached.add(following)
                waiting.append(following)
        if start in reached:
            return True
    return False


def _text(identifier: Any) -> str:
    return identifier if isinstance(identifier, str) else json.dumps(identifier)


def _model_is_right(folder: Path, answer: dict[str, Any], project: GeneratedProject) -> None:
    """What was registered is what the model reads: outputs, Inputs, States, the initial call."""
    callbacks = model_of(folder)
    modelled = [shape for _, shape in callbacks]
    # Dash knows a lambda by no name, so that one stands for all.
    opaque = project.opaque and project.opaque | {""}
    never = (project.never_run and project.never_run | {""}) | opaque
    reached = [
        shape
        for callback, shape in callbacks
        if not (shape[0] is None and project.opaque)
        and Path(callback.path).name not in project.idle
        and (shape[0] or "").partition("_on_")[0] not in never
    ]
    found_ones = [registered(each) for each in answer["registered"]]
    own = [r for r in found_ones if not _is_dash_s(r)]
    readable = [r for r in own if r[0] not in opaque]
    for found in readable:
        fitting = [m for m in modelled if fits(m, found)]
        require(fitting, "Dash registers what the model does not know", found, *modelled, folder)
    for expected in reached:
        fitting = [r for r in own if fits(expected, r)]
        require(fitting, "the model knows what Dash does not register", expected, *own, folder)


def _is_dash_s(registered: Shape) -> bool:
    return "_pages_" in json.dumps(registered[1]) or registered[0] == "cancel_call"
