"""Drives an app's callbacks as a browser does: single triggers, and all that follows from each.

`python dash_driver.py` reads a job from standard input: a `folder`, an `entry` in it, and
`sequences`, lists of `[id, property, value]`. Every sequence starts with a page load. Prints for
each the properties of all components afterwards, as the browser has them, and the Inputs
and States that no callback writes.

What it does follows dash 4.4.1: a callback waits for those under way that write its Inputs
(`@` outputs apart), all that wait for nothing are called at once and answer in the order of
their calls, the answer of one that is called again by then is thrown away, one that waited at
page load for nothing is not called at all, a Patch is applied to what is there by then, an update
is an update also where the value is equal, and a Store's `modified_timestamp` changes with its
data. A clientside callback answers at once.
Callbacks with MATCH, ALLSMALLER or ids of several parts in their Outputs are left out, and
clientside ones that do more than return a number.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import dash
from patch_interpreter import UNDEFINED, BrowserError, received

Key = tuple[str, str]
Updates = dict[str, dict[str, Any]]
MOST_CALLS = 200


_RETURNED = re.compile(r'ns\["(\w+)"\] = function\([^)]*\) \{ return ([^;]*); \};')


class Callback:
    """A callback as the browser knows it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.output: str = spec["output"]
        parts = self.output[2:-2].split("...") if self.output.startswith("..") else [self.output]
        self.outputs = [(p.rpartition(".")[0], p.rpartition(".")[2]) for p in parts]
        self.several = self.output.startswith("..")
        self.inputs = [(d["id"], d["property"]) for d in spec["inputs"]]
        self.state = [(d["id"], d["property"]) for d in spec["state"]]
        self.waits = not spec["prevent_initial_call"]
        self.javascript = (spec.get("clientside_function") or {}).get("function_name")

    @property
    def read(self) -> list[Key]:
        """What it gets."""
        return self.inputs + self.state

    @property
    def plain(self) -> list[Key]:
        """The outputs that others wait for."""
        return [key for key in self.outputs if "@" not in key[1]]


class Browser:
    """A page, and what the app's callbacks make of it."""

    def __init__(self, app: dash.Dash) -> None:
        self.client = app.server.test_client()
        specs = self.client.get("/_dash-dependencies").get_json()
        self.callbacks = [
            Callback(spec)
            for spec in specs
            if "{" not in spec["output"]
            and not re.search(r'\["(MATCH|ALLSMALLER)"\]', json.dumps(spec).replace("\\", ""))
        ]
        self.returned = dict(_RETURNED.findall("".join(app._inline_scripts)))
        self.callbacks = [c for c in self.callbacks if not c.javascript or self._is_followed(c)]
        self.props: dict[str, dict[str, Any]] = {}
        self.calls: list[str] = []
        layout = app.layout() if callable(app.layout) else app.layout
        self._insert(json.loads(json.dumps(layout, cls=_Encoder)))
        self._settle({c: [] for c in self.callbacks if c.waits}, loading=True)

    def _insert(self, node: Any) -> None:
        if isinstance(node, list):
            for inner in node:
                self._insert(inner)
        elif isinstance(node, dict):
            props = node.get("props", {})
            if isinstance(props.get("id"), str | dict):
                identifier = _text(props["id"])
                own = {k: v for k, v in props.items() if k != "id"}
                if node.get("type") == "Store":
                    if own.get("storage_type", "memory") != "memory":
                        # Nothing is stored yet, and that is null.
                        own.setdefault("data", None)
                    elif own.get("data", 0) is None:
                        # Mounting makes it undefined.
                        del own["data"]
                self.props.setdefault(identifier, {}).update(own)
            for inner in props.values():
                self._insert(inner)

    def roots(self) -> list[Key]:
        """The Inputs and States that no callback writes."""
        written = {(i, p.partition("@")[0]) for c in self.callbacks for i, p in c.outputs}
        every = {key for c in self.callbacks for each in c.read for key in self._on_page(each)}
        return sorted(every - written)

    def trigger(self, identifier: str, prop: str, value: Any) -> None:
        """Let the visitor change a property."""
        self._settle(self._change({identifier: {prop: value}}), loading=False)

    def _change(self, updates: dict[str, dict[str, Any]]) -> dict[Callback, list[Key]]:
        """Take new values; the callbacks that they call."""
        changed: list[Key] = []
        for identifier, props in updates.items():
            known = self.props.setdefault(identifier, {})
            for prop, value in props.items():
                changed.append((identifier, prop))
                if prop == "data" and known.get("data") != value:
                    known["modified_timestamp"] = known.get("modified_timestamp", 0) + 1
                    changed.append((identifier, "modified_timestamp"))
                known[prop] = value
        called = {
            callback: [
                key for each in callback.inputs for key in self._on_page(each) if key in changed
            ]
            for callback in self.callbacks
        }
        return {callback: keys for callback, keys in called.items() if keys}

    def _on_page(self, key: Key) -> list[Key]:
        """A property itself, or those of the components that an id with ALL stands for."""
        identifier, prop = key
        if not is_wildcard(identifier):
            return [key]
        wanted = json.loads(identifier)
        return [
            (known, prop)
            for known in self.props
            if known.startswith("{") and _stands_for(wanted, json.loads(known))
        ]

    def _settle(self, requested: dict[Callback, list[Key]], *, loading: bool) -> None:
        waited: set[Callback] = set()
        called: dict[Callback, Updates] = {}
        count = 0
        while requested or called:
            open_now = {*requested, *called}
            blocked = {c for c in requested if self._upstream(c, open_now)}
            waited |= blocked
            ready = [c for c in requested if c not in blocked and c not in called]
            if not ready and not called:
                ready = [next(iter(requested))]
            for callback in ready:
                triggers = requested.pop(callback)
                if loading and callback in waited and not triggers:
                    continue
                count += 1
                assert count < MOST_CALLS, "the callbacks never come to rest"
                called[callback] = self._call(callback, triggers)
            if not called:
                continue
            first = next((c for c in called if c.javascript), next(iter(called)))
            for other, keys in self._change(self._received(first, called.pop(first))).items():
                called.pop(other, None)
                known = requested.setdefault(other, [])
                known += [key for key in keys if key not in known]

    def _upstream(self, callback: Callback, requested: set[Callback]) -> bool:
        """Whether a callback under way leads to one of the Inputs, over any number of steps."""
        seen: set[Callback] = {callback}
        waiting = list(callback.inputs)
        while waiting:
            key = waiting.pop()
            for other in self.callbacks:
                if other not in seen and key in other.plain:
                    if other in requested:
                        return True
                    seen.add(other)
                    waiting += other.inputs
        return False

    def _is_followed(self, callback: Callback) -> bool:
        source = self.returned.get(callback.javascript or "", "")
        return not callback.several and re.fullmatch(r"\d+", source) is not None

    def _call(self, callback: Callback, triggers: list[Key]) -> Updates:
        """What a callback answers, as it came."""
        if callback.javascript:
            self.calls.append(f"{callback.output} 200")
            ((identifier, prop),) = callback.outputs
            answered = json.loads(self.returned[callback.javascript])
            return {identifier: {prop.partition("@")[0]: answered}}
        outputs = [{"id": i, "property": p} for i, p in callback.outputs]
        answer = self.client.post(
            "/_dash-update-component",
            json={
                "output": callback.output,
                "outputs": outputs if callback.several else outputs[0],
                "inputs": [self._value(key) for key in callback.inputs],
                "state": [self._value(key) for key in callback.state],
                "changedPropIds": [".".join(key) for key in triggers],
            },
        )
        self.calls.append(f"{callback.output} {answer.status_code}")
        if answer.status_code != 200:
            # Nothing to update, or an exception in the function.
            return {}
        found: Updates = dict(answer.get_json().get("response", {}))
        for identifier, props in answer.get_json().get("sideUpdate", {}).items():
            found.setdefault(identifier, {}).update(props)
        return found

    def _received(self, callback: Callback, found: Updates) -> Updates:
        """An answer with its Patches applied to what is there by now."""
        try:
            return {
                identifier: {
                    prop: received(self.props.get(identifier, {}).get(prop, UNDEFINED), value)
                    for prop, value in props.items()
                }
                for identifier, props in found.items()
            }
        except BrowserError:
            # One Patch that fails takes all updates of its callback with it.
            self.calls.append(f"{callback.output} rejected")
            return {}

    def _value(self, key: Key) -> dict[str, Any] | list[dict[str, Any]]:
        if is_wildcard(key[0]):
            return [self._one_value(each) for each in self._on_page(key)]
        return self._one_value(key)

    def _one_value(self, key: Key) -> dict[str, Any]:
        identifier = json.loads(key[0]) if key[0].startswith("{") else key[0]
        value = {"id": identifier, "property": key[1]}
        known = self.props.get(key[0], {})
        return {**value, "value": known[key[1]]} if key[1] in known else value


def is_wildcard(identifier: str) -> bool:
    """Whether an id of a callback stands for several components."""
    return '["ALL"]' in identifier


def _stands_for(wanted: dict[str, Any], known: dict[str, Any]) -> bool:
    return wanted.keys() == known.keys() and all(
        value == ["ALL"] or value == known[name] for name, value in wanted.items()
    )


def _text(identifier: str | dict[str, Any]) -> str:
    """An id as Dash writes it."""
    if isinstance(identifier, str):
        return identifier
    return json.dumps(identifier, sort_keys=True, separators=(",", ":"))


class _Encoder(json.JSONEncoder):
    def default(self, o: Any) -> Any:
        return o.to_plotly_json()


def main(job: dict[str, Any]) -> dict[str, Any]:
    """Load the app, and play every sequence on a fresh page; tell what a visitor can change."""
    apps: list[dash.Dash] = []
    started = dash.Dash.__init__

    def starting(self: dash.Dash, *args: Any, **kwargs: Any) -> None:
        apps.append(self)
        started(self, *args, **kwargs)

    dash.Dash.__init__ = starting  # type: ignore[method-assign]
    os.chdir(job["folder"])
    sys.path.insert(0, os.getcwd())
    spec = importlib.util.spec_from_file_location(Path(job["entry"]).stem, job["entry"])
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[Path(job["entry"]).stem] = module
    spec.loader.exec_module(module)
    apps[-1].server.logger.disabled = True
    found = []
    browser = Browser(apps[-1])
    for sequence in job["sequences"]:
        browser = Browser(apps[-1])
        loaded = json.loads(json.dumps(browser.props))
        for identifier, prop, value in sequence:
            browser.trigger(identifier, prop, value)
        found.append({"loaded": loaded, "props": browser.props, "calls": browser.calls})
    return {"roots": browser.roots(), "played": found}


if __name__ == "__main__":
    print(json.dumps(main(json.load(sys.stdin))))
