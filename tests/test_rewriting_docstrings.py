"""A parameter's entry goes from the docstring, and nothing else does."""

from __future__ import annotations

import ast
from textwrap import indent

import pytest
from test_rewriting_harness import PATH, function_span

from dash_codemods.model.edits import RemoveParameterDocs
from dash_codemods.rewriting import rewrite


def edited(docstring: str, *names: str) -> str:
    """The docstring (given with its quotes) after the removal of some parameters."""
    text = f"def update(a, b):\n{indent(docstring, '    ')}\n    return a\n"
    span = function_span(text, "update")
    edits = [RemoveParameterDocs(PATH, span, name) for name in names]
    new = rewrite(text, edits).text
    ast.parse(new)
    lines = new.split("\n")
    assert (lines[0], lines[-2:]) == ("def update(a, b):", ["    return a", ""])
    return "\n".join(line[4:] for line in lines[1:-2])


GOOGLE = '''"""Do it.

Args:
    a (int): one
        more of it

        and a paragraph
    b: two
    *args: three

Returns:
    a: int
"""'''
NUMPY = '''r"""Do it.

Parameters
----------
a, b : \\int
    both
c :
    three
    more
d

Returns
-------
a : int
"""'''
SPHINX = """'''Do it.

:param a: one
    more of it
:type a: int
:param int b: two,
and the author did not indent
:param list[str]  c: three
:returns: a: nothing
'''"""


def without_lines(text: str, *lines: str) -> str:
    for line in lines:
        text = text.replace(f"{line}\n", "", 1)
    return text


@pytest.mark.parametrize(
    ("docstring", "names", "gone"),
    [
        (GOOGLE, "a", ["    a (int): one", "        more of it", "", "        and a paragraph"]),
        (GOOGLE, "b", ["    b: two"]),
        (GOOGLE, ["args"], ["    *args: three"]),
        (GOOGLE, "x", []),
        (NUMPY, "c", ["c :", "    three", "    more"]),
        (NUMPY, "d", ["d"]),
        (SPHINX, "a", [":param a: one", "    more of it", ":type a: int"]),
        (SPHINX, "b", [":param int b: two,", "and the author did not indent"]),
        (SPHINX, "c", [":param list[str]  c: three"]),
        (SPHINX.replace(":p", "@p").replace(":t", "@t"), "c", ["@param list[str]  c: three"]),
        ('"""Do it."""', "a", []),
        ('"""a: not in a section"""', "a", []),
        ('"""Do it.\n\nNote:\n    a: no parameter\n"""', "a", []),
        ('"""Do it.\n\nArgs: see below\n    a: no parameter\n"""', "a", []),
    ],
)
def test_lines_that_go(docstring: str, names: list[str], gone: list[str]) -> None:
    if docstring is GOOGLE and names == "a":
        expected = docstring.replace("\n".join(gone) + "\n", "")
    else:
        expected = without_lines(docstring, *gone)
    assert edited(docstring, *names) == expected


def test_names_that_share_an_entry() -> None:
    assert edited(NUMPY, "a") == NUMPY.replace("a, b :", "b :")
    assert edited(NUMPY, "b") == NUMPY.replace("a, b :", "a :")
    assert edited(NUMPY, "a", "b") == without_lines(NUMPY, "a, b : \\int", "    both")


def test_an_emptied_section_goes() -> None:
    assert edited(GOOGLE, "a", "b", "args") == '"""Do it.\n\nReturns:\n    a: int\n"""'
    assert edited(NUMPY, *"abcd") == 'r"""Do it.\n\nReturns\n-------\na : int\n"""'
    assert edited(SPHINX, *"abc") == "'''Do it.\n\n:returns: a: nothing\n'''"


@pytest.mark.parametrize(
    ("docstring", "expected"),
    [
        ('"""Do it.\n\n:param a: one"""', '"""Do it."""'),
        ('"""Do it.\n\n:param a: one\n"""', '"""Do it.\n"""'),
        ('"""Say "it"\n\n:param a: one"""', '"""Say "it"\n"""'),
        ('""":param a: one\n:param b: two\n"""', '""":param b: two\n"""'),
        ('"""\n:param a: one\n"""', '"""\n"""'),
        ('"""\nArgs:\n    a: one\n\nReturns: b\n"""', '"""\nReturns: b\n"""'),
        (
            '"""Do.\n\nArgs:\n    a: one\n\n    b: two\n"""',
            '"""Do.\n\nArgs:\n    b: two\n"""',
        ),
        ('"""Do.\n\nArgs:\n- a: one\n"""', '"""Do.\n\nArgs:\n- a: one\n"""'),
        ('"""Do.\n\nArgs:\n    a: one\n    Free text.\n"""', '"""Do.\n"""'),
        (
            '"""Do.\n\nargs:\n    a -- one\n    b -- two\n"""',
            '"""Do.\n\nargs:\n    b -- two\n"""',
        ),
        (
            '"""Größe.\n\nParameters:\n    `a`: eins\n    b: zwei ü \\n\\x41\n"""',
            '"""Größe.\n\nParameters:\n    b: zwei ü \\n\\x41\n"""',
        ),
        (
            '"""Do.\n\nArgs:\n    a: one\n    b: two\n    a: three\n"""',
            '"""Do.\n\nArgs:\n    b: two\n"""',
        ),
        ('"Do it.\\n:param a: one"', '"Do it.\\n:param a: one"'),
        ('("Do it.\\n"\n"\\n:param a: one")', '("Do it.\\n"\n"\\n:param a: one")'),
        ('("""Do.\n\n:param a: one\n""")', '("""Do.\n""")'),
    ],
)
def test_layouts(docstring: str, expected: str) -> None:
    assert edited(docstring, "a") == expected


def test_windows_line_ends_tabs_and_no_docstring() -> None:
    text = 'def f(a):\r\n\t"""Do.\r\n\r\n\tArgs:\r\n\t\ta: one\r\n\t"""\r\n'
    edit = RemoveParameterDocs(PATH, function_span(text, "f"), "a")
    assert rewrite(text, [edit]).text == 'def f(a):\r\n\t"""Do.\r\n\t"""\r\n'
    text = "def f(a):\n    return '''\n    :param a: one\n'''\n"
    edit = RemoveParameterDocs(PATH, function_span(text, "f"), "a")
    assert rewrite(text, [edit]).text == text


def test_the_function_of_that_place() -> None:
    text = 'class A:\n    @b\n    def f(a):\n        """Do.\n\n        :param a: b\n        """\n'
    edit = RemoveParameterDocs(PATH, function_span(text, "f"), "a")
    new = 'class A:\n    @b\n    def f(a):\n        """Do.\n        """\n'
    assert rewrite(text, [edit]).text == new
