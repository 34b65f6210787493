"""What the findings about stores say, word for word where it matters."""

from __future__ import annotations

import shutil
from pathlib import Path

from fixture_cases import FIXTURES

from dash_codemods.config import CommandLineOptions, forget
from dash_codemods.engine import Request, run
from dash_codemods.model.findings import Finding

EXAMPLE = Path(__file__).parent.parent / "examples" / "real_estate_map"


def _findings(folder: Path, code: str, tmp_path: Path) -> list[Finding]:
    forget()
    copied = tmp_path / "project"
    shutil.copytree(folder, copied)
    options = CommandLineOptions(select=(code,))
    result = run(Request((str(copied),), False, options, jobs=1, cache=False))
    assert not result.problems
    return [each.finding for each in result.findings]


def test_the_example_says_why_its_fixes_are_unsafe(tmp_path: Path) -> None:
    found = {f.callback: f for f in _findings(EXAMPLE, "DC102", tmp_path)}
    assert found.keys() >= {"update_cache_data_metadata_memory", "show_map_status"}
    status = found["show_map_status"]
    assert (status.applicability, status.effects) == ("unsafe", ("skips-equal-writes",))
    assert status.fix is not None
    assert "name the parameter `map_figure_timestamp`" in status.fix.message
    assert "`draw_map` (" in status.fix.message
    metadata = found["update_cache_data_metadata_memory"]
    assert metadata.applicability == "unsafe"
    assert metadata.effects == (
        "skips-equal-writes",
        "runs-twice-per-upstream-change",
        "extra-call-at-load",
    )


def test_the_example_s_inventory_of_the_map(tmp_path: Path) -> None:
    (found,) = [
        f for f in _findings(EXAMPLE, "DC106", tmp_path) if '"map_figure_data"' in f.message
    ]
    assert found.path.endswith("app.py")
    assert "`draw_map`" in found.message
    for name in ("store_map_selection", "count_favourites", "locate_address", "show_map_status"):
        assert f"`{name}` (" in found.message
    assert "stays in the browser for 1 clientside callback" in found.message


def test_an_inventory_says_what_would_be_lighter(tmp_path: Path) -> None:
    folder = FIXTURES / "DC106-heavy-state" / "inventory" / "before"
    found = [f.message for f in _findings(folder, "DC106", tmp_path)]
    assert found == [
        'Store "listings": data goes to `count` (Input; asks for its length only), `first` '
        '(State; reads "price", "title" only); is written by `load`; and stays in the browser '
        "for 1 clientside callback. A lighter store, or clientside callbacks, would do",
        'Store "as-text": data goes to `parse` (State; reads it, as JSON text); is written by '
        "`load`. A store takes the value itself: JSON text is encoded twice",
        'Store "selection": data goes to `in_one_branch` (State; reads it, in the branch on line '
        "56 only); is written by no callback that was found. A callback of its own for that "
        "branch would not send it for the others",
        'Store "unread": data goes to `never` (State; never reads it); is written by `load`. '
        "Nothing reads it",
        'DataTable "table": data goes to `redraw` (Input; reads it); is written by no callback '
        "that was found",
        'AgGrid "grid": rowData goes to `redraw` (State; reads it); is written by no callback '
        "that was found",
        'Graph "map": figure goes to `redraw` (State; reads it); is written by `redraw`',
    ]


def test_what_to_listen_to_instead(tmp_path: Path) -> None:
    folder = FIXTURES / "DC105-unread-heavy-input" / "heavy_properties" / "before"
    found = [f.message.partition("; ")[2] for f in _findings(folder, "DC105", tmp_path)]
    assert [text.split(" (")[0] for text in found] == [
        "listen to what makes `draw`",
        "listen to what makes `draw`",
        "`filename` is as good a trigger, but where a file of the same name is uploaded again",
        "where a visitor's edits alone matter, `data_timestamp` of a DataTable tells of them",
        "listen to what makes `draw`",
        "listen to an event of the grid",
        "listen to an event of the grid",
        "listen to what makes `draw`",
    ]


def test_a_guard_is_explained(tmp_path: Path) -> None:
    folder = FIXTURES / "DC102-unread-store-input" / "guards" / "before"
    found = _findings(folder, "DC102", tmp_path)
    assert [f.callback for f in found] == ["stops_on_none", "stops_when_empty"]
    assert found[0].message.startswith("`rows` is only asked whether it is empty")
    assert found[0].blocked_by[0].message.startswith("`if rows is None` asks whether there is data")
