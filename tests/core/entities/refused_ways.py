"""Ways to read past the wall; each is stopped."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import orm as so

import hansa
from core.db import db
from core.entities import acting, search
from core.idempotency import Idempotency
from core.identity.models import Acting, Session, Ticket, Token
from tests.core.entities.rows import Rows, by_connection, by_session, titles, ways_of
from tests.fixture_plugins.audiences.models import Note, Reply

table = Note.__table__
loose = sa.table("audiences__note", sa.column("title"))


def text(rows: Rows) -> Any:
    return by_session(sa.text("SELECT title FROM audiences__note"))


def text_with_columns(rows: Rows) -> Any:
    return by_session(sa.text("SELECT title FROM audiences__note").columns(Note.title))


def from_statement(rows: Rows) -> Any:
    return titles(db.session.scalars(sa.select(Note).from_statement(sa.text("SELECT * FROM audiences__note"))))


def core_select(rows: Rows) -> Any:
    return by_session(sa.select(table.c.title))


def core_select_on_the_connection(rows: Rows) -> Any:
    return by_connection(sa.select(table.c.title))


def core_count(rows: Rows) -> Any:
    return by_connection(sa.select(sa.func.count()).select_from(table))


def core_returning(rows: Rows) -> Any:
    return by_connection(sa.update(table).values(body="x").returning(table.c.title))


def loose_table(rows: Rows) -> Any:
    return by_connection(sa.select(loose.c.title))


def loose_table_in_other_letters(rows: Rows) -> Any:
    return by_connection(sa.select(sa.table("Audiences__NOTE", sa.column("title")).c.title))


def table_beside_an_entity(rows: Rows) -> Any:
    return by_session(sa.select(Reply.id, table.c.title).join(table, table.c.program_id == Reply.program_id))


def table_alias_beside_an_entity(rows: Rows) -> Any:
    other = table.alias()
    return by_session(sa.select(Note.id, other.c.title).join(other, other.c.program_id == Note.program_id))


def table_in_a_subquery_of_an_entity(rows: Rows) -> Any:
    return by_session(sa.select(Note.id, sa.select(sa.func.max(table.c.title)).scalar_subquery()))


def entity_on_a_core_subquery(rows: Rows) -> Any:
    return titles(db.session.scalars(sa.select(so.aliased(Note, sa.select(table).subquery()))))


def exists_of_a_table(rows: Rows) -> Any:
    seen = sa.exists().where(table.c.id == rows.theirs)
    return ["Bellmark"] if db.session.scalar(sa.select(seen)) else []


def union_with_a_table(rows: Rows) -> Any:
    return by_session(sa.union_all(sa.select(Note.title), sa.select(table.c.title)))


def driver_sql(rows: Rows) -> Any:
    return db.session.connection().exec_driver_sql("SELECT title FROM audiences__note").all()


def driver_sql_after_begin(rows: Rows) -> Any:
    return db.session.connection().exec_driver_sql("BEGIN; SELECT title FROM audiences__note").all()


def literal_column(rows: Rows) -> Any:
    return by_session(sa.select(sa.literal_column("(SELECT max(title) FROM audiences__note)")))


def select_from_text(rows: Rows) -> Any:
    return by_session(sa.select(sa.column("title")).select_from(sa.text("audiences__note")))


def text_in_a_condition(rows: Rows) -> Any:
    return titles(db.session.scalars(sa.select(Note).where(sa.text("1=1) OR (1=1"))))


def text_as_a_suffix(rows: Rows) -> Any:
    return by_connection(sa.select(sa.literal("x")).suffix_with("UNION SELECT title FROM audiences__note"))


def text_as_a_prefix(rows: Rows) -> Any:
    return by_connection(sa.select(sa.literal("x")).prefix_with("title FROM audiences__note UNION SELECT"))


def schema_statement(rows: Rows) -> Any:
    return db.session.connection().execute(sa.DDL("UPDATE audiences__note SET body = 'planted'"))


def door_joined_to_another_table(rows: Rows) -> Any:
    return by_connection(hansa.select(Reply.id).join(table, table.c.program_id == Reply.program_id).add_columns(table.c.title))


def door_together_with_another_statement(rows: Rows) -> Any:
    return by_connection(hansa.together(hansa.select(Note.title), sa.select(table.c.title)))


def door_joined_to_an_alias(rows: Rows) -> Any:
    other = table.alias()
    return by_connection(hansa.select(Note.id).join(other, other.c.program_id == Note.program_id).add_columns(other.c.title))


def door_widened_by_a_subquery(rows: Rows) -> Any:
    inner = sa.select(sa.func.max(table.c.title)).scalar_subquery()
    return by_connection(hansa.select(Note.id).add_columns(inner))


def door_made_of_a_subquery(rows: Rows) -> Any:
    return by_connection(hansa.select(sa.select(sa.func.max(Note.title)).scalar_subquery()))


def door_in_a_union(rows: Rows) -> Any:
    return by_connection(hansa.select(Note.title).union_all(sa.select(table.c.title)))


def another_session(rows: Rows) -> Any:
    with so.Session(db.engine) as session:
        return titles(session.scalars(sa.select(Note)))


def another_connection(rows: Rows) -> Any:
    with db.engine.connect() as connection:
        return connection.execute(sa.select(table.c.title)).all()


def search_index(rows: Rows) -> Any:
    return by_connection(sa.select(search.SearchDoc.__table__.c.doc))


def search_index_by_its_class(rows: Rows) -> Any:
    return by_session(sa.select(search.SearchDoc.doc))


def system_door(rows: Rows) -> Any:
    with hansa.system("because I like to"):
        return by_session(sa.select(Note.title))


def identity_map(rows: Rows) -> Any:
    with acting.entered(rows.other):
        seen = db.session.get(Note, rows.key)
        assert seen is not None
    found = db.session.get(Note, rows.key)
    return found and found.title


def identity_map_after_the_system_door(rows: Rows) -> Any:
    with hansa.system("count all notes"):
        assert db.session.get(Note, rows.key) is not None
    found = db.session.get(Note, rows.key)
    return found and found.title


def refresh_of_a_foreign_row(rows: Rows) -> Any:
    with acting.entered(rows.other):
        seen = db.session.get_one(Note, rows.key)
    db.session.expire_all()
    db.session.add(seen)
    db.session.refresh(seen)
    return seen.title


def statement_made_by_another(rows: Rows) -> Any:
    with acting.entered(rows.other):
        statement = hansa.select(Note.title)
    return by_connection(statement)


def statement_made_by_the_vendor(rows: Rows) -> Any:
    with acting.entered(rows.vendor):
        statement = hansa.select(Note.title)
    return by_connection(statement)


def window_over_another_entity(rows: Rows) -> Any:
    return by_session(
        sa.select(Reply.id, sa.func.first_value(Note.title).over(order_by=Note.title.desc())).where(Reply.program_id == Note.program_id)
    )


def operator_of_ones_own(rows: Rows) -> Any:
    return by_connection(sa.select(sa.literal("x").op("|| (SELECT max(title) FROM audiences__note) ||")("")))


def table_with_a_condition_of_ones_own(rows: Rows) -> Any:
    by = table.c.program_id == rows.program
    return by_session(sa.select(Reply.id, table.c.title).where(by, Reply.program_id == table.c.program_id))


def session_of_another(rows: Rows) -> Any:
    return marked(by_session(sa.select(Session.user_id).where(Session.id == rows.secret)))


def session_of_another_as_an_entity(rows: Rows) -> Any:
    return marked(db.session.scalars(sa.select(Session)).all())


def session_of_another_by_its_key(rows: Rows) -> Any:
    return marked([found] if (found := db.session.get(Session, rows.secret)) else [])


def session_of_another_by_core(rows: Rows) -> Any:
    return marked(by_connection(sa.select(Session.__table__).where(Session.__table__.c.id == rows.secret)))


def session_of_another_beside_an_entity(rows: Rows) -> Any:
    return marked(by_session(sa.select(Note.id, Session.id).join(Session, Session.id == rows.secret)))


def sessions_ended(rows: Rows) -> Any:
    return db.session.connection().execute(sa.delete(Session.__table__))


def what_another_acts_as(rows: Rows) -> Any:
    return marked(by_session(sa.select(Acting.session_id).where(Acting.session_id == rows.secret)))


def token_of_another(rows: Rows) -> Any:
    return marked(by_session(sa.select(Token.secret_hash).where(Token.secret_hash == rows.secret)))


def token_of_another_by_core(rows: Rows) -> Any:
    return marked(by_connection(sa.select(Token.__table__.c.id).where(Token.__table__.c.secret_hash == rows.secret)))


def token_planted(rows: Rows) -> Any:
    db.session.add(Token(program_id=rows.program, membership_id=rows.me, name="planted", secret_hash="0" * 64))
    return db.session.flush()


def answer_kept_for_another(rows: Rows) -> Any:
    return by_session(sa.select(Idempotency.body))


def answer_kept_for_another_by_core(rows: Rows) -> Any:
    return by_connection(sa.select(Idempotency.__table__.c.body))


def answer_kept_for_another_through_the_door(rows: Rows) -> Any:
    return by_connection(hansa.select(Idempotency.body))


def ticket_of_anybody(rows: Rows) -> Any:
    return marked([*by_session(sa.select(Ticket)), "looked"])


def marked(found: Any) -> list[str]:
    """Return the mark of the test once for each row that was met."""
    return ["Bellmark" for _row in found]


WAYS = [way for way in ways_of(dict(globals())) if way is not marked]
