"""What was worked out, kept between runs by what it was worked out of.

An entry is found by a hash of that, the tool's version and its own source, and Python's version;
it is written to a temporary file and renamed, so runs side by side do no harm, and one that
cannot be read is as if it were not there.
"""

from __future__ import annotations

import os
import sys
from functools import cache as remember
from typing import Generic, TypeVar

from dash_codemods import __version__

T = TypeVar("T")

_UNUSED_AFTER = 14 * 24 * 3600
"""Seconds after which another version's entries go; a version's folder is touched when made."""


def cache_folder() -> str:
    """The folder of the user's cache for this tool."""
    given = os.environ.get("DASH_CODEMODS_CACHE_DIR")
    if given:
        return given
    if sys.platform == "darwin":
        base = os.path.expanduser("~/Library/Caches")
    elif os.name == "nt":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")
    else:
        base = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    return os.path.join(base, "dash-codemods")


@remember
def stamp_of(rooms: tuple[str, ...]) -> str:
    """Changes whenever the code of some folders of this package changes, or of those in them."""
    import hashlib

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{__version__} {sys.version_info[:3]}".encode())
    folders = [os.path.join(package, room) for room in sorted(rooms)]
    while folders:
        for entry in sorted(os.scandir(folders.pop()), key=lambda e: e.name):
            if entry.is_dir() and entry.name != "__pycache__":
                folders.append(entry.path)
            elif entry.name.endswith(".py"):
                status = entry.stat()
                digest.update(f"{entry.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


class Cache(Generic[T]):
    """A folder of things of one kind, pickled."""

    def __init__(
        self, kind: type[T], rooms: tuple[str, ...], folder: str | None = None, most: int = 0
    ) -> None:
        """Keep things that the code of some rooms works out.

        The folder (default: the user's cache folder) is made when first written to. Of things
        that are large, `most` says how many are kept.
        """
        self._kind, self._rooms, self._most = kind, rooms, most
        self._base = folder or cache_folder()

    def key(self, text: str) -> str:
        """The key of a text."""
        import hashlib

        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()

    def _folder(self) -> str:
        return os.path.join(self._base, stamp_of(self._rooms))

    def _path(self, key: str) -> str:
        return os.path.join(self._folder(), key[:2], key[2:])

    def get(self, key: str) -> T | None:
        """What is kept under a key, or None."""
        import hashlib
        import pickle

        try:
            with open(self._path(key), "rb") as stream:
                data = stream.read()
            # The checksum tells a torn or damaged file before anything is made of it.
            if hashlib.blake2b(data[16:], digest_size=16).digest() != data[:16]:
                return None
            found = pickle.loads(data[16:])
        except Exception:
            return None
        return found if isinstance(found, self._kind) else None

    def _make_room(self) -> None:
        """Forget what other versions of the tool kept, where they have not run for a while."""
        here = self._folder()
        if os.path.isdir(here):
            return
        os.makedirs(here, mode=0o700, exist_ok=True)
        import shutil
        import time

        for entry in os.scandir(self._base):
            # Nothing but our own: the folder may have been chosen badly.
            ours = len(entry.name) == 16 and set(entry.name) <= set("0123456789abcdef")
            if ours and time.time() - entry.stat().st_mtime > _UNUSED_AFTER:
                shutil.rmtree(entry.path, ignore_errors=True)

    def put(self, key: str, found: T) -> None:
        """Keep something under a key; failing to is no error."""
        import hashlib
        import pickle

        path = self._path(key)
        temporary = f"{path}.{os.getpid()}"
        try:
            data = pickle.dumps(found, protocol=5)
            self._make_room()
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with open(temporary, "wb") as stream:
                stream.write(hashlib.blake2b(data, digest_size=16).digest() + data)
            os.replace(temporary, path)
            if self._most:
                self._drop_oldest()
        except (OSError, RecursionError):
            try:
                os.unlink(temporary)
            except OSError:
                return

    def _drop_oldest(self) -> None:
        """Keep the youngest entries only."""
        folders = [each.path for each in os.scandir(self._folder()) if each.is_dir()]
        kept = [entry for folder in folders for entry in os.scandir(folder)]
        kept.sort(key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in kept[self._most :]:
            os.unlink(entry.path)
