"""Bytes to characters and back, with nothing lost: encoding, byte order mark and line ends stay."""

from __future__ import annotations

import io
from dataclasses import dataclass

from dash_codemods.sources.problems import Problem

_UTF8_BOM = b"\xef\xbb\xbf"
_UTF16_BOMS = (b"\xff\xfe", b"\xfe\xff")  # UTF-32's begin, or after two NUL bytes end, the same

# An encoding in which these do not stand for themselves (UTF-7, EBCDIC, `unicode_escape`, ...) may
# decode and encode and still give a meaning to text that we write; Python refuses most of them too.
_ASCII = bytes(range(0x20, 0x7F)) + b"\t\n\f\r"


@dataclass(frozen=True)
class SourceText:
    """A file's characters, exactly as decoded, and what is needed to encode them again.

    `encoding` is a name that Python's codecs know ("utf-8" where the file declares none). A byte
    order mark is not part of `text`; `bom` says that the file begins with one.
    """

    path: str
    text: str
    encoding: str
    bom: bool


def decode(raw: bytes, path: str) -> SourceText | Problem:
    """The characters of a Python file, by its own declaration (PEP 263), else as UTF-8.

    A problem, where Python could not read the file either or where encoding the result would not
    give `raw` again. No line end is translated.
    """
    problem = _not_text(raw, path)
    if problem is not None:
        return problem
    bom = raw.startswith(_UTF8_BOM)
    body = raw[len(_UTF8_BOM) :] if bom else raw
    declared = _declared_encoding(raw, path)
    if isinstance(declared, Problem):
        return declared
    try:
        text = body.decode(declared)
        same = text.encode(declared) == body
    except UnicodeDecodeError as error:
        return _undecodable(raw, path, declared, error.start + len(raw) - len(body))
    except UnicodeError:
        same = False
    if not same:
        message = f"does not survive being read and written as {declared}; save it as UTF-8"
        return Problem(path, "bad-encoding", message)
    return SourceText(path, text, declared, bom)


def encode(text: str, like: SourceText) -> bytes | Problem:
    """`text` as the bytes of the file that `like` was decoded from.

    A problem, where a character does not exist in the file's encoding, or where the bytes would
    not be read as `text` again (a declaration that moved out of the first two lines).
    """
    try:
        body = text.encode(like.encoding)
    except UnicodeEncodeError as error:
        char = text[error.start]
        line = _line_behind(text[: error.start].encode("utf-8", "surrogatepass"))
        message = f"its encoding, {like.encoding}, has no {char!a}; save it as UTF-8"
        return Problem(like.path, "bad-encoding", message, line)
    raw = _UTF8_BOM + body if like.bom else body
    again = decode(raw, like.path)
    if isinstance(again, Problem):
        return again
    if (again.text, again.encoding, again.bom) != (text, like.encoding, like.bom):
        message = f"the change would hide that the file is written in {like.encoding}"
        return Problem(like.path, "bad-encoding", f"{message}; save it as UTF-8")
    return raw


def split_lines(text: str) -> list[str]:
    """The lines of `text` with their ends, split where Python's tokenizer splits.

    That is at `\\n`, `\\r\\n` and `\\r`, and, unlike `str.splitlines`, nowhere else: a form feed or
    U+2028 does not end a line.
    """
    return list(io.StringIO(text, newline=""))


def newline_of(text: str) -> str:
    """The line end that most lines of `text` have; `\\n` where there is none, or on a tie."""
    crlf = text.count("\r\n")
    lf, cr = text.count("\n") - crlf, text.count("\r") - crlf
    most = max(lf, crlf, cr)
    return "\n" if lf == most else "\r\n" if crlf == most else "\r"


def has_lone_cr(text: str) -> bool:
    """Whether a `\\r` without `\\n` stands in `text`: many tools take it for no line end."""
    return text.count("\r") != text.count("\r\n")


def _not_text(raw: bytes, path: str) -> Problem | None:
    if raw.startswith(_UTF16_BOMS) or (len(raw) % 2 == 0 and _looks_like_utf16(raw[:512])):
        message = "is UTF-16 or UTF-32, which Python cannot read; save it as UTF-8"
        return Problem(path, "utf-16", message)
    at = raw.find(b"\0")
    if at < 0:
        return None
    message = "is no Python source: it has a NUL byte; exclude it, or remove the byte"
    return Problem(path, "nul-bytes", message, _line_behind(raw[:at]))


def _looks_like_utf16(head: bytes) -> bool:
    """Whether every other byte is NUL, or nearly: UTF-16 text without a byte order mark."""
    pairs = len(head) // 2
    fewer, more = sorted((head[0::2].count(0), head[1::2].count(0)))
    return fewer * 10 < pairs * 2 and more * 10 > pairs * 8


def _declared_encoding(raw: bytes, path: str) -> str | Problem:
    """The name of the codec for a file, "utf-8" unless its first two lines say otherwise."""
    # `detect_encoding` knows lines that end in "\n"; to Python itself a lone "\r" ends one too.
    head = b"\n".join(b"\n".join(raw.split(b"\n", 2)[:2]).splitlines()[:2]) + b"\n"
    if b"coding" not in head:
        return "utf-8"
    import codecs
    import tokenize  # only the few files that declare one need it

    try:
        declared = tokenize.detect_encoding(io.BytesIO(head).readline)[0]
        codec = "utf-8" if declared == "utf-8-sig" else codecs.lookup(declared).name
        plain = _ASCII.decode(codec) == _ASCII.decode("ascii")
    except UnicodeError:
        plain = False
    except (SyntaxError, LookupError) as error:
        return _undeclarable(head, path, str(error).partition(";")[0])
    if plain:
        return codec
    message = f"is declared as {declared}, which is not supported; save it as UTF-8"
    return Problem(path, "bad-encoding", message)


def _undeclarable(head: bytes, path: str, reason: str) -> Problem:
    try:
        head.decode("utf-8")
    except UnicodeDecodeError as error:
        message = "is not UTF-8 above the line that declares its encoding; declare it in line 1"
        return Problem(path, "not-utf8", message, _line_behind(head[: error.start]))
    message = f"declares an encoding that does not work ({reason}); save it as UTF-8"
    return Problem(path, "bad-encoding", message, _line_behind(head[: head.find(b"coding")]))


def _undecodable(raw: bytes, path: str, encoding: str, at: int) -> Problem:
    if encoding == "utf-8":
        message = "is not UTF-8 and declares no other encoding; save it as UTF-8, or declare it"
        return Problem(path, "not-utf8", message, _line_behind(raw[:at]))
    message = f"is declared as {encoding}, which it is not; save it as UTF-8"
    return Problem(path, "bad-encoding", message, _line_behind(raw[:at]))


def _line_behind(head: bytes) -> int:
    """The number of the line that what follows `head` stands on."""
    return 1 + head.count(b"\n") + head.count(b"\r") - head.count(b"\r\n")
