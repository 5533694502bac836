"""The declaration by which a plugin makes the parties in its records known."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plugins.matching.party import Party


def _always(record: Any) -> bool:
    return True


@dataclass(frozen=True)
class PartySource:
    """Which fields of an entity (by key) make the party. `when` tells by its fields whether a record is compared."""

    entity: str
    name: str
    country: str | None = None
    domain: str | None = None
    registration: str | None = None
    phone: str | None = None
    place: str | None = None
    when: Callable[[Any], bool] = _always

    @property
    def names(self) -> tuple[str | None, ...]:
        """The fields in the order of `Party`."""
        return (self.name, self.country, self.domain, self.registration, self.phone, self.place)

    def party(self, record: Any) -> Party:
        name, country, domain, registration, phone, place = (getattr(record, field) if field else None for field in self.names)
        return Party(name or "", country, domain, registration, phone, place)

    def kept(self, record: Any) -> Party | None:
        """Return the party the index holds of a record, None when it is not compared."""
        if record.archived_at is not None or not getattr(record, self.name) or not self.when(record):
            return None
        return self.party(record)
