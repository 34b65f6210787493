"""Texts that the server keeps to itself: everybody can read what a page's scripts say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Constant
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.walking import walk

_NAMES = re.compile(
    r"(?i)(^|_)(pass(word|wd|code|phrase|wort)?|pwd?|pin|secret|token|api_?key|credentials?|otp)\d*(_|$)"
)


def blockers(project: Project, callback: Callback) -> Iterator[Blocker]:
    """What a password is compared with, which the browser would hold."""
    kept = set()
    for bound in callback.bindings() or ():
        name = bound.parameter.name
        for dependency in bound.dependencies:
            components = project.components_with(dependency.component_id)
            if dependency.prop not in ("value", "data"):
                continue
            hidden = any(
                component.call.argument(1, "type") == Constant("password")
                for component in components
                if component.kind.endswith("Input")
            )
            identifier = str(dependency.component_id).replace("-", "_")
            if hidden or _NAMES.search(name) or _NAMES.search(identifier):
                kept.add(name)
    if not kept:
        return
    tree = project.function_tree(callback)
    named = any(isinstance(each, ast.Assign) and _is_secret(each.value) for each in walk(tree))
    for node in walk(tree):
        if isinstance(node, ast.Compare):
            names = {each.id for each in walk(node) if isinstance(each, ast.Name)}
            if names & kept and (named or any(map(_is_secret, walk(node)))):
                name = min(names & kept)
                message = f"the page would say what `{name}` has to be"
                yield Blocker("confidential", message, callback.path, node.lineno)
                return


def _is_secret(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Constant)
        and bool(node.value)
        and isinstance(node.value, str | int)
        and not isinstance(node.value, bool)
    )
