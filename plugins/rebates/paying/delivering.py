"""Handing payouts to whoever pays: our own book, a bank file, another system. Every one by itself, so that a stop in between loses none."""

import csv
import io
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Problem, Unprocessable, _, behind, clock, current_scope, db, directory, entity_of, perform, records, unit
from plugins.rebates.engine.people import names_of
from plugins.rebates.models import Payout
from plugins.rebates.paying import webhook
from plugins.rebates.settings import settings
from plugins.rebates.tasks import KEEP

NO_COLUMNS = N_("The first row must name the columns key, receipt and paid_on.")
UNKNOWN = N_("No payout of this key waits for a confirmation.")
COLUMNS = ("key", "number", "partner", "amount", "currency", "text")


@dataclass(frozen=True)
class Answer:
    """What came of one row of a bank's file; `problem` is empty when it was confirmed or had been before."""

    key: str
    problem: str = ""


def deliver() -> int:
    """Pay balances and into funds, and send what another system pays; each in a unit of its own. Return how many were paid."""
    ours = sum(unit(lambda key=key: pay_balance(key)) for key in payable("balance")) + sum(_pay_fund(key) for key in payable("coop"))
    return ours + sum(_ask(key) for key in payable("webhook"))


def _pay_fund(payout_id: uuid.UUID) -> int:
    """Put a payout into a marketing fund, where one takes it; else it waits for a person."""
    try:
        return unit(lambda: pay_balance(payout_id))
    except Conflict:
        return 0


def payable(form: str) -> Sequence[uuid.UUID]:
    """Return the payouts of a form that are approved and not paid, oldest first; those to be paid on a later day wait for it."""
    today = clock.today(current_scope().program.zone)
    with behind(KEEP):
        wanted = (Payout.state == "payable", Payout.form == form, sa.or_(Payout.pay_on.is_(None), Payout.pay_on <= today))
        return db.session.scalars(sa.select(Payout.id).where(*wanted).order_by(Payout.id)).all()


def pay_balance(payout_id: uuid.UUID) -> int:
    """The balance for orders, and funds, are our own book: nobody else has to confirm it."""
    payout = records.get(entity_of("rebates.payout"), payout_id, lock=True)
    if payout.state != "payable":
        return 0
    perform(entity_of("rebates.payout"), payout, "confirm")
    return 1


def _ask(payout_id: uuid.UUID) -> int:
    """Send a payout under its key, as often as it takes: whoever pays does so once for a key, and says when it did."""
    address = settings()["webhook_url"]
    if not address:
        return 0
    told = unit(lambda: _sent(payout_id))
    answer = webhook.send(address, told) if told else None
    if not answer or answer.get("state") != "paid":
        return 0
    return unit(lambda: _confirm(payout_id, str(answer.get("receipt") or ""), _day(answer.get("paid_on"))))


def _sent(payout_id: uuid.UUID) -> dict[str, str] | None:
    """Note that it is handed over before it is: from then on nobody stops it here."""
    entity = entity_of("rebates.payout")
    payout = records.get(entity, payout_id, lock=True)
    if payout.state != "payable":
        return None
    if payout.sent_at is None:
        records.apply(entity, payout, {"sent_at": clock.now()}, act="sent")
    return _told(payout)


def _confirm(payout_id: uuid.UUID, receipt: str, day: date | None) -> int:
    entity = entity_of("rebates.payout")
    payout = records.get(entity, payout_id, lock=True)
    if payout.state != "payable" or not receipt:
        return 0
    perform(entity, payout, "confirm", {"receipt": receipt[:120], **({"paid_on": day.isoformat()} if day else {})})
    return 1


def _told(payout: Any) -> dict[str, str]:
    names = {"key": payout.key, "number": payout.number, "partner_id": str(payout.partner_id), "receiver": payout.receiver}
    return {**names, "amount": f"{payout.amount:.4f}", "currency": payout.currency, "text": payout.title}


def bank_file() -> tuple[bytes, int]:
    """Return the bank transfers that are approved as a CSV file, and how many they are; they are handed over with it."""
    entity = entity_of("rebates.payout")
    found = [records.get(entity, one, lock=True) for one in payable("bank")]
    names = {one.id: one.name for one in directory.companies({payout.partner_id for payout in found})}
    people = names_of({payout.receiver for payout in found})
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for payout in found:
        if payout.sent_at is None:
            records.apply(entity, payout, {"sent_at": clock.now()}, act="sent")
        cells = (payout.key, payout.number, _called(payout, names, people), f"{payout.amount:.2f}", payout.currency, payout.title)
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@" else cell for cell in cells])
    return out.getvalue().encode("utf-8-sig"), len(found)


def _called(payout: Any, names: Mapping[uuid.UUID, str], people: Mapping[str, str]) -> str:
    return ", ".join(name for name in (people.get(payout.receiver), names.get(payout.partner_id)) if name)


def reconcile(data: bytes) -> list[Answer]:
    """Read what the bank says it paid (key, receipt, paid_on) and confirm it, row by row; the same file again changes nothing."""
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig", "replace")))
    if not {"key", "receipt"} <= set(reader.fieldnames or ()):
        raise Unprocessable(_(NO_COLUMNS), code="no-columns")
    return [_reconciled(row) for row in reader if (row.get("key") or "").strip()]


def _reconciled(row: Mapping[str, str]) -> Answer:
    key, receipt = row["key"].strip(), (row.get("receipt") or "").strip()
    found = db.session.execute(sa.select(Payout.id, Payout.state, Payout.amount, Payout.receipt).where(Payout.key == key)).one_or_none()
    if found is None or found.state not in ("payable", "paid"):
        return Answer(key, _(UNKNOWN))
    if found.state == "paid":
        return Answer(key, "" if found.receipt == receipt else _(UNKNOWN))
    try:
        _confirm(found.id, receipt, _day(row.get("paid_on")))
    except Problem as problem:
        return Answer(key, problem.message)
    return Answer(key, "" if receipt else _(NO_COLUMNS))


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text or "").strip())
    except ValueError:
        return None
