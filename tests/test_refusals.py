"""No check is there for nothing: without it, a fixture would come out otherwise."""

from __future__ import annotations

import ast
import random
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parent.parent / "scripts"
sys.path.insert(0, str(SCRIPTS))

import mutate_refusals as refusals  # noqa: E402

SAMPLE = 24


def test_reasons_that_are_taken_out_change_a_fixture() -> None:
    """A sample; `scripts/mutate_refusals.py` does all of them."""
    chosen = random.Random(6).sample(sorted(refusals.reasons()), SAMPLE)
    command = [sys.executable, str(SCRIPTS / "mutate_refusals.py"), *chosen]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.endswith(f"{SAMPLE} taken out, 0 not shown\n")


def test_a_reason_that_nothing_names_is_not_shown() -> None:
    command = [sys.executable, str(SCRIPTS / "mutate_refusals.py"), "no-such-reason"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, "NOT SHOWN" in done.stdout) == (1, True)


def test_every_reason_of_a_fixture_is_one_that_the_code_gives() -> None:
    """Or it is put together where the walk does not see it: then it is named here."""
    given = {site.reason for site in refusals.sites()}
    texts = {path.read_text() for path in refusals.PACKAGE.rglob("*.py")}
    for reason in refusals.named():
        assert reason in given or any(f'"{reason}"' in text for text in texts)
    assert set(refusals.UNSHOWN) <= refusals.reasons()


@pytest.mark.parametrize(
    ("source", "without"),
    [
        ("def f():\n    yield Blocker('r', 1)\n    yield 2", [2]),
        ("def f():\n    if 1:\n        yield Blocker('r', 1)\n        return\n    yield 2", [2]),
        ("def f():\n    return [Blocker('r', 1), Blocker('s', 1)]", ["s"]),
        ("def f():\n    return [Blocker(r, 1) for r in 'rst']", ["s", "t"]),
        ("def f():\n    found = []\n    found.append(Blocker('r', 1))\n    return found", []),
        ("def g():\n    return Blocker('r', 1)\ndef f() -> '[Blocker]':\n    yield g()", []),
        (
            "def f():\n    try:\n        raise Refusal('r', 1)\n    finally:\n        return [3]",
            [3],
        ),
        ("def f():\n    if 1:\n        block('r', 1)\n        return [1]\n    return [2]", [2]),
        ("def f():\n    if 1:\n        block('s', 1)\n        return [1]\n    return [2]", [1]),
    ],
)
def test_what_is_taken_out(source: str, without: list[object]) -> None:
    tree = ast.parse(source)
    refusals.Conditional("").visit(tree)
    names = {
        "__is_out__": lambda reason, _: reason == "r",
        "Blocker": lambda reason, _: reason,
        "Refusal": lambda reason, _: ValueError(reason),
        "block": lambda reason, _: None,
    }
    exec(compile(ast.fix_missing_locations(tree), "", "exec"), names)
    assert list(names["f"]()) == without  # type: ignore[operator,call-arg,arg-type]
