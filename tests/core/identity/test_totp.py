from datetime import UTC, datetime, timedelta

import pyotp
import pytest
import time_machine

from core.entities.unit import unit
from core.identity import totp, users

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def code(at=NOW, secret=SECRET):
    return pyotp.TOTP(secret).at(at)


@pytest.fixture
def person(db, program):
    """A person of the tests with the second step on; its codes."""
    user_id = program.person("a").user_id
    with time_machine.travel(NOW, tick=False):
        yield user_id, unit(lambda: totp.turn_on(users.by_id(user_id), SECRET, 0))


def spend(user_id, text):
    return unit(lambda: totp.spend(users.by_id(user_id), text))


@pytest.mark.parametrize("shift", [-30, 0, 30])
def test_the_code_of_now_and_its_neighbours_fit(shift):
    with time_machine.travel(NOW, tick=False):
        assert totp.step_of(SECRET, code(NOW + timedelta(seconds=shift))) is not None


@pytest.mark.parametrize("text", ["", "000000", "abcdef", "１２３４５６", "12345678901234567890"])
def test_anything_else_does_not(text):
    with time_machine.travel(NOW, tick=False):
        assert totp.step_of(SECRET, text) is None


def test_a_code_is_good_once(person):
    assert spend(person[0], code())
    assert not spend(person[0], code())


def test_a_code_from_before_the_last_one_is_not_taken(person):
    assert spend(person[0], code(NOW + timedelta(seconds=30)))
    assert not spend(person[0], code())


def test_a_recovery_code_is_good_once_however_it_is_written(person):
    user_id, codes = person
    assert len(set(codes)) == totp.RECOVERY_CODES
    assert spend(user_id, codes[0].upper().replace("-", " "))
    assert not spend(user_id, codes[0])


def test_recovery_codes_are_stored_hashed(person):
    user_id, codes = person
    assert not set(codes) & set(users.by_id(user_id).recovery_hashes)


def test_new_recovery_codes_void_the_old(person):
    user_id, codes = person
    unit(lambda: totp.renew_recovery(users.by_id(user_id)))
    assert not spend(user_id, codes[0])


def test_a_sealed_secret_is_its_owners_and_holds_a_quarter_of_an_hour(db, program):
    mine, other = program.person("a").user_id, program.person("b").user_id
    with time_machine.travel(NOW, tick=False) as clock:
        secret, sealed = totp.new_secret(mine)
        assert (totp.unseal(sealed, mine), totp.unseal(sealed, other), totp.unseal("x" + sealed, mine)) == (secret, None, None)
        clock.shift(timedelta(minutes=16))
        assert totp.unseal(sealed, mine) is None


def test_the_picture_is_inline_and_needs_no_style(db):
    picture = totp.qr_svg(SECRET, "a@alpha.example", "Alpha")
    assert picture.startswith("<svg") and "style=" not in picture and SECRET not in picture
