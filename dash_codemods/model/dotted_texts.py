"""Texts that lead to a function by its dotted name: for a mock, a queue, a plugin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.words import line_at


def led_to_by_texts(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Where a text names the function in such a way that something else may call or replace it.

    `patch("pages.home.update")`, `enqueue("tasks:update")`, `patch.object(home, "update")`.
    """
    function = callback.function
    if function is None:
        return
    name = re.escape(function.name)
    written = re.compile(rf"[\"'][\w.]+[.:]{name}[\"']|\.object\([^)\n]*[\"']{name}[\"']")
    for path in project.sources.mentions(function.name):
        text = project.sources.text(path)
        if not any(f"{function.name}{quote}" in text for quote in "\"'"):
            continue
        for found in written.finditer(text):
            line = line_at(text, found.start())
            message = f"`{function.name}` is named in a text here, to be called or replaced"
            yield Blocker("named-in-text", message, path, line)
            return
