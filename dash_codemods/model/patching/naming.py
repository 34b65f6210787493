"""What a Patch is called."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Container, Iterable

_BEFORE = re.compile(
    r"^(?:currents?|existing|old|prev|previous|stored|orig|origin|original|initial|saved|last|"
    r"my|the|state|in|input)_(?=[a-z])"
)
_BEHIND = re.compile(r"(?<=[a-z])_(?:current|old|prev|previous|existing|in|input|stored)$")
_SAYS_NOTHING = frozenset(
    ("current", "existing", "old", "prev", "previous", "stored", "state", "x", "val", "value_")
)


def patch_name(parameter: str, prop: str, taken: Container[str], others: Iterable[str] = ()) -> str:
    """A name for the Patch of a parameter's value: `patched_rows` for `current_rows`.

    `others` are the other parameters: beside `stored_rows` it is `patched_previous_rows`.
    """
    whole = _snake_case(parameter.strip("_"))
    stem = _stem_of(whole)
    if stem != whole and stem in {_stem_of(_snake_case(other.strip("_"))) for other in others}:
        stem = whole
    if not stem or stem in _SAYS_NOTHING:
        stem = _snake_case(prop.replace("-", "_"))
    candidates = [f"patched_{stem}", f"{stem}_patch"]
    candidates += [f"patched_{stem}_{number}" for number in range(2, 20)]
    for candidate in candidates:
        if candidate.isidentifier() and candidate not in taken and not _reserved(candidate):
            return candidate
    return f"patched_{stem}_value"


def _stem_of(name: str) -> str:
    """A name without what tells which one of several it is."""
    return _BEHIND.sub("", _BEFORE.sub("", name)).strip("_")


def _snake_case(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])([A-Z])", r"_\1", name).lower()


def _reserved(name: str) -> bool:
    return keyword.iskeyword(name) or hasattr(builtins, name)
