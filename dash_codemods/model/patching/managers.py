"""Context managers: which of them let a failure in their block pass."""

from __future__ import annotations

import ast
from collections.abc import Callable

from dash_codemods.model.patching.locals import words

_PASSING_MODULES = words(
    "concurrent concurrent.futures gzip io multiprocessing sqlite3 tarfile tempfile threading "
    "warnings zipfile"
)
"""Modules whose managers all let failures pass."""
_PASSING = words(
    "contextlib.aclosing contextlib.closing contextlib.nullcontext contextlib.redirect_stderr "
    "contextlib.redirect_stdout numpy.errstate pandas.ExcelWriter pandas.option_context"
)


def may_take_failures(item: ast.withitem, external: Callable[[str], str | None]) -> bool:
    """Whether what stands behind `with` may end a failure in its block: `suppress(KeyError)`.

    `external` tells what a dotted name stands for outside the analysed code. A manager that is
    not known may do it, as one of the app's own that shows what went wrong may.
    """
    manager = item.context_expr
    if isinstance(manager, ast.Call):
        manager = manager.func
    dotted = ast.unparse(manager)
    name = dotted.rpartition(".")[2]
    # Files, by whatever path, and locks.
    if name == "open" or name.lower().endswith("lock"):
        return False
    found = external(dotted) or ""
    return found not in _PASSING and found.rpartition(".")[0] not in _PASSING_MODULES
