"""Everything that is held of a subject, as one file: what the core knows, records as the partner sees them, what plugins add."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from flask import current_app

from core import clock
from core.audit import Audit, canonical, jsonable
from core.db import db
from core.entities.effective import schema_class
from core.entities.entity import Entity
from core.entities.exports import Export
from core.entities.file_model import TABLE as FILES
from core.entities.marks import WALL
from core.entities.registry import registry
from core.entities.scope import current
from core.entities.system import system
from core.entities.telling import unnamed
from core.entities.views import StoredView
from core.errors import Denied
from core.identity.actor import Actor
from core.identity.models import Deputy, Membership, Session, Token, User
from core.mail import Mail
from core.personal.subject import Subject
from core.personal.tables import Held, read
from core.portal import portal
from core.web.forms.drafts import Draft

REASON = "personal data"
HOOKS = ("personal_data", "erase_personal_data")
PRIVATE = frozenset({"password_hash", "totp_secret", "totp_last_step", "recovery_hashes", "site_admin"})
OPEN = frozenset({"clean", "none"})
"""Scan states in which a file may be given out."""


def held(subject: Subject) -> list[Held]:
    """Return everything about a subject in the active program, also what plugins hold that are switched off there."""
    if current().actor.reach != "all":
        raise Denied()
    devices = _devices(subject)
    with system(REASON):
        found = [devices, *_people(subject), *(_records(subject) if subject.partner_id else ()), *_of_plugins(subject)]
    together: dict[str, list[Any]] = {}
    for one in found:
        together.setdefault(one.name, []).extend(one.rows)
    return [Held(name, rows) for name, rows in together.items() if rows]


def silent() -> list[str]:
    """Return the labels of plugins that keep records of partners and do not answer for personal data."""
    answering = set.intersection(*(set(plugins().implementers(hook, plugins().active())) for hook in HOOKS))
    owning = {entity.plugin for entity in registry() if entity.audience == "owner"} - {"core"}
    return sorted(plugins().loaded[name].info.label for name in owning - answering if name in plugins().loaded)


def archive(subject: Subject, found: list[Held]) -> bytes:
    """Return a ZIP of one JSON file, and of the partner's files beside it."""
    data = {"subject": subject.name, "program": current().program.slug, "made_at": clock.now(), "held": {one.name: one.rows for one in found}}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("data.json", json.dumps(json.loads(canonical(jsonable(data))), indent=1, ensure_ascii=False))
        for row in files(subject):
            if row.scan in OPEN:
                with portal().files.open(row.key) as stream:
                    made.writestr(f"files/{row.id}/{row.name}", stream.read())
    return out.getvalue()


def files(subject: Subject) -> list[Any]:
    """Return the rows of the files on records of a partner that the partner may read."""
    if subject.partner_id is None:
        return []
    mine = (FILES.c.program_id == current().program.id, FILES.c.partner_id == subject.partner_id, FILES.c.visibility == "shared")
    with system(REASON):
        return list(db.session.connection().execute(sa.select(FILES).where(*mine).order_by(FILES.c.id), execution_options=WALL))


def plugins() -> Any:
    return current_app.extensions["hansa"].plugins


def _of_plugins(subject: Subject) -> Iterator[Held]:
    for _plugin, rows in plugins().call("personal_data", plugins().active(), subject=subject):
        yield from rows or ()


def _devices(subject: Subject) -> Held:
    """Where these people are signed in. In front of the wall: sessions are behind none."""
    seen = Session.__table__
    used = (seen.c.created_at, seen.c.last_seen_at, seen.c.address, seen.c.device)
    with unnamed() as connection:
        rows = connection.execute(sa.select(*used).where(seen.c.user_id.in_(subject.users)), execution_options=WALL).all()
    return Held("devices", [jsonable(dict(row._mapping)) for row in rows])


def _people(subject: Subject) -> Iterator[Held]:
    """What the core holds of the people: who they are, where they work, how they came in, what they kept, what they did."""
    own = User.__table__
    account = sa.select(*(c for c in own.columns if c.name not in PRIVATE)).where(own.c.id.in_(subject.users))
    rows = db.session.connection().execute(account, execution_options=WALL).all()
    yield Held("account", [jsonable(dict(row._mapping)) for row in rows])
    yield read("memberships", Membership, Membership.id.in_(subject.memberships))
    yield read("API tokens", Token, Token.membership_id.in_(subject.memberships))
    for name, model in (("drafts", Draft), ("views", StoredView), ("exports", Export)):
        yield read(name, model, model.__table__.c.principal.in_([*subject.memberships, *subject.users]))
    yield read("deputies", Deputy, sa.or_(Deputy.membership_id.in_(subject.memberships), Deputy.deputy_id.in_(subject.memberships)))
    yield read("mail", Mail, Mail.to.in_(subject.emails), omit={"text"} if subject.partner_id else {"error"})
    acts = Audit.__table__
    wanted = sa.select(acts.c.at, acts.c.action, acts.c.entity, acts.c.record_id).where(
        acts.c.program_id == current().program.id, acts.c.user_id.in_(subject.users)
    )
    done = db.session.connection().execute(wanted.order_by(acts.c.id), execution_options=WALL).all()
    yield Held("acts", [jsonable(dict(row._mapping)) for row in done])


def _records(subject: Subject) -> Iterator[Held]:
    """The records of a partner, field by field as its own people see them."""
    reader = Actor(kind="user", partner_id=subject.partner_id)
    for entity in registry():
        if entity.audience == "owner" and entity.key != "core.membership":
            yield Held(entity.key, list(_dumped(entity, subject, reader)))


def _dumped(entity: Entity, subject: Subject, reader: Actor) -> Iterator[dict[str, Any]]:
    program, table = current().program, entity.table
    schema = schema_class(entity, program, reader)()
    wanted = sa.select(table).where(table.c.program_id == program.id, table.c[entity.owner] == subject.partner_id)
    common = [name for name in ("id", "number", "created_at", "updated_at", "archived_at") if name in table.c]
    for row in db.session.connection().execute(wanted.order_by(table.c.id), execution_options=WALL).mappings():
        own = {name: row[name] for name in schema.dump_fields if name in row}
        yield jsonable({name: row[name] for name in common} | dict(schema.dump({**(row.get("custom") or {}), **own})))


