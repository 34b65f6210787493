"""The function that long shared code becomes: which statements, what it gets and hands back."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from dash_codemods.model.dispatch.flow import bound_here, kept_reads, needed
from dash_codemods.model.dispatch.mentions import names_of_no_use
from dash_codemods.model.dispatch.parts import Clash, PartOf, check_separate, own_lines, shared
from dash_codemods.model.dispatch.residues import (
    NotReadable,
    Residue,
    Whole,
    read_names,
    without_unused,
)
from dash_codemods.model.project import FunctionNode
from dash_codemods.model.walking import walk

_LEFT = 8
"""So many statements at most stay copied before the helper."""
_LONG = 5
"""So many lines are worth a function."""
_HANDED_BACK = 4
"""So many values at most: more are no help."""
_WORTH = 3
"""So many lines of its own has one of the parts; and all have one for so many of the helper."""
_OF_THE_CALL = frozenset(
    "ctx callback_context triggered triggered_id triggered_prop_ids set_props locals vars dir eval "
    "exec super".split()
)
"""What means another thing in another function, or may."""


@dataclass(frozen=True)
class Helped:
    """Statements that several parts share, as a function."""

    residues: tuple[Whole, ...]
    parameters: tuple[str, ...]
    returned: tuple[str, ...]
    """The names that it binds and the parts read, in the order in which it does."""
    of_no_use: frozenset[str] = frozenset()
    """The names that nothing has read before either."""


class Helping:
    """Looks for the statements of a callback that are better off as a function."""

    def __init__(
        self,
        function: FunctionNode,
        parameters: Sequence[str],
        tells: Callable[[Residue], bool],
    ) -> None:
        """Take the callback's function, and who knows which statements look at the trigger."""
        self.function, self.parameters, self.tells = function, tuple(parameters), tells
        self.own = {*parameters, *(n for each in function.body for n in bound_here(each))}
        self.outer: set[str] = set()
        for node in walk(function):
            if isinstance(node, ast.Global | ast.Nonlocal):
                self.outer.update(node.names)

    def find(self, parts: Sequence[PartOf], clash: Clash) -> Helped:
        """The statements that leave parts which share little. Raises NotReadable for none."""
        parts = [_filled(part, parts, self.function) for part in parts]
        against: list[NotReadable] = []
        found: list[tuple[int, bool, int, Helped]] = []
        for run in _runs(self.function, parts):
            while run and _is_guard(run[0]) and self._unfit(run[0]):
                run = run[1:]
            if _size(run) < _LONG:
                continue
            against += filter(None, map(self._unfit, run))
            for chosen in _stretches(run):
                if any(map(self._unfit, chosen)):
                    continue
                try:
                    helped = self._made(chosen, parts)
                    check_separate(with_helper(parts, helped), helped.residues)
                except Clash:
                    continue
                except NotReadable as error:
                    against.append(error)
                    continue
                left = sum(_size([r]) for r in run if r not in chosen and not _is_guard(r))
                given = 2 * len(helped.returned) + len(helped.parameters)
                # A guard is better seen in every part than called.
                found.append((left + given, _is_guard(chosen[0]), -_size(chosen), helped))
        if not found:
            raise next(iter(against), clash)
        return min(found, key=lambda each: each[:3])[3]

    def _unfit(self, residue: Whole) -> NotReadable | None:
        """Why a statement cannot stand in another function."""
        for node in walk(residue.node):
            match node:
                case ast.Return():
                    return _refused("the function may return inside of it", node)
                case ast.Await() | ast.AsyncFor() | ast.AsyncWith():
                    return _refused("it awaits something", node)
                case ast.comprehension(is_async=1):
                    return _refused("it awaits something", residue.node)
                case ast.Global() | ast.Nonlocal() | ast.Delete():
                    return _refused("it declares or deletes a name", node)
                case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                    return _refused("it defines a function or a class", node)
                case ast.Name(id=name) | ast.Attribute(attr=name) if name in _OF_THE_CALL:
                    return _refused(f"it uses `{name}`", node)
        if self.tells(residue):
            return _refused("it looks at the trigger", residue.node)
        bound = self.outer.intersection(bound_here(residue.node))
        if bound:
            return _refused(f"it binds `{min(bound)}`, which others know too", residue.node)
        return None

    def _made(self, run: tuple[Whole, ...], parts: Sequence[PartOf]) -> Helped:
        """Some statements as a function. Raises NotReadable where they cannot be one."""
        first = run[0].node
        bound = list(dict.fromkeys(n for each in run for n in bound_here(each.node)))
        wanted: set[str] = set()
        users = [part for part in parts if set(run) & set(part.residues)]
        for part in users:
            _, rest = _around(run, part)
            needs = needed(rest) & set(bound)
            if not needs:
                raise _refused("one of the branches reads nothing of it", first)
            wanted |= needs
        returned = tuple(name for name in bound if name in wanted)
        if len(returned) > _HANDED_BACK:
            raise _refused(f"the branches read {len(returned)} values of it", first)
        got = needed(run, returned) & self.own
        odd = (wanted | got) & _oddly_bound(self.function)
        if odd:
            raise _refused(f"`{min(odd)}` is imported or caught in the function", first)
        for part in users:
            self._check_known(run, part, got)
        _check_worth(run, users, parts)
        order = list(dict.fromkeys([*self.parameters, *self._in_order()]))
        parameters = tuple(sorted(got, key=order.index))
        return Helped(run, parameters, returned, names_of_no_use(self.function))

    def _in_order(self) -> list[str]:
        return [name for each in self.function.body for name in bound_here(each)]

    def _check_known(self, run: tuple[Whole, ...], part: PartOf, got: set[str]) -> None:
        """Raise unless all that the function gets is there, and means what it did."""
        before, rest = _around(run, part)
        for name in sorted(got.difference(self.parameters)):
            if name in needed(before, {name}):
                where = next((r for r in run if name in bound_here(r.node)), run[0])
                raise _refused(f"`{name}` may not be bound there", where.node)
        both = _all(kept_reads, before) & _all(bound_here, run)
        both |= _all(kept_reads, run) & _all(bound_here, rest)
        if both:
            message = f"`{min(both)}` is read later by a function that was made before"
            raise _refused(message, run[0].node)


def _all(names_of: Callable[[ast.AST], Iterable[str]], residues: Sequence[Residue]) -> set[str]:
    return {name for each in residues for node in each.nodes() for name in names_of(node)}


def _filled(part: PartOf, parts: Sequence[PartOf], function: FunctionNode) -> PartOf:
    """A part with what only prepares something for others, between what it shares with them."""
    others = [each for other in parts if other is not part for each in other.residues]
    kept = {residue.node: residue for residue in part.residues}
    found: list[Residue] = []
    shares = False
    for residue in reversed(part.every):
        mine = kept.get(residue.node)
        theirs = isinstance(residue, Whole) and residue in others
        theirs = theirs and residue.node in function.body
        if mine is not None:
            found.append(mine)
            shares = shares or (mine in others and isinstance(mine, Whole) and not _is_guard(mine))
        elif theirs and shares:
            found.append(residue)
    return replace(part, residues=tuple(reversed(found)))


def with_helper(parts: Sequence[PartOf], helped: Helped | None) -> list[PartOf]:
    """The parts, those that call the helper with all that is in it and nothing else of others."""
    if helped is None:
        return list(parts)
    made: list[PartOf] = []
    for part in parts:
        used = any(residue in helped.residues for residue in part.residues)
        kept = {residue.node for residue in without_unused(part.residues, helped.of_no_use)}
        kept |= {residue.node for residue in helped.residues if used}
        nodes = {residue.node: residue for residue in (*part.every, *part.residues)}
        left = tuple(nodes[node] for node in nodes if node in kept)
        reads_too = helped.parameters if used else ()
        made.append(replace(part, residues=left, reads=frozenset({*read_names(left), *reads_too})))
    return made


def _refused(why: str, node: ast.stmt | ast.expr) -> NotReadable:
    message = f"the branches share too much to copy it, and it makes no function: {why}"
    return NotReadable("shared-code", message, node.lineno)


def _runs(function: FunctionNode, parts: Sequence[PartOf]) -> Iterator[tuple[Whole, ...]]:
    """The longest runs of whole statements of the function that the same parts share."""
    common = shared(parts)
    met: set[Residue] = set()
    for part in parts:
        run: list[Whole] = []
        users: list[PartOf] = []
        for residue in (*part.residues, None):
            theirs = [other for other in parts if residue in other.residues]
            fits = isinstance(residue, Whole) and residue in common and residue not in met
            fits = fits and residue is not None and residue.node in function.body
            if run and (not fits or theirs != users):
                yield tuple(run)
                met.update(run)
                run = []
            if fits:
                assert isinstance(residue, Whole)
                run.append(residue)
                users = theirs


def _stretches(run: tuple[Whole, ...]) -> Iterator[tuple[Whole, ...]]:
    """A run without some of the first statements, the longest first."""
    for start in range(min(_LEFT + 1, len(run))):
        if _size(run[start:]) >= _LONG:
            yield run[start:]


def _around(
    run: tuple[Whole, ...], part: PartOf
) -> tuple[tuple[Residue, ...], tuple[Residue, ...]]:
    """What a part does before some of its statements, and behind them."""
    start = part.residues.index(run[0])
    if part.residues[start : start + len(run)] != run:
        raise _refused("one of the branches uses some of it alone", run[0].node)
    return part.residues[:start], part.residues[start + len(run) :]


def _check_worth(run: tuple[Whole, ...], users: Sequence[PartOf], parts: Sequence[PartOf]) -> None:
    """Raise where next to nothing is left of the parts."""
    own = [own_lines(part, parts) for part in users]
    if max(own) < _WORTH or _size(run) > _WORTH * sum(own):
        raise _refused("little else is left of the branches", run[0].node)


def _size(run: Sequence[Whole]) -> int:
    return sum((each.node.end_lineno or each.line) - each.line + 1 for each in run)


def _is_guard(residue: Whole) -> bool:
    """Whether it only ends a call early: it reads well at the start of every part."""
    node = residue.node
    if not isinstance(node, ast.If) or node.orelse or len(node.body) > 1:
        return False
    return isinstance(node.body[0], ast.Raise | ast.Return)


def _oddly_bound(node: ast.AST) -> set[str]:
    """Names of imports, and those that an `except` unbinds at its end."""
    found: set[str] = set()
    for inner in walk(node):
        if isinstance(inner, ast.alias):
            found.update(bound_here(inner))
        elif isinstance(inner, ast.ExceptHandler) and inner.name:
            found.add(inner.name)
    return found
