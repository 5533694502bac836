import pytest

from core.identity import passwords


@pytest.fixture(autouse=True)
def context(app):
    with app.app_context():
        yield


def test_a_password_fits_its_hash_and_no_other():
    hashed = passwords.hash_password("plum harbor lantern")
    assert hashed.startswith("$argon2id$")
    assert passwords.verify(hashed, "plum harbor lantern")
    assert not passwords.verify(hashed, "plum harbor lanterns")


def test_without_a_hash_no_password_fits():
    assert not passwords.verify(None, "no one has this password")


def test_the_same_keys_fit_in_every_unicode_form():
    assert passwords.verify(passwords.hash_password("cafe\u0301 größe"), "caf\u00e9 größe")


def test_a_long_password_is_cut_alike_when_set_and_when_tried():
    assert passwords.verify(passwords.hash_password("x" * 300), "x" * 300)


def test_a_broken_hash_fits_nothing():
    assert not passwords.verify("not a hash", "x")


@pytest.mark.parametrize("password", ["", "short", "password1", "qwertyuiop", "20260615", "x" * 201])
def test_what_is_easy_to_guess_is_refused(password):
    assert passwords.weakness(password)


@pytest.mark.parametrize("password", ["plum harbor lantern 41", "报备审批渠道星河长夜", "kT9#vQ2!mZ"])
def test_what_is_hard_to_guess_needs_no_certain_characters(password):
    assert passwords.weakness(password) is None


def test_names_of_person_and_program_make_a_password_weak():
    strong_alone = "zorblattiaquenn"
    assert passwords.weakness(strong_alone) is None
    assert passwords.weakness(strong_alone, ["Zorblattia Quenn"])


def test_every_answer_is_a_text_for_translation():
    said = {passwords.weakness(p) for p in ("aaaaaaaa", "abcabcabc", "password", "qwertyui", "2019-01-02", "michael1", "zxcvbnm,")}
    assert said - {None} <= {*passwords.WARNINGS, passwords.EASY, passwords.SHORT}


def test_hashes_of_other_costs_are_renewed():
    other = passwords.argon2.PasswordHasher(memory_cost=128).hash("x")
    assert passwords.needs_rehash(other)
    assert not passwords.needs_rehash(passwords.hash_password("x"))
