"""What a function's body does with its parameters."""

from __future__ import annotations

import ast

from dash_codemods.model.walking import walk
from dash_codemods.reading.walker import Walker

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef
Comprehension = ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp


def all_arguments(arguments: ast.arguments) -> list[tuple[ast.arg, str, bool]]:
    """Every parameter in order, with its kind and whether it has a default."""
    found: list[tuple[ast.arg, str, bool]] = []
    positional = [*arguments.posonlyargs, *arguments.args]
    first_default = len(positional) - len(arguments.defaults)
    for index, arg in enumerate(positional):
        kind = "positional-only" if index < len(arguments.posonlyargs) else "positional"
        found.append((arg, kind, index >= first_default))
    if arguments.vararg:
        found.append((arguments.vararg, "vararg", False))
    for arg, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True):
        found.append((arg, "keyword-only", default is not None))
    if arguments.kwarg:
        found.append((arguments.kwarg, "kwarg", False))
    return found


def comprehension_targets(node: Comprehension) -> set[str]:
    """The names that a comprehension binds for itself."""
    return {
        inner.id
        for generator in node.generators
        for inner in walk(generator.target)
        if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store)
    }


class _Binders(Walker):
    """The names that a nested scope binds itself, and those that it declares as outer."""

    def __init__(self) -> None:
        super().__init__()
        self.bound: set[str] = set()
        self.outer: set[str] = set()

    def on_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.bound.add(node.id)

    def _definition(self, node: FunctionNode | ast.ClassDef) -> None:
        self.bound.add(node.name)

    def on_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._definition(node)

    def on_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._definition(node)

    def on_ClassDef(self, node: ast.ClassDef) -> None:
        self._definition(node)

    def on_Lambda(self, node: ast.Lambda) -> None:
        """A lambda binds for itself."""

    def _comprehension(self, node: Comprehension) -> None:
        """A comprehension too, but for what `:=` binds in it."""
        for generator in node.generators:
            self.visit(generator.iter)
            self.visit_all(generator.ifs)
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])

    on_ListComp = on_SetComp = on_DictComp = on_GeneratorExp = _comprehension

    def on_Nonlocal(self, node: ast.Nonlocal) -> None:
        self.outer.update(node.names)

    def on_Global(self, node: ast.Global) -> None:
        self.outer.update(node.names)

    def on_Import(self, node: ast.Import) -> None:
        self.bound.update((a.asname or a.name).split(".")[0] for a in node.names)

    def on_ImportFrom(self, node: ast.ImportFrom) -> None:
        self.bound.update(a.asname or a.name for a in node.names)

    def on_ExceptHandler(self, node: ast.ExceptHandler) -> None:
        if node.name:
            self.bound.add(node.name)
        self.children(node)

    def on_MatchAs(self, node: ast.MatchAs) -> None:
        if node.name:
            self.bound.add(node.name)
        self.children(node)

    def on_MatchStar(self, node: ast.MatchStar) -> None:
        if node.name:
            self.bound.add(node.name)

    def on_MatchMapping(self, node: ast.MatchMapping) -> None:
        if node.rest:
            self.bound.add(node.rest)
        self.children(node)


class _Reads(Walker):
    """Collects the lines on which names of interest are read, deleted or rebound from within."""

    def __init__(self, names: frozenset[str]) -> None:
        super().__init__()
        self.names = names
        self.lines: dict[str, list[int]] = {}

    def _add(self, name: str, line: int) -> None:
        if name in self.names:
            self.lines.setdefault(name, []).append(line)

    def on_Name(self, node: ast.Name) -> None:
        if not isinstance(node.ctx, ast.Store):
            self._add(node.id, node.lineno)

    def on_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name):
            self._add(node.target.id, node.lineno)
        self.children(node)

    def on_Nonlocal(self, node: ast.Nonlocal) -> None:
        # Without the parameter a nonlocal statement has nothing to name.
        for name in node.names:
            self._add(name, node.lineno)

    def _hidden(self, hidden: set[str], nodes: list[ast.AST]) -> None:
        kept, self.names = self.names, self.names - hidden
        if self.names:
            for node in nodes:
                self.visit(node)
        self.names = kept

    def _function(self, node: FunctionNode) -> None:
        for outside in (*node.decorator_list, *node.args.defaults, *node.args.kw_defaults):
            if outside is not None:
                self.visit(outside)
        for arg, _, _ in all_arguments(node.args):
            if arg.annotation:
                self.visit(arg.annotation)
        if node.returns:
            self.visit(node.returns)
        self.visit_all(getattr(node, "type_params", ()))
        binders = _Binders()
        for statement in node.body:
            binders.visit(statement)
        hidden = (binders.bound - binders.outer) | {a.arg for a, _, _ in all_arguments(node.args)}
        self._hidden(hidden, list(node.body))

    def on_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def on_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def on_Lambda(self, node: ast.Lambda) -> None:
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        self._hidden({a.arg for a, _, _ in all_arguments(node.args)}, [node.body])

    def _comprehension(self, node: Comprehension) -> None:
        self.visit(node.generators[0].iter)
        parts: list[ast.AST] = []
        for index, generator in enumerate(node.generators):
            parts += [generator.iter] * (index > 0) + [*generator.ifs]
            # A subscript or attribute as a target reads what it stands on.
            parts.append(generator.target)
        parts += [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
        self._hidden(comprehension_targets(node), parts)

    on_ListComp = on_SetComp = on_DictComp = on_GeneratorExp = _comprehension


def _overwrites(statement: ast.stmt) -> set[str]:
    """The names that a statement surely assigns, whatever happened before."""
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    else:
        return set()
    names: set[str] = set()
    for target in targets:
        elements = target.elts if isinstance(target, ast.Tuple | ast.List) else [target]
        names.update(e.id for e in elements if isinstance(e, ast.Name))
    return names


def parameter_reads(function: FunctionNode) -> dict[str, tuple[tuple[int, ...], bool]]:
    """For each parameter that matters: the lines that read its value, and if it is overwritten.

    Returns a dict of parameter name → (lines, overwritten before any read). A parameter
    that is missing from it is never read. A read behind a sure assignment at the top level
    of the body reads the new value, not the parameter's.
    """
    reads = _Reads(frozenset(arg.arg for arg, _, _ in all_arguments(function.args)))
    overwritten: set[str] = set()
    for statement in function.body:
        reads.visit(statement)
        gone = _overwrites(statement) & reads.names
        # A closure made earlier may run later, but it would see the new value too.
        overwritten |= {name for name in gone if name not in reads.lines}
        reads.names = reads.names - gone
    result = {name: (tuple(lines), False) for name, lines in reads.lines.items()}
    result.update(dict.fromkeys(overwritten, ((), True)))
    return result
