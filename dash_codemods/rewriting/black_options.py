"""How a project has Black format its files: read without Black, which takes 0.1 s to import."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_VERSION = re.compile(r"py3\d{1,2}", re.IGNORECASE)


@dataclass(frozen=True)
class BlackOptions:
    """Those of Black's options that change what it makes of a file, under Black's names."""

    line_length: int = 88
    target_versions: frozenset[str] = frozenset()
    """As `PY312`."""
    string_normalization: bool = True
    magic_trailing_comma: bool = True
    skip_source_first_line: bool = False
    preview: bool = False
    unstable: bool = False


def black_options(pyproject: bytes | None) -> BlackOptions:
    """What a pyproject.toml asks for: `[tool.black]`, else what `[tool.ruff]` shares."""
    try:
        tool = _table(tomllib.loads((pyproject or b"").decode()), "tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return BlackOptions()
    if "black" in tool:
        own = _table(tool, "black")
        return _options({key.replace("_", "-"): value for key, value in own.items()})
    ruff = _table(tool, "ruff")
    style = _table(ruff, "format")
    options: dict[str, Any] = {
        key: ruff[key] for key in ("line-length", "target-version") if key in ruff
    }
    options["skip-string-normalization"] = style.get("quote-style", "double") != "double"
    options["skip-magic-trailing-comma"] = style.get("skip-magic-trailing-comma", False)
    options["preview"] = style.get("preview", False)
    return _options(options)


def _table(values: dict[str, Any], name: str) -> dict[str, Any]:
    """A table of a TOML file; what is none counts as empty."""
    table = values.get(name, {})
    return table if isinstance(table, dict) else {}


def _options(options: dict[str, Any]) -> BlackOptions:
    targets = options.get("target-version", [])
    names = map(str, targets if isinstance(targets, list) else [targets])
    length = options.get("line-length")
    return BlackOptions(
        line_length=length if isinstance(length, int) else BlackOptions.line_length,
        target_versions=frozenset(name.upper() for name in names if _VERSION.fullmatch(name)),
        string_normalization=not options.get("skip-string-normalization", False),
        magic_trailing_comma=not options.get("skip-magic-trailing-comma", False),
        skip_source_first_line=bool(options.get("skip-source-first-line", False)),
        preview=bool(options.get("preview", False)),
        unstable=bool(options.get("unstable", False)),
    )
