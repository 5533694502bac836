"""Using a special price: never more than was granted, however many order at one moment."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, NotFound, SystemTask, _, behind, db, perform, records
from plugins.specialprice import granting
from plugins.specialprice.entities import REQUEST, USE
from plugins.specialprice.models import Allowance, Use
from plugins.specialprice.states import VALID

TAKE = "specialprice.take"
TASKS = [SystemTask(TAKE, "A quantity is taken in one conditional statement from a line the actor has read in its own scope.")]
NOT_VALID = N_("This price is not valid (any more).")


def use(request_id: uuid.UUID, allowance_id: uuid.UUID, raw: Mapping[str, Any]) -> Any:
    """Use a quantity of an authorised line. Raises Conflict when less is left, or the price has ended with its protection."""
    request = records.get(REQUEST, request_id, lock=True)
    records.require(REQUEST, "use", request)
    if not granting.is_usable(request):
        raise Conflict(_(NOT_VALID), code="not-valid")
    values = records.load(USE, raw)
    take(request, allowance_id, values["quantity"])
    made = records.create(USE, raw, partner_id=request.partner_id, request_id=request.id, allowance_id=allowance_id)
    count(request)
    return made


def allowances(request: Any) -> Sequence[Allowance]:
    return db.session.scalars(sa.select(Allowance).where(Allowance.request_id == request.id).order_by(Allowance.place)).all()


def uses(request: Any) -> Sequence[Use]:
    return db.session.scalars(sa.select(Use).where(Use.request_id == request.id).order_by(Use.id.desc())).all()


def take(request: Any, allowance_id: uuid.UUID, quantity: int) -> None:
    """Take from what is left, in one conditional statement; a quantity below zero gives back. Raises Conflict when less is left."""
    line = db.session.scalar(sa.select(Allowance).where(Allowance.id == allowance_id, Allowance.request_id == request.id))
    if line is None:
        raise NotFound()
    enough = (Allowance.id == allowance_id, Allowance.used + quantity <= Allowance.quantity, Allowance.used + quantity >= 0)
    with behind(TAKE):
        statement = sa.update(Allowance).where(*enough).values(used=Allowance.used + quantity)
        taken: Any = db.session.execute(statement, execution_options={"synchronize_session": False})
    if taken.rowcount != 1:
        left = line.quantity - line.used
        raise Conflict(_("Only %(left)s of %(product)s are left at this price.", left=left, product=line.product), code="exceeds")


def count(request: Any) -> None:
    """Add up what is used, and move the request on, or back when something was given back."""
    used = db.session.scalar(sa.select(sa.func.sum(Allowance.used)).where(Allowance.request_id == request.id))
    records.apply(REQUEST, request, {"used": int(used or 0)})
    if request.state == "exhausted":
        if request.used < request.quantity:
            perform(REQUEST, request, "give_back")
    elif request.state in VALID and request.used >= request.quantity:
        perform(REQUEST, request, "exhaust")
    elif request.state in VALID and request.state != "used" and request.used:
        perform(REQUEST, request, "use")
