"""Figures in a browser: staff rank partners, a partner sees its own; on a phone, in the dark, and declared on a page."""

import threading
from datetime import timedelta

import pytest
from werkzeug.serving import make_server

from core.entities import acting
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.portal import portal as running
from hansa import clock, records
from hansa.testing import Person
from plugins.policies.metrics import building
from tests.browser.conftest import Look
from tests.fixture_plugins.sales.plugin import LINE

pytestmark = pytest.mark.browser
FIGURES = "/alpha/policies/metrics/"


@pytest.fixture
def served(kit, enable, db, program):
    """The portal of the tests over HTTP: two rivals that sold something every month."""
    enable("sales")
    today = clock.today("Europe/Berlin")
    with acting.entered(as_system(running().programs.by_slug("alpha"))):
        for back in range(14):
            day = (today - timedelta(30 * back)).isoformat()
            lines = [{"title": "Line", "invoiced_on": day, "sold_at": f"{day}T12:00:00+00:00", "amount": str(700 + 97 * (back * n % 9)),
                      "product_line": "bikes", "customer": f"K{back % 4}", "quantity": back} for n in (1, 2)]  # fmt: skip
            owners = [{"partner_id": program.partner(name)} for name in ("a", "b")]
            unit(lambda lines=lines, owners=owners: records.create_many(LINE, lines, each=owners))
        unit(lambda: [building.build(found) for found in building.series_of()])
    server = make_server("127.0.0.1", 0, kit.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def person(browser, served):
    """`person("a", 390, dark=True)` opens the browser of somebody."""
    contexts = []

    def make(name, width=1280, *, dark=False):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale="en-US")
        context.add_cookies([{"name": "hansa", "value": Person(name).secret, "url": served}])
        contexts.append(context)
        found = Look(context.new_page(), served)
        found.page.set_default_timeout(8_000)
        found.page.on("pageerror", lambda error: found.problems.append(str(error)))
        return found

    yield make
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_staff_rank_partners_over_a_window_they_choose(person, width, dark):
    staff = person("manager", width, dark=dark)
    staff.open(FIGURES)
    staff.check()
    staff.open(f"{FIGURES}sales.revenue")
    staff.check()
    staff.page.select_option("#hs-window", "year to date")
    staff.page.click("form.hs-tools button[type=submit]")
    staff.settle()
    assert "window=year+to+date" in staff.page.url
    staff.page.click("table[role=table] tbody a >> nth=0")
    staff.settle()
    assert "over the months" in staff.page.inner_text("#hs-months")
    staff.check()


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1280, True)])
def test_a_partner_sees_its_own_figures(person, width, dark):
    partner = person("a", width, dark=dark)
    partner.open(FIGURES)
    partner.check()
    partner.page.click("main h2 a >> text=Net revenue")
    partner.settle()
    assert partner.page.locator("main figure svg rect").count() == 12
    partner.check()
    assert "Bellweather" not in partner.page.content()


def test_a_measure_is_declared_on_a_page_and_a_wrong_one_is_refused_at_its_field(person):
    staff = person("manager")
    staff.open("/alpha/policies/measure/new")
    for name, value in (("label", "Average line"), ("name", "average_line"), ("entity", "sales.line"), ("value", "amounts"), ("date", "invoiced_on")):
        staff.page.fill(f"[name={name}]", value)
    staff.page.select_option("[name=aggregate]", "average")
    staff.page.click("main form button[type=submit]")
    staff.settle()
    assert staff.page.locator("[name=value][aria-invalid=true]").count() == 1
    staff.page.fill("[name=value]", "amount")
    staff.page.click("main form button[type=submit]")
    staff.settle()
    assert staff.page.locator("h1").inner_text() == "Average line"
    staff.check()
