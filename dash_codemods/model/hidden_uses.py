"""Who needs the function of a callback: by its name, or in ways that do not show it."""

from __future__ import annotations

from collections.abc import Iterator

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.doctests import called_in_doctests
from dash_codemods.model.dotted_texts import led_to_by_texts
from dash_codemods.model.findings import Blocker
from dash_codemods.model.looked_up import looked_up
from dash_codemods.model.project import Project
from dash_codemods.model.uses import Uses


def hidden_uses(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Examples in docstrings, texts that name the function, and look-ups of names unknown."""
    yield from called_in_doctests(project, callback)
    yield from led_to_by_texts(project, callback)
    yield from looked_up(project, callback)


def needed_elsewhere(project: Project, callback: Callback) -> Iterator[Blocker]:
    """Whoever uses or imports a function, or exports it, so that it may not go.

    An import of a name that is gone keeps an app from starting.
    """
    function = callback.function
    if function is None:
        return
    sure, possible = project.once(Uses).of(callback)
    for use in (*sure, *possible):
        message = f"`{use.dotted.rpartition('?module.')[2]}` is used here, and would be gone"
        yield Blocker("function-used-elsewhere", message, use.path, use.span.line)
    for path, line in project.once(Uses).imports_of(callback):
        message = f"`{function.name}` is imported here, and would be gone"
        yield Blocker("function-used-elsewhere", message, path, line)
    facts = project.sources.facts(callback.path)
    if facts is not None and (facts.dynamic_all or function.name in (facts.exported or ())):
        message = f"`{function.name}` is exported by `__all__`"
        yield Blocker("function-used-elsewhere", message, callback.path, callback.line)
    yield from hidden_uses(project, callback)
