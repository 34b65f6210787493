"""Which lines of some code belong to a string."""

from __future__ import annotations

import io
import tokenize

_STARTS = ("FSTRING_START", "TSTRING_START")
_ENDS = ("FSTRING_END", "TSTRING_END")


def lines_in_strings(code: str) -> set[int]:
    """The lines, counted from 1, that start inside a string: their white space is its value."""
    found: set[int] = set()
    opened: list[int] = []
    try:
        for token in tokenize.generate_tokens(io.StringIO(code).readline):
            name = tokenize.tok_name[token.type]
            if name in _STARTS:
                opened.append(token.start[0])
            elif name in _ENDS:
                found.update(range(opened.pop() + 1, token.end[0] + 1))
            elif token.type == tokenize.STRING:
                found.update(range(token.start[0] + 1, token.end[0] + 1))
    except (tokenize.TokenError, SyntaxError):
        pass
    return found
