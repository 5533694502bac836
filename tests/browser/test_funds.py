"""Marketing funds on a phone: a plan with two activities, the place of an event on a click."""

import datetime as dt

import pytest

pytestmark = pytest.mark.browser


def fill(page, at):
    """Fill in an activity that can be granted."""
    first = dt.date.today() + dt.timedelta(days=45)
    for name, value in (("starts_on", first), ("ends_on", first), ("cost_0", "2,000"), ("asked", "900")):
        page.fill(f"[name={name}_{at}]", str(value))


def test_a_second_activity_is_planned_beside_the_first(look, portal):
    partner = look(390)
    partner.sign_in(portal.account("meridian", "partner_admin"))
    partner.open("/meridian/mdf/plan/")
    page = partner.page
    page.fill("[name=title]", "Winter campaign")
    fill(page, 0)
    page.get_by_role("button", name="Add another activity").click()
    partner.settle()
    assert page.evaluate("document.activeElement.name") == "title_1" and page.input_value("[name=title_0]") == "Winter campaign"
    page.fill("[name=title_1]", "Road show")
    fill(page, 1)
    page.get_by_role("button", name="See what the fund says").click()
    partner.settle()
    told = page.locator("section", has=page.get_by_role("heading", name="What the fund says")).inner_text()
    assert "Winter campaign" in told and "Road show" in told and "$4,000.00" in told
    partner.check()


def test_the_place_is_taken_on_a_click_only(look, portal):
    partner = look(390)
    partner.page.context.grant_permissions(["geolocation"])
    partner.page.context.set_geolocation({"latitude": 51.50735, "longitude": -0.12776, "accuracy": 12})
    partner.sign_in(portal.account("meridian", "partner_admin"))
    partner.open("/meridian/mdf/activity/?f.state.in=planned")
    partner.page.locator("main").get_by_role("link", name="Seminar for fleet managers").first.click()
    partner.settle()
    partner.page.goto(f"{partner.page.url}/report")
    place = partner.page.get_by_label("Where")
    assert place.input_value() == ""
    partner.page.get_by_role("button", name="Take my position").click()
    partner.page.wait_for_function("() => document.querySelector('[name=position]').value")
    assert place.input_value() == "51.50735, -0.12776 (±12 m)"
    partner.check()
