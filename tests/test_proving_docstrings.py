"""A docstring loses what it says of a parameter, and nothing else."""

from __future__ import annotations

import textwrap

import pytest
from test_proving_places import PATH, def_at

from dash_codemods.model.edits import RemoveParameterDocs
from dash_codemods.proving import prove
from dash_codemods.proving.docstrings import lost_only, same_docstring

GOOGLE = """Store the selected ids.

Args:
    selected (dict[str, Any]): What was selected
        on the map.

        It may be None.
    figure: The whole figure.
    *rest (int, optional): More.

Returns:
    figure: The ids.
"""

NUMPY = """Store the selected ids.

Parameters
----------
selected : dict, optional
    What was selected.

    It may be None.
figure, layout : dict
    The whole figure.
curves
    Which line is which.

Returns
-------
figure
    The ids.
"""

SPHINX = """Store the selected ids.

:param dict selected: What was selected
    on the map.
:type selected: dict
:param figure: The whole figure,
:type figure: dict

    with an afterthought.
:returns: The ids of figure: all.
"""


def without(text: str, *gone: str) -> str:
    """A text without some of its lines, named by their beginnings."""
    lines = text.split("\n")
    for start in gone:
        at = next(i for i, line in enumerate(lines) if line.strip().startswith(start))
        del lines[at]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "name", "gone"),
    [
        (GOOGLE, "figure", ["figure: The"]),
        (GOOGLE, "selected", ["selected", "on the map", "It may"]),
        (GOOGLE, "rest", ["*rest"]),
        (NUMPY, "selected", ["selected", "What was", "It may"]),
        (NUMPY, "curves", ["curves", "Which"]),
        (SPHINX, "selected", [":param dict selected", "on the map", ":type selected"]),
        (SPHINX, "figure", [":param figure", ":type figure", "with an"]),
    ],
)
def test_an_entry_goes(text, name, gone):
    after = without(text, *gone)
    assert lost_only(text, after, {name})
    assert lost_only(textwrap.indent(text, "\t"), textwrap.indent(after, "    "), {name})
    assert not lost_only(text, text, {name})  # it must go
    for one in range(len(gone)):  # and wholly
        assert not lost_only(text, without(text, *gone[:one], *gone[one + 1 :]), {name})
    for line in filter(None, after.split("\n")):  # and nothing else
        assert not lost_only(text, without(after, line.strip()), {name})
        assert not lost_only(text, after.replace(line, line + "!"), {name})
    assert not lost_only(text, after + "More.", {name})
    assert not lost_only(text, after.replace("ids.\n", "ids.\n\n\n", 1), {name})


def test_a_name_among_others_goes():
    for new in ("figure : dict", "layout : dict"):
        (gone,) = {"figure", "layout"} - {new.split()[0]}
        after = NUMPY.replace("figure, layout : dict", new)
        assert lost_only(NUMPY, after, {gone})
        assert not lost_only(NUMPY, after.replace(" : dict", " : list"), {gone})
        assert not lost_only(NUMPY, after, {"figure", "layout"} - {gone})
    assert lost_only(NUMPY, NUMPY, {"figure"})
    both = without(NUMPY, "figure,", "The whole")
    assert lost_only(NUMPY, both, {"figure", "layout"})
    assert not lost_only(NUMPY, both, {"figure"})
    assert not lost_only(NUMPY, NUMPY, {"figure", "layout"})


def test_an_emptied_section_may_go_with_its_heading():
    text = "Do it.\n\nArgs:\n    a: First.\n    b: Second.\n\nReturns:\n    It.\n"
    for after in (
        "Do it.\n\nArgs:\n\nReturns:\n    It.\n",
        "Do it.\n\nReturns:\n    It.\n",
        "Do it.\nReturns:\n    It.\n",
    ):
        assert lost_only(text, after, {"a", "b"})
        assert not lost_only(text, after, {"a"})
    assert not lost_only(text, "Do it.\n\n\n\n\nReturns:\n    It.\n", {"a", "b"})
    assert not lost_only(text, "Do it.\n\n    b: Second.\n\nReturns:\n    It.\n", {"a"})
    numpy = "Do it.\n\nParameters\n----------\na : int\n    First.\n"
    assert lost_only(numpy, "Do it.\n", {"a"})
    assert lost_only(numpy, "Do it.", {"a"})
    assert not lost_only(numpy, "Do it.\n----------", {"a"})
    inner = "Do it.\n\n    Parameters\n    ----------\n    a : int\n        First.\nEnd.\n"
    assert lost_only(inner, "Do it.\n\nEnd.\n", {"a"})
    assert not lost_only(inner, "Do it.\n", {"a"})


def test_a_paragraph_of_a_section_stays():
    text = "Do it.\n\nArgs:\n    a: First.\n\n    All are given by Dash.\n"
    assert lost_only(text, "Do it.\n\nArgs:\n\n    All are given by Dash.\n", {"a"})
    assert not lost_only(text, "Do it.\n", {"a"})


@pytest.mark.parametrize(
    "text",
    [
        "Do it.\n\nParameters:\n- a (int): First.\n- b: Second.\n\nEnd.",
        "Do it.\n\nArgs:\n    - a: First.\n    - b: Second.\n\nEnd.",
        "Do it.\n\n**Args**:\n    `a`: First.\n    `b`: Second.\n\nEnd.",
        "Do it.\n\nInputs:\n    a: First.\n    b: Second.\n\nEnd.",
        "Do it.\n\nArgs:\n    a - First.\n    b - Second.\n\nEnd.",
    ],
)
def test_a_loose_form_may_go_or_stay(text):
    line = next(line for line in text.split("\n") if "First" in line)
    assert lost_only(text, text, {"a"})
    assert lost_only(text, text.replace(line + "\n", ""), {"a"})
    assert not lost_only(text, text.replace(line + "\n", ""), {"b"})
    assert not lost_only(text, text.replace("\n\nEnd.", ""), {"a"})
    longer = text.replace(line, line + "\n          of all.")
    assert not lost_only(longer, text, {"a"})
    assert not lost_only(longer, longer.replace(line + "\n", ""), {"a"})
    assert lost_only(longer, text.replace(line + "\n", ""), {"a"})


def test_a_continuation_that_is_not_indented():
    sphinx = "Do it.\n\n:param a: First,\nof all.\n:param b: Second.\n"
    assert lost_only(sphinx, "Do it.\n\n:param b: Second.\n", {"a"})
    assert lost_only(sphinx, "Do it.\n\nof all.\n:param b: Second.\n", {"a"})
    google = "Do it.\n\nArgs:\n    a: First\n    of all.\n    b: Second.\n"
    assert lost_only(google, "Do it.\n\nArgs:\n    b: Second.\n", {"a"})


@pytest.mark.parametrize(
    "text",
    [
        "Use a: it is good.",
        "Returns:\n    a: The sum.",
        "Note:\n    a: good.",
        "a: First.",
        "Parameters\na : int",
        "Returns\n-------\na : int\n    The sum.",
        ":raises a: always",
        "Args:\na",
        "Args:",
    ],
)
def test_where_nothing_is_recognised_nothing_changes(text):
    assert lost_only(text, text, {"a"})
    for line in text.split("\n"):
        assert not lost_only("Do it.\n" + text, "Do it.\n" + without(text, line.strip()), {"a"})


def test_the_first_line_may_be_an_entry():
    assert lost_only(":param a: First.\n    :param b: Second.\n    ", ":param b: Second.", {"a"})
    assert not lost_only(":param a: First.\n    :param b: Second.", "", {"a"})
    assert lost_only(
        "\n    :param a: First.\n    :param b: B.\n    ", "\n    :param b: B.\n    ", {"a"}
    )


def test_a_margin_that_the_entry_alone_had():
    text = "Do it.\n\n  :param a: First.\n\n      More, further in.\n      And more.\n  end"
    assert lost_only(text, "Do it.\n\n  end", {"a"})
    text = "Do it.\n  Args:\n    a: First.\n    "
    assert lost_only(text, "Do it.", {"a"})


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Do it.", " Do it.  ", True),
        ("Do it.\n\n    More.\n    ", "Do it.\n\n\tMore.", True),
        ("\n    Do it.\n      More.\n", "Do it.\n  More.", False),
        ("\n    Do it.\n      More.\n", "\nDo it.\n  More.", True),
        ("Do it.\n\n    More.", "Do it.\n    More.", False),
        ("Do it.\n  a\n    b", "Do it.\n  a\n  b", False),
        ("Do it.", "Do  it.", False),
        ("", "   \n", True),
    ],
)
def test_docstrings_that_are_the_same(one, other, same):
    assert same_docstring(one, other) is same
    assert same_docstring(other, one) is same


def function(docstring: str) -> str:
    inner = textwrap.indent(docstring, "    ").lstrip()
    return (
        f'class C:\n    def f(self, selected, figure):\n        """{inner}"""\n        return 1\n'
    )


def test_a_docstring_in_a_file():
    source = function(GOOGLE)
    edits = [RemoveParameterDocs(PATH, def_at(source, "f"), "figure")]
    assert prove(source, function(without(GOOGLE, "figure: The whole")), edits) is None
    difference = prove(source, function(without(GOOGLE, "selected")), edits)
    assert difference
    assert difference.line == 3
    assert "`figure`" in difference.message
    assert prove(source, source, edits)
    assert prove(source, source.replace('"""', "'''"), []) is None
    assert prove(source, function(without(GOOGLE, "figure: The whole")), [])


def test_entries_of_two_parameters_go_at_once():
    source = function("Do it.\n\n    Args:\n        selected: A.\n        figure: B.\n    ")
    edits = [RemoveParameterDocs(PATH, def_at(source, "f"), n) for n in ("selected", "figure")]
    assert prove(source, function("Do it."), edits) is None
    assert prove(source, function("Do it."), edits[:1])


def test_a_docstring_that_says_nothing_else():
    source = function(":param figure: The figure.")
    edits = [RemoveParameterDocs(PATH, def_at(source, "f"), "figure")]
    assert prove(source, function(""), edits) is None
    assert prove(source, function("").replace('        """"""\n', ""), edits) is None
    assert prove(source, function("").replace('        """"""\n', "        1\n"), edits)
    more = function("Do it.\n:param figure: The figure.")
    assert prove(more, function("").replace('        """"""\n', ""), edits)


def test_no_docstring_nothing_to_do():
    for body in ("return 1", "b'Args:'", "...", "x = 'Args:'"):
        source = f"def f(a): {body}\n"
        edits = [RemoveParameterDocs(PATH, def_at(source, "f"), "a")]
        assert prove(source, source, edits) is None
