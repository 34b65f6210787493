"""Packages from PyPI, pinned by version and hash, as trees of source files.

Shared by `real_code.py` and the benchmarks. Nothing of a package is installed or run: wheels are
downloaded once, checked against their hash, and the text files in them unpacked.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path, PurePosixPath

UNPACKING = "1"  # to be raised when wheels are unpacked in another way
CONFIGURATION = {"pyproject.toml", "setup.cfg", ".gitignore", "ruff.toml", ".ruff.toml"}


@dataclass(frozen=True)
class Package:
    """One wheel on PyPI."""

    name: str
    version: str
    sha256: str

    @property
    def wheel_prefix(self) -> str:
        """How the wheel's file name starts."""
        return f"{self.name.replace('-', '_')}-{self.version}-"


# Packages that hold Dash callbacks; the number behind each is a rough count of its callbacks.
WITH_CALLBACKS = (
    Package(
        "ansys-solutions-dash-super-components",  # 41
        "1.2.0",
        "3fa8bf32efd8d32bd5490f63cf642e041f0b0a2eed7b53dc2e135718758dd8b2",
    ),
    Package(
        "archdash",  # 46
        "0.0.3",
        "185611339132f8b9e4ea359f261db4a2bb7e4b0f5707e89a78312ed281af0f57",
    ),
    Package(
        "carm-paraver",  # 33
        "1.0.2.dev0",
        "b69c14231da7d8c4f7c864bd53733554047bb599e40b790738dc44e374da2701",
    ),
    Package(
        "collider-dashboard",  # 9
        "1.5.2.0",
        "4d01cc932860251646091cb7d5cfcb6e2dc7df7da2801e98a650c695c9f6e756",
    ),
    Package(
        "crystal-toolkit",  # 92
        "2026.7.20",
        "93759d9785b6733870dd6c110088738649f8c6b4fdb96975219e07ae12b01075",
    ),
    Package(
        "dash-capture",  # 21
        "0.0.15",
        "fed899a59a5f824d8e72e1af5205f6037046f90e392e8782d93cf7bf7ad3dc4e",
    ),
    Package(
        "dash-extensions",  # 5
        "2.0.6",
        "35a9ef516dd9431e472b68a76f4ae63a95223fcf9d319dfac79278157de85670",
    ),
    Package(
        "dash-pydantic-form",  # 33
        "0.18.4",
        "a0c9fb0cc7faa779af1e9b924043ada3512b90fd345874f9449b0277a6917d99",
    ),
    Package(
        "dash-slicer",  # 9
        "0.3.1",
        "68c821c017533f1014c984c93ad5c01ce306cdc633c3c7630fa1a2a8301d3d53",
    ),
    Package(
        "dash-tools",  # 19
        "1.12.0",
        "bf91cbab482d179357decaa22b52ac45a2cdb533f975d780dcf0a47c55bd1520",
    ),
    Package(
        "django-plotly-dash",  # 11
        "2.5.1",
        "09e4e43f9ce6e1ff42557beeb15373bc6a0fa5ac0df296ecd1e9adc57b01f703",
    ),
    Package(
        "dtale",  # 35
        "3.22.0",
        "7f01141e455ca71e23fc1108407d7155fc67dc569f00285df278cbe39c3feead",
    ),
    Package(
        "echopile",  # 34
        "0.95.0",
        "6d5c7f0fcc454c68f8617f845bb5bb35ca37a13b2a1e1c51b39fa159a24622a5",
    ),
    Package(
        "embeddingbuddy",  # 24
        "0.8.3",
        "efe073a3282e81a504d87625cec38bbbb6e3f3a0b80163a1fe5ee801c6791443",
    ),
    Package(
        "evalne-gui",  # 24
        "0.1.0",
        "5d140f059350f98028c23f0448d16928753db93bfa9f1cf6d5e6851e88c7a986",
    ),
    Package(
        "explainerdashboard",  # 60
        "0.5.8",
        "2ca7b385184ce62ec25ea5c710d3ba46e1575215c6a332a4fa2f32b99ff5ec8f",
    ),
    Package(
        "magic-dash",  # 98
        "0.5.3",
        "27fe6c608db0961e4d5a927da92569b9fb8c0e20bb1a77167c066945da4d4508",
    ),
    Package(
        "ms-mint-app",  # 65
        "1.1.7",
        "77b26247c94d03c93c21a2962bc74498236d74b653b473b369739387e1914a90",
    ),
    Package(
        "nestling-growth-app",  # 14
        "0.2.0",
        "0e117ebc42711ed325250bea01e6213394f1970491b80b96c24560b3ebbef929",
    ),
    Package(
        "salesforce-merlion",  # 27
        "2.0.4",
        "3b50271ab371caa85c03b4a7ccb764c8e7eafb4b836d9e13026b49ee3ab06e89",
    ),
    Package(
        "sfr-pyrca",  # 20
        "1.0.1",
        "994b09621ff1bc33bdc9ac6dcad64eb2f30d59f6ab6fa824ace0e8aa966b9458",
    ),
    Package(
        "shapash",  # 31
        "2.10.0",
        "d729143775f9efd74a876cad2047eddf182d2448261bdebf5d0de7bcf88ab320",
    ),
    Package(
        "turbodash-core",  # 91
        "0.8.7",
        "86f29cdf0d6172af6105788bf5e7fe994888fc3f8e82d4bc7e2d058f6b56f31a",
    ),
    Package(
        "vizro",  # 21
        "1.0.0",
        "a0569ff9180635134f2fb5e77283e31dbbfa9d3043bbe16ccd1918fc22de60fa",
    ),
    Package(
        "webviz-config",  # 11
        "0.7.2",
        "e9529a1aea0a2d65c5b8b4d2660d46e8493bd4e78a76ab4737b03c36fce9216a",
    ),
    Package(
        "webviz-subsurface",  # 278
        "0.3.3",
        "0272a7b002dcf52ec3070c8639b4a2e6ed0d17397a8df4e81b8e36553ab8a5d1",
    ),
)

CHECKED = tuple(
    package
    for package in WITH_CALLBACKS
    if package.name
    in {
        "ansys-solutions-dash-super-components",
        "collider-dashboard",
        "crystal-toolkit",
        "dash-slicer",
        "dash-tools",
        "django-plotly-dash",
        "dtale",
        "explainerdashboard",
        "nestling-growth-app",
        "salesforce-merlion",
        "sfr-pyrca",
        "shapash",
        "vizro",
    }
)
"""Those that every change is tried on: varied, and done in a few minutes."""


def default_cache() -> Path:
    """Where downloads and prepared trees are kept between runs."""
    base = os.environ.get("XDG_CACHE_HOME") or os.environ.get("LOCALAPPDATA")
    return Path(base or Path.home() / ".cache") / "dash-codemods-trials"


def download(packages: Iterable[Package], folder: Path) -> dict[str, Path]:
    """Fetch the wheels that are not in `folder` yet; return each package's wheel by name."""
    packages = list(packages)
    folder.mkdir(parents=True, exist_ok=True)
    missing = [package for package in packages if _wheel(package, folder) is None]
    if missing:
        requirements = folder / "requirements.txt"
        requirements.write_text(
            "".join(f"{p.name}=={p.version} --hash=sha256:{p.sha256}\n" for p in missing)
        )
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--require-hashes", "--ignore-requires-python"]
        command += ["--disable-pip-version-check", "--dest", str(folder), "-r", str(requirements)]
        subprocess.run(command, check=True)
        requirements.unlink()
    wheels = {}
    for package in packages:
        wheel = _wheel(package, folder)
        if wheel is None:
            raise FileNotFoundError(f"pip did not bring the wheel of {package.name}")
        if hashlib.sha256(wheel.read_bytes()).hexdigest() != package.sha256:
            wheel.unlink()
            raise ValueError(f"{wheel.name} is not the file that was pinned; it was removed")
        wheels[package.name] = wheel
    return wheels


def _wheel(package: Package, folder: Path) -> Path | None:
    for wheel in folder.glob("*.whl"):
        if wheel.name.lower().startswith(package.wheel_prefix.lower()):
            return wheel
    return None


def is_source(name: str) -> bool:
    """Whether a file is source code, or configuration that says how to treat it."""
    path = PurePosixPath(name)
    return path.suffix in {".py", ".pyi", ".ipynb"} or path.name in CONFIGURATION


def unpack(wheel: Path, target: Path) -> None:
    """Write the source files of a wheel below `target`, once."""
    done = target / ".unpacked"
    key = f"{wheel.name} {UNPACKING}"
    if done.exists() and done.read_text() == key:
        return
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    metadata = Message()
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if is_source(name) and ".." not in PurePosixPath(name).parts:
                archive.extract(name, target)
            elif name.endswith(".dist-info/METADATA"):
                metadata = message_from_bytes(archive.read(name))
    if not (target / "pyproject.toml").exists():
        (target / "pyproject.toml").write_text(_pyproject(metadata), encoding="utf-8")
    done.write_text(key)


def _pyproject(metadata: Message) -> str:
    """Give a wheel's sources back what marks them as one project, and says which Dash it is for."""
    required = [str(line) for line in metadata.get_all("Requires-Dist", [])]
    lines = ["[project]", f'name = "{metadata["Name"]}"', f'version = "{metadata["Version"]}"']
    lines += ["dependencies = ["]
    lines += [f"    {json.dumps(line)}," for line in required if "extra" not in line]
    return "\n".join([*lines, "]", ""])


def copy_sources(tree: Path, target: Path) -> list[Path]:
    """Copy the source files of `tree` to an empty `target`; return their paths in it, sorted."""
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    if (tree / ".git").exists():
        (target / ".git").mkdir()  # it marks where a project begins
    copied = []
    for folder, folders, files in os.walk(tree):
        folders[:] = sorted(name for name in folders if name != ".git")
        for name in sorted(files):
            source = Path(folder, name)
            if not is_source(name) or not source.is_file():
                continue
            path = source.relative_to(tree)
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, target / path)
            copied.append(path)
    return sorted(copied)
