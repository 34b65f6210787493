"""What a project asked for, and what the command line said on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from dash_codemods.config.selectors import specificity

if TYPE_CHECKING:
    from dash_codemods.model.rule import Rule

InitialCall = Literal["prevent", "preserve"]
Duplicates = Literal["all", "all-but-one"]


class ConfigProblem(NamedTuple):
    """A configuration that cannot be followed, in one line that says where and what is right."""

    path: str
    message: str
    line: int | None = None


class CommandLineOptions(NamedTuple):
    """What the command line said, and nothing that it did not say."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    unsafe_fixes: bool | None = None
    target_version: str | None = None
    config: str | None = None
    """A configuration file to use instead of each project's own."""
    isolated: bool = False
    """Read no configuration file at all."""


class Selection(NamedTuple):
    """The selectors that one place (the project, the command line) gives."""

    select: tuple[str, ...] | None = None
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()

    def verdict(self, rule: Rule) -> bool | None:
        """Whether the most specific selector switches the rule on or off; None: says nothing."""
        on = _best(rule, (self.select or ()) + self.extend_select)
        off = _best(rule, self.ignore)
        if on is None and off is None:
            return None
        # The more specific selector wins; of two equal ones it is the one that ignores.
        return on is not None and (off is None or on > off)


def _best(rule: Rule, selectors: tuple[str, ...]) -> int | None:
    found = (specificity(selector, rule) for selector in selectors)
    return max((one for one in found if one is not None), default=None)


class Settings(NamedTuple):
    """How the files of one project are to be treated. Equal for all files of one configuration."""

    source: str | None = None
    """The configuration file; None where there is none."""
    base: str = ""
    """The folder that the path patterns are relative to."""
    selections: tuple[Selection, ...] = ()
    """What the project, then what the command line selects; a later `select` starts afresh."""
    per_file_ignores: tuple[tuple[str, tuple[str, ...]], ...] = ()
    unsafe_fixes: bool = False
    target_version: str = "auto"
    exclude: tuple[str, ...] | None = None
    """Patterns of what is left out; None: the usual (hidden folders, virtual environments ...)."""
    extend_exclude: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    """Patterns of ids that are known to be a dcc.Store."""
    transparent_decorators: tuple[str, ...] = ()
    """Decorators known not to look at a callback's arguments."""
    callback_decorators: tuple[str, ...] = ()
    """Wrappers that register like `callback`."""
    initial_call: InitialCall = "preserve"
    duplicates: Duplicates = "all"

    def enabled(self, rule: Rule) -> bool:
        """Whether a rule is to run."""
        on = rule.default
        for selection in self.selections:
            verdict = selection.verdict(rule)
            if selection.select is not None:
                on = bool(verdict)
            elif verdict is not None:
                on = verdict
        return on

    def ignored_in(self, path: str, rule: Rule) -> bool:
        """Whether per-file-ignores switch a rule off in one file."""
        if not self.per_file_ignores:
            return False
        from dash_codemods.config.globs import matches

        return any(
            any(specificity(selector, rule) is not None for selector in selectors)
            and matches(pattern, path, self.base)
            for pattern, selectors in self.per_file_ignores
        )
