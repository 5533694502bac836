"""What the pages of conversations and notifications ask of the database, whatever there is to show."""

from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from core.db import db


@pytest.fixture
def statements(kit):
    """`with statements() as seen`: the statements of the application meanwhile."""

    @contextmanager
    def watch():
        seen: list[str] = []

        def note(connection, cursor, statement, parameters, context, many):
            seen.append(statement)

        with kit.app.app_context():
            engine = db.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)

    return watch


@pytest.fixture
def url(as_user, make_record) -> str:
    found = f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='a')}/"
    for name in ("a", "manager", "above") * 2:
        as_user(name).submit(found, {"body": "Hello"})
        as_user("manager").submit(found, {"body": "Among us", "audience": "internal"})
    return found


@pytest.mark.parametrize(("name", "most"), [("a", 7), ("manager", 7)])
def test_a_thread_is_a_detail_page(as_user, url, statements, name, most):
    as_user(name).get(url)
    with statements() as seen:
        as_user(name).get(url, headers={"HX-Request": "true"})
    assert len(seen) <= most, "\n".join(seen)


@pytest.mark.parametrize(("path", "most"), [("notify/", 4), ("notify/unread", 4), ("notify/settings", 7)])
def test_notices_are_lists(as_user, statements, path, most):
    as_user("a").get(f"/alpha/{path}")
    with statements() as seen:
        as_user("a").get(f"/alpha/{path}")
    assert len(seen) <= most, "\n".join(seen)


def test_a_message_is_a_save(as_user, url, statements):
    with statements() as seen:
        as_user("a").submit(url, {"body": "Hello, @Above Person"})
    assert len([s for s in seen if not s.startswith(("BEGIN", "SAVEPOINT", "RELEASE"))]) <= 12, "\n".join(seen)
