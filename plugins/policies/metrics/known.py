"""The measures of the active program: those of plugins and those it declared itself, checked once for its revision."""

import logging
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

import sqlalchemy as sa

from hansa import N_, NotFound, Unprocessable, _, behind, current_scope, db, records
from plugins.policies.metrics import declared
from plugins.policies.metrics.compiled import Compiled, MeasureError, compiled
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.models import MeasureBook
from plugins.policies.tasks import READ

log = logging.getLogger("hansa.metrics")
NO_MEASURE = N_("There is no measure “%(key)s” in this program.")


@dataclass(frozen=True)
class Known:
    """What can be asked for. `broken`: measures that cannot be read any more, and why; their figures are unknown."""

    plain: Mapping[str, Compiled]
    derived: Mapping[str, Derived]
    own: Mapping[str, Measure]
    broken: Mapping[str, MeasureError]

    def __contains__(self, key: object) -> bool:
        return key in self.plain or key in self.derived or key in self.own or key in self.broken

    @cached_property
    def keys(self) -> list[str]:
        return sorted({*self.plain, *self.derived, *self.own})

    @cached_property
    def by_entity(self) -> Mapping[str, tuple[Compiled, ...]]:
        """Measures by the entity they read; one for each series, as measures that keep the same share one."""
        found: dict[str, dict[uuid.UUID, Compiled]] = {}
        for one in self.plain.values():
            found.setdefault(one.sources.entity.key, {}).setdefault(one.series, one)
        return {entity: tuple(series.values()) for entity, series in found.items()}

    def of(self, key: str) -> Measure | Derived:
        """Return the declaration of a measure; NotFound when there is none."""
        found = self.plain[key].measure if key in self.plain else self.derived.get(key) or self.own.get(key)
        if found is None:
            raise NotFound(_(NO_MEASURE, key=key))
        return found


def known() -> Known:
    """Return the measures of the active program."""
    return current_scope().program.cache.get(("measures",), _found)


def _found() -> Known:
    plain: dict[str, Compiled] = {}
    derived: dict[str, Derived] = {}
    own: dict[str, Measure] = {}
    broken: dict[str, MeasureError] = {}
    for one in _declared():
        if isinstance(one, Derived):
            derived[one.key] = one
        elif one.sql is not None:
            own[one.key] = one
        else:
            try:
                plain[one.key] = compiled(one)
            except MeasureError as error:
                broken[one.key] = error
                log.warning("measure %s cannot be read: %s", one.key, error)
    return Known(plain, derived, own, broken)


def _declared() -> Iterable[Measure | Derived]:
    for found in records.hooks("register_measures"):
        yield from found
    yield from declared.declared()


def built() -> frozenset[uuid.UUID]:
    """Return the series whose book is complete."""
    return current_scope().program.cache.get(("measure-books",), _built)


def _built() -> frozenset[uuid.UUID]:
    with behind(READ):
        return frozenset(db.session.scalars(sa.select(MeasureBook.series)))


def must_know(keys: Iterable[str]) -> None:
    """Raise Unprocessable when one of the measures does not exist."""
    found = known()
    for key in keys:
        if key not in found:
            raise Unprocessable(errors=[{"pointer": "/measure", "code": "unknown", "message": _(NO_MEASURE, key=key)}])
