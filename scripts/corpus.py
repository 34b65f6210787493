"""Run the tool over many public repositories, and check that it keeps its promises on each.

    python scripts/corpus.py FOLDER                   examine all, write docs/corpus.md
    python scripts/corpus.py FOLDER --only dtale      examine one repository again
    python scripts/corpus.py FOLDER --read DC103      print fixes of a rule, drawn at random
    python scripts/corpus.py FOLDER --page            only write docs/corpus.md, from the cache

FOLDER holds a folder for each repository. Each is copied and taken with all rules and all fixes:
what is checked is listed in `trials.py`. Then, with `--python`, an interpreter that has Dash and
what the apps need, they are imported before and after, and what they register on Dash is compared
(`app_maps.py`). Results are kept below ~/.cache until the tool's code changes.

Whether one would merge a fix is said in `scripts/corpus_read.txt`, a line for each that was read.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import corpus_page
import packages
from app_maps import Importer, compare
from trials import ROOT, Json, Outcome, Tool, examine

CACHE = packages.default_cache() / "corpus"
MODE = "unsafe"


def code_version() -> str:
    """A hash of all that decides what the tool does."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "dash_codemods").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Corpus:
    """The repositories, what is known of each, and how to find out."""

    def __init__(self, folder: Path, importer: Importer | None, version: str) -> None:
        self.trees = {path.name: path for path in sorted(folder.iterdir()) if path.is_dir()}
        self.importer = importer
        self.version = version

    def kept(self, name: str) -> Json | None:
        """What was found out about a repository at some time."""
        path = CACHE / f"{name}.json"
        return dict(json.loads(path.read_bytes())) if path.exists() else None

    def is_known(self, name: str) -> bool:
        """Whether that is still so."""
        kept = self.kept(name)
        return kept is not None and kept["version"] == self.version

    def in_order(self) -> list[str]:
        """Those of which nothing is known come first, and then small ones."""
        sizes = {
            name: sum(path.stat().st_size for path in tree.rglob("*.py") if path.is_file())
            for name, tree in self.trees.items()
        }
        return sorted(self.trees, key=lambda name: (self.kept(name) is not None, sizes[name]))

    def examine(self, name: str) -> Json:
        """Take one repository through everything."""
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as place:
            work = Path(place)
            work.chmod(0o755)  # apps are imported by a user without rights
            tool = Tool([sys.executable, "-m", "dash_codemods"], work / ".cache")
            tree = work / "before"
            shutil.copytree(self.trees[name], tree, symlinks=True)
            (tree / ".git").mkdir(exist_ok=True)  # it marks where the project begins
            outcome = examine(tool, name, tree, work, [MODE], diffs=False)
            found = self.described(outcome, tree)
            changed = [file["path"] for file in outcome.preview.get("files", ())]
            if changed:
                after = work / "after"
                shutil.copytree(tree, after, symlinks=True)
                shutil.copytree(work / name / MODE, after, symlinks=True, dirs_exist_ok=True)
                found["failures"] += odd_names(tree, after, changed)
            if self.importer is not None and changed:
                for folder in (tree, after):
                    opened(folder)
                found["apps"] = compare(self.importer, tree, after, outcome.findings).to_json()
        found["seconds"] = round(time.perf_counter() - started, 1)
        CACHE.mkdir(parents=True, exist_ok=True)
        (CACHE / f"{name}.json").write_text(json.dumps(found), encoding="utf-8")
        return found

    def described(self, outcome: Outcome, tree: Path) -> Json:
        """What is kept of an outcome: no texts, but of the edits."""
        findings = outcome.findings
        for finding in findings:
            if finding["fix"]:
                finding["id"] = identity(outcome.name, finding, tree)
        files = sum(1 for path in tree.rglob("*.py") if path.is_file())
        return {
            "version": self.version,
            "name": outcome.name,
            "failures": outcome.failures,
            "summary": outcome.preview.get("summary", {}),
            "errors": outcome.preview.get("errors", []),
            "findings": findings,
            "files": files,
            "changed": outcome.changed.get(MODE, 0),
            "slowest": round(outcome.slowest, 1),
            "apps": None,
        }


def opened(folder: Path) -> None:
    """Let apps, which are imported without rights, write their logs and caches."""
    folder.chmod(0o777)
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o777)


def odd_names(before: Path, after: Path, changed: Sequence[str]) -> list[str]:
    """Names that nothing binds and imports that nothing uses, where there were none before."""
    found = []
    for folder in (before, after):
        command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
        command += ["--select", "F401,F811,F821", "--output-format", "json", "--", *changed]
        done = subprocess.run(command, cwd=folder, capture_output=True)
        said = [
            (
                str(Path(one["filename"]).relative_to(folder)),
                str(one["code"]),
                re.sub(r"line \d+", "a line", one["message"]),
            )
            for one in json.loads(done.stdout)
        ]
        found.append(Counter(one for one in said if one[1] != "invalid-syntax"))
    return [" ".join(one) for one in (found[1] - found[0])]


def identity(name: str, finding: Json, tree: Path) -> str:
    """A name for a fix that stays as long as what it replaces, and by what, stay."""
    digest = hashlib.sha256(f"{name} {finding['code']}".encode())
    for edit in finding["fix"]["edits"]:
        lines = (tree / edit["path"]).read_bytes().decode(errors="replace").splitlines()
        old = lines[edit["start"]["line"] - 1 : edit["end"]["line"]]
        digest.update("\n".join([edit["path"], *old, "->", edit["replacement"]]).encode())
    return digest.hexdigest()[:10]


def show(corpus: Corpus, results: Sequence[Json], rule: str, number: int, seed: int) -> None:
    """Print fixes of a rule, drawn at random, each as a diff with the code around it."""
    fixed = [
        (found["name"], finding)
        for found in results
        for finding in found["findings"]
        if finding["fix"]
        and finding["fix"]["edits"]  # of a callback that is there already
        and rule in (finding["code"], finding["name"])
    ]
    fixed.sort(key=lambda pair: str(pair[1]["id"]))
    drawn = random.Random(seed).sample(fixed, min(number, len(fixed)))
    print(f"{rule}: {len(drawn)} of {len(fixed)}")
    for name, finding in drawn:
        place = f"{name}/{finding['path']}:{finding['start']['line']}"
        effects = ", ".join(finding["effects"]) or "safe"
        print(f"\n{'=' * 78}\n{finding['code']} {finding['id']} {place} {finding['callback']}")
        print(f"  {finding['message']}\n  {finding['fix']['message']} [{effects}]")
        print(corpus_page.diff_of(corpus.trees[name], finding))


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("folder", type=Path, help="a folder of repositories")
    parser.add_argument("--only", nargs="+", default=[], help="examine these, whatever is known")
    parser.add_argument("--read", metavar="RULE", help="print fixes of a rule")
    parser.add_argument("--number", type=int, default=15, help="of fixes to print")
    parser.add_argument("--seed", type=int, default=1, help="that draws them")
    parser.add_argument("--page", action="store_true", help="write the page from what is kept")
    parser.add_argument("--python", help="an interpreter to import the apps with")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run; give the exit code."""
    options = arguments(argv)
    examining = not options.read and not options.page
    importer = Importer(options.python) if options.python and examining else None
    corpus = Corpus(options.folder.resolve(), importer, code_version())
    if examining:
        for name in corpus.in_order():
            chosen = any(each in name for each in options.only)
            if chosen if options.only else not corpus.is_known(name):
                report(corpus.examine(name))
    if importer is not None:
        importer.close()
    results = [kept for name in corpus.trees if (kept := corpus.kept(name)) is not None]
    if options.read:
        show(corpus, results, options.read, options.number, options.seed)
        return 0
    failed = [f"{found['name']}: {text}" for found in results for text in failures(found)]
    print(f"\n{len(failed)} failures in {len(results)} repositories", *failed, sep="\n    ")
    if len(results) == len(corpus.trees):
        corpus_page.write(results)
    return 1 if failed else 0


def failures(found: Json) -> list[str]:
    """What is wrong in a repository."""
    return [*found["failures"], *(found["apps"] or {}).get("failures", ())]


def report(found: Json) -> None:
    """Say on the way what was found."""
    apps = found["apps"] or {}
    print(
        f"{found['name']}: {'FAILED' if failures(found) else 'ok'},"
        f" {found['summary'].get('callbacks', '?')} callbacks, {len(found['findings'])} findings,"
        f" {found['changed']} files changed, {apps.get('imported', 0)} of {apps.get('tried', 0)}"
        f" files imported, {apps.get('callbacks', 0)} registrations compared,"
        f" {found['seconds']:.0f} s",
        *failures(found),
        sep="\n    ",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())
