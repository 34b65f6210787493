"""One expression in the place of another."""

from __future__ import annotations

import libcst as cst

from dash_codemods.model.edits import ReplaceDependency, ReplaceExpression
from dash_codemods.rewriting.draft import Draft
from dash_codemods.rewriting.indenting import indented
from dash_codemods.rewriting.patches import Patch
from dash_codemods.rewriting.printed import Printed

_ATOMS = (
    cst.Name,
    cst.Attribute,
    cst.Call,
    cst.Subscript,
    cst.BaseString,
    cst.List,
    cst.Dict,
    cst.Set,
    cst.ListComp,
    cst.SetComp,
    cst.DictComp,
    cst.Ellipsis,
)
_OPERATORS = (
    cst.BaseNumber,
    cst.BooleanOperation,
    cst.BinaryOperation,
    cst.UnaryOperation,
    cst.Comparison,
    cst.IfExp,
    cst.Lambda,
    cst.Await,
)
_ROOMY = (
    cst.Arg,
    cst.Element,
    cst.DictElement,
    cst.Assign,
    cst.AnnAssign,
    cst.AugAssign,
    cst.Return,
    cst.Expr,
    cst.Index,
    cst.Param,
    cst.If,
    cst.While,
)
"""Parents that take any operator as a child, without parentheses."""


def replace_expression(draft: Draft, edit: ReplaceExpression) -> None:
    """Put new code where the old expression stands, in parentheses if it needs them."""
    where = draft.source.range(edit.expression)
    printed = draft.units.holding(*where)
    old = next((n for n in printed.at(where) if isinstance(n, cst.BaseExpression)), None)
    if old is None:
        raise draft.refuse("no-such-expression", "no expression stands there", where[0])
    if _in_f_string(printed, old) and not _is_dotted(edit.source):
        raise draft.refuse("inside-f-string", "the expression is part of an f-string", where[0])
    roomy = isinstance(printed.parent(old), _ROOMY)
    enclosed = bool(old.lpar) and not isinstance(old, cst.Tuple)
    new = fitted(draft, edit.source, where[0], roomy=roomy, enclosed=enclosed)
    draft.patches.append(Patch(*where, _spaced(draft.source.text, where, new)))


def replace_dependency(draft: Draft, edit: ReplaceDependency) -> None:
    """Put another dependency where one stands."""
    replace_expression(draft, ReplaceExpression(edit.path, edit.dependency, edit.source))


def fitted(
    draft: Draft, code: str, offset: int, *, roomy: bool = True, enclosed: bool = False
) -> str:
    """An expression's code as it can stand at an offset.

    `roomy`: operators need no parentheses there; `enclosed`: there are some already.
    """
    line = draft.source.line_at(offset)
    code = indented(
        code.strip(),
        base=draft.source.indentation(line),
        unit=draft.source.indent_unit,
        newline=draft.source.line_end(line),
        first=False,
    )
    if enclosed:
        return code
    try:
        new = cst.parse_expression(code)
    except cst.ParserSyntaxError:
        return f"({code})"
    fits = bool(new.lpar) or isinstance(new, _ATOMS + (_OPERATORS if roomy else ()))
    if isinstance(new, cst.ConcatenatedString) and not roomy:
        fits = False
    return code if fits else f"({code})"


def _in_f_string(printed: Printed, node: cst.CSTNode) -> bool:
    above: cst.CSTNode | None = node
    while above is not None and not isinstance(above, cst.FormattedStringExpression):
        above = printed.parent(above)
    return above is not None


def _is_dotted(code: str) -> bool:
    return all(part.isidentifier() for part in code.split("."))


def _spaced(text: str, where: tuple[int, int], code: str) -> str:
    """Code that does not grow together with a word beside it: `return(a)`."""
    before, after = text[: where[0]][-1:], text[where[1] : where[1] + 1]
    lead = " " if _in_word(before) and (_in_word(code[0]) or code[0] in "\"'") else ""
    return lead + code + (" " if _in_word(code[-1]) and _in_word(after) else "")


def _in_word(character: str) -> bool:
    return character == "_" or character.isalnum()
