"""What expressions are worth when it is known which Input triggered the call.

Everything else is unknown: a parameter may be anything.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dash_names import CONTEXTS
from dash_codemods.model.dispatch.context import (
    CONTEXT,
    UNKNOWN,
    JsonText,
    Trigger,
    among,
    equal,
    has_unknown,
)
from dash_codemods.model.dispatch.mentions import dotted_names
from dash_codemods.model.dispatch.methods import FUNCTIONS, METHODS, of_json
from dash_codemods.model.expressions import Name
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

Known = tuple[dict[str, object], set[str], dict[str, bool]]
"""What is known of names: values, which of them tell of the trigger, and comparisons."""


class Evaluator:
    """Works out expressions of a callback's body for one trigger."""

    def __init__(self, project: Project, callback: Callback, trigger: Trigger) -> None:
        """Start with the parameters, of which nothing is known."""
        assert callback.function is not None
        self.project, self.path = project, callback.path
        self.scope = callback.function.body
        self.trigger = trigger
        self.names: dict[str, object] = {p.name: UNKNOWN for p in callback.parameters}
        self.about: set[str] = set()
        """Local names whose value tells of the trigger."""
        self.facts: dict[str, bool] = {}
        """Comparisons of names with literals that were decided further out, as text."""

    def copied(self) -> Known:
        """What is known of the names, to come back to."""
        return dict(self.names), set(self.about), dict(self.facts)

    def back_to(self, known: Known) -> None:
        """Forget what was found out since."""
        self.names, self.about, self.facts = dict(known[0]), set(known[1]), dict(known[2])

    def learn(self, test: ast.expr, truth: bool) -> None:
        """Go on where a test was true, or was not."""
        match test:
            case ast.Compare(
                left=ast.Name() | ast.Attribute(value=ast.Name()) as left,
                comparators=[ast.Constant() | ast.Dict() as against],
            ):
                if isinstance(left, ast.Name) and left.id not in self.names:
                    return  # what is called by then may change a global
                plain = isinstance(left, ast.Name) and isinstance(against, ast.Constant)
                if not plain and not self.tells(left):
                    return  # another object may have changed by then
                if sum(isinstance(node, ast.Name) for node in walk(test)) == 1:
                    self.facts[ast.unparse(test)] = truth

    def fails(self, test: ast.expr) -> bool:
        """Whether a test asks something of a trigger that is not there, and raises."""
        match test:
            case ast.Compare(left=ast.Attribute(value=asked) | ast.Subscript(value=asked)):
                return self.tells(asked) and self.value(asked) is None
        return False

    def learnt(self, test: ast.expr) -> bool:
        """Whether a test was decided further out."""
        return bool(self.facts) and ast.unparse(test) in self.facts

    def assign(self, name: str, value: ast.expr | None) -> None:
        """Follow `name = value`; None: something unknown."""
        known = UNKNOWN if value is None else self.value(value)
        tells = value is not None and self.tells(value)
        same = known is not UNKNOWN and known is self.names.get(name)
        self.names[name] = known
        (self.about.add if tells else self.about.discard)(name)
        if not same:
            facts = self.facts.items()
            self.facts = {t: true for t, true in facts if re.split(r"\W", t)[0] != name}

    def tells(self, node: ast.AST) -> bool:
        """Whether code looks at the trigger."""
        return any(name in self.about or self._is_context(name) for name in dotted_names(node))

    def truth(self, node: ast.expr) -> bool | None:
        """Whether an expression is true; None where that depends on more than the trigger."""
        if isinstance(node, ast.BoolOp):
            truths = [self.truth(value) for value in node.values]
            decisive = isinstance(node.op, ast.Or)
            if decisive in truths:
                return decisive
            return None if None in truths else not decisive
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            inner = self.truth(node.operand)
            return None if inner is None else not inner
        known = self.value(node) if self._may_decide(node) else UNKNOWN
        if known is UNKNOWN and self.facts:
            return self.facts.get(ast.unparse(node))
        return None if known is UNKNOWN or known is CONTEXT else bool(known)

    def _may_decide(self, node: ast.expr) -> bool:
        """Whether a test is about the trigger, or made of literals alone.

        Any other test stays: somebody may change the setting that it asks for.
        """
        return self.tells(node) or not dotted_names(node)

    def value(self, node: ast.expr) -> object:
        """What an expression is worth, or UNKNOWN."""
        try:
            return self._value(node)
        except (TypeError, ValueError, KeyError, IndexError, AttributeError):
            return UNKNOWN  # it fails, as it would have done before

    def _value(self, node: ast.expr) -> object:
        match node:
            case ast.Constant(value=value):
                return value
            case ast.Name(id=name) if name in self.names:
                return self.names[name]
            case ast.Name() | ast.Attribute():
                return self._named(node)
            case ast.List(elts=items):
                return self._all(items, list)
            case ast.Tuple(elts=items):
                return self._all(items, tuple)
            case ast.Set(elts=items):
                return self._all(items, set)
            case ast.Dict(keys=keys, values=values):
                return self._dict(keys, values)
            case ast.Compare(left=left, ops=[operator], comparators=[right]):
                if not self._may_decide(node):
                    return UNKNOWN
                return self._compare(operator, left, right)
            case ast.Subscript(value=inner, slice=at):
                return self._item(self._value(inner), self._value(at))
            case ast.BoolOp(op=operator, values=values):
                return self._chosen(values, isinstance(operator, ast.Or))
            case ast.UnaryOp(op=ast.Not()):
                truth = self.truth(node)
                return UNKNOWN if truth is None else truth
            case ast.IfExp(test=test, body=body, orelse=orelse):
                truth = self.truth(test)
                return UNKNOWN if truth is None else self._value(body if truth else orelse)
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                one, other = self._value(left), self._value(right)
                both = isinstance(one, str) and isinstance(other, str)
                return f"{one}{other}" if both else UNKNOWN
            case ast.JoinedStr(values=pieces):
                return self._joined(pieces)
            case ast.ListComp(elt=elt, generators=[generator]):
                return self._listed(elt, generator)
            case ast.Call():
                return self._call(node)
        return UNKNOWN

    def _chosen(self, operands: list[ast.expr], decisive: bool) -> object:
        """The first operand of `or` (of `and`) that is true (that is not), or the last one."""
        for operand in operands:
            truth = self.truth(operand)
            if truth is None:
                return UNKNOWN
            if truth is decisive:
                break
        return self._value(operand)

    def _named(self, node: ast.Name | ast.Attribute) -> object:
        if self._is_context(dotted(node)):
            return CONTEXT
        if isinstance(node, ast.Attribute) and self._is_context(dotted(node.value)):
            known = {
                "triggered_id": self.trigger.id,
                "triggered": self.trigger.triggered,
                "triggered_prop_ids": self.trigger.prop_ids,
            }
            return known.get(node.attr, UNKNOWN)
        known_id = self.trigger.id
        whole = node.value if isinstance(node, ast.Attribute) else None
        if whole is not None and isinstance(known_id, dict) and self._value(whole) is known_id:
            assert isinstance(node, ast.Attribute)
            return known_id[node.attr]  # Dash gives a dict whose items are attributes too
        name = dotted(node)
        if name is None or name.split(".")[0] in self.names:
            return UNKNOWN
        found = self.project.constant(self.path, self.scope, Name(name))
        # What is true, false or None is no id but a setting, which may be changed.
        is_id = found is not None and type(found.value) in (str, int)
        return found.value if found is not None and is_id else UNKNOWN

    def _is_context(self, name: str | None) -> bool:
        """Whether a dotted name is Dash's callback context."""
        if name is None:
            return False
        head, _, rest = name.partition(".")
        if head in self.names:
            return not rest and self.names[head] is CONTEXT
        external = self.project.names.external(self.path, self.scope, name)
        return external in CONTEXTS

    def _all(self, items: list[ast.expr], kind: Callable[[list[object]], object]) -> object:
        values = [self._value(item) for item in items]
        return UNKNOWN if has_unknown(values) else kind(values)

    def _dict(self, keys: list[ast.expr | None], values: list[ast.expr]) -> object:
        if None in keys:
            return UNKNOWN
        known = [self._value(key) for key in keys if key is not None]
        held = [self._value(value) for value in values]
        return UNKNOWN if has_unknown([*known, *held]) else dict(zip(known, held, strict=True))

    def _compare(self, operator: ast.cmpop, left: ast.expr, right: ast.expr) -> object:
        one, other = self._value(left), self._value(right)
        held: bool | None = None
        if isinstance(operator, ast.Eq | ast.NotEq):
            held = equal(one, other)
        elif isinstance(operator, ast.Is | ast.IsNot):
            if None in (one, other) and UNKNOWN not in (one, other):
                held = one is other
        elif isinstance(operator, ast.In | ast.NotIn):
            if isinstance(one, str) and isinstance(other, str):
                held = one in other
            elif isinstance(other, list | tuple | set | dict):
                held = among(one, other)
        if held is None:
            return UNKNOWN
        return held == isinstance(operator, ast.Eq | ast.Is | ast.In)

    def _item(self, known: object, at: object) -> object:
        if isinstance(known, dict) and isinstance(at, str | int):
            return known[at]
        if isinstance(known, list | tuple) and isinstance(at, int):
            return known[at]
        return UNKNOWN

    def _joined(self, pieces: list[ast.expr]) -> object:
        texts: list[str] = []
        for piece in pieces:
            if isinstance(piece, ast.FormattedValue):
                if piece.format_spec is not None or piece.conversion != -1:
                    return UNKNOWN
                piece = piece.value
            value = self._value(piece)
            if not isinstance(value, str):
                return UNKNOWN
            texts.append(value)
        return "".join(texts)

    def _listed(self, elt: ast.expr, generator: ast.comprehension) -> object:
        """`[p["prop_id"] for p in ctx.triggered]`."""
        source, target = self._value(generator.iter), generator.target
        if not isinstance(source, list) or not isinstance(target, ast.Name):
            return UNKNOWN
        if generator.ifs or generator.is_async:
            return UNKNOWN
        known = self.copied()
        if self.tells(generator.iter):
            self.about.add(target.id)
        found: list[object] = []
        for each in source:
            self.names[target.id] = each
            found.append(self._value(elt))
        self.back_to(known)
        return UNKNOWN if UNKNOWN in found else found

    def _call(self, node: ast.Call) -> object:
        if node.keywords or any(isinstance(arg, ast.Starred) for arg in node.args):
            return UNKNOWN
        function = node.func
        if isinstance(function, ast.Name) and self._is_own(function.id):
            return UNKNOWN
        if isinstance(function, ast.Name) and function.id == "isinstance" and len(node.args) == 2:
            return self._isinstance(node.args[0], node.args[1])
        args = [self._value(arg) for arg in node.args]
        if has_unknown([arg for arg in args if not isinstance(arg, JsonText)]):
            return UNKNOWN
        if isinstance(function, ast.Name):
            made = FUNCTIONS.get(function.id)
            plain = made is not None and len(args) == 1
            if plain and isinstance(args[0], JsonText):
                return True if made is bool else args[0] if made is str else UNKNOWN
            return made(args[0]) if made is not None and plain else UNKNOWN
        if isinstance(function, ast.Attribute):
            if function.attr == "loads" and len(args) == 1:
                if isinstance(args[0], JsonText):
                    return args[0].identifier
                return json.loads(args[0]) if isinstance(args[0], str) else UNKNOWN
            method = METHODS.get(function.attr)
            known = self._value(function.value)
            if isinstance(known, JsonText):
                return of_json(known, function.attr, args)
            return UNKNOWN if method is None or known is UNKNOWN else method(known, *args)
        return UNKNOWN

    def _is_own(self, name: str) -> bool:
        """Whether a name that may be a builtin is another thing here."""
        looked_up = self.project.names.lookup(self.path, self.scope, name)
        return name in self.names or looked_up is not None

    def _isinstance(self, value: ast.expr, kind: ast.expr) -> object:
        known = self._value(value)
        kinds = {"dict": dict, "str": str}
        if known is UNKNOWN or not isinstance(kind, ast.Name) or kind.id not in kinds:
            return UNKNOWN
        return isinstance("" if isinstance(known, JsonText) else known, kinds[kind.id])
