"""Invoiced lines of other systems, by their source ids: made once, the same again changes nothing, later days are filled in."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Problem, _, batch, db, entity_of, records, select
from plugins.orders.fulfilling.classing import prime
from plugins.orders.guards import LATER
from plugins.orders.models import Line

NO_PARTNER = N_("There is no partner “%(text)s”.")
OTHER = N_("This id was taken with other values. Correct it by a further line.")
COMPARED = (
    "kind", "invoice_no", "order_no", "sku", "quantity", "unit", "amount", "ordered_on", "invoiced_on", "due_on", "special_price", "customer", "project",
    "subscription", "region", "corrects",
)  # fmt: skip


def take_lines(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Take lines over and say what became of each: made, filled, unchanged, or why it was refused; few statements whatever their number."""
    entity, answers = entity_of("orders.line"), [dict[str, Any]() for _row in rows]
    partners, known = _partners(rows), _known(rows)
    fresh: dict[tuple[str, str], tuple[int, dict[str, Any], uuid.UUID]] = {}
    for at, row in enumerate(rows):
        key = (str(row.get("source") or "import"), str(row.get("source_id") or ""))
        partner = partners.get(str(row.get("partner") or ""))
        raw = {name: value for name, value in row.items() if name != "partner"}
        try:
            values = records.load(entity, raw)
        except Problem as problem:
            answers[at] = _refused(problem)
            continue
        if partner is None:
            answers[at] = {"state": "refused", "errors": [_(NO_PARTNER, text=str(row.get("partner") or "")[:60])]}
        elif key in known:
            answers[at] = _again(known[key], values, partner)
        elif key in fresh:
            answers[at] = {"state": "unchanged"}
        else:
            fresh[key] = (at, values, partner)
    _make(entity, list(fresh.values()), answers)
    return {
        "items": answers,
        **{state: sum(one["state"] == state for one in answers) for state in ("made", "filled", "unchanged", "refused")},
    }


def _make(entity: Any, fresh: Sequence[tuple[int, dict[str, Any], uuid.UUID]], answers: list[dict[str, Any]]) -> None:
    prime(skus=[str(values["sku"]) for _at, values, _partner in fresh if values.get("sku")])

    def make(some: Sequence[int]) -> None:
        records.create_many(entity, [fresh[i][1] for i in some], each=[{"partner_id": fresh[i][2]} for i in some])

    refused = batch.by_halves(list(range(len(fresh))), make)
    for i, (at, _values, _partner) in enumerate(fresh):
        answers[at] = _refused(refused[i]) if i in refused else {"state": "made"}


def _again(line: Any, values: Mapping[str, Any], partner: uuid.UUID) -> dict[str, Any]:
    if line.partner_id != partner or any(name in values and getattr(line, name) != values[name] for name in COMPARED):
        return {"state": "refused", "errors": [_(OTHER)]}
    new = {name: values[name] for name in LATER if values.get(name) is not None and getattr(line, name) != values[name]}
    if any(getattr(line, name) is not None for name in new):
        return {"state": "refused", "errors": [_(OTHER)]}
    if not new:
        return {"state": "unchanged"}
    records.apply(entity_of("orders.line"), line, new, act="filled")
    return {"state": "filled"}


def _known(rows: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], Any]:
    ids = {str(row.get("source_id")) for row in rows if row.get("source_id")}
    return {(line.source, line.source_id): line for line in db.session.scalars(sa.select(Line).where(Line.source_id.in_(ids)))}


def _partners(rows: Sequence[Mapping[str, Any]]) -> dict[str, uuid.UUID]:
    texts, model = {str(row.get("partner") or "") for row in rows} - {""}, entity_of("core.partner").model
    ids = [uuid.UUID(text) for text in texts if _is_id(text)]
    found = db.session.execute(select(model.id, model.number).where(sa.or_(model.id.in_(ids), model.number.in_(texts)))).all()
    return {text: row.id for row in found for text in (str(row.id), row.number) if text}


def _is_id(text: str) -> bool:
    try:
        return bool(uuid.UUID(text))
    except ValueError:
        return False


def _refused(problem: Problem) -> dict[str, Any]:
    return {"state": "refused", "errors": [one["message"] for one in problem.errors] or [_(problem.message)]}
