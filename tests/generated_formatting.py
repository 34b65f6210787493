"""Odd but legal ways to write a module down; each change is one choice of a kind and a place."""

from __future__ import annotations

import io
import tokenize
from collections.abc import Callable
from tokenize import TokenInfo

import black
from generated_names import Chooser

_COMMENTS = [
    "# note {}",
    "# see cart and name_value {}",
    "# noqa: E501 {}",
    "#: {} é",
    "#{}",
    "# note {}",
    '# {} Input("save", "n_clicks"),',
    "# noqa: DC101, DC103, DC301, DC303",
    "# dash-codemod: ignore[DC3]",
    "# type: ignore[misc]  # {}",
    "# pylint: disable=unused-argument  # {}",
]
_OPENING, _CLOSING = "([{", ")]}"


class _Line:
    """Texts with offsets, so that tokens can be found again."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.starts = [0]
        for line in text.splitlines(keepends=True):
            self.starts.append(self.starts[-1] + len(line))
        self.tokens = list(tokenize.generate_tokens(io.StringIO(text).readline))

    def offset(self, place: tuple[int, int]) -> int:
        return self.starts[place[0] - 1] + place[1]

    def depths(self) -> list[int]:
        """How many brackets are open behind each token."""
        depth, found = 0, []
        for token in self.tokens:
            if token.type == tokenize.OP:
                depth += (token.string in _OPENING) - (token.string in _CLOSING)
            found.append(depth)
        return found


Change = Callable[[_Line, Chooser, str], "str | None"]


def _put(text: str, at: int, new: str, end: int | None = None) -> str:
    return text[:at] + new + text[at if end is None else end :]


def _some_token(
    line: _Line, choose: Chooser, fits: Callable[[TokenInfo, int, int], bool]
) -> tuple[int, TokenInfo] | None:
    depths = line.depths()
    found = [
        (number, token)
        for number, token in enumerate(line.tokens)
        if fits(token, depths[number], number)
    ]
    return found[choose.number(0, 999) * len(found) // 1000] if found else None


def _trailing_comment(line: _Line, choose: Chooser, comment: str) -> str | None:
    found = _some_token(line, choose, lambda t, d, n: t.type == tokenize.NEWLINE)
    if choose.maybe(8):
        comment = "# fmt: skip"
    return found and _put(line.text, line.offset(found[1].start), f"  {comment}")


def _own_line_comment(line: _Line, choose: Chooser, comment: str) -> str | None:
    """A line before a statement (or a decorator's def), or at the margin."""
    firsts = (tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT)
    found = _some_token(
        line,
        choose,
        lambda t, d, n: (
            t.type in (tokenize.NAME, tokenize.OP)
            and n > 0
            and not d
            and line.tokens[n - 1].type in (*firsts, tokenize.NL)
        ),
    )
    if not found:
        return None
    row, column = found[1].start
    indent = line.text[line.offset((row, 0)) : line.offset((row, column))]
    lines = choose.one([f"{indent}{comment}\n", f"{comment}\n", f"{indent}{comment}\n\n"])
    return _put(line.text, line.offset((row, 0)), lines)


def _bracket_comment(line: _Line, choose: Chooser, comment: str) -> str | None:
    """A line break with a comment behind a comma or an opening bracket."""
    found = _some_token(
        line,
        choose,
        lambda t, d, n: (
            t.type == tokenize.OP and d > 0 and (t.string in _OPENING or t.string == ",")
        ),
    )
    if not found or _in_f_string(line, found[0]):
        return None
    own = choose.one([f"  {comment}\n        ", f"\n        {comment}\n        "])
    return _put(line.text, line.offset(found[1].end), own)


def _end_comment(line: _Line, choose: Chooser, comment: str) -> str | None:
    """A line break, maybe with a comment, before a closing bracket."""
    found = _some_token(
        line, choose, lambda t, d, n: t.type == tokenize.OP and t.string in _CLOSING
    )
    if not found or _in_f_string(line, found[0]):
        return None
    own = choose.one([f"  {comment}\n    ", f"\n    {comment}\n", "\n"])
    return _put(line.text, line.offset(found[1].start), own)


def _one_a_line(line: _Line, choose: Chooser, _: str) -> str | None:
    """The items of one bracket on lines of their own."""
    found = _some_token(
        line, choose, lambda t, d, n: t.type == tokenize.OP and t.string in _OPENING and d == 1
    )
    if not found or _in_f_string(line, found[0]):
        return None
    depths = line.depths()
    step = choose.one(["\n    ", "\n        ", "\n\t", "\n  "])
    ends = [line.offset(found[1].end)]
    for number in range(found[0] + 1, len(line.tokens)):
        if depths[number] == 1 and line.tokens[number].string == ",":
            ends.append(line.offset(line.tokens[number].end))
        if depths[number] == 0:
            break
    text = line.text
    for end in reversed(ends):
        text = _put(text, end, step)
    return text


def _trailing_comma(line: _Line, choose: Chooser, _: str) -> str | None:
    """A comma before the closing bracket of a call with several arguments."""
    depths = line.depths()

    def fits(token: TokenInfo, depth: int, number: int) -> bool:
        if token.type != tokenize.OP or token.string != ")" or depths[number - 1] <= depth:
            return False
        inner = [
            t.string
            for t, d in zip(line.tokens[:number], depths[:number], strict=True)
            if d > depth
        ]
        return (
            "," in inner
            and line.tokens[number - 1].string not in (",", "(")
            and _is_call(line, number, depth, depths)
        )

    found = _some_token(line, choose, fits)
    return found and _put(line.text, line.offset(found[1].start), ",")


def _is_call(line: _Line, number: int, depth: int, depths: list[int]) -> bool:
    opening = max((n for n in range(number) if depths[n] == depth), default=-1) + 1
    before = line.tokens[opening - 1]
    inner = [t.string for t in line.tokens[opening + 1 : number]]
    return before.type == tokenize.NAME and not {"for", "*", "**", "*args", "self"} & {*inner}


def _quotes(line: _Line, choose: Chooser, _: str) -> str | None:
    found = _some_token(
        line,
        choose,
        lambda t, d, n: (
            t.type == tokenize.STRING
            and t.string.startswith('"')
            and not t.string.startswith('"""')
            and "'" not in t.string
        ),
    )
    if not found:
        return None
    token = found[1]
    new = "'" + token.string[1:-1] + "'"
    return _put(line.text, line.offset(token.start), new, line.offset(token.end))


def _spaces(line: _Line, choose: Chooser, _: str) -> str | None:
    found = _some_token(
        line, choose, lambda t, d, n: t.type == tokenize.OP and t.string in "([,)]="
    )
    if not found or _in_f_string(line, found[0]):
        return None
    token = found[1]
    at = choose.one([line.offset(token.start), line.offset(token.end)])
    column = token.start[1]
    return _put(line.text, at, " ") if column else None


def _continuation(line: _Line, choose: Chooser, _: str) -> str | None:
    """A backslash behind an operator outside brackets."""
    found = _some_token(
        line,
        choose,
        lambda t, d, n: not d and t.string in _BEFORE_BREAKS,
    )
    return found and _put(line.text, line.offset(found[1].end), " \\\n        ")


_BEFORE_BREAKS = ("=", "+", "==", "return", "if", "not", "in", "del", "and",
                  "import", "from")  # fmt: skip


def _parentheses(line: _Line, choose: Chooser, comment: str) -> str | None:
    """Parentheses around an argument of one word, or around what is returned."""
    tokens = line.tokens

    def fits(token: TokenInfo, depth: int, number: int) -> bool:
        if token.type not in (tokenize.NAME, tokenize.STRING, tokenize.NUMBER) or not number:
            return False
        before, following = tokens[number - 1].string, tokens[number + 1].string
        return before in ("(", ",", "=", "[", ":", "return") and following in (",", ")", "]", "\n")

    found = _some_token(line, choose, fits)
    if not found or _in_f_string(line, found[0]):
        return None
    token = found[1]
    around = choose.one(["({})", "(({}))", f"(  {comment}\n        {{}}\n    )", "(\n{}\n)"])
    new = around.replace("{}", token.string)
    return _put(line.text, line.offset(token.start), new, line.offset(token.end))


def _other_string(line: _Line, choose: Chooser, _: str) -> str | None:
    """A string in two parts, or with a prefix."""
    found = _some_token(
        line,
        choose,
        lambda t, d, n: d > 0 and t.type == tokenize.STRING and t.string[:1] == '"' and
        not t.string.startswith('""') and "\\" not in t.string,
    )  # fmt: skip
    if not found or _in_f_string(line, found[0]):
        return None
    token = found[1]
    inner = token.string[1:-1]
    half = len(inner) // 2
    ways = [f'r"{inner}"', f'"""{inner}"""', f'"{inner[:half]}" "{inner[half:]}"',
            f'"{inner[:half]}"\n    "{inner[half:]}"']  # fmt: skip
    new = choose.one(ways)
    return _put(line.text, line.offset(token.start), new, line.offset(token.end))


def _one_line_block(line: _Line, choose: Chooser, _: str) -> str | None:
    """A block of one simple statement, behind its colon."""
    found = _some_token(
        line,
        choose,
        lambda t, d, n: t.type == tokenize.INDENT and line.tokens[n - 2].string == ":",
    )
    if not found:
        return None
    colon = line.tokens[found[0] - 2]
    return _put(line.text, line.offset(colon.end), " ", line.offset(found[1].end))


def _space_at_end(line: _Line, choose: Chooser, _: str) -> str | None:
    found = _some_token(line, choose, lambda t, d, n: t.type in (tokenize.NEWLINE, tokenize.NL))
    return found and _put(line.text, line.offset(found[1].start), choose.one([" ", "\t", "   "]))


def _semicolon(line: _Line, choose: Chooser, _: str) -> str | None:
    """Two simple statements of one block on one line."""
    compound = {"if", "for", "while", "try", "with", "def", "class", "match", "@", "case", "elif",
                "else", "except", "from", "import"}  # fmt: skip
    found = _some_token(
        line,
        choose,
        lambda t, d, n: (
            t.type == tokenize.NEWLINE
            and n + 1 < len(line.tokens)
            and line.tokens[n + 1].type == tokenize.NAME
            and line.tokens[n + 1].start[0] == t.start[0] + 1
            and line.tokens[n + 1].string not in compound
            and line.tokens[n - 1].string != ":"
        ),
    )
    if not found:
        return None
    here, following = found[1], line.tokens[found[0] + 1]
    first = line.text[line.offset((here.start[0], 0)) : line.offset(here.start)].split()
    if not first or first[0].rstrip("(:") in compound or first[0].startswith("@"):
        return None
    return _put(line.text, line.offset(here.start), "; ", line.offset(following.start))


def _blank_line(line: _Line, choose: Chooser, _: str) -> str | None:
    found = _some_token(line, choose, lambda t, d, n: t.type in (tokenize.NEWLINE, tokenize.NL))
    return found and _put(
        line.text, line.offset(found[1].end), choose.one(["\n", "   \n", "\x0c\n"])
    )


def _in_f_string(line: _Line, number: int) -> bool:
    """Python 3.12 and later show what is inside of f-strings as tokens."""
    depth = 0
    for token in line.tokens[:number]:
        name = tokenize.tok_name[token.type]
        depth += (name == "FSTRING_START") - (name == "FSTRING_END")
    return depth > 0


_CHANGES: list[Change] = [
    _trailing_comment,
    _own_line_comment,
    _own_line_comment,
    _bracket_comment,
    _bracket_comment,
    _end_comment,
    _one_a_line,
    _one_a_line,
    _trailing_comma,
    _quotes,
    _spaces,
    _continuation,
    _semicolon,
    _blank_line,
    _parentheses,
    _other_string,
    _one_line_block,
    _space_at_end,
]


_HEADS = [
    "#!/usr/bin/env python\n",
    "# -*- coding: utf-8 -*-\n",
    '"""What this module does."""\n\n',
    "from __future__ import annotations\n\n",
    '#!/usr/bin/env python3\n# coding: utf-8\n"""A module.\n\nOf several lines.\n"""\n',
    "\n\n",
    "# dash-codemod: skip-file\n",
    "# Copyright\n#\n\n",
]


def formatted(text: str, choose: Chooser) -> str:
    """The same module, as its author may have written it."""
    clean = choose.maybe(35)
    if choose.maybe(12):
        text = choose.one(_HEADS) + text
    for number in range(choose.number(0, 7)):
        comment = choose.one(_COMMENTS).format(number)
        new = choose.one(_CHANGES)(_Line(text), choose, comment)
        if new is not None and _same(text, new):
            text = new
    if not clean and choose.maybe(15):
        text = _indented_otherwise(text, choose.one(["\t", "  ", "   "]))
    if clean:
        try:
            text = black.format_str(text, mode=black.Mode())
        except (black.InvalidInput, ValueError):
            return text
        if choose.maybe(20):
            text = text.replace("\n", "\r\n")
        return text
    if choose.maybe(10):
        text = text.rstrip("\n")
    if choose.maybe(15):
        text = text.replace("\n", "\r\n")
    return text


def _same(before: str, after: str) -> bool:
    """Whether a change of the layout is only that."""
    import ast

    try:
        return ast.dump(ast.parse(before)) == ast.dump(ast.parse(after))
    except SyntaxError:
        return False


def _indented_otherwise(text: str, step: str) -> str:
    lines = []
    for line in text.split("\n"):
        rest = line.lstrip(" ")
        width = len(line) - len(rest)
        lines.append(step * (width // 4) + " " * (width % 4) + rest)
    new = "\n".join(lines)
    return new if _same(text, new) else text
