"""Asking the rules what they find in a project, as the configuration has it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

from dash_codemods.engine.outcomes import is_suppressed, place_of, told_apart, within_paths
from dash_codemods.engine.workspace import Workspace
from dash_codemods.model.findings import Finding
from dash_codemods.model.imported_words import Imported
from dash_codemods.model.project import Project
from dash_codemods.model.results import Problem
from dash_codemods.model.rule import Rule
from dash_codemods.model.server_files import importing_servers
from dash_codemods.model.shared_outputs import registrars_of
from dash_codemods.rules import registry

T = TypeVar("T")


class Asking:
    """Asks the rules that are selected, of the texts as the workspace has them by then."""

    def __init__(self, workspace: Workspace, problems: list[Problem]) -> None:
        """Take the workspace, and where to tell of rules that fail."""
        self._workspace = workspace
        self._problems = problems

    def project(self, of: Iterable[Finding] | None = None) -> Project:
        """The project as the fixes have made it so far; with `of`, only their files are asked."""
        workspace = self._workspace
        paths = None if of is None else {finding.path for finding in of}
        selected = [path for path in workspace.selected if paths is None or path in paths]
        return Project(selected, workspace, workspace.configuration.rule_settings)

    def at_work(self, project: Project) -> list[Rule]:
        """The rules that are selected for any file."""
        kinds = set(map(self._workspace.configuration.settings, project.selected))
        return [rule for rule in registry() if any(each.enabled(rule) for each in kinds)]

    def findings(
        self, project: Project, *, fixable: bool = False, codes: Collection[str] | None = None
    ) -> list[Finding]:
        """What the rules find; with `fixable` those that fix anything, with `codes` only these."""
        settings = self._workspace.configuration.settings
        rules = [
            rule
            for rule in self.at_work(project)
            if (rule.fixes or not fixable) and (codes is None or rule.code in codes)
        ]
        sought = {name for rule in rules for name in self._asked(rule, rule.sought, project)}
        if any(isinstance(word, Imported) and word.attributes for word in sought):
            # Who looks for some that register callbacks comes upon others on the way.
            sought |= registrars_of(project, project.callbacks)
        if sought and any(rule.fixes for rule in rules):
            # Whoever changes what is sent asks who else may look at requests.
            sought |= importing_servers(project)
        project.expect_uses(sought)
        found: list[Finding] = []
        for rule in rules:
            for finding in self._asked(rule, rule.check, project):
                here = settings(finding.path)
                if not here.enabled(rule) or here.ignored_in(finding.path, rule):
                    continue
                if not is_suppressed(project, finding):
                    found.append(within_paths(project, finding))
        return list(told_apart(sorted(found, key=lambda f: (f.path, f.span, f.code))))

    def _asked(
        self, rule: Rule, question: Callable[[Project], Iterable[T]], project: Project
    ) -> Iterator[T]:
        """What a rule says of a project; where it fails, that is told, and the others go on."""
        try:
            yield from question(project)
        except Exception as error:
            message = (
                f"{rule.code} {rule.name} failed and may have missed something; please report it "
                f"({place_of(error)})"
            )
            problem = Problem(".", "internal-error", message)
            if problem not in self._problems:
                self._problems.append(problem)
