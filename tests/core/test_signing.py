"""Signatures of the installation are proved with the published key alone."""

import pytest

from core import signing


@pytest.fixture
def signed(kit):
    with kit.app.app_context():
        return signing.sign(b"first"), signing.public_keys()[0]


def test_a_signature_is_genuine(signed):
    assert signing.genuine(b"first", *signed)


def test_another_content_is_not(signed):
    assert not signing.genuine(b"second", *signed)


@pytest.mark.parametrize("signature", ["", "!", "AAAA", "Zm9v" * 22])
def test_what_is_no_signature_is_not(signed, signature):
    assert not signing.genuine(b"first", signature, signed[1])


def test_the_id_of_a_key_follows_from_the_key(signed, kit):
    with kit.app.app_context():
        assert signing.key_id() == signing.id_of(signed[1])
