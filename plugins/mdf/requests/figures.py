"""What the rows of a plan come to: cost, share, own money, days. No database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

NOTHING = Decimal(0)
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Plan:
    """One activity of a request with its costs."""

    place: int
    title: str
    kind: str
    mode: str
    venue: str | None
    starts_on: date
    ends_on: date
    asked: Decimal
    costs: tuple[tuple[str, Decimal], ...]

    @property
    def cost(self) -> Decimal:
        return sum((amount for _kind, amount in self.costs), NOTHING)

    def eligible(self, outside: Sequence[str]) -> Decimal:
        """Return the cost without kinds that do not count."""
        return sum((amount for kind, amount in self.costs if kind not in outside), NOTHING)


def plans(request: Any) -> list[Plan]:
    """Return the activities of a request in their order."""
    costs: dict[int, list[tuple[str, Decimal]]] = {}
    for row in request.costs or ():
        costs.setdefault(int(row.get("activity") or 1), []).append((row["kind"], Decimal(row["amount"])))
    return [_plan(at, row, costs.get(at, ())) for at, row in enumerate(request.activities or (), 1)]


def _plan(at: int, row: Row, costs: Iterable[tuple[str, Decimal]]) -> Plan:
    days = [date.fromisoformat(str(row[name])) for name in ("starts_on", "ends_on")]
    return Plan(at, row["title"], row["kind"], row.get("mode") or "in_person", row.get("venue"), *days, Decimal(row["asked"]), tuple(costs))


def totals(found: Sequence[Plan]) -> dict[str, Any]:
    """Return what a request keeps of its plans."""
    cost, asked = sum((plan.cost for plan in found), NOTHING), sum((plan.asked for plan in found), NOTHING)
    return {
        "total_cost": cost, "asked": asked, "own_money": max(cost - asked, NOTHING),
        "first_day": min((plan.starts_on for plan in found), default=None), "final_day": max((plan.ends_on for plan in found), default=None),
    }  # fmt: skip


def granted(request: Any) -> dict[int, Decimal]:
    """Return what is about to be granted, by the number of the activity."""
    return {int(row["activity"]): Decimal(row["amount"]) for row in request.grants or ()}
