"""SECURITY.md rule 21: sessions on the server, new ids at each gain of rights, ended in time."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from core import clock
from core.entities.unit import unit
from core.identity import sessions
from core.identity.models import Acting, Membership, Session
from core.identity.resolve import by_session, digest
from tests.core.identity.acts import read, write


@pytest.fixture
def person(program):
    return program.person("a")


@pytest.fixture
def secret(db, person):
    return unit(lambda: sessions.open_session(person.user_id, address="192.0.2.7", device="Firefox/140 Windows"))


def who(secret, slug="alpha"):
    return by_session(slug, secret).actor


def test_an_open_session_proves_its_person(secret, person):
    assert who(secret).user_id == person.user_id


def test_only_the_hash_of_the_secret_is_stored(secret, kit):
    assert secret not in str(read(kit, sa.select(Session.__table__)))


def test_it_acts_under_the_oldest_membership_of_each_program(secret, person):
    assert who(secret).membership_id == person.membership_id


def test_it_ends_after_seven_days_without_use(secret):
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1)):
        assert who(secret).kind == "anonymous"


def test_it_ends_after_fourteen_days_of_use(secret):
    for day in (5, 10, 13):
        with time_machine.travel(clock.now() + timedelta(days=day)):
            unit(lambda: sessions.note_seen(digest(secret)))
            assert who(secret).kind == "user"
    with time_machine.travel(clock.now() + timedelta(days=14, minutes=1)):
        assert who(secret).kind == "anonymous"


def test_a_new_secret_keeps_what_the_session_acts_as(secret, person, kit):
    fresh = unit(lambda: sessions.rotate(digest(secret)))
    assert who(secret).kind == "anonymous"
    assert who(fresh).membership_id == person.membership_id
    assert len(read(kit, sa.select(Acting.__table__).where(Acting.session_id == digest(fresh)))) == 1


def test_one_device_is_signed_out_by_its_handle(secret, person):
    (device,) = [d for d in sessions.devices(person.user_id) if d.id == digest(secret)]
    assert unit(lambda: sessions.close_one(person.user_id, device.handle))
    assert who(secret).kind == "anonymous"


def test_the_device_of_another_is_not(secret, program):
    assert not unit(lambda: sessions.close_one(program.person("b").user_id, digest(secret)[:16]))
    assert who(secret).kind == "user"


def test_all_but_one_device_are_signed_out(secret, person):
    unit(lambda: sessions.close_all(person.user_id, but=digest(secret)))
    assert (who(secret).kind, who(person.secret).kind) == ("user", "anonymous")


def test_a_session_knows_how_many_places_there_are(secret, person, program, kit):
    place = {"program_id": program.id, "id": person.token_id, "user_id": person.user_id, "roles": []}
    write(kit, sa.insert(Membership.__table__).values(**place))
    unit(lambda: sessions.count_places(person.user_id))
    assert by_session("alpha", secret).places == 2


@pytest.mark.parametrize(("minutes", "written"), [(4, False), (6, True)])
def test_the_time_of_last_use_is_written_every_five_minutes(as_user, kit, person, minutes, written):
    last = sa.select(Session.last_seen_at).where(Session.id == digest(person.secret))
    ((before,),) = read(kit, last)
    moment = before + timedelta(minutes=minutes)
    with time_machine.travel(moment):
        as_user("a").get("/alpha/account/")
    ((seen,),) = read(kit, last)
    assert (seen >= moment - timedelta(minutes=1)) is written


def test_sessions_that_are_over_are_purged(secret, kit):
    with time_machine.travel(clock.now() + timedelta(days=15)):
        unit(sessions.purge)
    assert read(kit, sa.select(Session.__table__)) == []
