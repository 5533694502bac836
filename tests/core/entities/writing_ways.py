"""Ways to write another partner's rows, or to write past `records`; each is stopped."""

import uuid
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

from core.db import db
from core.entities.sharing import Share
from tests.core.entities.rows import Rows, ways_of
from tests.fixture_plugins.audiences.models import Note, Reply

table = Note.__table__


def core_update(rows: Rows) -> Any:
    return db.session.execute(sa.update(table).values(body="planted"))


def core_delete(rows: Rows) -> Any:
    return db.session.connection().execute(sa.delete(table))


def core_insert(rows: Rows) -> Any:
    return db.session.connection().execute(sa.insert(table), rows.note(partner_id=rows.them))


def orm_insert(rows: Rows) -> Any:
    return db.session.execute(sa.insert(Note), [rows.note(partner_id=rows.them)])


def orm_update(rows: Rows) -> Any:
    return db.session.execute(sa.update(Note).where(Note.id == rows.theirs).values(body="planted"))


def orm_update_by_key(rows: Rows) -> Any:
    return db.session.execute(sa.update(Note), [{"program_id": rows.program, "id": rows.theirs, "body": "planted"}])


def orm_delete(rows: Rows) -> Any:
    return db.session.execute(sa.delete(Note).where(Note.id == rows.theirs))


def query_update(rows: Rows) -> Any:
    return db.session.query(Note).filter(Note.id == rows.theirs).update({"body": "planted"})


def update_from(rows: Rows) -> Any:
    return db.session.execute(sa.update(Reply).values(body=Note.title).where(Note.id == rows.theirs))


def delete_using(rows: Rows) -> Any:
    return db.session.execute(sa.delete(Note).where(Note.id == Reply.about_id))


def insert_from_select(rows: Rows) -> Any:
    names = ("program_id", "id", "partner_id", "title", "custom", "version", "created_at", "updated_at")
    chosen = [
        table.c[name] if name not in ("id", "partner_id") else sa.literal(value, sa.Uuid())
        for name, value in zip(names, (None, uuid.uuid4(), rows.me, *[None] * 5), strict=True)
    ]
    return db.session.connection().execute(sa.insert(table).from_select(names, sa.select(*chosen)))


def bulk_insert(rows: Rows) -> Any:
    return db.session.bulk_insert_mappings(Note, [rows.note(partner_id=rows.them)])


def bulk_update(rows: Rows) -> Any:
    return db.session.bulk_update_mappings(Note, [{"program_id": rows.program, "id": rows.theirs, "version": 1, "body": "planted"}])


def bulk_save(rows: Rows) -> Any:
    return db.session.bulk_save_objects([Note(**rows.note(partner_id=rows.them))])


def merge_a_foreign_row(rows: Rows) -> Any:
    db.session.merge(Note(**rows.note(id=rows.theirs, partner_id=rows.them)))
    return db.session.flush()


def merge_over_a_foreign_row(rows: Rows) -> Any:
    db.session.merge(Note(**rows.note(id=rows.theirs)))
    return db.session.flush()


def merge_without_a_look(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, version=1))
    so.make_transient_to_detached(note)
    db.session.merge(note, load=False).body = "planted"
    return db.session.flush()


def insert_for_another(rows: Rows) -> Any:
    db.session.add(Note(**rows.note(partner_id=rows.them)))
    return db.session.flush()


def insert_into_another_program(rows: Rows) -> Any:
    db.session.add(Note(**rows.note(program_id=uuid.uuid4())))
    return db.session.flush()


def point_at_a_foreign_row(rows: Rows) -> Any:
    db.session.add(Reply(**rows.note(about_id=rows.theirs)))
    return db.session.flush()


def point_at_a_foreign_row_by_the_owners_key(rows: Rows) -> Any:
    db.session.add(Reply(**rows.note(note_id=rows.theirs)))
    return db.session.flush()


def turn_to_a_foreign_row(rows: Rows) -> Any:
    db.session.get_one(Reply, (rows.program, rows.reply)).note_id = rows.theirs
    return db.session.flush()


def give_an_own_row_away(rows: Rows) -> Any:
    rows.own().partner_id = rows.them
    return db.session.flush()


def give_an_expired_row_away(rows: Rows) -> Any:
    note = rows.own()
    db.session.expire(note)
    note.partner_id = rows.them
    return db.session.flush()


def delete_a_foreign_row(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, partner_id=rows.them))
    so.make_transient_to_detached(note)
    db.session.add(note)
    db.session.delete(note)
    return db.session.flush()


def claim_a_foreign_row(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, version=1))
    so.make_transient_to_detached(note)
    db.session.add(note)
    note.body = "planted"
    return db.session.flush()


def share_a_foreign_row_with_oneself(rows: Rows) -> Any:
    db.session.add(Share(program_id=rows.program, entity="audiences.docket", record_id=rows.theirs, partner_id=rows.me))
    return db.session.flush()


def write_after_a_failed_flush(rows: Rows) -> Any:
    with db.session.begin_nested():
        db.session.add(Reply(**rows.note(note_id=uuid.uuid4())))
        try:
            db.session.flush()
        except sa.exc.IntegrityError:
            db.session.rollback()
    return db.session.connection().execute(sa.update(table).values(body="planted"))


def write_between_two_flushes(rows: Rows) -> Any:
    rows.own().body = "mine"
    db.session.flush()
    return db.session.connection().execute(sa.update(table).where(table.c.id == rows.theirs).values(body="planted"))


WAYS = ways_of(dict(globals()))
