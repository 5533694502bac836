"""Acting on many deals from the list, and a large import's pages."""

import pytest

pytestmark = pytest.mark.browser
LIST = "/meridian/deals/deal/?f.state.in=submitted&f.state.in=in_review"


def choose(look, count):
    look.open(LIST)
    boxes = look.page.locator(".c-sel input[type=checkbox]")
    for i in range(count):
        boxes.nth(i).check()


def states(look):
    return look.page.locator("td.c-state").all_inner_texts()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_a_manager_rejects_two_deals_with_one_reason(look, portal, width, dark):
    manager = look(width, dark=dark)
    manager.sign_in(portal.account("meridian", "manager"))
    choose(manager, 2)
    assert "2 selected" in manager.page.inner_text("#hs-bulk")
    manager.page.get_by_role("button", name="Change state").click()
    manager.check()
    manager.page.locator("#hs-bulk-moves").get_by_role("button", name="Reject").click()
    manager.settle()
    assert "For 2 chosen records." in manager.page.inner_text("main")
    manager.check()
    manager.page.get_by_role("button", name="Reject").click()
    manager.settle()
    assert manager.page.locator("[aria-invalid=true]").count() >= 1
    manager.page.select_option("[name=reason_code]", "evidence-missing")
    manager.page.fill("[name=reason]", "Please send us the tender.")
    manager.page.get_by_role("button", name="Reject").click()
    manager.settle()
    assert "Reject: 2 records." in manager.page.inner_text("body")


def test_all_that_match_are_chosen_and_what_will_happen_is_shown_first(look, portal):
    manager = look()
    manager.sign_in(portal.account("meridian", "manager"))
    manager.open("/meridian/deals/deal/")
    before = states(manager)
    manager.page.locator(".c-sel input[type=checkbox]").first.check()
    manager.page.locator(".hs-all input").check()
    assert "500" in manager.page.inner_text("#hs-bulk p")
    manager.page.get_by_role("button", name="Change state").click()
    manager.page.locator("#hs-bulk-moves").get_by_role("button", name="Start review").click()
    manager.settle()
    assert "Start review" in manager.page.inner_text("h1")
    manager.check()
    manager.open("/meridian/deals/deal/")
    assert states(manager) == before


def test_one_field_of_two_deals_is_changed(look, portal):
    manager = look()
    manager.sign_in(portal.account("meridian", "manager"))
    choose(manager, 2)
    manager.page.locator("#hs-bulk").get_by_role("button", name="Edit").click()
    manager.settle()
    manager.page.select_option("[name=field]", "close_date")
    manager.check()
    manager.page.get_by_role("button", name="Continue").click()
    manager.settle()
    manager.page.fill("[name=close_date]", "2030-01-31")
    manager.check()
    manager.page.locator("main form button[type=submit]").click()
    manager.settle()
    assert "2 records changed." in manager.page.inner_text("body")
