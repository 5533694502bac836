"""Which companies of a plan are its partners, in which tree; the others are customers."""

from collections.abc import Sequence
from typing import Any

from core.demo.plans import TREE, Plan
from core.demo.sources import Company

KINDS = ("distributor", "reseller", "dealer")
COUNT = sum(TREE)


def partner_companies(plan: Plan) -> Sequence[Company]:
    """Return the companies that are partners, those of the top level first."""
    return plan.companies[:COUNT]


def customer_companies(plan: Plan) -> Sequence[Company]:
    """Return the companies partners sell to."""
    return plan.companies[COUNT:]


def levels(plan: Plan) -> list[list[tuple[dict[str, Any], int | None]]]:
    """Return, level by level, the input for each partner and the number of its parent."""
    companies = iter(enumerate(partner_companies(plan)))
    found: list[list[tuple[dict[str, Any], int | None]]] = []
    first = 0
    for depth, count in enumerate(TREE):
        above = (first - TREE[depth - 1], TREE[depth - 1]) if depth else None
        level = [next(companies) for _ in range(count)]
        found.append(
            [
                (_input(plan, company, number, depth), above[0] + at % above[1] if above else None)
                for at, (number, company) in enumerate(level)
            ]
        )
        first += count
    return found


def _input(plan: Plan, company: Company, number: int, depth: int) -> dict[str, Any]:
    region = plan.regions[number % len(plan.regions)] if plan.regions else company.region
    given = {
        "name": company.name,
        "kind": KINDS[depth],
        "country": company.country,
        "region": region,
        "domain": company.domain,
        "registration_no": company.registration_no,
        "status": "suspended" if number == COUNT - 1 else "active",
    }
    return {name: value for name, value in given.items() if value}
