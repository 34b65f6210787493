"""Hooks of the server that look at what the browser posts, before any callback is called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.words import line_at

_HOOKS = ("before_request", "wsgi_app")
_BODY = re.compile(
    r"\bget_json\(|\bget_data\(|\brequest\.(?:json|data|stream)\b|[\"']wsgi\.input[\"']"
)


class RequestHooks:
    """The hooks of a project that look at requests, looked for once."""

    def __init__(self, project: Project) -> None:
        """Look through all files that concern Dash."""
        self.project = project
        self.found: list[tuple[str, str, int]] = []
        """The hook's name, and where the body of a request is read beside it."""
        for path in project.sources.context():
            text = project.sources.text(path)
            word = next((word for word in _HOOKS if word in text), None)
            body = _BODY.search(text) if word is not None and not is_test(path) else None
            if word is not None and body is not None:
                self.found.append((word, path, line_at(text, body.start())))

    def beside(self, callback: Callback) -> Iterator[Blocker]:
        """Code beside an app's server that may look for a State in the body of a request."""
        root = self.project.sources.root_of
        for word, path, line in self.found:
            if root(path) == root(callback.path):
                message = f"a hook of the server (`{word}`) may read here what the browser sends"
                yield Blocker("request-is-read", message, path, line)
                return
