"""Apps before and after DC302 on real Dash: whatever a visitor does, the page shows the same.

Every trigger is followed until no callback is under way any more. The Stores that went are all
that may be missing.
"""

from __future__ import annotations

from typing import Any

import pytest
from driving import play, sequences
from fixture_cases import Case, cases

CASES = [c for c in cases() if c.code == "DC302" and (c.folder / "after").exists()]
_WITHOUT_PAGES = [c for c in CASES if not (c.folder / "before" / "pages").exists()]
_PLAYED = [c for c in _WITHOUT_PAGES if c.folder.name != "script_gives_a_date"]
"""The driver runs no scripts."""
_SEEDS = range(3)


@pytest.mark.parametrize("case", _PLAYED, ids=lambda case: case.folder.name)
def test_same_page(case: Case) -> None:
    before, after = case.folder / "before", case.after
    roots = play(before, "app.py", [])["roots"]
    assert roots
    visits = [visit for seed in _SEEDS for visit in sequences(roots, seed, 8)]
    old, new = play(before, "app.py", visits)["played"], play(after, "app.py", visits)["played"]
    gone = _ids(old[0]) - _ids(new[0])
    assert gone
    assert not _ids(new[0]) - _ids(old[0])
    for visit, one, other in zip(visits, old, new, strict=True):
        loaded, new_loaded = _shown(one["loaded"], gone), _shown(other["loaded"], gone)
        if _calls_more_at_load(case):
            assert loaded != new_loaded
            continue
        assert loaded == new_loaded
        assert _shown(one["props"], gone) == _shown(other["props"], gone), visit
    # One call for two.
    if not _calls_more_at_load(case):
        assert sum(len(played["calls"]) for played in new) < sum(len(p["calls"]) for p in old)
    assert any(call.endswith(" 200") for played in new for call in played["calls"])


def _calls_more_at_load(case: Case) -> bool:
    """Whether callbacks that depend on the target get a first call that they did not get before."""
    return any("extra-call-at-load" in found.get("effects", ()) for found in case.expected or ())


def _ids(played: dict[str, Any]) -> set[str]:
    return set(played["loaded"])


def _shown(props: dict[str, dict[str, object]], gone: set[str]) -> dict[str, object]:
    """What is on the page, without what was never set."""
    kept = {
        key: {name: value for name, value in values.items() if value is not None}
        for key, values in props.items()
        if key not in gone
    }
    return {key: values for key, values in kept.items() if values}
