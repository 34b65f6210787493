"""The names of a file: which scope binds what, and under which branch a statement stands."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

from dash_codemods.model.expressions import Expression, Items, Mapping
from dash_codemods.model.facts import Binding, Import
from dash_codemods.model.walking import walk
from dash_codemods.reading.context_uses import (
    CONTEXT_NAMES,
    FRAMES_BY_MODULE,
    HANDED_ON,
    READERS_BY_MODULE,
)
from dash_codemods.reading.expressions import Places, convert, dotted_name
from dash_codemods.reading.scopes import ScopeBuilder
from dash_codemods.reading.walker import Walker


class ScopeWalker(Walker):
    """Keeps the scopes, imports and branches of one file up to date while it is walked."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        super().__init__()
        self.places = Places(text)
        self.scopes = [ScopeBuilder("module", "", -1, 1)]
        self.scope = 0
        self.imports: list[Import] = []
        self.stars: list[tuple[str, int]] = []
        self.exported: tuple[str, ...] | None = None
        self.dynamic_all = False
        self.branch: tuple[tuple[int, str], ...] = ()
        self.context_names: set[str] = set()
        self.frame_functions: dict[str, str] = {}
        """The names of imported functions that give frames, with what they are called there."""
        self.guards = 0
        self.assigned: str | None = None
        self.called: ast.expr | None = None
        """What the call that is being visited calls."""

    def reveal(self, what: str, line: int) -> None:
        """Note a place that can see dependencies without a parameter."""

    def on_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id in self.context_names:
                self.reveal(f"{node.id} handed on", node.lineno)
            elif node.id in HANDED_ON and node is not self.called:
                self.reveal(f"{node.id}() handed on", node.lineno)
            return
        self._bind_other(node.id, node.lineno)

    def _builder(self, name: str) -> ScopeBuilder:
        builder = self.scopes[self.scope]
        return self.scopes[0] if name in builder.globals else builder

    def _bind_other(self, name: str, line: int) -> None:
        self._builder(name).bind_other(name, line)

    def on_Global(self, node: ast.Global) -> None:
        self.scopes[self.scope].globals.update(node.names)
        for name in node.names:
            self.scopes[0].bind_other(name, node.lineno)

    def on_Nonlocal(self, node: ast.Nonlocal) -> None:
        for name in node.names:
            scope = self.scopes[self.scope].parent
            while scope > 0:
                if name in self.scopes[scope].bindings:
                    self.scopes[scope].bind_other(name, node.lineno)
                scope = self.scopes[scope].parent

    def on_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            bound = alias.asname or alias.name.split(".")[0]
            module = alias.name if alias.asname else bound
            self._import(node, module, 0, "", bound, alias, alias.name)

    def on_ImportFrom(self, node: ast.ImportFrom) -> None:
        module = node.module or ""
        for alias in node.names:
            if alias.name == "*":
                self.stars.append((module, node.level))
                self.context_names |= CONTEXT_NAMES
                continue
            bound = alias.asname or alias.name
            self._import(node, module, node.level, alias.name, bound, alias, module)

    def _import(
        self,
        node: ast.Import | ast.ImportFrom,
        module: str,
        level: int,
        name: str,
        bound: str,
        alias: ast.alias,
        written: str,
    ) -> None:
        binding = Binding("import", node.lineno, module, name, level)
        self._builder(bound).bind(bound, binding)
        if name in CONTEXT_NAMES:
            self.context_names.add(bound)
        if bound != name and name in READERS_BY_MODULE.get(module.partition(".")[0], ()):
            self.reveal(f"{name}() handed on", node.lineno)
        if name in FRAMES_BY_MODULE.get(module, ()):
            self.frame_functions[bound] = name
        guarded = self.guards > 0 or any(arm != "loop" for _, arm in self.branch)
        span = self.places.span(node)
        explicit = alias.asname is not None and alias.asname == alias.name
        self.imports.append(
            Import(written, level, name, bound, self.scope, explicit, span, guarded)
        )

    def on_Assign(self, node: ast.Assign) -> None:
        single = node.targets[0] if len(node.targets) == 1 else None
        kept, self.assigned = self.assigned, dotted_name(single) if single is not None else None
        if self._aliases_context(node.value) and isinstance(single, ast.Name):
            self.context_names.add(single.id)
        else:
            self.visit(node.value)
        self.assigned = kept
        for target in node.targets:
            if isinstance(target, ast.Name):
                if self._stands_in(target.id, node.value):
                    continue
                value = _binding_value(node.value, self.places)
                self._builder(target.id).bind_value(target.id, node.lineno, value)
                if target.id == "__all__" and self.scope == 0:
                    self._read_all(node.value)
            else:
                self.visit(target)
                if isinstance(target, ast.Subscript):
                    self.changed_in_place(target.value)

    def _stands_in(self, name: str, value: ast.expr) -> bool:
        """Whether it is the None that a name gets where its import fails."""
        known = self._builder(name).bindings.get(name)
        if known is None or known.kind != "import":
            return False
        is_none = isinstance(value, ast.Constant) and value.value is None
        return is_none and bool(self.branch) and self.branch[-1][1].startswith("except")

    def changed_in_place(self, node: ast.expr) -> None:
        """A list or dict that is changed after all does not hold what its name was assigned."""
        scope = self.scope if isinstance(node, ast.Name) else -1
        while scope >= 0 and isinstance(node, ast.Name):
            binding = self.scopes[scope].bindings.get(node.id)
            if binding is not None:
                if isinstance(binding.value, Items | Mapping):
                    self.scopes[scope].bind_other(node.id, binding.line)
                return
            scope = self.scopes[scope].parent

    def _aliases_context(self, value: ast.expr) -> bool:
        if isinstance(value, ast.Name):
            return value.id in self.context_names
        is_named = isinstance(value, ast.Attribute) and value.attr in CONTEXT_NAMES
        return is_named and dotted_name(value) is not None

    def _read_all(self, value: ast.expr) -> None:
        if isinstance(value, ast.List | ast.Tuple) and all(
            isinstance(e, ast.Constant) for e in value.elts
        ):
            self.exported = tuple(str(e.value) for e in value.elts if isinstance(e, ast.Constant))
        else:
            self.dynamic_all = True

    def on_AnnAssign(self, node: ast.AnnAssign) -> None:
        self.visit(node.annotation)
        if node.value is not None:
            kept, self.assigned = self.assigned, dotted_name(node.target)
            self.visit(node.value)
            self.assigned = kept
        if isinstance(node.target, ast.Name):
            if node.value is not None:
                value = _binding_value(node.value, self.places)
                self._builder(node.target.id).bind_value(node.target.id, node.lineno, value)
        else:
            self.visit(node.target)

    def on_AugAssign(self, node: ast.AugAssign) -> None:
        if isinstance(node.target, ast.Name) and node.target.id == "__all__":
            self.dynamic_all = True
        self.children(node)

    def _open(self, builder: ScopeBuilder) -> int:
        self.scopes.append(builder)
        return len(self.scopes) - 1

    def on_ClassDef(self, node: ast.ClassDef) -> None:
        self.visit_all(node.decorator_list)
        self.visit_all(node.bases)
        self.visit_all(node.keywords)
        bases = tuple(filter(None, map(dotted_name, node.bases)))
        inner = self._open(ScopeBuilder("class", node.name, self.scope, node.lineno, bases))
        self._builder(node.name).bind(node.name, Binding("class", node.lineno, child=inner))
        kept, self.scope = self.scope, inner
        branch, self.branch = self.branch, ()
        self.visit_all(node.body)
        self.scope, self.branch = kept, branch

    def on_Lambda(self, node: ast.Lambda) -> None:
        # Parameters of a lambda hide outer names; nothing of Dash is registered in one.
        self.visit_all(filter(None, (*node.args.defaults, *node.args.kw_defaults)))
        self.visit(node.body)

    def _arm(self, node: Any, arm: str, body: Sequence[ast.AST]) -> None:
        kept, self.branch = self.branch, (*self.branch, (node.lineno, arm))
        self.visit_all(body)
        self.branch = kept

    def on_If(self, node: ast.If) -> None:
        self.visit(node.test)
        typing_only = "TYPE_CHECKING" in (dotted_name(node.test) or "")
        self.guards += typing_only
        self._arm(node, "if", node.body)
        self.guards -= typing_only
        self._arm(node, "else", node.orelse)

    def on_IfExp(self, node: ast.IfExp) -> None:
        self.visit(node.test)
        self._arm(node, f"then{node.col_offset}-{node.end_col_offset}", [node.body])
        self._arm(node, f"otherwise{node.col_offset}-{node.end_col_offset}", [node.orelse])

    def on_BoolOp(self, node: ast.BoolOp) -> None:
        self.visit(node.values[0])
        self._arm(node, f"further{node.col_offset}-{node.end_col_offset}", node.values[1:])

    def on_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self.visit(node.target)
        self._arm(node, "loop", node.body)
        self.visit_all(node.orelse)

    on_AsyncFor = on_For

    def on_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._arm(node, "loop", node.body)
        self._arm(node, "after", node.orelse)

    def on_Try(self, node: ast.Try) -> None:
        self._arm(node, "try", node.body)
        for index, handler in enumerate(node.handlers):
            if handler.type:
                self.visit(handler.type)
            if handler.name:
                self._bind_other(handler.name, handler.lineno)
            self._arm(node, f"except{index}", handler.body)
        self._arm(node, "try", node.orelse)
        self.visit_all(node.finalbody)

    on_TryStar = on_Try

    def on_With(self, node: ast.With) -> None:
        if not any(_expects_failure(item.context_expr) for item in node.items):
            self.children(node)
            return
        self.visit_all(node.items)
        self._arm(node, "try", node.body)

    def on_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        for index, case in enumerate(node.cases):
            for inner in walk(case.pattern):
                name = getattr(inner, "name", None) or getattr(inner, "rest", None)
                if isinstance(name, str):
                    self._bind_other(name, node.lineno)
            if case.guard:
                self.visit(case.guard)
            self._arm(node, f"case{index}", case.body)

    def _comprehension(self, node: Any) -> None:
        # Its targets live in a scope of their own; only what is computed matters here.
        for generator in node.generators:
            self.visit(generator.iter)
            self.visit_all(generator.ifs)
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])

    on_ListComp = on_SetComp = on_DictComp = on_GeneratorExp = _comprehension


def _expects_failure(node: ast.expr) -> bool:
    """`with pytest.raises(...)` and its kin: what stands in it may not happen."""
    called = dotted_name(node.func) if isinstance(node, ast.Call) else None
    last = (called or "").rpartition(".")[2]
    return last in ("raises", "suppress") or last.startswith("assertRaises")


def _binding_value(node: ast.expr, places: Places) -> Expression | None:
    """The value of an assignment, where following the name can be of use."""
    depth = _FOLLOWED.get(node.__class__)
    return convert(node, places, depth) if depth else None


_FOLLOWED: dict[type, int] = {
    **dict.fromkeys((ast.Constant, ast.Name, ast.Attribute, ast.JoinedStr, ast.BinOp), 3),
    ast.Call: 2,
    **dict.fromkeys((ast.Dict, ast.List, ast.Tuple), 4),
}
"""How deep the values of names are kept, by their kind."""
