"""What the checker says of a registration policy beside what it says of every policy."""

import pytest

from hansa.testing import Person
from plugins.deals.registration.kind import REGISTRATION
from plugins.policies.checking import checker

ALL = ["same", "possible", "related"]


@pytest.fixture
def found(kit):
    def codes(**document):
        with kit.acting(Person("admin")):
            return [(one.severity, one.code, one.place) for one in checker.check(REGISTRATION, document)]

    return codes


@pytest.mark.parametrize(
    "document",
    [
        {"automatic": "deal.amount <= 10000"},
        {"automatic": "order == 1"},
        {"automatic": "deal.amount <= 10000", "not_first": "refuse"},
        {"automatic": "deal.amount <= 10000", "not_first": "accept"},  # who is possibly the same is for a person
        {"automatic": "key.live == 0", "not_first": "accept", "counts": ALL},
    ],
)
def test_an_approval_that_tells_what_the_setting_keeps_is_warned_of(found, configure, document):
    assert found(**document) == [("warning", "approval-tells", "/automatic")]
    configure(disclosure="status")
    assert found(**document) == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"not_first": "refuse", "silent_approval": True},
        {"automatic": "deal.amount <= 10000", "not_first": "accept", "counts": ALL},
        {"automatic": "deal.amount <= 10000", "not_first": "accept", "key": "title"},
    ],
)
def test_an_approval_that_depends_on_nobody_else_is_not(found, document):
    assert found(**document) == []


def test_the_warning_says_what_happens_and_what_to_do(kit):
    with kit.acting(Person("admin")):
        (one,) = checker.check(REGISTRATION, {"automatic": "deal.amount <= 10000"})
        assert "nobody else has registered the customer" in one.words()
        assert "Let a person decide" in one.words()
