"""What a project's metadata says about the Dash it needs. Files are read, nothing is run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import Any

from dash_codemods.config.roots import is_project

_REQUIREMENT = re.compile(
    r"dash\s*(?:\[[^\]]*\])?\s*\(?\s*(?P<specifier>[^;#@()]*)\)?\s*(?:[;#].*)?", re.IGNORECASE
)


_MOST_FOLDERS, _DEPTH = 300, 3
_LEFT_OUT = frozenset({"node_modules", "site-packages", "venv", "env", "build", "dist", "assets"})
"""Folders with environments, or with what was built."""


def dash_requirements(root: str) -> Iterator[list[str]]:
    """Yield what each source of metadata requires of Dash (`>=2.9`), the weightiest first."""
    yield list(_from_pyproject(os.path.join(root, "pyproject.toml")))
    yield list(_from_setup_cfg(os.path.join(root, "setup.cfg")))
    yield list(_from_setup_py(os.path.join(root, "setup.py")))
    yield list(_from_requirement_files(root))
    yield list(_from_pipfile(os.path.join(root, "Pipfile")))
    yield list(_from_conda(root))


def folders_below(root: str) -> Iterator[str]:
    """The folders of a project whose root is marked as one, as far as it pays to look."""
    if not is_project(root):
        return
    left = _MOST_FOLDERS
    for folder, names, _ in os.walk(root):
        deep = os.path.relpath(folder, root).count(os.sep) + (folder != root) >= _DEPTH
        kept = (name for name in sorted(names) if name[0] != "." and name not in _LEFT_OUT)
        names[:] = [] if deep else kept
        if folder != root:
            yield folder
        left -= 1
        if not left:
            return


def _specifiers(lines: Iterable[Any]) -> Iterator[str]:
    for line in lines:
        match = _REQUIREMENT.fullmatch(line.strip()) if isinstance(line, str) else None
        # What follows the name must be a specifier: `dash-ag-grid` is another package.
        if match and re.match(r"[<>=!~]|$", match["specifier"]):
            yield match["specifier"].strip()


def _from_pyproject(path: str) -> Iterator[str]:
    document = _toml(path)
    project = _table(document, "project")
    groups = [project.get("dependencies")]
    groups += _table(project, "optional-dependencies").values()
    groups += _table(document, "dependency-groups").values()
    for group in groups:
        if isinstance(group, list):
            yield from _specifiers(group)
    poetry = _table(document, "tool", "poetry")
    yield from _from_table(_table(poetry, "dependencies"))
    for name in _table(poetry, "group"):
        yield from _from_table(_table(poetry, "group", name, "dependencies"))


def _from_pipfile(path: str) -> Iterator[str]:
    yield from _from_table(_table(_toml(path), "packages"))


def _from_table(dependencies: dict[str, Any]) -> Iterator[str]:
    """Poetry and Pipenv: `dash = "^2.9"`, `dash = {version = "^2.9"}`, or a list of those."""
    for name, value in dependencies.items():
        if name.lower() != "dash":
            continue
        for one in value if isinstance(value, list) else [value]:
            version = one.get("version") if isinstance(one, dict) else one
            if isinstance(version, str):
                yield version


def _from_setup_cfg(path: str) -> Iterator[str]:
    text = _text(path)
    if "dash" not in text.lower():
        return
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    yield from _specifiers(parser.get("options", "install_requires", fallback="").splitlines())
    if parser.has_section("options.extras_require"):
        for _, value in parser.items("options.extras_require"):
            yield from _specifiers(value.splitlines())


def _from_setup_py(path: str) -> Iterator[str]:
    strings = re.findall(r"""["'](dash\b[^"'\n]*)["']""", _text(path), re.IGNORECASE)
    yield from _specifiers(strings)


def _from_requirement_files(root: str) -> Iterator[str]:
    for folder in (root, os.path.join(root, "requirements")):
        try:
            names = sorted(os.listdir(folder))
        except OSError:
            continue
        for name in names:
            if not name.endswith((".txt", ".in")):
                continue
            if folder != root or name.startswith("requirements"):
                lines = _text(os.path.join(folder, name)).splitlines()
                # Options (`--hash=...`) and line continuations follow a requirement.
                yield from _specifiers(re.split(r"\s--|\\$", line)[0] for line in lines)


_CONDA = re.compile(
    r"^\s*-\s*[\"']?(?:[\w./-]+::)?dash\s*(?P<specifier>[<>=!~][^#\"'\n]*)", re.I | re.M
)


def _from_conda(root: str) -> Iterator[str]:
    """`dash=2.4.1=py_0` of an environment file, and what its pip section says."""
    try:
        names = sorted(os.listdir(root))
    except OSError:
        return
    for name in names:
        if name.startswith(("environment", "conda", "env")) and name.endswith((".yml", ".yaml")):
            for found in _CONDA.finditer(_text(os.path.join(root, name))):
                # What follows a second `=` says how the package was built.
                exact = re.match(r"=\s*([\d.]+)", found["specifier"])
                yield f"=={exact[1]}" if exact else found["specifier"].strip()


def _table(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        found = document.get(key)
        if not isinstance(found, dict):
            return {}
        document = found
    return document


def _toml(path: str) -> dict[str, Any]:
    text = _text(path)
    if "dash" not in text.lower():
        return {}
    from dash_codemods.config.toml import BrokenToml, parse

    try:
        return parse(text.encode())
    except BrokenToml:
        return {}


def _text(path: str) -> str:
    """A file's text; nothing where it cannot be read: metadata is a hint, not a duty."""
    try:
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            return file.read()
    except OSError:
        return ""
