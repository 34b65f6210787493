"""Options in, exit code out."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from dash_codemods.cli.exits import INTERRUPTED, WRONG
from dash_codemods.cli.output import write_error

SUBCOMMANDS: dict[str, str] = {}
"""The module of each subcommand, whose `main(argv) -> int` is called.

A first argument that is one of these names is the subcommand, any other is a path or an option of
the default form; a folder of the same name is reached as `./name`.
"""


_COLLECTED_AFTER = (100_000, 20, 100)
"""New objects, and rounds of looking for circles of them. Syntax trees are many objects and hold
no circle: at Python's own pace (700 objects) the search takes half the time of a run."""


def main() -> None:
    """Run the command and leave the process with its exit code."""
    gc.set_threshold(*_COLLECTED_AFTER)
    code = guarded(sys.argv[1:])
    if sys.getprofile() is None and sys.gettrace() is None:
        _leave_at_once(code)
    sys.exit(code)


def _leave_at_once(code: int) -> None:
    """End the process without taking a large project apart object by object, which takes 0.5 s."""
    try:
        for stream in (sys.stdout, sys.stderr):
            if stream is not None:
                stream.flush()
    except (OSError, ValueError):
        return  # Python has words for that
    os._exit(code)


def guarded(argv: Sequence[str]) -> int:
    """Run the command; whatever happens becomes a message and an exit code."""
    try:
        return dispatch(argv)
    except KeyboardInterrupt as interrupt:
        # Who was interrupted while writing says in the exception what is on the disk.
        detail = str(interrupt) or "every file is whole; run again to go on"
        write_error(f"\ndash-codemod: interrupted: {detail}\n")
        return INTERRUPTED
    except Exception:
        import traceback

        # An exit code of 1 would tell CI that there is something left to fix.
        write_error(traceback.format_exc())
        write_error("error: this is a bug of dash-codemod, please report it with the lines above\n")
        return WRONG


def dispatch(argv: Sequence[str]) -> int:
    """Find out what is asked for, import what it needs, and do it."""
    if argv and argv[0] in SUBCOMMANDS:
        from importlib import import_module

        return int(import_module(SUBCOMMANDS[argv[0]]).main(argv[1:]))
    from dash_codemods.cli import options, parsing

    if options.COMPLETION_VARIABLE in os.environ or any(w in options.COMPLETION for w in argv):
        from dash_codemods.cli.completion import complete

        complete(argv)
    try:
        arguments = parsing.parse(argv)
        if arguments.help or arguments.version or arguments.list_rules or arguments.explain:
            from dash_codemods.cli.about import answer

            return answer(arguments)
        from dash_codemods.cli.running import run

        return run(arguments)
    except parsing.CommandLineError as error:
        write_error(f"error: {error}\n")
        return WRONG
