"""What is wrong with a program beside its rules: scales, splits, days that match no period, components nobody has, measures there are not."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hansa import N_
from plugins.policies.api import Compiled, Finding, metric_facts, plain
from plugins.rebates.engine.calendar import spans
from plugins.rebates.engine.ready import Ready, ready
from plugins.rebates.engine.scale import Band, Scale
from plugins.rebates.program import units
from plugins.rebates.program.parts import Made, parts
from plugins.rebates.program.words import FORMS, PERSONAL

HUNDRED = Decimal(100)
OVERLAP = N_("“%(one)s” and “%(other)s” both hold for %(value)s.")
HOLE = N_("No band holds for %(value)s, between “%(one)s” and “%(other)s”.")
HOLES = N_("No band holds from %(value)s to %(last)s, between “%(one)s” and “%(other)s”.")
BELOW = N_("No band holds below %(value)s. Say that nothing is given there, or add a band.")
ABOVE = N_("No band holds above %(value)s. Leave the last band open, or say what counts there.")
FALLS = N_("“%(other)s” pays a lower rate than “%(one)s” on everything: who reaches %(value)s gets less than just before it.")
SPLIT = N_("The parts of “%(name)s” add up to %(sum)s percent, not to 100.")
TARGET = N_("The parts of the target “%(name)s” add up to %(sum)s percent, not to 100.")
PARTS = N_("The target “%(name)s” is split into %(n)s parts, but a year has %(m)s periods.")
NO_END = N_("A program that is settled once needs a last day.")
BACKWARDS = N_("The program ends before it begins.")
CUT = N_("The program begins or ends within a period: the period %(name)s has only the days from %(start)s to %(end)s.")
NO_PERIODS = N_("Periods of its own are settled, but none is listed.")
LISTED = N_("The periods “%(one)s” and “%(other)s” overlap.")
GAP = N_("No period holds the days from %(start)s to %(end)s, between “%(one)s” and “%(other)s”.")
OUTSIDE = N_("The period “%(name)s” is not within the days of the program.")
NO_METRIC = N_("There is no measure “%(name)s”.")
NO_COMPONENT = N_("The program has no component: it pays nothing.")
NEVER = N_("“%(name)s” can never be paid: its condition holds for nothing.")
UNUSED = N_("No component reads the measure “%(name)s”.")
LATE = N_("The calculation is before the grace ends.")
NOT_FOR_PEOPLE = N_("“%(name)s” is paid to people: as a bank transfer or goods, not as %(form)s.")
NO_PERSON = N_("People receive it: say which field of a line names the person.")
NOT_REDUCED = N_("What people receive is not reduced by other programs.")
ALONE = N_("“%(name)s” counts for all that are measured together, but each partner is measured alone.")
NOT_DIVIDED = N_("“%(name)s” is paid on what all bought together: say who gets it.")
NO_ANSWER = N_("Partners are alike by a formula: write it.")
TOGETHER = N_("What is earned together goes to partners, each on its own: not to a distributor, not to people.")
WINDOW = N_("“%(name)s” ends before it begins.")
NO_DATE = N_("Joiners or leavers are counted in part, but no day says when partners join or leave.")
NEVER_SETTLED = N_("“%(name)s” is settled with the last period of the program: give the program a last day.")
CARRIED_LATER = N_("“%(name)s” counts over longer than a period: its guarantee cannot be set off from period to period.")
AGAIN = N_("“%(name)s” counts over longer than it is settled for: what was paid before is paid again.")
YEAR = {"month": 12, "half_month": 24, "quarter": 4, "half": 2, "year": 1}


def check(policy: Compiled) -> Iterable[Finding]:
    """Yield what is wrong, or worth a second look."""
    made = ready(policy)
    yield from _days(policy)
    yield from _listed(policy)
    yield from _measures(policy, made)
    for one, component in zip(policy["components"] or (), made.components, strict=True):
        if component.scale is not None:
            yield from _scale(component.scale, Fraction(one["step"]), one)
        yield from _never(one)
    yield from _settled(policy, made)
    yield from _people(policy)
    yield from _together(policy, made)
    yield from _splits(policy)
    yield from _targets(policy)
    yield from units.mixed(policy)
    if not policy["components"]:
        yield Finding("warning", "no-component", NO_COMPONENT, "/components")
    if {policy["joiners"], policy["leavers"]} - {"full"} and policy["joined"] is None and policy["left"] is None:
        yield Finding("warning", "no-date", NO_DATE, "/joined")


def _days(policy: Mapping[str, Any]) -> Iterator[Finding]:
    first, last = policy["starts_on"], policy["ends_on"]
    if last is not None and last < first:
        yield Finding("error", "backwards", BACKWARDS, "/ends_on")
        return
    if policy["frequency"] == "whole" and last is None:
        yield Finding("error", "no-end", NO_END, "/ends_on")
    if policy["calculate_days"] < policy["grace_days"]:
        yield Finding("error", "late", LATE, "/calculate_days")
    if policy["frequency"] not in ("own", "whole"):
        yield from _cut(policy, first, last)


def _cut(policy: Mapping[str, Any], first: date, last: date | None) -> Iterator[Finding]:
    """Name periods that the program's first or last day cuts: a scale made for a whole period meets a part of one."""
    whole = {**policy, "starts_on": date(1990, 1, 1), "ends_on": None}
    for day, place in ((first, "/starts_on"), (last, "/ends_on")):
        if day is None:
            continue
        own = next((span for span in spans(policy, day + timedelta(1)) if span.start <= day < span.end), None)
        full = next(
            (span for span in spans({**whole, "starts_on": day - timedelta(400)}, day + timedelta(1)) if span.start <= day < span.end), None
        )
        if own is not None and full is not None and (own.start, own.end) != (full.start, full.end):
            params = {"name": own.name, "start": own.start.isoformat(), "end": own.last.isoformat()}
            yield Finding("warning", "cut-period", CUT, place, params=params)


def _listed(policy: Mapping[str, Any]) -> Iterator[Finding]:
    if policy["frequency"] != "own":
        return
    rows = sorted(policy["periods"] or (), key=lambda row: row["starts_on"])
    if not rows:
        yield Finding("error", "no-periods", NO_PERIODS, "/periods")
    for row in rows:
        if row["starts_on"] < policy["starts_on"] or (policy["ends_on"] is not None and row["ends_on"] > policy["ends_on"]):
            yield Finding("error", "outside", OUTSIDE, "/periods", params={"name": row["name"]})
    for one, other in pairwise(rows):
        named = {"one": one["name"], "other": other["name"]}
        if other["starts_on"] <= one["ends_on"]:
            yield Finding("error", "overlap", LISTED, "/periods", params=named)
        elif other["starts_on"] > one["ends_on"] + timedelta(1):
            days = {"start": (one["ends_on"] + timedelta(1)).isoformat(), "end": (other["starts_on"] - timedelta(1)).isoformat()}
            yield Finding("warning", "gap", GAP, "/periods", params={**named, **days})


def _measures(policy: Mapping[str, Any], made: Ready) -> Iterator[Finding]:
    rows: list[Made] = [row for name in ("targets", "components", "bands", "factors") for row in policy[name] or ()]
    named = {name for row in rows for rule in row.formulas.values() for name in rule.names} | {one.measure for one in made.components}
    for at, one in enumerate(policy["measures"] or ()):
        if one["of"] == "metric" and f"metric.{one['metric']}.ever" not in metric_facts():
            yield Finding("error", "no-measure", NO_METRIC, f"/measures/{at}/metric", params={"name": one["metric"]})
        if f"measure.{one['name']}" not in named:
            yield Finding("warning", "unused", UNUSED, f"/measures/{at}", params={"name": one["name"]})


def _scale(scale: Scale, step: Fraction, one: Made) -> Iterator[Finding]:
    """Find overlaps and holes in steps of the measure's smallest unit; and rates that fall where everything is paid at the last one."""
    for band, other in pairwise(scale.bands):
        yield from _between(band, other, step)
        if scale.method == "whole" and one["pays"] in ("percent", "per_unit"):
            yield from _falls(band, other)
    first, last = scale.bands[0], scale.bands[-1]
    if first.low is not None and first.low > 0 and scale.below == "undefined":
        yield Finding("warning", "hole", BELOW, first.place, params={"value": plain(first.low)})
    if last.high is not None and scale.above == "undefined":
        yield Finding("warning", "hole", ABOVE, last.place, params={"value": plain(last.high)})


def _between(band: Band, other: Band, step: Fraction) -> Iterator[Finding]:
    if other.low is None or band.high is None:
        return
    named = {"one": str(band), "other": str(other)}
    if other.low < band.high or (other.low == band.high and band.high_in and other.low_in):
        yield Finding("error", "overlap", OVERLAP, band.place, other.place, {"value": plain(other.low)}, named)
        return
    start = band.high if not band.high_in else band.high + step
    end = other.low if not other.low_in else other.low - step
    if start == end:
        yield Finding("warning", "hole", HOLE, band.place, other.place, {"value": plain(start)}, named)
    elif start < end:
        yield Finding("warning", "hole", HOLES, band.place, other.place, {"value": plain(start), "last": plain(end)}, named)


def _falls(band: Band, other: Band) -> Iterator[Finding]:
    first, second = _fixed(band), _fixed(other)
    if first is not None and second is not None and second < first and other.low is not None:
        named = {"one": str(band), "other": str(other)}
        yield Finding("warning", "falls", FALLS, other.place, band.place, {"value": plain(other.low)}, named)


def _fixed(band: Band) -> Fraction | None:
    """Return the rate of a band where it is the same for everybody."""
    return band.rate({})


def _never(one: Made) -> Iterator[Finding]:
    """A condition that reads nothing and does not hold."""
    for name in ("gate", "applies"):
        rule = one.formulas.get(name)
        if rule is not None and not rule.names and rule({}) is not True:
            yield Finding("error", "never", NEVER, f"{one.place}/{name}", named={"name": one["label"]})


def _settled(policy: Mapping[str, Any], made: Ready) -> Iterator[Finding]:
    """What counts over longer than it is settled for is paid again and again; what waits needs a period to wait for."""
    for row, part in zip(policy["components"] or (), made.components, strict=True):
        span, named = _span(policy, part.measure), {"name": row["label"]}
        if part.settled_with == "end" and policy["ends_on"] is None:
            yield Finding("error", "no-end", NEVER_SETTLED, f"{row.place}/settled_with", "/ends_on", named=named)
        if part.settled_with != "period" and part.guarantee_is == "carried" and part.guarantee is not None and part.to_date:
            yield Finding("error", "carried-later", CARRIED_LATER, f"{row.place}/guarantee_is", named=named)
        if policy["settlement"] == "period" and part.pays != "fixed" and _LONG.index(span) > _LONG.index(part.settled_with):
            yield Finding("warning", "again", AGAIN, f"{row.place}/settled_with", named=named)


_LONG = ("period", "quarter", "half", "year", "end")
"""Windows, the shortest first; `end`: from the start of the program on."""


def _span(policy: Mapping[str, Any], measure: str) -> str:
    """Return over which of these windows a measure counts."""
    found = next((row["span"] for row in policy["measures"] or () if f"measure.{row['name']}" == measure), "period")
    return found if found in _LONG else ("year" if policy["since"] == "year" else "end") if found == "to_date" else "period"


def _people(policy: Mapping[str, Any]) -> Iterator[Finding]:
    """People are named by lines, and are paid what a person can be paid in."""
    if policy["receiver"] != "person":
        return
    if policy["person"] is None:
        yield Finding("error", "no-person", NO_PERSON, "/person")
    if policy["reduced"]:
        yield Finding("error", "not-reduced", NOT_REDUCED, "/reduced")
    rows = [*(("components", at, row, "form") for at, row in enumerate(policy["components"] or ()))]
    rows += [("components", at, row, "small_form") for at, row in enumerate(policy["components"] or ()) if row["small_form"]]
    rows += [("splits", at, row, "form") for at, row in enumerate(policy["splits"] or ())]
    for part, at, row, name in rows:
        if row[name] not in PERSONAL:
            named = {"name": row["label"] if part == "components" else row["component"], "form": dict(FORMS)[row[name]]}
            yield Finding("error", "not-for-people", NOT_FOR_PEOPLE, f"/{part}/{at}/{name}", named=named)


def _together(policy: Mapping[str, Any], made: Ready) -> Iterator[Finding]:
    """What partners earn together names how it is divided; what counts for all of them needs others to count."""
    if policy["level"] == "alike" and policy["alike"] is None:
        yield Finding("error", "no-answer", NO_ANSWER, "/alike")
    if made.pooled and policy["receiver"] != "partner":
        yield Finding("error", "together", TOGETHER, "/receiver")
    pooled = {f"measure.{one.name}" for one in made.measures if one.pooled}
    for at, one in enumerate(policy["measures"] or ()):
        if one["level"] == "pool" and not made.pooled:
            yield Finding("error", "alone", ALONE, f"/measures/{at}/level", named={"name": one["label"] or one["name"]})
        if one["first_on"] is not None and one["last_on"] is not None and one["last_on"] < one["first_on"]:
            yield Finding("error", "backwards", WINDOW, f"/measures/{at}/last_on", named={"name": one["label"] or one["name"]})
    for row, part in zip(policy["components"] or (), made.components, strict=True):
        base = row.formulas.get("base")
        if row["shared"] == "own" and pooled & ({part.measure} if base is None else base.names):
            yield Finding("error", "not-divided", NOT_DIVIDED, f"{row.place}/shared", named={"name": row["label"]})
        if row["shared"] != "own" and not made.pooled:
            yield Finding("error", "alone", ALONE, f"{row.place}/shared", named={"name": row["label"]})


def _splits(policy: Mapping[str, Any]) -> Iterator[Finding]:
    sums: dict[str, Decimal] = {}
    for row in policy["splits"] or ():
        sums[row["component"]] = sums.get(row["component"], Decimal()) + row["percent"]
    for name, total in sums.items():
        if total != HUNDRED:
            yield Finding("error", "split", SPLIT, "/splits", params={"name": name, "sum": plain(total)})


def _targets(policy: Mapping[str, Any]) -> Iterator[Finding]:
    for at, row in enumerate(policy["targets"] or ()):
        shares = parts(row["split"]) if row["split"] else None
        if not shares:
            continue
        if sum(shares) != HUNDRED:
            yield Finding(
                "error", "split", TARGET, f"/targets/{at}/split", params={"name": row["name"], "sum": plain(sum(shares, Decimal()))}
            )
        count = YEAR.get(policy["frequency"], len(shares))
        if len(shares) != count:
            params = {"name": row["name"], "n": len(shares), "m": count}
            yield Finding("error", "split-parts", PARTS, f"/targets/{at}/split", params=params)
