from datetime import timedelta

import pytest

from core import clock


@pytest.fixture
def card(as_user):
    return lambda name, by: as_user(by).get(f"/alpha/deals/cards/{name}").text


def test_a_partner_is_asked_for_answers_then_drafts(deal, card):
    deal(title="Small draft", amount="1")
    deal(title="Question", amount="1", state="action_required")
    deal(title="Large draft", amount="9000")
    page = card("needs-you", "a")
    assert page.find("Question") < page.find("Large draft") < page.find("Small draft")


def test_staff_decides_the_longest_waiting_first(deal, card):
    now = clock.now()
    deal(title="Young", state="submitted", submitted_at=now)
    deal(title="Old", state="in_review", submitted_at=now - timedelta(days=9))
    page = card("needs-you", "manager")
    assert -1 < page.find("Old") < page.find("Young")


def test_nobody_is_asked_for_what_others_owe(deal, card):
    deal(title="Question", state="action_required")
    deal(title="Decide", state="submitted")
    assert "Question" not in card("needs-you", "b") + card("needs-you", "manager")
    assert "Decide" not in card("needs-you", "a")


def test_protections_that_end_soon_are_listed(deal, card):
    today = clock.today("Europe/Berlin")
    deal(title="Soon", state="approved", protected_until=today + timedelta(days=3))
    deal(title="Later", state="approved", protected_until=today + timedelta(days=60), grant_key="x")
    page = card("expiring", "a")
    assert "Soon" in page and "3 days left" in page and "Later" not in page


def test_an_empty_card_says_so_and_offers_a_partner_the_first_step(card):
    assert "Nothing waits for you." in card("needs-you", "a")
    assert ["Register a deal" in card("needs-you", name) for name in ("a", "lesser", "manager")] == [True, False, False]


def test_a_partner_is_not_asked_to_decide_on_its_extension(deal, card):
    deal(state="extending", protected_until=clock.today("Europe/Berlin") + timedelta(days=3))
    assert ["Decide" in card("expiring", name) for name in ("a", "manager")] == [False, True]


@pytest.mark.parametrize("view", ["f.state.in=approved&f.protected_until.le=today%2B14", "f.state.in=action_required"])
def test_the_saved_views_open(deal, as_user, view):
    assert as_user("a").get(f"/alpha/deals/deal/?{view}").status_code == 200


def test_ending_in_14_days_is_counted_from_today(deal, as_user):
    today = clock.today("Europe/Berlin")
    deal(title="Soonish", state="approved", protected_until=today + timedelta(days=14))
    deal(title="Lateish", state="approved", protected_until=today + timedelta(days=15), grant_key="x")
    page = as_user("a").get("/alpha/deals/deal/?f.protected_until.le=today%2B14").text
    assert "Soonish" in page and "Lateish" not in page
