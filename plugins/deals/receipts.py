"""Receipts of submissions: issued in the order of submission, shown to their partner, checked as a chain."""

import json
import secrets
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from hansa import NotFound, _, current_scope, db, entity_of, note, open_names, schema_of, select, serialised, signing
from plugins.deals.models import Deal, Receipt
from plugins.deals.proof import FORMAT, START, Link, canonical, digest, faults, follows

ORDER = "deals.order"
"""Submissions and grants of a program follow one another, so that exactly one of them is first."""
FIELDS = (
    "title", "customer_name", "customer_country", "customer_domain", "customer_registration_no", "amount", "close_date", "need", "lines",
    "contact_name", "contact_email",
)  # fmt: skip


def in_order() -> None:
    """Wait until no other submission or grant of the program runs, and hold that to the end of the unit."""
    serialised(ORDER)


def issue(deal: Any, now: datetime, policy: str) -> tuple[int, str]:
    """Keep the receipt of a submission as the next link and return its place and hash; for callers behind the wall that hold the order."""
    last = db.session.execute(select(Receipt.seq, Receipt.hash).order_by(Receipt.seq.desc()).limit(1)).first()
    shown, salt = _fields(deal), secrets.token_hex(16)
    says = {
        "deal": str(deal.id), "number": deal.number, "partner": str(deal.partner_id), "program": current_scope().program.slug,
        "at": now.isoformat(), "fields": digest(canonical(shown)), "policy": policy, "previous": follows(salt, last.hash if last else START),
        "key": signing.key_id(),
    }  # fmt: skip
    body = canonical(says)
    made = {
        "partner_id": deal.partner_id, "seq": last.seq + 1 if last else 1, "deal_id": deal.id, "body": body, "shown": shown,
        "hash": digest(body), "salt": salt, "signature": signing.sign(body.encode()),
    }  # fmt: skip
    note(Receipt, [made])
    return made["seq"], made["hash"]


def _fields(deal: Any) -> dict[str, Any]:
    """What was submitted, as everybody who reads the deal may know it: the receipt is shown to them all."""
    named, told = {name: getattr(deal, name) for name in FIELDS}, open_names(entity_of("deals.deal"))
    return {name: _plain(value) for name, value in {**named, **(deal.custom or {})}.items() if name in told and value not in (None, [], "")}


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_plain(one) for one in value]
    return value if isinstance(value, bool | int | str) or value is None else str(value)


def of_deal(deal_id: uuid.UUID) -> Mapping[str, Any]:
    """Return the receipt of the last submission as it is downloaded; NotFound for what the reader may not see."""
    columns = (Receipt.body, Receipt.hash, Receipt.signature, Receipt.shown)
    row = db.session.execute(select(*columns).where(Receipt.deal_id == deal_id).order_by(Receipt.seq.desc()).limit(1)).first()
    if row is None:
        raise NotFound()
    return {"format": FORMAT, "body": row.body, "hash": row.hash, "signature": row.signature, "fields": row.shown}


def told(receipt: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a receipt says."""
    return dict(json.loads(receipt["body"]))


def chain_faults() -> list[str]:
    """Check all receipts of the active program against each other and the deals; for staff and the command line."""
    columns = (
        Receipt.seq,
        Receipt.body,
        Receipt.hash,
        Receipt.salt,
        Receipt.signature,
        Receipt.shown,
        Deal.number,
        Deal.receipt,
        Deal.seq.label("of_deal"),
    )
    same = sa.and_(Deal.program_id == Receipt.program_id, Deal.id == Receipt.deal_id)
    rows = db.session.execute(select(*columns).join(Deal, same).order_by(Receipt.seq)).all()
    links = [
        Link(row.seq, row.body, row.hash, row.salt, row.signature, row.shown, row.number, row.receipt if row.of_deal == row.seq else None)
        for row in rows
    ]
    return faults(links, signing.public_keys())


def lines(receipt: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what was submitted, field by field, in the reader's language."""
    names = {name: field.metadata.get("label") or name for name, field in schema_of(entity_of("deals.deal")).load_fields.items()}
    return [(_(str(names.get(name, name))), _written(value)) for name, value in receipt["fields"].items()]


def _written(value: Any) -> str:
    if isinstance(value, list):
        return "; ".join(_written(one) for one in value)
    return " · ".join(str(one) for one in value.values() if one is not None) if isinstance(value, Mapping) else str(value)
