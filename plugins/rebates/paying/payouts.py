"""Payouts: what a statement gives, less what is disputed, by form and receiver; each made once."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, _, behind, clock, current_scope, db, entity_of, records, use_locale
from plugins.policies.api import Compiled
from plugins.rebates.correcting import adjusting, disputing
from plugins.rebates.engine.people import person_of
from plugins.rebates.models import Payout, Run
from plugins.rebates.paying import signals
from plugins.rebates.period import cutting
from plugins.rebates.program.days import payment_day, payment_group
from plugins.rebates.program.programs import of_run
from plugins.rebates.program.words import PERSONAL
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

Part = tuple[str, str, str]
"""Form, receiver, and the component that is paid on a day of its own; empty: all others."""
ZERO = Decimal(0)
CARRIED = N_("Carried from %(statement)s")


def follow(saved: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    """When a statement is signed or no longer disputed after it was posted: pay out what waits."""
    for statement, changes in saved:
        if "state" in changes and statement.granted_at is not None:
            with behind(KEEP):
                pay_out(statement)


def pay_out(statement: Any) -> Sequence[Any]:
    """Make the payouts of a statement that may be made now and were not; return them."""
    if not _is_ready(statement):
        return []
    policy = _policy(statement)
    lines = [{**line, "component": payment_group(policy, line.get("component", ""))} for line in statement.content["lines"]]
    wanted = shares(lines, _disputed(statement), _form(statement), statement.receiver)
    made, count = _made(statement)
    state = "hold" if signals.hold(statement.partner_id) else "new"
    each = [
        {**_row(statement, part, amount - made.get(part, ZERO), count + at, state), "pay_on": payment_day(policy, part[2], _events(statement))}
        for at, (part, amount) in enumerate(sorted(wanted.items()), 1)
        if amount > made.get(part, ZERO)
    ]
    return records.create_many(entity_of("rebates.payout"), [{}] * len(each), each=each) if each else []


def _policy(statement: Any) -> Compiled:
    """Return the program as the run applied it that was stated; made ready once for all statements."""
    version = db.session.scalar(sa.select(Run.policy_version_id).where(Run.id == statement.run_id))
    key = ("rebates.paid", version, statement.program, statement.ends_on)
    found: Compiled = current_scope().program.cache.get(key, lambda: of_run(version, statement.program, statement.ends_on).policy)
    return found


def _events(statement: Any) -> dict[str, date]:
    """Return the days payments are counted from; what is paid while another line is disputed counts as signed today."""
    today, zone = clock.today(current_scope().program.zone), cutting.zone()
    days = {"stated_on": statement.created_at, "signed_on": statement.confirmed_at, "approved_on": statement.granted_at}
    known = {name: moment.astimezone(zone).date() if moment is not None else today for name, moment in days.items()}
    return {**known, "period.starts_on": statement.starts_on, "period.ends_on": statement.ends_on}


def shares(lines: Sequence[Mapping[str, Any]], disputed: frozenset[str], default: str, receiver: str = "") -> dict[Part, Decimal]:
    """Return what is paid in which form to whom (`receiver`: who gets lines that name nobody); what is taken off comes from the default form first, then from the others.

    Parts add up to the sum of the lines that are not disputed, never below zero. A disputed line that takes off does so until it is decided.
    """
    found: dict[Part, Decimal] = {}
    for line in lines:
        part = (line["form"] or default, line["receiver"] or receiver, line.get("component", ""))
        payable = Decimal(line["payable"])
        found[part] = found.get(part, ZERO) + (min(payable, ZERO) if line["key"] in disputed else payable)
    missing = sum((amount for amount in found.values() if amount < 0), ZERO)
    paid = {part: amount for part, amount in found.items() if amount > 0}
    for part in sorted(paid, key=lambda one: (one[0] != default, one)):
        taken = min(paid[part], -missing)
        paid[part] -= taken
        missing += taken
    return {part: amount for part, amount in paid.items() if amount}


def _form(statement: Any) -> str:
    """Return the form of what names none: a person is paid by the bank, unless the program's form is one for people."""
    given: str = settings()["payout_form"]
    return given if not statement.receiver or given in PERSONAL else "bank"


def _is_ready(statement: Any) -> bool:
    if statement.amount <= 0 or statement.state == "issued":
        return False
    return statement.state == "confirmed" or settings()["disputed"] == "undisputed"


def _disputed(statement: Any) -> frozenset[str]:
    return frozenset(one.line for one in disputing.open_ones(statement.id))


def _made(statement: Any) -> tuple[dict[Part, Decimal], int]:
    """Return what was paid out of a statement so far by part, and in how many payouts. Declined ones stay declined."""
    columns = (Payout.form, Payout.receiver, Payout.component, Payout.amount)
    rows = db.session.execute(sa.select(*columns).where(Payout.statement_id == statement.id)).all()
    found: dict[Part, Decimal] = {}
    for form, receiver, component, amount in rows:
        found[form, receiver, component] = found.get((form, receiver, component), ZERO) + amount
    return found, len(rows)


def _row(statement: Any, part: Part, amount: Decimal, place: int, state: str) -> dict[str, Any]:
    return {
        "partner_id": statement.partner_id, "statement_id": statement.id, "program": statement.program, "title": statement.title, "form": part[0],
        "receiver": part[1], "component": part[2], "person_id": person_of(part[1]),
        "currency": statement.currency, "amount": amount, "key": f"rebates:{statement.id}:{place}",
        "state": state,
        "created_by": None,
    }  # fmt: skip


def carry(statement: Any) -> None:
    """Take what is below zero off the next period."""
    with use_locale(current_scope().program.locale):
        title = _(CARRIED, statement=statement.number)
    adjusting.propose(
        statement.partner_id, statement.program, title, statement.amount, statement.currency, kind="carried", source=f"carried:{statement.id}",
        state="approved", receiver=statement.receiver,
    )  # fmt: skip
