"""Forms of query that are allowed: they give the rows one may see, so the owner of a row sees it."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

import hansa
from core.db import db
from core.entities import search
from tests.core.entities.rows import Rows, by_connection, by_session, titles, ways_of
from tests.fixture_plugins.audiences.models import Note, Reply


def select_entity(rows: Rows) -> Any:
    return titles(db.session.scalars(sa.select(Note)))


def select_columns(rows: Rows) -> Any:
    return by_session(sa.select(Note.title))


def select_with_parameters(rows: Rows) -> Any:
    return by_session(sa.select(Note.title).where(Note.id == sa.bindparam("id")), {"id": rows.theirs})


def legacy_query(rows: Rows) -> Any:
    return db.session.query(Note.title).filter(Note.id == rows.theirs).all()


def get(rows: Rows) -> Any:
    found = db.session.get(Note, rows.key)
    return found and found.title


def aliased(rows: Rows) -> Any:
    other = so.aliased(Note)
    return by_session(sa.select(other.title))


def self_join(rows: Rows) -> Any:
    other = so.aliased(Note)
    return by_session(sa.select(Note.title, other.title).join(other, other.program_id == Note.program_id))


def subquery(rows: Rows) -> Any:
    inner = sa.select(Note.title).subquery()
    return by_session(sa.select(inner.c.title))


def entity_of_subquery(rows: Rows) -> Any:
    inner = so.aliased(Note, sa.select(Note).subquery())
    return titles(db.session.scalars(sa.select(inner)))


def scalar_subquery(rows: Rows) -> Any:
    return by_session(sa.select(sa.select(sa.func.max(Note.title)).where(Note.id == rows.theirs).scalar_subquery()))


def common_table_expression(rows: Rows) -> Any:
    inner = sa.select(Note.title).cte()
    return by_session(sa.select(inner.c.title))


def union(rows: Rows) -> Any:
    return by_session(sa.union_all(sa.select(Note.title), sa.select(Reply.title)))


def exists_of_mapped_class(rows: Rows) -> Any:
    seen = sa.exists().where(Note.id == rows.theirs)
    return ["Bellmark"] if db.session.scalar(sa.select(seen)) else []


def count(rows: Rows) -> Any:
    found = db.session.scalar(sa.select(sa.func.count()).select_from(Note).where(Note.id == rows.theirs))
    return ["Bellmark"] if found else []


def aggregate(rows: Rows) -> Any:
    return by_session(sa.select(sa.func.min(Note.title), sa.func.max(Note.title)))


def joined_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.joinedload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


def select_in_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.selectinload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


def subquery_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply).options(so.subqueryload(Reply.about)))
    return [reply.about.title for reply in replies if reply.about]


def lazy_load(rows: Rows) -> Any:
    replies = db.session.scalars(sa.select(Reply))
    return [reply.about.title for reply in replies if reply.about]


def join_along_relationship(rows: Rows) -> Any:
    return by_session(sa.select(Note.title).join(Reply, sa.and_(Reply.program_id == Note.program_id, Reply.about_id == Note.id)))


def stream_in_parts(rows: Rows) -> Any:
    return titles(db.session.scalars(sa.select(Note).execution_options(yield_per=1)))


def refresh_an_attribute(rows: Rows) -> Any:
    note = db.session.get(Note, rows.key)
    if note is not None:
        db.session.refresh(note, ["title"])
    return note and note.title


def door(rows: Rows) -> Any:
    return by_session(hansa.select(Note.title))


def door_on_the_connection(rows: Rows) -> Any:
    return by_connection(hansa.select(Note.title).where(Note.id == rows.theirs))


def door_with_count(rows: Rows) -> Any:
    found = by_connection(hansa.select(sa.func.count(Note.id)).where(Note.id == rows.theirs))
    return ["Bellmark"] if found[0][0] else []


def doors_together(rows: Rows) -> Any:
    return by_session(hansa.together(hansa.select(Note.title), hansa.select(Note.title).where(Note.id == rows.theirs)))


def door_on_an_alias(rows: Rows) -> Any:
    return by_connection(hansa.select(so.aliased(Note).title))


def door_on_two_aliases(rows: Rows) -> Any:
    one, other = so.aliased(Note), so.aliased(Note)
    return by_connection(hansa.select(one.title, other.title).where(one.program_id == other.program_id))


def search_hits(rows: Rows) -> Any:
    dialect = db.engine.dialect.name
    found = search.matching(Note.id, "audiences.note", dialect)
    binds = {"hansa_program": rows.program, **search.query_binds("Bellmark", dialect)}
    return by_connection(hansa.select(Note.title).where(found), binds) if dialect == "postgresql" else by_session(sa.select(Note.title))


WAYS = ways_of(dict(globals()))
