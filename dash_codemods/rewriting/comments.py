"""Comments: the author's, so that each one stays or is named as dropped."""

from __future__ import annotations

import io
import re
import tokenize
from collections import Counter
from collections.abc import Iterable

from dash_codemods.rewriting.source import LINE_END

FOR_TOOLS = re.compile(r"#\s*(noqa|type:|pylint:|pragma:|pyright:|nosec|mypy:)", re.IGNORECASE)
"""Comments that speak to tools about the code of their line."""


def placed_comments(text: str) -> list[tuple[int, str]]:
    """The comments of a text, whole lines or a part of a bracket, each with its offset.

    Where the text stops making sense as Python, what was found before stays.
    """
    if "#" not in text:
        return []
    starts = [0, *(end.end() for end in LINE_END.finditer(text))]
    lines = io.StringIO(LINE_END.sub("\n", text)).readline
    found: list[tuple[int, str]] = []
    try:
        for token in tokenize.generate_tokens(lines):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                found.append((starts[line - 1] + column, token.string))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found


def comments_of(text: str) -> list[str]:
    """The comments of a text, in order."""
    return [comment for _, comment in placed_comments(text)]


def lost_comments(before: str, after: str, dropped: Iterable[str]) -> tuple[str, ...]:
    """The comments of `before` that are neither in `after` nor named as dropped."""
    if not _lines_with_comments(before) - _lines_with_comments(after):
        return ()
    lost = Counter(comments_of(before))
    lost.subtract(comments_of(after))
    lost.subtract(dropped)
    return tuple(lost.elements())


def _lines_with_comments(text: str) -> Counter[str]:
    """The lines that may hold a comment: a look that costs far less than tokens."""
    return Counter(line for line in text.split("\n") if "#" in line)
