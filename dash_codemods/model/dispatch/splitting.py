"""The split of a callback: the parts with their names and options, or what forbids it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch import naming, refusals
from dash_codemods.model.dispatch.effects import further
from dash_codemods.model.dispatch.grouping import Dispatch
from dash_codemods.model.dispatch.inserting import inserted
from dash_codemods.model.dispatch.leading import leads_back
from dash_codemods.model.dispatch.loading import settings
from dash_codemods.model.dispatch.parts import (
    PartOf,
    check_bound,
    check_guards,
    check_separate,
    check_used,
    check_worth,
)
from dash_codemods.model.dispatch.residues import NotReadable, Residue, Whole
from dash_codemods.model.dispatch.returns import annotation_of_some
from dash_codemods.model.dispatch.spelling import state_name
from dash_codemods.model.dispatch.strangers import check_asked
from dash_codemods.model.dispatch.text import SourceText, comments_in
from dash_codemods.model.edits import (
    Called,
    Claim,
    Edit,
    Helper,
    Kept,
    Narrowed,
    Part,
    Piece,
    SplitCallback,
)
from dash_codemods.model.findings import Blocker
from dash_codemods.model.project import Project
from dash_codemods.model.versions import predates_patch
from dash_codemods.model.walking import walk

_MANY_OUTPUTS, _MANY_COPIES = 5, 15


@dataclass
class Split:
    """The edits that split a callback, or what forbids it."""

    edits: list[Edit] = field(default_factory=list)
    blockers: list[Blocker] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    helper: str = ""


class Splitter:
    """Plans the split of one callback."""

    def __init__(self, project: Project, found: Dispatch, text: SourceText) -> None:
        """Take what was read of the callback."""
        self.project, self.found, self.text = project, found, text
        self.callback: Callback = found.callback
        self.function = project.function_tree(found.callback)
        self.namer = naming.Namer(found.parts, text)
        self.helper: Helper | None = None
        self.taken = naming.bound_around(project, found.callback)
        self.effects = ["both-branches-run", "older-response-kept"]

    def plan(self) -> Split:
        """The split, or what forbids it."""
        split = Split(blockers=list(refusals.form(self.project, self.callback)))
        if split.blockers:
            return split
        try:
            if self.found.no_helper is not None:
                raise self.found.no_helper
            helped = self.found.helper.residues if self.found.helper else ()
            check_separate(self.found.parts, helped)
            check_worth(self.found.parts, helped)
            if self.found.unfollowed is not None:
                message = "the trigger is looked at here in a way that is not followed"
                raise NotReadable("trigger-not-followed", message, self.found.unfollowed)
            check_used(self.found.parts, helped)
            check_guards(self.found.parts, self._input_names())
            check_asked(self.project, self.callback, self.function)
            check_bound(self.function, [p.name for p in self.callback.parameters], self.found.parts)
            self._check_lines()
            flagged = self._flagged()
            self._check_outputs(flagged)
            split.blockers += refusals.neighbours(
                self.project, self.callback, self.found.parts, flagged
            )
            split.blockers += inserted(self.project, self.callback, self.found.parts)
            if not split.blockers:
                split.blockers += leads_back(self.project, self.callback, self.found.parts)
            split.names = self._names()
            self.helper = self._helper(split.names)
            split.helper = self.helper.name if self.helper else ""
            split.edits = list(self._edits(split.names, flagged))
            kept = [self._kept(part) for part in self.found.parts]
            self.effects += further(self.project, self.callback, kept, flagged)
            split.effects = list(dict.fromkeys(self.effects))
        except NotReadable as error:
            split.blockers.append(
                Blocker(error.reason, error.message, self.callback.path, error.line)
            )
        return split

    # -- what forbids it

    def _check_lines(self) -> None:
        """Every statement must have its lines for itself."""
        for part in self.found.parts:
            for residue in part.residues:
                for node in _statements(residue):
                    if not self.text.has_lines_to_itself(self.text.span(node)):
                        message = "another statement stands on the same line"
                        raise NotReadable("shared-line", message, node.lineno)
        for inner in walk(self.function):
            if isinstance(inner, ast.Yield | ast.YieldFrom):
                raise NotReadable("generator", "the function is a generator", inner.lineno)
            if isinstance(inner, ast.Delete):
                names = {n.id for n in inner.targets if isinstance(n, ast.Name)}
                if gone := names & {p.name for p in self.callback.parameters}:
                    message = f"each part would ask for `{min(gone)}`, which is deleted here"
                    raise NotReadable("deletes-parameter", message, inner.lineno)

    def _input_names(self) -> dict[Dependency, str]:
        bound = self.callback.bindings() or ()
        given = {b.dependencies[0]: b.parameter.name for b in bound}
        return {d: name for d, name in given.items() if d.kind == "Input"}

    def _flagged(self) -> frozenset[int]:
        """The outputs that several parts write."""
        written = [i for part in self.found.parts for i in part.written.outputs]
        flagged = frozenset(i for i in written if written.count(i) > 1)
        if flagged and predates_patch(self.project, self.callback):
            message = "allow_duplicate came with Dash 2.9"
            raise NotReadable("needs-dash-2.9", message, self.callback.line)
        return flagged

    def _check_outputs(self, flagged: frozenset[int]) -> None:
        """Outputs that several parts write must take a flag, and be worth to be listed so often."""
        for output in (self.callback.outputs[index] for index in sorted(flagged)):
            if comments_in(self.text.source(output.span)):
                message = f"a comment stands inside of {output}, which gets allow_duplicate"
                raise NotReadable("comment-inside", message, output.span.line)
        parts = self.found.parts
        alike = all(flagged <= {*part.written.outputs} for part in parts)
        copies = (len(parts) - 1) * len(flagged)
        if alike and len(flagged) >= _MANY_OUTPUTS and copies >= _MANY_COPIES:
            message = f"each of {len(parts)} parts would write the same {len(flagged)} Outputs"
            raise NotReadable("same-outputs", message, self.callback.line)

    def _names(self) -> list[str]:
        function = self.callback.function
        assert function is not None
        naming.check_namesakes(self.project, self.callback)
        return self.namer.names(function.name, self.taken - {function.name})

    def _helper(self, names: list[str]) -> Helper | None:
        """The function for what the parts share."""
        helped = self.found.helper
        if helped is None:
            return None
        taken = {
            *names,
            *self.taken,
            *naming.names_in(self.project.sources.tree(self.callback.path)),
        }
        return Helper(
            naming.of_helper(self.function.name, helped.returned, taken, helped.residues[0].line),
            helped.parameters,
            helped.returned,
            tuple(Kept(self.text.span(residue.node)) for residue in helped.residues),
        )

    # -- the parts

    def _edits(self, names: list[str], flagged: frozenset[int]) -> Iterator[Edit]:
        callback = self.callback
        converts = any(self._converted(part) for part in self.found.parts)
        spelt = state_name(self.project, callback, self.text)
        if spelt is None and converts:
            message = "it is not known what State is called here"
            raise NotReadable("state-not-imported", message, callback.line)
        name_of_state, imported = spelt or ("State", None)
        values = settings(self.project, self.found, self.text, flagged, self.effects)
        parts = tuple(
            self._part(part, name, flagged, value, name_of_state)
            for part, name, value in zip(self.found.parts, names, values, strict=True)
        )
        statement = callback.registration.statement
        yield SplitCallback(callback.path, statement, callback.call_span, parts, self.helper)
        if imported is not None and converts:
            yield imported

    def _converted(self, part: PartOf) -> bool:
        """Whether a part reads an Input of another part."""
        return any(d.kind == "Input" for d in self._states(part))

    def _states(self, part: PartOf) -> list[Dependency]:
        """What a part reads besides its own Inputs."""
        read: list[Dependency] = []
        for bound in self.callback.bindings() or ():
            dependency = bound.dependencies[0]
            if dependency not in part.inputs and bound.parameter.name in part.reads:
                read.append(dependency)
        return read

    def _kept(self, part: PartOf) -> set[Dependency]:
        """What a part keeps of the whole."""
        written = [self.callback.outputs[index] for index in part.written.outputs]
        return {*part.inputs, *self._states(part), *written}

    def _check_defaults(self, parameters: tuple[str, ...]) -> None:
        """Parameters with a default may come first only where all have one; none has a star."""
        starred = next((p.name for p in self.callback.parameters if "only" in p.kind), None)
        if starred is not None:
            message = f"`{starred}` is given by its name, or by its place, alone"
            raise NotReadable("signature-changes", message, self.callback.line)
        having = {p.name for p in self.callback.parameters if p.has_default}
        first = next((n for n, name in enumerate(parameters) if name in having), len(parameters))
        if any(name not in having for name in parameters[first:]):
            message = f"`{parameters[first]}`, which has a default, would come before others"
            raise NotReadable("signature-changes", message, self.callback.line)

    def _part(
        self,
        part: PartOf,
        name: str,
        flagged: frozenset[int],
        setting: str | None,
        state_name: str,
    ) -> Part:
        outputs = self.callback.outputs
        parameter_of = {b.dependencies[0]: b.parameter.name for b in self.callback.bindings() or ()}
        states = self._states(part)
        parameters = tuple(parameter_of[d] for d in (*part.inputs, *states))
        self._check_defaults(parameters)
        new = [
            outputs[i].span
            for i in part.written.outputs
            if i in flagged and outputs[i].allow_duplicate is None
        ]
        return Part(
            name=name,
            docstring=self._docstring(part, set(parameter_of.values()) - set(parameters)),
            outputs=tuple(outputs[i].span for i in part.written.outputs),
            flagged=tuple(new),
            inputs=tuple(d.span for d in part.inputs),
            states=tuple(d.span for d in states),
            state_name=state_name,
            parameters=parameters,
            prevents=setting,
            returns=self._annotation(part),
            body=tuple(self._pieces(part)),
            claims=tuple(
                Claim(outputs[i].component_id, outputs[i].prop, tuple(d.key for d in part.inputs))
                for i in part.written.outputs
                if i in flagged or outputs[i].allow_duplicate is not None
            ),
        )

    def _docstring(self, part: PartOf, lost: set[str]) -> str | None:
        first = self.function.body[0]
        if not isinstance(first, ast.Expr) or not isinstance(first.value, ast.Constant):
            return None
        if not isinstance(first.value.value, str):
            return None
        written = self.text.source(self.text.span(first.value))
        words = self.namer.told(part)
        try:
            margin = self.text.margin(first.lineno)
            return naming.docstring(written, words, margin, sorted(lost))
        except (ValueError, AssertionError) as error:
            message = f"the docstring speaks of `{error}`, which a part does not have"
            raise NotReadable("docstring-of-the-whole", message, first.lineno) from None

    def _annotation(self, part: PartOf) -> str | None:
        written = self.function.returns
        if written is None:
            return None
        if part.written.replaced:
            return annotation_of_some(self.text, written, part.written.outputs)
        return self.text.source(self.text.span(written))

    def _pieces(self, part: PartOf) -> Iterator[Piece]:
        helped = self.found.helper.residues if self.found.helper else ()
        for residue in part.residues:
            if residue not in helped:
                yield self._piece(residue, part)
            elif residue == helped[0]:
                assert self.helper is not None
                yield Called(self.helper)

    def _piece(self, residue: Residue, part: PartOf) -> Piece:
        where = self.text.span(residue.node)
        if isinstance(residue, Whole):
            inside = tuple(r for r in part.written.replaced if where.contains(r[0]))
            return Kept(where, inside)
        if comments_in(self.text.source(self.text.span(residue.node.test))):
            raise NotReadable("long-test", "a comment in this test would be lost", residue.line)
        spans = [self.text.span(operand) for operand in residue.operands]
        if len(spans) > 1 or spans[0].line != spans[0].end_line:
            spans = [self.text.bracketed(span) for span in spans]
        sources = [self.text.source(span) for span in spans]
        if len(sources) > 1 and any("\n" in source or "#" in source for source in sources):
            raise NotReadable("long-test", "this test stands on several lines", residue.line)
        return Narrowed(
            where,
            f" {residue.operator} ".join(sources),
            tuple(self._piece(inner, part) for inner in residue.body),
            tuple(self._piece(inner, part) for inner in residue.orelse),
        )


def _statements(residue: Residue) -> Iterator[ast.stmt]:
    if isinstance(residue, Whole):
        yield residue.node
    else:
        for inner in (*residue.body, *residue.orelse):
            yield from _statements(inner)
