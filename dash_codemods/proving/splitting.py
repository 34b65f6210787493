"""What the split of a callback promises: the functions that stand in the place of one."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Sequence

from dash_codemods.model.edits import Called, Helper, Kept, Narrowed, Part, Piece, SplitCallback
from dash_codemods.model.places import Span
from dash_codemods.proving.calling import check_names
from dash_codemods.proving.change import Change, contradiction
from dash_codemods.proving.difference import PromiseError, line_of
from dash_codemods.proving.locate import Baseline, Function
from dash_codemods.proving.tree import UNREADABLE, parse, replace, settle_at


def change_of(baseline: Baseline, edit: SplitCallback) -> Change:
    """Promise the parts in the place of the decorated function."""
    old = baseline.statement(edit, edit.statement)
    if not isinstance(old, ast.FunctionDef | ast.AsyncFunctionDef):
        raise PromiseError(edit, "no function stands there")
    parent, block = baseline.parent(old), baseline.block(old)
    maker = _Maker(baseline, edit, old)
    new: list[Function] = [maker.function(part) for part in edit.parts]
    if edit.helper is not None:
        new.insert(0, maker.helper(edit.helper))
        check_names(baseline, edit, old, new)
    for function in new:
        settle_at(function, line_of(edit))

    def make() -> None:
        if old not in block:
            raise contradiction(edit)
        at = block.index(old)
        block[at : at + 1] = new

    return Change(edit, make, (parent,))


class _Maker:
    """Makes the trees of the parts."""

    def __init__(self, baseline: Baseline, edit: SplitCallback, old: Function) -> None:
        self.baseline, self.edit, self.old = baseline, edit, old
        self.call = baseline.call(edit, edit.call)
        self.keys: dict[ast.AST, ast.expr] = {}
        """The key of a dependency; for `dict(key=...)`, a constant."""
        for keyword in self.call.keywords:
            match keyword.value:
                case ast.Dict(keys=keys, values=values):
                    self.keys |= {
                        value: key
                        for key, value in zip(keys, values, strict=True)
                        if key is not None
                    }
                case ast.Call(keywords=given):
                    self.keys |= {each.value: ast.Constant(each.arg) for each in given if each.arg}
        self.holder: dict[ast.AST, ast.List | ast.Tuple] = {}
        for argument in self.call.args:
            if isinstance(argument, ast.List | ast.Tuple):
                self.holder |= dict.fromkeys(argument.elts, argument)

    def function(self, part: Part) -> Function:
        """The function that a part becomes."""
        old = self.old
        body: list[ast.stmt] = []
        if part.docstring is not None:
            body += self._parsed(part.docstring)
        body += self._block(part.body)
        known = {a.arg: a for a in (*old.args.posonlyargs, *old.args.args)}
        new = copy.copy(old)
        new.name = part.name
        new.args = self._arguments([copy.deepcopy(known[name]) for name in part.parameters])
        new.body = body
        new.returns = self._expression(part.returns) if part.returns is not None else None
        new.decorator_list = [
            self._registration(part) if decorator is self.call else copy.deepcopy(decorator)
            for decorator in old.decorator_list
        ]
        return new

    def helper(self, helper: Helper) -> ast.FunctionDef:
        """The function that parts call: it takes names as they are, and hands names back."""
        known = {a.arg: a for a in (*self.old.args.posonlyargs, *self.old.args.args)}
        given = [known.get(name, ast.arg(arg=name)) for name in helper.parameters]
        names: list[ast.expr] = [ast.Name(id=n, ctx=ast.Load()) for n in helper.returned]
        value = names[0] if len(names) == 1 else ast.Tuple(elts=names, ctx=ast.Load())
        return ast.FunctionDef(
            name=helper.name,
            args=ast.arguments(
                posonlyargs=[],
                args=copy.deepcopy(given),
                vararg=None,
                kwonlyargs=[],
                kw_defaults=[],
                kwarg=None,
                defaults=[],
            ),
            body=[*self._block(helper.body), ast.Return(value=value)],
            decorator_list=[],
            returns=None,
            type_comment=None,
        )

    def _called(self, helper: Helper) -> ast.Assign:
        if helper != self.edit.helper:
            raise PromiseError(self.edit, "no such function is made")
        names: list[ast.expr] = [ast.Name(id=n, ctx=ast.Store()) for n in helper.returned]
        target = names[0] if len(names) == 1 else ast.Tuple(elts=names, ctx=ast.Store())
        args: list[ast.expr] = [ast.Name(id=n, ctx=ast.Load()) for n in helper.parameters]
        function = ast.Name(id=helper.name, ctx=ast.Load())
        call = ast.Call(func=function, args=args, keywords=[])
        return ast.Assign(targets=[target], value=call, type_comment=None)

    def _arguments(self, parameters: list[ast.arg]) -> ast.arguments:
        every = [*self.old.args.posonlyargs, *self.old.args.args]
        with_default = every[len(every) - len(self.old.args.defaults) :]
        defaults = {a.arg: d for a, d in zip(with_default, self.old.args.defaults, strict=True)}
        return ast.arguments(
            posonlyargs=[],
            args=parameters,
            vararg=None,
            kwonlyargs=[],
            kw_defaults=[],
            kwarg=None,
            defaults=[copy.deepcopy(defaults[p.arg]) for p in parameters if p.arg in defaults],
        )

    # -- the registration

    def _registration(self, part: Part) -> ast.Call:
        outputs = [self._dependency(span, flagged=span in part.flagged) for span in part.outputs]
        inputs = [self._dependency(span) for span in part.inputs]
        states = [self._dependency(span, name=part.state_name) for span in part.states]
        keywords: list[ast.keyword] = []
        for keyword in self.call.keywords:
            match keyword.arg:
                case "output":
                    keywords.append(self._named(keyword, part.outputs, outputs))
                case "inputs":
                    keywords.append(self._named(keyword, part.inputs, inputs))
                    if states and not any(k.arg == "state" for k in self.call.keywords):
                        keywords.append(self._named(keyword, part.states, states, "state"))
                case "state":
                    if states:
                        keywords.append(self._named(keyword, part.states, states))
                case "prevent_initial_call":
                    if part.prevents is not None:
                        keywords.append(self._prevents(part.prevents))
                case _:
                    keywords.append(copy.deepcopy(keyword))
        given = {keyword.arg for keyword in self.call.keywords}
        if part.prevents is not None and "prevent_initial_call" not in given:
            keywords.append(self._prevents(part.prevents))
        args = [] if "inputs" in given else self._positional(part, outputs, inputs, states)
        return ast.Call(func=copy.deepcopy(self.call.func), args=args, keywords=keywords)

    def _prevents(self, source: str) -> ast.keyword:
        return ast.keyword(arg="prevent_initial_call", value=self._expression(source))

    def _positional(
        self, part: Part, outputs: list[ast.expr], inputs: list[ast.expr], states: list[ast.expr]
    ) -> list[ast.expr]:
        args = self._grouped(part.outputs, outputs)
        named = self._expression(part.state_name)
        before = [s for s in part.states if _same(self.baseline.call(self.edit, s).func, named)]
        holder = self._holder(part.inputs[0])
        if holder is not None and any(self._holder(span) is holder for span in before):
            return args + self._grouped(part.inputs, [*inputs, *states])
        args += self._grouped(part.inputs, inputs)
        return args + self._grouped((*before, *part.states), states)

    def _named(
        self, old: ast.keyword, spans: Sequence[Span], members: list[ast.expr], name: str = ""
    ) -> ast.keyword:
        """A keyword that holds dependencies, with others in it."""
        name = name or str(old.arg)
        calls = [self.baseline.call(self.edit, span) for span in spans]
        keys = [self.keys[call] for call in calls if call in self.keys]
        value: ast.expr
        match old.value:
            case ast.Dict():
                value = ast.Dict(keys=[copy.deepcopy(key) for key in keys], values=members)
            case ast.Call(func=ast.Name(id="dict")) as call:
                names = [str(key.value) for key in keys if isinstance(key, ast.Constant)]
                each = [ast.keyword(arg=n, value=m) for n, m in zip(names, members, strict=True)]
                value = ast.Call(func=copy.deepcopy(call.func), args=[], keywords=each)
            case ast.List(elts=elts) | ast.Tuple(elts=elts):
                alone = name == "output" and len(members) == 1 < len(elts)
                value = members[0] if alone else type(old.value)(elts=members, ctx=ast.Load())
            case _ if len(members) == 1:
                value = members[0]
            case _:
                inputs = next(k for k in self.call.keywords if k.arg == "inputs")
                return self._named(inputs, spans, members, name)
        return ast.keyword(arg=name, value=value)

    def _holder(self, span: Span) -> ast.List | ast.Tuple | None:
        return self.holder.get(self.baseline.call(self.edit, span))

    def _grouped(self, spans: Sequence[Span], members: list[ast.expr]) -> list[ast.expr]:
        """Dependencies as the arguments that they make: several of a list are a list again."""
        holder = next((h for span in spans if (h := self._holder(span)) is not None), None)
        if holder is None or len(members) == 1 < len(holder.elts):
            return members
        return [type(holder)(elts=members, ctx=ast.Load())]

    def _dependency(self, span: Span, *, flagged: bool = False, name: str = "") -> ast.expr:
        new = copy.deepcopy(self.baseline.call(self.edit, span))
        if name:
            new.func = self._expression(name)
        if flagged:
            value = ast.Constant(value=True)
            new.keywords.append(ast.keyword(arg="allow_duplicate", value=value))
        return new

    # -- the body

    def _block(self, pieces: Sequence[Piece]) -> list[ast.stmt]:
        return [self._statement(piece) for piece in pieces]

    def _statement(self, piece: Piece) -> ast.stmt:
        if isinstance(piece, Called):
            return self._called(piece.helper)
        if isinstance(piece, Narrowed):
            old = self.baseline.statement(self.edit, piece.statement)
            if not isinstance(old, ast.If):
                raise PromiseError(self.edit, "no `if` stands there")
            return ast.If(
                test=self._expression(piece.test),
                body=self._block(piece.body),
                orelse=self._block(piece.orelse),
            )
        return self._kept(piece)

    def _kept(self, piece: Kept) -> ast.stmt:
        old = self.baseline.statement(self.edit, piece.statement)
        new = copy.deepcopy(old)
        twin = dict(zip(ast.walk(old), ast.walk(new), strict=True))
        for span, source in piece.replaced:
            expression = self.baseline.expression(self.edit, span)
            parent = twin.get(self.baseline.parent(expression))
            made = self._expression(source)
            if not _is_some_of(expression, made):
                raise PromiseError(self.edit, "what stands instead is no part of the expression")
            if parent is None or not replace(parent, twin[expression], made):
                raise PromiseError(self.edit, "the statement has no such expression")
        return new

    def _parsed(self, source: str) -> list[ast.stmt]:
        try:
            return parse(source).body
        except UNREADABLE as error:
            raise PromiseError(self.edit, f"this is no statement: {error}") from error

    def _expression(self, source: str) -> ast.expr:
        try:
            return ast.parse(f"(\n{source}\n)", mode="eval").body
        except UNREADABLE as error:
            raise PromiseError(self.edit, f"this is no expression: {error}") from error


def _same(one: ast.expr, other: ast.expr) -> bool:
    return ast.dump(one) == ast.dump(other)


def _is_some_of(old: ast.AST, new: ast.AST) -> bool:
    """Whether an expression is one element of a display, or the display with fewer of them."""
    match old, new:
        case ast.BinOp(left=left, right=right), _:
            return _is_some_of(left, new) or _is_some_of(right, new)
        case ast.Dict(), ast.Dict():
            return _are_among(_items(new), _items(old))
        case ast.Call(), ast.Call() if old.keywords:
            same = _same(old.func, new.func) and not new.args
            return same and _are_among(map(ast.dump, new.keywords), map(ast.dump, old.keywords))
    own = [ast.dump(element) for element in _elements(old)]
    if type(old) is type(new) and _are_among(map(ast.dump, _elements(new)), own):
        return True
    return ast.dump(new) in own


def _items(node: ast.Dict) -> list[str]:
    pairs = zip(node.keys, node.values, strict=True)
    return [f"{key and ast.dump(key)}: {ast.dump(value)}" for key, value in pairs]


def _elements(node: ast.AST) -> list[ast.expr]:
    match node:
        case ast.List(elts=elements) | ast.Tuple(elts=elements) | ast.Dict(values=elements):
            return elements
        case ast.Call(keywords=keywords):
            return [keyword.value for keyword in keywords]
    return []


def _are_among(some: Iterable[str], every: Iterable[str]) -> bool:
    """Whether these are all among others, in their order."""
    left = iter(every)
    return all(one in left for one in some)
