"""What the checks on real code share: the steps through which a source tree goes, and counts.

Checked are, for each tree:

- the preview writes nothing, and the run writes exactly what the preview's edits say;
- the diff applies with `git apply` and `patch`, and gives the same files;
- each fix alone leaves a file that parses, and so does all of them together;
- a second run finds nothing left to fix;
- no edit failed its proof;
- exit code 2 is for files that do not parse, and there is no internal error and no traceback.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
import tokenize
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import packages

ROOT = Path(__file__).resolve().parent.parent
ALL_RULES = ["--extend-select", "ALL"]
MODES = {"safe": [], "unsafe": ["--unsafe-fixes"]}
TIMEOUT = 900

# Reasons that say that the tool itself is at fault.
OWN_FAULTS = {"broken-proof", "internal-error", "lost-comment"}

# Kinds of error that a file itself may be to blame for.
FILE_ERRORS = {"syntax-error", "utf-16", "nul-bytes", "not-utf8", "bad-encoding", "bad-notebook"}

Json = dict[str, Any]


@dataclass
class Process:
    """What a command answered."""

    code: int
    out: bytes
    err: str
    seconds: float


@dataclass
class Tool:
    """The command under test, as separate processes that share nothing with the user's own."""

    command: list[str]
    cache: Path

    def run(self, options: Sequence[str], folder: Path) -> Process:
        """Run the command over `folder`, from inside it."""
        environment = {**os.environ, "DASH_CODEMODS_CACHE_DIR": str(self.cache), "NO_COLOR": "1"}
        old = environment.get("PYTHONPATH")
        environment["PYTHONPATH"] = f"{ROOT}{os.pathsep}{old}" if old else str(ROOT)
        started = time.perf_counter()
        command = [*self.command, "--jobs", "1", *options, "."]
        try:
            done = subprocess.run(
                command, cwd=folder, env=environment, capture_output=True, timeout=TIMEOUT
            )
        except subprocess.TimeoutExpired:
            return Process(-1, b"", f"still running after {TIMEOUT} s", TIMEOUT)
        seconds = time.perf_counter() - started
        return Process(done.returncode, done.stdout, done.stderr.decode(errors="replace"), seconds)


@dataclass
class Outcome:
    """What came of one tree."""

    name: str
    failures: list[str] = field(default_factory=list)
    previews: dict[str, Json] = field(default_factory=dict)
    diffs: dict[str, str] = field(default_factory=dict)
    changed: dict[str, int] = field(default_factory=dict)
    slowest: float = 0.0

    @property
    def preview(self) -> Json:
        """What the preview of the first mode said."""
        return next(iter(self.previews.values()), {})

    @property
    def findings(self) -> list[Json]:
        """All findings of the tree."""
        return list(self.preview.get("findings", ()))


# --- Reading what the tool says


def line_starts(text: str) -> list[int]:
    """Offsets at which the lines of a source text start."""
    return [0, *(match.end() for match in re.finditer(r"\r\n|\r|\n", text))]


def apply_edits(data: bytes, edits: Iterable[Json]) -> bytes:
    """Carry out edits, given by lines and columns that count from 1, on a file's bytes."""
    try:
        encoding = tokenize.detect_encoding(BytesIO(data).readline)[0]
    except SyntaxError:
        encoding = "utf-8"
    text = data.decode(encoding)
    starts = line_starts(text)

    def offset(position: Json) -> int:
        line, column = position["line"], position["column"]
        if not (1 <= line <= len(starts) and column >= 1):
            raise ValueError(f"an edit is outside of the file, at {line}:{column}")
        place: int = starts[line - 1] + column - 1
        if place > (starts[line] if line < len(starts) else len(text)):
            raise ValueError(f"an edit is beyond the end of its line, at {line}:{column}")
        return place

    spans = [(offset(edit["start"]), offset(edit["end"]), edit["replacement"]) for edit in edits]
    pieces, at = [], 0
    for start, end, replacement in sorted(spans, key=lambda span: span[:2]):
        if start < at or end < start:
            raise ValueError("edits overlap")
        pieces += [text[at:start], replacement]
        at = end
    return "".join([*pieces, text[at:]]).encode(encoding)


def why_not_source(path: Path, data: bytes) -> str | None:
    """Say why a file's content is not what its name says, if so."""
    try:
        if path.suffix == ".ipynb":
            json.loads(data)
        else:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                compile(data, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__}: {error}"
    return None


def snapshot(folder: Path) -> dict[str, tuple[str, int]]:
    """Hash and mode of every file, but for those in hidden folders."""
    found = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if path.is_file() and not any(part.startswith(".") for part in name.parent.parts):
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            found[name.as_posix()] = (digest, path.stat().st_mode)
    return found


class Trial:
    """One tree in one mode: the steps, and what is wrong with what they gave."""

    def __init__(self, tool: Tool, tree: Path, work: Path, outcome: Outcome, mode: str) -> None:
        self.tool = tool
        self.tree = tree
        self.folder = work / mode
        self.patched = work / f"{mode}-patched"
        self.options = [*ALL_RULES, *MODES[mode]]
        self.outcome = outcome
        self.mode = mode

    def fail(self, message: str) -> None:
        """Note that a promise was not kept."""
        self.outcome.failures.append(f"{self.mode}: {message}")

    def call(self, what: str, *options: str) -> Process:
        """Run the tool, and check what must hold of every run."""
        done = self.tool.run([*self.options, *options], self.folder)
        self.outcome.slowest = max(self.outcome.slowest, done.seconds)
        if "Traceback (most recent call last)" in done.err:
            raised = re.findall(r"^\w[\w.]*(?:Error|Exception)\b.*", done.err, re.MULTILINE)
            place = re.findall(r'File "([^"]+)", line (\d+)', done.err)[-1:]
            self.fail(f"{what}: a traceback: {raised[-1:]} at {place}")
        if done.code not in {0, 2}:
            self.fail(f"{what}: exit code {done.code}: {done.err.strip()[-200:]}")
        return done

    def call_json(self, what: str, *options: str) -> Json | None:
        """Run the tool with JSON as its answer."""
        done = self.call(what, *options, "--output-format", "json")
        try:
            answer: Json = json.loads(done.out)
            keys = {"version", "summary", "findings", "files", "errors"}
            if not keys <= answer.keys():
                self.fail(f"{what}: the JSON lacks {', '.join(sorted(keys - answer.keys()))}")
                return None
        except ValueError as error:
            if done.code in {0, 2} and "Traceback" not in done.err:
                self.fail(f"{what}: not JSON ({error}): {done.err.strip()[-300:]}")
            return None
        wrong_files = False
        for trouble in answer["errors"]:
            path = self.folder / (trouble.get("path") or "")
            blame = path.is_file() and why_not_source(path, path.read_bytes())
            if trouble["kind"] in FILE_ERRORS and blame:
                wrong_files = True
            else:
                place = f"{trouble.get('path')}:{trouble.get('line')}"
                self.fail(f"{what}: {trouble['kind']} at {place}: {trouble['message']}")
        if (done.code == 2) != bool(answer["errors"]):
            self.fail(f"{what}: exit code {done.code} with {len(answer['errors'])} errors")
        elif done.code == 2 and not wrong_files:
            self.fail(f"{what}: exit code 2, and every file parses")
        return answer

    def run(self, *, diffs: bool = True) -> None:
        """Go through all the steps; those with the diff take a run of the tool more."""
        copied = packages.copy_sources(self.tree, self.folder)
        before = snapshot(self.folder)
        originals = {path.as_posix(): (self.folder / path).read_bytes() for path in copied}

        preview = self.call_json("preview", "--dry-run")
        if preview is None:
            return
        self.outcome.previews[self.mode] = preview
        self.check_reasons(preview)
        diff = self.call("diff", "--dry-run", "--output-format", "diff").out if diffs else None
        self.outcome.diffs[self.mode] = (diff or b"").decode(errors="replace")
        if snapshot(self.folder) != before:
            self.fail("the preview changed files")

        promised = self.promised(preview, originals)
        self.check_single_fixes(preview, originals)

        written = self.call_json("run")
        if written is None:
            return
        if written["files"] != preview["files"]:
            self.fail("the run reports other changes than the preview")
        after = snapshot(self.folder)
        changed = {
            name for name in before.keys() | after.keys() if before.get(name) != after.get(name)
        }
        self.outcome.changed[self.mode] = len(changed)
        if changed != promised.keys():
            odd = ", ".join(sorted(changed ^ promised.keys())[:5])
            self.fail(f"the run and the preview do not change the same files: {odd}")
        for name in sorted(changed & promised.keys()):
            data = (self.folder / name).read_bytes()
            if data != promised[name]:
                self.fail(f"{name}: not what the preview's edits give")
            if before[name][1] != after[name][1]:
                self.fail(f"{name}: another file mode")
            if why := why_not_source(Path(name), data):
                self.fail(f"{name}: does not parse any more: {why}")
        if diff is not None:
            self.check_diff(diff, originals, changed)
        if not changed and not promised:
            return  # a second run would be the first one again

        again = self.call_json("second run")
        if again is None:
            return
        left = Counter(
            finding["code"]
            for finding in again["findings"]
            if finding["fix"] and (finding["fix"]["selected"] or self.mode == "unsafe")
        )
        if left or again["files"]:
            files = ", ".join(file["path"] for file in again["files"][:3])
            self.fail(f"a second run finds fixes ({dict(sorted(left.items()))}) in {files}")
        if snapshot(self.folder) != after:
            self.fail("a second run changed files")

    def check_reasons(self, preview: Json) -> None:
        """No fix was given up because the tool itself did something wrong."""
        for finding in preview["findings"]:
            for blocker in finding["blocked_by"]:
                if blocker["reason"] in OWN_FAULTS:
                    where = f"{finding['path']}:{finding['start']['line']}: {finding['code']}"
                    self.fail(f"{where}: {blocker['reason']}: {blocker['message']}")

    def promised(self, preview: Json, originals: dict[str, bytes]) -> dict[str, bytes]:
        """Carry out the edits of the preview."""
        promised = {}
        for file in preview["files"]:
            name = Path(file["path"]).as_posix()
            if name not in originals:
                self.fail(f"{name}: a change to a file that is not there")
                continue
            try:
                promised[name] = apply_edits(originals[name], file["edits"])
            except (ValueError, KeyError) as error:
                self.fail(f"{name}: {error}")
                continue
            if promised[name] == originals[name]:
                self.fail(f"{name}: listed as changed, and its edits change nothing")
        return promised

    def check_single_fixes(self, preview: Json, originals: dict[str, bytes]) -> None:
        """Apply each fix alone, as an editor's quick fix does."""
        for finding in preview["findings"]:
            where = f"{finding['path']}:{finding['start']['line']}: {finding['code']}"
            fix = finding["fix"]
            if fix is None:
                continue
            if finding["applicability"] == "manual":
                self.fail(f"{where}: a fix, and it is manual")
            by_file: dict[str, list[Json]] = {}
            for edit in fix["edits"]:
                by_file.setdefault(Path(edit["path"]).as_posix(), []).append(edit)
            for name, edits in by_file.items():
                try:
                    data = apply_edits(originals[name], edits)
                except (ValueError, KeyError) as error:
                    self.fail(f"{where}: its fix alone: {error}")
                    continue
                if why := why_not_source(Path(name), data):
                    self.fail(f"{where}: its fix alone does not parse: {why}")

    def check_diff(self, diff: bytes, originals: dict[str, bytes], changed: set[str]) -> None:
        """Apply the diff with `git apply` and `patch`."""
        if not changed and not diff.strip():
            return
        shutil.rmtree(self.patched, ignore_errors=True)
        for name in changed & originals.keys():
            target = self.patched / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(originals[name])
        self.patched.mkdir(parents=True, exist_ok=True)
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(self.patched.parent)}
        for command in (
            ["patch", "-p1", "--dry-run", "--batch", "--fuzz=0"],
            ["git", "apply", "--check", "-"],
            ["git", "apply", "--whitespace=nowarn", "-"],
        ):
            if shutil.which(command[0]) is None:
                continue
            done = subprocess.run(
                command, cwd=self.patched, env=environment, input=diff, capture_output=True
            )
            if done.returncode or b"succeeded at" in done.stdout:  # ... with an offset
                said = (done.stderr or done.stdout).decode(errors="replace").strip()[:300]
                self.fail(f"{' '.join(command[:3])} refuses the diff: {said}")
                return
        for name in sorted(changed & originals.keys()):
            if (self.patched / name).read_bytes() != (self.folder / name).read_bytes():
                self.fail(f"{name}: the diff gives another file than the run")


def examine(
    tool: Tool,
    name: str,
    tree: Path,
    work: Path,
    modes: Iterable[str] = tuple(MODES),
    *,
    diffs: bool = True,
) -> Outcome:
    """Take one tree through the modes."""
    outcome = Outcome(name)
    folder = work / name
    for mode in modes:
        try:
            Trial(tool, tree, folder, outcome, mode).run(diffs=diffs)
        except Exception as error:  # one broken tree must not hide the others
            outcome.failures.append(f"{mode}: {type(error).__name__}: {error}")
    return outcome


# --- Counts


def verdict(finding: Json) -> str:
    """The column of a finding."""
    if finding["fix"]:
        return str(finding["applicability"])
    return "refused" if finding["blocked_by"] else "manual"


COLUMNS = ("safe", "unsafe", "manual", "refused")


def table(head: Sequence[str], rows: Iterable[Sequence[object]], text_columns: int) -> list[str]:
    """Lay out a Markdown table, its numbers to the right."""
    lines = ["| " + " | ".join(head) + " |"]
    rule = ["---" if at < text_columns else "---:" for at in range(len(head))]
    lines.append("| " + " | ".join(rule) + " |")
    lines += ["| " + " | ".join(str(cell) for cell in row) + " |" for row in rows]
    return lines


def counted(findings: Iterable[Json], key: Callable[[Json], Any]) -> dict[Any, Counter[str]]:
    """Count verdicts by a key, in its order."""
    counts: dict[Any, Counter[str]] = {}
    for finding in findings:
        counts.setdefault(key(finding), Counter())[verdict(finding)] += 1
    return dict(sorted(counts.items()))


def cells(counts: Counter[str]) -> list[object]:
    """The numbers of a row."""
    return [counts[column] or "" for column in COLUMNS]


def rule_of(finding: Json) -> str:
    """A rule, as the report calls it."""
    return f"{finding['code']} {finding['name']}"


def summary_lines(outcomes: Sequence[Outcome]) -> list[str]:
    """Findings by rule, and the reasons of refusals."""
    findings = [finding for outcome in outcomes for finding in outcome.findings]
    lines = table(
        ["Rule", *COLUMNS], [[rule, *cells(n)] for rule, n in counted(findings, rule_of).items()], 1
    )
    reasons = Counter(
        (rule_of(finding), reason)
        for finding in findings
        if not finding["fix"]
        for reason in sorted({blocker["reason"] for blocker in finding["blocked_by"]})
    )
    lines += ["", "Why findings were refused (one may have several reasons):", ""]
    lines += table(
        ["Rule", "Reason", "findings"], [[*key, n] for key, n in sorted(reasons.items())], 2
    )
    return lines
