import pytest

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa.testing import Person
from plugins.policies.versions import lifecycle
from tests.plugins.tiering.conftest import AUTOMATIC, DOCUMENT, PROGRAM, REVENUE


@pytest.fixture
def silver(desk):
    """A stands on silver and lacks 150 for gold."""
    desk.publish(**AUTOMATIC)
    desk.revenue("a", 150)
    desk.review("2026-02-01")


def text(answer):
    assert answer.status_code == 200, answer.text
    return " ".join(answer.text.split())


def test_a_partner_sees_where_it_stands_what_is_missing_and_what_comes_next(silver, as_user):
    page = text(as_user("a").get("/alpha/tiering/mine/"))
    assert "Silver" in page
    assert "Next: Gold" in page
    assert "150.00" in page
    assert "Early access" in page


def test_nobody_sees_the_page_of_a_competitor(silver, as_user):
    path = f"/alpha/tiering/of/{PROGRAM.partner('a')}"
    assert as_user("b").get(path).status_code == 404
    assert as_user("b").get(f"{path}/sales").status_code == 404
    assert as_user("manager").get(path).status_code == 200


def test_the_partner_above_does_not_see_the_levels_below(silver, desk, as_user):
    assert as_user("above").get(f"/alpha/tiering/of/{PROGRAM.partner('a2')}").status_code == 404


def test_the_simulator_says_what_other_figures_would_give(silver, as_user):
    page = text(as_user("a").get(f"/alpha/tiering/of/{PROGRAM.partner('a')}/sales?f0=300"))
    assert "This would be: Gold" in page


def test_the_simulator_names_what_is_no_number(silver, as_user):
    page = text(as_user("a").get(f"/alpha/tiering/of/{PROGRAM.partner('a')}/sales?f0=lots"))
    assert "Write a number." in page
    assert "This would be" not in page


@pytest.mark.parametrize("typed", ["1e400", "NaN", "9" * 40, "Infinity"])
def test_the_simulator_bears_wild_figures(silver, as_user, typed):
    assert "Write a number." in text(as_user("a").get(f"/alpha/tiering/of/{PROGRAM.partner('a')}/sales?f0={typed}"))


def test_staff_sees_who_is_one_step_away_and_what_waits(silver, desk, as_user):
    page = text(as_user("manager").get("/alpha/tiering/desk/"))
    assert "Ashford Systems" in page
    assert "150.00" in page


@pytest.mark.parametrize("path", ["desk/", "drafts/"])
def test_the_desk_is_for_staff(silver, as_user, path):
    assert as_user("a").get(f"/alpha/tiering/{path}").status_code in (403, 404)


def test_a_draft_is_tried_on_all_partners_and_nothing_is_written(silver, desk, kit, as_user):
    easier = [{**row, "value": value} for row, value in zip(REVENUE, ("50", "120"), strict=True)]

    def make():
        policy = lifecycle.policy_named("tiering.levels", "sales")
        return lifecycle.draft(policy, {**DOCUMENT, "criteria": easier}).id

    with kit.acting(Person("admin")):
        version = unit(make)
    page = text(as_user("admin").get(f"/alpha/tiering/drafts/{version}"))
    assert "1 would rise" in page
    assert "Ashford Systems" in page
    assert desk.level("2026-02-02") == "silver"


def test_a_change_shows_what_it_gives_and_takes(desk, as_user):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    page = text(as_user("manager").get(f"/alpha/tiering/changes/{desk.change()['id']}/gains"))
    assert "Discount" in page
    assert "9 %" in page


def test_a_change_not_yet_public_has_no_page_for_the_partner(desk, as_user):
    desk.publish()
    desk.revenue("a", 400)
    desk.review("2026-03-01")
    found = desk.change()["id"]
    assert as_user("a").get(f"/alpha/tiering/change/{found}").status_code == 404
    assert as_user("a").get(f"/alpha/tiering/changes/{found}/gains").status_code == 404


def test_somebody_enters_a_change_by_hand_measured_against_where_the_partner_stands(silver, desk, kit):
    with kit.acting(Person("manager")):
        entity = registry()["tiering.change"]
        raw = {"track": "sales", "to_level": "gold", "reason": "Strategic partner."}
        unit(lambda: records.create(entity, raw, partner_id=PROGRAM.partner("a")).id)
    found = desk.change()
    assert (found["state"], found["direction"], found["from_level"]) == ("stable", "up", "silver")


def test_thresholds_are_changed_in_a_table_and_shown_beside_what_is_in_force(silver, as_user):
    person = as_user("admin")
    begun = person.submit("/alpha/tiering/tables/sales")
    page = text(person.get(begun.location))
    assert 'name="ask:revenue.1:gold" value="300"' in page
    saved = person.submit(begun.location, {"ask:revenue.1:gold": "120", "ask:revenue.1:silver": "50"})
    assert saved.status_code == 303
    page = text(person.get(begun.location))
    assert "was 300" in page
    assert person.submit("/alpha/tiering/tables/sales").location == begun.location, "one draft, gone on with"


def test_the_table_leads_to_the_back_test_and_to_publishing(silver, as_user):
    person = as_user("admin")
    path = person.submit("/alpha/tiering/tables/sales").location
    tried = person.submit(path, {"ask:revenue.1:gold": "120", "_do": "try"})
    assert "1 would rise" in text(person.get(tried.location))
    assert person.submit(path, {"_do": "publish"}).location.endswith("/publish")


def test_a_wrong_cell_is_shown_with_what_was_typed_and_nothing_is_saved(silver, as_user):
    person = as_user("admin")
    path = person.submit("/alpha/tiering/tables/sales").location
    answer = person.submit(path, {"ask:revenue.1:gold": "lots", "ask:revenue.1:silver": "77"})
    assert answer.status_code == 422
    assert 'value="lots"' in answer.text and 'value="77"' in answer.text
    assert "was 100" not in text(person.get(path))


@pytest.mark.parametrize("name", ["a", "finance"])
def test_the_table_is_for_who_writes_policies(silver, as_user, name):
    path = as_user("admin").submit("/alpha/tiering/tables/sales").location
    assert as_user(name).get(path).status_code in (403, 404)
    assert as_user(name).submit(path, {"ask:revenue.1:gold": "1"}).status_code in (403, 404)
