"""Two registrations for the same are put together: the first one stays with its place, the other is closed and points to it."""

import pytest

from core.errors import Denied, NotFound, Unprocessable


def close(move, deal_id, keep, **more):
    return move(deal_id, "close_duplicate", **{"by": "manager", "keep": str(keep), "reason": "Registered twice.", **more})


@pytest.mark.parametrize(("owner", "code"), [("a", "duplicate-same-partner"), ("b", "duplicate-other-partner")])
def test_the_later_one_is_closed_and_points_to_the_first(registered, move, read, owner, code):
    first, second = registered(), registered(owner, title="Again")
    before = read(first)
    closed = close(move, second, first)
    assert (closed["state"], closed["reason_code"], closed["duplicate_of"]) == ("closed", code, first)
    assert {name: read(first)[name] for name in ("seq", "place", "receipt", "state")} == {
        name: before[name] for name in ("seq", "place", "receipt", "state")
    }


def test_the_first_one_cannot_be_closed_for_a_later_one(registered, move):
    first, second = registered(), registered("b")
    with pytest.raises(Unprocessable, match="first stays"):
        close(move, first, second)


def test_nor_into_itself_or_into_what_has_ended(registered, move):
    first, second = registered(), registered("b")
    move(first, "withdraw")
    for keep in (first, second):
        with pytest.raises(Unprocessable):
            close(move, second, keep)


def test_what_only_the_closed_one_said_is_taken_over_from_the_same_partner(registered, move, read):
    first, second = registered(contact_name=None), registered(contact_name="Ms Chen", title="Again")
    close(move, second, first)
    assert read(first)["contact_name"] == "Ms Chen"


def test_nothing_is_taken_over_from_another_partner(registered, move, read):
    first, second = registered(contact_name=None), registered("b", contact_name="Ms Chen")
    close(move, second, first)
    assert read(first)["contact_name"] is None


def test_its_partner_learns_that_it_is_closed_and_not_whose_the_other_is(registered, move, as_user, read):
    first, second = registered(), registered("b")
    close(move, second, first)
    client = as_user("b")
    page = client.get(f"/alpha/deals/deal/{second}").text
    api = client.get(f"/api/v1/alpha/deals/deal/{second}", headers=client.person.bearer).text
    assert "Registered twice." in page
    assert not [text for text in (str(first), read(first)["number"], "duplicate_of") if text in page + api]


@pytest.mark.parametrize(("by", "refusal"), [("a", NotFound), ("b", Denied)])
def test_a_partner_closes_nothing(registered, move, by, refusal):
    first, second = registered(), registered("b")
    with pytest.raises(refusal):
        close(move, second, first, by=by)
