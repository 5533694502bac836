"""A measure made ready: checked against the entity it reads, its texts parsed, the series of the book it is kept in named."""

import json
import uuid
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from hansa import N_, Message, NotFound, current_scope, entity_of, facts, rules
from plugins.policies.metrics.measure import AGGREGATES, DATED, MOST_DIMENSIONS, UNITS, Measure
from plugins.policies.metrics.sources import Sources, sources_of

NO_ENTITY = N_("There are no records “%(name)s” in this program.")
NO_FIELD = N_("The records have no field “%(name)s”.")
NOT_IN_SQL = N_("“%(name)s” cannot be measured: it is not filterable.")
NO_DATE = N_("“%(name)s” is neither a date nor a moment.")
NO_PARTNER = N_("Say which field names the partner: nobody owns these records.")
NOT_A_PARTNER = N_("“%(name)s” does not name a partner.")
NO_VALUE = N_("Say which value is added up or compared.")
TOO_MANY = N_("A measure has at most four dimensions.")
ONLY_ENDS = N_("Of a field with a day there is the first, last, lowest or highest, in the unit “day”, and not per customer.")
NOT_NUMERIC = N_("“%(name)s” is no number.")
ONLY_PLAIN = N_("Per customer or person only sum, count, lowest, highest, first and last can be compared.")
NEW_OF_WHAT = N_("What is new is counted per customer or person, or as a distinct count.")
UNKNOWN = N_("“%(name)s” is not among the choices.")
NO_DIMENSION = N_("“%(measure)s” cannot be split by “%(name)s”.")
PLACE = N_("Character %(at)s: %(said)s")
NUMBERS = (rules.INTEGER, rules.NUMBER, rules.PERCENT)
ORDERED = ("min", "max", "median", "first", "last")
_SERIES = uuid.UUID("6f9d7c6e-4f0c-4a55-9a3e-0d6c4b7f5a11")


class MeasureError(ValueError):
    """A measure that cannot be read: `field` of its declaration, and why."""

    def __init__(self, field: str, message: str):
        super().__init__(f"{field}: {message}")
        self.field, self.message = field, message


@dataclass(frozen=True)
class Compiled:
    """A measure over the records of the active program. `value` is parsed even where it is one field."""

    measure: Measure
    sources: Sources
    partner: str
    value: rules.Expression | None
    where: rules.Expression | None
    having: rules.Expression | None

    @property
    def key(self) -> str:
        return self.measure.key

    @cached_property
    def dated(self) -> rules.Type:
        return self.fact(self.measure.date).type

    @cached_property
    def currency(self) -> str:
        """The field with the currency of amounts, or nothing where they are in that of the program."""
        return "currency" if self.measure.unit == "money" and "currency" in self.sources.entity.table.c else ""

    @cached_property
    def item(self) -> str | None:
        """The field whose values are told apart, and counted."""
        return self.measure.per or (self.measure.value if self.measure.aggregate == "count_distinct" else None)

    @cached_property
    def keyed(self) -> str:
        """What else rows of the book are kept apart by: `value`, `time`, or nothing where sums are enough."""
        return {"first": "time", "last": "time"}.get(self.measure.aggregate, "value" if self.measure.aggregate in ORDERED else "")

    @cached_property
    def added(self) -> rules.Expression | None:
        """The number that is added up; none where records are only counted."""
        return None if self.measure.aggregate in ("count", "count_distinct") else self.value

    def fact(self, name: str) -> rules.Fact:
        return self.sources.facts[name]

    @cached_property
    def apart(self) -> tuple[tuple[str, rules.Type], ...]:
        """The dimensions values are told apart by in the book, with their types."""
        return tuple((name, self.fact(name).type) for name in self.measure.dimensions)

    @cached_property
    def reads(self) -> frozenset[str]:
        """The fields whose change may change what is counted."""
        named = {self.measure.date, self.partner, "archived_at", *self.measure.dimensions, *filter(None, (self.item, self.currency))}
        for rule in (self.value, self.where):
            named |= rule.names if rule is not None else set()
        return frozenset(name.removeprefix(f"{self.sources.entity.name}.") for name in named)

    def dimension(self, name: str) -> int:
        """Return the place of a dimension; raises MeasureError, also for one the actor does not read of its records."""
        if name not in self.asked_by:
            raise MeasureError("by", Message(NO_DIMENSION, "unknown", name=name, measure=self.key))
        return self.measure.dimensions.index(name)

    @property
    def asked_by(self) -> tuple[str, ...]:
        """The dimensions the actor may split and narrow by: a partner those its own records show it."""
        entity, every = self.sources.entity, self.measure.dimensions
        if current_scope().reach in ("all", "region"):
            return every
        shown = facts.facts_of(entity, entity.name)
        return tuple(name for name in every if f"{entity.name}.{name}" in shown)

    @cached_property
    def series(self) -> uuid.UUID:
        """Name what is kept, so that another definition never meets rows of this one."""
        one = self.measure
        zones = [(str(at.effective_from), at.zone) for at in current_scope().program.history] if self.dated == rules.MOMENT else []
        told = [
            one.entity_key, self.partner, one.date, one.where, one.value if self.added is not None else "", self.item, self.keyed,
            one.dimensions, self.currency, zones, "values" if self.value is not None else "",
        ]  # fmt: skip
        return uuid.uuid5(_SERIES, json.dumps(told))


def compiled(measure: Measure) -> Compiled:
    """Return a measure made ready for the active program; raises MeasureError."""
    try:
        entity = entity_of(measure.entity_key)
    except NotFound:
        raise MeasureError("entity", Message(NO_ENTITY, "unknown", name=measure.entity_key)) from None
    sources = sources_of(entity)
    _check_words(measure)
    _check_fields(measure, sources)
    return Compiled(
        measure, sources, _partner(measure, sources), _value(measure, sources),
        _parsed("where", measure.where, sources.facts, rules.BOOL), _having(measure),
    )  # fmt: skip


def _check_words(measure: Measure) -> None:
    for field, value, known in (("unit", measure.unit, UNITS), ("aggregate", measure.aggregate, AGGREGATES)):
        if value not in known:
            raise MeasureError(field, Message(UNKNOWN, "unknown", name=value))
    if len(measure.dimensions) > MOST_DIMENSIONS:
        raise MeasureError("dimensions", Message(TOO_MANY, "too-many"))
    if measure.value is None and measure.aggregate != "count":
        raise MeasureError("value", Message(NO_VALUE, "required"))
    if measure.per and measure.aggregate in ("average", "median", "count_distinct"):
        raise MeasureError("aggregate", Message(ONLY_PLAIN, "invalid"))
    if measure.new and not measure.per and measure.aggregate != "count_distinct":
        raise MeasureError("new", Message(NEW_OF_WHAT, "invalid"))


def _check_fields(measure: Measure, sources: Sources) -> None:
    for name in measure.dimensions:
        _known("dimensions", name, sources)
    if measure.per:
        _known("per", measure.per, sources)
    if _known("date", measure.date, sources).type not in (rules.DATE, rules.MOMENT):
        raise MeasureError("date", Message(NO_DATE, "invalid", name=measure.date))


def _known(field: str, name: str, sources: Sources) -> rules.Fact:
    found = sources.facts.get(name)
    if found is None:
        raise MeasureError(field, Message(NO_FIELD, "unknown", name=name))
    if found.sql:
        raise MeasureError(field, Message(NOT_IN_SQL, "invalid", name=name))
    return found


def _partner(measure: Measure, sources: Sources) -> str:
    entity = sources.entity
    name = measure.partner or (entity.owner if entity.audience == "owner" else "")
    if not name:
        raise MeasureError("partner", Message(NO_PARTNER, "required"))
    if _known("partner", name, sources).type != rules.ID or name not in entity.table.c:
        raise MeasureError("partner", Message(NOT_A_PARTNER, "invalid", name=name))
    return name


def _value(measure: Measure, sources: Sources) -> rules.Expression | None:
    if measure.value is None:
        return None
    if measure.aggregate == "count_distinct":
        _known("value", measure.value, sources)
        return None
    found = _parsed("value", measure.value, sources.facts, ())
    if found is not None and (found.type == rules.DATE or measure.unit == "date"):
        if found.type != rules.DATE or measure.unit != "date" or measure.aggregate not in DATED or measure.per:
            raise MeasureError("value", Message(ONLY_ENDS, "invalid"))
        return found
    if found is not None and measure.aggregate != "count" and not found.type.numeric:
        raise MeasureError("value", Message(NOT_NUMERIC, "invalid", name=measure.value))
    return found


def _having(measure: Measure) -> rules.Expression | None:
    return _parsed("having", measure.having, rules.Facts({"value": rules.Fact(rules.NUMBER, N_("Value"), required=True)}), rules.BOOL)


def _parsed(field: str, text: str | None, facts: rules.Facts, expect: Any) -> rules.Expression | None:
    if text is None or not text.strip():
        return None
    try:
        return rules.parse(text, facts, expect=expect, in_sql=True)
    except rules.RuleError as error:
        raise MeasureError(field, Message(PLACE, error.code, at=error.start + 1, said=error.words())) from None


def narrowing(found: Compiled, text: str) -> rules.Expression:
    """Return a condition over the dimensions of a measure, all of them texts; raises MeasureError."""
    names = {name: rules.Fact(rules.TEXT, found.fact(name).label) for name in found.asked_by}
    if found.currency:
        names["currency"] = rules.Fact(rules.TEXT, N_("Currency"))
    parsed = _parsed("where", text, rules.Facts(names), rules.BOOL)
    if parsed is None:
        raise MeasureError("where", Message(NO_VALUE, "required"))
    return parsed
