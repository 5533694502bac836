"""Whether everybody has its share: accounts, the nightly replay, the report."""

import re

import pytest
import sqlalchemy as sa

from core.entities import acting, batch, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.scopes import as_system
from hansa.testing import Person
from plugins.leads.models import Check
from plugins.leads.reports import replay
from plugins.leads.routing.distribute import distribute

WEIGHT = '2 if partner.name == "Bellweather Networks" else 1'
POLICY = {"rules": [{"name": "shares", "method": "weighted", "weight": WEIGHT}], "automatic": False}


def give(times):
    entity = registry()["leads.lead"]
    made = records.create_many(entity, [{"title": "Interest", "consent_basis": "contract", "value": "250.50"}] * times)
    batch.apply_many(entity, [(lead, {"state": "matching"}) for lead in made], act="distribute")
    distribute(made)


@pytest.fixture
def route(kit):
    """`route(10)`: so many leads are routed at once."""

    def run(times):
        with kit.acting(Person("admin")):
            unit(lambda: give(times))

    return run


@pytest.fixture
def checked(kit):
    """Replay what there is to replay, and return what was found of a rule."""

    def run(rule="shares"):
        with kit.acting(Person("admin")):
            while unit(replay.replayed):
                pass
            found = kit_rows(kit)
        return found.get(rule)

    return run


def kit_rows(kit):
    with kit.owner.connect() as connection:
        return {row.rule: row for row in connection.execute(sa.select(Check.__table__))}


def test_the_replay_finds_every_decision_as_it_was(publish, route, checked):
    publish(POLICY)
    route(12)
    found = checked()
    assert (found.decisions, found.differing, found.broken, found.starved) == (12, 0, 0, [])
    assert found.furthest in ("1/2", "3/4")


def test_the_replay_goes_on_where_it_ended(publish, route, checked, monkeypatch):
    monkeypatch.setattr(replay, "TOGETHER", 4)
    publish(POLICY)
    route(6)
    assert checked().decisions == 6
    route(3)
    found = checked()
    assert (found.decisions, found.broken) == (9, 0)


def test_the_replay_ends_where_nothing_is_dealt_by_weights(publish, route, checked, monkeypatch):
    monkeypatch.setattr(replay, "TOGETHER", 2)
    publish({"rules": [{"name": "all", "method": "longest_wait"}], "automatic": False})
    route(4)
    assert checked() is None


def test_a_decision_that_was_changed_is_found(publish, route, checked, kit):
    publish(POLICY)
    route(3)
    table = kit.portal.registry["policies.decision"].table
    with kit.owner.begin() as connection:
        row = connection.execute(sa.select(table.c.id, table.c.outcome)).first()
        forged = row.outcome.replace('"rule":"shares"', '"rule":"other"')
        connection.execute(sa.update(table).where(table.c.id == row.id).values(outcome=forged))
    assert checked().differing == 1


def test_accounts_that_were_changed_are_found(publish, route, checked, kit):
    publish(POLICY)
    route(3)
    table = kit.portal.registry["leads.account"].table
    with kit.owner.begin() as connection:
        book = connection.execute(sa.select(table.c.book)).scalar_one()
        connection.execute(sa.update(table).values(book={**book, "owed": [n + 4 for n in book["owed"]]}))
    kit.portal.programs.forget_rows()  # as a process does that has not seen them yet
    route(1)
    found = checked()
    assert found.broken == 1
    assert found.starved


def test_the_report_shows_shares_and_what_the_replay_found(publish, route, checked, as_user):
    publish(POLICY)
    route(8)
    checked()
    page = as_user("manager").get("/alpha/leads/fairness/").text
    assert "Bellweather Networks" in page
    assert "8 decisions replayed" in page


def test_the_report_shows_the_value_beside_the_count(publish, route, as_user):
    publish(POLICY)
    route(8)
    page = as_user("manager").get("/alpha/leads/fairness/").text
    assert re.findall(r'data-l="Value">([^<]+)<', page) == ["$1,002.00 · 50 %", "$501.00 · 25 %", "$501.00 · 25 %"]


def test_before_anything_was_dealt_the_report_says_so(as_user):
    assert "No rule deals by weights yet" in as_user("manager").get("/alpha/leads/fairness/").text


def test_when_nobody_has_a_weight_the_lead_waits_for_a_person(publish, route, kit):
    publish({"rules": [{"name": "none", "method": "weighted", "weight": "0", "otherwise": "queue"}], "automatic": False})
    route(1)
    table = kit.portal.registry["leads.lead"].table
    with kit.owner.connect() as connection:
        assert connection.execute(sa.select(table.c.state)).scalar_one() == "queued"


def test_accounts_are_remembered_though_the_unit_outlives_the_scope(kit, publish):
    publish(POLICY)

    def work(state):
        with acting.entered(as_system(state)):
            give(2)

    with kit.app.app_context():
        state = kit.portal.programs.by_slug("alpha")
        unit(lambda: work(state))
        kept = state.cache.get(("rows", "leads.books", "shares"), lambda: None)
    assert kept.version == 1
    assert sum(kept.book.received.values()) == 2
