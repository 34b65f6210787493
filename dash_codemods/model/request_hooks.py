"""Hooks that look at what the browser posts, before or after a callback is called."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.words import line_at

_HOOKS = (
    "before_request",
    "after_request",
    "teardown_request",
    "wsgi_app",
    "request_started",
    "request_finished",
    ".middleware(",
    "add_middleware(",
)
"""Where code is hung into a server: Flask's hooks and signals, WSGI, and those of FastAPI."""
_BODY = re.compile(r"\bget_json\(|\bget_data\(|\brequest\.(?:json|data|stream|body)\b")
_READERS = ("get_json", "get_data", "request")
"""Words of files that may read the body of a request."""
_ALONE = ("wsgi.input", "request_pre")
"""What says alone that requests are looked at: a WSGI server's body, and Dash's own hook."""


class RequestHooks:
    """The hooks of a project that look at requests, looked for once."""

    def __init__(self, project: Project) -> None:
        """Look through all files that concern Dash, and those that may belong to a hook."""
        self.project = project
        self.found: list[tuple[str, str, int]] = []
        """The hook's name, and where the body of a request is read."""
        root = project.sources.root_of
        hooked: dict[str, str] = {}
        for path in project.sources.context():
            hook = _first(_HOOKS, project.sources.text(path))
            if hook is not None and not is_test(path):
                hooked.setdefault(root(path), hook.strip(".("))
        paths = {*project.sources.context(), *project.sources.mentions("wsgi")}
        for word in _READERS if hooked else ():
            paths.update(project.sources.mentions(word))
        for path in sorted(paths):
            text = project.sources.text(path)
            alone = _first(_ALONE, text)
            body = _BODY.search(text) if root(path) in hooked else None
            if is_test(path):
                continue
            if alone is not None:
                self.found.append((alone, path, line_at(text, text.find(alone))))
            elif body is not None:
                self.found.append((hooked[root(path)], path, line_at(text, body.start())))

    def beside(self, callback: Callback) -> Iterator[Blocker]:
        """Code beside an app's server that may look for a State in the body of a request."""
        root = self.project.sources.root_of
        for word, path, line in self.found:
            if root(path) == root(callback.path):
                message = f"a hook of the server (`{word}`) may read here what the browser sends"
                yield Blocker("request-is-read", message, path, line)
                return


def _first(words: Sequence[str], text: str) -> str | None:
    return next((word for word in words if word in text), None)
