"""Rule selectors: a code (DC101), a prefix (DC1), a name (unused-state) or ALL."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dash_codemods.model.rule import Rule

EXACT = 100
"""The specificity of a code or a name: above every prefix."""


def specificity(selector: str, rule: Rule) -> int | None:
    """How closely a selector means a rule, the higher the closer; None: it does not mean it."""
    if selector in (rule.code, rule.name):
        return EXACT
    if selector == "ALL":
        return 0
    family = rule.code.rstrip("0123456789")
    # `D` alone names no family, though every code starts with it.
    if selector.startswith(family) and rule.code.startswith(selector):
        return len(selector)
    return None


def unknown_selector(selector: str, rules: Sequence[Rule]) -> str | None:
    """Say what is wrong with a selector that means no rule; None: it means one."""
    if selector == "ALL" or any(specificity(selector, rule) is not None for rule in rules):
        return None
    from dash_codemods.config.nearest import did_you_mean

    known = [rule.code for rule in rules] + [rule.name for rule in rules] + ["ALL"]
    hint = did_you_mean(selector, known) or "; `dash-codemod --list-rules` shows all"
    return f"unknown rule `{selector}`{hint}"
