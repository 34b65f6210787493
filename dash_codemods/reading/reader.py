"""Source text → facts of one file, in one walk over its syntax tree."""

from __future__ import annotations

import ast

from dash_codemods.model.expressions import Call, Expression, Keyword, Name, Starred
from dash_codemods.model.facts import (
    ComponentCall,
    FileFacts,
    ObjectCall,
    Registration,
)
from dash_codemods.model.suppression import skips_file, suppressed_lines
from dash_codemods.model.syntax import parsed
from dash_codemods.reading.call_walk import CallWalker
from dash_codemods.reading.expressions import convert, dotted_name, last_name, summary

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
_CHANGING = frozenset(
    {"append", "extend", "insert", "pop", "remove", "clear", "reverse", "sort", "update"}
)
"""Methods that change a list or dict of dependencies in place."""


def read_source(text: str) -> FileFacts:
    """Read one file.

    `text` is the decoded source with its line ends as they are. Raises SyntaxError (or
    ValueError, RecursionError, MemoryError, which `parsed` raises for hopeless input).
    """
    return read_tree(parsed(text), text)


def read_tree(tree: ast.Module, text: str) -> FileFacts:
    """Read one file whose tree is at hand."""
    reader = Reader(text)
    reader.run(tree)
    return reader.facts(text)


class Reader(CallWalker):
    """The walk over one file; subclasses may look at more on the way."""

    def __init__(self, text: str) -> None:
        """Take the text that the tree was parsed from."""
        super().__init__(text)
        self.registrations: list[Registration] = []
        self.components: list[ComponentCall] = []
        self.objects: list[ObjectCall] = []
        self.applied: list[tuple[int, ast.Call]] = []
        self.registering: set[int] = set()
        self.statements: list[tuple[int, int]] = []

    def run(self, tree: ast.Module) -> None:
        self.find_formulas(tree)
        before = 0
        for node in tree.body:
            first = min(each.lineno for each in (node, *getattr(node, "decorator_list", ())))
            if first > before:
                self.statements.append((first, len(self.scopes)))
            before = node.end_lineno or first
            self.visit(node)
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
            statements=tuple(self.statements),
            outside_reveals=tuple(self.outside.reveals),
            outside_trigger_reads=tuple(self.outside.trigger_reads),
        )

    def note_decorator(self, node: ast.Call, function: int, position: int) -> None:
        """Take note of a decorator that may register a function."""
        self.registering.add(id(node))
        call = convert(node, self.places)
        if isinstance(call, Call):
            self.registering.add(id(node))
            span = self.functions[function].span
            self.registrations.append(
                Registration(
                    "decorator",
                    call,
                    self.scope,
                    span,
                    function,
                    position=position,
                    branch=self.branch,
                )
            )

    def on_Call(self, node: ast.Call) -> None:
        name = last_name(node.func)
        if name is not None and self.under_way:
            self.note_call(node, name)
        if name in _CHANGING and isinstance(node.func, ast.Attribute):
            self.changed_in_place(node.func.value)
        if isinstance(node.func, ast.Call):
            if node.args and self.may_register(node.func):
                # The call within is this registration, not one of its own.
                self.registering.add(id(node.func))
                self._register("applied", node.func, convert(node.args[0], self.places, 2))
        elif id(node) not in self.registering:
            form = self._form(node, name)
            if form is not None:
                self._register(form, node, None)
        if name in OBJECTS:
            call = convert(node, self.places, 3)
            if isinstance(call, Call):
                self.objects.append(
                    ObjectCall(call, self.scope, self.assigned, node.lineno, self.branch)
                )
        if name == "Store" or "id" in [keyword.arg for keyword in node.keywords]:
            self._component(node)
        self.called = node.func
        self.children(node)

    def _component(self, node: ast.Call) -> None:
        name = dotted_name(node.func)
        if name is None:
            return
        args = tuple(summary(a, self.places) for a in node.args[:5])
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
            self.registrations[index] = self.registrations[index]._replace(
                statement=self.places.span(statement)
            )
        targets = {
            r.target.dotted.rpartition(".")[2]
            for r in self.registrations
            if isinstance(r.target, Name)
        }
        for index, function in enumerate(self.function_nodes):
            if function.name in targets and index not in self.analysed:
                parameters = self._parameters(function)
                self.functions[index] = self.functions[index]._replace(parameters=parameters)

    def may_register(self, node: ast.Call) -> bool:
        """Whether a call looks like `callback(...)`, under whatever names."""
        names = {last_name(node.func), self._imported_name(node.func)}
        return bool(names & REGISTRARS) or self._has_dependency(node)

    def _imported_name(self, node: ast.expr) -> str | None:
        """What a name is called where it was imported from."""
        if not isinstance(node, ast.Name):
            return None
        binding = self.scopes[0].bindings.get(node.id)
        return binding.name if binding is not None and binding.kind == "import" else None

    def _form(self, node: ast.Call, name: str | None) -> str | None:
        """The form of a registration by a call that is neither a decorator nor called itself."""
        imported = self._imported_name(node.func)
        if "clientside_callback" in (name, imported):
            return "call"
        if name in REGISTRARS or imported in REGISTRARS:
            # A decorator that is kept: what it will be applied to is not known.
            return "applied" if self._has_dependency(node) else None
        # An alias (`ccbk`): a script first, dependencies behind it.
        aliased = (
            isinstance(node.func, ast.Name)
            and len(node.args) >= 2
            and not self._looks_like_dependency(node.args[0])
            and self._has_dependency(node)
        )
        return "call" if aliased else None

    def _has_dependency(self, node: ast.Call) -> bool:
        return any(map(self._holds_dependency, (*node.args, *(k.value for k in node.keywords))))

    def _holds_dependency(self, node: ast.expr) -> bool:
        """Whether it is one, or a grouping with one in it."""
        if isinstance(node, ast.List | ast.Tuple):
            return any(map(self._holds_dependency, node.elts))
        if isinstance(node, ast.Dict):
            return any(map(self._holds_dependency, node.values))
        return self._looks_like_dependency(node)

    def _looks_like_dependency(self, node: ast.expr) -> bool:
        if not isinstance(node, ast.Call):
            return False
        if {last_name(node.func), self._imported_name(node.func)} & _DEPENDENCIES:
            return True
        if isinstance(node.func, ast.Name) and len(node.args) in (2, 3):
            binding = self.scopes[0].bindings.get(node.func.id)
            if binding is None:
                return bool(self.stars)
            return binding.kind in ("import", "value")
        return False


def _statement_around(body: list[ast.stmt], node: ast.expr) -> ast.stmt:
    """The smallest statement of a block, or of the blocks in it, that holds an expression."""
    place = (node.lineno, node.col_offset)
    for statement in body:
        first = min(getattr(statement, "decorator_list", ()) or (statement,), key=_start)
        end = (statement.end_lineno or 0, statement.end_col_offset or 0)
        if not _start(first) <= place < end:
            continue
        for field in ("body", "orelse", "finalbody", "handlers", "cases"):
            for inner in getattr(statement, field, ()):
                block = getattr(inner, "body", [inner]) if field in _HOLDERS else [inner]
                try:
                    return _statement_around(block, node)
                except LookupError:
                    continue
        return statement
    raise LookupError("the expression is not in the block")


_HOLDERS = ("handlers", "cases")
"""What of a statement holds blocks without being a statement."""


def _start(node: ast.stmt | ast.expr) -> tuple[int, int]:
    return node.lineno, node.col_offset
