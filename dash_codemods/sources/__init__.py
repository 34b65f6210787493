"""Which files; their bytes, encoding and line ends; and writing them back, all or nothing.

The way through: `discover` finds files and their bytes, `decode` gives their text, `encode` turns
new text into bytes again, and `commit` writes. `remove_stale_temporaries` cleans up after a run
that was killed. What is wrong with a file is a `Problem`, never an exception.

A name's module is imported when the name is first used: a run that writes nothing does not pay for
what writes, and `--version` pays for none of it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take it for typing's, which would cost start-up time
if TYPE_CHECKING:
    from dash_codemods.sources.contents import MAX_BYTES
    from dash_codemods.sources.discovery import DEFAULT_EXCLUDE, Discovery, FoundFile, discover
    from dash_codemods.sources.problems import Problem
    from dash_codemods.sources.temporaries import remove_stale_temporaries
    from dash_codemods.sources.text import (
        SourceText,
        decode,
        encode,
        has_lone_cr,
        newline_of,
        split_lines,
    )
    from dash_codemods.sources.transaction import Outcome, Write, commit

# No module here is named as what it holds: importing it would put it in that name's place.
_MODULES = {
    "contents": ("MAX_BYTES",),
    "discovery": ("DEFAULT_EXCLUDE", "Discovery", "FoundFile", "discover"),
    "problems": ("Problem",),
    "temporaries": ("remove_stale_temporaries",),
    "text": ("SourceText", "decode", "encode", "has_lone_cr", "newline_of", "split_lines"),
    "transaction": ("Outcome", "Write", "commit"),
}

__all__ = [
    "DEFAULT_EXCLUDE",
    "MAX_BYTES",
    "Discovery",
    "FoundFile",
    "Outcome",
    "Problem",
    "SourceText",
    "Write",
    "commit",
    "decode",
    "discover",
    "encode",
    "has_lone_cr",
    "newline_of",
    "remove_stale_temporaries",
    "split_lines",
]

if not TYPE_CHECKING:  # seen by a type checker, it would make every misspelt name valid

    def __getattr__(name: str) -> object:
        for module, names in _MODULES.items():
            if name in names:
                from importlib import import_module

                value = getattr(import_module(f"{__name__}.{module}"), name)
                globals()[name] = value
                return value
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
