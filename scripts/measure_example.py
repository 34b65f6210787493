"""The example app before and after, in headless Chromium at the speed of a mobile network.

    python scripts/measure_example.py            compare, print the table
    python scripts/measure_example.py --write    also put it into docs/example.md and README.md

Copies `examples/real_estate_map`, lets the tool rewrite the copy (safe fixes), clicks through both
with `examples/click_through.py`, and fails where a page says something else than before, or where
the rewritten app does not send less. Needs dash, selenium, Chromium and its driver.
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
APP = ROOT / "examples" / "real_estate_map"
STEPS_SHOWN = 6
"""How many steps the README's table shows: those that gained most."""


def clicked_through(folder: Path) -> dict[str, Any]:
    """What a run over an app of a folder showed and cost."""
    script = ROOT / "examples" / "click_through.py"
    command = [sys.executable, str(script), str(folder), "--throttle", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"the click-through of {folder} failed:\n{done.stderr}\n{done.stdout[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rewritten(target: Path) -> Path:
    """A copy of the app with all safe fixes made."""
    shutil.copytree(APP, target, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "dash_codemods", str(target)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    print(done.stdout.strip().splitlines()[-1])
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return target


def differences(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    """The steps in which the pages do not say the same."""
    return [
        f"{old['name']}: {sorted(set(old['texts']) ^ set(new['texts']))}"
        for old, new in zip(before["steps"], after["steps"], strict=True)
        if old["comparable"] and new["comparable"] and old["texts"] != new["texts"]
    ]


def table(before: dict[str, Any], after: dict[str, Any], most: int | None = None) -> str:
    """The steps side by side; with `most`, those alone that gained most, and the sum."""
    pairs = list(zip(before["steps"], after["steps"], strict=True))
    if most is not None:
        pairs = sorted(pairs, key=lambda p: p[1]["seconds"] - p[0]["seconds"])[:most]
    rows = [
        "| step | sent before | sent after | seconds before | seconds after |",
        "|---|---:|---:|---:|---:|",
    ]
    for old, new in pairs:
        rows.append(
            f"| {old['name']} | {old['up'] / 1000:,.1f} kB | {new['up'] / 1000:,.1f} kB "
            f"| {old['seconds']:.1f} | {new['seconds']:.1f} |"
        )
    sums = [sum(step[key] for step in run["steps"]) for key in ("up", "seconds")
            for run in (before, after)]  # fmt: skip
    rows.append(
        f"| **all {len(before['steps'])} steps** | {sums[0] / 1000:,.1f} kB "
        f"| {sums[1] / 1000:,.1f} kB | {sums[2]:.1f} | {sums[3]:.1f} |"
    )
    return "\n".join(rows)


def write(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put the figures into the documentation."""
    page = (
        "# The example, before and after\n\n"
        "<!-- Written by scripts/measure_example.py. -->\n\n"
        "`examples/real_estate_map` and a copy with all safe fixes, clicked through in headless "
        "Chromium at 1.5 Mbit/s down, 750 kbit/s up and 40 ms, from the click until the page has "
        "settled.\n\n"
    )
    (ROOT / "docs" / "example.md").write_text(page + table(before, after) + "\n")
    readme = ROOT / "README.md"
    text = readme.read_text()
    start = text.index("<!-- figures -->") + len("<!-- figures -->")
    end = text.index("<!-- end figures -->")
    shown = table(before, after, STEPS_SHOWN)
    readme.write_text(f"{text[:start]}\n{shown}\n{text[end:]}")


def main() -> int:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="update docs/example.md and README")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        copy = rewritten(Path(temporary) / "real_estate_map")
        before, after = clicked_through(APP), clicked_through(copy)
    print(table(before, after))
    wrong = differences(before, after)
    for line in wrong:
        print("the pages differ at", line)
    sent = [sum(step["up"] for step in run["steps"]) for run in (before, after)]
    if sent[1] > 0.8 * sent[0]:
        wrong.append("sent")
        print("the rewritten app sends hardly less")
    if arguments.write and not wrong:
        write(before, after)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
