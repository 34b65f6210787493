"""The functions of a file: their parameters, what they call, what they see of the context."""

from __future__ import annotations

import ast

from dash_codemods.model.expressions import Call, Expression
from dash_codemods.model.facts import Binding, Function, Parameter, Reveal
from dash_codemods.model.walking import walk
from dash_codemods.reading.context_uses import (
    DEPENDENCY_ATTRIBUTES,
    FRAME_ATTRIBUTES,
    HANDED_ON,
    HARMLESS_ATTRIBUTES,
    REQUEST_ATTRIBUTES,
    TRIGGER_ATTRIBUTES,
)
from dash_codemods.reading.expressions import convert, dotted_name, last_name
from dash_codemods.reading.frames import FRAMES, only_asks_where
from dash_codemods.reading.named_in_texts import (
    QUERY_ALIAS,
    QUERY_NAMES,
    is_query,
    puts_names_together,
)
from dash_codemods.reading.scope_walk import ScopeWalker
from dash_codemods.reading.scopes import ScopeBuilder
from dash_codemods.reading.uses import FunctionNode, all_arguments, parameter_reads


class _FunctionUnderWay:
    """What is collected while the walk is inside a function."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.reveals: list[Reveal] = []
        self.trigger_reads: list[Reveal] = []
        self.returns: list[int] = []
        self.queries: list[int] = []
        """The lines of `frame.query(...)`."""
        self.built_queries: list[int] = []
        """Those whose text is not known, and may name any variable."""


class FunctionWalker(ScopeWalker):
    """Collects the functions of one file."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        super().__init__(text)
        self.text = text
        self.query_alias = ".query" in text and QUERY_ALIAS.search(text) is not None
        self.builds_queries = puts_names_together(text)
        self.formula_names: frozenset[str] = frozenset()
        self.functions: list[Function] = []
        self.function_nodes: list[FunctionNode] = []
        self.analysed: set[int] = set()
        self.under_way: list[_FunctionUnderWay] = []
        self.outside = _FunctionUnderWay()
        """What is seen outside of all functions: in a lambda, by what an object is made of."""

    def may_register(self, node: ast.Call) -> bool:  # noqa: ARG002
        """Whether a decorator looks like `callback(...)`; what none looks like here."""
        return False

    def note_decorator(self, node: ast.Call, function: int, position: int) -> None:
        """Take note of a decorator that may register a function."""

    def on_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._function(node)

    def on_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> None:
        self._function(node)

    def _function(self, node: FunctionNode) -> None:
        index = len(self.functions)
        inner = self._open(ScopeBuilder("function", node.name, self.scope, node.lineno))
        self._builder(node.name).bind(node.name, Binding("function", node.lineno, child=inner))
        self.functions.append(self._function_facts(node, inner))
        self.function_nodes.append(node)
        for position, decorator in enumerate(node.decorator_list):
            if isinstance(decorator, ast.Call) and self.may_register(decorator):
                self.note_decorator(decorator, index, position)
            self.visit(decorator)
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        under_way = _FunctionUnderWay()
        self.under_way.append(under_way)
        for arg, _, _ in all_arguments(node.args):
            self.scopes[inner].bind(arg.arg, Binding("parameter", arg.lineno))
            if arg.annotation:
                self.visit(arg.annotation)
        kept, self.scope = self.scope, inner
        branch, self.branch = self.branch, ()
        self.visit_all(node.body)
        self.scope, self.branch = kept, branch
        self.under_way.pop()
        if any(reveal.what in FRAMES for reveal in under_way.reveals):
            self._leave_out_frames(node, under_way)
        self._find_names_in_texts(inner, under_way)
        self._finish_function(index, under_way)

    def _leave_out_frames(self, node: FunctionNode, under_way: _FunctionUnderWay) -> None:
        """Who asks a frame for a name alone sees no variable."""
        if only_asks_where(node, self.frame_functions):
            under_way.reveals = [r for r in under_way.reveals if r.what not in FRAMES]

    def _find_names_in_texts(self, inner: int, under_way: _FunctionUnderWay) -> None:
        """Queries and formulas see the variables that their texts name, from wherever those are."""
        own = self.scopes[inner].bindings.keys()
        line = min(under_way.queries, default=self.scopes[inner].line)
        queried = under_way.queries or self.query_alias
        for name in sorted(own & set(QUERY_NAMES.findall(self.text))) if queried else ():
            under_way.reveals.append(Reveal(f"query() with @{name}", line))
        if under_way.built_queries or (self.builds_queries and self.query_alias):
            built = min(under_way.built_queries, default=line)
            under_way.reveals.append(Reveal("a query that is put together", built))
        for name in sorted(own & self.formula_names):
            under_way.reveals.append(
                Reveal(f"a formula or SQL that names {name}", self.scopes[inner].line)
            )

    def _finish_function(self, index: int, under_way: _FunctionUnderWay) -> None:
        self.functions[index] = self.functions[index]._replace(
            calls=frozenset(under_way.calls),
            reveals=tuple(under_way.reveals),
            trigger_reads=tuple(under_way.trigger_reads),
            returns=tuple(under_way.returns),
        )
        if self.under_way:
            outer = self.under_way[-1]
            outer.calls |= under_way.calls
            outer.reveals += under_way.reveals
            outer.trigger_reads += under_way.trigger_reads
            outer.queries += under_way.queries

    def _function_facts(self, node: FunctionNode, inner: int) -> Function:
        if any(isinstance(d, ast.Call) and self.may_register(d) for d in node.decorator_list):
            self.analysed.add(len(self.functions))
            parameters = self._parameters(node)
        else:
            parameters = tuple(
                Parameter(arg.arg, kind, has_default, None, is_read=True)
                for arg, kind, has_default in all_arguments(node.args)
            )
        def_span = self.places.span(node)
        span = def_span
        if node.decorator_list:
            first = min(d.lineno for d in node.decorator_list)
            span = def_span._replace(line=first)
        return Function(
            name=node.name,
            scope=self.scope,
            body=inner,
            span=span,
            def_span=def_span,
            body_line=node.body[0].lineno,
            parameters=parameters,
            decorators=tuple(self._decorator(d) for d in node.decorator_list),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            docstring=ast.get_docstring(node, clean=False),
        )

    def _decorator(self, node: ast.expr) -> Expression:
        """A decorator by its name alone; what registers is converted whole elsewhere."""
        if isinstance(node, ast.Call):
            return Call(dotted_name(node.func) or "", (), (), self.places.span(node))
        return convert(node, self.places, 4)

    def _parameters(self, node: FunctionNode) -> tuple[Parameter, ...]:
        """The parameters, with what the body does with them."""
        reads = {
            **dict.fromkeys(self._named_in_texts(node), ((node.lineno,), False)),
            **parameter_reads(node),
        }
        found = []
        for arg, kind, has_default in all_arguments(node.args):
            lines, overwritten = reads.get(arg.arg, ((), False))
            annotation = ast.unparse(arg.annotation) if arg.annotation else None
            found.append(
                Parameter(arg.arg, kind, has_default, annotation, lines, bool(lines), overwritten)
            )
        return tuple(found)

    def _named_in_texts(self, node: FunctionNode) -> list[str]:
        """The names that a query or formula may read in a function, from wherever its text is."""
        names = QUERY_NAMES.findall(self.text) if ".query" in self.text else []
        if not (names and (self.query_alias or any(map(is_query, walk(node))))):
            names = []
        return [*names, *self.formula_names]

    def on_Return(self, node: ast.Return) -> None:
        if self.under_way:
            self.under_way[-1].returns.append(node.lineno)
        self.children(node)

    def reveal(self, what: str, line: int) -> None:
        self._innermost().reveals.append(Reveal(what, line))

    def _innermost(self) -> _FunctionUnderWay:
        return self.under_way[-1] if self.under_way else self.outside

    def on_Attribute(self, node: ast.Attribute) -> None:
        base = node.value
        if self._aliases_context(base):
            if node.attr in TRIGGER_ATTRIBUTES:
                self._innermost().trigger_reads.append(Reveal(node.attr, node.lineno))
            elif node.attr not in HARMLESS_ATTRIBUTES:
                self.reveal(f"ctx.{node.attr}", node.lineno)
            return
        if self._aliases_context(node) and dotted_name(node) != "self.ctx":
            self.reveal(f"{node.attr} handed on", node.lineno)
            return
        if node.attr in REQUEST_ATTRIBUTES and last_name(base) == "request":
            self.reveal(f"request.{node.attr}", node.lineno)
        elif node.attr in DEPENDENCY_ATTRIBUTES and self._may_be_context(base):
            self.reveal(f"ctx.{node.attr}", node.lineno)
        elif node.attr in TRIGGER_ATTRIBUTES and self._may_be_context(base):
            self._innermost().trigger_reads.append(Reveal(node.attr, node.lineno))
        elif node.attr in FRAME_ATTRIBUTES:
            self.reveal(node.attr, node.lineno)
        elif node.attr in HANDED_ON and node is not self.called:
            self.reveal(f"{node.attr}() handed on", node.lineno)
        self.visit(base)

    def _may_be_context(self, node: ast.expr) -> bool:
        """Whether it may be Dash's context: what another module, a class or its object holds."""
        root = node
        while isinstance(root, ast.Attribute):
            root = root.value
        if self._is_imported(root):
            return True
        found = self._binding_of(root.id) if isinstance(root, ast.Name) else None
        return root is not node and found is not None and found[0] == 0

    def _is_imported(self, node: ast.expr) -> bool:
        """Whether a name may come from another module."""
        if not isinstance(node, ast.Name):
            return False
        found = self._binding_of(node.id)
        return found[1].kind == "import" if found is not None else bool(self.stars)

    def _binding_of(self, name: str) -> tuple[int, Binding] | None:
        """The scope that binds a name so far, as seen from here, and the binding."""
        scope = self.scope
        while scope >= 0:
            binding = self.scopes[scope].bindings.get(name)
            if binding is not None:
                return scope, binding
            scope = self.scopes[scope].parent
        return None
