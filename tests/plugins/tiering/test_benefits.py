"""What a level gives is read by prices, distribution, registration and special prices; none of them knows of levels."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from core import clock
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict
from core.programs.enabling import disable, enable
from core.programs.settings import save_settings
from core.workflow.perform import perform
from hansa.testing import Person
from plugins.leads.routing import distribute
from plugins.policies.api import fact_days, facts_of
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.lifecycle import draft, make_policy
from plugins.policies.versions.publishing import publish as put_in_force
from plugins.tiering.pages import told
from plugins.tiering.standing import programs, standings
from tests.plugins.catalog.conftest import act, ask, make, move, shop  # noqa: F401 - fixtures
from tests.plugins.specialprice.conftest import deal, request_for  # noqa: F401 - fixtures
from tests.plugins.tiering.conftest import PROGRAM

GIVES = {
    "silver": {"discount": "5", "protection": "60", "weight": "1", "ceiling": "10"},
    "gold": {"discount": "9", "protection": "120", "weight": "3", "ceiling": "25"},
}
KINDS = {"discount": "percent", "protection": "days", "weight": "number", "ceiling": "percent"}
PROGRAM_TEXT = {
    "benefits": [{"key": key, "label": key.title(), "kind": kind} for key, kind in KINDS.items()],
    "grants": [{"level": level, "benefit": key, "value": value} for level, given in GIVES.items() for key, value in given.items()],
}  # fmt: skip
LEVELS = {
    "rows": [
        {"code": "level", "when": "partner.benefit_discount > 0", "result": "given", "percent": "partner.benefit_discount", "missing": "no"}
    ]
}
BARE = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": []}
READERS = {
    "catalog.price": {"levels": LEVELS},
    "leads.routing": {"rules": [{"name": "best", "method": "best_score", "score": "partner.benefit_weight"}]},
    "deals.registration": {
        "protection": {
            "start": "decided_on",
            "length": "partner.benefit_protection",
            "unit": "days",
            "start_day": "not_counted",
            "last_day": "counts",
        }
    },
}


@pytest.fixture
def rise(desk):
    """`rise("gold", "a")`: a partner comes to a level today."""

    def stand(level, *partners):
        def work():
            for one in partners:
                standings.stand(PROGRAM.partner(one), "sales", level, clock.today("Europe/Berlin"))

        desk.system(clock.today("Europe/Berlin"), work)

    return stand


@pytest.fixture
def readers(kit, desk, rise):
    """Policies of prices, routing and registration that read benefits; A and B stand on silver."""
    desk.publish(**PROGRAM_TEXT)

    def write():
        for kind, document in READERS.items():
            put_in_force(draft(make_policy(kind_of(kind)), document))

    with kit.acting(Person("admin")):
        unit(write)
    kit.portal.programs.forget()
    rise("silver", "a", "b")


@pytest.fixture
def seen(kit, ask, make_record):  # noqa: F811
    """`seen()`: what a bike costs A, who is first for a lead, how many days a deal of A is protected."""
    lead = make_record(
        "leads.lead",
        by="manager",
        consent_basis="consent",
        consent_expires=None,
        brought_by=None,
        latitude=None,
        longitude=None,
        source="event",
    )

    # Customers with other initials each time: one of the plugins that are on takes those with the same for one.
    customers = iter(("Alder Works", "Birch Supply"))

    def look():
        with kit.acting(Person("admin")):
            _round, outcome = unit(lambda: distribute.trial(records.get(registry()["leads.lead"], lead)))
        registered = make_record("deals.deal", by="a", customer_name=next(customers), **BARE)
        for who, name in (("a", "submit"), ("manager", "approve")):
            transition(kit, who, registered, name)
        with kit.acting(Person("admin")) as scope:
            until, today = records.get(registry()["deals.deal"], registered).protected_until, clock.today(scope.program.zone)
        return ask("BIKE").lines[0].price, outcome.values["order"][0], (until - today).days - 1

    return look


def transition(kit, who, deal_id, name):
    with kit.acting(Person(who)):
        unit(lambda: perform(registry()["deals.deal"], records.get(registry()["deals.deal"], deal_id), name))


def test_raising_a_level_changes_price_route_and_protection_at_once(shop, readers, rise, seen):  # noqa: F811
    a, b = str(PROGRAM.partner("a")), str(PROGRAM.partner("b"))
    rise("gold", "b")
    assert seen() == (Decimal("950"), b, 60)
    rise("silver", "b")
    rise("gold", "a")
    assert seen() == (Decimal("910"), a, 120)


def test_a_new_version_gives_more_without_anybody_being_reviewed(shop, readers, desk, kit, ask):  # noqa: F811
    richer = [{**row, "value": "20"} if row["benefit"] == "discount" else row for row in PROGRAM_TEXT["grants"]]
    before = ask("BIKE").lines[0].price
    desk.publish(since=clock.now(), **{**PROGRAM_TEXT, "grants": richer})
    kit.portal.programs.forget()
    assert (before, ask("BIKE").lines[0].price) == (Decimal("950"), Decimal("800"))


def test_the_days_on_which_a_benefit_may_change_are_told(desk):
    """The level changes twice, and a version begins that gives more: on no other day is a benefit another."""
    desk.publish(**PROGRAM_TEXT)
    richer = [{**row, "value": f"1{row['value']}"} if row["benefit"] == "discount" else row for row in PROGRAM_TEXT["grants"]]
    desk.publish(since=datetime(2026, 4, 1, 9, tzinfo=UTC), **{**PROGRAM_TEXT, "grants": richer})
    own, first, last = PROGRAM.partner("a"), date(2026, 1, 1), date(2026, 6, 30)
    for level, day in (("silver", date(2025, 5, 5)), ("gold", date(2026, 2, 10)), ("silver", date(2026, 5, 20))):
        desk.system(day, lambda: standings.stand(own, "sales", level, day))  # noqa: B023 - done at once
    days = [first + timedelta(at) for at in range((last - first).days + 1)]

    def changed():
        held = {day: facts_of("partner", own, day)["partner.benefit_discount"] for day in days}
        return {day for before, day in pairwise(days) if held[before] != held[day]}, fact_days("partner", [own], {"benefit_discount"}, first, last)

    assert desk.system(date(2026, 7, 1), changed) == ({date(2026, 2, 10), date(2026, 4, 1), date(2026, 5, 20)},) * 2


def test_while_levels_are_off_benefits_are_unknown_and_policies_go_on(shop, readers, kit, ask):  # noqa: F811
    def switch(act_on):
        with kit.acting(Person("admin")) as scope:
            unit(lambda: act_on(scope.program, "tiering", scope.actor))
        kit.portal.programs.forget()

    switch(disable)
    assert ask("BIKE").lines[0].price == Decimal("1000")
    switch(enable)
    assert ask("BIKE").lines[0].price == Decimal("950")


def test_the_difference_is_shown_before_a_change(readers, desk):
    def shown():
        track = programs.track("sales")
        return {one.label: (one.before, one.after, one.better) for one in told.gains(track, "silver", "gold")}

    found = desk.system(clock.today("Europe/Berlin"), shown)
    assert found["Discount"] == ("5 %", "9 %", True)
    assert found["Protection"] == ("60 days", "120 days", True)


@pytest.fixture
def panel(desk, as_user):
    """`panel("silver", "gold")`: what staff reads of a change of level of partner A before it is agreed to."""

    def read(before, after, by="admin"):
        day, entity = clock.today("Europe/Berlin"), desk.kit.portal.registry["tiering.change"]
        values = {"state": "eligible_up", "direction": "up", "from_level": before, "to_level": after, "found_on": day}
        values["partner_id"] = PROGRAM.partner("a")
        made = desk.system(day, lambda: records.create_many(entity, [{"track": "sales"}], each=[values])[0].id)
        return as_user(by).get(f"/alpha/tiering/changes/{made}/gains").text

    return read


def test_staff_reads_how_many_products_a_change_makes_cheaper(readers, shop, panel):  # noqa: F811
    assert "2 of 2 products become cheaper, by 4.2 % on average." in panel("silver", "gold")
    assert "2 of 2 products become dearer, by 9.9 % on average." in panel("gold", None)


def test_of_a_benefit_of_two_tracks_the_most_decides_what_becomes_cheaper(readers, shop, panel, desk, rise):  # noqa: F811
    desk.publish(track="other", fact=None, **PROGRAM_TEXT)
    day = clock.today("Europe/Berlin")
    desk.system(day, lambda: standings.stand(PROGRAM.partner("a"), "other", "gold", day))
    assert "cheaper" not in panel("silver", "gold")


def test_a_price_that_is_for_a_level_counts_too(readers, shop, panel, make, move):  # noqa: F811
    made = make("price_list", code="GOLD", label="Gold", rank=20, tiers="gold")
    make("price", list_id=made, product_id=shop["BIKE"], amount="500")
    move("price_list", made, "publish")
    assert "2 of 2 products become cheaper, by 28.2 % on average." in panel("silver", "gold")


def test_a_name_rules_know_as_something_else_is_no_benefit(desk, kit):
    with kit.acting(Person("admin")):
        kind = {"name": "benefit_discount", "subject": "partner", "type": "text", "label": "Discount"}
        unit(lambda: records.create(registry()["policies.fact_kind"], kind))
    with pytest.raises(Conflict) as refused:
        desk.publish(**PROGRAM_TEXT)
    assert refused.value.code == "benefit-type"


def test_a_partner_asks_for_special_prices_as_far_as_its_level_goes(readers, kit, rise, request_for):  # noqa: F811
    with kit.acting(Person("admin")):
        unit(lambda: save_settings("specialprice", {"ceiling": "benefit_ceiling"}))
    kit.portal.programs.forget()
    asked = request_for()

    def submit():
        with kit.acting(Person("a")):
            entity = registry()["specialprice.request"]
            unit(lambda: perform(entity, records.get(entity, asked), "submit"))

    with pytest.raises(Conflict) as refused:
        submit()
    assert refused.value.code == "above-ceiling"
    rise("gold", "a")
    submit()


def test_facts_of_partners_hold_for_the_day_they_are_asked_for(readers, desk, rise):
    today = clock.today("Europe/Berlin")
    with_level, before = desk.system(
        today,
        lambda: [facts_of("partner", PROGRAM.partner("a"), day).get("partner.benefit_weight") for day in (today, today.replace(year=2025))],
    )
    assert (with_level, before) == (Decimal(1), None)
