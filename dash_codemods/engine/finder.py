"""Goes through the folders of a run: each once, however often it is asked what they hold."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from functools import partial

from dash_codemods.engine.paths import normal
from dash_codemods.engine.relevance import concerns_dash
from dash_codemods.engine.spreading import each_in_parallel
from dash_codemods.sources.discovery import Discovery, Listing, list_files, take
from dash_codemods.sources.excludes import Excludes


class Finder:
    """Finds the files that matter below some paths."""

    def __init__(
        self, excludes_of: Callable[[str], Excludes], jobs: int | None, *, digested: bool
    ) -> None:
        """Take what is left out of a folder, and whether a digest will be asked for."""
        self._excludes_of = excludes_of
        self._jobs = jobs
        self._digested = digested
        self._listings: dict[tuple[str, ...], Listing] = {}
        self._digests: dict[tuple[str, ...], bytes] = {}
        self._given: set[str] = set()

    def find(
        self,
        paths: Sequence[str],
        needle: Callable[[bytes], bool] | None = concerns_dash,
        meanwhile: Callable[[], object] | None = None,
    ) -> Discovery:
        """The files below some paths whose bytes pass the `needle`.

        `meanwhile` is what this process may do while others read.
        """
        listing = self._listing(paths)
        key = tuple(map(normal, paths))
        digested = self._digested and key not in self._digests
        each = partial(each_in_parallel, self._jobs, meanwhile=meanwhile)
        found = take(listing, needle, each, digested=digested)
        if digested:
            self._digests[key] = found.digest
        self._given.update(file.path for file in found.files)
        return found

    def find_others(
        self,
        paths: Sequence[str],
        needle: Callable[[bytes], bool],
        meanwhile: Callable[[], object] | None = None,
    ) -> Discovery:
        """The same, but for the files that `find` has given before: they are known already."""
        listing = self._listing(paths)
        places = tuple(place for place in listing.places if place.path not in self._given)
        each = partial(each_in_parallel, self._jobs, meanwhile=meanwhile)
        return take(replace(listing, places=places), needle, each)

    def modules_named(self, paths: Sequence[str], names: Collection[str]) -> Iterator[str]:
        """The files below some paths that modules of some names begin with."""
        for place in self._listing(paths).places:
            folder, file = os.path.split(place.path)
            module = os.path.basename(folder) if file == "__init__.py" else file[:-3]
            if module in names:
                yield place.path

    def _listing(self, paths: Sequence[str]) -> Listing:
        # Going through all folders again would take as long as reading the files again.
        key = tuple(map(normal, paths))
        if key not in self._listings:
            self._listings[key] = list_files(paths, self._excludes_of)
        return self._listings[key]

    def digest(self) -> bytes:
        """A digest of all files that were gone through, whether they mattered or not."""
        return b"".join(self._digests.values())
