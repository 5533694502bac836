"""Special prices that are used by orders: taken with the order, given back when it is not carried out."""

import math
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, _, behind, db, records
from plugins.specialprice import granting, prices, services
from plugins.specialprice.entities import REQUEST, USE
from plugins.specialprice.models import Allowance, Request, Use

GONE = N_("The special price %(number)s is not valid any more. Look at the prices again.")


def take(partner_id: uuid.UUID, taken: Sequence[Mapping[str, Any]], document: str, day: date) -> None:
    """Use what an order takes of the partner's special prices. Raises Conflict when less is left, or a price has ended meanwhile."""
    with behind(services.TAKE):
        for number, rows in _by_number(taken).items():
            request = db.session.scalars(
                sa.select(Request).where(Request.partner_id == partner_id, Request.number == number).with_for_update()
            ).one_or_none()
            if request is not None:
                _use(request, rows, document, day)


def _by_number(taken: Iterable[Mapping[str, Any]]) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in sorted(taken, key=lambda row: str(row["reference"])):
        found.setdefault(str(row["reference"]), []).append(row)
    return found


def _use(request: Any, rows: Sequence[Mapping[str, Any]], document: str, day: date) -> None:
    if not granting.is_usable(request):
        raise Conflict(_(GONE, number=request.number), code="not-valid")
    lines = services.allowances(request)
    for row in rows:
        quantity = math.ceil(Decimal(row["quantity"]))
        line = _cheapest(lines, row["products"], quantity)
        if line is None:
            raise Conflict(_(GONE, number=request.number), code="not-valid")
        services.take(request, line.id, quantity)
        _write(request, line.id, quantity, document, day)
    services.count(request)


def _cheapest(lines: Iterable[Allowance], products: Iterable[str], quantity: int) -> Allowance | None:
    """Return the line of a product that has enough, as the price was chosen; else the one that will say that less is left."""
    keys = {prices.key(product) for product in products}
    same = [line for line in lines if line.product_key in keys]
    return min(same, key=lambda line: (line.quantity - line.used < quantity, line.price, line.place), default=None)


def give_back(partner_id: uuid.UUID, returned: Sequence[Mapping[str, Any]], document: str, day: date) -> None:
    """Give back what was taken for a document, the last use first; each use stays, and a row says what was given back."""
    with behind(services.TAKE):
        uses = db.session.scalars(
            sa.select(Use).where(Use.partner_id == partner_id, Use.document == document).order_by(Use.request_id, Use.id.desc())
        ).all()
        if uses:
            _reverse(uses, returned, document, day)


def _reverse(uses: Sequence[Use], returned: Sequence[Mapping[str, Any]], document: str, day: date) -> None:
    lines = {line.id: line for line in db.session.scalars(sa.select(Allowance).where(Allowance.id.in_({use.allowance_id for use in uses})))}
    open_of: dict[uuid.UUID, int] = {}
    for use in uses:
        open_of[use.allowance_id] = open_of.get(use.allowance_id, 0) + use.quantity
    touched: dict[uuid.UUID, Any] = {}
    for row in returned:
        keys, left = {prices.key(product) for product in row["products"]}, math.floor(Decimal(row["quantity"]))
        for line in (line for line in lines.values() if line.product_key in keys):
            back = min(left, open_of[line.id])
            if back <= 0:
                continue
            request = touched.setdefault(line.request_id, records.get(REQUEST, line.request_id, lock=True))
            services.take(request, line.id, -back)
            _write(request, line.id, -back, document, day)
            left, open_of[line.id] = left - back, open_of[line.id] - back
    for request in touched.values():
        services.count(request)


def _write(request: Any, allowance_id: uuid.UUID, quantity: int, document: str, day: date) -> None:
    values = {"quantity": quantity, "used_on": day, "document": document}
    made = USE.model(
        program_id=request.program_id, partner_id=request.partner_id, request_id=request.id, allowance_id=allowance_id, **values
    )
    db.session.add(made)
    db.session.flush()
