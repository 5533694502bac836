"""The rule builder as templates see it: rows and groups of a tree, and what is wrong with a text, at its character."""

from collections.abc import Sequence
from dataclasses import dataclass
from types import SimpleNamespace

from markupsafe import Markup

from core.i18n import N_, _
from core.rules.builder import OPERATORS, operators
from core.rules.errors import RuleError
from core.rules.facts import Facts
from core.web.forms.reader import Reader
from core.web.page.pages import render_part
from core.web.rule_builder.rule_literals import reader
from core.web.rule_builder.rule_tree import Gap, Part, Path
from core.web.rule_builder.rule_values import Control

KINDS = {
    "all": N_("All of these hold"),
    "any": N_("At least one of these holds"),
    "none": N_("None of these holds"),
    "notall": N_("Not all of these hold"),
}
DATED = {"lt": N_("before"), "le": N_("until"), "gt": N_("after"), "ge": N_("from"), "eq": N_("on"), "ne": N_("not on")}
"""What the operators are called for days and moments."""


@dataclass(frozen=True)
class Names:
    """The facts of a vocabulary that rows can ask about: pairs of name and label, unlike labels made unlike."""

    facts: Facts

    def pairs(self) -> list[tuple[str, str]]:
        offered = [name for name, fact in self.facts.items() if operators(fact.type)]
        labels = [_(self.facts.label(name)) for name in offered]
        return [(name, f"{label} ({name})" if labels.count(label) > 1 else label) for name, label in zip(offered, labels, strict=True)]


def builder(tree: Part, facts: Facts, ident: str) -> Markup:
    """Return the rows and groups of a tree; `ident` makes the ids of this rule its own."""
    view = _group(tree, facts, Names(facts).pairs(), (), reader())
    return render_part("parts/rule_builder.html", root=view, ident=ident, kinds=[(word, _(label)) for word, label in KINDS.items()])


def _group(tree: Part, facts: Facts, names: list[tuple[str, str]], path: Path, to: Reader) -> SimpleNamespace:
    parts = [
        _group(part, facts, names, (*path, at), to) if "group" in part else _row(part, facts, names, (*path, at), to)
        for at, part in enumerate(tree["parts"])
    ]
    return SimpleNamespace(kind="group", path=_dotted(path), group=tree["group"], parts=parts, nested=bool(path), deep=len(path))


def _row(part: Part, facts: Facts, names: list[tuple[str, str]], path: Path, to: Reader) -> SimpleNamespace:
    if "text" in part:
        return SimpleNamespace(kind="text", path=_dotted(path), text=part["text"])
    name, op = part["fact"], part["op"]
    fact = facts.get(name)
    words = [(word, _operator(fact.type.name, word)) for word in operators(fact.type)] if fact else []
    control = Control(fact, op, part.get("value", ""), to) if fact else None
    return SimpleNamespace(kind="row", path=_dotted(path), fact=name, op=op, names=names, operators=words, control=control)


def _operator(kind: str, word: str) -> str:
    return _(DATED.get(word, OPERATORS[word]) if kind in ("date", "moment") else OPERATORS[word])


def _dotted(path: Path) -> str:
    return ".".join(str(at) for at in path)


def fault(text: str, error: RuleError) -> SimpleNamespace:
    """Return what is wrong with a text: the message, the text around the place, what was perhaps meant."""
    start = min(error.start, len(text))
    end = min(max(error.end, start), len(text))
    return SimpleNamespace(
        at=start + 1,
        message=error.words(),
        before=text[:start],
        bad=text[start:end],
        after=text[end:],
        start=start,
        end=end,
        suggestions=error.suggestions,
    )


def said(text: str, *, error: RuleError | None = None, gaps: Sequence[Gap] = (), quiet: bool = False) -> Markup:
    """Return the line below a rule, which carries its text: what is wrong with it, or which row is to be filled in first.

    `quiet`: the message itself stands beside it already.
    """
    gap = next((one for one in gaps if not one.blank), gaps[0] if gaps else None)
    view = SimpleNamespace(
        text=text,
        quiet=quiet,
        gap=SimpleNamespace(path=_dotted(gap.path), message=gap.error.words(), blank=gap.blank) if gap else None,
        fault=fault(text, error) if error and not gap else None,
    )
    return render_part("parts/rule_said.html", said=view)
