"""Comparing trees: what is the same, what is not, and how that is said."""

from __future__ import annotations

import ast
import textwrap

import black
import pytest
from test_proving_places import PATH, at, def_at

from dash_codemods.model.edits import RemoveParameter, ReplaceExpression
from dash_codemods.proving import Difference, promised_tree, prove, same_tree

MANNERED = textwrap.dedent(
    """
    def f ( a,b = 'x', * , c ):
        \'\'\'   Do it.

    \t  More.  \'\'\'
        del (a, (b, c)), (d)
        for (x) in ( 1, 2 ):
            return (not  x)
        assert (yield), ('a' "b" u'c' f'd{x!r:>{y}}' 'e' f"{z}")
        print(* a, ** (b)); w = 0XFF + 1E5 + 10L if 0 else 0
        with (open(a)) as g, open('b'): pass
        w[(1, 2)] = lambda : (yield)
    class C ( ) :

        \'"quoted"\'
        x : (int) = (1)
        async def g(self): return (await  self), b'a' b"b", -1 ** (2)
    """
).replace("10L", "10_0")


def same(one: str, other: str) -> Difference | None:
    return same_tree(promised_tree(one, ()), ast.parse(other))


@pytest.mark.parametrize("magic", [True, False])
@pytest.mark.parametrize("width", [1, 40, 100])
def test_black_changes_nothing(width, magic):
    mode = black.Mode(line_length=width, magic_trailing_comma=magic)
    after = black.format_str(MANNERED, mode=mode)
    assert after != MANNERED
    assert prove(MANNERED, after, ()) is None
    assert same(after, MANNERED) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 'a' 'b'", "x = 'ab'"),
        ("x = f'a{b}' 'c' 'd'", "x = 'a' f'' \"\" f\"{b}cd\""),
        ("x = f'{a:>{b}}'", 'x = (f"{a:>{b}}" "")'),
        ("x = 1  # type: int", "x = 1"),
        ("x = u'a'", "x = 'a'"),
        ("x = 0x10", "x = 16"),
        ("del (a, [b]), c", "del a, [b], c"),
        ("'a'\n'b'", "'a  '\n'  b'"),
        ("def f(): return (a)", "def f():\n\n    return a  # type: ignore\n"),
        ("\ufeffx = 1", "x = 1"),
        ("x = 1\r\ny = '''a\r\nb'''\r\n", "x = 1\ny = '''a\nb'''\n"),
        ("x = 1\ry = 2\r", "x = 1\ny = 2"),
        ("\x0cx = 1\n\x0c\n", "x = 1"),
        ("await x", "(await x)"),
    ],
)
def test_the_same(one, other):
    assert prove(one, other, ()) is None
    assert prove(other, one, ()) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("x = 1", "x = 1.0"),
        ("x = 1", "x = True"),
        ("x = 1", "x = 1j"),
        ("x = 0", "x = False"),
        ("x = 0", "x = 0.0"),
        ("x = ''", "x = b''"),
        ("x = ''", "x = None"),
        ("x = 'a'", "x = 'a '"),
        ("x = '''a\n  b'''", "x = '''a\n b'''"),
        ("x = 'a'", "x = f'a'"),
        ("x = f'{a}b'", "x = f'{a}' 'c'"),
        ("x = f'{a}b'", "x = f'b{a}'"),
        ("x = f'{a}'", "x = f'{a!r}'"),
        ("x = f'{a:1}'", "x = f'{a:2}'"),
        ("del a, b", "del b, a"),
        ("del [a, b]", "del a, b"),
        ("x = a, b", "x = [a, b]"),
        ("x = a,", "x = a"),
        ("f(a, b=c)", "f(a, c)"),
        ("f(*a)", "f(**a)"),
        ("f(*a)", "f(a)"),
        ("a < b < c", "(a < b) < c"),
        ("a and b and c", "a and (b and c)"),
        ("x: int", "x: str"),
        ("(x): int", "x: int"),
        ("import a as a", "import a"),
        ("from a import b", "from .a import b"),
        ("global a, b", "global b, a"),
        ("def f(): pass", "async def f(): pass"),
        ("def f(a, /): pass", "def f(a): pass"),
        ("def f(*, a, b=1): pass", "def f(*, a=1, b): pass"),
        ("def f() -> a: pass", "def f(): pass"),
        ("if a: b\nelse: c", "if a: c\nelse: b"),
        ("if a: b\nelif c: d", "if a: b\nif c: d"),
        ("for a in b: c", "async def f():\n async for a in b: c"),
        ("with a as b: c", "with a: c"),
        ("try: a\nexcept b: c", "try: a\nexcept: c"),
        ("[a for b in c if d]", "[a for b in c]"),
        ("{**a}", "{a: a}"),
        ("{}", "dict()"),
        ("match a:\n case None: b", "match a:\n case False: b"),
        ("match a:\n case [*_]: b", "match a:\n case [_]: b"),
        ("match a:\n case {'x': b, **c}: d", "match a:\n case {'x': b}: d"),
        ("'a'", "'b'"),
        ("'a'", "b'a'"),
        ("'a'", ""),
        ("a", "a\nb"),
        ("a\nb", "b\na"),
        ("a\nb", "a"),
        ("a\nb\nc", "a\nc"),
        ("@a\n@b\ndef f(): c", "@b\n@a\ndef f(): c"),
        ("print(a)", "print(a) or 1"),
    ],
)
def test_not_the_same(one, other):
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(
    ("one", "other", "line", "message"),
    [
        ("a\nif b:\n    c\n    d = 2", "a\nif b:\n    c\n    d = 3", 4, "`d = 2`|`d = 3`"),
        ("if a:\n    b\n    c\n", "if a:\n    b\n", 3, "`c`|nothing"),
        ("if a:\n    b\n", "if a:\n    b\n    c\n", 2, "nothing|`c`"),
        ("if a:\n    b\n", "if a:\n    b\nelse:\n    c\n", 1, "nothing|`c`"),
        ("a\nclass B:\n    def c(): d", "a\nclass B:\n    def e(): d", 3, "`def c():`|`def e():`"),
        ("", "a", 0, "nothing|`a`"),
        ("@a\ndef f():\n    b\n", "@c\ndef f():\n    b\n", 2, "`@a`|`@c`"),
        ("try: a\nexcept B: c", "try: a\nexcept D: c", 1, "`except B:`|`except D:`"),
    ],
)
def test_the_smallest_difference_is_told(one, other, line, message):
    promised, actual = message.split("|")
    text = f"the edits promise {promised}, the new text has {actual}"
    assert same(one, other) == Difference(text, line)


def test_long_lines_are_cut_to_what_differs():
    one = f"x = [{', '.join(map(str, range(200)))}]"
    difference = same(one, one.replace("150", "151"))
    assert difference
    assert len(difference.message) < 260
    assert "149, 150, 151" in difference.message
    assert "149, 151, 151" in difference.message
    lost = same(one, "")
    assert lost
    assert len(lost.message) < 200


def test_places_of_new_code_are_lines_of_the_text_before():
    source = "a\n\n\ndef f(): return b\n"
    edits = [ReplaceExpression(PATH, at(source, "b"), "(\n\nc\n)")]
    difference = prove(source, source, edits)
    assert difference == Difference("the edits promise `return c`, the new text has `return b`", 4)


def test_the_trees_stay_as_they_are():
    source, edits = (
        "def f(a, b): return b",
        [RemoveParameter(PATH, def_at("def f(a, b): return b", "f"), "a")],
    )
    promised, actual = promised_tree(source, edits), ast.parse("def f(b): return b")
    shown = ast.dump(promised), ast.dump(actual)
    assert same_tree(promised, actual) is None
    assert (ast.dump(promised), ast.dump(actual)) == shown
    assert ast.unparse(promised) == "def f(b):\n    return b"


def test_plain_trees_can_be_compared():
    assert same_tree(ast.parse("a"), ast.parse("a")) is None
    assert same_tree(ast.parse("a"), ast.parse("b"))


def test_text_in_pieces_is_one_text():
    whole = ast.parse("x = f'ab{c}d'")
    pieces = ast.parse("x = f'a{c}d'")
    string = next(node for node in ast.walk(pieces) if isinstance(node, ast.JoinedStr))
    string.values[1:1] = [ast.Constant(""), ast.Constant("b")]
    string.values.append(ast.Constant(""))
    assert same_tree(whole, pieces) is None
    assert same_tree(pieces, whole) is None
    string.values.append(ast.Constant(1))
    assert same_tree(whole, pieces)


DEEP = {
    "minus": ("-" * 50_000, ""),
    "attributes": ("a" + ".b" * 50_000, ""),
    "sum": ("+".join(["1"] * 50_000), ""),
    "brackets": ("(" * 500, ")" * 500),
    "subscripts": ("a" + "[0]" * 900, ""),
    "calls": ("f(" * 90, ")" * 90),
    "lambdas": ("lambda: " * 900 + "0", ""),
    "conditions": ("a if b else " * 900 + "0", ""),
}


@pytest.mark.parametrize("name", DEEP)
def test_deep_nesting_is_refused_or_proved(name):
    start, end = DEEP[name]
    source = f"x = {start}{end}\ny = a\n"
    edits = [ReplaceExpression(PATH, at(source, "a", source.count("a") - 1), "b")]
    for before, after in (
        (source, source.replace("y = a", "y = b")),
        (source, "y = b"),
        ("y = b", source),
    ):
        for difference in (prove(before, after, edits), prove(before, after, ())):
            assert difference is None or difference.message
    assert prove(source, source.replace("y = a", "y = c"), edits)


@pytest.mark.parametrize("depth", [50, 150, 250, 500, 800, 950])
def test_a_difference_deep_down_is_found(depth):
    source = f"x = a{'.b' * depth}\n"
    assert prove(source, source.replace("a.", "c."), ())


@pytest.mark.parametrize("text", ["x =", "x = '\ud800'", "x = '\x00'", "if x:\npass", "\tx"])
def test_what_is_not_python(text):
    before, after = prove(text, "x = 1", ()), prove("x = 1", text, ())
    assert before
    assert after
    assert before.message.startswith("the text before is not Python: ")
    assert after.message.startswith("the new text is not Python: ")


def test_what_parses_and_does_not_compile():
    source = "def f(a, b): return 1"
    edits = [ReplaceExpression(PATH, at(source, "1"), "(yield from x)")]
    difference = prove("async " + source, "async " + source.replace("1", "(yield from x)"), [])
    assert difference
    source = "async def f(a, b):\n    return 1"
    edits = [ReplaceExpression(PATH, at(source, "1"), "(yield from x)")]
    difference = prove(source, source.replace("1", "(yield from x)"), edits)
    assert difference
    assert difference.message.startswith("the new text is not Python")
    assert difference.line == 2
    both = prove("return 1", "return 1", ())
    assert both
    assert both.message.startswith("the file is not Python: ")
    assert both.before_too
    assert not difference.before_too


def test_warnings_stay_silent(recwarn):
    source = "x = '\\d'\nassert (x, 1)\ny = 1 is 1\n"
    assert prove(source, source, ()) is None
    assert not recwarn.list
