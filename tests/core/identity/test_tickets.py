from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from core import clock
from core.entities.unit import unit
from core.identity import tickets
from core.identity.models import Ticket
from tests.core.identity.acts import read


@pytest.fixture
def user(program):
    return program.person("a").user_id


def test_a_ticket_is_redeemed_once(db, user):
    secret = unit(lambda: tickets.issue("reset", user))
    assert unit(lambda: tickets.redeem("reset", secret)).user_id == user
    assert unit(lambda: tickets.redeem("reset", secret)) is None


def test_only_its_hash_is_stored(db, kit, user):
    secret = unit(lambda: tickets.issue("reset", user))
    assert secret not in str(read(kit, sa.select(Ticket.__table__)))


def test_a_reset_holds_for_an_hour(db, user):
    secret = unit(lambda: tickets.issue("reset", user))
    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        assert tickets.find("reset", secret)
    with time_machine.travel(clock.now() + timedelta(minutes=61)):
        assert tickets.find("reset", secret) is None


def test_it_serves_no_other_purpose(db, user):
    secret = unit(lambda: tickets.issue("reset", user))
    assert unit(lambda: tickets.redeem("second-step", secret)) is None


def test_a_new_one_voids_the_one_before(db, user):
    first = unit(lambda: tickets.issue("reset", user))
    unit(lambda: tickets.issue("reset", user))
    assert tickets.find("reset", first) is None


def test_old_tickets_are_purged(db, kit, user):
    unit(lambda: tickets.issue("reset", user))
    with time_machine.travel(clock.now() + timedelta(hours=2)):
        unit(tickets.purge)
    assert read(kit, sa.select(Ticket.__table__)) == []
