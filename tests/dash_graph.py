"""What Dash makes of apps: every registration, and the callbacks as the browser gets them.

`python dash_graph.py` reads a JSON list of jobs from standard input, each with a `folder`, an
`entry` (a file in it) and perhaps a function to `call`; prints a list of answers. Each job runs
in a process of its own, without a port. Works with Dash 2.9 to 4.
"""

from __future__ import annotations

import importlib.util
import json
import os
import sys

import dash
from dash import _callback

REGISTERED = []
APPS = []


def record():
    """Write down every registration with its function, and every app."""
    insert, register, init = (
        _callback.insert_callback,
        _callback.register_callback,
        dash.Dash.__init__,
    )

    def inserting(callback_list, *args, **kwargs):
        found = insert(callback_list, *args, **kwargs)
        REGISTERED.append({"spec": callback_list[-1], "function": None})
        return found

    def registering(*args, **kwargs):
        number = len(REGISTERED)
        decorate = register(*args, **kwargs)

        def decorator(function):
            REGISTERED[number]["function"] = function.__name__
            return decorate(function)

        return decorator

    def starting(self, *args, **kwargs):
        APPS.append(self)
        init(self, *args, **kwargs)

    _callback.insert_callback = inserting
    _callback.register_callback = registering
    dash.Dash.__init__ = starting
    for name in ("run", "run_server"):
        if name in vars(dash.Dash):
            setattr(dash.Dash, name, lambda *args, **kwargs: None)


def look(job):
    """Import the job's entry, and ask each app for its callbacks."""
    os.chdir(job["folder"])
    folder, name = os.path.split(job["entry"])
    sys.path.insert(0, os.path.abspath(folder or "."))
    record()
    try:
        spec = importlib.util.spec_from_file_location(name[:-3], os.path.abspath(job["entry"]))
        module = importlib.util.module_from_spec(spec)
        sys.modules[name[:-3]] = module
        spec.loader.exec_module(module)
        if job.get("call"):
            getattr(module, job["call"])()
        apps = [browser_graph(app) for app in APPS]
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"registered": [flat(each) for each in REGISTERED], "apps": apps}


def browser_graph(app):
    """The callbacks of an app, as its browser gets them, and the ids that its server knows."""
    app.server.testing = True
    prefix = app.config.routes_pathname_prefix
    answer = app.server.test_client().get(prefix + "_dash-dependencies")
    return {"dependencies": answer.get_json(), "map": sorted(app.callback_map)}


def flat(each):
    """A registration without what differs between versions of Dash."""
    spec = each["spec"]
    return {
        "function": each["function"],
        "output": spec["output"],
        "inputs": spec["inputs"],
        "state": spec["state"],
        "prevents": spec["prevent_initial_call"],
    }


def start(job, look=look):
    """Start a job in a child process, so that no app sees another's callbacks."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        with os.fdopen(writing, "w") as stream:
            # What JSON cannot say (a default that Dash leaves undefined) is the same by its type.
            json.dump(look(job), stream, default=lambda value: type(value).__name__)
        os._exit(0)
    os.close(writing)
    return child, reading


def finish(child, reading):
    """Wait for a job's answer."""
    with os.fdopen(reading) as stream:
        answer = stream.read()
    os.waitpid(child, 0)
    return json.loads(answer) if answer else {"error": "died"}


def main(jobs, together):
    """Do some jobs, several at once."""
    for first in range(0, len(jobs), together):
        children = [start(job) for job in jobs[first : first + together]]
        for child, reading in children:
            yield finish(child, reading)


if __name__ == "__main__":
    print(json.dumps(list(main(json.load(sys.stdin), os.cpu_count() or 1))))
