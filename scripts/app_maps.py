"""Compares which callbacks real apps register on real Dash before and after fixes.

What differs must be what the fixes promised: a registration that went was one of the callbacks
that the tool says it changed, one that came is as the model of the new code has it, and where all
changed callbacks of a file went, all new ones came.
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
from collections.abc import Iterable
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


def compare(importer: Importer, before: Path, after: Path, changed: Iterable[str]) -> Comparison:
    """Import all that may lead to changed files, in both trees."""
    found = Comparison()
    fixed = {name for name in changed if name.endswith(".py")}
    if not fixed:
        return found
    came: list[tuple[str, list[Shape], list[Shape]]] = []
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
        shapes = [[registered(each) for each in side["registered"]] for side in (old, new)]
        found.callbacks += len(shapes[0])
        went, arrived = _less(*shapes), _less(*reversed(shapes))
        found.changed += len(went)
        if went or arrived:
            again = [registered(each) for each in importer.ask(before, file).get("registered", ())]
            if _less(shapes[0], again) or _less(again, shapes[0]):
                found.unlike.append(file)
            else:
                came.append((file, went, arrived))
    if came:
        _explain(found, came, before, after)
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


def _explain(
    found: Comparison,
    differences: list[tuple[str, list[Shape], list[Shape]]],
    before: Path,
    after: Path,
) -> None:
    """Check the differences against the two models."""
    sides = []
    for folder in (before, after):
        shapes: dict[str, list[Shape]] = {}
        for callback, shape in model_of(folder):
            name = Path(callback.path).resolve().relative_to(folder.resolve()).as_posix()
            shapes.setdefault(name, []).append(shape)
        sides.append(shapes)
    old, new = sides
    gone = {name: _less(old.get(name, []), new.get(name, [])) for name in old.keys() | new.keys()}
    fresh = {name: _less(new.get(name, []), old.get(name, [])) for name in old.keys() | new.keys()}
    for file, went, arrived in differences:
        for kind, shapes, promised in (("went", went, gone), ("came", arrived, fresh)):
            for shape in shapes:
                if not any(fits(each, shape) for some in promised.values() for each in some):
                    found.failures.append(f"{file}: nothing promised that this {kind}: {shape}")
        for name, shapes in gone.items():
            if shapes and all(any(fits(each, one) for one in went) for each in shapes):
                for each in fresh[name]:
                    if not any(fits(each, one) for one in arrived):
                        found.failures.append(f"{file}: {name} promised a callback: {each}")
