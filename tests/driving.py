"""Plays the same visitor on two apps: an app before and after a rewrite."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path
from typing import Any

_DRIVER = Path(__file__).parent / "dash_driver.py"
_VALUES: dict[str, tuple[Any, ...]] = {
    "n_clicks": (None, 0, 1, 2, 3, 5),
    "value": (None, "", "gift", "admin", "2", 3, 2026),
    "data": (None, {"ids": [1]}, [1, 2], "x", 4),
    "selectedData": (None, {}, {"points": [{"pointIndex": 0}]}),
    "pathname": ("/", "/account"),
}

Trigger = tuple[str, str, Any]


def play(folder: Path, entry: str, sequences: list[list[Trigger]]) -> dict[str, Any]:
    """What an app's components have become after each sequence of triggers (`played`)."""
    job = {"folder": str(folder), "entry": entry, "sequences": sequences}
    done = subprocess.run(
        [sys.executable, str(_DRIVER)],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def sequences(keys: list[list[str]], seed: int, number: int) -> list[list[Trigger]]:
    """Random sequences of what a visitor may do with some properties."""
    rnd = random.Random(seed)
    made: list[list[Trigger]] = []
    for _ in range(number):
        chosen = [rnd.choice(keys) for _ in range(rnd.randint(1, 8))]
        made.append([(i, prop, rnd.choice(_VALUES.get(prop, ("a", 1)))) for i, prop in chosen])
    return made
