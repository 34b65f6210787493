"""Work that is spread over processes gives what one process would have given."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from dash_codemods.config import CommandLineOptions
from dash_codemods.engine import Request, run, workers
from dash_codemods.engine.outcomes import NotProved
from dash_codemods.engine.spreading import each_in_parallel

HERE = Path(__file__).resolve().parent


@pytest.mark.parametrize("jobs", [1, 2, 5])
@pytest.mark.parametrize("at_once", [1, 3, 100])
def test_results_come_in_order(jobs: int, at_once: int) -> None:
    items = list(range(40, 0, -1))
    found = each_in_parallel(jobs, lambda n: n * n, items, at_once=at_once, worth_from=2)
    assert list(found) == [n * n for n in items]


def test_workers_are_used_where_it_is_worth_it() -> None:
    def who(_: int) -> int:
        time.sleep(0.2)  # or the first one has done it all before there is another
        return os.getpid()

    many = set(each_in_parallel(2, who, [1, 2, 3], at_once=1, worth_from=3))
    assert len(many) == 2
    assert os.getpid() not in many
    assert set(each_in_parallel(2, who, [1, 2], at_once=1, worth_from=3)) == {os.getpid()}
    assert set(each_in_parallel(1, who, [1, 2, 3], at_once=1, worth_from=3)) == {os.getpid()}


def test_what_crashes_a_worker_is_done_without_one() -> None:
    parent = os.getpid()

    def work(item: int) -> int:
        if item == 3 and os.getpid() != parent:
            os._exit(1)
        return item + 1

    assert list(each_in_parallel(2, work, [1, 2, 3, 4, 5], at_once=2, worth_from=1)) == [
        2,
        3,
        4,
        5,
        6,
    ]


@pytest.mark.parametrize(("at_once", "count", "every"), [(4_000, 20_000, 5_000), (2, 40, 5)])
def test_all_is_done_where_there_is_more_than_fits_into_a_pipe(
    monkeypatch: pytest.MonkeyPatch, at_once: int, count: int, every: int
) -> None:
    monkeypatch.setattr(workers._Tickets, "_AT_ONCE", at_once)
    found = dict(workers.spread(lambda n: n + 1 if n % every else os._exit(1), range(count), 2))
    assert found == {n: n + 1 if n % every else None for n in range(count)}


def test_workers_that_all_crash_are_not_started_for_ever() -> None:
    assert dict(workers.spread(lambda _: os._exit(1), range(50), 3)) == dict.fromkeys(range(50))


def test_an_error_is_seen() -> None:
    def work(item: int) -> float:
        return 1 / item

    with pytest.raises(ZeroDivisionError):
        list(each_in_parallel(2, work, [2, 1, 0], at_once=1, worth_from=1))


def test_a_reason_survives_the_way_from_a_worker() -> None:
    def work(line: int) -> NotProved:
        return NotProved("broken-proof", "something else", "app.py", line)

    found = [*each_in_parallel(2, work, [1, 2, 3], at_once=1, worth_from=1)]
    assert [(e.kind, e.message, e.path, e.line) for e in found] == [
        ("broken-proof", "something else", "app.py", line) for line in (1, 2, 3)
    ]


@pytest.mark.parametrize("alone", [False, True])
def test_a_run_does_the_same_with_workers(tmp_path: Path, alone: bool) -> None:
    """Files that come to grief included: a project in which each fixture is an app."""
    cases = sorted((HERE / "fixtures").glob("DC101-*/*/before*"))[::5]
    assert len(cases) > 5
    for number, case in enumerate(cases):
        target = tmp_path / f"app_{number}"
        target.mkdir()
        (target / "pyproject.toml").write_text("[project]\nname = 'x'\n")
        if case.is_dir():
            shutil.copytree(case, target, dirs_exist_ok=True)
        else:
            shutil.copy(case, target / "app.py")
    options = CommandLineOptions(select=("DC1", "DC301"), unsafe_fixes=True)
    one, more = (
        run(Request((str(tmp_path),), False, options, jobs, cache=False, want_edits=alone))
        for jobs in (1, 3)
    )
    assert len(one.changes) > 3
    assert one == more
