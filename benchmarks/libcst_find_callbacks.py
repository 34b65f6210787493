"""Find Dash callbacks the way a LibCST codemod does: the measure that dash-codemods is held to.

It does the least that such a codemod has to do before it can change anything: parse each file,
resolve qualified names, and match the calls that are `dash.callback` or the `callback` of a
`dash.Dash`. Files go through a pool of processes, as LibCST's own codemod runner does it.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Collection, Iterator
from multiprocessing import Pool
from pathlib import Path

import libcst as cst
import libcst.matchers as m
from libcst.metadata import MetadataWrapper, QualifiedName, QualifiedNameProvider

CALLBACKS = {"callback", "clientside_callback"}
DEPENDENCIES = {"Input", "Output", "State"}


def _is_callback(names: Collection[QualifiedName]) -> bool:
    return any(name.name.rpartition(".")[2] in CALLBACKS for name in names)


def _is_dependency(names: Collection[QualifiedName]) -> bool:
    return any(name.name.rpartition(".")[2] in DEPENDENCIES for name in names)


CALLBACK = m.Call(func=m.MatchMetadataIfTrue(QualifiedNameProvider, _is_callback))
DEPENDENCY = m.Call(func=m.MatchMetadataIfTrue(QualifiedNameProvider, _is_dependency))


class FindCallbacks(m.MatcherDecoratableVisitor):
    """Count the calls that register a callback."""

    METADATA_DEPENDENCIES = (QualifiedNameProvider,)

    def __init__(self) -> None:
        super().__init__()
        self.found = 0

    @m.visit(CALLBACK)
    def _count(self, node: cst.Call) -> None:
        if m.findall(node, DEPENDENCY, metadata_resolver=self):
            self.found += 1


def count(path: str) -> int:
    """Count the callbacks of one file."""
    try:
        module = cst.parse_module(Path(path).read_bytes())
    except (cst.ParserSyntaxError, UnicodeDecodeError):
        return 0
    visitor = FindCallbacks()
    MetadataWrapper(module, unsafe_skip_copy=True).visit(visitor)
    return visitor.found


def files(paths: list[Path]) -> Iterator[str]:
    """All Python files below the paths."""
    for path in paths:
        if path.is_file():
            yield str(path)
        else:
            yield from (str(file) for file in sorted(path.rglob("*.py")))


def main() -> int:
    """Print how many callbacks there are."""
    parser = argparse.ArgumentParser(description="Find Dash callbacks with LibCST.")
    parser.add_argument("paths", nargs="+", type=Path)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    options = parser.parse_args()
    names = list(files(options.paths))
    if options.jobs > 1:
        with Pool(options.jobs) as pool:
            found = sum(pool.imap_unordered(count, names, chunksize=4))
    else:
        found = sum(map(count, names))
    print(f"{found} callbacks in {len(names)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
