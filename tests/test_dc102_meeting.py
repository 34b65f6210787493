"""Whether two ids can be the same, where one is only an expression."""

from __future__ import annotations

import pytest

from dash_codemods.model.ids import ComponentId, DictId, Symbol, TextId, Wildcard
from dash_codemods.model.traffic.meeting import covers, matches_pattern, meet

TEXT = TextId("shop-store")
ALL = DictId((("index", Wildcard("ALL")), ("type", "store")))
ONE = DictId((("index", 1), ("type", "store")))
OTHER = DictId((("index", 1), ("type", "button")))


def symbol(source: str, owner: str = "app.py#1") -> Symbol:
    return Symbol(source, owner)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (TEXT, TEXT, True),
        (TEXT, TextId("shop"), False),
        (ALL, ONE, True),
        (ALL, OTHER, False),
        # f"{prefix}-store"
        (symbol("__joined__(prefix, '-store')"), TEXT, True),
        (symbol("__joined__(prefix, '-graph')"), TEXT, False),
        (symbol("__joined__('shop-', name)"), TEXT, True),
        (symbol("__joined__('shop-sto', name, 'store')"), TEXT, False),
        (symbol("__joined__(prefix, '-store')"), ONE, False),
        (symbol("__joined__(prefix, '-store')"), symbol("__joined__(prefix, '-graph')"), False),
        (
            symbol("__joined__(prefix, '-store')"),
            symbol("__joined__(name, '-store')", "b.py#0"),
            True,
        ),
        (symbol("__joined__('a', x)"), symbol("__joined__('b', x)"), False),
        # self.uuid("store")
        (symbol("self.uuid('store')"), symbol("self.uuid('store')", "b.py#3"), True),
        (symbol("self.uuid('store')"), symbol("self.uuid('graph')"), False),
        (symbol("self.uuid(part)"), symbol("self.uuid('graph')"), True),
        (symbol("self.uuid('store')"), symbol("make('graph')"), True),
        (symbol("self.uuid('store')"), TEXT, True),
        (symbol("self.uuid('graph')"), TEXT, False),
        (symbol("self.uuid('store')"), ONE, True),
        # a variable may be anything, but two of one scope are two ids
        (symbol("store_id"), TEXT, True),
        (symbol("store_id"), ALL, True),
        (symbol("store_id"), symbol("graph_id"), False),
        (symbol("store_id"), symbol("graph_id", "b.py#0"), True),
        (symbol("<expression>.format(x)"), TEXT, True),
    ],
)
def test_meet(one: ComponentId, other: ComponentId, expected: bool) -> None:
    assert meet(one, other) is expected
    assert meet(other, one) is expected


def test_an_id_covers_what_it_surely_matches() -> None:
    assert covers(TEXT, TEXT)
    assert covers(ALL, ONE)
    assert not covers(ONE, ALL)
    assert not covers(ALL, OTHER)
    assert not covers(DictId((("index", 1), ("type", "store"))), DictId((("index", True),)))
    unsure = DictId((("index", symbol("i")), ("type", "store")))
    assert covers(ALL, unsure)
    assert not covers(ONE, unsure)


def test_one_and_true_are_different_indexes() -> None:
    assert not covers(ONE, DictId((("index", True), ("type", "store"))))


def test_patterns_match_the_id_as_text() -> None:
    assert matches_pattern(TEXT, ("*-store",))
    assert matches_pattern(ONE, ('*"type": "store"*',))
    assert not matches_pattern(TEXT, ("store", "*-graph"))
