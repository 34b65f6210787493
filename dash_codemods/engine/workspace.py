"""The files of a run: those that the user named, and the rest of their projects."""

from __future__ import annotations

import ast
import os
from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from dash_codemods.config import CommandLineOptions, ConfigProblem
from dash_codemods.engine.cache import Cache
from dash_codemods.engine.configuration import Configuration
from dash_codemods.engine.finder import Finder
from dash_codemods.engine.mentions import Mentions
from dash_codemods.engine.modules import Modules
from dash_codemods.engine.parsing import Broken, read_many, read_one
from dash_codemods.engine.paths import normal
from dash_codemods.engine.spreading import import_what_rewrites
from dash_codemods.model.facts import FileFacts, NameUse
from dash_codemods.model.imported_words import Sought
from dash_codemods.model.results import FileChange, Problem
from dash_codemods.model.syntax import parsed
from dash_codemods.model.words import is_used
from dash_codemods.sources.discovery import Discovery
from dash_codemods.sources.text import SourceText, decode

_DEPENDENCY_NAMES = ("Input", "Output", "State", "callback", "clientside_callback")


class Workspace:
    """Implements `model.project.Sources` over real files and their rewritten texts."""

    def __init__(
        self,
        paths: Sequence[str],
        options: CommandLineOptions,
        jobs: int | None = None,
        cache: bool = True,
        progress: Callable[[str, int, int], None] | None = None,
    ) -> None:
        """Look at what the paths stand for; files are read when they are asked for."""
        self.jobs = jobs
        self.cache = Cache(FileFacts, ("reading", "model")) if cache else None
        self.progress = progress
        self.problems: list[Problem] = []
        self.originals: dict[str, SourceText] = {}
        self.raw: dict[str, bytes] = {}
        self.encodings: set[str] = set()
        self.overlay: dict[str, str] = {}
        self._facts: dict[str, FileFacts | None] = {}
        self._memos: dict[str, dict[object, Any]] = {}
        self._context: list[str] | None = None
        self._mentions = Mentions(self._find_mentions, self.raw, self.text, self.encodings)
        self._around: tuple[list[str], Discovery] | None = None
        self.loaded: set[str] = set()
        """Files that are none of those that the paths and their projects stand for."""
        self.given = [normal(path) for path in paths]
        self.modules = Modules(self.given, self.originals)
        self.configuration = Configuration(options, self.modules.root_of)
        self._finder = Finder(self.configuration.excludes_of, jobs, digested=cache)
        found = self._finder.find(paths)
        for wrong in self.configuration.met_wrong:
            self._report_misconfigured(wrong)
        self.counted = found.counted
        self.generated = found.generated
        self.stale_temporaries = found.stale_temporaries
        self.selected: list[str] = []
        self._select(found)
        # A file that the user names is read whatever it holds.
        files = [path for path in paths if os.path.isfile(path)]
        if files:
            self._select(self._finder.find(files, None))
        self.problems += found.problems

    def _select(self, found: Discovery) -> None:
        for file in found.files:
            path = normal(file.path)
            if path not in self.originals and self._admit(path, file.raw):
                self.selected.append(path)

    def drop_misconfigured(self) -> None:
        """Leave out the files whose configuration is wrong, and say so once for each."""
        for path in list(self.selected):
            wrong = self.configuration.problem(path)
            if wrong is not None:
                self.selected.remove(path)
                self._report_misconfigured(wrong)

    def _report_misconfigured(self, wrong: ConfigProblem) -> None:
        problem = Problem(wrong.path, "configuration", wrong.message, wrong.line)
        if problem not in self.problems:
            self.problems.append(problem)

    def _admit(self, path: str, raw: bytes, *, named: bool = True) -> bool:
        decoded = decode(raw, path)
        if not isinstance(decoded, SourceText):
            if named:
                self.problems.append(decoded)
            return False
        self.raw[path] = raw
        self.originals[path] = decoded
        self.encodings.add(decoded.encoding)
        return True

    def admit_text(self, path: str, raw: bytes) -> bool:
        """Take a file's content from elsewhere than the disk (standard input)."""
        self.counted += 1
        if not self._admit(path, raw):
            return False
        if path not in self.selected:
            self.selected.append(path)
        return True

    # -- model.project.Sources

    def text(self, path: str) -> str:
        """The text of a file as the run has made it so far."""
        if path in self.overlay:
            return self.overlay[path]
        return self.originals[path].text

    def tree(self, path: str) -> ast.Module:
        """The syntax tree of a file as the run has made it so far."""
        memo = self.memo(path)
        if "tree" not in memo:
            memo["tree"] = parsed(self.text(path))
        found: ast.Module = memo["tree"]
        return found

    def memo(self, path: str) -> dict[object, Any]:
        """What was worked out of a file's text alone; emptied when the text changes."""
        return self._memos.setdefault(path, {})

    def facts(self, path: str) -> FileFacts | None:
        """The facts of a file, or None if it cannot be read."""
        if path not in self._facts:
            if not self.load(path):
                self._facts[path] = None
            else:
                self._keep({path: read_one(self.text(path))})
        return self._facts[path]

    def read(self, paths: Iterable[str]) -> None:
        """Read many files at once."""
        waiting = [p for p in paths if p not in self._facts and p in self.originals]
        texts = {path: self.text(path) for path in waiting}
        self._keep(read_many(texts, self.jobs, self.cache, self.progress))

    def _keep(self, found: dict[str, FileFacts | Broken]) -> None:
        for path, facts in sorted(found.items()):
            if isinstance(facts, Broken):
                self._facts[path] = None
                if path in self.selected:
                    self.problems.append(facts.at(path))
            else:
                self._facts[path] = facts

    def load(self, path: str) -> bool:
        """Take a file from the disk, if it was not taken before; say whether that could be done."""
        if path in self.originals:
            return True
        try:
            with open(path, "rb") as stream:
                raw = stream.read()
        except OSError:
            return False
        self.loaded.add(path)
        return self._admit(path, raw, named=False)

    def find_module(self, path: str, module: str, level: int) -> str | None:
        """The file of a module imported in `path`, looked for as Python would from there."""
        return self.modules.find_module(path, module, level)

    def root_of(self, path: str) -> str:
        """The absolute path of the root of a file's project; projects that are joined have one."""
        return self.modules.project_of(path)

    def roots(self) -> list[str]:
        """The folders that the projects at hand begin in."""
        return [normal(root) for root in self.modules.outermost_roots(self.selected)]

    def _look_around(self) -> Discovery | None:
        """The files of the projects at hand, or None where the user named all of them."""
        roots = self.roots()
        if {*map(os.path.abspath, roots)} <= {*map(os.path.abspath, self.given)}:
            return None
        if self._around is None or self._around[0] != roots:
            self._around = roots, self._finder.find(roots)
        return self._around[1]

    def digest(self) -> bytes:
        """A digest of all files of the projects at hand, whether they concern Dash or not."""
        self._look_around()
        return self._finder.digest()

    def context(self) -> Sequence[str]:
        """All files of the projects at hand that concern Dash."""
        if self._context is None:
            found = set(self.selected)
            around = self._look_around()
            if around is not None:
                found |= self._admit_found(around)
            self._context = sorted(found)
            self.read(self._context)
            more = self._using_aliases(self._context, self.roots())
            if more is not None:
                self._context = sorted(found | self._admit_found(more))
                self.read(self._context)
        return self._context

    def read_selected(self) -> None:
        """Read the selected files, and those that turn out to use Dash under other names."""
        self.read(self.selected)
        more = self._using_aliases(self.selected, self.given)
        if more is not None:
            self._select(more)
            self.read(self.selected)
        read = ((path, self._facts.get(path)) for path in self.selected)
        imported = {
            (path, one.module.partition(".")[0])
            for path, facts in read
            for one in (facts.imports if facts is not None else ())
            if one.module and not one.level
        }
        names = {name for _, name in imported}
        self.modules.join(imported, self._finder.modules_named(self.given, names))

    def _using_aliases(self, paths: Sequence[str], within: Sequence[str]) -> Discovery | None:
        """The files that may call what other modules import from Dash under short names."""
        words = tuple(f"{alias}(".encode() for alias in self._aliases(paths))
        if not words or not within:
            return None
        return self._finder.find(within, lambda raw: any(word in raw for word in words))

    def _admit_found(self, discovery: Discovery) -> set[str]:
        paths = {normal(file.path): file.raw for file in discovery.files}
        self.loaded -= paths.keys()
        return {
            path
            for path, raw in paths.items()
            if path in self.originals or self._admit(path, raw, named=False)
        }

    def _aliases(self, paths: Sequence[str]) -> set[str]:
        """Short names under which modules hand on Dash's own."""
        found = set()
        for path in paths:
            facts = self._facts.get(path)
            for one in facts.imports if facts else ():
                if one.scope == 0 and one.name in _DEPENDENCY_NAMES and one.bound != one.name:
                    found.add(one.bound)
        return found

    def mentions(self, word: Sought) -> Sequence[str]:
        """The paths of all files of the projects at hand that hold a word, or may import it."""
        return self._mentions.of(word)

    def find_words(self, words: Collection[Sought]) -> None:
        """Look for several words in one pass over the files, for `mentions` to be quick."""
        self._mentions.look_for(words)

    def _find_mentions(self, needle: Callable[[bytes], bool]) -> set[str]:
        # Who asks for words is about to rewrite something.
        found = self._finder.find_others(self.roots(), needle, import_what_rewrites)
        return self._admit_found(found) | (self.originals.keys() - self.loaded)

    def uses(self, word: str) -> Sequence[NameUse]:
        """All uses of a name in any file of the projects at hand."""
        return [use for path in self.mentions(word) for use in self.uses_in(path, word)]

    def uses_in(self, path: str, word: str) -> Sequence[NameUse]:
        """All uses of a name in one file."""
        memo = self.memo(path)
        if ("uses", word) not in memo:
            from dash_codemods.reading.name_uses import read_uses

            # The file is walked once for all words that were looked for so far.
            text = self.text(path)
            sought = {*self._mentions.sought(), word}
            words = missing = [w for w in sought if ("uses", w) not in memo]
            if path not in self.overlay and path not in self.loaded:
                # The bytes were searched when the words were looked for.
                words = [w for w in missing if self._mentions.may_stand_in(w, path)]
            words = [w for w in words if is_used(w, text)]
            memo.update({("uses", w): [] for w in missing})
            facts = self._facts.get(path)
            for each, uses in read_uses(path, text, words, facts).items() if words else ():
                memo["uses", each] = uses
        found: Sequence[NameUse] = memo["uses", word]
        return found

    def may_change(self, path: str) -> bool:
        """Whether a file lies within the paths that the user named."""
        return path in self.selected or any(
            given == "." or path.startswith(given.rstrip("/") + "/") for given in self.given
        )

    def facts_of_selected(self) -> Iterable[FileFacts]:
        """The facts of the selected files that may hold callbacks."""
        for path in self.selected:
            facts = self._facts.get(path)
            if facts is not None and (facts.registrations or facts.components or facts.objects):
                yield facts

    # -- rewriting

    def change(self, path: str, before: str, after: str) -> FileChange:
        """A change of a file, in the encoding that it has."""
        source = self.originals[path]
        return FileChange(path, before, after, "utf-8-sig" if source.bom else source.encoding)

    def put(self, path: str, text: str, facts: FileFacts | None = None) -> None:
        """Take a rewritten text in the place of a file's own; nothing is written yet.

        `facts` are the text's, where it was read already.
        """
        self.overlay[path] = text
        self._forget(path)
        if facts is not None:
            self._facts[path] = facts

    def restore(self, overlay: dict[str, str]) -> None:
        """Go back to an earlier state of the rewritten texts."""
        for path in set(self.overlay) | set(overlay):
            if self.overlay.get(path) != overlay.get(path):
                self._forget(path)
        self.overlay = dict(overlay)

    def _forget(self, path: str) -> None:
        """Forget what was read of a file's earlier text."""
        self._facts.pop(path, None)
        self._memos.pop(path, None)
        self._mentions.forget_texts()
