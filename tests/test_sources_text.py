"""Bytes to text and back: nothing is lost, and what Python cannot read is a problem."""

import ast
import io
import re
import tokenize

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dash_codemods.sources import (
    Problem,
    SourceText,
    decode,
    encode,
    has_lone_cr,
    newline_of,
    split_lines,
)

BOM = b"\xef\xbb\xbf"


def text_of(raw: bytes) -> SourceText:
    result = decode(raw, "a.py")
    assert isinstance(result, SourceText), result
    return result


def problem_of(result: object) -> Problem:
    assert isinstance(result, Problem), result
    assert result.path == "a.py"
    assert "\n" not in result.message
    return result


@pytest.mark.parametrize(
    ("raw", "text", "encoding", "bom"),
    [
        (b"", "", "utf-8", False),
        (b"x = 1\r\ny = 2\rz\x0c\n", "x = 1\r\ny = 2\rz\x0c\n", "utf-8", False),
        ("é = '€'".encode(), "é = '€'", "utf-8", False),
        (BOM, "", "utf-8", True),
        (BOM + b"x\n", "x\n", "utf-8", True),
        (BOM + b"# coding: utf-8\n", "# coding: utf-8\n", "utf-8", True),
        (BOM + BOM + b"x", "\ufeffx", "utf-8", True),
        (b"# coding: latin-1\n'\xe9'", "# coding: latin-1\n'é'", "iso8859-1", False),
        (b"#!/bin/x\r\n# vim: fileencoding=cp1252\r\n'\x80'", None, "cp1252", False),
        (b"#\r# coding: latin-1\r'\xe9'\r", None, "iso8859-1", False),
        (b"# coding: shift_jis\n'\x83\x5c'\n", "# coding: shift_jis\n'ソ'\n", "shift_jis", False),
        (b"# coding: utf_8_sig\nx", None, "utf-8", False),
        (b"x = 1 # coding: latin-1\n", None, "utf-8", False),
        (b"\n\n# coding: latin-1\n", None, "utf-8", False),
        (b"x\n# coding: latin-1\n", None, "utf-8", False),
    ],
)
def test_decodes_as_declared(raw: bytes, text: str | None, encoding: str, bom: bool) -> None:
    source = text_of(raw)
    assert (source.path, source.encoding, source.bom) == ("a.py", encoding, bom)
    assert source.text == (raw.decode(encoding) if text is None else text)
    assert encode(source.text, source) == raw


@pytest.mark.parametrize(
    ("raw", "kind", "line"),
    [
        (b"x\r\ny\rz = '\xe9'", "not-utf8", 3),
        (BOM + b"\n\xff", "not-utf8", 2),
        (b"# \xe9\n# coding: latin-1\n", "not-utf8", 1),
        (b"\n# coding: klingon\n", "bad-encoding", 2),
        (b"# coding: rot13\n", "bad-encoding", 1),
        (BOM + b"# coding: latin-1\n", "bad-encoding", 1),
        (b"#\n# coding: ascii\n#\n'\xe9'", "bad-encoding", 4),
        (b"# coding: utf-7\nx = '+AGE-'", "bad-encoding", None),
        (b"# coding: cp037\n", "bad-encoding", None),
        # two bytes that decode to a character which two others encode
        (b"# coding: cp932\n'\x87\x90'", "bad-encoding", None),
        (b"# coding: iso2022_jp\n'\x1b(J'", "bad-encoding", None),
        (b"x\ny = '\0'\n", "nul-bytes", 2),
        (b"\0" * 100, "nul-bytes", 1),
        (b"a\0b\0c\0d\0e\0f", "nul-bytes", 1),  # not a whole number of UTF-16's units
        ("x = 1\n".encode("utf-16"), "utf-16", None),
        ("x = 1\n".encode("utf-16-be"), "utf-16", None),
        ("x = 'é€'\n".encode("utf-16-le"), "utf-16", None),
        ("x = 1\n".encode("utf-32"), "utf-16", None),
    ],
)
def test_what_cannot_be_decoded_is_a_problem(raw: bytes, kind: str, line: int | None) -> None:
    problem = problem_of(decode(raw, "a.py"))
    assert (problem.kind, problem.line) == (kind, line)


HEADS = [b"", BOM, b"# coding: latin-1\n", b"#\r# coding: cp1252\r\n", b"# coding: shift_jis\n"]
HEADS += [
    b"# coding: euc_jp\n",
    b"# coding: gbk\n",
    b"# coding: utf-8\n",
    b"# coding: iso2022_kr\n",
]


@given(st.sampled_from(HEADS), st.binary(max_size=40))
@example(b"# coding: iso2022_kr\n", b"\x0e\x0f")
def test_a_round_trip_gives_the_same_bytes_or_a_problem(head: bytes, body: bytes) -> None:
    source = decode(head + body, "a.py")
    if isinstance(source, SourceText):
        assert encode(source.text, source) == head + body


@given(st.sampled_from(HEADS), st.binary(max_size=30))
def test_python_reads_the_same_characters(head: bytes, body: bytes) -> None:
    raw = head + b"x = r'''" + body.replace(b"'", b" ") + b"\n'''\n"
    source = decode(raw, "a.py")
    if isinstance(source, SourceText):
        assert parsed(raw) == parsed(source.text.removeprefix("\ufeff"))


def parsed(source: bytes | str) -> str:
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return "a syntax error"


def test_codecs_that_fail_in_ways_of_their_own() -> None:
    for raw in (b"# coding: idna\n" + b"a" * 100, b"# coding: undefined\n", b"# coding: mbcs\n"):
        assert problem_of(decode(raw, "a.py")).kind == "bad-encoding"


def test_a_character_that_the_encoding_lacks_is_a_problem() -> None:
    source = text_of(b"# coding: latin-1\n'\xe9'\n")
    problem = problem_of(encode(source.text + "\nx = '€'", source))
    assert (problem.kind, problem.line) == ("bad-encoding", 4)
    assert "iso8859-1" in problem.message
    assert "u20ac" in problem.message
    assert problem_of(encode("'\ud800'", text_of(b""))).kind == "bad-encoding"


def test_a_change_that_hides_the_declaration_is_a_problem() -> None:
    source = text_of(b"#!/bin/x\n# coding: latin-1\nx = '\xe9'\n")
    assert problem_of(encode(source.text.replace("#!", "import a\n#!"), source)).line == 4
    plain = text_of(b"#!/bin/x\n# coding: latin-1\nx = 1\n")
    assert problem_of(encode("import a\nimport b\n" + plain.text, plain)).kind == "bad-encoding"
    assert problem_of(encode("\ufeffx", text_of(b"x"))).kind == "bad-encoding"
    assert (
        encode(source.text + "y = 1\n", source)
        == b"#!/bin/x\n# coding: latin-1\nx = '\xe9'\ny = 1\n"
    )


def test_lines_end_where_python_ends_them() -> None:
    text = "a\nb\r\nc\rd\x0be\x0cf\x1cg\x85h\u2028i\u2029j\n\r\n\r\rk"
    assert split_lines(text) == [
        *("a\n", "b\r\n", "c\r", "d\x0be\x0cf\x1cg\x85h\u2028i\u2029j\n", "\r\n", "\r", "\r", "k")
    ]
    assert split_lines("") == []
    assert split_lines("x\r") == ["x\r"]


@given(st.text(alphabet="a\n\r\x0b\x0c\x85\u2028", max_size=30))
def test_lines_join_to_the_text(text: str) -> None:
    lines = split_lines(text)
    assert "".join(lines) == text
    assert lines == re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", text)


def test_lines_are_those_of_pythons_own_positions() -> None:
    text = "a = '''\r\n\x0c\r\u2028'''\rb = 1\x0c\r\nc = 2\n"
    statement = ast.parse(text).body[2]
    assert split_lines(text)[statement.lineno - 1] == "c = 2\n"


@pytest.mark.parametrize(
    ("text", "newline", "lone"),
    [
        ("", "\n", False),
        ("x", "\n", False),
        ("x\ny\r\n", "\n", False),
        ("x\r\ny\r\nz\n", "\r\n", False),
        ("x\r\ny\r", "\r\n", True),
        ("x\ry\rz\r\n", "\r", True),
        ("\n\r", "\n", True),
        ("\r\r\n", "\r\n", True),
    ],
)
def test_the_usual_line_end(text: str, newline: str, lone: bool) -> None:
    assert newline_of(text) == newline
    assert has_lone_cr(text) is lone


def test_the_encoding_is_the_tokenizers() -> None:
    for name in (
        "latin-1",
        "utf8",
        "UTF-8",
        "iso-8859-15",
        "cp1252",
        "ascii",
        "koi8_r",
        "mac-roman",
    ):
        raw = f"# -*- coding: {name} -*-\n".encode()
        expected = tokenize.detect_encoding(io.BytesIO(raw).readline)[0]
        assert "é".encode(text_of(raw).encoding, "replace") == "é".encode(expected, "replace")
