"""Building the scopes of a file: which name means what, where."""

from __future__ import annotations

from dash_codemods.model.expressions import Expression
from dash_codemods.model.facts import Binding, Scope


class ScopeBuilder:
    """One scope while its body is being read."""

    def __init__(
        self, kind: str, name: str, parent: int, line: int, bases: tuple[str, ...] = ()
    ) -> None:
        """Open a scope: `kind` is module, class or function."""
        self.kind, self.name, self.parent, self.line, self.bases = kind, name, parent, line, bases
        self.bindings: dict[str, Binding] = {}
        self.globals: set[str] = set()

    def bind(self, name: str, binding: Binding) -> None:
        """Bind a name; what is bound twice is certain no longer, but for repeated imports."""
        known = self.bindings.get(name)
        if known is None:
            self.bindings[name] = binding
        elif known.kind == "import" and binding.kind == "import":
            # try: from dash import ctx / except ImportError: from dash import ...
            same = (known.module, known.name, known.level) == (
                binding.module,
                binding.name,
                binding.level,
            )
            if not same and known.name != binding.name and known.module != binding.module:
                self.bindings[name] = Binding("other", binding.line)
        else:
            self.bindings[name] = Binding("other", binding.line)

    def bind_value(self, name: str, line: int, value: Expression | None) -> None:
        """Bind a name by assignment."""
        self.bind(name, Binding("value", line, value=value))

    def bind_other(self, name: str, line: int) -> None:
        """Bind a name to something that reading does not follow."""
        self.bindings[name] = Binding("other", line)

    def frozen(self) -> Scope:
        """The finished scope."""
        return Scope(self.kind, self.name, self.parent, self.bindings, self.line, self.bases)
