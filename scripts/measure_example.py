"""The example app before and after, in headless Chromium at the speed of a mobile network.

    python scripts/measure_example.py            compare, print the table
    python scripts/measure_example.py --write    also put it, with a picture, into docs/, README.md

Copies `examples/real_estate_map`, lets the tool rewrite the copy (safe fixes), clicks through both
with `examples/click_through.py`, and fails where a page says something else than before, or where
the rewritten app does not send less. A third copy, with all fixes of all rules, has to say the
same too. Needs dash, selenium, Chromium and its driver; to draw,
matplotlib (the extra "benchmarks").
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
STEPS_DRAWN = 8
STEPS_SHOWN = 6
"""How many steps the README's table shows: those that gained most."""


def clicked_through(folder: Path, *options: str) -> dict[str, Any]:
    """What a run over an app of a folder showed and cost."""
    script = ROOT / "examples" / "click_through.py"
    command = [sys.executable, str(script), str(folder), *options, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=900)
    if done.returncode:
        sys.exit(f"the click-through of {folder} failed:\n{done.stderr}\n{done.stdout[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def rewritten(target: Path, *options: str) -> Path:
    """A copy of the app with all safe fixes made, or those that the options ask for."""
    shutil.copytree(APP, target, ignore=shutil.ignore_patterns("__pycache__"))
    command = [sys.executable, "-m", "dash_codemods", *options, str(target)]
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
    rows = ["| step | sent | received | requests | seconds |", "|---|---:|---:|---:|---:|"]
    rows += [_row(old["name"], old, new) for old, new in pairs]
    steps = len(before["steps"])
    rows.append(_row(f"**all {steps} steps**", total(before), total(after)))
    return "\n".join(rows)


def total(run: dict[str, Any]) -> dict[str, float]:
    """What all steps of a run cost together."""
    keys = ("up", "down", "requests", "seconds")
    return {key: sum(step[key] for step in run["steps"]) for key in keys}


def _row(name: str, old: dict[str, Any], new: dict[str, Any]) -> str:
    """One line of the table, each cell as before → after."""
    cells = [f"{old[key] / 1000:,.1f} → {new[key] / 1000:,.1f} kB" for key in ("up", "down")]
    cells.append(f"{old['requests']} → {new['requests']}")
    cells.append(f"{old['seconds']:.1f} → {new['seconds']:.1f}")
    return f"| {name} | " + " | ".join(cells) + " |"


def picture(before: dict[str, Any], after: dict[str, Any], path: Path) -> None:
    """Draw the seconds of the steps that gained most, before and after."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "example"
    from matplotlib import pyplot

    pairs = sorted(
        zip(before["steps"], after["steps"], strict=True),
        key=lambda pair: pair[0]["seconds"] - pair[1]["seconds"],
    )[-STEPS_DRAWN:]
    figure, axes = pyplot.subplots(figsize=(7, 3.8), layout="constrained")
    places = range(len(pairs))
    old = [pair[0]["seconds"] for pair in pairs]
    new = [pair[1]["seconds"] for pair in pairs]
    bars = axes.barh([p + 0.2 for p in places], old, 0.38, label="before", color="#c0504d")
    axes.bar_label(bars, fmt="%.1f s", padding=3, fontsize=8)
    bars = axes.barh([p - 0.2 for p in places], new, 0.38, label="after", color="#4f9d69")
    axes.bar_label(bars, fmt="%.1f s", padding=3, fontsize=8)
    axes.set_yticks(list(places), [pair[0]["name"] for pair in pairs])
    axes.set_xlabel("seconds from the click until the page has settled")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12)
    axes.legend(frameon=False, loc="lower right")
    figure.savefig(path, metadata={"Date": None}, facecolor="white")


def write(before: dict[str, Any], after: dict[str, Any]) -> None:
    """Put the figures into the documentation."""
    page = (
        "# The example, before and after\n\n"
        "<!-- Written by scripts/measure_example.py. -->\n\n"
        "`examples/real_estate_map` and a copy with all safe fixes, clicked through in headless "
        "Chromium at 1.5 Mbit/s down, 750 kbit/s up and 40 ms, from the click until the page has "
        "settled.\n\n"
    )
    picture(before, after, ROOT / "docs" / "example.svg")
    (ROOT / "docs" / "example.md").write_text(page + table(before, after) + "\n")
    readme = ROOT / "README.md"
    text = readme.read_text()
    start = text.index("<!-- figures -->") + len("<!-- figures -->")
    end = text.index("<!-- end figures -->")
    shown = table(before, after, STEPS_SHOWN)
    image = "![seconds before and after](docs/example.svg)"
    readme.write_text(f"{text[:start]}\n{image}\n\n{shown}\n{text[end:]}")


def main() -> int:
    """Measure, compare, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--write", action="store_true", help="update docs/example.md and README")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        copy = rewritten(Path(temporary) / "safe")
        before, after = clicked_through(APP, "--throttle"), clicked_through(copy, "--throttle")
        copy = rewritten(Path(temporary) / "all", "--unsafe-fixes", "--extend-select", "ALL")
        everything = clicked_through(copy)
    print(table(before, after))
    wrong = [*differences(before, after), *differences(before, everything)]
    for line in wrong:
        print("the pages differ at", line)
    if total(after)["up"] > 0.8 * total(before)["up"]:
        wrong.append("sent")
        print("the rewritten app sends hardly less")
    if arguments.write and not wrong:
        write(before, after)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
