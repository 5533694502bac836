"""Taking money of a fund: reserved for a request, committed to its activities, paid out on claims, let go when it comes to nothing."""

import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from uuid_utils.compat import uuid7

from hansa import N_, Conflict, _, behind, current_scope, db
from plugins.ledger.api import commit, credit, hold, release, reverse
from plugins.mdf.models import Claim, Share
from plugins.mdf.money import accounts, flowing, layers, wording
from plugins.mdf.states import ASKED
from plugins.mdf.tasks import SPEND

NOTHING = Decimal(0)
SHORT = N_("The fund has %(available)s available; %(wanted)s is needed. Ask for less, or wait for money.")
MORE = N_("Only %(left)s of what was approved is left.")
KEPT = ("reserved", "committed")


def take(request: Any, amount: Decimal, stage: str, activity: Any = None) -> None:
    """Keep an amount of the partner's fund for a request or one of its activities, oldest layers first.

    All or nothing, however many ask at one moment. Raises Conflict (code `no-money`).
    """
    left, usable = amount, layers.usable(request.partner_id, request.fund, lock=True)
    free = layers.all_free(usable)
    for layer in usable:
        part = min(free[layer.id], left)
        if part > 0:
            _keep(request, layer, part, stage, activity)
            left -= part
        if not left:
            return
    if left:
        raise Conflict(_(SHORT, available=wording.amount(amount - left), wanted=wording.amount(amount)), code="no-money")


def _keep(request: Any, layer: Any, part: Decimal, stage: str, activity: Any) -> None:
    made = uuid7()
    record = ("mdf.activity", activity.id) if activity is not None else ("mdf.request", request.id)
    held = hold(accounts.fund(layer), part, key=f"mdf:{made}", record=record, memo=(activity or request).title)
    db.session.add(
        Share(
            program_id=request.program_id, id=made, partner_id=request.partner_id, request_id=request.id, allocation_id=layer.id,
            activity_id=activity.id if activity is not None else None, hold_id=held.id, stage=stage, amount=part,
            created_by=current_scope().actor.user_id,
        )
    )  # fmt: skip
    db.session.flush()


def let_go(*, request_id: uuid.UUID | None = None, activity_id: uuid.UUID | None = None, allocation_id: uuid.UUID | None = None) -> Decimal:
    """Give back what is kept for a request, an activity or of a layer, and return how much it was."""
    known: Mapping[Any, Any] = {Share.request_id: request_id, Share.activity_id: activity_id, Share.allocation_id: allocation_id}
    return _end([column == value for column, value in known.items() if value is not None])


def let_go_reserved(allocation_id: uuid.UUID) -> Decimal:
    """Give back what plans that are not approved keep of a layer."""
    return _end([Share.allocation_id == allocation_id, Share.stage == "reserved"])


def let_go_unclaimed(allocation_id: uuid.UUID) -> Decimal:
    """Give back what is kept of a layer, but for activities with a claim that came in time and waits for a decision."""
    claimed = sa.select(Claim.activity_id).where(Claim.state.in_(ASKED))
    return _end([Share.allocation_id == allocation_id, sa.or_(Share.activity_id.is_(None), Share.activity_id.not_in(claimed))])


def _end(where: Sequence[Any]) -> Decimal:
    back = NOTHING
    with behind(SPEND):
        shares = _kept(where)
        for share in shares:
            release(share.hold_id)
            back += share.amount
            share.stage, share.amount = "over", NOTHING
        db.session.flush()
        _onward({share.allocation_id for share in shares})
    return back


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
    """Return what is kept for an activity and not paid yet."""
    wanted = (Share.activity_id == activity_id, Share.stage == "committed")
    with behind(SPEND):
        return sum(db.session.scalars(sa.select(Share.amount).where(*wanted)), NOTHING)


def pay_out(claim: Any, activity: Any, amount: Decimal) -> list[list[str]]:
    """Move a granted amount from the fund to what the partner is owed, oldest layers first.

    Returns [journal, share, amount] of each layer. Raises Conflict (code `no-money`).
    """
    left, order, drawn = amount, _order(activity.id), []
    with behind(SPEND):
        for share in sorted(_kept([Share.activity_id == activity.id]), key=lambda share: order[share.allocation_id]):
            part = min(share.amount, left)
            if part <= 0:
                break
            legs = [credit(accounts.payable(claim.partner_id), part)]
            record = ("mdf.claim", claim.id)
            made = commit(
                share.hold_id, part, legs, kind=accounts.CLAIMED, key=f"mdf:{claim.id}:{share.id}", memo=claim.title, record=record
            )
            drawn.append([str(made.id), str(share.id), str(part)])
            share.amount, share.paid, left = share.amount - part, share.paid + part, left - part
            share.stage = "committed" if share.amount else "over"
        db.session.flush()
    if left:
        raise Conflict(_(MORE, left=wording.amount(amount - left)), code="no-money")
    return drawn


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


def _order(activity_id: uuid.UUID) -> dict[uuid.UUID, int]:
    """Return the place of each layer of an activity in the order of expiry."""
    with behind(SPEND):
        ids = set(db.session.scalars(sa.select(Share.allocation_id).where(Share.activity_id == activity_id)))
    return {layer.id: place for place, layer in enumerate(layers.locked(ids))}
