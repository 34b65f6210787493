"""Where modules are, and where projects begin."""

from __future__ import annotations

import os
from collections.abc import Container, Iterable, Sequence

from dash_codemods.config import find_project_root
from dash_codemods.engine.paths import normal

_FRAMEWORKS = frozenset(
    {
        "dash",
        "dash_core_components",
        "dash_extensions",
        "dash_html_components",
        "dash_table",
        "django_plotly_dash",
        "jupyter_dash",
    }
)
_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


class Modules:
    """Finds the files of imported modules; nothing is looked up twice."""

    def __init__(self, given: Sequence[str], known: Container[str]) -> None:
        """Take the paths that the user named, and the files that are there without a look."""
        self._given = given
        self._known = known
        self._modules: dict[tuple[str, str, int], str | None] = {}
        self._files: dict[str, bool] = {}
        self._roots: dict[str, str] = {}

    def find_module(self, path: str, module: str, level: int) -> str | None:
        """The file of a module imported in `path`, looked for as Python would from there."""
        key = (os.path.dirname(path), module, level)
        if key not in self._modules:
            self._modules[key] = self._find_module(*key)
        return self._modules[key]

    def _find_module(self, folder: str, module: str, level: int) -> str | None:
        parts = module.split(".") if module else []
        if not level and parts and parts[0] in _FRAMEWORKS:
            # Also where the framework's own repository is looked at.
            return None
        if level:
            for _ in range(level - 1):
                folder = os.path.dirname(folder) if folder else ".."
            return self._module_in(folder, parts)
        root = self.root_of(os.path.join(folder, "x.py"))
        # A program's own folder is on its path; so, in effect, is every folder above it up to
        # the project's root, and its `src`.
        while True:
            found = self._module_in(folder, parts)
            if found is not None:
                return found
            if os.path.abspath(folder) == root or folder in ("", "/", ".."):
                break
            folder = os.path.dirname(folder)
        return self._module_in(normal(os.path.join(root, "src")), parts)

    def _module_in(self, folder: str, parts: list[str]) -> str | None:
        base = os.path.join(folder, *parts) if parts else folder
        for candidate in (base + ".py" if parts else "", os.path.join(base, "__init__.py")):
            if candidate and self._is_file(candidate):
                return normal(candidate)
        return None

    def _is_file(self, path: str) -> bool:
        if path not in self._files:
            self._files[path] = path in self._known or os.path.isfile(path)
        return self._files[path]

    def looked_for(self) -> dict[str, bool]:
        """Whether there is a file where modules were looked for, but for what was known."""
        return {path: there for path, there in self._files.items() if path not in self._known}

    def root_of(self, path: str) -> str:
        """The absolute path of the root of a file's project."""
        shown = os.path.dirname(path)
        if shown not in self._roots:
            self._roots[shown] = self._find_root(path, os.path.abspath(shown))
        return self._roots[shown]

    def _find_root(self, path: str, folder: str) -> str:
        """Where nothing marks a project's root, a folder that the user named is one."""
        root = os.path.abspath(find_project_root(path))
        if any(os.path.exists(os.path.join(root, mark)) for mark in _MARKS):
            return root
        given = [os.path.abspath(p) for p in self._given if os.path.isdir(p)]
        around = [p for p in given if folder == p or folder.startswith(p.rstrip(os.sep) + os.sep)]
        return min([root, *around], key=len)

    def outermost_roots(self, paths: Iterable[str]) -> list[str]:
        """The roots of the projects of some files, and the folders that the user named."""
        roots = {self.root_of(path) for path in paths}
        roots |= {os.path.abspath(p) for p in self._given if os.path.isdir(p)}
        outermost: list[str] = []
        for root in sorted(roots):
            if not any(root == o or root.startswith(o.rstrip("/") + "/") for o in outermost):
                outermost.append(root)
        return outermost
