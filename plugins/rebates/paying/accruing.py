"""Accruals: three figures side by side for each partner and period, posted as differences, gone when the period is settled."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from hansa import behind, entity_of, records
from plugins.ledger.api import account, balance, credit, debit, post
from plugins.ledger.api import standings as ledger_standings
from plugins.rebates.paying.accounts import ACCRUAL, ACCRUED, ESTIMATE, EXPECTED, EXPENSE, FORECAST, GRANTED, WORST, WRITTEN_OFF, owed
from plugins.rebates.period.closed import must_be_open
from plugins.rebates.tasks import KEEP

SIDES = {ACCRUED: (ACCRUAL, EXPENSE), FORECAST: (ESTIMATE, EXPECTED), WORST: (ESTIMATE, EXPECTED)}
"""How each figure is posted, and against what. Only what is earned is an expense; the others are notes beside it."""
RECORD = "rebates.period"
ZERO = Decimal(0)


class Figures(Protocol):
    """What a partner has earned so far, will likely have earned, and would have at most; in one currency."""

    partner_id: uuid.UUID
    currency: str
    earned: Decimal
    forecast: Decimal
    worst: Decimal


def accrue(period: Any, figures: Iterable[Figures], *, key: str, track: Mapping[str, Any] | None = None) -> int:
    """Post what changed since the last accrual of a period; `key` names this one, the same again posts nothing. Return how many.
    `track`: what the period keeps to tell later how close this came.

    Who has no figure any more has nothing accrued. Raises Conflict for a closed book and for a period that is closed.
    """
    must_be_open(period.id)
    found = {_key(one.partner_id, one.currency): (one.earned, one.forecast, one.worst) for one in figures}
    gone = {one: (ZERO, ZERO, ZERO) for one in period.accrued_for if one not in found}
    with behind(KEEP):
        known = standings(period)
        changed = {one: amounts for one, amounts in {**found, **gone}.items() if list(amounts) != list(known.get(one, (ZERO, ZERO, ZERO)))}
        made = sum(_three(period, one, amounts, key) for one, amounts in sorted(changed.items()))
        records.apply(entity_of(RECORD), period, {"accrued_for": sorted(found), **({} if track is None else {"track": track})}, act="accrued")
    return made


def _three(period: Any, whose: str, amounts: Sequence[Decimal], key: str) -> int:
    partner, _slash, currency = whose.partition("/")
    kinds = zip((ACCRUED, FORECAST, WORST), amounts, strict=True)
    return sum(_move(period, uuid.UUID(partner), currency, kind, amount, f"{key}:{kind}") for kind, amount in kinds)


def _key(partner: uuid.UUID, currency: str) -> str:
    return f"{partner}/{currency}"


def write_off(period: Any, granted: Iterable[tuple[uuid.UUID, str]]) -> None:
    """Take back what was accrued for whom nothing was stated."""
    stated = {_key(partner, currency) for partner, currency in granted}
    with behind(KEEP):
        for one in sorted(set(period.accrued_for) - stated):
            _three(period, one, (ZERO, ZERO, ZERO), "written-off")


def standings(period: Any) -> dict[str, Sequence[Decimal]]:
    """Return what is accrued for each partner and currency: earned so far, expected, at most."""
    kinds = (ACCRUED, FORECAST, WORST)
    refs = {key: [_of(period, uuid.UUID(key.partition("/")[0]), key.partition("/")[2], kind) for kind in kinds] for key in period.accrued_for}
    with behind(KEEP):
        found = ledger_standings([one for some in refs.values() for one in some]) if refs else {}
    return {key: [found[one].balance for one in some] for key, some in refs.items()}


def standing(period: Any, partner: uuid.UUID, currency: str) -> Mapping[str, Decimal]:
    """Return what is accrued for a partner: `earned`, `forecast` and `worst`."""
    names = {"earned": ACCRUED, "forecast": FORECAST, "worst": WORST}
    with behind(KEEP):
        return {name: balance(_of(period, partner, currency, kind)) for name, kind in names.items()}


def grant(period: Any, statement: Any, *, last: bool = True) -> None:
    """Turn the accrual of a partner into what is owed; what was accrued too much is written off, with its `last` statement, too
    little is expensed."""
    with behind(KEEP):
        own = _of(period, statement.partner_id, statement.currency, ACCRUED)
        accrued, expense = balance(own), account(EXPENSE, currency=statement.currency)
        claim, amount = owed(statement.partner_id, statement.currency, statement.receiver), max(statement.amount, ZERO)
        settled = min(max(accrued, ZERO), amount)
        key, record = f"rebates:{statement.id}", ("rebates.statement", statement.id)
        if amount:
            legs = [debit(own, settled)] if settled else []
            legs += [debit(expense, amount - settled)] if amount > settled else []
            post(GRANTED, [*legs, credit(claim, amount)], key=f"{key}:granted", record=record, memo=statement.number)
        rest = accrued - settled
        if rest and last:
            legs = [debit(own, rest), credit(expense, rest)] if rest > 0 else [debit(expense, -rest), credit(own, -rest)]
            post(WRITTEN_OFF, legs, key=f"{key}:rest", record=record, memo=statement.number)
        for kind in (FORECAST, WORST) if last else ():
            _move(period, statement.partner_id, statement.currency, kind, ZERO, f"{key}:{kind}")


def _move(period: Any, partner: uuid.UUID, currency: str, kind: str, amount: Decimal, key: str) -> int:
    own, (posting, against) = _of(period, partner, currency, kind), SIDES[kind]
    difference = amount - balance(own)
    if not difference:
        return 0
    other = account(against, currency=currency)
    legs = [debit(other, difference), credit(own, difference)] if difference > 0 else [debit(own, -difference), credit(other, -difference)]
    return int(post(posting, legs, key=f"rebates:{period.id}:{partner}:{currency}:{key}"[:160], record=(RECORD, period.id)).fresh)


def _of(period: Any, partner: uuid.UUID, currency: str, kind: str) -> Any:
    return account(kind, partner, currency, str(period.id))
