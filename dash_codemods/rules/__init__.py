"""The rules: one file each, Project in, Findings out."""

from __future__ import annotations

from functools import cache

from dash_codemods.model.rule import Rule


@cache
def registry() -> tuple[Rule, ...]:
    """All rules, in the order of their codes."""
    from dash_codemods.rules import (
        allow_duplicate_without_prevent_initial_call,
        colliding_duplicates,
        echoed_state,
        heavy_state,
        ignored_app_setting,
        inconsistent_allow_duplicate,
        mega_callback,
        missing_allow_duplicate,
        racing_duplicates,
        read_modify_write,
        redundant_allow_duplicate,
        relay_store,
        server_toggle,
        shared_container,
        unread_heavy_input,
        unread_store_input,
        unused_state,
    )

    modules = (
        unused_state,
        unread_store_input,
        read_modify_write,
        unread_heavy_input,
        heavy_state,
        missing_allow_duplicate,
        allow_duplicate_without_prevent_initial_call,
        inconsistent_allow_duplicate,
        colliding_duplicates,
        racing_duplicates,
        shared_container,
        redundant_allow_duplicate,
        ignored_app_setting,
        echoed_state,
        mega_callback,
        server_toggle,
        relay_store,
    )
    return tuple(sorted((m.RULE for m in modules), key=lambda rule: rule.code))
