"""Walking trees comes upon the same nodes, in the same order, as `ast` does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from dash_codemods.model.walking import children, walk

LIBRARY = Path(ast.__file__).parent
LEFT_OUT = (ast.operator, ast.unaryop, ast.boolop, ast.cmpop, ast.expr_context)
MODULES = ["ast.py", "dataclasses.py", "argparse.py", "test/test_grammar.py", "test/test_patma.py"]
SYNTAX = """
match x:
    case {"a": [1, *rest], **others} if rest: pass
    case Point(x=0) | None as p: pass
async def f(a, /, b: int = 1, *, c=None, **d) -> str:
    async with a as b, c: yield await d
    return {**a, "k": [i async for i in b if i not in c]}, f"{a!r:>{b}}"
try: pass
except ValueError as error: raise error from None
"""


def _nodes(source: str) -> tuple[ast.Module, list[ast.AST]]:
    tree = ast.parse(source)
    return tree, [node for node in ast.walk(tree) if not isinstance(node, LEFT_OUT)]


@pytest.mark.parametrize("name", [*MODULES, "<syntax>"])
def test_all_nodes_but_operators_and_contexts(name: str) -> None:
    path = LIBRARY / name
    if name != "<syntax>" and not path.exists():
        pytest.skip(f"this Python comes without {name}")
    tree, expected = _nodes(SYNTAX if name == "<syntax>" else path.read_text("utf-8"))
    assert list(walk(tree)) == expected
    for node in expected:
        inner = [each for each in ast.iter_child_nodes(node) if not isinstance(each, LEFT_OUT)]
        assert children(node) == inner
