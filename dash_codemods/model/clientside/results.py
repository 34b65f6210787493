"""What a callback returns, for one Output or for several."""

from __future__ import annotations

import ast
from collections.abc import Callable, Container, Mapping, Sequence

from dash_codemods.model.clientside.code import Code, Refusal, conditional, display, or_null
from dash_codemods.model.clientside.expressions import Expressions
from dash_codemods.model.clientside.kinds import (
    CONTAINERS,
    NO_UPDATE,
    SHAREABLE,
)
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.walking import walk


class Results:
    """Translates what stands behind `return`."""

    def __init__(
        self,
        expressions: Expressions,
        outputs: Sequence[Dependency],
        single: bool,
        parameters: Mapping[str, Dependency],
        nullable: Container[Dependency],
    ) -> None:
        """Take the Outputs, whether the one is returned as it is, and what parameters get.

        The last are the Outputs to which undefined is the same as null.
        """
        self.expressions, self.outputs, self.single = expressions, outputs, single
        self.parameters, self.nullable = parameters, nullable
        self.kinds = {name: code.kinds for name, code in expressions.values.items()}

    def whole(self, node: ast.expr) -> Code:
        """A returned value."""
        if isinstance(node, ast.IfExp):
            return self._either(node, self.whole)
        if self.single:
            self._check_apart([(node, self.outputs[0])])
            return self._one(node, self.outputs[0])
        if isinstance(node, ast.List | ast.Tuple):
            if len(node.elts) != len(self.outputs):
                message = f"{len(node.elts)} values for {len(self.outputs)} Outputs"
                raise Refusal("number-of-values", message, node.lineno)
            pairs = list(zip(node.elts, self.outputs, strict=True))
            self._check_apart(pairs)
            codes = [self._one(each, output) for each, output in pairs]
            if all(code.text == codes[0].text and code.kinds == NO_UPDATE for code in codes):
                return codes[0]  # instead of all of them
            return display("[]", [("", code) for code in codes])
        code = self.expressions.value(node) if not isinstance(node, ast.Constant) else None
        if code is None or code.kinds != NO_UPDATE:
            message = "the values of several Outputs are not returned as a list of that length"
            raise Refusal("number-of-values", message, node.lineno)
        return code

    def _check_apart(self, pairs: Sequence[tuple[ast.expr, Dependency]]) -> None:
        """Refuse where one list or dict would be in two places."""
        seen: dict[str, bool] = {}
        for node, output in pairs:
            shareable = output.prop in SHAREABLE
            for name, made in self._made_in(node):
                if made in seen and not (shareable and seen[made]):
                    raise Refusal(
                        "shares-an-object",
                        f"`{name}` is returned twice: the browser would have one object in two "
                        "places, and what changes it in one changes it in both",
                        node.lineno,
                    )
                seen[made] = shareable and seen.get(made, True)

    def _made_in(self, node: ast.expr) -> list[tuple[str, str]]:
        """The variables in a value that hold a list or dict, with where each was made."""
        return [
            (each.id, source)
            for each in walk(node)
            if isinstance(each, ast.Name) and each.id in self.expressions.values
            for code in [self.expressions.values[each.id]]
            if code.kinds & CONTAINERS
            for source in sorted(code.sources - self.parameters.keys())
        ]

    def nothing(self, line: int) -> Code:
        """What a function without a returned value gives."""
        if not self.single:
            raise Refusal("number-of-values", "None for several Outputs", line)
        return self.expressions.value(ast.Constant(value=None, lineno=line))

    def _one(self, node: ast.expr, output: Dependency) -> Code:
        if isinstance(node, ast.IfExp):
            return self._either(node, lambda each: self._one(each, output))
        code = self.expressions.number(node, self.expressions.value(node))
        names = sorted(code.sources & self.parameters.keys())
        sources = [self.parameters[name] for name in names]
        for name, source in zip(names, sources, strict=True):
            own = source.key == output.key or source.prop in SHAREABLE
            if code.kinds & CONTAINERS and self.kinds[name] & CONTAINERS and not own:
                raise Refusal(
                    "shares-an-object",
                    f"{source} may hold a list or dict: the browser would have one object in two "
                    "places, and what changes it in one changes it in both",
                    node.lineno,
                )
        same = names == sorted(code.sources) != [] and all(
            source.key == output.key for source in sources
        )
        # Left undefined, a property stays as it was; null is something else to some components.
        return code if same or output in self.nullable else or_null(code)

    def _either(self, node: ast.IfExp, translate: Callable[[ast.expr], Code]) -> Code:
        expressions = self.expressions
        test, before = expressions.test(node.test), expressions.values
        try:
            expressions.values = expressions.knowing(node.test, True)
            one = translate(node.body)
            expressions.values = before
            expressions.values = expressions.knowing(node.test, False)
            return conditional(test, one, translate(node.orelse))
        finally:
            expressions.values = before
