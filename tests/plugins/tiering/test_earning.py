"""Points from events of other plugins: each record counts once, by the amount its program names."""

from datetime import date

import pytest

from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.relay import relay
from core.jobs.run import run_next
from core.jobs.scopes import as_system
from core.workflow.perform import perform
from hansa.testing import Person
from plugins.policies.checking import checker
from plugins.policies.versions.kinds import kind_of
from plugins.tiering.engine.points import score
from plugins.tiering.reading import facts_for
from plugins.tiering.standing import programs
from tests.plugins.tiering.conftest import DOCUMENT, PROGRAM

SOURCES = [{"event": "deals.deal.win", "kind": "win", "amount": "amount", "attribute": "customer_country"}]
EARNS = {
    "categories": [{"name": "projects", "label": "Projects"}], "earning": [{"category": "projects", "kind": "win", "per": "1000", "points": "2"}],
    "sources": SOURCES, "criteria": [{"level": "gold", "code": "points", "label": "Points", "of": "points", "value": "10"}],
    "levels": [{"key": "gold", "label": "Gold"}], "grants": [], "approve_up": False,
}  # fmt: skip


@pytest.fixture
def won(kit, make_record):
    """`won("7000")`: a deal of A over an amount is won, and everybody has heard of it."""

    def make(amount, by="a"):
        bare = {"customer_domain": None, "customer_registration_no": None, "customer_country": "FR", "lines": []}
        deal = make_record("deals.deal", by=by, customer_name=f"Customer {amount}", amount=amount, **bare)
        for who, name, raw in ((by, "submit", {}), ("manager", "approve", {}), (by, "win", {"evidence": "Order 4711"})):
            move(kit, who, deal, name, raw)
        hear(kit)
        return deal

    return make


def move(kit, who, deal, name, raw):
    with kit.acting(Person(who)):
        entity = registry()["deals.deal"]
        unit(lambda: perform(entity, records.get(entity, deal), name, raw))


def hear(kit):
    with kit.app.app_context():
        relay()
    while run_next(kit.app):
        pass


def test_what_is_won_earns_points_and_the_level_they_give(desk, won):
    desk.publish(**EARNS)
    won("5999.5")
    award = desk.rows("award")[0]
    assert (award["kind"], award["amount"], award["attribute"], award["partner_id"]) == ("win", 5999.5, "FR", PROGRAM.partner("a"))
    desk.review("2036-12-01")
    assert desk.level("2036-12-01") == "gold"


def test_an_event_told_twice_counts_once(desk, won, kit):
    desk.publish(**EARNS)
    desk.publish("service", **EARNS)
    won("7000")
    assert len(desk.rows("award")) == 1


def test_an_event_no_program_names_earns_nothing(desk, won):
    desk.publish(**{**EARNS, "sources": []})
    won("7000")
    assert desk.rows("award") == []


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ({"event": "nowhere.thing.win", "kind": "x"}, "no-event"),
        ({"event": "deals.deal.win", "kind": "x", "amount": "colour"}, "no-field"),
        ({"event": "deals.deal.win", "kind": "x", "amount": "customer_name"}, "no-field"),
        ({"event": "deals.deal.win", "kind": "x", "begun": "customer_name"}, "no-field"),
    ],
)
def test_events_and_fields_there_are_not_are_named(desk, kit, source, code):
    desk.publish()
    with kit.acting(Person("admin")):
        found = unit(lambda: checker.check(kind_of("tiering.levels"), {**DOCUMENT, "sources": [source]}))
    assert code in {one.code for one in found if one.severity == "error"}


@pytest.mark.parametrize(("until", "points"), [("2020-01-01", 1), ("2099-01-01", 3)])
def test_a_rate_may_go_by_another_day_than_the_one_it_is_earned_on(desk, won, until, points):
    earning = [{"category": "projects", "kind": "win", "points": "1", "times": f'3 if event.begun_on < "{until}" else 1'}]
    desk.publish(**{**EARNS, "sources": [{"event": "deals.deal.win", "kind": "win", "begun": "created_at"}], "earning": earning})
    won("7000")
    assert desk.rows("award")[0]["begun_on"] is not None
    with desk.kit.app.app_context(), acting.entered(as_system(desk.kit.portal.programs.by_slug("alpha"))):
        (track,) = programs.tracks()
        (held,) = facts_for(track, [PROGRAM.partner("a")], date(2036, 12, 1)).values()
    assert score(track.ready.categories, track.ready.earnings, held).total == points
