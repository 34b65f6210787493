"""Texts that lead to a function by its name: for a mock, a queue, a plugin, a table of names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import stem
from dash_codemods.model.findings import Blocker
from dash_codemods.model.imported_words import imported_words
from dash_codemods.model.project import Project
from dash_codemods.model.words import holds, line_at

_EXPORTS = re.compile(r"^__all__\b[^\[(\n]*[\[(][^\])]*[\])]", re.MULTILINE)


def led_to_by_texts(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Where a text names the function in such a way that something else may call or replace it.

    `patch("pages.home.update")`, `enqueue("tasks:update")`, `patch.object(home, "update")`; beside
    the name of its module also `setattr(home, "update", fake)` and `getattr(home, name)`.
    """
    function = callback.function
    if function is None:
        return
    name = re.escape(function.name)
    written = re.compile(rf"[\"'][\w.]+[.:]{name}[\"']|\.object\([^)\n]*[\"']{name}[\"']")
    alone = re.compile(rf"(?<!id=)(?<!Input\()(?<!Output\()(?<!State\()[\"']{name}[\"']")
    for path in project.sources.mentions(function.name):
        text = project.sources.text(path)
        if not any(f"{function.name}{quote}" in text for quote in "\"'"):
            continue
        # What a package exports is neither called nor replaced by that.
        text = _EXPORTS.sub(lambda exports: re.sub(r"[^\n]", " ", exports[0]), text)
        found = written.search(text)
        if found is None and path != callback.path and _names_module(text, stem(callback.path)):
            found = alone.search(text)
        if found is not None:
            line = line_at(text, found.start())
            message = f"`{function.name}` is named in a text here, to be called or replaced"
            yield Blocker("named-in-text", message, path, line)
            return


def _names_module(text: str, module: str) -> bool:
    """Whether a module is imported in a text, or stands in a text of it: `run_path("home.py")`."""
    if not holds(module, text):
        return False
    quoted = re.compile(rf"[\"'](?:[\w./\\]*[./\\])?{re.escape(module)}(?:\.py)?[\"']")
    return module in imported_words(text) or quoted.search(text) is not None
