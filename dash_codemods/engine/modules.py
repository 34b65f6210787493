"""Where modules are, and where projects begin."""

from __future__ import annotations

import os
from collections.abc import Collection, Container, Iterable, Sequence
from contextlib import suppress

from dash_codemods.config import find_project_root, workspace_of
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
        self._joined: dict[str, list[str]] = {}
        """The roots that belong together, for each of them."""

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
        others = [each for each in self._joined.get(root, ()) if each != root]
        folders = [os.path.join(root, "src")]
        folders += [folder for each in others for folder in (each, os.path.join(each, "src"))]
        found_there = (self._module_in(normal(folder), parts) for folder in folders)
        return next((found for found in found_there if found is not None), None)

    def join(self, imported: Collection[tuple[str, str]], others: Iterable[str]) -> None:
        """Take projects together of which one imports what another has: a workspace of packages.

        `imported`: paths, each with the first name of a module that the file imports. `others`:
        files of further projects, taken in only where they are of one repository or workspace.
        """
        wanted = sorted(imported)
        known = {self.root_of(path) for path, _ in wanted}
        workspaces = {workspace_of(root) for root in known} - {None}
        more = {root for root in map(self.root_of, others) if workspace_of(root) in workspaces}
        roots = sorted(known | more)
        if len(roots) < 2:
            return
        packages = {root: _packages(root) for root in roots}
        for path, name in wanted:
            owners = [root for root in roots if name in packages[root]]
            if len(owners) == 1 and self.find_module(path, name, 0) is None:
                groups = [self._joined.get(r, [r]) for r in (self.root_of(path), *owners)]
                together = sorted({root for group in groups for root in group})
                self._joined.update(dict.fromkeys(together, together))
        self._modules.clear()

    def project_of(self, path: str) -> str:
        """What files of one project have in common: its root, or the first of those joined."""
        root = self.root_of(path)
        return self._joined.get(root, [root])[0]

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


def _packages(root: str) -> set[str]:
    """The packages and modules that others may import from a project."""
    found = set()
    for folder in (root, os.path.join(root, "src")):
        with suppress(OSError), os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".py"):
                    found.add(entry.name.removesuffix(".py"))
                elif os.path.isfile(os.path.join(entry.path, "__init__.py")):
                    found.add(entry.name)
    return found - _EVERYWHERE


_EVERYWHERE = frozenset({"tests", "docs", "examples", "conftest", "setup"})
"""What many projects have, and no other imports."""
