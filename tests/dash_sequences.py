"""Plays a sequence of single triggers to an app on real Dash, without a browser or a port.

`python dash_sequences.py SEED STEPS FILE` imports the app and does what a browser would: the
calls at load; then, step after step, one Input of the page gets a new value and every callback
with that Input is called, and those that hang on what it writes. Values come from the seed and
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
            if any(_name(one) == name for one in callback["inputs"]):
                for written, new in self._call(callback, [name]).items():
                    if depth < 3:
                        self.change(written, new, depth + 1)

    def _call(self, callback: dict[str, Any], changed: list[str]) -> State:
        payload = {
            "output": callback["output"],
            "outputs": _outputs(callback["output"]),
            "inputs": [self._given(one) for one in callback["inputs"]],
            "state": [self._given(one) for one in callback["state"]],
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

    def _given(self, one: dict[str, Any]) -> dict[str, Any]:
        identifier = one["id"]
        known = json.loads(identifier) if identifier.startswith("{") else identifier
        return {
            "id": known,
            "property": one["property"],
            "value": self.state.setdefault(_name(one), self._first(_name(one))),
        }


def _name(one: dict[str, Any]) -> str:
    return f"{one['id']}.{one['property']}"


def _outputs(written: str) -> Any:
    def one(text: str) -> dict[str, Any]:
        identifier, _, prop = text.rpartition(".")
        known = json.loads(identifier) if identifier.startswith("{") else identifier
        return {"id": known, "property": prop}

    if written.startswith("..") and written.endswith(".."):
        return [one(text) for text in written[2:-2].split("...")]
    return one(written)


def main(seed: int, steps: int, file: str, names: list[str]) -> None:
    """Play the sequence and print the states."""
    page = Page(load(file), names)
    inputs = sorted({_name(one) for c in page.callbacks for one in c["inputs"]} & set(names))
    chooser = random.Random(seed)
    page.open()
    states = [dict(page.state)]
    for _ in range(steps):
        name = chooser.choice(inputs)
        values = _VALUES.get(name.rpartition(".")[2], ("text", 1, None))
        page.change(name, chooser.choice(values))
        states.append(dict(page.state))
    print(json.dumps(states))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4]))
