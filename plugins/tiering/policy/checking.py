"""What is wrong with a tier program beside its rules: levels nobody reaches, thresholds that contradict each other, upper levels that are easier."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hansa import N_, NotFound, entity_of, facts, rules
from plugins.policies.api import Compiled, Finding, Window, WindowError, metric_facts
from plugins.tiering.engine.ladder import Criterion, Rung, Way
from plugins.tiering.engine.ready import Ready, ready

TWICE = N_("There are two of “%(name)s”.")
NO_MEASURE = N_("There is no measure “%(name)s”.")
NO_WINDOW = N_("“%(name)s” is no window of time. Write something like: trailing 12 months.")
NO_EVENT = N_("Nothing here tells of “%(name)s”. Write an event like deals.deal.win.")
NO_FIELD = N_("What “%(event)s” is about has no such field “%(name)s”; an amount must be a number, a day a day.")
NO_LEVEL = N_("There is no level “%(name)s”.")
NO_BENEFIT = N_("There is no benefit “%(name)s”.")
NO_CATEGORY = N_("There is no category of points “%(name)s”.")
NO_GROUP = N_("No criterion belongs to the group “%(name)s”.")
TOO_MANY = N_("“%(level)s” asks for %(need)s of the group “%(name)s”, which has %(n)s criteria there.")
CONTRADICTS = N_("“%(first)s” and “%(second)s” cannot both hold: nobody reaches “%(level)s” this way.")
EASIER = N_("“%(level)s” asks less of “%(name)s” than the lower level “%(lower)s” does: %(value)s instead of %(least)s.")
COVERED = N_("Whoever meets what “%(level)s” asks meets what the higher level “%(higher)s” asks: nobody stays on “%(level)s”.")
HARDER = N_("“%(name)s” is harder to keep (%(keep)s) than to earn (%(value)s): the level is lost as soon as it is earned.")
CAPPED = N_("“%(name)s” asks for %(value)s, but the caps of the categories allow only %(most)s points: nobody reaches “%(level)s”.")
OPEN = N_("“%(level)s” asks for nothing, though a lower level does.")
NO_MONTHS = N_("Named months are reviewed, but none is named.")
LESS = N_("“%(level)s” gives less of “%(name)s” than the lower level “%(lower)s” does.")


def check(policy: Compiled) -> Iterable[Finding]:
    """Yield what is wrong, or worth a second look."""
    made = ready(policy)
    yield from _names(policy)
    yield from _measures(policy)
    yield from _sources(policy)
    yield from _needs(made, policy)
    yield from _ladder(made, policy)
    yield from _keeping(policy)
    yield from _caps(made)
    yield from _gifts(policy)
    for side in ("up", "down"):
        if policy[f"{side}_check"] == "months" and not policy[f"{side}_months"]:
            yield Finding("error", "no-months", NO_MONTHS, f"/{side}_months")


def _names(policy: Compiled) -> Iterator[Finding]:
    """Names that stand twice, or that nothing carries."""
    levels, benefits = ([row["key"] for row in policy[part] or ()] for part in ("levels", "benefits"))
    for part, keys in (("levels", levels), ("benefits", benefits)):
        yield from (
            Finding("error", "twice", TWICE, f"/{part}/{at}", params={"name": key}) for at, key in enumerate(keys) if key in keys[:at]
        )
    for at, promise in enumerate(policy["promises"] or ()):
        if promise.level and promise.level not in levels:
            yield Finding("error", "no-level", NO_LEVEL, f"/promises/{at}/level", params={"name": promise.level})
    for at, one in enumerate(policy["criteria"] or ()):
        if one.level not in levels:
            yield Finding("error", "no-level", NO_LEVEL, f"/criteria/{at}/level", params={"name": one.level})
    categories = {one.name for one in policy["categories"] or ()}
    for at, earning in enumerate(policy["earning"] or ()):
        if earning.category not in categories:
            yield Finding("error", "no-category", NO_CATEGORY, f"/earning/{at}/category", params={"name": earning.category})
    for at, row in enumerate(policy["grants"] or ()):
        for part, known, words in (("level", levels, NO_LEVEL), ("benefit", benefits, NO_BENEFIT)):
            if row[part] not in known:
                yield Finding("error", f"no-{part}", words, f"/grants/{at}/{part}", params={"name": row[part]})


def _measures(policy: Compiled) -> Iterator[Finding]:
    """Figures that name a measure or a window there is not."""
    for at, (_name, formula, row) in enumerate(policy["figures"] or ()):
        if formula is not None:
            continue
        if f"metric.{row['measure']}.ever" not in metric_facts():
            yield Finding("error", "no-measure", NO_MEASURE, f"/figures/{at}/measure", params={"name": row["measure"]})
        try:
            Window.parse(row["window"])
        except WindowError:
            yield Finding("error", "no-window", NO_WINDOW, f"/figures/{at}/window", params={"name": row["window"]})


FITS: Mapping[str, Callable[[rules.Type], bool]] = {
    "amount": lambda kind: kind.numeric, "attribute": lambda kind: True, "begun": lambda kind: kind in (rules.DATE, rules.MOMENT),
}  # fmt: skip
"""The fields of a record a source names, and which types they may have."""


def _sources(policy: Compiled) -> Iterator[Finding]:
    """Events of records there are none of, and fields they do not have."""
    for at, row in enumerate(policy["sources"] or ()):
        try:
            entity = entity_of(row["event"].rpartition(".")[0])
        except NotFound:
            yield Finding("error", "no-event", NO_EVENT, f"/sources/{at}/event", params={"name": row["event"]})
            continue
        known = facts.facts_of(entity, entity.name)
        for part, fits in FITS.items():
            fact = known.get(f"{entity.name}.{row.get(part)}") if row.get(part) else None
            if row.get(part) and (fact is None or not fits(fact.type)):
                yield Finding("error", "no-field", NO_FIELD, f"/sources/{at}/{part}", params={"name": row[part], "event": row["event"]})


def _needs(made: Ready, policy: Compiled) -> Iterator[Finding]:
    used = {one.group for one in policy["criteria"] or ()}
    for at, row in enumerate(policy["groups"] or ()):
        if row["name"] not in used:
            yield Finding("warning", "no-group", NO_GROUP, f"/groups/{at}", params={"name": row["name"]})
    for rung in made.ladder.rungs:
        for group in {group.name: group for way in rung.earn for group in way.groups}.values():
            if group.wanted > len(group.criteria):
                params = {"need": group.wanted, "n": len(group.criteria), "name": group.name}
                yield Finding("error", "too-many", TOO_MANY, rung.place, params=params, named={"level": rung.label})


def _ladder(made: Ready, policy: Compiled) -> Iterator[Finding]:
    """Compare each level with itself and with those above it."""
    rungs = made.ladder.rungs
    for at, rung in enumerate(rungs):
        for way in rung.earn:
            yield from _contradictions(rung, way)
        if at and not rung.invited and not any(way.groups for way in rung.earn) and any(way.groups for way in rungs[at - 1].earn):
            yield Finding("error", "asks-nothing", OPEN, rung.place, named={"level": rung.label})
        for higher in rungs[at + 1 :]:
            if any(way.groups for way in higher.earn) and not higher.invited and not made.ladder.cumulative and _implies(rung, higher):
                yield Finding(
                    "error", "unreachable", COVERED, rung.place, higher.place, named={"level": rung.label, "higher": higher.label}
                )
        for higher in rungs[at + 1 : at + 2]:
            yield from _easier(rung, higher)


def _contradictions(rung: Rung, way: Way) -> Iterator[Finding]:
    asked = _certain(way)
    for at, one in enumerate(asked):
        for other in asked[at + 1 :]:
            if _alike(one, other) and _excludes(one, other):
                params = {"first": one.label, "second": other.label}
                yield Finding("error", "contradiction", CONTRADICTS, one.place, other.place, named={**params, "level": rung.label})


def _certain(way: Way) -> list[Criterion]:
    """Return the criteria of a way that must hold, whatever else does."""
    return [one for group in way.groups if group.wanted >= len(group.criteria) for one in group.criteria if one.test != "holds"]


def _alike(one: Criterion, other: Criterion) -> bool:
    """Tell whether two criteria measure the same by values that can be compared."""
    return (one.figure, one.times) == (other.figure, other.times)


def _excludes(one: Criterion, other: Criterion) -> bool:
    lower, upper = (one, other) if one.test in LOWER else (other, one)
    if lower.test not in LOWER or upper.test not in UPPER:
        return False
    both_in = lower.test == "at_least" and upper.test == "at_most"
    return lower.value > upper.value or (lower.value == upper.value and not both_in)


LOWER, UPPER = ("at_least", "more_than"), ("at_most", "below")


def _implies(lower: Rung, higher: Rung) -> bool:
    """Tell whether every way to the lower level is one to the higher; where that cannot be told, no."""
    return all(any(_covers(way, other) for other in higher.earn) for way in lower.earn)


def _covers(way: Way, other: Way) -> bool:
    """Tell whether whoever goes one way meets all that the other asks."""
    sure = _certain(way)
    return all(
        group.wanted >= len(group.criteria) and all(any(_stronger(mine, asked) for mine in sure) for asked in group.criteria)
        for group in other.groups
    )


def _stronger(one: Criterion, other: Criterion) -> bool:
    """Tell whether what meets one test meets the other."""
    if not _alike(one, other) or "holds" in (one.test, other.test):
        return False
    if one.test in LOWER and other.test in LOWER:
        return one.value > other.value or (one.value == other.value and not (one.test == "at_least" and other.test == "more_than"))
    if one.test in UPPER and other.test in UPPER:
        return one.value < other.value or (one.value == other.value and not (one.test == "at_most" and other.test == "below"))
    return False


def _easier(lower: Rung, higher: Rung) -> Iterator[Finding]:
    """Warn where a higher level asks less of the same figure: where each has one way, so that nothing makes up for it."""
    if len(lower.earn) > 1 or len(higher.earn) > 1:
        return
    for one in _certain(higher.earn[0]):
        for below in _certain(lower.earn[0]):
            if one.figure == below.figure and one.test == below.test and _stronger(below, one) and below.value != one.value:
                params = {"value": one.value, "least": below.value}
                named = {"level": higher.label, "lower": lower.label, "name": one.label}
                yield Finding("warning", "easier", EASIER, one.place, below.place, params=params, named=named)


def _keeping(policy: Compiled) -> Iterator[Finding]:
    for one in policy["criteria"] or ():
        if one.counts == "both" and one.earn.value != one.keep.value and _stronger(one.keep, one.earn):
            params = {"keep": one.keep.value, "value": one.earn.value}
            yield Finding("error", "harder-to-keep", HARDER, one.earn.place, params=params, named={"name": one.earn.label})


def _caps(made: Ready) -> Iterator[Finding]:
    """Thresholds on points above what the caps allow."""
    most = {"points": made.categories, **{f"points.{one.name}": (one,) for one in made.categories}}
    for rung in made.ladder.rungs:
        for one in (found for way in rung.earn for found in _certain(way)):
            allowed = _most(most.get(one.figure.strip(), ()))
            if allowed is not None and not one.times and one.test in LOWER and one.value > allowed:
                params = {"value": one.value, "most": allowed}
                yield Finding("error", "capped", CAPPED, one.place, params=params, named={"name": one.label, "level": rung.label})


def _most(categories: Iterable[Any]) -> Decimal | None:
    caps = [one.cap for one in categories]
    return sum(caps, Decimal()) if caps and None not in caps else None


def _gifts(policy: Compiled) -> Iterator[Finding]:
    """Warn where a higher level gives less than the next lower one that gives anything."""
    order, kinds = [row["key"] for row in policy["levels"]], {row["key"]: row for row in policy["benefits"] or ()}
    labels = {row["key"]: row["label"] for row in policy["levels"]}
    for key, benefit in kinds.items():
        if benefit["kind"] in ("text", "yes"):
            continue
        rows: Sequence[Mapping[str, Any]] = [row for row in policy["grants"] or () if row["benefit"] == key and row["level"] in order]
        ranked = sorted(((order.index(row["level"]), row) for row in rows), key=lambda pair: pair[0])
        for (_low, below), (_high, above) in pairwise(ranked):
            if _number(above["value"]) < _number(below["value"]):
                named = {"level": labels[above["level"]], "lower": labels[below["level"]], "name": benefit["label"]}
                yield Finding("warning", "gives-less", LESS, "/grants", f"{above['level']}/{key}", named=named)


def _number(text: str) -> Decimal:
    return Decimal(text) if text.replace(".", "", 1).lstrip("-").isdigit() else Decimal()
