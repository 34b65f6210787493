"""What the parts of a callback are called, and what their docstrings say."""

from __future__ import annotations

import ast
import re
import textwrap
from collections.abc import Sequence

from dash_codemods.model.callbacks import Callback
from dash_codemods.model.dependencies import Dependency
from dash_codemods.model.dispatch.parts import PartOf
from dash_codemods.model.dispatch.residues import NotReadable
from dash_codemods.model.dispatch.text import SourceText
from dash_codemods.model.ids import DictId, TextId, Wildcard
from dash_codemods.model.project import Project
from dash_codemods.model.traffic.trees import dotted
from dash_codemods.model.walking import walk

_MANY = 2
"""A part of more Inputs is the one for all the rest: it keeps the old name."""
_LINE = 88


class Namer:
    """Names the parts of one callback."""

    def __init__(self, parts: Sequence[PartOf], text: SourceText) -> None:
        """Take the parts, and the text in which their ids are written."""
        self.parts, self.text = parts, text
        self.owners = {d: part for part in parts for d in part.inputs}
        self._short: dict[str, str] = {}

    def names(self, old: str, taken: set[str]) -> list[str]:
        """A name for every part. Raises NotReadable where there is none."""
        found: list[str] = []
        self._short = _shortened(list(dict.fromkeys(map(self._base, self.owners))), old)
        for part in self.parts:
            words = list(dict.fromkeys(map(self._word, part.inputs)))
            on = f"on_{'_or_'.join(words)}"
            name = f"{old}_{on}" if old.strip("_") else on
            if len(words) > _MANY and old not in found:
                name = old
            if not name.isidentifier() or not all(words) or name in found or name in taken:
                message = f"there is no free name for the part that {', '.join(words)} triggers"
                raise NotReadable("no-name", message, part.residues[0].line)
            found.append(name)
        return found

    def told(self, part: PartOf) -> list[str]:
        """What triggers a part, in the words of a docstring."""
        return list(dict.fromkeys(self._told(d) for d in part.inputs))

    def _told(self, dependency: Dependency) -> str:
        written = self._written(dependency) or _identity(dependency)
        return f"{written}.{dependency.prop}" if self._shares(dependency) else written

    def _word(self, dependency: Dependency) -> str:
        """What stands for an Input in a name."""
        word = self._short[self._base(dependency)] or self._of_property(dependency)
        return f"{word}_{_slug(str(dependency.prop))}" if self._shares(dependency) else word

    def _of_property(self, dependency: Dependency) -> str:
        """What stands for an Input whose id is the callback's own name."""
        word = _slug(str(dependency.prop))
        if word == "n_clicks" and self._is_alone(dependency):
            return "click"
        return self._base(dependency) if word in ("n_clicks", "data", "value") else word

    def _is_alone(self, dependency: Dependency) -> bool:
        """Whether no other Input's id is the callback's own name too."""
        others = [d for d in self.owners if d is not dependency]
        return all(self._short[self._base(d)] for d in others)

    def _base(self, dependency: Dependency) -> str:
        written = self._written(dependency)
        return _slug(written.rpartition(".")[2] if written else _identity(dependency))

    def _shares(self, dependency: Dependency) -> bool:
        """Whether another property of the same component triggers another part."""
        return any(
            d.component_id == dependency.component_id and part is not self.owners[dependency]
            for d, part in self.owners.items()
        )

    def _written(self, dependency: Dependency) -> str:
        """The name that an id is written as; "" if it is written out."""
        try:
            call = ast.parse(self.text.source(dependency.span), mode="eval").body
        except SyntaxError:
            return ""
        if not isinstance(call, ast.Call):
            return ""
        given = [k.value for k in call.keywords if k.arg == "component_id"]
        ids = [*call.args, *given]
        return dotted(ids[0]) or "" if ids else ""


def bound_around(project: Project, callback: Callback) -> set[str]:
    """The names that are bound where a callback stands, and further out."""
    facts = project.sources.facts(callback.path)
    scope = None if callback.function is None else callback.function.scope
    taken: set[str] = set()
    while facts is not None and scope is not None and scope >= 0:
        taken |= set(facts.scopes[scope].bindings)
        scope = facts.scopes[scope].parent
    return taken


def check_namesakes(project: Project, callback: Callback) -> None:
    """Raise where the parts of a callback of the same name would be called the same."""
    asked = {d.component_id for d in callback.inputs}
    for other in project.callbacks_in(callback.path):
        if other is callback:
            return
        alike = other.name == callback.name
        reads = other.function is not None and bool(other.function.trigger_reads)
        both = [d for d in other.inputs if d.component_id in asked]
        if alike and reads and both and len(other.inputs) > 1:
            message = f"another `{callback.name}` asks for {both[0]} too"
            raise NotReadable("no-name", message, other.line)


def of_helper(old: str, returned: Sequence[str], taken: set[str], line: int) -> str:
    """A name for the function that several parts call. Raises NotReadable where there is none."""
    old = old.strip("_") or "parts"
    names = [f"_prepare_{old}", f"_prepare_for_{old}"]
    if len(returned) == 1:
        value = returned[0].lstrip("_")
        names = [f"_get_{value}", f"_get_{value}_for_{old}", *names]
    for name in names:
        if name not in taken:
            return name
    raise NotReadable("no-name", f"there is no free name for a function like `{names[0]}`", line)


def names_in(tree: ast.AST) -> set[str]:
    """All names that a function or module knows or says."""
    found: set[str] = set()
    for node in walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.alias):
            found.add(node.asname or node.name.split(".")[0])
    return found


def _shortened(words: list[str], old: str) -> dict[str, str]:
    """Words without what does not tell them apart: what all start with, `btn`, the old name."""
    bare = [re.sub(r"^(btn|button)_|_(btn|button)$", "", word) for word in words]
    bare = bare if len(set(bare)) == len(words) and all(bare) else words
    split = [word.split("_") for word in bare]
    while len(split) > 1 and all(len(s) > 1 for s in split) and len({s[0] for s in split}) == 1:
        split = [s[1:] for s in split]
    for size in range(min(map(len, split)) - 1, 0, -1):
        ends = {tuple(s[-size:]) for s in split}
        if len(split) > 1 and len(ends) == 1 and old.endswith("_" + "_".join(ends.pop())):
            split = [s[:-size] for s in split]
            break
    short = ["_".join(s) for s in split]
    rest = [re.sub(rf"^{re.escape(old)}(_|$)", "", word) for word in short]
    short = rest if len(set(rest)) == len(rest) else short
    return dict(zip(words, short, strict=True))


def _identity(dependency: Dependency) -> str:
    identifier = dependency.component_id
    if isinstance(identifier, TextId):
        return identifier.text
    if isinstance(identifier, DictId):
        named = sorted(identifier.items, key=lambda item: item[0] != "type")
        fixed = [str(value) for _, value in named if not isinstance(value, Wildcard)]
        return "_".join(fixed)
    return ""


def _slug(text: str) -> str:
    snake = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    return re.sub(r"\W+", "_", snake).strip("_").lower()


def docstring(written: str, words: Sequence[str], margin: str, lost: Sequence[str]) -> str:
    """The source of a part's docstring, from that of the old one.

    Raises ValueError where it speaks of parameters that the part does not have.
    """
    spoken = next((name for name in lost if _speaks_of(written, name)), None)
    if spoken is not None:
        raise ValueError(spoken)
    written = written.replace("\r\n", "\n").replace("\r", "\n")
    value = ast.literal_eval(written)
    match = re.match(r"(?i)([rbu]*)('''|\"\"\"|'|\")", written)
    assert match is not None
    quote = match[2]
    opening = match[0]
    inner = written[len(opening) : -len(quote)]
    if not value.strip():
        return written
    lead = inner[: len(inner) - len(inner.lstrip())]
    summary, rest = _summary(inner.lstrip())
    ending = "." if summary.endswith(".") else ""
    clause = f"triggered by {_listed(words)}"
    told = f"{summary.removesuffix('.')} ({clause}){ending}"
    fits = len(margin) + len(opening) * 2 + len(told) <= _LINE and "\n" not in summary
    if len(quote) == 1 or (fits and not rest.strip()):
        return f"{opening}{lead}{told}{rest}{quote}"
    lines = textwrap.wrap(
        f"{clause[0].upper()}{clause[1:]}.",
        _LINE - len(margin),
        break_long_words=False,
        break_on_hyphens=False,
    )
    said = f"{opening}{lead}{summary}\n\n" + "\n".join(margin + line for line in lines)
    return f"{said}{rest}{quote}" if rest.strip() else f"{said}\n{margin}{quote}"


_FIELD = r"[:@](?:param|parameter|arg|argument|key|keyword|type)\s+(?:[^:\n]*\s)?"
_ITEM = r"(?:[-*+•]|\d+[.)])[ \t]+"


def _speaks_of(written: str, name: str) -> bool:
    """Whether a docstring tells of a parameter: in quotes, or as an entry of a list.

    So does a word with an underscore, which is no word of a sentence.
    """
    spoken = re.escape(name)
    others = r"(?:\w+,\s*)*", r"(?:,\s*\w+)*"
    entry = (
        rf"^[ \t]*(?:{_FIELD}|{_ITEM})?[*'\"]*{others[0]}{spoken}{others[1]}[*'\"]*"
        rf"\s*(?:\([^)]*\))?\s*(?::|-|–|=|$)"
    )
    if re.search(rf"`{spoken}`|(?m:{entry})", written):
        return True
    return "_" in name.strip("_") and re.search(rf"\b{spoken}\b", written) is not None


def _summary(text: str) -> tuple[str, str]:
    """A docstring's first paragraph, and the rest."""
    match = re.search(r"\s*(\n[ \t]*\n|$|\n[ \t]*$)", text)
    end = match.start() if match else len(text)
    return text[:end], text[end:]


def _listed(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " or " + words[-1]
