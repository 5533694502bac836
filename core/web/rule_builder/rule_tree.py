"""The tree of the rule builder: groups (all, any, none, not all), rows, written parts; from text and back.

{"group": "all", "parts": [{"fact": "deal.amount", "op": "ge", "value": "5000"}, {"text": "count(deal.lines) > 2"}]}
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import Malformed
from core.rules.builder import operators, to_text, to_tree, unfinished
from core.rules.errors import RuleError
from core.rules.expression import Expression
from core.rules.facts import Facts
from core.web.door.json_door import read

Part = Mapping[str, Any]
Path = tuple[int, ...]

GROUPS = ("all", "any", "none", "notall")
DENIED = {"none": "any", "notall": "all"}
EMPTY: Part = {"group": "all", "parts": []}
MOST_PARTS, MOST_DEEP, LONGEST = 200, 8, 2_000


def shown(rule: Expression) -> Part:
    """Return the tree of a condition."""
    found = to_tree(rule)
    single = found.get("all", ())
    return _group(single[0]) if len(single) == 1 and single[0].keys() & {"any", "not"} else _group(found)


def _group(tree: Mapping[str, Any]) -> Part:
    denied = "not" in tree
    inner = tree["not"] if denied else tree
    word = next((word for word in ("all", "any") if word in inner), "")
    if not word:
        return {"group": "none", "parts": [_part(inner)]}
    group = {"all": "notall", "any": "none"}[word] if denied else word
    return {"group": group, "parts": [_part(part) for part in inner[word]]}


def _part(tree: Mapping[str, Any]) -> Part:
    return _group(tree) if tree.keys() & {"all", "any", "not"} else tree


@dataclass(frozen=True, slots=True)
class Gap:
    """A row that says too little or something else than it can: `error` tells what. `blank`: it only lacks its value."""

    path: Path
    error: RuleError
    blank: bool


@dataclass(frozen=True, slots=True)
class Written:
    """The text of a tree. The rows of `gaps` stand in it as text that is refused at their place, so that they are not lost."""

    text: str
    gaps: tuple[Gap, ...]


def written(tree: Part, facts: Facts) -> Written:
    """Return the text of a tree. Rows without a field and empty groups say nothing and are left out."""
    gaps: list[Gap] = []
    core = _core(tree, facts, (), gaps)
    return Written(to_text(core, facts) if core else "", tuple(gaps))


def _core(part: Part, facts: Facts, path: Path, gaps: list[Gap]) -> dict[str, Any] | None:
    if "group" in part:
        inner = [_core(one, facts, (*path, at), gaps) for at, one in enumerate(part["parts"])]
        kept = [one for one in inner if one is not None]
        made: dict[Any, Any] = {DENIED.get(part["group"], part["group"]): kept}
        return None if not kept else {"not": made} if part["group"] in DENIED else made
    if "text" in part:
        return {"text": part["text"]} if part["text"].strip() else None
    return _row(part, facts, path, gaps) if part["fact"] else None


def _row(part: Part, facts: Facts, path: Path, gaps: list[Gap]) -> dict[str, Any]:
    try:
        to_text({"all": [part]}, facts)
    except RuleError as error:
        gaps.append(Gap(path, error, not part.get("value")))
        return {"text": unfinished(part)}
    return dict(part)


def received(data: str, facts: Facts) -> Part:
    """Return a tree as the browser sends it, bounded and with nothing else in it; raises Malformed."""
    found = read(data.encode("utf-8", "surrogatepass"))
    count = iter(range(MOST_PARTS))
    tree = _clean(found, facts, 0, count)
    return tree if "group" in tree else {"group": "all", "parts": [tree]}


def _clean(part: Any, facts: Facts, depth: int, count: Iterator[int]) -> Part:
    if not isinstance(part, dict) or depth > MOST_DEEP or next(count, None) is None:
        raise Malformed("This is not the tree of a rule.")
    if "group" in part:
        parts = part.get("parts")
        if part["group"] not in GROUPS or not isinstance(parts, list):
            raise Malformed("This is not the tree of a rule.")
        return {"group": part["group"], "parts": [_clean(one, facts, depth + 1, count) for one in parts]}
    if "text" in part:
        return {"text": _text(part["text"])}
    return _fitting(_text(part.get("fact", "")), _text(part.get("op", "")), part.get("value", ""), facts)


def _fitting(name: str, op: str, value: Any, facts: Facts) -> Part:
    """Return a row whose operator its field has; another field begins with the first operator and no value."""
    if name not in facts:
        return {"fact": "", "op": "", "value": ""}
    usual = operators(facts[name].type)
    if not usual:
        return {"text": name}
    if op not in usual:
        return {"fact": name, "op": usual[0], "value": ""}
    values = [_text(one) for one in value if one != ""] if isinstance(value, list) else [_text(value)] if value != "" else []
    several = op in ("in", "not_in")
    return {"fact": name, "op": op, "value": values if several else "".join(values[:1])}


def _text(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST:
        raise Malformed("This is not the tree of a rule.")
    return value


def rows(tree: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Yield every part that is no group, with where it stands."""
    parts: Sequence[Part] = tree.get("parts", ())
    for at, part in enumerate(parts):
        if "group" in part:
            yield from rows(part, (*path, at))
        else:
            yield (*path, at), part
