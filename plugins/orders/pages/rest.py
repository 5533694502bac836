"""The API of orders beyond their records: place in one call, read pasted lines, import invoiced lines by their source ids."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request

from hansa import NotFound, Unprocessable, _, json_object, policy, records
from plugins.orders.entities import ORDER, RESERVATION, RETURN
from plugins.orders.fulfilling.importing import take_lines
from plugins.orders.fulfilling.selling import make
from plugins.orders.pages.links import ident
from plugins.orders.placing import carts, reserving
from plugins.orders.placing.wanted import read

CREATED = 201
MOST_LINES = 2_000


def add(api: Blueprint) -> None:
    api.post("/place", endpoint="place")(policy("orders.order.submit")(place))
    api.post("/reserve", endpoint="reserve")(policy("orders.reservation.reserve")(reserve))
    api.post("/sales/<any(order, return):kind>/<uuid:record_id>/<move>", endpoint="move")(policy("orders.order.sell")(move))
    api.post("/read", endpoint="read")(policy("orders.order.create")(read_lines))
    api.post("/lines", endpoint="take_lines")(policy("orders.line.import")(lines))


def place() -> Any:
    """Place an order: `lines` of `sku`, `quantity`, `unit`; perhaps `buyer`, `seller`, `reference`, `requested_on`, `ship_to`, `note`,
    `from_rebate`, `from_deposit`. `key` makes placing it twice impossible; without it the Idempotency-Key of the request does."""
    given = json_object()
    key = str(given.get("key") or request.headers.get("Idempotency-Key") or uuid.uuid4().hex)[:100]
    plain = {
        name: given[name]
        for name in ("reference", "requested_on", "ship_to", "note", "from_rebate", "from_deposit")
        if given.get(name) is not None
    }
    loaded = records.load(ORDER, {"wanted": given.get("lines") or [], **plain}, partial=True)
    values = {name: loaded.get(name) for name in ("requested_on", "ship_to", "note", "from_rebate", "from_deposit")}
    buyer = carts.buyer_of(_named(given, "buyer"))
    order = carts.place(buyer, loaded["wanted"], seller=_named(given, "seller"), key=key, reference=loaded.get("reference") or "", **values)
    return records.dump(ORDER, order) | {"id": str(order.id), "number": order.number}, CREATED


def reserve() -> Any:
    """Reserve stock for a registered deal: `deal`, `lines` of `sku`, `quantity`, `unit`; perhaps `buyer`. What is reserved for it becomes so much."""
    given = json_object()
    loaded = records.load(ORDER, {"wanted": given.get("lines") or []}, partial=True)
    deal_id = _named(given, "deal")
    if deal_id is None:
        raise NotFound()
    found = reserving.reserve(carts.buyer_of(_named(given, "buyer")), deal_id, loaded["wanted"])
    return {"items": [records.dump(RESERVATION, one) | {"id": str(one.id)} for one in found]}


def _named(given: Mapping[str, Any], name: str) -> uuid.UUID | None:
    """Return the id a request names; None where it names none. Raises NotFound for what is no id."""
    text = given.get(name)
    found = ident(str(text)) if text else None
    if text and found is None:
        raise NotFound()
    return found


def move(kind: str, record_id: uuid.UUID, move: str) -> Any:
    """Make a move of a distributor that sells: `confirm`, `ship`, `ship_part`, `drop_rest`, `invoice`, `invoice_part`, `close`, `cancel` of an
    order, `accept`, `refuse`, `receive` of a return; the body is what the move asks for."""
    entity = {"order": ORDER, "return": RETURN}[kind]
    found = make(entity, record_id, move, json_object())
    return {"id": str(found.id), "number": found.number, "state": found.state}


def read_lines() -> Any:
    """Read `text` as lines of a quick order: the rows, and the lines that could not be read, each with what is wrong."""
    found = read(str(json_object().get("text", "")))
    return {"rows": list(found.rows), "unread": list(found.unread)}


def lines() -> Any:
    """Take invoiced lines over, at most 2,000 in a call: `items` as in the entity, each with `partner` (id or number). By source id
    a line is made once; one that is there is compared: the same changes nothing, days that came later are filled in, the rest is refused."""
    items = json_object().get("items")
    if not isinstance(items, list) or len(items) > MOST_LINES:
        raise Unprocessable(_("Give a list of at most %(most)s rows.", most=MOST_LINES))
    return take_lines(items)
