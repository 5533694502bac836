"""An explanation in the reader's language, from its stored JSON: one line for each part, the deeper the further in."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from core.i18n import N_, _
from core.rules.facts import Facts

Tree = Mapping[str, Any]
Verdict = Literal["yes", "no", "unknown", "value", "skipped"]
Show = Callable[[str, Any], str]
"""How a value of a type (by name) is written for the reader; it is never asked about what is unknown."""

VERDICTS: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no"), "unknown": N_("unknown"), "skipped": N_("not needed")}


@dataclass(frozen=True, slots=True)
class Line:
    """`verdict`: whether it holds, is unknown, was not needed, or is a `value`; `value` is what came out, for the reader."""

    depth: int
    text: str
    verdict: Verdict
    value: str
    at: tuple[int, int]


def written(kind: str, value: Any) -> str:
    """Return a value as it stands in the explanation; yes and no in words."""
    return _(N_("yes") if value else N_("no")) if kind == "bool" else str(value)


def lines(tree: Tree, text: str, facts: Facts, show: Show = written) -> list[Line]:
    """Return the lines of an explanation (`Explanation.as_json()`) of the rule `text`; facts that no longer exist keep their names."""
    return list(_Teller(text, facts, show).told(tree, 0))


_COMPARED: Mapping[str, str] = {
    "==": N_("%(left)s is %(right)s"),
    "!=": N_("%(left)s is not %(right)s"),
    "<": N_("%(left)s is less than %(right)s"),
    "<=": N_("%(left)s is at most %(right)s"),
    ">": N_("%(left)s is more than %(right)s"),
    ">=": N_("%(left)s is at least %(right)s"),
}


_LISTED = frozenset({"joined", "not", "row", "if", "default"})
"""Parts of which each has a line of its own, even a single fact; elsewhere the sentence names it."""


class _Teller:
    """Tells one explanation. `around` holds the facts of the rows that are being told."""

    def __init__(self, text: str, facts: Facts, show: Show):
        self.text = text
        self.facts = facts
        self.show = show
        self.around: list[Facts] = []

    def told(self, tree: Tree, depth: int) -> Iterator[Line]:
        yield Line(depth, self.sentence(tree), _verdict(tree), self.value(tree), (tree["at"][0], tree["at"][1]))
        entered = self._enter(tree)
        for part in tree.get("parts", ()):
            if part["kind"] not in ("name", "value") or tree["kind"] in _LISTED:
                yield from self.told(part, depth + 1)
        if tree.get("more"):
            yield Line(depth + 1, _(N_("and %(n)s more rows"), n=tree["more"]), "value", "", (tree["at"][0], tree["at"][1]))
        if entered:
            self.around.pop()

    def _enter(self, tree: Tree) -> bool:
        """Remember whose facts the rows of a fold have."""
        if tree["kind"] != "fold":
            return False
        found = next(
            (fact.type.rows for name, fact in self.facts.items() if fact.type.name == "rows" and name in self.part(tree)), Facts({})
        )
        self.around.append(found)
        return True

    def part(self, tree: Tree) -> str:
        """Return how a part is written in the rule."""
        return self.text[tree["at"][0] : tree["at"][1]]

    def sentence(self, tree: Tree) -> str:
        return _SENTENCES.get(tree["kind"], _Teller.part)(self, tree)

    def value(self, tree: Tree) -> str:
        if tree.get("skipped"):
            return ""
        found = tree.get("value")
        return _(N_("unknown")) if found is None else "" if isinstance(found, list) else self.show(tree["type"], found)

    def named(self, tree: Tree) -> str:
        """Return a side of a comparison: what the fact is called, with its value in brackets."""
        if tree["kind"] == "value":
            return self.value(tree)
        label = self.part(tree) if tree["kind"] != "name" else self.label(tree)
        return label if tree.get("skipped") else f"{label} ({self.value(tree)})"

    def label(self, tree: Tree) -> str:
        facts = (
            self.facts if tree.get("of_row") is None else self.around[tree["of_row"]] if tree["of_row"] < len(self.around) else Facts({})
        )
        return _(facts.label(tree["name"]))


def _compare(teller: _Teller, tree: Tree) -> str:
    if tree.get("skipped"):
        return teller.part(tree)
    left, right = tree["parts"]
    return _(_COMPARED[tree["op"]], left=teller.named(left), right=teller.named(right))


def _among(teller: _Teller, tree: Tree) -> str:
    if tree.get("skipped"):
        return teller.part(tree)
    left = tree["parts"][0]
    listed = ", ".join(teller.show(left["type"], value) for value in tree["values"])
    key = N_("%(left)s is none of: %(listed)s") if tree["negated"] else N_("%(left)s is one of: %(listed)s")
    return _(key, left=teller.named(left), listed=listed)


def _known(teller: _Teller, tree: Tree) -> str:
    if tree.get("skipped"):
        return teller.part(tree)
    key = N_("%(left)s is not known") if tree["negated"] else N_("%(left)s is known")
    return _(key, left=teller.named(tree["parts"][0]))


def _joined(teller: _Teller, tree: Tree) -> str:
    return _(N_("All of these hold") if tree["op"] == "and" else N_("At least one of these holds"))


def _not(teller: _Teller, tree: Tree) -> str:
    return _(N_("This does not hold"))


def _row(teller: _Teller, tree: Tree) -> str:
    return _(N_("Row %(n)s"), n=tree["row"])


def _name(teller: _Teller, tree: Tree) -> str:
    return teller.label(tree)


_SENTENCES: Mapping[str, Callable[[_Teller, Tree], str]] = {
    "compare": _compare,
    "in": _among,
    "known": _known,
    "joined": _joined,
    "not": _not,
    "row": _row,
    "name": _name,
}


def _verdict(tree: Tree) -> Verdict:
    if tree.get("skipped"):
        return "skipped"
    value = tree.get("value")
    if value is None:
        return "unknown"
    return "value" if tree["type"] != "bool" else "yes" if value else "no"
