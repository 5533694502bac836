"""What leaves together: one wins, the others are told 409, nobody 500."""

import threading
from collections import Counter

import pytest

from hansa.testing import Person

TOGETHER = 8


@pytest.fixture
def rush(kit):
    """`rush([(person, path, headers, body), ...])`: post all at one moment; return the statuses."""

    def run(posts):
        gate, answers = threading.Barrier(len(posts)), []

        def post(name, path, body, headers):
            person = Person(name)
            client = kit.client(person)
            gate.wait()
            answers.append(client.post(path, json=body, headers={**person.bearer, **headers}).status_code)

        threads = [threading.Thread(target=post, args=one) for one in posts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(answers)

    return run


def path(deal_id, name):
    return f"/api/v1/alpha/deals/deal/{deal_id}/transitions/{name}"


def test_a_deal_is_approved_once(deal, rush):
    target = path(deal(state="submitted"), "approve")
    assert rush([("manager", target, {}, {"If-Match": "1"})] * TOGETHER) == {200: 1, 409: TOGETHER - 1}


def test_approve_against_withdraw_has_one_winner(deal, rush):
    made = deal(state="submitted")
    posts = [("manager", path(made, "approve"), {}, {"If-Match": "1"}), ("a", path(made, "withdraw"), {}, {"If-Match": "1"})]
    assert rush(posts * (TOGETHER // 2)) == {200: 1, 409: TOGETHER - 1}


def test_the_same_customer_is_granted_once(deal, rush):
    made = [
        deal(by=by, state="submitted", customer_name=f"Acme{dot}", customer_domain="acme.example")
        for by, dot in zip("ab" * 4, ".,;:-!_/", strict=True)
    ]
    assert rush([("manager", path(i, "approve"), {}, {"If-Match": "1"}) for i in made]) == {200: 1, 409: TOGETHER - 1}


def test_rivals_known_by_different_marks_are_granted_once(deal, rush):
    one = deal(state="submitted", customer_name="Acme", customer_domain="acme.example")
    two = deal(by="b", state="submitted", customer_name="The Acme Company", customer_domain="acme.example")
    assert rush([("manager", path(i, "approve"), {}, {"If-Match": "1"}) for i in (one, two)]) == {200: 1, 409: 1}


def test_the_same_key_is_done_once_and_answered_alike(deal, rush):
    target = path(deal(state="submitted"), "approve")
    answers = rush([("manager", target, {}, {"If-Match": "1", "Idempotency-Key": "k"})] * TOGETHER)
    assert answers == {200: TOGETHER}


def test_an_edit_against_a_transition_loses_nothing(deal, rush):
    made = deal(state="draft")
    posts = [("a", path(made, "submit"), {}, {"If-Match": "1"})] * TOGETHER
    assert rush(posts) == {200: 1, 409: TOGETHER - 1}


def test_of_submissions_at_one_moment_exactly_one_is_first(deal, rush, read):
    made = [deal(by=by, customer_name="Acme", customer_domain="acme.example") for by in "ab" * (TOGETHER // 2)]
    posts = [("ab"[n % 2], path(deal_id, "submit"), {}, {"If-Match": "1"}) for n, deal_id in enumerate(made)]
    assert rush(posts) == {200: TOGETHER}
    found = [read(deal_id) for deal_id in made]
    assert sorted(one["seq"] for one in found) == list(range(1, TOGETHER + 1))
    assert sorted(one["place"] for one in found) == list(range(1, TOGETHER + 1))
    assert [one["waits"] for one in sorted(found, key=lambda one: one["seq"])] == [False] + [True] * (TOGETHER - 1)
