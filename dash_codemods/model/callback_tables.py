"""Code that calls callbacks by what they write: through an app's table, or as a browser does."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback, same_everywhere
from dash_codemods.model.expressions import Name
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.ids import TextId
from dash_codemods.model.often_sought import CALLBACK_TABLES
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk
from dash_codemods.model.words import line_at


def called_through_table(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code that calls the function through `app.callback_map`, or posts what a browser would.

    It names an output of the callback, or only its component: `next(key for key in
    app.callback_map if ids.SUMMARY in key)`.
    """
    known = [d for d in callback.outputs if same_everywhere(d.component_id)]
    keys = [f"{d.component_id}.{d.prop}" for d in known]
    for word in CALLBACK_TABLES:
        for path in project.sources.mentions(word):
            text = project.sources.text(path)
            if any(key in text for key in keys) or (
                word == "callback_map" and _names_component(project, path, callback)
            ):
                yield _called(word, keys, path, line_at(text, text.find(word)))
            elif is_test(path):
                yield from _handed_to_helper(project, word, path, keys)


def _called(word: str, keys: list[str], path: str, line: int) -> Blocker:
    message = f"`{word}` is used here with `{keys[0]}`, to call the function in a way that "
    return Blocker("called-through-table", f"{message}cannot be followed", path, line)


def _handed_to_helper(project: Project, word: str, path: str, keys: list[str]) -> Iterator[Blocker]:
    """Tests that name an output to a helper, which stands in another file."""
    root = project.sources.root_of
    for other in project.once(_tests):
        text = project.sources.text(other)
        key = next((key for key in keys if key in text), None)
        if key is not None and other != path and root(other) == root(path):
            yield _called(word, keys, other, line_at(text, text.find(key)))
            return


def _tests(project: Project) -> list[str]:
    """The files of tests that hold any."""
    return [path for path in project.sources.mentions("assert") if is_test(path)]


def _names_component(project: Project, path: str, callback: Callback) -> bool:
    """Whether another file names the component of an output, as a text or by a constant."""
    ids = (d.component_id for d in callback.outputs)
    names = {each.text for each in ids if isinstance(each, TextId)}
    return path != callback.path and not names.isdisjoint(_texts(project, path))


def _texts(project: Project, path: str) -> set[object]:
    """The texts that a file names, itself or by constants of other modules."""
    memo = project.sources.memo(path)
    if "texts" not in memo:
        memo["texts"] = set(_find_texts(project, path))
    found: set[object] = memo["texts"]
    return found


def _find_texts(project: Project, path: str) -> Iterator[object]:
    if project.sources.facts(path) is None:
        return
    for node in walk(project.sources.tree(path)):
        if isinstance(node, ast.Constant):
            yield node.value
        elif isinstance(node, ast.Name | ast.Attribute):
            name = dotted(node)
            constant = project.constant(path, 0, Name(name)) if name is not None else None
            if constant is not None:
                yield constant.value
