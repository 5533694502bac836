"""A share opens one record to one partner, and its end closes this one alone."""

import uuid

import pytest

from core.entities import records, shares
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Denied, NotFound
from hansa.testing import Person


@pytest.fixture
def dockets(make_record, program) -> tuple[uuid.UUID, uuid.UUID]:
    first, second = (make_record("audiences.docket", owner=program.partner("a"), word=word) for word in ("Quince", "Medlar"))
    return first, second


@pytest.fixture
def run(kit):
    def work(action, record_id, *partners, by="admin", **options):
        with kit.acting(Person(by)):
            entity = registry()["audiences.docket"]
            return unit(lambda: action(entity, records.get(entity, record_id), *partners, **options))

    return work


def _sees(kit, record_id, by="b"):
    with kit.acting(Person(by)):
        try:
            records.get(registry()["audiences.docket"], record_id)
        except NotFound:
            return False
        return True


def test_a_share_opens_no_other_record(kit, run, dockets, program):
    run(shares.grant, dockets[0], [program.partner("b")])
    assert [_sees(kit, one) for one in dockets] == [True, False]


def test_the_end_of_a_share_closes_no_other_record(kit, run, dockets, program):
    for one in dockets:
        run(shares.grant, one, [program.partner("b")])
    run(shares.revoke, dockets[0], [program.partner("b")])
    assert [_sees(kit, one) for one in dockets] == [False, True]


def test_the_end_of_one_share_leaves_that_of_others(kit, run, dockets, program):
    run(shares.grant, dockets[0], [program.partner("a2"), program.partner("b")])
    run(shares.revoke, dockets[0], [program.partner("b")])
    assert [_sees(kit, dockets[0], by) for by in ("a2", "b")] == [True, False]


def test_readers_are_those_of_this_record(run, dockets, program):
    run(shares.grant, dockets[0], [program.partner("b")], role="seller")
    run(shares.grant, dockets[1], [program.partner("a2")])
    assert run(shares.readers, dockets[0]) == {program.partner("b"): "seller"}


def test_a_share_given_again_has_the_new_role(run, dockets, program):
    for role in ("reader", "seller"):
        run(shares.grant, dockets[0], [program.partner("b")], role=role)
    assert run(shares.readers, dockets[0]) == {program.partner("b"): "seller"}


def test_a_partner_learns_of_its_own_share_alone(run, dockets, program):
    run(shares.grant, dockets[0], [program.partner("a2"), program.partner("b")])
    assert run(shares.readers, dockets[0], by="b") == {program.partner("b"): "reader"}


@pytest.mark.parametrize("action", [shares.grant, shares.revoke])
def test_who_only_reads_a_record_opens_and_closes_nothing(run, dockets, program, action):
    run(shares.grant, dockets[0], [program.partner("b")])
    with pytest.raises(Denied):
        run(action, dockets[0], [program.partner("b")], by="b")


def test_what_is_never_shared_is_refused(kit, make_record, program):
    note = make_record("audiences.note", owner=program.partner("a"))
    with kit.acting(Person("admin")), pytest.raises(ValueError, match="not declared shared"):
        entity = registry()["audiences.note"]
        unit(lambda: shares.grant(entity, records.get(entity, note), [program.partner("b")]))
