"""What a project's metadata says about the Dash it needs. Files are read, nothing is run."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import Any

from dash_codemods.config.locks import from_locks
from dash_codemods.config.requirements import bytes_of, from_files, specifiers, text_of
from dash_codemods.config.roots import is_project

_MOST_FOLDERS, _DEPTH = 300, 3
_LEFT_OUT = frozenset({"node_modules", "site-packages", "venv", "env", "build", "dist", "assets"})
"""Folders with environments, or with what was built."""


_MAY_SAY = re.compile(r"requirements|setup\.py|Pipfile|.*\.(?:toml|cfg|txt|in|ya?ml|lock)", re.I)
"""Names of what the functions below read, and of other files: most folders hold none of these."""


def dash_requirements(root: str) -> Iterator[list[str]]:
    """Yield what each source of metadata requires of Dash (`>=2.9`), the weightiest first."""
    if not any(map(_MAY_SAY.fullmatch, _names_in(root))):
        return
    yield list(_from_pyproject(os.path.join(root, "pyproject.toml")))
    yield list(_from_setup_cfg(os.path.join(root, "setup.cfg")))
    yield list(_from_setup_py(os.path.join(root, "setup.py")))
    yield list(_from_requirement_files(root))
    yield list(_from_pipfile(os.path.join(root, "Pipfile")))
    yield list(_from_tools(_toml(os.path.join(root, "pixi.toml"))))
    yield list(_from_conda(root))
    # What is locked is what runs, where nothing says what has to.
    yield list(from_locks(root))


_SCRIPT = re.compile(r"^# /// script\s*\n(?P<lines>(?:#[^\n]*\n)+?)# ///\s*$", re.MULTILINE)
_HEAD = 4096
"""So many bytes of a script are looked at: what it needs stands at its beginning."""


def script_requirements(folder: str) -> Iterator[str]:
    """What the scripts in a folder say that they need, each in a comment of its own (PEP 723)."""
    for name in _names_in(folder):
        head = bytes_of(os.path.join(folder, name), _HEAD) if name.endswith(".py") else b""
        block = _SCRIPT.search(_unix(head)) if b"# /// script" in head else None
        if block:
            text = re.sub(r"^# ?", "", block["lines"], flags=re.MULTILINE)
            yield from specifiers(_list(_parsed(text).get("dependencies")))


def _unix(raw: bytes) -> str:
    return raw.decode(errors="replace").replace("\r\n", "\n")


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


def _from_pyproject(path: str) -> Iterator[str]:
    document = _toml(path)
    project = _table(document, "project")
    groups = [project.get("dependencies")]
    groups += _table(project, "optional-dependencies").values()
    groups += _table(document, "dependency-groups").values()
    for group in groups:
        if isinstance(group, list):
            yield from specifiers(group)
    yield from _from_dynamic(os.path.dirname(path), document)
    yield from _from_tools(_table(document, "tool"))


def _from_dynamic(folder: str, document: dict[str, Any]) -> Iterator[str]:
    """Files of requirements that setuptools reads: `dependencies = {file = ["base.txt"]}`."""
    dynamic = _table(document, "tool", "setuptools", "dynamic")
    optional = _table(dynamic, "optional-dependencies").values()
    for each in (dynamic.get("dependencies"), *optional):
        files = each.get("file") if isinstance(each, dict) else None
        names = [files] if isinstance(files, str) else _list(files)
        yield from from_files(os.path.join(folder, name) for name in names if isinstance(name, str))


def _from_tools(document: dict[str, Any]) -> Iterator[str]:
    """What the tables of any tool say of Dash: Poetry's, Pixi's, Hatch's environments, PDM's.

    Lists may be of other things than requirements: what names Dash there alone says nothing.
    """
    yield from _from_table(document)
    for value in document.values():
        if isinstance(value, dict):
            yield from _from_tools(value)
        elif isinstance(value, list):
            yield from filter(None, specifiers(value))


def _from_pipfile(path: str) -> Iterator[str]:
    yield from _from_table(_table(_toml(path), "packages"))


_VERSION = re.compile(r"[\s<>=!~^|,]*v?[\d*]")
"""How a requirement begins, and not a command: `dash = "^2.9"`, not `dash = "app:main"`."""


def _from_table(dependencies: dict[str, Any]) -> Iterator[str]:
    """Poetry and Pipenv: `dash = "^2.9"`, `dash = {version = "^2.9"}`, or a list of those."""
    for name, value in dependencies.items():
        if name.lower() != "dash":
            continue
        for one in value if isinstance(value, list) else [value]:
            version = one.get("version") if isinstance(one, dict) else one
            if isinstance(version, str) and _VERSION.match(version):
                yield version


def _from_setup_cfg(path: str) -> Iterator[str]:
    text = text_of(path)
    if "dash" not in text.lower() and "file:" not in text:
        return
    import configparser

    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error:
        return
    required = [parser.get("options", "install_requires", fallback="")]
    if parser.has_section("options.extras_require"):
        required += [value for _, value in parser.items("options.extras_require")]
    for value in required:
        yield from specifiers(value.splitlines())
        files = value.strip().removeprefix("file:") if value.strip().startswith("file:") else ""
        names = (name for name in re.split(r"[,\s]+", files) if name)
        yield from from_files(os.path.join(os.path.dirname(path), name) for name in names)


def _from_setup_py(path: str) -> Iterator[str]:
    strings = re.findall(r"""["'](dash\b[^"'\n]*)["']""", text_of(path), re.IGNORECASE)
    yield from specifiers(strings)


def _from_requirement_files(root: str) -> Iterator[str]:
    for folder in (root, os.path.join(root, "requirements")):
        names = (name for name in _names_in(folder) if name.lower().endswith((".txt", ".in")))
        kept = (name for name in names if folder != root or name.lower().startswith("requirements"))
        yield from from_files(os.path.join(folder, name) for name in kept)


def _names_in(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


_CONDA = re.compile(
    r"^\s*-\s*[\"']?(?:[\w./-]+::)?dash(?P<listed>\s*[<>=!~][^#\"'\n]*|\s+\d[\w.*]*)"
    r"|[\[,]\s*[\"']?(?:[\w./-]+::)?dash(?P<between>\s*[<>=!~][^#\"'\n,\]]*|\s+\d[\w.*]*)",
    re.IGNORECASE | re.MULTILINE,
)
"""`- dash >=2.9,<3` in a line of its own, or `[python=3.10, dash=2.9]`, where a comma ends it."""


def _from_conda(root: str) -> Iterator[str]:
    """`dash=2.4.1=py_0` of an environment file, and what its pip section says."""
    for name in _names_in(root):
        lower = name.lower()
        if lower.startswith(("environment", "conda", "env")) and lower.endswith((".yml", ".yaml")):
            for found in _CONDA.finditer(text_of(os.path.join(root, name))):
                specifier = (found["listed"] or found["between"]).strip()
                # What follows a second `=` says how the package was built.
                exact = re.match(r"=\s*([\d.]+)", specifier)
                yield f"=={exact[1]}" if exact else specifier


def _table(document: dict[str, Any], *keys: str) -> dict[str, Any]:
    for key in keys:
        found = document.get(key)
        if not isinstance(found, dict):
            return {}
        document = found
    return document


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _toml(path: str) -> dict[str, Any]:
    text = text_of(path)
    concerns = "dash" in text.lower() or "setuptools.dynamic" in text
    return _parsed(text) if concerns else {}


def _parsed(text: str) -> dict[str, Any]:
    from dash_codemods.config.toml import BrokenToml, parse

    try:
        return parse(text.encode())
    except BrokenToml:
        return {}
