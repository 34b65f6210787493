"""Calls of a callback's function in documentation that is run as a test."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project

_PROMPT = re.compile(r"(?:^|[\"'])\s*(?:>>>|\.\.\.)\s")


def called_in_doctests(project: Project, callback: Callback) -> Iterator[Blocker]:
    """The examples of any docstring, of the function or of others, that call the function."""
    function = callback.function
    if function is None:
        return
    call = re.compile(rf"\b{re.escape(function.name)}\(")
    for path in project.sources.mentions(function.name):
        text = project.sources.text(path)
        if ">>>" not in text:
            continue
        for number, line in enumerate(text.splitlines(), 1):
            prompt = _PROMPT.search(line)
            if prompt is not None and call.search(line, prompt.end()):
                message = f"a doctest calls `{function.name}`"
                yield Blocker("function-used-elsewhere", message, path, number)
                break
