"""Facts of files kept between runs, by what the files hold.

An entry is found by a hash of the text, the tool's version and its own source, and Python's
version; it is written to a temporary file and renamed, so runs side by side do no harm, and
one that cannot be read is as if it were not there.
"""

from __future__ import annotations

import os
import sys
from functools import cache as remember

from dash_codemods import __version__
from dash_codemods.model.facts import FileFacts

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
def _reader_stamp() -> str:
    """Changes whenever the code that reads changes."""
    import hashlib

    package = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    digest = hashlib.blake2b(digest_size=8)
    digest.update(f"{__version__} {sys.version_info[:3]}".encode())
    for folder in ("reading", "model"):
        for entry in sorted(os.scandir(os.path.join(package, folder)), key=lambda e: e.name):
            if entry.name.endswith(".py"):
                status = entry.stat()
                digest.update(f"{entry.name} {status.st_size} {status.st_mtime_ns}".encode())
    return digest.hexdigest()


class Cache:
    """A folder of pickled facts."""

    def __init__(self, folder: str | None = None) -> None:
        """Use a folder (default: the user's cache folder); it is made when first written to."""
        self._base = folder or cache_folder()

    def key(self, text: str) -> str:
        """The key of a source text."""
        import hashlib

        return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()

    def _path(self, key: str) -> str:
        return os.path.join(self._base, _reader_stamp(), key[:2], key[2:])

    def get(self, key: str) -> FileFacts | None:
        """The facts kept under a key, or None."""
        import hashlib
        import pickle

        try:
            with open(self._path(key), "rb") as stream:
                data = stream.read()
            # The checksum tells a torn or damaged file before anything is made of it.
            if hashlib.blake2b(data[16:], digest_size=16).digest() != data[:16]:
                return None
            facts = pickle.loads(data[16:])
        except Exception:
            return None
        return facts if isinstance(facts, FileFacts) else None

    def _make_room(self) -> None:
        """Forget what other versions of the tool kept, where they have not run for a while."""
        here = os.path.join(self._base, _reader_stamp())
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

    def put(self, key: str, facts: FileFacts) -> None:
        """Keep facts under a key; failing to is no error."""
        import hashlib
        import pickle

        path = self._path(key)
        temporary = f"{path}.{os.getpid()}"
        try:
            data = pickle.dumps(facts, protocol=5)
            self._make_room()
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)
            with open(temporary, "wb") as stream:
                stream.write(hashlib.blake2b(data, digest_size=16).digest() + data)
            os.replace(temporary, path)
        except (OSError, RecursionError):
            try:
                os.unlink(temporary)
            except OSError:
                return
