"""Source text → facts of one file, in one walk over its syntax tree."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import Any

from dash_codemods.model.expressions import Call, Expression, Keyword, Name, Starred
from dash_codemods.model.facts import (
    Binding,
    ComponentCall,
    FileFacts,
    Function,
    Import,
    ObjectCall,
    Parameter,
    Registration,
    Reveal,
)
from dash_codemods.model.places import Position, Span
from dash_codemods.model.suppression import skips_file, suppressed_lines
from dash_codemods.reading.context_uses import (
    CONTEXT_NAMES,
    HARMLESS_ATTRIBUTES,
    REQUEST_ATTRIBUTES,
    REVEALING_CALLS,
    TRIGGER_ATTRIBUTES,
)
from dash_codemods.reading.expressions import Places, convert, dotted_name, last_name, summary
from dash_codemods.reading.scopes import ScopeBuilder
from dash_codemods.reading.uses import FunctionNode, all_arguments, parameter_reads
from dash_codemods.reading.walker import Walker

REGISTRARS = frozenset({"callback", "clientside_callback", "long_callback", "expanded_callback"})
OBJECTS = frozenset(
    {
        "Dash",
        "DashProxy",
        "DashBlueprint",
        "DjangoDash",
        "JupyterDash",
        "register_page",
        "import_module",
        "__import__",
    }
)
_DEPENDENCIES = frozenset({"Input", "Output", "State"})
_ENTERING = frozenset({"before_request", "after_request", "teardown_request"})


def read_source(text: str) -> FileFacts:
    """Read one file.

    `text` is the decoded source with its line ends as they are. Raises SyntaxError (or
    ValueError, RecursionError, MemoryError, which `ast.parse` raises for hopeless input).
    """
    tree = ast.parse(text)
    return read_tree(tree, text)


def read_tree(tree: ast.Module, text: str) -> FileFacts:
    """Read one file whose tree is at hand."""
    reader = Reader(text)
    reader.run(tree)
    return reader.facts(text)


class _FunctionUnderWay:
    """What is collected while the walk is inside a function."""

    def __init__(self) -> None:
        self.calls: set[str] = set()
        self.reveals: list[Reveal] = []
        self.trigger_reads: list[Reveal] = []


class Reader(Walker):
    """The walk over one file; subclasses may look at more on the way."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        super().__init__()
        self.places = Places(text)
        self.scopes: list[ScopeBuilder] = []
        self.scope = 0
        self.functions: list[Function] = []
        self.function_nodes: list[FunctionNode] = []
        self.analysed: set[int] = set()
        self.registrations: list[Registration] = []
        self.components: list[ComponentCall] = []
        self.objects: list[ObjectCall] = []
        self.imports: list[Import] = []
        self.stars: list[tuple[str, int]] = []
        self.exported: tuple[str, ...] | None = None
        self.dynamic_all = False
        self.branch: tuple[tuple[int, str], ...] = ()
        self.applied: list[tuple[int, ast.Call]] = []
        self.under_way: list[_FunctionUnderWay] = []
        self.context_names: set[str] = set()
        self.guards = 0
        self.assigned: str | None = None

    def run(self, tree: ast.Module) -> None:
        self.scopes.append(ScopeBuilder("module", "", -1, 1))
        self.visit_all(tree.body)
        self._finish_calls(tree)

    def facts(self, text: str) -> FileFacts:
        suppressed = suppressed_lines(text) if "dash-codemod" in text or "noqa" in text else {}
        return FileFacts(
            scopes=tuple(scope.frozen() for scope in self.scopes),
            functions=tuple(self.functions),
            registrations=tuple(self.registrations),
            components=tuple(self.components),
            objects=tuple(self.objects),
            imports=tuple(self.imports),
            stars=tuple(self.stars),
            exported=self.exported,
            dynamic_all=self.dynamic_all,
            suppressed=suppressed,
            skipped="dash-codemod" in text and skips_file(text),
            lines=text.count("\n") + 1,
        )

    # -- names

    def on_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Load):
            if node.id in self.context_names:
                self._reveal(f"{node.id} handed on", node.lineno)
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
                value = _binding_value(node.value, self.places)
                self._builder(target.id).bind_value(target.id, node.lineno, value)
                if target.id == "__all__" and self.scope == 0:
                    self._read_all(node.value)
            else:
                self.visit(target)

    def _aliases_context(self, value: ast.expr) -> bool:
        name = dotted_name(value)
        if name is None:
            return False
        head, _, last = name.rpartition(".")
        return (name in self.context_names) if not head else last in CONTEXT_NAMES

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

    # -- scopes

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
        span = self.functions[index].span
        for position, decorator in enumerate(node.decorator_list):
            if isinstance(decorator, ast.Call) and self._may_register(decorator):
                call = convert(decorator, self.places)
                if isinstance(call, Call):
                    self.registrations.append(
                        Registration(
                            "decorator",
                            call,
                            self.scope,
                            span,
                            index,
                            position=position,
                            branch=self.branch,
                        )
                    )
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
        self._finish_function(index, under_way)

    def _finish_function(self, index: int, under_way: _FunctionUnderWay) -> None:
        self.functions[index] = replace(
            self.functions[index],
            calls=frozenset(under_way.calls),
            reveals=tuple(under_way.reveals),
            trigger_reads=tuple(under_way.trigger_reads),
        )
        if self.under_way:
            outer = self.under_way[-1]
            outer.calls |= under_way.calls
            outer.reveals += under_way.reveals
            outer.trigger_reads += under_way.trigger_reads

    def _function_facts(self, node: FunctionNode, inner: int) -> Function:
        if any(isinstance(d, ast.Call) and self._may_register(d) for d in node.decorator_list):
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
            first = min(self.places.start(d) for d in node.decorator_list)
            span = Span(Position(first.line, def_span.start.column), def_span.end)
        return Function(
            name=node.name,
            scope=self.scope,
            body=inner,
            span=span,
            def_span=def_span,
            body_line=node.body[0].lineno,
            parameters=parameters,
            decorators=tuple(convert(d, self.places, 4) for d in node.decorator_list),
            is_async=isinstance(node, ast.AsyncFunctionDef),
            docstring=ast.get_docstring(node, clean=False),
        )

    def _parameters(self, node: FunctionNode) -> tuple[Parameter, ...]:
        """The parameters, with what the body does with them."""
        reads = parameter_reads(node)
        found = []
        for arg, kind, has_default in all_arguments(node.args):
            lines, overwritten = reads.get(arg.arg, ((), False))
            annotation = ast.unparse(arg.annotation) if arg.annotation else None
            found.append(
                Parameter(arg.arg, kind, has_default, annotation, lines, bool(lines), overwritten)
            )
        return tuple(found)

    def on_Lambda(self, node: ast.Lambda) -> None:
        # Parameters of a lambda hide outer names; nothing of Dash is registered in one.
        self.visit(node.body)

    # -- branches

    def _arm(self, node: ast.stmt, arm: str, body: list[ast.stmt]) -> None:
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

    def on_For(self, node: ast.For) -> None:
        self.visit(node.iter)
        self.visit(node.target)
        self._arm(node, "loop", node.body)
        self.visit_all(node.orelse)

    on_AsyncFor = on_For

    def on_While(self, node: ast.While) -> None:
        self.visit(node.test)
        self._arm(node, "loop", node.body)
        self.visit_all(node.orelse)

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

    def on_Match(self, node: ast.Match) -> None:
        self.visit(node.subject)
        for index, case in enumerate(node.cases):
            for inner in ast.walk(case.pattern):
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

    # -- uses of ctx

    def _reveal(self, what: str, line: int) -> None:
        if self.under_way:
            self.under_way[-1].reveals.append(Reveal(what, line))

    def on_Attribute(self, node: ast.Attribute) -> None:
        base = node.value
        if self._aliases_context(base):
            if node.attr in TRIGGER_ATTRIBUTES:
                if self.under_way:
                    self.under_way[-1].trigger_reads.append(Reveal(node.attr, node.lineno))
            elif node.attr not in HARMLESS_ATTRIBUTES:
                self._reveal(f"ctx.{node.attr}", node.lineno)
            return
        if self._aliases_context(node) and dotted_name(node) != "self.ctx":
            self._reveal(f"{node.attr} handed on", node.lineno)
            return
        if node.attr in REQUEST_ATTRIBUTES and last_name(base) == "request":
            self._reveal(f"request.{node.attr}", node.lineno)
        self.visit(base)

    # -- calls

    def on_Call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        if name is not None and self.under_way:
            dotted = dotted_name(node.func)
            if dotted is not None:
                self.under_way[-1].calls.add(dotted)
            if name in REVEALING_CALLS or (name == "vars" and not node.args):
                self._reveal(f"{name}()", node.lineno)
        if isinstance(node.func, ast.Call):
            if node.args and self._may_register(node.func):
                self._register("applied", node.func, convert(node.args[0], self.places, 2))
        elif self._is_clientside(node, name):
            self._register("call", node, None)
        if name in OBJECTS:
            call = convert(node, self.places, 3)
            if isinstance(call, Call):
                self.objects.append(
                    ObjectCall(call, self.scope, self.assigned, node.lineno, self.branch)
                )
        if name == "Store" or any(k.arg == "id" for k in node.keywords):
            self._component(node)
        self.children(node)

    def _component(self, node: ast.Call) -> None:
        name = dotted_name(node.func)
        if name is None:
            return
        args = tuple(summary(a, self.places) for a in node.args[:1])
        keywords = []
        for keyword in node.keywords:
            where = self.places.span(keyword)
            if keyword.arg is None:
                args += (Starred(summary(keyword.value, self.places), True, where),)
            elif keyword.arg == "id":
                value = convert(keyword.value, self.places)
                keywords.append(Keyword("id", value, where))
            else:
                keywords.append(Keyword(keyword.arg, summary(keyword.value, self.places), where))
        call = Call(name, args, tuple(keywords), self.places.span(node))
        self.components.append(ComponentCall(call, self.scope, self.branch))

    def _register(self, form: str, node: ast.Call, target: Expression | None) -> None:
        call = convert(node, self.places)
        if isinstance(call, Call):
            self.applied.append((len(self.registrations), node))
            here = self.places.span(node)
            self.registrations.append(
                Registration(form, call, self.scope, here, None, target, branch=self.branch)
            )

    def _finish_calls(self, tree: ast.Module) -> None:
        """What registrations by a call need and the walk does not keep: statement and target."""
        if not self.applied:
            return
        for index, node in self.applied:
            statement = _statement_around(tree.body, node)
            self.registrations[index] = replace(
                self.registrations[index], statement=self.places.span(statement)
            )
        targets = {
            r.target.dotted.rpartition(".")[2]
            for r in self.registrations
            if isinstance(r.target, Name)
        }
        for index, function in enumerate(self.function_nodes):
            if function.name in targets and index not in self.analysed:
                parameters = self._parameters(function)
                self.functions[index] = replace(self.functions[index], parameters=parameters)

    def _may_register(self, node: ast.Call) -> bool:
        """Whether a call looks like `callback(...)`, under whatever names."""
        return last_name(node.func) in REGISTRARS or self._has_dependency(node)

    def _is_clientside(self, node: ast.Call, name: str | None) -> bool:
        if name == "clientside_callback":
            return True
        # An alias (`ccbk`): a script first, dependencies behind it.
        return (
            isinstance(node.func, ast.Name)
            and len(node.args) >= 2
            and not self._looks_like_dependency(node.args[0])
            and self._has_dependency(node)
            and name != "callback"
        )

    def _has_dependency(self, node: ast.Call) -> bool:
        for value in (*node.args, *(k.value for k in node.keywords)):
            if isinstance(value, ast.List | ast.Tuple):
                if any(self._looks_like_dependency(e) for e in value.elts):
                    return True
            elif isinstance(value, ast.Dict):
                if any(self._looks_like_dependency(e) for e in value.values):
                    return True
            elif self._looks_like_dependency(value):
                return True
        return False

    def _looks_like_dependency(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        name = last_name(node.func)
        if name in _DEPENDENCIES:
            return True
        if isinstance(node.func, ast.Name) and len(node.args) in (2, 3):
            binding = self.scopes[0].bindings.get(node.func.id)
            if binding is None:
                return bool(self.stars)
            return binding.kind in ("import", "value")
        return False


def _statement_around(body: list[ast.stmt], node: ast.expr) -> ast.stmt:
    """The smallest statement of a block, or of the blocks in it, that holds an expression."""
    for statement in body:
        end = statement.end_lineno or statement.lineno
        if not statement.lineno <= node.lineno <= end and not getattr(
            statement, "decorator_list", None
        ):
            continue
        for inner in ast.walk(statement):
            if inner is node:
                return _innermost(statement, node)
    raise LookupError("the expression is not in the block")


def _innermost(statement: ast.stmt, node: ast.expr) -> ast.stmt:
    for inner in ast.iter_child_nodes(statement):
        blocks = [inner] if isinstance(inner, ast.stmt) else []
        if isinstance(inner, ast.ExceptHandler | ast.match_case):
            blocks = list(inner.body)
        for block in blocks:
            if any(each is node for each in ast.walk(block)):
                return _innermost(block, node)
    return statement


def _binding_value(node: ast.expr, places: Places) -> Expression | None:
    """The value of an assignment, where following the name can be of use."""
    if isinstance(node, ast.Constant | ast.Name | ast.Attribute | ast.JoinedStr | ast.BinOp):
        return convert(node, places, 3)
    if isinstance(node, ast.Call):
        return convert(node, places, 2)
    if isinstance(node, ast.Dict | ast.List | ast.Tuple):
        return convert(node, places, 4)
    return None
