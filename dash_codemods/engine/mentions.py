"""Which files hold a word: the one search through all files of a project, however large."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

from dash_codemods.model.imported_words import Imported, Sought, imported_words
from dash_codemods.model.often_sought import ALSO_SOUGHT, OFTEN_SOUGHT
from dash_codemods.model.words import holds


class Mentions:
    """The files that hold words, for the texts as they are on the disk and as they become."""

    def __init__(
        self,
        find: Callable[[Callable[[bytes], bool]], Iterable[str]],
        raw: Mapping[str, bytes],
        text: Callable[[str], str],
        encodings: Collection[str],
    ) -> None:
        """Take how the files are found whose bytes pass, and what is known of files by path."""
        self._find = find
        self._raw = raw
        self._text = text
        self._encodings = encodings
        self._on_disk: dict[Sought, dict[str, None]] = {}
        self._now: dict[Sought, list[str]] = {}
        """The same for the texts as the run has made them so far."""
        self._imported: dict[str, frozenset[str]] = {}

    def of(self, sought: Sought) -> Sequence[str]:
        """The paths of the files that hold a word, as a whole one."""
        if sought not in self._on_disk:
            self.look_for([sought])
        if sought not in self._now:
            self._now[sought] = [
                path for path in self._on_disk[sought] if self._stands_in(sought, path)
            ]
        return self._now[sought]

    def _stands_in(self, sought: Sought, path: str) -> bool:
        text = self._text(path)
        if isinstance(sought, str):
            return holds(sought, text)
        if path not in self._imported:
            self._imported[path] = imported_words(text)
        return sought.may_be_in(text, self._imported[path])

    def look_for(self, words: Collection[Sought]) -> None:
        """Look for several words in one pass over the files, for `of` to be quick."""
        missing = {word for word in words if word not in self._on_disk}
        if missing and not self._on_disk:
            # Going through all files takes the most time by far: it is done as seldom as can be.
            missing |= set(OFTEN_SOUGHT)
            if len(missing) >= _MANY:
                missing |= set(ALSO_SOUGHT)  # where files are taken apart, it costs no more
        if not missing:
            return
        search = _Search(missing, self._encodings)
        found: dict[Sought, dict[str, None]] = {word: {} for word in missing}
        for path in sorted(self._find(search.passes)):
            for word in search.found(self._raw[path]):
                found[word][path] = None
        self._on_disk.update(found)

    def sought(self) -> Iterable[str]:
        """The words that were looked for everywhere so far."""
        return [word for word in self._on_disk if isinstance(word, str)]

    def may_stand_in(self, word: str, path: str) -> bool:
        """Whether a file may hold a word on the disk, as far as it was looked for."""
        return path in self._on_disk.get(word, (path,))

    def forget_texts(self) -> None:
        """Look again at the texts, when one has changed."""
        self._now.clear()
        self._imported.clear()


class _Search:
    """Looks for words in bytes; it may find one that the text does not have, and misses none."""

    def __init__(self, words: Iterable[Sought], encodings: Collection[str]) -> None:
        self._plain: dict[bytes, list[Sought]] = {}
        """Names in ASCII: they look the same in all encodings of Python files."""
        self._others: list[tuple[set[bytes], Sought]] = []
        for sought in words:
            word = sought.word if isinstance(sought, Imported) else sought
            if word.isascii() and word.isidentifier():
                self._plain.setdefault(word.encode(), []).append(sought)
            else:
                self._others.append((_forms(word, encodings), sought))
        self._few: list[bytes] | None = None
        """Everything that is looked for, where it is little."""
        if len(self._plain) < _MANY:
            every = {*self._plain, *(form for forms, _ in self._others for form in forms)}
            # Where one word is a part of another, looking for the shorter one will do.
            self._few = [w for w in every if not any(v in w for v in every - {w})]

    def passes(self, raw: bytes) -> bool:
        """Whether any of the words stands in the content of a file."""
        if self._few is not None:
            for word in self._few:
                if word in raw:
                    break
            else:
                return False
        return next(self.found(raw), None) is not None

    def found(self, raw: bytes) -> Iterator[Sought]:
        """The words that stand in the content of a file."""
        text = imported = None
        for word in self._whole_words(raw):
            for sought in self._plain[word]:
                if isinstance(sought, str):
                    yield sought
                    continue
                if text is None or imported is None:
                    text = raw.decode("latin-1")
                    imported = imported_words(text)
                if sought.may_be_in(text, imported):
                    yield sought
        for forms, sought in self._others:
            if any(form in raw for form in forms):
                yield sought

    def _whole_words(self, raw: bytes) -> Iterable[bytes]:
        if self._few is None:
            return self._plain.keys() & raw.translate(_NAMES_ONLY).split()
        return [word for word in self._plain if word in raw and _is_whole(word, raw)]


_MANY = 20
"""From so many words on, it is quicker to take a file apart than to look for each of them."""

_NAMES_ONLY = bytes(
    n if n < 128 and (chr(n).isalnum() or n == ord("_")) else 32 for n in range(256)
)
"""What `bytes.translate` leaves ASCII names with, and makes spaces of all else."""
_OTHER_THAN_NAMES = bytes(n for n in range(256) if _NAMES_ONLY[n] == ord(" "))


def _is_whole(word: bytes, raw: bytes) -> bool:
    """Whether a word stands somewhere not as a part of a longer name in ASCII."""
    at = raw.find(word)
    while at >= 0:
        end = at + len(word)
        around = raw[max(at - 1, 0) : at] + raw[end : end + 1]
        if not around.translate(None, _OTHER_THAN_NAMES):
            return True
        at = raw.find(word, end)
    return False


def _forms(word: str, encodings: Collection[str]) -> set[bytes]:
    """A word as files in these encodings have it."""
    # A module whose file name is no text is named by nobody.
    forms = {word.encode("utf-8", "surrogatepass")}
    if not word.isascii():
        for encoding in encodings:
            with suppress(UnicodeEncodeError):
                forms.add(word.encode(encoding))
    return forms
