"""Calls to others are signed so that whoever receives one can prove where it is from, and that nobody kept or changed it."""

from datetime import timedelta

import pytest

from core import clock, signing, webhooks

BODY = b'{"amount": "12.0000"}'


@pytest.fixture
def call(app):
    """Headers of a call, and the public keys of the installation."""
    with app.app_context():
        return webhooks.signed(BODY, "payout-1"), signing.public_keys()


def test_a_call_proves_where_it_is_from(call):
    headers, keys = call
    assert webhooks.is_genuine(BODY, headers, keys)
    assert webhooks.is_genuine(BODY, {name.title(): value for name, value in headers.items()}, keys)


@pytest.mark.parametrize(
    "change",
    [
        {"webhook-id": "payout-2"}, {"webhook-id": ""}, {"webhook-timestamp": "1"}, {"webhook-timestamp": "now"}, {"webhook-timestamp": ""},
        {"webhook-timestamp": "١٢٣"}, {"webhook-signature": ""}, {"webhook-signature": "v1a,AAAA"}, {"webhook-signature": "v1a,é"},
    ],
)  # fmt: skip
def test_what_was_changed_is_not_genuine(call, change):
    headers, keys = call
    assert not webhooks.is_genuine(BODY, {**headers, **change}, keys)


def test_another_body_is_not_genuine(call):
    headers, keys = call
    assert not webhooks.is_genuine(BODY + b" ", headers, keys)


def test_a_signature_of_another_kind_is_not_taken(call):
    headers, keys = call
    renamed = {**headers, "webhook-signature": headers["webhook-signature"].replace("v1a,", "v1,")}
    assert not webhooks.is_genuine(BODY, renamed, keys)


def test_a_call_that_was_kept_is_not_taken_again(call):
    headers, keys = call
    assert webhooks.is_genuine(BODY, headers, keys, now=clock.real() + timedelta(minutes=4))
    for away in (timedelta(minutes=6), -timedelta(minutes=6)):
        assert not webhooks.is_genuine(BODY, headers, keys, now=clock.real() + away)


def test_one_good_signature_of_several_is_enough(call):
    headers, keys = call
    assert webhooks.is_genuine(BODY, {**headers, "webhook-signature": f"v1a,AAAA {headers['webhook-signature']}"}, keys)


def test_keys_of_another_installation_prove_nothing(call):
    headers, _keys = call
    assert not webhooks.is_genuine(BODY, headers, ["11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="])
    assert not webhooks.is_genuine(BODY, headers, [])
