"""Too many requests: one caller or one address is told to wait, others go on."""

import pytest
import sqlalchemy as sa
import time_machine

from core import clock
from core.counters import Counters
from core.db import db
from core.web.door import rate
from hansa.testing.world import Person

AWAY = {"REMOTE_ADDR": "203.0.113.7"}
NOON = int(clock.now().timestamp()) // 60 * 60
"""The beginning of a minute: sessions of the tests are open then."""


@pytest.fixture(autouse=True)
def limited(kit, monkeypatch):
    """Twenty pages a minute: ten through the API, two that cost much, a hundred for an address. The clock stands."""
    monkeypatch.setitem(kit.portal.config, "rate_limit", 20)
    monkeypatch.setattr(kit.portal, "counters", Counters())
    with time_machine.travel(NOON, tick=False):
        yield


def statuses(client, path, n, **options):
    return [client.get(path, **options).status_code for _ in range(n)]


def test_caller_over_the_limit_is_refused_and_told_when_to_come_again(as_user):
    browser = as_user("a")
    assert statuses(browser, "/alpha/account/", 20) == [200] * 20
    answer = browser.get("/alpha/account/")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "60") and b"too quickly" in answer.data


def test_other_callers_go_on(as_user):
    statuses(as_user("a"), "/alpha/account/", 21)
    assert as_user("b").get("/alpha/account/").status_code == 200


def test_the_api_answers_with_a_problem_document(client):
    answers = [client.get("/api/v1/alpha/deals/deal/", headers=Person("a").bearer) for _ in range(11)]
    last = answers[-1]
    assert [a.status_code for a in answers] == [200] * 10 + [429]
    assert last.content_type == "application/problem+json" and last.json["code"] == "rate-limited" and last.headers["Retry-After"] == "60"


@pytest.mark.parametrize("path", ["/alpha/search?q=acme", "/alpha/deals/deal/export.csv"])
def test_costly_pages_are_limited_more(as_user, path):
    browser = as_user("a")
    assert statuses(browser, path, 3) == [200, 200, 429] and browser.get("/alpha/account/").status_code == 200


def test_registrations_are_limited_more(as_user):
    browser = as_user("a")
    assert [browser.submit("/alpha/deals/deal/new", {}).status_code for _ in range(3)] == [422, 422, 429]


def test_visitors_are_limited_by_address(kit):
    found = statuses(kit.client(), "/alpha/signin", 101, environ_overrides=AWAY)
    assert found == [200] * 100 + [429]


def test_unknown_addresses_and_pages_count_too(kit):
    assert statuses(kit.client(), "/nowhere/at/all", 101, environ_overrides=AWAY)[-1] == 429


def test_made_up_sessions_do_not_escape_the_limit_of_the_address(kit):
    found = []
    for n in range(101):
        client = kit.app.test_client()
        client.set_cookie("hansa", f"made-up-{n}")
        found.append(client.get("/alpha/signin", environ_overrides=AWAY).status_code)
    assert found[-1] == 429


def test_the_address_of_this_machine_says_nothing(kit):
    assert set(statuses(kit.client(), "/alpha/signin", 101)) == {200}


def test_a_fragment_gets_a_toast(as_user):
    browser = as_user("a")
    statuses(browser, "/alpha/account/", 20)
    answer = browser.get("/alpha/account/", headers={"HX-Request": "true"})
    assert answer.status_code == 429 and "hansa:toast" in answer.headers["HX-Trigger"]


def test_no_limit_when_it_is_switched_off(kit, as_user, monkeypatch):
    monkeypatch.setitem(kit.portal.config, "rate_limit", 0)
    assert statuses(as_user("a"), "/alpha/account/", 25) == [200] * 25


def test_processes_share_what_they_counted(kit, as_user, monkeypatch):
    monkeypatch.setattr(type(kit.portal.config), "on_postgres", True)
    served = 0
    for _ in range(40):
        monkeypatch.setattr(kit.portal, "counters", Counters())
        with kit.app.app_context():
            monkeypatch.setattr(kit.portal.counters, "_minute", NOON // 60)
            served += kit.portal.counters.wait("page:x", 8, NOON, rate._shared) == 0
    assert served == 8


def test_an_ordinary_request_costs_no_statement(kit, as_user, monkeypatch):
    monkeypatch.setitem(kit.portal.config, "rate_limit", 600)
    monkeypatch.setattr(type(kit.portal.config), "on_postgres", True)
    seen = []
    with kit.app.app_context():
        engine = db.engine

    def note(connection, cursor, statement, *rest):
        seen.append(statement)

    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        as_user("a").get("/alpha/account/", environ_overrides=AWAY)
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)
    assert seen and not [text for text in seen if "core_throttle" in text]
