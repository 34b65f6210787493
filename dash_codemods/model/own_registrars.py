"""Code that puts a function of its own in the place of Dash's `callback`.

It gets every function that is registered through it, and may look at what passes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.expressions import Call
from dash_codemods.model.files import is_test
from dash_codemods.model.findings import Blocker
from dash_codemods.model.names import Definition
from dash_codemods.model.project import Project
from dash_codemods.model.words import line_at

_REPLACED = re.compile(
    r"^[ \t]*(?:[\w.]+\.)?(\w+)\.callback[ \t]*=[^=]|setattr\((?:[\w.]+\.)?(\w+),\s*[\"']callback",
    re.M,
)
_METHOD = re.compile(r"^[ \t]+def callback\(\s*self\s*,\s*\*", re.M)
_DASH = ("dash", "Dash")


class OwnRegistrars:
    """The places of a project where `callback` is defined anew."""

    def __init__(self, project: Project) -> None:
        """Look through all files that concern Dash."""
        self.project = project
        self.replaced: list[tuple[str, int, str]] = []
        """Where `something.callback` is given something: path, line, and the name of something."""
        self.methods: list[tuple[str, int]] = []
        for path in project.sources.context():
            text = project.sources.text(path)
            if is_test(path):
                continue
            # Looking for a line takes long, and there is hardly ever one.
            likely = any(sign in text for sign in (".callback =", ".callback=", "setattr("))
            for found in _REPLACED.finditer(text) if likely else ():
                name = found[1] or found[2]
                if name not in ("self", "cls"):
                    self.replaced.append((path, line_at(text, found.end()), name))
            self.methods += self._methods_in(path)

    def blockers(self, callback: Callback) -> Iterator[Blocker]:
        """What stands between a callback and Dash, as far as that shows."""
        root = self.project.sources.root_of
        here = root(callback.path)
        base = callback.registration.call.function.split(".")[-2:-1]
        for path, line, name in self.replaced:
            if root(path) == here and (name in base or name in _DASH):
                yield _blocker(f"`{name}.callback` is replaced here", path, line)
        if callback.framework == "unknown" and not callback.is_global:
            elsewhere = self._methods_in(self._class_of(callback))
            for path, line in dict.fromkeys([*self.methods, *elsewhere]):
                if root(path) == here:
                    message = f"`{'.'.join(base)}` may be of the class that has this `callback`"
                    yield _blocker(message, path, line)

    def _methods_in(self, path: str | None) -> list[tuple[str, int]]:
        """Where a file has methods that may stand in for Dash's."""
        text = self.project.sources.text(path) if path else ""
        if "def callback(" not in text:
            return []
        return [(path or "", line_at(text, found.end())) for found in _METHOD.finditer(text)]

    def _class_of(self, callback: Callback) -> str | None:
        """The file of what makes the object that a callback is registered on, where it shows."""
        scope = callback.registration.scope
        base = callback.registration.call.function.rpartition(".")[0]
        names = self.project.names
        made = names.resolve(callback.path, scope, base) if base else None
        if not isinstance(made, Definition) or not isinstance(made.binding.value, Call):
            return None
        maker = names.resolve(made.path, made.scope, made.binding.value.function)
        return maker.path if isinstance(maker, Definition) else None


def _blocker(what: str, path: str, line: int) -> Blocker:
    return Blocker("own-callback", f"{what}, and may look at the arguments", path, line)
