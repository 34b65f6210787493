"""Values of which something is known, and how they compare."""

from __future__ import annotations

import ast

Values = frozenset[object] | None
"""The literals that an expression may be; None: anything."""


class _Some:
    """Something that is true, and more is not known."""


SOME = _Some()
"""Something that is true, and more is not known."""


class _NoTriggers:
    """`ctx.triggered` at load: it is false, but not empty, and so equal to no literal."""

    def __bool__(self) -> bool:
        return False


NO_TRIGGERS = _NoTriggers()
"""`ctx.triggered` at load: it is false, but not empty, and so equal to no literal."""


def part_of(prop_ids: frozenset[object], at: int) -> Values:
    """One side of the dot of prop_ids, whose ids have none."""
    if at not in (0, 1, -1) or SOME in prop_ids:
        return None
    return frozenset({str(prop_id).split(".")[at] for prop_id in prop_ids})


def _compare_some(operator: ast.cmpop, other: object) -> bool | None:
    """Something that is true, compared with a literal."""
    if not other and isinstance(operator, ast.Eq | ast.Is):
        return False
    if not other and isinstance(operator, ast.NotEq | ast.IsNot):
        return True
    return True if other == 0 and isinstance(operator, ast.Gt) else None


def compare(operator: ast.cmpop, left: object, right: object) -> bool | None:
    """What a comparison of two values gives; None where that depends."""
    if left is SOME or right is SOME:
        return _compare_some(operator, right) if left is SOME else None
    if isinstance(operator, ast.Is):
        return left is right or (type(left) is type(right) and left == right)
    if isinstance(operator, ast.IsNot):
        return not (left is right or (type(left) is type(right) and left == right))
    if isinstance(operator, ast.Eq):
        return left == right
    if isinstance(operator, ast.NotEq):
        return left != right
    if not isinstance(left, int | float) or not isinstance(right, int | float):
        return None
    if isinstance(operator, ast.Gt):
        return left > right
    if isinstance(operator, ast.GtE):
        return left >= right
    if isinstance(operator, ast.Lt):
        return left < right
    return left <= right if isinstance(operator, ast.LtE) else None
