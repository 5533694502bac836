import re

import pytest

from core import clock
from tests.plugins.rebates.desk import ALPHA, noon
from tests.plugins.rebates.programs import document

SCALE = document(None, ((0, 1), (1000, 3)), frequency="quarter", year="calendar", starts_on="2025-01-01")


@pytest.fixture
def bought(desk):
    desk.publish("bonus", SCALE)
    desk.line("a", "2026-06-01", "400")
    desk.line("b", "2026-06-01", "77777")
    return desk


@pytest.fixture
def page(bought, as_user):
    """`page("earnings/", "b")`: what a person is answered."""

    def get(path, person="a"):
        with clock.moved(noon("2026-06-10")):
            return as_user(person).get(f"/alpha/rebates/{path}")

    return get


def test_a_partner_sees_what_it_earns_and_how_far_the_next_step_is(page):
    text = page("earnings/").text
    assert "Earned so far" in text
    assert re.search(r"600\.00.*to the next step", text)
    assert "77,777" not in text


def test_a_basket_shows_what_it_would_add(page):
    assert "This order would add" in page("earnings/?amount=600").text
    assert "Write a number." in page("earnings/?amount=lots").text


def test_a_partner_sees_nothing_of_another(page):
    assert page(f"earnings/{ALPHA.partner('b')}").status_code == 404
    assert page(f"earnings/{ALPHA.partner('b')}", "admin").status_code == 200


def test_staff_tries_a_version_on_last_year(page):
    text = page("programs/", "admin").text
    url = re.search(r'href="/alpha/rebates/(programs/[0-9a-f-]+)"', text)
    assert url is not None
    assert "Would have cost" in page(url[1], "admin").text


def test_why_leads_down_to_the_lines_and_is_closed_to_others(bought, page):
    period = bought.stretch("bonus", "2026-04-01", "2026-06-30")
    run = bought.run(period, "2026-07-10")
    result = next(row.id for row in bought.results(run["id"]) if row.partner_id == ALPHA.partner("a"))
    assert page(f"why/{result}").status_code == 404
    assert page(f"why/{result}", "admin").status_code == 200
    bought.state(period, run["id"], "a")
    assert f"/why/{result}" in page("earnings/").text
    text = page(f"why/{result}").text
    assert "Version of the policy" in text
    assert "/orders/line/" in text
    assert page(f"why/{result}", "b").status_code == 404


@pytest.mark.parametrize(("pays", "rate", "shown"), [("percent", "0.125", "0.125 %"), ("per_unit", "0.355", "$0.355")])
def test_a_rate_is_shown_as_fine_as_it_is(desk, as_user, pays, rate, shown):
    desk.publish("bonus", document({"pays": pays}, ((0, rate),), frequency="quarter", year="calendar", starts_on="2025-01-01"))
    desk.line("a", "2026-06-01", "400")
    with clock.moved(noon("2026-06-10")):
        assert shown in as_user("a").get("/alpha/rebates/earnings/").text
