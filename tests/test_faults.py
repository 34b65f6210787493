"""The whole command among odd files, full disks, other programs, interrupts and kills.

What is wrong is named in one line each, the rest is done, the exit code says so, nothing is lost.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_runs import (
    APP,
    FIXED,
    READING,
    WRITING,
    contents,
    landing,
    pairs,
    start,
    tool,
    torn,
    write,
)

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="pipes, links and signals of POSIX")

INTERRUPTED = (130, -signal.SIGINT)
"""What a shell shows as 130, both."""


def test_odd_files_are_done_or_named(tmp_path: Path) -> None:
    accents = ("return n_clicks", "return n_clicks  # é")
    good = {
        "plain.py": (APP, FIXED),
        os.fsdecode(b"caf\xe9.py"): (APP, FIXED),
        "bom.py": (b"\xef\xbb\xbf" + APP.encode(), b"\xef\xbb\xbf" + FIXED.encode()),
        "crlf.py": (APP.replace("\n", "\r\n"), FIXED.replace("\n", "\r\n")),
        "mixed.py": (APP.replace("\n", "\r\n", 4), FIXED.replace("\n", "\r\n", 4)),
        "feeds.py": (APP.replace("\n\n\n", "\n\f\n\n"), FIXED.replace("\n\n\n", "\n\f\n\n")),
        "latin.py": tuple(
            ("# coding: latin-1\n" + text.replace(*accents)).encode("latin-1")
            for text in (APP, FIXED)
        ),
        "no_end.py": (APP.rstrip("\n"), FIXED.rstrip("\n")),
        "long.py": tuple(f"{text}x = '{'é' * 2_000_000}'\n" for text in (APP, FIXED)),
    }
    bad = {
        "big.py": APP.encode() + b"#" * 50_000_000,
        "latin_undeclared.py": APP.replace(*accents).encode("latin-1"),
        "nul.py": APP + "x = '\0'\n",
        "utf16.py": APP.encode("utf-16"),
        "utf16_no_bom.py": APP.encode("utf-16-le"),
        "utf16_be_no_bom.py": APP.encode("utf-16-be"),
        "broken.py": APP + "def f(:\n",
        "tabs.py": APP.replace("    return", "\tx = 1\n        return"),
    }
    left = {"lone_cr.py": APP.replace("\n", "\r")}
    write(tmp_path / "tree", {**{name: pair[0] for name, pair in good.items()}, **bad, **left})
    write(tmp_path, {"outside/app.py": APP})
    tree = tmp_path / "tree"
    os.mkfifo(tree / "pipe.py")
    (tree / "link_out.py").symlink_to("../outside/app.py")
    (tree / "folder_out").symlink_to("../outside")
    (tree / "round.py").symlink_to("about.py")
    (tree / "about.py").symlink_to("round.py")
    (tree / "up").symlink_to("..")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tree / "socket.py"))
        code, lines = tool(tree)
        again = tool(tree)
    expected = write(
        tmp_path / "expected", {**{n: pair[1] for n, pair in good.items()}, **bad, **left}
    )
    assert contents(tree) == expected
    assert contents(tmp_path / "outside") == {"app.py": APP.encode()}
    assert code == 2
    named = {line.split(":")[1].strip(): line for line in lines}
    assert sorted(named) == sorted(bad)
    assert len(lines) == len(bad)
    for name, said, do in (
        ("big.py: ", "larger than", "exclude it"),
        ("latin_undeclared.py:8: ", "not UTF-8", "save it as UTF-8"),
        ("nul.py:9: ", "NUL byte", "exclude it, or remove the byte"),
        ("utf16.py: ", "UTF-16", "save it as UTF-8"),
        ("utf16_no_bom.py: ", "UTF-16", "save it as UTF-8"),
        ("utf16_be_no_bom.py: ", "UTF-16", "save it as UTF-8"),
        ("broken.py:9: ", "does not parse", "mend it"),
        ("tabs.py:9: ", "does not parse", "mend it"),
    ):
        line = named[name.partition(":")[0]]
        assert line.startswith(f"error: {name}"), line
        assert said in line, line
        assert do in line, line
    assert again == (2, lines)


def test_named_oddities(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": APP, "other.py": "x = 1\n"})
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "round.py").symlink_to("round.py")
    names = ("pipe.py", "round.py", "nowhere.py", "/dev/zero", "other.py/x", "app.py", "app.py")
    code, lines = tool(tmp_path, *names)
    assert code == 2
    assert [line.split(":")[1].strip() for line in lines] == sorted(names[:5])
    assert (tmp_path / "app.py").read_text() == FIXED


def test_depth_is_named_or_done(tmp_path: Path) -> None:
    many = 10_000
    deep = {
        "parentheses": "(" * many + "1" + ")" * many,
        "lists": "[" * many + "]" * many,
        "attributes": "a" + ".b" * many,
        "calls": "a" + ".b()" * many,
        "sums": "a" + " + b" * many,
        "nots": "not " * many + "a",
        "conditions": "1 if a else " * many + "0",
        "lambdas": "lambda: " * many + "0",
    }
    files = {f"{name}.py": f"{APP}x = {text}\n" for name, text in deep.items()}
    ifs = "".join(" " * n + "if x:\n" for n in range(1_000))
    files["ifs.py"] = APP + ifs + " " * 1_000 + "x\n"
    files["elifs.py"] = APP + "if a:\n    pass\n" + "elif a:\n    pass\n" * many
    # As deep as can be read, inside the very function that is rewritten.
    shallow = {
        f"in_{name}_{n}.py": APP.replace("    return", f"    x = {text}\n    return")
        for n in (100, 180, 300, 420, 440)
        for name, text in (("attributes", "a" + ".b" * n), ("nots", "not " * n + "a"))
    }
    raw = write(tmp_path, {**files, **shallow, "good.py": APP})
    code, lines = tool(tmp_path)
    assert code == 2
    assert sorted(line.split(":")[1].strip() for line in lines) == sorted(files)
    for line in lines:
        assert "too" in line, line
        assert "exclude the file" in line, line
    found = contents(tmp_path)
    assert found["good.py"] == FIXED.encode()
    for name in files:
        assert found[name] == raw[name]
    for name in shallow:
        assert b"State" not in found[name], name


def test_what_other_programs_do_meanwhile(tmp_path: Path) -> None:
    before, after = pairs(2)
    names = ("changed", "grown", "vanished", "folder", "pipe", "locked", "linked", "fine")
    write(tmp_path, {**before, **{f"{name}.py": APP for name in names}})
    run = start(tmp_path, hooks=WRITING)
    run.wait_until_held_up()
    (tmp_path / "changed.py").write_text("mine = 1\n")
    with open(tmp_path / "grown.py", "a") as file:
        file.write("more = 1\n")
    for name in ("vanished", "folder", "pipe"):
        (tmp_path / f"{name}.py").unlink()
    (tmp_path / "folder.py").mkdir()
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "locked.py").chmod(0o444)
    os.link(tmp_path / "linked.py", tmp_path / "its_other_name.py")
    (tmp_path / "tests/test_app_1.py").write_text("mine = 2\n")
    code, lines = run.end()
    assert code == 2
    said = {line.split(":")[1].strip(): line for line in lines}
    wrong = {f"{name}.py" for name in names} - {"fine.py"} | {"tests/test_app_1.py"}
    assert set(said) == wrong
    for name, words in {
        "changed.py": "another program changed it",
        "grown.py": "another program changed it",
        "vanished.py": "removed or renamed",
        "folder.py": "no regular file",
        "pipe.py": "no regular file",
        "locked.py": "make it writable",
        "linked.py": "2 names",
        "tests/test_app_1.py": "another program changed it",
    }.items():
        assert words in said[name]
    found = contents(tmp_path)
    assert found.pop("its_other_name.py") == APP.encode()
    assert found == {
        "app_0.py": after["app_0.py"],
        "tests/test_app_0.py": after["tests/test_app_0.py"],
        "app_1.py": before["app_1.py"],  # not without its test
        "tests/test_app_1.py": b"mine = 2\n",
        "changed.py": b"mine = 1\n",
        "grown.py": APP.encode() + b"more = 1\n",
        "locked.py": APP.encode(),
        "linked.py": APP.encode(),
        "fine.py": FIXED.encode(),
    }


def test_a_file_that_goes_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, {"app.py": APP, "test_app.py": "from app import show\n\nshow(1, 2)\n"})
    run = start(tmp_path, hooks=READING)
    run.wait_until_held_up()
    (tmp_path / "test_app.py").unlink()
    code, _ = run.end()
    assert code == 0  # nobody calls it any more
    assert contents(tmp_path) == {"app.py": FIXED.encode()}


def without_power_over_files() -> None:
    """Makes permissions bind root too (CAP_DAC_OVERRIDE and two more go)."""
    if os.geteuid() == 0:
        for capability in (1, 2, 3):
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)


def test_what_may_not_be_written_or_read(tmp_path: Path) -> None:
    before, after = pairs(2)
    names = ("read_only.py", "closed/app.py", "secret.py", "no/app.py")
    files = write(tmp_path, {**before, **dict.fromkeys(names, APP)})
    for name, mode in (
        ("read_only.py", 0o444),
        ("tests/test_app_1.py", 0o444),
        ("closed", 0o555),
        ("secret.py", 0),
        ("no", 0),
    ):
        (tmp_path / name).chmod(mode)
    try:
        code, lines = tool(tmp_path, preexec_fn=without_power_over_files)
    finally:
        for name in ("no", "closed"):
            (tmp_path / name).chmod(0o755)
    assert code == 2
    said = [line.split(":")[1].strip() for line in lines]
    wrong = ["closed/app.py", "no", "read_only.py", "secret.py", "tests/test_app_1.py"]
    assert sorted(said) == wrong
    assert all("permission" in line or "writable" in line for line in lines)
    assert contents(tmp_path) == {
        **files,
        "app_0.py": after["app_0.py"],
        "tests/test_app_0.py": after["tests/test_app_0.py"],
    }  # fmt: skip


def test_a_file_that_may_not_grow_so_large(tmp_path: Path) -> None:
    before, after = pairs(2)
    before["app_1.py"] += b"#" * 100_000
    write(tmp_path, before)

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000))

    code, lines = tool(tmp_path, preexec_fn=limit)
    assert code == 2
    (line,) = lines
    assert line.startswith("error: app_1.py: left as it was, writing failed")
    done = {name: after[name] for name in ("app_0.py", "tests/test_app_0.py")}
    assert contents(tmp_path) == {**before, **done}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 KB."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    try:
        made = subprocess.run(mount, capture_output=True, check=False).returncode == 0
    except OSError:
        made = False
    if not made:
        pytest.skip("mounting a disk takes more rights than there are")
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.parametrize("free", [1, 5, 9])
def test_a_full_disk(small_disk: Path, free: int) -> None:
    """Pages are free for all, some or none of what a run writes."""
    before, after = pairs(4)
    write(small_disk, before)
    (small_disk / "ballast").write_bytes(b"#" * 4096 * free)
    with open(small_disk / "rest", "wb", buffering=0) as rest:
        while rest_written := _written(rest.fileno()):
            assert rest_written
    (small_disk / "ballast").unlink()
    code, lines = tool(small_disk)
    assert code == 2
    assert all("the disk is full; make room, run again" in line for line in lines)
    (small_disk / "rest").unlink()
    assert torn(small_disk, before, after) == []
    found = contents(small_disk)
    for number in range(4):
        names = f"app_{number}.py", f"tests/test_app_{number}.py"
        assert len({found[name] == after[name] for name in names}) == 1
    assert tool(small_disk) == (0, [])
    assert contents(small_disk) == after


def _written(descriptor: int) -> int:
    try:
        return os.write(descriptor, b"#" * 4096)
    except OSError:
        return 0


def test_two_runs_at_once(tmp_path: Path) -> None:
    before, after = pairs(12)
    write(tmp_path, before)
    runs = [start(tmp_path, hooks=WRITING) for _ in range(2)]
    for run in runs:
        run.wait_until_held_up()
    for run in runs:
        assert run.stdin is not None
        run.stdin.write(b"\n")
        run.stdin.flush()
    ends = [run.end() for run in runs]
    assert contents(tmp_path) == after
    for code, lines in ends:
        assert code == (2 if lines else 0)
        assert all("another program changed it" in line for line in lines)
    # Each fix was made by one of them and found to be made by the other.
    assert sum(len(lines) for _, lines in ends) >= 12


def test_interrupts(tmp_path: Path) -> None:
    before, after = pairs(6)
    runs = {}
    for place, hooks in {
        "reading": READING,
        "writing": WRITING,
        "landing": landing(1),
        "in a fix": landing(6),
    }.items():
        write(tmp_path / place, before)
        runs[place] = start(tmp_path / place, hooks=hooks)
    for place, run in runs.items():
        run.wait_until_held_up()
        run.send_signal(signal.SIGINT)
        code, lines = run.end()
        assert code in INTERRUPTED, place
        assert "interrupted" in lines[-1], lines
        assert "every file is whole" in lines[-1]
        assert "run again to go on" in lines[-1]
        assert torn(tmp_path / place, before, after) == []
        found = contents(tmp_path / place)
        done = [name for name in before if found[name] == after[name]]
        # The fix under way is finished, both files of it.
        assert len(done) == {"landing": 2, "in a fix": 6}.get(place, 0)
    assert tool(tmp_path / "in a fix") == (0, [])
    assert contents(tmp_path / "in a fix") == after


def test_an_interrupt_at_the_very_start(tmp_path: Path) -> None:
    before = write(tmp_path, {"app.py": APP})
    run = start(tmp_path, hooks="os.kill(os.getpid(), signal.SIGINT)")
    code = run.wait(timeout=60)
    assert code not in (0, 1, 2)
    assert contents(tmp_path) == before


SLOW = 'before(parsing, "read_source", lambda number, _: number > 1 and time.sleep(0.3))'


def _many(folder: Path) -> dict[str, bytes]:
    """So much to read that several processes do."""
    return write(folder, {f"app_{n}.py": APP + "x = [1, 2, 3]\n" * 5_000 for n in range(8)})


def _children(run: subprocess.Popen[bytes]) -> list[int]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        found = Path(f"/proc/{run.pid}/task/{run.pid}/children").read_text().split()
        if len(found) == 2:
            return [int(number) for number in found]
        time.sleep(0.01)
    raise AssertionError("no workers were started")


def _wait_for_end(processes: list[int]) -> None:
    deadline = time.monotonic() + 30
    while any(_runs(number) for number in processes):
        assert time.monotonic() < deadline, "a worker stays"
        time.sleep(0.05)


def _runs(number: int) -> bool:
    try:
        return Path(f"/proc/{number}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_no_worker_outlives_the_run(tmp_path: Path, number: int) -> None:
    before = _many(tmp_path)
    run = start(tmp_path, "--jobs=2", ".", hooks=SLOW, start_new_session=True)
    workers = _children(run)
    if number == signal.SIGINT:  # Ctrl-C reaches them all
        os.killpg(run.pid, number)
    else:
        run.kill()
    code, lines = run.end()
    assert code in ((*INTERRUPTED, -number) if number == signal.SIGINT else (-number,))
    assert len(lines) == (number == signal.SIGINT)
    _wait_for_end(workers)
    assert contents(tmp_path) == before


def test_a_worker_that_crashes_takes_one_file_with_it(tmp_path: Path) -> None:
    before = _many(tmp_path)
    write(tmp_path, {"app_7.py": before["app_7.py"] + b"crash = 1\n"})
    crash = "lambda _, given: 'crash' in given[0] and os.kill(os.getpid(), signal.SIGSEGV)"
    hooks = f'before(parsing, "read_source", {crash})'
    code, lines = tool(tmp_path, "--jobs=2", "--dry-run", hooks=hooks, select="DC208")
    assert code == 2
    assert lines == ["error: app_7.py: reading it made Python itself crash; exclude the file"]


def test_a_run_killed_within_a_fix(tmp_path: Path) -> None:
    before, after = pairs(3)
    killed = {}
    for place in ("whole", "part", "edited"):
        write(tmp_path / place, before)
        run = start(tmp_path / place, hooks=landing(4))
        run.wait_until_held_up()
        run.kill()
        run.communicate()
        killed[place] = contents(tmp_path / place)
        assert killed[place]["app_1.py"] == after["app_1.py"]
        assert killed[place]["tests/test_app_1.py"] == before["tests/test_app_1.py"]
    # A preview says what is the matter, and leaves it.
    code, (line,) = tool(tmp_path / "whole", "--check")
    assert code == 2
    assert line.startswith("error: tests/test_app_1.py: a run was killed before it made this file")
    assert "run again without" in line
    assert contents(tmp_path / "whole") == killed["whole"]
    # The next run finishes it.
    told = "finished what a run that was killed had begun: tests/test_app_1.py"
    assert tool(tmp_path / "whole") == (0, [told])
    assert contents(tmp_path / "whole") == after
    # So does one that is given a part of the tree, whichever.
    assert tool(tmp_path / "part", "tests") == (0, [told])
    assert tool(tmp_path / "part") == (0, [])
    assert contents(tmp_path / "part") == after
    # What somebody has worked on since is left, and named once.
    mine = before["tests/test_app_1.py"] + b"# mine\n"
    (tmp_path / "edited/tests/test_app_1.py").write_bytes(mine)
    code, (line,) = tool(tmp_path / "edited")
    assert code == 2
    assert "compare both with your last commit" in line
    assert contents(tmp_path / "edited") == {**after, "tests/test_app_1.py": mine}
    assert tool(tmp_path / "edited") == (0, [])
