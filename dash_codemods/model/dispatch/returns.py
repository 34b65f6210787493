"""Which outputs a part of a callback writes, and its `return`s without those of the others."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dispatch.residues import NotReadable, Residue
from dash_codemods.model.dispatch.text import SourceText, comments_in, moved
from dash_codemods.model.grouping import Group
from dash_codemods.model.patching.effects import has_effects
from dash_codemods.model.places import Span, between
from dash_codemods.model.project import FunctionNode, Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk


@dataclass(frozen=True)
class Written:
    """The outputs that a part writes, by index, and what its `return`s give instead."""

    outputs: tuple[int, ...]
    replaced: tuple[tuple[Span, str], ...] = ()


def own_nodes(residues: Sequence[Residue]) -> Iterator[ast.AST]:
    """The nodes of what is left, those of nested functions left out."""
    inner: set[ast.AST] = set()
    for node in (node for residue in residues for node in residue.nodes()):
        if node in inner:
            continue
        yield node
        if isinstance(node, FunctionNode | ast.Lambda | ast.ClassDef):
            inner.update(walk(node))


def _only_prepares(residue: Residue) -> bool:
    """Whether it gives a name a value, and does nothing else."""
    node = residue.node
    if not isinstance(node, ast.Assign) or has_effects(node.value):
        return False
    return all(isinstance(target, ast.Name) for target in node.targets)


class Returns:
    """Answers about the `return`s of a callback's function."""

    def __init__(self, project: Project, callback: Callback, text: SourceText) -> None:
        """Take the callback and the text of its file."""
        assert callback.function is not None
        self.project, self.path, self.text = project, callback.path, text
        self.scope = callback.function.body
        self.count = len(callback.outputs)
        self.single = callback.single_output
        output = callback.arguments.output
        self.keys = output.keys if isinstance(output, Group) else None
        """What the values are called that it returns, if they are items of a dict."""

    def is_no_update(self, node: ast.expr | None) -> bool:
        """Whether an expression is `no_update`, or a display of nothing else."""
        if isinstance(node, ast.List | ast.Tuple):
            return bool(node.elts) and all(map(self.is_no_update, node.elts))
        items = self._items(node)
        if items:
            return all(self.is_no_update(value) for _, value, _ in items)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mult):
            return self.is_no_update(node.left) or self.is_no_update(node.right)
        return node is not None and self._is(node, "dash.no_update")

    def _is(self, node: ast.expr, name: str) -> bool:
        written = dotted(node)
        if written is None:
            return False
        return self.project.names.external(self.path, self.scope, written) == name

    def does_nothing(self, residues: Sequence[Residue]) -> bool:
        """Whether what is left does no more than say that nothing changes."""
        if not residues or not all(map(_only_prepares, residues[:-1])):
            return False
        node = residues[-1].node
        if isinstance(node, ast.Return):
            return self.is_no_update(node.value)
        if not isinstance(node, ast.Raise) or node.exc is None:
            return False
        raised = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
        return self._is(raised, "dash.PreventUpdate")

    def written(self, residues: Sequence[Residue], *, leaves: bool) -> Written:
        """What a part writes; all outputs where that cannot be told."""
        every = tuple(range(self.count))
        values = [n.value for n in own_nodes(residues) if isinstance(n, ast.Return)]
        if self.single:
            return Written(every)
        kept: set[int] = set()
        for value in values:
            if self.is_no_update(value):
                continue
            if not self._is_display(value):
                return Written(every)
            each = self._values(value)
            kept |= {i for i, one in enumerate(each) if not self.is_no_update(one)}
        if not leaves or len(kept) == self.count:
            return Written(every)
        outputs = tuple(sorted(kept)) or (0,)
        replaced = [
            self._replaced(value, outputs)
            for value in values
            if value is not None
            and (isinstance(value, ast.List | ast.Tuple | ast.BinOp) or self._items(value))
        ]
        return Written(outputs, tuple(replaced))

    def idle_aliases(self, residues: Sequence[Residue], written: Written) -> list[Residue]:
        """What gives `no_update` another name, which no `return` needs any more."""
        named = {residue: self._alias(residue.node) for residue in residues}
        if not written.replaced or not any(named.values()):
            return []
        left = {word for _, source in written.replaced for word in re.findall(r"\w+", source)}
        nodes = [node for residue in residues for node in residue.nodes()]
        left |= {
            node.id
            for node in nodes
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
            if not any(span.contains(self.text.span(node)) for span, _ in written.replaced)
        }
        return [residue for residue, name in named.items() if name and name not in left]

    def _alias(self, node: ast.stmt) -> str | None:
        """The name that stands for `no_update` from a statement on."""
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if self.is_no_update(value):
                return name
        return None

    def _is_display(self, value: ast.expr | None) -> bool:
        """Whether a value is written with one element for each output."""
        if self.keys is not None:
            keys = [key for key, _, _ in self._items(value)]
            return sorted(keys) == sorted(self.keys)
        if not isinstance(value, ast.List | ast.Tuple) or len(value.elts) != self.count:
            return False
        return not any(isinstance(each, ast.Starred) for each in value.elts)

    def _items(self, value: ast.expr | None) -> list[tuple[str, ast.expr, Span]]:
        """The items of a dict that is written out, and where they stand; [] if it is none."""
        found: list[tuple[str, ast.expr, Span]] = []
        if self.keys is None or value is None:
            return found
        where = self.text.span
        match value:
            case ast.Dict(keys=keys, values=values):
                for key, each in zip(keys, values, strict=True):
                    if not isinstance(key, ast.Constant):
                        return []
                    end = self.text.bracketed(where(each)).end
                    found.append((str(key.value), each, between(where(key).start, end)))
            case ast.Call(func=ast.Name(id="dict"), args=[], keywords=given):
                for keyword in given:
                    if keyword.arg is None:
                        return []
                    end = self.text.bracketed(where(keyword.value)).end
                    start = where(keyword).start
                    found.append((keyword.arg, keyword.value, between(start, end)))
        return found

    def _values(self, value: ast.expr | None) -> list[ast.expr]:
        """What a display holds, in the order of the outputs."""
        if self.keys is not None:
            held = {key: each for key, each, _ in self._items(value)}
            return [held[key] for key in self.keys]
        assert isinstance(value, ast.List | ast.Tuple)
        return value.elts

    def _replaced(self, value: ast.expr, outputs: tuple[int, ...]) -> tuple[Span, str]:
        """A returned value without the elements of the other outputs."""
        where = self.text.span(value)
        if isinstance(value, ast.BinOp):
            element = value.left if isinstance(value.left, ast.List | ast.Tuple) else value.right
            assert isinstance(element, ast.List | ast.Tuple)
            return where, self.text.source(self.text.span(element.elts[0]))
        if all(map(self.is_no_update, self._values(value))):
            return where, self.text.source(self.text.span(self._values(value)[0]))
        if self.keys is not None:
            items = self._items(value)
            chosen = [i for i, (key, _, _) in enumerate(items) if self.keys.index(key) in outputs]
            source = self._some(where, [span for _, _, span in items], tuple(chosen))
            return where, self._checked(value, where, source)
        assert isinstance(value, ast.List | ast.Tuple)
        spans = [self.text.bracketed(self.text.span(each)) for each in value.elts]
        if len(outputs) == 1:
            source = self._alone(where, spans[outputs[0]])
        else:
            source = self._some(where, spans, outputs)
        return where, self._checked(value, where, source)

    def _checked(self, value: ast.expr, where: Span, source: str) -> str:
        if comments_in(self.text.source(where)) != comments_in(source):
            message = "a comment among the returned values would be lost"
            raise NotReadable("comment-in-return", message, value.lineno)
        return source

    def _alone(self, where: Span, element: Span) -> str:
        """One element as the whole value."""
        source = self.text.source(element)
        if "\n" not in source:
            return source
        outer, inner = self.text.margin(where.line), self.text.margin(element.line)
        extra = inner.removeprefix(outer) if inner.startswith(outer) else ""
        source = moved(source, outer + extra, outer)
        try:
            ast.parse(source.strip(), mode="eval")
        except SyntaxError:
            return f"(\n{outer}    {moved(source, '', '    ')}\n{outer})"
        return source

    def _some(self, where: Span, spans: list[Span], outputs: tuple[int, ...]) -> str:
        """Some elements, with what stands around and between them."""
        source = self.text.source
        pieces = [source(between(where.start, spans[0].start))]
        for index in outputs:
            if index != outputs[0]:
                pieces.append(source(between(spans[index - 1].end, spans[index].start)))
            pieces.append(source(spans[index]))
        pieces.append(source(between(spans[-1].end, where.end)))
        return "".join(pieces)


def annotation_of_some(text: SourceText, written: ast.expr, outputs: tuple[int, ...]) -> str:
    """The annotation of what is returned, for some of the outputs.

    Raises NotReadable where it does not name one type for each.
    """
    match written:
        case ast.Subscript(
            value=ast.Name(id="tuple" | "Tuple" as name), slice=ast.Tuple(elts=each)
        ):
            if max(outputs) < len(each) and not any(_is_ellipsis(one) for one in each):
                left = [text.source(text.span(each[index])) for index in outputs]
                return left[0] if len(left) == 1 else f"{name}[{', '.join(left)}]"
    message = "the annotation of what is returned is that of all outputs"
    raise NotReadable("return-annotation", message, written.lineno)


def _is_ellipsis(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is Ellipsis
