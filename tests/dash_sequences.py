"""Plays a sequence of single triggers to an app on real Dash, without a browser or a port.

`python dash_sequences.py SEED STEPS FILE` imports the app and does what a browser would: the
calls at load; then, step after step, one Input of the page gets a new value and every callback
with that Input is called, and those that hang on what it writes. Of a wildcard there are two
components; when one of them goes, Dash calls without a trigger. Values come from the seed and
the step alone. Prints the state of all properties after every step, as JSON.
"""

from __future__ import annotations

import importlib.util
import json
import random
import sys
from pathlib import Path
from typing import Any

import dash

State = dict[str, Any]
_VALUES: dict[str, tuple[Any, ...]] = {
    "n_clicks": (0, 1, 2, None),
    "value": ("x", "y", None, 3),
    "data": ([1, 2], {"ids": [3]}, None, []),
    "title": ("delete", "log", "text", None),
    "clickData": ({"points": [{"text": "here"}]}, None),
}


def load(file: str) -> Any:
    """The app of a file."""
    sys.path.insert(0, str(Path(file).resolve().parent))
    spec = importlib.util.spec_from_file_location(Path(file).stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[Path(file).stem] = module
    spec.loader.exec_module(module)
    return next(v for v in vars(module).values() if isinstance(v, dash.Dash))


class Page:
    """The state of a page, and the server behind it."""

    def __init__(self, app: Any, given: list[str]) -> None:
        self.client = app.server.test_client()
        self.callbacks = self.client.get("/_dash-dependencies").get_json()
        self.state: State = {}
        for name in given:
            self.state[name] = self._first(name)

    @staticmethod
    def _first(name: str) -> Any:
        prop = name.rpartition(".")[2]
        return random.Random(name).choice(_VALUES.get(prop, ("text", 1, None)))

    def open(self) -> None:
        """Make the calls at load."""
        for callback in self.callbacks:
            if not callback["prevent_initial_call"]:
                self._call(callback, [])

    def change(self, name: str, value: Any, depth: int = 0) -> None:
        """Give a property a value, and call what hangs on it."""
        self.state[name] = value
        for callback in self.callbacks:
            if any(name in names_of(one) for one in callback["inputs"]):
                for written, new in self._call(callback, [name]).items():
                    if depth < 3:
                        self.change(written, new, depth + 1)

    def remove(self, pattern: str) -> None:
        """Make the calls that come when one of the components of a wildcard goes."""
        for callback in self.callbacks:
            if any(_name(one) == pattern for one in callback["inputs"]):
                self._call(callback, [])

    def _call(self, callback: dict[str, Any], changed: list[str]) -> State:
        """Call once; or once for every component that MATCH stands for."""
        everything = [*_outputs(callback["output"]), *callback["inputs"]]
        if not any(_MATCH in _name(one) for one in everything):
            return self._call_for(callback, changed, 0)
        given = [json.loads(name.rpartition(".")[0]) for name in changed if name[0] == "{"]
        written: State = {}
        for index in _INDEXES:
            if not given or given[0]["index"] == index:
                written |= self._call_for(callback, changed, index)
        return written

    def _call_for(self, callback: dict[str, Any], changed: list[str], index: int) -> State:
        outputs = [_matched(one, index) for one in _outputs(callback["output"])]
        several = callback["output"].startswith("..")
        payload = {
            "output": callback["output"],
            "outputs": outputs if several else outputs[0],
            "inputs": [self._given(_matched(one, index)) for one in callback["inputs"]],
            "state": [self._given(_matched(one, index)) for one in callback["state"]],
            "changedPropIds": changed,
        }
        answer = self.client.post("/_dash-update-component", json=payload)
        if answer.status_code == 204:
            return {}
        if answer.status_code != 200:
            self.state["failed"] = self.state.get("failed", 0) + 1
            return {}
        written = {
            f"{identifier}.{prop.split('@')[0]}": value
            for identifier, props in answer.get_json()["response"].items()
            for prop, value in props.items()
        }
        self.state |= written
        return written

    def _given(self, one: dict[str, Any]) -> Any:
        """What the browser sends of a dependency: of a wildcard, what there is of each."""
        identifier = one["id"]
        if isinstance(identifier, str) and identifier.startswith("{"):
            identifier = json.loads(identifier)
        if isinstance(identifier, dict) and _ALL in json.dumps(identifier, separators=(",", ":")):
            names = [name.rpartition(".")[0] for name in names_of(one)]
            return [self._given({**one, "id": json.loads(name)}) for name in names]
        name = f"{_text(identifier)}.{one['property']}"
        value = self.state.setdefault(name, self._first(name))
        return {"id": identifier, "property": one["property"], "value": value}


_ALL, _MATCH = '["ALL"]', '["MATCH"]'
_INDEXES = (1, 2)
"""Of these a page with wildcards has components."""


def _text(identifier: Any) -> str:
    if isinstance(identifier, str):
        return identifier
    return json.dumps(identifier, sort_keys=True, separators=(",", ":"))


def _matched(one: dict[str, Any], index: int) -> dict[str, Any]:
    """A dependency with a value for MATCH."""
    written = _text(one["id"]).replace(_MATCH, str(index))
    known = json.loads(written) if written.startswith("{") else written
    return {**one, "id": known}


def names_of(one: dict[str, Any]) -> list[str]:
    """The properties that a dependency stands for."""
    name = f"{_text(one['id'])}.{one['property']}"
    if _ALL not in name and _MATCH not in name:
        return [name]
    return [name.replace(_ALL, str(i)).replace(_MATCH, str(i)) for i in _INDEXES]


def wildcards(page: Page) -> list[str]:
    """The Inputs of a page that stand for all of several components."""
    return sorted({_name(d) for c in page.callbacks for d in c["inputs"] if _ALL in _name(d)})


def _name(one: dict[str, Any]) -> str:
    return f"{_text(one['id'])}.{one['property']}"


def _outputs(written: str) -> list[dict[str, Any]]:
    def one(text: str) -> dict[str, Any]:
        identifier, _, prop = text.rpartition(".")
        return {"id": identifier, "property": prop}

    if written.startswith("..") and written.endswith(".."):
        return [one(text) for text in written[2:-2].split("...")]
    return [one(written)]


def main(seed: int, steps: int, file: str, names: list[str]) -> None:
    """Play the sequence and print the states."""
    page = Page(load(file), names)
    asked = [name for c in page.callbacks for one in c["inputs"] for name in names_of(one)]
    inputs = [*sorted(set(asked) & set(names)), *wildcards(page)]
    chooser = random.Random(seed)
    page.open()
    states = [dict(page.state)]
    for _ in range(steps):
        name = chooser.choice(inputs)
        if _ALL in name:
            page.remove(name)
            states.append(dict(page.state))
            continue
        values = _VALUES.get(name.rpartition(".")[2], ("text", 1, None))
        page.change(name, chooser.choice(values))
        states.append(dict(page.state))
    print(json.dumps(states))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))
