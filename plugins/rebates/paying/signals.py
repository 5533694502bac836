"""Fraud signals: what looks like fraud is found, its payouts wait, and a person decides. Nobody is judged by a rule alone."""

import hashlib
import uuid
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, _, behind, current_scope, db, directory, entity_of, records, select, use_locale
from plugins.orders.api import LINE, SELL_OUT
from plugins.rebates.models import Payout, Signal
from plugins.rebates.paying import moves
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

ZERO = Decimal(0)
TITLES = {
    "split_orders": N_("%(count)s orders of %(day)s are each below the limit and together above it"),
    "stuffing": N_("%(share)s %% of what was bought in the last %(days)s days came back after"),
    "self_dealing": N_("Sold to “%(customer)s”, which is the partner itself"),
}
OPEN = ("held", "review")


@dataclass(frozen=True)
class Bought:
    """An invoiced line as signals look at it."""

    id: str
    partner_id: uuid.UUID
    day: date
    order: str
    amount: Decimal
    kind: str
    corrects: str | None
    source: str


@dataclass(frozen=True)
class Seen:
    """What looks like fraud, with the rows it is seen in; `words` fill in its title."""

    kind: str
    partner_id: uuid.UUID
    amount: Decimal
    rows: Sequence[str]
    words: Mapping[str, str]


def split_orders(lines: Iterable[Bought], limit: Decimal | None) -> list[Seen]:
    """Return days on which a partner's orders are all below the limit, the largest above half of it, and together above it."""
    if limit is None:
        return []
    days: defaultdict[tuple[uuid.UUID, date], dict[str, list[Bought]]] = defaultdict(lambda: defaultdict(list))
    for line in lines:
        if line.kind == "goods" and line.order:
            days[line.partner_id, line.day][line.order].append(line)
    found = []
    for (partner, day), orders in days.items():
        totals = [sum((one.amount for one in rows), ZERO) for rows in orders.values()]
        if len(totals) > 1 and limit / 2 < max(totals) < limit <= sum(totals):
            rows = [one.id for rows in orders.values() for one in rows]
            found.append(Seen("split_orders", partner, sum(totals), rows, {"count": str(len(totals)), "day": day.isoformat()}))
    return found


def stuffing(lines: Iterable[Bought], ends_on: date, days: int, share: Decimal) -> list[Seen]:
    """Return partners that gave back at least a share of what they bought in the last days of a period, after it."""
    rows = list(lines)
    late = {one.source: one for one in rows if one.kind == "goods" and ends_on - timedelta(days=days) < one.day <= ends_on}
    bought: defaultdict[uuid.UUID, Decimal] = defaultdict(Decimal)
    back: defaultdict[uuid.UUID, list[Bought]] = defaultdict(list)
    for one in late.values():
        bought[one.partner_id] += one.amount
    for one in rows:
        if one.kind == "return" and one.day > ends_on and one.corrects in late and late[one.corrects].partner_id == one.partner_id:
            back[one.partner_id].append(one)
    found = []
    for partner, returned in back.items():
        amount = -sum((one.amount for one in returned), ZERO)
        if bought[partner] > 0 and amount * 100 >= bought[partner] * share:
            words = {"share": str(int(amount * 100 / bought[partner])), "days": str(days)}
            found.append(Seen("stuffing", partner, amount, [one.id for one in returned], words))
    return found


def self_dealing(sales: Iterable[tuple[str, uuid.UUID, str, Decimal]], names: Mapping[uuid.UUID, str]) -> list[Seen]:
    """Return sales (id, partner, customer, amount) whose customer is called like the partner that reports them."""
    found: defaultdict[tuple[uuid.UUID, str], list[tuple[str, Decimal]]] = defaultdict(list)
    for row, partner, customer, amount in sales:
        if customer and plain(customer) == plain(names.get(partner, "")):
            found[partner, customer].append((row, amount))
    return [
        Seen("self_dealing", partner, sum((amount for _row, amount in rows), ZERO), [row for row, _amount in rows], {"customer": customer})
        for (partner, customer), rows in found.items()
    ]


def plain(name: str) -> str:
    """Return a name without case, space and marks."""
    return "".join(letter for letter in name.casefold() if letter.isalnum())


def look(period: Any) -> Sequence[Any]:
    """Look at a period, write what is new, and hold the payouts of whom it is about; return the new signals."""
    with behind(KEEP):
        given, lines = settings(), _lines(period)
        found = [
            *split_orders((one for one in lines if one.day <= period.ends_on), given["split_limit"]),
            *stuffing(lines, period.ends_on, given["stuffing_days"], given["stuffing_share"]),
            *_self_dealing(period),
        ]
        known = set(db.session.scalars(sa.select(Signal.fingerprint)))
        fresh = [seen for seen in found if _fingerprint(seen) not in known]
        with use_locale(current_scope().program.locale):
            each = [_row(period, seen) for seen in fresh]
        made = records.create_many(entity_of("rebates.signal"), [{}] * len(each), each=each) if each else []
        for partner in sorted({one.about_id for one in made}, key=str):
            _stop(partner)
        return made


def _stop(partner_id: uuid.UUID) -> None:
    """Put what is not handed over yet on hold; the partner is not told why."""
    wanted = (Payout.partner_id == partner_id, Payout.state.in_(("new", "payable")), Payout.sent_at.is_(None))
    for payout in db.session.scalars(sa.select(Payout).where(*wanted).order_by(Payout.id)).all():
        records.apply(entity_of("rebates.payout"), payout, {**moves.let_go(payout), "state": "hold"}, act="hold")


def hold(partner_id: uuid.UUID) -> bool:
    """Tell whether the payouts of a partner wait for somebody to look into a signal."""
    return bool(open_about(partner_id))


def open_about(partner_id: uuid.UUID) -> Sequence[uuid.UUID]:
    """Return the signals about a partner nobody has decided."""
    return db.session.scalars(sa.select(Signal.id).where(Signal.about_id == partner_id, Signal.state.in_(OPEN))).all()


def waiting(partner_id: uuid.UUID) -> Sequence[Any]:
    """Return the payouts of a partner that are on hold."""
    return db.session.scalars(sa.select(Payout).where(Payout.partner_id == partner_id, Payout.state == "hold")).all()


def _row(period: Any, seen: Seen) -> dict[str, Any]:
    return {
        "about_id": seen.partner_id, "kind": seen.kind, "title": _(TITLES[seen.kind], **seen.words), "period_id": period.id, "amount": seen.amount,
        "currency": current_scope().program.currency, "evidence": list(seen.rows[:200]), "fingerprint": _fingerprint(seen),
    }  # fmt: skip


def _fingerprint(seen: Seen) -> str:
    return hashlib.sha256("|".join([seen.kind, str(seen.partner_id), *sorted(seen.rows)]).encode()).hexdigest()


def _lines(period: Any) -> list[Bought]:
    line, last = LINE.model, period.ends_on + timedelta(days=settings()["stuffing_days"] * 6)
    columns = (line.id, line.partner_id, line.invoiced_on, line.order_no, line.amount, line.kind, line.corrects, line.source_id)
    rows = db.session.execute(select(*columns).where(line.invoiced_on >= period.starts_on, line.invoiced_on <= last).order_by(line.id))
    return [Bought(str(r.id), r.partner_id, r.invoiced_on, r.order_no or "", r.amount, r.kind, r.corrects, r.source_id) for r in rows]


def _self_dealing(period: Any) -> list[Seen]:
    sale = SELL_OUT.model
    inside = (sale.sold_on >= period.starts_on, sale.sold_on <= period.ends_on, sale.customer.is_not(None))
    rows = db.session.execute(select(sale.id, sale.partner_id, sale.customer, sale.amount).where(*inside).order_by(sale.id)).all()
    names = {one.id: one.name for one in directory.companies({row.partner_id for row in rows})}
    return self_dealing(((str(r.id), r.partner_id, r.customer, r.amount or ZERO) for r in rows), names)
