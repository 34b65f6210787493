"""Comments that keep us away from a line or a file.

`# dash-codemod: ignore[DC101, unused-state]` on a line of a callback's decorator or its `def`
takes the named rules (codes, prefixes or names) from that callback, `# dash-codemod: ignore` all
of them; `# noqa: DC101` and `# noqa` do the same. `# dash-codemod: skip-file` anywhere in a file
takes the whole file. Only comments count, not strings that look like one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

Suppressions = Mapping[int, frozenset[str] | None]
"""By line (from 1): the rules that are suppressed there; None: every rule."""

_OURS = re.compile(
    r"#[ \t]*dash-codemods?[ \t]*:[ \t]*"
    r"(?:(?P<skip>skip-file)|ignore(?:[ \t]*\[(?P<rules>[^\]#]*)\])?)(?![\w-])",
    re.IGNORECASE,
)
_NOQA = re.compile(r"#[ \t]*noqa(?![\w-])(?:[ \t]*:(?P<codes>[^#]*))?", re.IGNORECASE)
_MARK = re.compile(r"dash-codemod|noqa", re.IGNORECASE)
_CODE = re.compile(r"\b[A-Z]+[0-9]+\b", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n|$)")


def suppressed_lines(text: str) -> dict[int, frozenset[str] | None]:
    """The lines that hold a suppressing comment, with what each suppresses; None: every rule."""
    candidates = {
        number: rules
        for number, line in _marked_lines(text)
        if (rules := _rules_of(line)) is None or rules
    }
    if not candidates:
        return {}
    # A second look, at comments only: what stood in a string goes.
    found: dict[int, frozenset[str] | None] = {}
    for number, comment in _comments(text):
        if number in candidates and ((rules := _rules_of(comment)) is None or rules):
            found[number] = rules
    return found


def skips_file(text: str) -> bool:
    """Whether a comment asks for the file to be left alone."""
    if not any(_skips(line) for _, line in _marked_lines(text)):
        return False
    return any(_skips(comment) for _, comment in _comments(text))


def suppresses(suppressions: Suppressions, lines: Iterable[int], code: str, name: str) -> bool:
    """Whether a comment on one of the lines suppresses the rule of that code and name."""
    for line in lines:
        if line not in suppressions:
            continue
        rules = suppressions[line]
        if rules is None or name in rules or any(code.startswith(rule) for rule in rules):
            return True
    return False


def _skips(comment: str) -> bool:
    return any(match["skip"] for match in _OURS.finditer(comment))


def _rules_of(comment: str) -> frozenset[str] | None:
    """The rules that a comment suppresses; None: all of them."""
    rules: set[str] = set()
    for match in _OURS.finditer(comment):
        if match["skip"]:
            continue
        words = re.split(r"[\s,]+", match["rules"] or "")
        named = {word.upper() if _CODE.fullmatch(word) else word for word in words if word}
        # `ignore[]` names nothing; whoever wrote it wants us to stay away.
        if not named:
            return None
        rules |= named
    for match in _NOQA.finditer(comment):
        codes = [code.upper() for code in _CODE.findall(match["codes"] or "")]
        # Words that are no codes give a reason: then all is suppressed, as flake8 does.
        if not codes:
            return None
        rules |= {code for code in codes if code.startswith("DC")}
    return frozenset(rules)


def _marked_lines(text: str) -> Iterator[tuple[int, str]]:
    """The lines that may hold one of our comments: a cheap search, before anything is parsed."""
    number, end = 1, 0
    for mark in _MARK.finditer(text):
        if mark.start() < end:
            continue
        number += len(re.findall(r"\r\n|\r|\n", text[end : mark.start()]))
        found = max(text.rfind(line_end, end, mark.start()) for line_end in "\r\n")
        start = end if found < 0 else found + 1
        line = _LINE.match(text, start)
        assert line is not None
        yield number, line[0]
        number, end = number + 1, line.end()


def _comments(text: str) -> Iterator[tuple[int, str]]:
    """All comments with their line numbers; those before the error where a file is broken."""
    import io
    import tokenize

    # tokenize does not know lone carriage returns, which end a line for Python.
    lines = io.StringIO(re.sub(r"\r\n?", "\n", text)).readline
    try:
        for token in tokenize.generate_tokens(lines):
            if token.type == tokenize.COMMENT:
                yield token.start[0], token.string
    except (tokenize.TokenError, SyntaxError):
        return
