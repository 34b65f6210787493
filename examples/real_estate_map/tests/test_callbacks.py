"""Callbacks are plain functions: call them."""

from components.details_modal import describe_selection
from data import find

SETTINGS = {"currency": "EUR", "compact": True}


def test_nothing_selected():
    (entry,) = describe_selection([], SETTINGS, {"min_rooms": 1})
    assert entry.children == "Nothing is selected."


def test_cheapest_home_comes_first():
    homes = find("rent", kind="Studio")[:3]
    entries = describe_selection([h.id for h in homes], SETTINGS, {"min_rooms": 1})
    cheapest = min(home.price for home in homes)
    assert f"{cheapest:,} EUR a month" in entries[0].children
    assert len(entries) == len(homes)
