"""What plugins build demo data with: companies and products, the people of the demo, a clock that stands in the past."""

import io
import uuid
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.demo.partners import customer_companies
from core.demo.plans import PLANS
from core.demo.sources import Company, Product, products
from core.entities import acting, records
from core.entities import scope as scopes
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import Scope, current
from core.entities.system import select
from core.identity import resolve
from core.identity.models import Membership, User
from core.jobs.scopes import as_system
from core.portal import portal

at = clock.moved

__all__ = ["Company", "Letter", "Product", "Scope", "acting_as", "anew", "at", "catalogue", "customers", "letter", "ongoing", "people", "remember"]


def customers() -> Sequence[Company]:
    """Return the companies the partners of the active program sell to."""
    return next(customer_companies(plan) for plan in (make() for make in PLANS) if plan.slug == current().program.slug)


def catalogue() -> Sequence[Product]:
    """Return the products of the active program, in its language; prices in US dollars."""
    return products(chinese=current().program.locale.startswith("zh"))


def people() -> dict[uuid.UUID | None, list[Scope]]:
    """Return the scopes of the members of the active program by their partner; those of the vendor under None."""
    program = current().program
    statement = select(*resolve.COLUMNS).join_from(Membership, User, User.id == Membership.user_id)
    found: dict[uuid.UUID | None, list[Scope]] = {}
    for row in db.session.execute(statement.order_by(Membership.created_at, Membership.id), execution_options=WALL):
        if actor := resolve.member(program, row):
            found.setdefault(actor.partner_id, []).append(Scope(program, actor))
    return found


def remember(entity: Entity, record: Any, act: str, who: Scope, changes: Mapping[str, Sequence[Any]], reason: str | None = None) -> None:
    """Write into the history of a record what somebody did at the moment the clock stands at. Changes nothing else."""
    told = {name: [audit.jsonable(value) for value in pair] for name, pair in changes.items()}
    entry = {"record_id": record.id, "record_version": record.version, "partner_id": records.owner_of(entity, record), "changes": told}
    token = scopes.swap(who)
    try:
        audit.write(entity.key, act, [entry], reason=reason)
    finally:
        scopes.restore(token)


@dataclass
class Letter:
    """An e-mail that was saved as a file, to be kept with a record like an upload."""

    filename: str | None
    stream: Any


def letter(filename: str, sender: str, subject: str, text: str) -> Letter:
    """Return a saved e-mail; `filename` ends in `.eml`."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["Date"] = clock.now()
    message.set_content(text)
    return Letter(filename, io.BytesIO(message.as_bytes()))


def ongoing(limit: int) -> list[tuple[Entity, Any]]:
    """Return records of partners that are being worked on, the newest of each kind, with their kinds."""
    kinds = [entity for entity in registry().of_plugins(current().program.plugins) if entity.workflow and entity.audience == "owner"]
    return [(entity, record) for entity in kinds for record in _ongoing(entity, limit)]


def _ongoing(entity: Entity, limit: int) -> Sequence[Any]:
    flow, model = entity.workflow, entity.model
    assert flow is not None
    busy = [state.key for state in flow.states[1:] if state.kind != "done"]
    statement = sa.select(model).where(getattr(model, flow.field).in_(busy)).order_by(model.created_at.desc(), model.id).limit(limit)
    return db.session.scalars(statement).all()


def anew() -> AbstractContextManager[Scope]:
    """Act as the system in the active program as it is by now: settings that were just saved count. People are to be asked for again."""
    return acting.entered(as_system(portal().programs.fresh(current().program.id)))


def acting_as(scope: Scope) -> AbstractContextManager[Scope]:
    """Act as a person of the demo inside the block."""
    return acting.entered(scope)
