"""Many records in one pass."""

import contextlib

import pytest
import sqlalchemy as sa

from core.entities import batch, records
from core.entities.unit import unit
from core.errors import Conflict, Denied, Unprocessable
from hansa.testing import Person


@pytest.fixture
def statements():
    """`with statements() as seen:` collects the statements sent meanwhile."""

    @contextlib.contextmanager
    def collect():
        seen = []
        note = lambda connection, cursor, statement, *rest: seen.append(statement)  # noqa: E731
        sa.event.listen(sa.Engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            sa.event.remove(sa.Engine, "before_cursor_execute", note)

    return collect


@pytest.fixture
def three(make_record):
    return [make_record("audiences.note", by="a", word=f"Harbor{n}") for n in (1, 2, 3)]


def refuse(bad, seen):
    def work(some):
        seen.append(tuple(some))
        if bad & set(some):
            raise Conflict("Not these.")

    return work


def test_what_nobody_refuses_is_done_in_one_go(kit):
    seen = []
    with kit.acting(Person("admin")):
        assert unit(lambda: batch.by_halves([1, 2, 3, 4], refuse(set(), seen))) == {}
    assert seen == [(1, 2, 3, 4)]


def test_one_that_is_refused_is_found_by_halves(kit):
    seen = []
    with kit.acting(Person("admin")):
        refused = unit(lambda: batch.by_halves([1, 2, 3, 4], refuse({3}, seen)))
        assert {key: problem.message for key, problem in refused.items()} == {3: "Not these."}
    assert seen == [(1, 2, 3, 4), (1, 2), (3, 4), (3,), (4,)]


def test_records_are_deleted_with_their_words(kit, as_user, three):
    entity = notes(kit)
    with kit.acting(Person("admin")):
        unit(lambda: batch.delete_many(entity, batch.load(entity, three[:2], lock=True), reason="a test"))
    assert [w in as_user("a").get("/alpha/search?q=harbor").text for w in ("Harbor1", "Harbor2", "Harbor3")] == [False, False, True]


def test_what_others_depend_on_stays(kit, three, make_record):
    make_record("audiences.reply", by="a", word="Answer", note_id=str(three[1]))
    entity = notes(kit)
    with kit.acting(Person("admin")):
        delete = lambda some: batch.delete_many(entity, batch.load(entity, some, lock=True), reason="a test")  # noqa: E731
        refused = unit(lambda: batch.by_halves(three, delete))
        assert {key: problem.code for key, problem in refused.items()} == {three[1]: "collision"}


def test_records_of_another_partner_are_not_even_loaded(kit, three):
    with kit.acting(Person("b")):
        assert batch.load(notes(kit), three) == []


def test_changing_many_needs_the_right_for_each(kit, make_record):
    below = make_record("audiences.shipment", by="a2", word="Harbor")
    entity = kit.portal.registry["audiences.shipment"]
    with kit.acting(Person("above")), pytest.raises(Denied):
        unit(lambda: batch.update_many(entity, batch.load(entity, [below]), {"title": "Mine"}))


def test_a_batch_writes_its_audit_in_one_statement(kit, three, statements):
    entity = notes(kit)
    with kit.acting(Person("manager")), statements() as seen:
        unit(lambda: batch.archive_many(entity, batch.load(entity, three)))
    assert [sum(f"INSERT INTO {table}" in text for text in seen) for table in ("core_audit", "core_outbox")] == [1, 1]


def notes(kit):
    return kit.portal.registry["audiences.note"]


def test_values_that_were_judged_are_not_judged_again(kit, monkeypatch):
    entity = kit.portal.registry["audiences.note"]
    with kit.acting(Person("admin")):
        values = records.load(entity, {"title": "Harbor"})
        monkeypatch.setattr(records, "schema_of", lambda *given: pytest.fail("judged again"))
        assert records.load(entity, values) is values


def test_values_judged_in_part_or_for_another_kind_are_judged(kit):
    entity, other = kit.portal.registry["audiences.note"], kit.portal.registry["core.partner"]
    with kit.acting(Person("admin")):
        partial = records.load(other, {"region": "east"}, partial=True)
        with pytest.raises(Unprocessable):
            records.load(other, partial)
        with pytest.raises(Unprocessable):
            records.load(other, records.load(entity, {"title": "Harbor"}))
