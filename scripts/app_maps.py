"""Compares which callbacks real apps register on real Dash before and after fixes.

What differs must be what the fixes promise. A registration that goes must be of a callback in
whose lines a fix changes something; one that comes must differ from it in what the rules of these
fixes change and nothing else; and none may go for which none comes.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from trials import ROOT

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from registrations import Shape, fits, model_of, registered  # noqa: E402

MOST_FILES = 60
MOST_SECONDS = 90.0
"""Of one repository, so many files are imported, for so long."""
_APP = re.compile(rb"\b\w*Dash\w*\(")

Json = dict[str, Any]
Difference = tuple[str, list[Shape], list[Shape]]
"""A file that was imported, the registrations that went, and those that came."""


@dataclass
class Comparison:
    """What came of the apps of one repository."""

    tried: int = 0
    imported: int = 0
    """Files that can be imported, and lead to a file that was changed."""
    callbacks: int = 0
    """Registrations compared, each of the fixed files once for each import."""
    changed: int = 0
    """Registrations among them that a fix changed."""
    unlike: list[str] = field(default_factory=list)
    """Files that give another result with every import."""
    failures: list[str] = field(default_factory=list)
    errors: dict[str, int] = field(default_factory=dict)
    """Why files could not be imported."""

    def to_json(self) -> Json:
        """All of it, to be kept."""
        return asdict(self)


class Importer:
    """The process that imports; without network and privileges where the system lets us."""

    def __init__(self, python: str) -> None:
        self.home = tempfile.TemporaryDirectory()
        home = Path(self.home.name)
        home.chmod(0o777)
        self.process = subprocess.Popen(
            [*confined(), python, str(Path(__file__).parent / "app_registrations.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=home,
            env={"PATH": os.defpath, "HOME": self.home.name, "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def ask(self, root: Path, file: str) -> Json:
        """What a file below a folder registers."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps({"root": str(root), "file": file}).encode() + b"\n")
        self.process.stdin.flush()
        answer: Json = json.loads(self.process.stdout.readline())
        return answer

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()
        self.home.cleanup()


def confined() -> list[str]:
    """A command to put before another one: it has no network then, and may write nothing."""
    nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--no-new-privs"]
    for command in (["unshare", "-n", *nobody], ["unshare", "-rn"]):
        if not shutil.which(command[0]):
            continue
        if not subprocess.run([*command, "true"], capture_output=True).returncode:
            return command
    raise SystemExit("apps are only imported without network, and unshare does not work here")


def compare(importer: Importer, before: Path, after: Path, findings: Sequence[Json]) -> Comparison:
    """Import all that may lead to changed files, in both trees."""
    found = Comparison()
    fixes = [finding for finding in findings if finding["fix"]]
    fixed = {e["path"] for f in fixes for e in f["fix"]["edits"] if e["path"].endswith(".py")}
    if not fixed:
        return found
    differences: list[Difference] = []
    reached: set[str] = set()
    until = time.monotonic() + MOST_SECONDS
    for file in _entries(before, fixed):
        if file in reached or time.monotonic() > until:
            continue
        found.tried += 1
        old = importer.ask(before, file)
        if "error" in old:
            found.errors[old["error"]] = found.errors.get(old["error"], 0) + 1
            continue
        if not fixed & set(old["loaded"]):
            continue
        new = importer.ask(after, file)
        if "error" in new:
            found.failures.append(f"{file} cannot be imported any more: {new['error']}")
            continue
        reached |= set(old["loaded"])
        found.imported += 1
        was, now = ([registered(each) for each in side["registered"]] for side in (old, new))
        found.callbacks += len(was)
        went, came = _less(was, now), _less(now, was)
        found.changed += len(went)
        if went or came:
            again = [registered(each) for each in importer.ask(before, file).get("registered", ())]
            if _less(was, again) or _less(again, was):
                found.unlike.append(file)
            else:
                differences.append((file, went, came))
    if differences:
        _judge(found, differences, _changed_callbacks(before, fixes))
    return found


def _entries(root: Path, fixed: set[str]) -> list[str]:
    """Changed files that make an app, then those that speak of changed ones, then the others."""
    apps = []
    for path in sorted(root.rglob("*.py")):
        name, data = path.relative_to(root).as_posix(), path.read_bytes()
        if _APP.search(data) and (name in fixed or _speaks_of(path.parent, data, root, fixed)):
            apps.append(name)
    apps.sort(key=lambda name: (name not in fixed, name.count("/"), name))
    return [*apps, *sorted(fixed - set(apps))][:MOST_FILES]


def _speaks_of(folder: Path, data: bytes, root: Path, fixed: set[str]) -> bool:
    if b"use_pages" in data:
        return True
    for name in fixed:
        path = root / name
        words = [path.stem] if path.parent == folder else [path.stem, path.parent.name]
        if any(re.search(rb"\b%s\b" % re.escape(word.encode()), data) for word in words):
            return True
    return False


def _less(some: list[Shape], others: list[Shape]) -> list[Shape]:
    """Those that are not, or not as often, among the others."""
    left = Counter(json.dumps(each, sort_keys=True) for each in others)
    missing = []
    for each in some:
        key = json.dumps(each, sort_keys=True)
        if left[key]:
            left[key] -= 1
        else:
            missing.append(each)
    return missing


def _changed_callbacks(folder: Path, fixes: Sequence[Json]) -> list[tuple[Shape, set[str]]]:
    """The callbacks of the old code, each with the rules whose fixes change its lines."""
    changed = []
    for callback, shape in model_of(folder):
        path = Path(callback.path).resolve().relative_to(folder.resolve()).as_posix()
        lines = list(callback.lines())
        first, last = lines[0], lines[-1]
        codes = {
            fix["code"]
            for fix in fixes
            for edit in fix["fix"]["edits"]
            if edit["path"] == path
            and edit["start"]["line"] <= last
            and edit["end"]["line"] >= first
        }
        # What another fix makes is changed by edits that speak of no line of the old code.
        codes |= {
            fix["code"]
            for fix in fixes
            if not fix["fix"]["edits"]
            and fix["path"] == path
            and f"{fix['callback']}_on_".startswith(f"{shape[0]}_on_")
        }
        changed.append((shape, codes))
    return changed


def _judge(
    found: Comparison, differences: list[Difference], changed: list[tuple[Shape, set[str]]]
) -> None:
    """Check that everything that differs is what a fix promised."""
    for file, went, came in differences:
        left = list(came)
        for old in went:
            codes = set[str]().union(*(codes for shape, codes in changed if fits(shape, old)))
            new = [each for each in came if codes and may_become(codes, old, each)]
            left = [each for each in left if each not in new]
            if not codes:
                found.failures.append(f"{file}: nothing was to change {old}")
            elif not new and "DC302" not in codes:
                found.failures.append(f"{file}: {sorted(codes)} lost {old}")
        found.failures += [f"{file}: nothing promised {each}" for each in left]
        if len(came) < len(went) and not any("DC302" in codes for _, codes in changed):
            found.failures.append(f"{file}: {len(went)} went, and {len(came)} came")


def may_become(codes: set[str], old: Shape, new: Shape) -> bool:
    """Whether fixes of some rules may make one registration of another."""
    split, relay = "DC301" in codes, "DC302" in codes
    own = f"{old[0]}"
    names = {own, *([""] if "DC303" in codes else [])}
    if new[0] not in names and not (split and f"{new[0]}".startswith(f"{own}_on_")):
        return False
    if new[4] != old[4] and not codes & {"DC201", "DC202", "DC203", "DC301", "DC302"}:
        return False
    outputs, inputs, states = ([_plain(each) for each in side] for side in old[1:4])
    new_outputs, new_inputs, new_states = ([_plain(each) for each in side] for side in new[1:4])
    if not codes & {"DC201", "DC203", "DC207", "DC301", "DC302"} and new[1] != old[1]:
        return False
    if "DC102" in codes:
        inputs, new_inputs = _without_timestamps(inputs), _without_timestamps(new_inputs)
    if relay:
        return True
    if split:
        given = Counter([*inputs, *states])
        wanted = Counter([*new_inputs, *new_states])
        return not Counter(new_outputs) - Counter(outputs) and not wanted - given
    if new_outputs != outputs or new_inputs != inputs:
        return False
    loses = codes & {"DC101", "DC103", "DC304"}
    return not Counter(new_states) - Counter(states) if loses else new_states == states


def _plain(dependency: Sequence[Any]) -> str:
    """A dependency without its flag, as something that can be counted."""
    return json.dumps(dependency[:2], sort_keys=True)


def _without_timestamps(inputs: Iterable[str]) -> list[str]:
    return [each.replace('"modified_timestamp"', '"data"') for each in inputs]
