"""Answers jobs one after the other: what Dash makes of an app, and what a visitor sees of it.

Reads one JSON job a line (as `dash_graph.py`, with `visits` as in `dash_driver.py`) and prints
one answer a line. Dash is imported once; every job runs in a process of its own.
"""

from __future__ import annotations

import contextvars
import copy
import gc
import json
import signal
import subprocess
import sys
import traceback
from pathlib import Path
from typing import Any

Job = dict[str, Any]
_SECONDS = 2
"""After this time an app is taken to have come to a halt."""
_HERE = Path(__file__).resolve()


class DashServer:
    """The other side: a process that was started once and is asked often."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, str(_HERE)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def ask(self, jobs: list[Job]) -> list[dict[str, Any]]:
        """What becomes of some jobs, which run at the same time."""
        try:
            return self._ask(jobs)
        except (BrokenPipeError, json.JSONDecodeError):
            # Something ended the process; if it was one of the jobs, it does so again.
            self._start()
            return self._ask(jobs)

    def _ask(self, jobs: list[Job]) -> list[dict[str, Any]]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(jobs) + "\n")
        self._process.stdin.flush()
        answers: list[dict[str, Any]] = json.loads(self._process.stdout.readline())
        return answers

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()


def _look(job: Job) -> dict[str, Any]:
    import dash_graph

    # Computing time, which does not depend on what else the machine does.
    signal.setitimer(signal.ITIMER_PROF, _SECONDS)
    found: dict[str, Any] = dash_graph.look(job)
    if "error" not in found and job.get("visits"):
        try:
            found["played"] = [
                _played(app, visit) for app in dash_graph.APPS for visit in job["visits"]
            ]
        except Exception:
            return {"error": traceback.format_exc()}
    return found


def _played(app: Any, visit: list[Any]) -> list[Any]:
    """The properties of the page and the failed calls, at load and after every trigger."""
    from dash_driver import Browser

    app.server.logger.disabled = True
    app.server.testing = False
    steps: list[Any] = []
    try:
        browser = Browser(app)
        if not _all_on_the_page(browser):
            # A browser does not call a callback of which something is missing.
            return [None]
        for trigger in (None, *visit):
            if trigger is not None:
                browser.trigger(*trigger)
            failed = [call for call in browser.calls if not call.endswith((" 200", " 204"))]
            steps.append([copy.deepcopy(browser.props), len(failed)])
    except AssertionError:
        # The app calls itself for ever; nothing to compare from here on.
        steps.append(None)
    return steps


def _all_on_the_page(browser: Any) -> bool:
    from dash_driver import is_wildcard

    return all(
        identifier in browser.props
        for callback in browser.callbacks
        if "_pages_" not in callback.output
        for identifier, _ in (*callback.outputs, *callback.inputs, *callback.state)
        if not is_wildcard(identifier)
    )


def _warm_up() -> None:
    """Serve an app once, so that what Dash imports late is there for every job."""
    import dash_driver
    import plotly.graph_objects  # noqa: F401
    from dash import Dash, Input, Output, Patch, dash_table, dcc, html

    # Generated apps are small: what calls itself more often than this never ends.
    dash_driver.MOST_CALLS = 40
    app = Dash()
    app.layout = html.Div([html.Div(id="o"), dcc.Store(id="i"), dash_table.DataTable(id="t")])

    @app.callback(Output("o", "children"), Input("i", "data"))
    def answer(_: object) -> Patch:
        return Patch()

    dash_driver.Browser(app)


def main() -> None:
    """Answer until nothing more is asked."""
    import dash_graph

    # In a context of its own: else its app stays the one that `get_app()` gives.
    contextvars.copy_context().run(_warm_up)
    # What is there by now is left alone: a process of a job shares its memory.
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        jobs = [dash_graph.start(job, _look) for job in json.loads(line)]
        print(json.dumps([dash_graph.finish(*job) for job in jobs]), flush=True)


if __name__ == "__main__":
    main()
