"""Which components may carry the id of a dependency, where either is put together.

What makes components and what registers callbacks are often two functions of one name's ids:
`f"{prefix}-note"` in both is taken for the same, as is `ids.note(MATCH)` for
`self.ids.note(aio_id)`.
"""

from __future__ import annotations

import ast
import re
from functools import cache

from dash_codemods.model.components import Component
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.ids import WILDCARDS, ComponentId, DictId, Symbol, TextId, Wildcard
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import Trees
from dash_codemods.model.walking import children, walk

_OWN = re.compile(r"(?<![\w.])(?:self|cls)\.")


class Kin:
    """The components of a project that may carry an id."""

    def __init__(self, project: Project) -> None:
        """Take the project; its components are read when they are first asked for."""
        self._project = project
        self._root = project.sources.root_of
        self._symbols = [c for c in project.components if isinstance(c.component_id, Symbol)]
        self._read = {self._root(c.path) for c in project.components}
        self._found: dict[tuple[str, ComponentId], list[Component]] = {}

    def of(self, dependency: Dependency) -> list[Component]:
        """The components of the dependency's own project that may be the one that it names."""
        key = dependency.path, dependency.component_id
        if key not in self._found:
            self._found[key] = self._find(dependency)
        return self._found[key]

    def _find(self, dependency: Dependency) -> list[Component]:
        root, identifier = self._root(dependency.path), dependency.component_id
        found = list(self._project.components_with(identifier))
        if isinstance(identifier, Symbol):
            like = [c for c in self._symbols if c not in found and _is_like(identifier, c)]
            here = [c for c in like if c.path == dependency.path]
            found += here or like
        return [c for c in found if self._root(c.path) == root]

    def is_given_anew(self, one: Component, other: Component) -> bool:
        """Whether a name in an id gets another value between the places that make components."""
        names = {name.partition(".")[0] for name in _names_of(one.component_id)}
        if not names or one.path != other.path:
            return False
        first, last = sorted((one.span.line, other.span.line))
        return any(
            isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign)
            and first < node.lineno < last
            and any(isinstance(n, ast.Name) and n.id in names for n in _targets(node))
            for node in self._project.once(Trees).parents(one.path)
        )

    def are_read(self, path: str) -> bool:
        """Whether any component was found in a file's project."""
        return self._root(path) in self._read


def is_open(identifier: ComponentId) -> bool:
    """Whether an id is not known as a whole, or names another component for every other one."""
    if isinstance(identifier, DictId):
        return any(isinstance(value, Symbol | Wildcard) for _, value in identifier.items)
    return isinstance(identifier, Symbol)


def of_one_run(mine: Dependency, one: Component, theirs: Dependency, other: Component) -> bool:
    """Whether two components, once made together, are named by two dependencies together.

    `{"type": "note", "row": row}` is for `{"type": "go", "row": row}` what the dependencies'
    `{"type": "note", "row": MATCH}` and `{"type": "go", "row": MATCH}` are for each other.
    """
    wanted, found = mine.component_id, one.component_id
    if isinstance(wanted, TextId) or (wanted == found and isinstance(wanted, Symbol)):
        return True
    if isinstance(wanted, DictId) and isinstance(found, DictId):
        return all(
            _is_same_value(key, wanted, found, theirs.component_id, other.component_id)
            for key, _ in wanted.items
        )
    if not (isinstance(found, Symbol) and isinstance(other.component_id, Symbol)):
        return False
    written = theirs.component_id
    if not (isinstance(wanted, Symbol) and isinstance(written, Symbol)):
        return False
    if found.owner != other.component_id.owner or wanted.owner != written.owner:
        return False
    if _names(wanted.source) != _names(written.source):
        return False
    return _filled(wanted, found) == _filled(written, other.component_id)


def _is_same_value(
    key: str, wanted: DictId, found: DictId, written: ComponentId, other: ComponentId
) -> bool:
    """Whether one part of an id surely fits, given that the other component's id does."""
    value, made = dict(wanted.items)[key], dict(found.items)[key]
    if not isinstance(value, Wildcard) and value == made:
        return True
    if not (isinstance(written, DictId) and isinstance(other, DictId)):
        return False
    return dict(written.items).get(key) == value and dict(other.items).get(key) == made


def _is_like(wanted: Symbol, component: Component) -> bool:
    """Whether a component's id is written as a dependency's is, its own values for MATCH."""
    made = component.component_id
    if not isinstance(made, Symbol):
        return False
    if _plain(wanted.source) == _plain(made.source):
        return True
    one, other = _call(wanted.source), _call(made.source)
    if one is None or other is None or one[0] != other[0] or len(one[1]) != len(other[1]):
        return False
    pairs = zip(one[1], other[1], strict=True)
    return all(_is_wild(a[1]) or a == b for a, b in pairs)


def _filled(wanted: Symbol, made: Symbol) -> list[str]:
    """What a component's id has where a dependency's has MATCH."""
    one, other = _call(wanted.source), _call(made.source)
    if one is None or other is None:
        return []
    pairs = zip(one[1], other[1], strict=True)
    return [theirs[1] for mine, theirs in pairs if _is_wild(mine[1])]


def _plain(source: str) -> str:
    return _OWN.sub("", source)


@cache
def _call(source: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """What a call calls, without the object or the class that has it, and what it is given."""
    try:
        node = ast.parse(_plain(source), mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if not isinstance(node, ast.Call):
        return None
    parts = ast.unparse(node.func).split(".")
    while len(parts) > 1 and parts[0][:1].isupper():
        del parts[0]
    given = [("", ast.unparse(arg)) for arg in node.args]
    given += [(keyword.arg or "**", ast.unparse(keyword.value)) for keyword in node.keywords]
    return ".".join(parts), tuple(given)


def _targets(node: ast.Assign | ast.AugAssign | ast.AnnAssign) -> list[ast.AST]:
    """What a statement gives a value, with all that is in it."""
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return [inner for target in targets for inner in walk(target)]


def _names_of(identifier: ComponentId) -> frozenset[str]:
    """The dotted names that an id is made of."""
    values = (v for _, v in identifier.items) if isinstance(identifier, DictId) else (identifier,)
    symbols = (value for value in values if isinstance(value, Symbol))
    return frozenset(name for symbol in symbols for name in _names(symbol.source))


@cache
def _names(source: str) -> frozenset[str]:
    """The dotted names in an expression, but for what it calls."""
    try:
        waiting: list[ast.AST] = [ast.parse(_plain(source), mode="eval").body]
    except (SyntaxError, ValueError, RecursionError):
        return frozenset({source})
    found = set()
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Name | ast.Attribute):
            found.add(ast.unparse(node))
        elif isinstance(node, ast.Call):
            waiting += [*node.args, *node.keywords]
        else:
            waiting += children(node)
    return frozenset(found)


def _is_wild(source: str) -> bool:
    return source.rpartition(".")[2] in WILDCARDS
