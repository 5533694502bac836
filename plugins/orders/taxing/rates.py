"""Which rate of tax holds for a product and a buyer on a day, and which certificate frees the buyer of it. Pure."""

from collections.abc import Iterable
from datetime import date
from typing import Generic, Protocol, TypeVar


class Placed(Protocol):
    """What holds for a tax class in a country or region, for a time; empty words hold for all."""

    tax_class: str | None
    country: str | None
    region: str | None
    valid_from: date | None
    valid_until: date | None


Own = TypeVar("Own", bound=Placed)


class Rates(Generic[Own]):
    """The rows of a program that hold for one buyer on a day."""

    def __init__(self, rows: Iterable[Own], country: str, region: str, day: date):
        self.rows = [row for row in rows if _there(row, country, region) and _then(row, day)]

    def of(self, tax_class: str | None) -> Own | None:
        """Return the row for a tax class: the closest to it, then to the region, then to the country; of several the latest."""
        fitting = [row for row in self.rows if not row.tax_class or _same(row.tax_class, tax_class)]
        return max(fitting, key=_closeness, default=None)


def _there(row: Placed, country: str, region: str) -> bool:
    return (not row.country or _same(row.country, country)) and (not row.region or _same(row.region, region))


def _then(row: Placed, day: date) -> bool:
    return (row.valid_from is None or row.valid_from <= day) and (row.valid_until is None or day < row.valid_until)


def _same(one: str, other: str | None) -> bool:
    return one.strip().casefold() == (other or "").strip().casefold()


def _closeness(row: Placed) -> tuple[bool, bool, bool, date]:
    return bool(row.tax_class), bool(row.region), bool(row.country), row.valid_from or date.min
