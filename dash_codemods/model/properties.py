"""Properties that hold much data, on whatever component they are."""

from __future__ import annotations

ROWS = frozenset(
    """
    rowData virtualRowData columnDefs derived_virtual_data derived_viewport_data
    derived_filtered_data data_previous
    """.split()
)
UPLOADED = frozenset({"contents"})
DRAWN = frozenset({"figure", "elements", "extendData", "prependData"})
MADE = frozenset({"children", "options"})

HEAVY = ROWS | UPLOADED | DRAWN | MADE
