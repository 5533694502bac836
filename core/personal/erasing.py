"""Erasing: what can go is deleted, what must stay stays under a pseudonym. The audit trail and append-only books are not touched."""

from functools import partial
from typing import Any

import sqlalchemy as sa

from core import audit, clock
from core.db import db
from core.entities import records
from core.entities.exports import Export
from core.entities.file_model import TABLE as FILES
from core.entities.marks import WALL
from core.entities.scope import current
from core.entities.system import system
from core.entities.unit import after_commit
from core.entities.views import StoredView
from core.errors import Conflict, Denied
from core.i18n import N_
from core.idempotency import Idempotency
from core.identity import members, sessions
from core.identity.entities import MEMBERSHIP, PARTNER
from core.identity.models import Deputy, Membership, Partner, Ticket, Token, User
from core.jobs.outbox import Outbox
from core.jobs.queue import QueuedJob
from core.mail import Mail
from core.personal.holding import REASON, plugins
from core.personal.subject import Person, Subject, pseudonym
from core.personal.tables import blank, forget, ids_of, says
from core.portal import portal
from core.storage import Store
from core.web.forms.drafts import Draft

GIVEN, ERASED = "given out", "erased"
GONE_FOR_GOOD = "erased.invalid"
"""The domain of addresses that stand in place of erased ones; nothing can be delivered there."""

ACTIVE = N_("Set the status of this partner to “terminated” first: whoever works with it loses access then.")


def erase(subject: Subject) -> None:
    """Erase a subject in the active program, in the running unit; repeated, it finds nothing left to do.

    A person's account goes with their last membership on the site. Raises Conflict for oneself and for a partner that is not
    terminated, Denied for staff with rights the actor lacks, and whatever a plugin refuses with.
    """
    _judge(subject)
    with system(REASON):
        _traces(subject)  # while the records events are about can still be found
        plugins().call("erase_personal_data", plugins().active(), subject=subject)
        for person in subject.people:
            _kept(person)
        if subject.partner_id is not None:
            _partner(subject)
    for person in subject.people:
        _person(person)
    told(subject, ERASED)


def _judge(subject: Subject) -> None:
    if current().actor.reach != "all":
        raise Denied()
    if subject.partner_id is not None and records.get(PARTNER, subject.partner_id).status != "terminated":
        raise Conflict(ACTIVE, code="partner-active")
    for membership in subject.memberships:
        member = records.get(MEMBERSHIP, membership)
        members.not_oneself(member)
        members.above(member)


def _kept(person: Person) -> None:
    """Delete what the person kept in the program."""
    own = person.memberships
    for model in (Draft, StoredView, Export):
        forget(model, model.__table__.c.principal.in_([*own, person.user_id]))
    forget(Deputy, sa.or_(Deputy.membership_id.in_(own), Deputy.deputy_id.in_(own)))
    forget(Token, Token.membership_id.in_(own))
    _run(sa.delete(Ticket.__table__).where(Ticket.membership_id.in_(own)))


def _person(person: Person) -> None:
    """End the memberships, and the account where nothing else needs it. In front of the wall: sessions are behind none."""
    for member in db.session.scalars(sa.select(Membership).where(Membership.id.in_(person.memberships), Membership.ended_at.is_(None))).all():
        members.close(member)
    if person.user_id is not None and not _needed_elsewhere(person):
        _account(person)


def _needed_elsewhere(person: Person) -> bool:
    another = (Membership.user_id == person.user_id, Membership.id.not_in(person.memberships), Membership.ended_at.is_(None))
    other = sa.select(Membership.id).where(*another)
    runs_the_site = sa.select(User.id).where(User.id == person.user_id, User.site_admin.is_(True))
    return bool(_run(other).first() or _run(runs_the_site).first())


def _account(person: Person) -> None:
    """Leave of an account what records point at: an id, under a pseudonym, that nobody can sign in with."""
    assert person.user_id is not None
    sessions.close_all(person.user_id)
    table = User.__table__
    _run(sa.delete(Ticket.__table__).where(Ticket.user_id == person.user_id))
    nothing: dict[str, Any] = {"password_hash": None, "totp_secret": None, "totp_last_step": None, "recovery_hashes": [], "locale": None, "color_mode": "auto"}
    name, address = pseudonym(person.user_id), f"{person.user_id.hex}@{GONE_FOR_GOOD}"
    gone = {"email": address, "name": name, "disabled_at": sa.func.coalesce(table.c.disabled_at, clock.now()), **nothing}
    _run(sa.update(table).where(table.c.id == person.user_id).values(gone))


def _partner(subject: Subject) -> None:
    """Leave of a partner its number and its place in the tree; its files go after the commit."""
    assert subject.partner_id is not None
    name = pseudonym(subject.partner_id)
    blank(Partner, ("domain", "registration_no", "custom"), Partner.id == subject.partner_id, name=name)
    mine = (FILES.c.program_id == current().program.id, FILES.c.partner_id == subject.partner_id)
    keys = list(_run(sa.select(FILES.c.key).where(*mine)).scalars())
    _run(sa.delete(FILES).where(*mine))
    members_of = Membership.__table__
    named = (members_of.c.program_id == current().program.id, members_of.c.partner_id == subject.partner_id)
    _run(sa.update(members_of).where(*named).values(partner_name=name))
    after_commit(partial(_drop, portal().files, keys))


def _drop(store: Store, keys: list[str]) -> None:
    for key in keys:
        store.delete(key)


def _traces(subject: Subject) -> None:
    """Delete letters to these people, and what is kept for a while of requests, events and jobs that speak of them."""
    words = [*subject.emails, *([subject.name] if subject.partner_id else ())]
    job, event = QueuedJob.__table__, Outbox.__table__
    forget(Mail, sa.or_(Mail.to.in_(subject.emails), says(Mail, "subject", words), says(Mail, "text", words)))
    forget(Idempotency, says(Idempotency, "body", words))
    forget(QueuedJob, job.c.finished_at.is_not(None), says(QueuedJob, "payload", words))
    speaking = sa.or_(says(Outbox, "payload", words), *(event.c.record_id.in_(ids) for ids in ids_of(subject)))
    forget(Outbox, event.c.relayed_at.is_not(None), speaking)
    waiting = (event.c.program_id == current().program.id, event.c.relayed_at.is_(None))
    _run(sa.update(event).where(*waiting, speaking).values(payload={"changes": {}}))


def told(subject: Subject, act: str) -> None:
    """Write down that somebody's data was given out or erased; whose, by id alone."""
    whose: list[Any] = [*subject.users] or [subject.partner_id]
    entries: list[dict[str, Any]] = [{"record_id": one, "record_version": None, "partner_id": None, "changes": {}} for one in whose]
    audit.write("core.personal", act, entries)


def _run(statement: Any) -> Any:
    return db.session.connection().execute(statement, execution_options=WALL)
