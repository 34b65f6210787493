"""What is known of properties by their names, on whatever component they are."""

from __future__ import annotations

# -- properties that hold much data

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

CHANGE_TOGETHER = (
    frozenset({"pathname", "href", "search", "hash"}),
    frozenset({"data", "modified_timestamp"}),
    frozenset({"n_clicks", "n_clicks_timestamp"}),
    frozenset({"contents", "filename", "last_modified"}),
)
"""Properties of one component that one event changes."""
