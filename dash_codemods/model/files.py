"""What a file's path says of it."""

from __future__ import annotations

import re
from functools import cache

_TEST = re.compile(r"(?:^|/)(?:tests?|testing)/|(?:^|/)(?:test_[^/]*|[^/]*_test|conftest)\.py$")


def stem(path: str) -> str:
    """The name by which others import a module."""
    folder, _, name = path.rpartition("/")
    name = name.removesuffix(".py")
    return folder.rpartition("/")[2] if name == "__init__" else name


@cache
def is_test(path: str) -> bool:
    """Whether a file is a test, which may bring together what no app does."""
    return _TEST.search(path) is not None
