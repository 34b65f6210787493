"""The rules: one file each, Project in, Findings out."""

from __future__ import annotations

from functools import cache

from dash_codemods.model.rule import Rule


@cache
def registry() -> tuple[Rule, ...]:
    """All rules, in the order of their codes."""
    from dash_codemods.rules import (
        heavy_state,
        read_modify_write,
        unread_heavy_input,
        unread_store_input,
        unused_state,
    )

    modules = (unused_state, unread_store_input, read_modify_write, unread_heavy_input, heavy_state)
    return tuple(sorted((m.RULE for m in modules), key=lambda rule: rule.code))
