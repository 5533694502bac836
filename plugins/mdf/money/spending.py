"""Taking money of a fund: reserved for a request, committed to its activities, paid out on claims, let go when it comes to nothing."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import N_, Conflict, _, behind, current_scope, db
from plugins.ledger.api import commit, credit, debit, hold, post, release, reverse
from plugins.mdf.models import Claim, Share
from plugins.mdf.money import accounts, exchange, flowing, layers, wording
from plugins.mdf.states import ASKED
from plugins.mdf.tasks import SPEND

NOTHING = Decimal(0)
SHORT = N_("The fund has %(available)s available; %(wanted)s is needed. Ask for less, or wait for money.")
MORE = N_("Only %(left)s of what was approved is left.")
KEPT = ("reserved", "committed")
Rates = dict[uuid.UUID, Fraction]
"""What one unit of a layer was worth in the program's currency when it was kept."""


def take(request: Any, amount: Decimal, stage: str, activity: Any = None, rates: Rates | None = None) -> None:
    """Keep an amount of the partner's fund, in the program's currency, for a request or one of its activities, oldest layers first.

    Of layers in other currencies by today's rate, or by one of `rates` it was kept at before. All or nothing, however many ask at one
    moment. Raises Conflict (code `no-money`), Unprocessable (code `no-rate`).
    """
    left, usable = amount, layers.usable(request.partner_id, request.fund, lock=True)
    free = layers.all_free(usable)
    parts: list[tuple[Any, Decimal, Decimal]] = []
    for layer in usable:
        if left and free[layer.id]:
            at = (rates or {}).get(layer.id) or exchange.rate(layer.currency)
            worth, part = exchange.part(free[layer.id], layer.currency, at, left)
            parts += [(layer, part, worth)] if worth > 0 else []
            left -= worth
    if left:
        raise Conflict(_(SHORT, available=wording.amount(amount - left), wanted=wording.amount(amount)), code="no-money")
    for layer, part, worth in parts:
        _keep(request, layer, part, worth, stage, activity)


def _keep(request: Any, layer: Any, part: Decimal, worth: Decimal, stage: str, activity: Any) -> None:
    made = uuid7()
    record = ("mdf.activity", activity.id) if activity is not None else ("mdf.request", request.id)
    held = hold(accounts.fund(layer), part, key=f"mdf:{made}", record=record, memo=(activity or request).title)
    db.session.add(
        Share(
            program_id=request.program_id, id=made, partner_id=request.partner_id, request_id=request.id, allocation_id=layer.id,
            activity_id=activity.id if activity is not None else None, hold_id=held.id, stage=stage, amount=part, worth=worth,
            created_by=current_scope().actor.user_id,
        )
    )  # fmt: skip
    db.session.flush()


def let_go(*, request_id: uuid.UUID | None = None, activity_id: uuid.UUID | None = None, allocation_id: uuid.UUID | None = None) -> Rates:
    """Give back what is kept for a request, an activity or of a layer, and return the rates it was kept at."""
    known: Mapping[Any, Any] = {Share.request_id: request_id, Share.activity_id: activity_id, Share.allocation_id: allocation_id}
    return _end([column == value for column, value in known.items() if value is not None])


def let_go_reserved(allocation_id: uuid.UUID) -> None:
    """Give back what plans that are not approved keep of a layer."""
    _end([Share.allocation_id == allocation_id, Share.stage == "reserved"])


def let_go_unclaimed(allocation_id: uuid.UUID) -> None:
    """Give back what is kept of a layer, but for activities with a claim that came in time and waits for a decision."""
    claimed = sa.select(Claim.activity_id).where(Claim.state.in_(ASKED))
    _end([Share.allocation_id == allocation_id, sa.or_(Share.activity_id.is_(None), Share.activity_id.not_in(claimed))])


def _end(where: Sequence[Any]) -> Rates:
    rates: Rates = {}
    with behind(SPEND):
        shares = _kept(where)
        for share in shares:
            release(share.hold_id)
            if share.amount:
                rates[share.allocation_id] = Fraction(share.worth) / Fraction(share.amount)
            share.stage, share.amount, share.worth = "over", NOTHING, NOTHING
        db.session.flush()
        _onward({share.allocation_id for share in shares})
    return rates


def _onward(layer_ids: set[uuid.UUID]) -> None:
    """Let what came back to layers that are over go on to their budgets."""
    for layer in layers.locked(layer_ids):
        if layer.state in layers.OVER:
            flowing.release(layer, f"back:{uuid7()}")


def _kept(where: Sequence[Any]) -> Sequence[Share]:
    """Return what is kept, its layers locked; read again under the lock."""
    wanted = sa.select(Share).where(*where, Share.stage.in_(KEPT)).order_by(Share.id)
    layers.locked({share.allocation_id for share in db.session.scalars(wanted)})
    return db.session.scalars(wanted.execution_options(populate_existing=True)).all()


def committed(activity_id: uuid.UUID) -> Decimal:
    """Return what is kept for an activity and not paid yet, in the program's currency."""
    wanted = (Share.activity_id == activity_id, Share.stage == "committed")
    with behind(SPEND):
        return sum(db.session.scalars(sa.select(Share.worth).where(*wanted)), NOTHING)


def pay_out(claim: Any, activity: Any, amount: Decimal) -> list[list[str]]:
    """Move a granted amount, in the program's currency, from the fund to what the partner is owed, oldest layers first.

    Returns [journal, share, amount in the currency of the layer] of each layer. Raises Conflict (code `no-money`).
    """
    left, order, drawn = amount, _order(activity.id), []
    with behind(SPEND):
        for share in sorted(_kept([Share.activity_id == activity.id]), key=lambda share: list(order).index(share.allocation_id)):
            worth = min(share.worth, left)
            if worth <= 0:
                break
            layer = order[share.allocation_id]
            part = exchange.portion(share, layer.currency, worth)
            drawn.append([_paid(claim, share, layer, part, worth), str(share.id), str(part)])
            share.amount, share.worth = share.amount - part, share.worth - worth
            share.paid, left = share.paid + part, left - worth
            share.stage = "committed" if share.worth else "over"
        db.session.flush()
    if left:
        raise Conflict(_(MORE, left=wording.amount(amount - left)), code="no-money")
    return drawn


def _paid(claim: Any, share: Share, layer: Any, part: Decimal, worth: Decimal) -> str:
    """Post what a claim takes of a layer and return the journal. What is less than the smallest unit of its currency waits for more."""
    owed = credit(accounts.payable(claim.partner_id), worth)
    legs = exchange.across(debit(accounts.fund(layer), part or 1), owed, accounts.exchange)[1:]
    key, record = f"mdf:{claim.id}:{share.id}", ("mdf.claim", claim.id)
    if part:
        return str(commit(share.hold_id, part, legs, kind=accounts.CLAIMED, key=key, memo=claim.title, record=record).id)
    return str(post(accounts.CLAIMED, legs[1:], key=key, memo=claim.title, record=record).id)


def take_back(claim: Any, reason: str) -> None:
    """Reverse all that was posted for a claim, the payment first; the money is in its fund again, free for other plans."""
    with behind(SPEND):
        for journal_id in ([claim.posted_id] if claim.posted_id else []) + [uuid.UUID(row[0]) for row in claim.drawn]:
            reverse(journal_id, key=f"mdf:back:{journal_id}", reason=reason)
        touched = set()
        for _journal, share_id, amount in claim.drawn:
            share = db.session.scalars(sa.select(Share).where(Share.id == uuid.UUID(share_id)).with_for_update()).one()
            share.paid -= Decimal(amount)
            touched.add(share.allocation_id)
        db.session.flush()
        _onward(touched)


def _order(activity_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    """Return the layers of an activity in the order of expiry."""
    with behind(SPEND):
        ids = set(db.session.scalars(sa.select(Share.allocation_id).where(Share.activity_id == activity_id)))
    return {layer.id: layer for layer in layers.locked(ids)}
