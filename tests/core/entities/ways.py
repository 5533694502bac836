"""The ways code of a plugin could try to read or write another partner's row. None may work."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

import hansa
from core.db import db
from core.entities import acting, search
from core.entities.scope import Scope
from core.entities.sharing import Share
from tests.fixture_plugins.audiences.models import Note, Reply


@dataclass(frozen=True)
class Rows:
    """What is at hand: an own note and reply, another partner's note, both partners' ids, the other's scope."""

    mine: uuid.UUID
    reply: uuid.UUID
    theirs: uuid.UUID
    me: uuid.UUID
    them: uuid.UUID
    program: uuid.UUID
    other_scope: Scope

    @property
    def key(self) -> tuple[uuid.UUID, uuid.UUID]:
        return self.program, self.theirs

    def own(self) -> Note:
        return db.session.get_one(Note, (self.program, self.mine))

    def note(self, **values: Any) -> dict[str, Any]:
        """Return the columns of a new note; mine unless said otherwise."""
        return {"program_id": self.program, "id": uuid.uuid4(), "partner_id": self.me, "title": "planted", "custom": {}, **values}


Way = Callable[[Rows], Any]
LAWFUL: list[Way] = []
"""Forms of query that are allowed: they give the rows one may see, so the owner of the row must see it."""
REFUSED: list[Way] = []
WRITES: list[Way] = []

table = Note.__table__
loose = sa.table("audiences__note", sa.column("title"), sa.column("id"), sa.column("partner_id"))


def lawful(way: Way) -> Way:
    LAWFUL.append(way)
    return way


def refused(way: Way) -> Way:
    REFUSED.append(way)
    return way


def writes(way: Way) -> Way:
    WRITES.append(way)
    return way


def _all(statement: Any, *arguments: Any) -> Any:
    return db.session.execute(statement, *arguments).all()


def _core(statement: Any, *arguments: Any) -> Any:
    return db.session.connection().execute(statement, *arguments).all()


def _titles(notes: Any) -> list[str]:
    return [note.title for note in notes]


# --- reading with what the wall lets through, narrowed ------------------------------------------------------------------


@lawful
def select_entity(rows: Rows) -> Any:
    return _titles(db.session.scalars(sa.select(Note)))


@lawful
def select_columns(rows: Rows) -> Any:
    return _all(sa.select(Note.title))


@lawful
def select_with_parameters(rows: Rows) -> Any:
    return _all(sa.select(Note.title).where(Note.id == sa.bindparam("id")), {"id": rows.theirs})


@lawful
def legacy_query(rows: Rows) -> Any:
    return db.session.query(Note.title).filter(Note.id == rows.theirs).all()


@lawful
def get(rows: Rows) -> Any:
    found = db.session.get(Note, rows.key)
    return found and found.title


@lawful
def aliased(rows: Rows) -> Any:
    other = so.aliased(Note)
    return _all(sa.select(other.title))


@lawful
def self_join(rows: Rows) -> Any:
    other = so.aliased(Note)
    return _all(sa.select(Note.title, other.title).join(other, other.program_id == Note.program_id))


@lawful
def subquery(rows: Rows) -> Any:
    inner = sa.select(Note.title).subquery()
    return _all(sa.select(inner.c.title))


@lawful
def entity_of_subquery(rows: Rows) -> Any:
    inner = so.aliased(Note, sa.select(Note).subquery())
    return _titles(db.session.scalars(sa.select(inner)))


@lawful
def scalar_subquery(rows: Rows) -> Any:
    return _all(sa.select(sa.select(sa.func.max(Note.title)).where(Note.id == rows.theirs).scalar_subquery()))


@lawful
def common_table_expression(rows: Rows) -> Any:
    inner = sa.select(Note.title).cte()
    return _all(sa.select(inner.c.title))


@lawful
def union(rows: Rows) -> Any:
    return _all(sa.union_all(sa.select(Note.title), sa.select(Reply.title)))


@lawful
def exists_of_mapped_class(rows: Rows) -> Any:
    seen = sa.exists().where(Note.id == rows.theirs)
    return ["Bellmark"] if db.session.scalar(sa.select(seen)) else []


@lawful
def count(rows: Rows) -> Any:
    found = db.session.scalar(sa.select(sa.func.count()).select_from(Note).where(Note.id == rows.theirs))
    return ["Bellmark"] if found else []


@lawful
def aggregate(rows: Rows) -> Any:
    return _all(sa.select(sa.func.min(Note.title), sa.func.max(Note.title)))


@lawful
def joined_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.joinedload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


@lawful
def select_in_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.selectinload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


@lawful
def subquery_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.subqueryload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


@lawful
def lazy_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply))
    return [reply.about.title for reply in replies if reply.about]


@lawful
def join_along_relationship(rows: Rows) -> Any:
    return _all(sa.select(Note.title).join(Reply, sa.and_(Reply.program_id == Note.program_id, Reply.about_id == Note.id)))


@lawful
def stream_in_parts(rows: Rows) -> Any:
    return _titles(db.session.scalars(sa.select(Note).execution_options(yield_per=1)))


@lawful
def refresh_an_attribute(rows: Rows) -> Any:
    note = db.session.get(Note, rows.key)
    if note is not None:
        db.session.refresh(note, ["title"])
    return note and note.title


@lawful
def door(rows: Rows) -> Any:
    return _all(hansa.select(Note.title))


@lawful
def door_on_the_connection(rows: Rows) -> Any:
    return _core(hansa.select(Note.title).where(Note.id == rows.theirs))


@lawful
def door_with_count(rows: Rows) -> Any:
    found = _core(hansa.select(sa.func.count(Note.id)).where(Note.id == rows.theirs))
    return ["Bellmark"] if found[0][0] else []


@lawful
def door_on_an_alias(rows: Rows) -> Any:
    return _core(hansa.select(so.aliased(Note).title))


@lawful
def door_on_two_aliases(rows: Rows) -> Any:
    one, other = so.aliased(Note), so.aliased(Note)
    return _core(hansa.select(one.title, other.title).where(one.program_id == other.program_id))


@lawful
def search_hits(rows: Rows) -> Any:
    dialect = db.engine.dialect.name
    found = search.matching(Note.id, "audiences.note", dialect)
    binds = {"hansa_program": rows.program, **search.query_binds("Bellmark", dialect)}
    return _core(hansa.select(Note.title).where(found), binds) if dialect == "postgresql" else _all(sa.select(Note.title))


# --- reading past the wall --------------------------------------------------------------------------------------------------


@refused
def text(rows: Rows) -> Any:
    return _all(sa.text("SELECT title FROM audiences__note"))


@refused
def text_with_columns(rows: Rows) -> Any:
    return _all(sa.text("SELECT title FROM audiences__note").columns(Note.title))


@refused
def from_statement(rows: Rows) -> Any:
    return _titles(db.session.scalars(sa.select(Note).from_statement(sa.text("SELECT * FROM audiences__note"))))


@refused
def core_select(rows: Rows) -> Any:
    return _all(sa.select(table.c.title))


@refused
def core_select_on_the_connection(rows: Rows) -> Any:
    return _core(sa.select(table.c.title))


@refused
def core_count(rows: Rows) -> Any:
    return _core(sa.select(sa.func.count()).select_from(table))


@refused
def core_returning(rows: Rows) -> Any:
    return _core(sa.update(table).values(body="x").returning(table.c.title))


@refused
def loose_table(rows: Rows) -> Any:
    return _core(sa.select(loose.c.title))


@refused
def loose_table_in_other_letters(rows: Rows) -> Any:
    return _core(sa.select(sa.table("Audiences__NOTE", sa.column("title")).c.title))


@refused
def table_beside_an_entity(rows: Rows) -> Any:
    return _all(sa.select(Reply.id, table.c.title).join(table, table.c.program_id == Reply.program_id))


@refused
def table_alias_beside_an_entity(rows: Rows) -> Any:
    other = table.alias()
    return _all(sa.select(Note.id, other.c.title).join(other, other.c.program_id == Note.program_id))


@refused
def table_in_a_subquery_of_an_entity(rows: Rows) -> Any:
    return _all(sa.select(Note.id, sa.select(sa.func.max(table.c.title)).scalar_subquery()))


@refused
def entity_on_a_core_subquery(rows: Rows) -> Any:
    return _titles(db.session.scalars(sa.select(so.aliased(Note, sa.select(table).subquery()))))


@refused
def exists_of_a_table(rows: Rows) -> Any:
    seen = sa.exists().where(table.c.id == rows.theirs)
    return ["Bellmark"] if db.session.scalar(sa.select(seen)) else []


@refused
def union_with_a_table(rows: Rows) -> Any:
    return _all(sa.union_all(sa.select(Note.title), sa.select(table.c.title)))


@refused
def driver_sql(rows: Rows) -> Any:
    return db.session.connection().exec_driver_sql("SELECT title FROM audiences__note").all()


@refused
def driver_sql_after_begin(rows: Rows) -> Any:
    return db.session.connection().exec_driver_sql("BEGIN; SELECT title FROM audiences__note").all()


@refused
def literal_column(rows: Rows) -> Any:
    return _all(sa.select(sa.literal_column("(SELECT max(title) FROM audiences__note)")))


@refused
def select_from_text(rows: Rows) -> Any:
    return _all(sa.select(sa.column("title")).select_from(sa.text("audiences__note")))


@refused
def text_in_a_condition(rows: Rows) -> Any:
    return _titles(db.session.scalars(sa.select(Note).where(sa.text("1=1) OR (1=1"))))


@refused
def text_as_a_suffix(rows: Rows) -> Any:
    return _core(sa.select(sa.literal("x")).suffix_with("UNION SELECT title FROM audiences__note"))


@refused
def text_as_a_prefix(rows: Rows) -> Any:
    return _core(sa.select(sa.literal("x")).prefix_with("title FROM audiences__note UNION SELECT"))


@refused
def schema_statement(rows: Rows) -> Any:
    return db.session.connection().execute(sa.DDL("UPDATE audiences__note SET body = 'planted'"))


@refused
def door_joined_to_another_table(rows: Rows) -> Any:
    return _core(hansa.select(Reply.id).join(table, table.c.program_id == Reply.program_id).add_columns(table.c.title))


@refused
def door_joined_to_an_alias(rows: Rows) -> Any:
    other = table.alias()
    return _core(hansa.select(Note.id).join(other, other.c.program_id == Note.program_id).add_columns(other.c.title))


@refused
def door_widened_by_a_subquery(rows: Rows) -> Any:
    inner = sa.select(sa.func.max(table.c.title)).scalar_subquery()
    return _core(hansa.select(Note.id).add_columns(inner))


@refused
def door_made_of_a_subquery(rows: Rows) -> Any:
    return _core(hansa.select(sa.select(sa.func.max(Note.title)).scalar_subquery()))


@refused
def door_in_a_union(rows: Rows) -> Any:
    return _core(hansa.select(Note.title).union_all(sa.select(table.c.title)))


@refused
def another_session(rows: Rows) -> Any:
    with so.Session(db.engine) as session:
        return _titles(session.scalars(sa.select(Note)))


@refused
def another_connection(rows: Rows) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(sa.select(table.c.title)).all()


@refused
def search_index(rows: Rows) -> Any:
    return _core(sa.select(search.SearchDoc.__table__.c.doc))


@refused
def search_index_by_its_class(rows: Rows) -> Any:
    return _all(sa.select(search.SearchDoc.doc))


@refused
def system_door(rows: Rows) -> Any:
    with hansa.system("because I like to"):
        return _all(sa.select(Note.title))


@refused
def identity_map(rows: Rows) -> Any:
    with acting.entered(rows.other_scope):
        seen = db.session.get(Note, rows.key)
        assert seen is not None
    found = db.session.get(Note, rows.key)
    return found and found.title


@refused
def identity_map_after_the_system_door(rows: Rows) -> Any:
    with hansa.system("count all notes"):
        assert db.session.get(Note, rows.key) is not None
    found = db.session.get(Note, rows.key)
    return found and found.title


@refused
def refresh_of_a_foreign_row(rows: Rows) -> Any:
    with acting.entered(rows.other_scope):
        seen = db.session.get_one(Note, rows.key)
    db.session.expire_all()
    db.session.add(seen)
    db.session.refresh(seen)
    return seen.title


@refused
def statement_made_by_another(rows: Rows) -> Any:
    with acting.entered(rows.other_scope):
        statement = hansa.select(Note.title)
    return _core(statement)


# --- writing ----------------------------------------------------------------------------------------------------------------


@writes
def core_update(rows: Rows) -> Any:
    return db.session.execute(sa.update(table).values(body="planted"))


@writes
def core_delete(rows: Rows) -> Any:
    return db.session.connection().execute(sa.delete(table))


@writes
def core_insert(rows: Rows) -> Any:
    return db.session.connection().execute(sa.insert(table), rows.note(partner_id=rows.them))


@writes
def orm_insert(rows: Rows) -> Any:
    return db.session.execute(sa.insert(Note), [rows.note(partner_id=rows.them)])


@writes
def orm_update(rows: Rows) -> Any:
    return db.session.execute(sa.update(Note).where(Note.id == rows.theirs).values(body="planted"))


@writes
def orm_update_by_key(rows: Rows) -> Any:
    return db.session.execute(sa.update(Note), [{"program_id": rows.program, "id": rows.theirs, "body": "planted"}])


@writes
def orm_delete(rows: Rows) -> Any:
    return db.session.execute(sa.delete(Note).where(Note.id == rows.theirs))


@writes
def query_update(rows: Rows) -> Any:
    return db.session.query(Note).filter(Note.id == rows.theirs).update({"body": "planted"})


@writes
def update_from(rows: Rows) -> Any:
    return db.session.execute(sa.update(Reply).values(body=Note.title).where(Note.id == rows.theirs))


@writes
def delete_using(rows: Rows) -> Any:
    return db.session.execute(sa.delete(Note).where(Note.id == Reply.about_id))


@writes
def insert_from_select(rows: Rows) -> Any:
    names = ("program_id", "id", "partner_id", "title", "custom", "version", "created_at", "updated_at")
    chosen = [table.c[name] if name not in ("id", "partner_id") else sa.literal(value, sa.Uuid()) for name, value in
              zip(names, (None, uuid.uuid4(), rows.me, *[None] * 5), strict=True)]
    return db.session.connection().execute(sa.insert(table).from_select(names, sa.select(*chosen)))


@writes
def bulk_insert(rows: Rows) -> Any:
    return db.session.bulk_insert_mappings(Note, [rows.note(partner_id=rows.them)])


@writes
def bulk_update(rows: Rows) -> Any:
    return db.session.bulk_update_mappings(Note, [{"program_id": rows.program, "id": rows.theirs, "version": 1, "body": "planted"}])


@writes
def bulk_save(rows: Rows) -> Any:
    return db.session.bulk_save_objects([Note(**rows.note(partner_id=rows.them))])


@writes
def merge_a_foreign_row(rows: Rows) -> Any:
    db.session.merge(Note(**rows.note(id=rows.theirs, partner_id=rows.them)))
    return db.session.flush()


@writes
def merge_over_a_foreign_row(rows: Rows) -> Any:
    db.session.merge(Note(**rows.note(id=rows.theirs)))
    return db.session.flush()


@writes
def merge_without_a_look(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, version=1))
    so.make_transient_to_detached(note)
    db.session.merge(note, load=False).body = "planted"
    return db.session.flush()


@writes
def insert_for_another(rows: Rows) -> Any:
    db.session.add(Note(**rows.note(partner_id=rows.them)))
    return db.session.flush()


@writes
def insert_into_another_program(rows: Rows) -> Any:
    db.session.add(Note(**rows.note(program_id=uuid.uuid4())))
    return db.session.flush()


@writes
def point_at_a_foreign_row(rows: Rows) -> Any:
    db.session.add(Reply(**rows.note(about_id=rows.theirs)))
    return db.session.flush()


@writes
def point_at_a_foreign_row_by_the_owners_key(rows: Rows) -> Any:
    db.session.add(Reply(**rows.note(note_id=rows.theirs)))
    return db.session.flush()


@writes
def turn_to_a_foreign_row(rows: Rows) -> Any:
    db.session.get_one(Reply, (rows.program, rows.reply)).note_id = rows.theirs
    return db.session.flush()


@writes
def give_an_own_row_away(rows: Rows) -> Any:
    rows.own().partner_id = rows.them
    return db.session.flush()


@writes
def give_an_expired_row_away(rows: Rows) -> Any:
    note = rows.own()
    db.session.expire(note)
    note.partner_id = rows.them
    return db.session.flush()


@writes
def delete_a_foreign_row(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, partner_id=rows.them))
    so.make_transient_to_detached(note)
    db.session.add(note)
    db.session.delete(note)
    return db.session.flush()


@writes
def claim_a_foreign_row(rows: Rows) -> Any:
    note = Note(**rows.note(id=rows.theirs, version=1))
    so.make_transient_to_detached(note)
    db.session.add(note)
    note.body = "planted"
    return db.session.flush()


@writes
def share_a_foreign_row_with_oneself(rows: Rows) -> Any:
    db.session.add(Share(program_id=rows.program, entity="audiences.docket", record_id=rows.theirs, partner_id=rows.me))
    return db.session.flush()


@writes
def write_after_a_failed_flush(rows: Rows) -> Any:
    with db.session.begin_nested():
        db.session.add(Reply(**rows.note(note_id=uuid.uuid4())))
        try:
            db.session.flush()
        except sa.exc.IntegrityError:
            db.session.rollback()
    return db.session.connection().execute(sa.update(table).values(body="planted"))


@writes
def write_between_two_flushes(rows: Rows) -> Any:
    rows.own().body = "mine"
    db.session.flush()
    return db.session.connection().execute(sa.update(table).where(table.c.id == rows.theirs).values(body="planted"))
