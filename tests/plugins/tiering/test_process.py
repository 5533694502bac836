from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa

import plugins.tiering
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, Denied, Unprocessable
from core.workflow.diagram import mermaid
from hansa.testing import Person
from plugins.catalog.quoting.buyers import buyer
from plugins.policies.api import facts_of, replay
from plugins.policies.models import Decision
from plugins.tiering import api
from plugins.tiering.workflow import WORKFLOW
from tests.plugins.tiering.conftest import AUTOMATIC, PROGRAM, REVENUE

GRACE = {"down_check": "at_once", "notice_days": 10, "cure_days": 20}


def on_gold(desk, **terms):
    """A partner that earned gold on 1 February, in a program with these terms."""
    desk.publish(**{**AUTOMATIC, **terms, "approve_up": False})
    desk.revenue("a", 400)
    desk.review("2026-02-01")
    assert desk.level("2026-02-01") == "gold"


def test_an_earned_level_waits_for_agreement(desk):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    assert (desk.change()["state"], desk.change()["to_level"], desk.level("2026-03-01")) == ("eligible_up", "gold", None)


def test_who_proposed_a_promotion_does_not_agree_to_it(desk):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    desk.move("propose")
    with pytest.raises(Denied) as refused:
        desk.move("approve")
    assert refused.value.code == "four-eyes"
    assert desk.move("approve", by="admin")["state"] == "approved"


def test_an_agreed_promotion_comes_into_force_on_its_day_and_not_before(desk):
    desk.publish(up_effective="next_month")
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    desk.move("propose")
    assert desk.move("approve", by="admin", day="2026-03-10")["effective_on"] == date(2026, 4, 1)
    desk.timers("2026-03-10")
    assert desk.change()["state"] == "scheduled"
    desk.timers("2026-03-31")
    assert desk.level("2026-03-31") is None
    desk.timers("2026-04-01")
    assert (desk.level("2026-03-31"), desk.level("2026-04-01"), desk.change()["state"]) == (None, "gold", "effective")


def test_the_day_a_promotion_holds_from_may_be_chosen_but_not_in_the_past(desk):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    desk.move("propose")
    with pytest.raises(Unprocessable):
        desk.move("approve", by="admin", day="2026-03-10", effective_on="2026-03-09")
    assert desk.move("approve", by="admin", day="2026-03-10", effective_on="2026-05-01")["effective_on"] == date(2026, 5, 1)


def test_a_program_may_promote_without_asking_anybody(desk):
    on_gold(desk)
    assert desk.change()["state"] == "effective"


def test_a_loss_is_announced_and_may_be_made_up_for(desk):
    on_gold(desk, **GRACE)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-03-01")
    change = desk.change()
    assert (change["state"], change["notice_until"], change["cure_until"]) == ("notified", date(2026, 3, 11), date(2026, 3, 31))
    desk.timers("2026-03-11")
    assert desk.change()["state"] == "grace"
    desk.revenue("a", 500, "2026-03-20")
    desk.review("2026-03-20")
    assert (desk.change()["state"], desk.level("2026-03-20")) == ("lapsed", "gold")


def test_a_loss_not_made_up_for_is_agreed_to_by_somebody_and_then_holds(desk):
    on_gold(desk, **GRACE, approve_down=True)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-03-01")
    desk.timers("2026-03-11")
    desk.timers("2026-03-31")
    assert desk.change()["state"] == "demotion_proposed"
    desk.move("approve", day="2026-04-02")
    desk.timers("2026-04-02")
    desk.timers("2026-04-02")
    assert (desk.level("2026-04-01"), desk.level("2026-04-02")) == ("gold", "silver")


def test_a_demotion_cannot_be_proposed_while_the_partner_has_time(desk):
    on_gold(desk, **GRACE)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-03-01")
    with pytest.raises(Conflict):
        desk.move("propose_demotion", day="2026-03-15")


def test_a_waiver_names_its_approver_and_ends(desk):
    on_gold(desk, **GRACE, approve_down=True)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-03-01")
    change = desk.move("waive", day="2026-03-05", waived_until="2026-06-30", reason="A flood.")
    assert (change["state"], change["waived_by"]) == ("waived", "Manager Person")
    desk.review("2026-06-30")
    assert (desk.change()["state"], desk.level("2026-06-30")) == ("waived", "gold")
    desk.timers("2026-07-01")
    assert desk.change()["state"] == "demotion_proposed"


def test_a_waiver_lasts_no_longer_than_the_program_allows(desk):
    on_gold(desk, **GRACE, waiver_days=30)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-03-01")
    with pytest.raises(Unprocessable):
        desk.move("waive", day="2026-03-05", waived_until="2026-06-30", reason="A flood.")


def test_in_the_first_months_nothing_is_lost(desk):
    on_gold(desk, protected_months=12)
    desk.revenue("a", 150, "2026-03-01")
    desk.review("2026-12-31")
    assert desk.level("2026-12-31") == "gold"
    desk.review("2027-02-01")
    assert desk.level("2027-02-01") == "silver"


def test_a_partner_the_program_is_no_longer_for_loses_its_level_like_any_other(desk):
    on_gold(desk)
    desk.publish(since=datetime(2026, 4, 1, tzinfo=UTC), **{**AUTOMATIC, "applies": 'partner.kind == "agent"'})
    desk.review("2026-03-31")
    desk.review("2026-04-01")
    assert (desk.level("2026-03-31"), desk.level("2026-04-01")) == ("gold", None)


def test_ways_up_and_losses_have_calendars_of_their_own(desk):
    on_gold(desk, down_check="months", down_months=["1", "7"])
    desk.revenue("a", 150, "2026-03-14")
    desk.review("2026-06-30")
    assert desk.level("2026-06-30") == "gold"
    desk.review("2026-07-01")
    assert desk.level("2026-07-01") == "silver"


def test_a_change_nobody_needs_any_more_lapses_when_the_figures_say_another_level(desk):
    desk.publish()
    desk.revenue("a", 150)
    desk.review("2026-03-01")
    desk.revenue("a", 400, "2026-03-02")
    desk.review("2026-03-02")
    found = desk.rows("change")
    assert [(row["state"], row["to_level"]) for row in found] == [("lapsed", "silver"), ("eligible_up", "gold")]


def test_the_same_partner_is_gold_under_one_version_and_silver_under_the_next(desk):
    dearer = [{**row, "value": value} for row, value in zip(REVENUE, ("100", "900"), strict=True)]
    on_gold(desk)
    desk.publish(since=datetime(2026, 4, 1, tzinfo=UTC), **{**AUTOMATIC, "criteria": dearer})
    desk.review("2026-03-31")
    assert desk.level("2026-03-31") == "gold"
    desk.review("2026-04-01")
    assert (desk.level("2026-03-31"), desk.level("2026-04-01")) == ("gold", "silver")


def test_a_decision_is_stored_when_it_is_new_or_came_out_otherwise(desk):
    on_gold(desk)
    before = desk.rows("progress")[0]["decision_id"]
    desk.review("2026-02-02")
    settled = desk.rows("progress")[0]["decision_id"]
    desk.review("2026-02-03")
    assert before != settled == desk.rows("progress")[0]["decision_id"]


def test_a_review_says_how_many_steps_are_missing(desk):
    desk.publish()
    desk.revenue("a", 150)
    desk.review("2026-03-01")
    found = desk.rows("progress")[0]
    assert (found["level"], found["next_level"], found["steps"], found["missing"][0]["lack"]) == ("silver", "gold", 1, "150")


def test_the_fact_others_read_follows_the_level_from_its_day(desk, partner_a):
    on_gold(desk)
    found = desk.system(
        "2026-03-01", lambda: [facts_of("partner", partner_a, day).get("partner.tier") for day in (date(2026, 1, 31), date(2026, 2, 1))]
    )
    assert found == [None, "gold"]


def test_levels_and_benefits_are_read_for_a_day(desk, partner_a):
    on_gold(desk)
    day = date(2026, 3, 1)
    read = lambda: (api.level_of(partner_a, "sales", day), api.benefit(partner_a, "discount", day), api.benefit(partner_a, "portal", day))  # noqa: E731
    assert desk.system("2026-03-01", read) == ("gold", 9, True)
    assert desk.system("2026-03-01", lambda: api.benefit(partner_a, "discount", date(2026, 1, 1))) is None


def test_a_partner_reads_of_its_changes_what_is_public(desk, kit):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    assert shown_to(kit, "a") == []
    desk.move("propose")
    desk.move("approve", by="admin")
    assert [row["to_level"] for row in shown_to(kit, "a")] == ["gold"]
    assert shown_to(kit, "b") == []


def test_prices_read_the_level_of_their_own_day(desk, enable, partner_a):
    enable("catalog")
    on_gold(desk)
    days = (date(2026, 1, 31), date(2026, 2, 1))
    assert desk.system("2026-03-01", lambda: [buyer(partner_a, day).tier for day in days]) == ["", "gold"]


def test_a_stored_review_comes_out_byte_by_byte_when_it_is_run_again(desk, make_record, partner_a):
    make_record(
        "tiering.award", kind="points", category="marketing", amount="7.5", earned_on="2026-01-10", owner=partner_a, document=None, ref=None
    )
    asks = {"level": "gold", "code": "points", "label": "Points", "of": "points / 3", "value": "2.5"}
    desk.publish(**{**AUTOMATIC, "categories": [{"name": "marketing", "label": "Marketing", "months": 12}], "criteria": [REVENUE[0], asks]})
    desk.revenue("a", "150.25")
    desk.review("2026-03-01")
    again = desk.system(
        "2026-03-02", lambda: [(row.result, replay(row) == row.outcome.encode()) for row in records.db.session.scalars(sa.select(Decision))]
    )
    assert again == [("gold", True)]


def test_what_a_source_tells_twice_changes_nothing(desk, make_record, partner_a):
    told = {"kind": "training", "ref": "course-7", "document": None, "owner": partner_a}
    make_record("tiering.award", **told)
    with pytest.raises(Conflict) as refused:
        make_record("tiering.award", **told)
    assert (refused.value.code, len(desk.rows("award"))) == ("unchanged", 1)


def test_a_criterion_names_a_measure_over_a_window_like_a_fact(desk, kit, enable):
    enable("sales")
    figures = [{"name": "sold", "label": "Sold", "measure": "sales.revenue", "window": "trailing 12 months"}]
    named = {"level": "silver", "code": "sold", "label": "Sold", "of": "figure.sold", "value": "500"}
    read = {"level": "gold", "code": "year", "label": "This year", "of": "metric.sales.revenue.this_year", "value": "900"}
    with kit.acting(Person("admin")):
        for day in ("2025-06-01", "2026-01-10"):
            raw = {"title": "Line", "invoiced_on": day, "sold_at": f"{day}T12:00:00+00:00", "amount": "600"}
            unit(lambda: records.create(registry()["sales.line"], raw, partner_id=PROGRAM.partner("a")))  # noqa: B023
    desk.publish(**{**AUTOMATIC, "figures": figures, "criteria": [named, read]})
    desk.review("2026-02-01")
    found = desk.rows("progress")[0]
    assert (found["level"], found["told"]["figures"]) == ("silver", {"figure.sold": "1200", "metric.sales.revenue.this_year": "600"})


def test_a_measure_or_a_window_there_is_not_is_refused_by_its_name(desk):
    wrong = [{"name": "sold", "label": "Sold", "measure": "no.such", "window": "some day"}]
    with pytest.raises(Unprocessable) as refused:
        desk.publish(figures=wrong)
    assert {error["code"] for error in refused.value.errors} == {"no-measure", "no-window"}


@pytest.mark.parametrize("of", ["figure.part", "metric.sales.share.this_year"])
def test_a_share_of_all_tells_partners_of_one_another_so_somebody_has_to_mean_it(desk, enable, of):
    enable("sales")
    part = [{"name": "part", "label": "Share", "measure": "sales.share", "window": "this year"}] if of.startswith("figure") else []
    asked = [{"level": level, "code": "part", "label": "Share", "of": of, "value": value} for level, value in (("silver", "10"), ("gold", "30"))]
    with pytest.raises(Unprocessable) as refused:
        desk.publish(figures=part, criteria=asked)
    assert [error["code"] for error in refused.value.errors] == ["tells-of-others"]


def test_the_readme_shows_the_life_of_a_change():
    assert mermaid(WORKFLOW) in (Path(plugins.tiering.__file__).parent / "README.md").read_text()


def shown_to(kit, name):
    return kit.client().get("/api/v1/alpha/tiering/change/", headers=Person(name).bearer).json["items"]


def test_points_by_hand_need_evidence(desk, make_record):
    with pytest.raises(Unprocessable):
        make_record("tiering.award", kind="points", category="projects", evidence=None, ref=None, owner=None)
