"""Apps before and after DC304 on real Dash: whatever a visitor does, the page shows the same."""

from __future__ import annotations

import pytest
from driving import play, sequences
from fixture_cases import Case, cases

CASES = [c for c in cases() if c.code == "DC304" and (c.folder / "after").exists()]
_SEEDS = range(3)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.folder.name)
def test_same_page(case: Case) -> None:
    before, after = case.folder / "before", case.after
    roots = play(before, "app.py", [])["roots"]
    assert roots
    visits = [visit for seed in _SEEDS for visit in sequences(roots, seed, 8)]
    old, new = play(before, "app.py", visits)["played"], play(after, "app.py", visits)["played"]
    for visit, one, other in zip(visits, old, new, strict=True):
        assert _shown(one["loaded"]) == _shown(other["loaded"])
        assert _shown(one["props"]) == _shown(other["props"]), visit
    assert sum(call.endswith(" 200") for played in old for call in played["calls"]) > len(visits)
    # What changes nothing is not sent any more.
    assert sum(len(played["calls"]) for played in new) <= sum(len(p["calls"]) for p in old)


def _shown(props: dict[str, dict[str, object]]) -> dict[str, dict[str, object]]:
    """The properties, without those that were never set and those that are null."""
    kept = {
        key: {name: value for name, value in values.items() if value is not None}
        for key, values in props.items()
    }
    return {key: values for key, values in kept.items() if values}
