"""A quote by mail: a signed link for the customer, and the answer that comes back by it."""

import uuid
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from hansa import (
    N_,
    Conflict,
    Job,
    _,
    absolute_url,
    clock,
    current_locale,
    current_scope,
    directory,
    entity_of,
    mail,
    perform,
    records,
    throttled,
)
from plugins.orders.quoting import quotes

Values = Mapping[str, Any]
MOVES = {"accept": "customer_accepts", "decline": "customer_declines", "ask": "customer_asks"}
TOO_MANY = N_("Many quotes were mailed lately. Wait a little, or print this one.")
FREE = 60
"""So many letters of one partner go out before it has to wait: an account that was taken over is no way to send advertising."""


def may_be_mailed(record: Any, values: Values) -> None:
    """Raise Unprocessable for one that holds no more, Conflict for a partner that mails very many."""
    quotes.may_be_sent(record, values)
    if throttled(f"orders.quote-mail:{record.partner_id}", free=FREE):
        raise Conflict(_(TOO_MANY), code="too-many")


def mailed(record: Any, values: Values) -> Values:
    """Write the letter. An earlier link is void from now on, and so is an earlier answer."""
    sent, program, actor = clock.now(), current_scope().program, current_scope().actor
    company = directory.company(record.partner_id)
    link = absolute_url("orders.offer", program=program.slug, token=token(record.id, sent))
    mail.send(
        values["to"], "orders/quote", str(current_locale()), private=True, company=company.name if company else "", customer=record.attention or record.customer,
        number=record.number, message=values.get("message") or "", url=link, who=actor.name,
    )  # fmt: skip
    return {**quotes.sent(record, values), "sent_at": sent, "customer_email": values["to"], **_answer(None)}


def _answer(word: str | None, values: Values | None = None) -> Values:
    given = values or {}
    return {
        "answer": word,
        "answered_at": clock.now() if word else None,
        "answered_by": given.get("name"),
        "answer_note": given.get("note"),
    }


def accepted(record: Any, values: Values) -> Values:
    return _answer("accepted", values)


def declined(record: Any, values: Values) -> Values:
    return {**_answer("declined", values), "reason": values.get("note")}


def asked(record: Any, values: Values) -> Values:
    return _answer("asked", values)


def token(quote_id: uuid.UUID, sent: datetime) -> str:
    """Return what the link to a quote carries: its id and the moment it was sent, signed for this program."""
    return str(_sealer().dumps([quote_id.hex, _written(sent)]))


def named(text: str) -> uuid.UUID | None:
    """Return the id a token names; None for one that was not signed here. Whether it still holds is for `genuine`."""
    said = _said(text)
    return uuid.UUID(said[0]) if said else None


def genuine(text: str, found: Any) -> bool:
    """Tell whether a token is the one of the last letter about a quote."""
    return found.customer_email is not None and found.sent_at is not None and _said(text) == [found.id.hex, _written(found.sent_at)]


def _said(text: str) -> Any:
    try:
        return _sealer().loads(text)
    except BadSignature:
        return None


def _sealer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=f"orders.offer:{current_scope().program.id}")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat()


def _answered(program: Any, *, quote_id: str, token: str, move: str, name: str, note: str | None) -> None:
    """Make the move a customer asked for, unless the quote was changed, sent anew or answered meanwhile."""
    entity = entity_of("orders.quote")
    found = records.get(entity, uuid.UUID(quote_id), lock=True)
    if found.state == "sent" and genuine(token, found):
        perform(entity, found, move, {"name": name, "note": note})


ANSWERED = Job("quote_answered", _answered)
