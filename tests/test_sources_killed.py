"""Runs that are killed, and runs that meet: no file is ever a mixture."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from dash_codemods.sources import Outcome, Write, commit, discover, remove_stale_temporaries

FILES = 60
REPOSITORY = Path(__file__).parents[1]

COMMIT = """
import sys
from dash_codemods.sources import Write, commit
from tests_of_killing import writes
print("ready", flush=True)
sys.stdin.readline()
outcome = commit(writes(sys.argv[1]), within=["."])
print(len(outcome.written), len(outcome.failed), len(outcome.withheld))
"""


def content(word: str, number: int) -> bytes:
    return b"\n".join(b"%s %d" % (word.encode(), number) for _ in range(2000))


def writes(word: str) -> list[Write]:
    """Three files a group, in several folders, all from "old" to `word`."""
    return [Write(path_of(n), content("old", n), content(word, n), n // 3) for n in range(FILES)]


def path_of(number: int) -> str:
    return f"p{number % 4}/f{number}.py"


def words() -> list[str]:
    """What each file holds; fails if one holds anything but the whole of one content."""
    found = []
    for number in range(FILES):
        raw = Path(path_of(number)).read_bytes()
        word = raw.partition(b" ")[0].decode()
        assert raw == content(word, number)
        found.append(word)
    return found


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for number in range(FILES):
        Path(path_of(number)).parent.mkdir(exist_ok=True)
        Path(path_of(number)).write_bytes(content("old", number))


def start(word: str) -> "subprocess.Popen[bytes]":
    script = COMMIT.replace("tests_of_killing", Path(__file__).stem)
    search = os.pathsep.join([str(REPOSITORY), str(Path(__file__).parent)])
    run = subprocess.Popen(
        [sys.executable, "-c", script, word],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": search},
    )
    assert run.stdout is not None
    assert run.stdout.readline() == b"ready\n"
    return run


def go(*runs: "subprocess.Popen[bytes]") -> None:
    for run in runs:
        assert run.stdin is not None
        run.stdin.write(b"\n")
        run.stdin.flush()


def temporaries() -> list[str]:
    return [
        f"p{folder}/{name}"
        for folder in range(4)
        for name in os.listdir(f"p{folder}")
        if name.endswith(".tmp")
    ]


def kill_when(run: "subprocess.Popen[bytes]", staged: int, landed: int) -> None:
    """Kills a run once so many files are staged, and then so many have landed."""
    while run.poll() is None and len(temporaries()) < staged:
        pass
    while run.poll() is None and len(temporaries()) > staged - landed:
        pass
    run.kill()
    run.wait()


def test_a_killed_run_leaves_whole_files_and_the_next_completes() -> None:
    chance = random.Random(7)
    seen: set[str] = set()
    for turn in range(15):
        for number in range(FILES):
            Path(path_of(number)).write_bytes(content("old", number))
        run = start("new")
        go(run)
        landing = turn % 3 > 0
        staged = FILES if landing else chance.randrange(FILES)
        kill_when(run, staged, chance.randrange(FILES - 5) if landing else 0)
        after_kill = words()
        assert set(after_kill) <= {"old", "new"}
        split = [n for n in range(0, FILES, 3) if len(set(after_kill[n : n + 3])) > 1]
        assert len(split) <= 1, "only the group under way can have landed in part"
        if temporaries():
            seen |= {"temporaries", *after_kill}
        remaining = [w for w, word in zip(writes("new"), after_kill, strict=True) if word == "old"]
        found = discover(["."])
        assert len(found.files) == FILES
        assert set(found.stale_temporaries) == set(temporaries())
        remove_stale_temporaries(found.stale_temporaries)
        assert temporaries() == []
        assert len(commit(remaining, within=["."]).written) == len(remaining)
        assert set(words()) == {"new"}
        assert temporaries() == []
    assert seen == {"temporaries", "old", "new"}  # or no kill hit anything


def test_two_runs_at_once_never_mix_a_file() -> None:
    for _ in range(5):
        for number in range(FILES):
            Path(path_of(number)).write_bytes(content("old", number))
        runs = [start("new"), start("other")]
        go(*runs)
        told = [[int(n) for n in run.communicate()[0].split()] for run in runs]
        assert [run.returncode for run in runs] == [0, 0]
        assert [sum(counts) for counts in told] == [FILES, FILES]
        found = words()
        assert set(found) <= {"old", "new", "other"}
        assert found.count("new") <= told[0][0]
        assert found.count("other") <= told[1][0]
        assert temporaries() == []


def test_a_second_run_on_the_same_reading_changes_nothing() -> None:
    assert len(commit(writes("new"), within=["."]).written) == FILES
    outcome: Outcome = commit(writes("other"), within=["."])
    assert outcome.written == ()
    assert {problem.kind for problem in outcome.failed} == {"changed-meanwhile"}
    assert set(words()) == {"new"}
