"""A policy's life in a real browser: draft, check, back-test, publish, compare, roll back."""

import threading
from decimal import Decimal

import pytest
from werkzeug.serving import make_server

from core.entities import acting
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal as running
from hansa.testing import Person
from plugins.policies.api import decide, draft, make_policy, publish
from tests.browser.conftest import Look
from tests.fixture_plugins.terms import TERMS

pytestmark = pytest.mark.browser
KIND = "terms.registration"
OF = f"/alpha/policies/of/{KIND}/{KIND}"


@pytest.fixture
def served(kit, enable, db):
    """The portal of the tests over HTTP: a policy in force that decided three times."""
    enable("terms")
    with acting.entered(as_system(running().programs.by_slug("alpha"))):
        unit(lambda: publish(draft(make_policy(TERMS), {"minimum": "deal.amount >= 1000"})))
        for amount in (500, 1500, 2500):
            unit(lambda amount=amount: decide(KIND, {"deal.amount": Decimal(amount)}))
    server = make_server("127.0.0.1", 0, kit.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def manager(browser, served):
    """`manager(width, dark)` opens a browser of somebody who keeps policies."""
    contexts = []

    def make(width=1280, *, dark=False):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale="en-US")
        context.add_cookies([{"name": "hansa", "value": Person("admin").secret, "url": served}])
        contexts.append(context)
        found = Look(context.new_page(), served)
        found.page.set_default_timeout(8_000)
        found.page.on("console", lambda m: found.problems.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
        found.page.on("pageerror", lambda error: found.problems.append(str(error)))
        return found

    yield make
    for context in contexts:
        context.close()


def press(look, name):
    look.page.get_by_role("button", name=name, exact=True).click()
    look.settle()


def tab(look, name):
    look.page.get_by_role("navigation", name="Parts of this version").get_by_role("link", name=name).click()
    look.settle()


def with_a_hole(look):
    """Write a draft that asks for more, with bands that leave 10 out."""
    page = look.page
    look.open(OF)
    press(look, "New draft")
    page.locator("[data-rule-value]").first.fill("2000")
    page.locator("summary", has_text="Sizes").click()
    page.fill("[name=sizes__measure]", "deal.units")
    for row, (low, high, percent) in enumerate((("0", "9", "1"), ("11", "", "2"))):
        if row:
            page.locator("[data-rows=sizes__rows] [data-row-add]").click()
        page.fill(f"[name=sizes__rows-{row}-from]", low)
        page.fill(f"[name=sizes__rows-{row}-to]", high)
        page.fill(f"[name=sizes__rows-{row}-percent]", percent)


def test_a_draft_is_checked_tried_on_history_and_published_with_its_hole_accepted(manager):
    look = manager()
    with_a_hole(look)
    look.page.locator("#policy-findings").get_by_text("No band holds for 10").wait_for()
    press(look, "Save draft")
    look.check()
    tab(look, "Back-test")
    assert "This would have changed 3 of 3 decisions." in look.page.inner_text("main")
    look.check()
    tab(look, "Publish")
    press(look, "Publish")
    assert "There are warnings" in look.page.inner_text("[role=alert]")
    look.page.get_by_label("No band holds for 10").fill("Our printed terms have this hole.")
    look.page.fill("[name=effective_from]", "2099-01-31T09:00")
    look.check()
    press(look, "Publish")
    said = look.page.inner_text("main")
    assert "Scheduled" in said and "Our printed terms have this hole." in said and "Jan 31, 2099" in said
    look.check()


def test_versions_are_compared_and_an_earlier_one_is_rolled_back_to(manager):
    look = manager(390, dark=True)
    look.open(OF)
    press(look, "New draft")
    look.page.locator("[data-rule-value]").first.fill("9000")
    press(look, "Save and publish")
    press(look, "Publish")
    tab(look, "Compare")
    assert look.page.inner_text("ins") == "deal.amount >= 9000"
    look.check()
    look.open(OF)
    look.page.get_by_role("link", name="Version 1", exact=True).click()
    look.settle()
    press(look, "Roll back to this")
    look.page.locator("dialog[open]").get_by_role("button", name="Roll back to this").click()
    look.page.get_by_text("Version 3 is published.").wait_for()
    look.open(OF)
    assert look.page.get_by_role("row").filter(has_text="In force").inner_text().startswith("Version 3")
    look.check()


def test_decisions_are_filtered_and_lead_to_their_explanation(manager):
    look = manager(390)
    look.open("/alpha/policies/decisions")
    look.page.select_option("[name=result]", "refuse")
    press(look, "Filter")
    look.check()
    look.page.get_by_role("link", name="Refused").click()
    look.settle()
    assert "Below the minimum of this program." in look.page.inner_text("main")
    look.check()
