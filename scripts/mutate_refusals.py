"""Takes each reason to refuse out of the rules, and looks which fixture notices.

    python scripts/mutate_refusals.py [REASON...] [--sites]

Every place that refuses (a `Blocker`, an `Obstacle`, a `Refusal`, and the helpers that make them)
is made conditional while the package is imported: `yield Blocker("r", ...)` is left out while "r"
is taken out, and with it the `return` behind it. Then the fixtures whose `expected.json` names "r"
are run. The check is needed if one of them comes out otherwise: a fix is made that must not be, or
the rule has no way to go on. Where all comes out as before but for the reason, nothing shows that
the check does anything. With `--sites`, each place is taken out alone.
"""

from __future__ import annotations

import argparse
import ast
import builtins
import importlib.machinery
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "dash_codemods"
ROOMS = ("model", "rules", "engine", "rewriting")
MAKERS = {"Blocker", "Obstacle", "Refusal", "NotReadable"}
FIX = "a fix"
"""What a check is to prevent."""
HELPERS = {"block", "_block", "_blocker", "refuse", "_refuse", "refused_for"}

# -- making the refusals conditional


@dataclass(frozen=True)
class Site:
    """A place that refuses. Its reason is None where only a run can tell."""

    path: str
    line: int
    reason: str | None


class Conditional(ast.NodeTransformer):
    """Has every refusal ask first whether it is taken out."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.sites: list[Site] = []

    def reason_of(self, node: ast.AST | None) -> ast.expr | None:
        """The expression of the reason, if a node is a call that refuses."""
        if not isinstance(node, ast.Call) or not node.args:
            return None
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in MAKERS and not isinstance(node.args[0], ast.Starred):
            return node.args[0]
        if name in HELPERS:
            for value in node.args[:2]:
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    return value
        return None

    def is_out(self, call: ast.expr, reason: ast.expr) -> ast.expr:
        """An expression that is true while the refusal is taken out."""
        constant = isinstance(reason, ast.Constant)
        self.sites.append(Site(self.path, call.lineno, reason.value if constant else None))  # type: ignore[attr-defined]
        place = ast.Constant(f"{self.path}:{call.lineno}")
        return ast.Call(ast.Name("__is_out__", ast.Load()), [reason, place], [])

    def generic_visit(self, node: ast.AST) -> ast.AST:
        """Blocks first, as wholes; what is refused inside an expression becomes None."""
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                setattr(node, field, self.block(block, isinstance(node, ast.If)))
        for field, value in ast.iter_fields(node):
            if field in ("body", "orelse", "finalbody") and isinstance(value, list):
                continue
            if isinstance(value, list):
                changed = [self.visit(v) if isinstance(v, ast.AST) else v for v in value]
                setattr(node, field, changed)
            elif isinstance(value, ast.AST):
                setattr(node, field, self.visit(value))
        return node

    def block(self, statements: list[ast.stmt], of_an_if: bool) -> list[ast.stmt]:
        """A block, its refusals under a condition, each with the jump behind it."""
        changed: list[ast.stmt] = []
        rest = list(statements)
        while rest:
            statement = rest.pop(0)
            call = _refused_by(statement)
            reason = self.reason_of(call)
            if reason is None:
                changed.append(self.visit(statement))
                continue
            assert call is not None
            body = [statement]
            if of_an_if and rest and isinstance(rest[0], ast.Return | ast.Continue | ast.Break):
                body.append(rest.pop(0))
            out = self.is_out(call, reason)
            changed.append(ast.If(ast.UnaryOp(ast.Not(), out), body, []))
        return changed

    def visit_Call(self, node: ast.Call) -> ast.AST:
        """A refusal inside an expression becomes None."""
        self.generic_visit(node)
        reason = self.reason_of(node)
        if reason is None:
            return node
        return ast.IfExp(self.is_out(node, reason), ast.Constant(None), node)

    def visit_List(self, node: ast.List) -> ast.AST:
        """Refusals are left out of a list."""
        node.elts = [self.element(e) for e in node.elts]
        return node

    def visit_Tuple(self, node: ast.Tuple) -> ast.AST:
        """Refusals are left out of a tuple."""
        node.elts = [self.element(e) for e in node.elts]
        return node

    def element(self, node: ast.expr) -> ast.expr:
        """An element of a display, left out while it is taken out."""
        changed: ast.expr = self.visit(node)
        if self.reason_of(node) is None:
            return changed
        assert isinstance(changed, ast.IfExp)
        empty, one = ast.Tuple([], ast.Load()), ast.Tuple([node], ast.Load())
        return ast.Starred(ast.IfExp(changed.test, empty, one), ast.Load())

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        """What yields a refusal that another function makes yields nothing in its place."""
        self.generic_visit(node)
        gives = ast.unparse(node.returns) if node.returns is not None else ""
        if any(maker in gives for maker in MAKERS):
            for inner in ast.walk(node):
                for field in ("body", "orelse", "finalbody"):
                    block = getattr(inner, field, None)
                    if isinstance(block, list):
                        setattr(inner, field, [_unless_none(s) for s in block])
        return node

    def visit_GeneratorExp(self, node: ast.GeneratorExp | ast.ListComp) -> ast.AST:
        """Refusals are left out of what is generated."""
        reason = self.reason_of(node.elt)
        if reason is None:
            return self.generic_visit(node)
        out = self.is_out(node.elt, reason)
        node.generators[-1].ifs.append(ast.UnaryOp(ast.Not(), out))
        return node

    visit_ListComp = visit_GeneratorExp


def _unless_none(statement: ast.stmt) -> ast.stmt:
    """`yield x()` for an x that may give None now."""
    value = statement.value if isinstance(statement, ast.Expr) else None
    if not isinstance(value, ast.Yield) or value.value is None:
        return statement
    kept = ast.NamedExpr(ast.Name("__kept__", ast.Store()), value.value)
    test = ast.Compare(kept, [ast.IsNot()], [ast.Constant(None)])
    body: list[ast.stmt] = [ast.Expr(ast.Yield(ast.Name("__kept__", ast.Load())))]
    return ast.copy_location(ast.If(test, body, []), statement)


def _refused_by(statement: ast.stmt) -> ast.expr | None:
    """The call of a statement that does nothing but refuse."""
    if isinstance(statement, ast.Raise):
        return statement.exc
    value = statement.value if isinstance(statement, ast.Expr | ast.Return) else None
    if isinstance(value, ast.Yield):
        return value.value
    is_append = isinstance(value, ast.Call) and getattr(value.func, "attr", "") == "append"
    return value.args[0] if is_append and isinstance(value, ast.Call) else value


def conditional(path: Path) -> tuple[ast.Module, list[Site]]:
    """A file's tree with its refusals made conditional, and where they are."""
    tree = ast.parse(path.read_text())
    transformer = Conditional(path.relative_to(PACKAGE).as_posix())
    transformer.visit(tree)
    return ast.fix_missing_locations(tree), transformer.sites


class Loader(importlib.machinery.SourceFileLoader):
    """Loads a module with its refusals made conditional."""

    def get_code(self, fullname: str) -> CodeType:  # noqa: ARG002
        """Compiled anew: what is cached has its refusals as they are."""
        return compile(conditional(Path(self.path))[0], self.path, "exec", dont_inherit=True)


class Finder(MetaPathFinder):
    """Finds the modules of the rooms that refuse."""

    def find_spec(self, name: str, path: Any, target: Any = None) -> Any:
        """Hands out a loader of ours."""
        if not name.startswith(tuple(f"dash_codemods.{room}" for room in ROOMS)):
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        if spec is not None and spec.origin is not None:
            spec.loader = Loader(name, spec.origin)
        return spec


# -- what refuses


def sites() -> list[Site]:
    """All places that refuse."""
    files = [path for room in ROOMS for path in sorted((PACKAGE / room).rglob("*.py"))]
    return [site for path in files for site in conditional(path)[1]]


def reasons() -> set[str]:
    """All reasons: those that the rules give, and those that a fixture names.

    What else cannot be rewritten (`no-such-argument`) is a promise of a rule that was not kept,
    and no reason of its own.
    """
    given = {site.reason for site in sites() if not site.path.startswith("rewriting")}
    return {reason for reason in given if reason is not None} | set(named())


def named() -> dict[str, list[Any]]:
    """The cases of the fixtures in which a reason stops something."""
    from fixture_cases import cases

    found: dict[str, list[Any]] = {}
    for case in cases():
        for wanted in case.expected or ():
            for reason in wanted.get("blocked", ()):
                if case not in found.setdefault(reason, []):
                    found[reason].append(case)
    return found


# -- what comes of it without


def outcome(case: Any, reason: str) -> str | None:
    """How a case comes out otherwise while a reason is taken out; None if it does not."""
    from test_fixtures import _run, _shown

    with tempfile.TemporaryDirectory() as folder:
        copy = case.copy_to(Path(folder) / "case")
        try:
            result = _run(copy, case)
        except Exception as error:  # whatever it is: the check kept it away
            return f"no way on ({type(error).__name__})"
    expected = [{"code": case.code, **wanted} for wanted in case.expected]
    found = [_shown(replace(one, finding=_whole(one.finding))) for one in result.findings]
    if any(problem.kind == "internal-error" for problem in result.problems):
        return "a rewrite that the proof rejects"
    fixes = sum(one["applicability"] != "manual" for one in found)
    if fixes > sum(one["applicability"] != "manual" for one in expected):
        return FIX
    if [_without(one, reason) for one in found] != [_without(one, reason) for one in expected]:
        return "other findings"
    return None


def _whole(finding: Any) -> Any:
    """A finding without what was taken out of a reason's place."""
    return replace(finding, blocked_by=tuple(one for one in finding.blocked_by if one is not None))


def _without(shown: dict[str, Any], reason: str) -> dict[str, Any]:
    blocked = [one for one in shown.get("blocked", ()) if one != reason]
    return {**shown, "blocked": blocked}


def tried(reason: str, place: str | None = None) -> tuple[str, str] | None:
    """A case that comes out otherwise, and how: the one that says the most."""
    builtins.__is_out__ = lambda r, p: r == reason and place in (None, p)  # type: ignore[attr-defined]
    found: list[tuple[str, str]] = []
    for case in named().get(reason, ()):
        how = outcome(case, reason)
        if how == FIX:
            return case.id, how
        if how is not None:
            found.append((case.id, how))
    return found[0] if found else None


def in_parallel(wanted: list[tuple[str, str | None]]) -> Iterator[tuple[Any, Any]]:
    """Tries many, in as many processes as there are cores."""
    from dash_codemods.engine.workers import spread

    yield from spread(lambda one: (tried(*one),), wanted, os.cpu_count() or 1)


def install() -> None:
    """Has the package imported with its refusals made conditional."""
    assert not any(name.startswith("dash_codemods.rules") for name in sys.modules)
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    sys.meta_path.insert(0, Finder())
    builtins.__is_out__ = lambda *_: False  # type: ignore[attr-defined]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("reasons", nargs="*")
    parser.add_argument("--sites", action="store_true", help="take out each place alone")
    given = parser.parse_args()
    install()
    wanted: list[tuple[str, str | None]]
    if given.sites:
        known = named()
        places = {(s.reason, f"{s.path}:{s.line}") for s in sites() if s.reason in known}
        wanted = sorted((r, p) for r, p in places if r and r in (given.reasons or known))
    else:
        wanted = [(reason, None) for reason in sorted(given.reasons or reasons())]
    missing = 0
    for (reason, place), done in sorted(in_parallel(wanted), key=str):
        shown = done[0] if done is not None else ("", "the process crashed")
        case, how = shown or ("", "")
        why = UNSHOWN.get(reason, "") if not given.sites else ""
        missing += not how and not why
        print(f"{reason:28} {place or '':44} {how or why or 'NOT SHOWN':34} {case}")
    print(f"{len(wanted)} taken out, {missing} not shown")
    sys.exit(bool(missing) and not given.sites)


UNSHOWN: dict[str, str] = {
    "read-in-guard": "there is no fix that it would stop",
}
"""Reasons that no fixture can show, and where it is shown instead or why not at all."""


if __name__ == "__main__":
    main()
