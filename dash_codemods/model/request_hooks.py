"""Hooks of the server that look at what the browser posts, before any callback is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project

_HOOKS = ("before_request", "wsgi_app")
_BODY = re.compile(
    r"\bget_json\(|\bget_data\(|\brequest\.(?:json|data|stream)\b|[\"']wsgi\.input[\"']"
)


def posted_data_is_read(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Code beside an app's server that may look for a State in the body of a request."""
    root = project.sources.root_of
    for word in _HOOKS:
        for path in project.sources.mentions(word):
            text = project.sources.text(path)
            found = _BODY.search(text)
            if found is None or is_test(path) or root(path) != root(callback.path):
                continue
            line = text.count("\n", 0, found.start()) + 1
            message = f"a hook of the server (`{word}`) may read here what the browser sends"
            yield Blocker("request-is-read", message, path, line)
            return
