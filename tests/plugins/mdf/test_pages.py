import io

import pytest
from PIL import Image

from core.entities import records
from core.entities.registry import registry
from core.programs.settings import save_settings
from hansa.testing import Person, ProgramOfTest
from tests.plugins.mdf.conftest import day

TYPED = {
    "count": "1", "title": "Open day", "kind_0": "event", "mode_0": "in_person", "venue_0": "Hall", "starts_on_0": day().isoformat(),
    "ends_on_0": day(1).isoformat(), "asked_0": "800", "cost_kind_0_0": "venue", "cost_0_0": "1000", "act": "check",
}  # fmt: skip


@pytest.mark.parametrize("path", ["mine/", "cards/mine", "plan/"])
def test_pages_of_a_partner_open(kit, layer, verified, claim, path):
    layer("1000", last=20)
    claim(verified(asked="400"))
    assert kit.client(Person("a")).get(f"/alpha/mdf/{path}").status_code == 200


@pytest.mark.parametrize("path", ["desk/", "cards/desk", "returns/", "returns/?by=region", "returns/?by=nonsense"])
def test_pages_of_staff_open(kit, layer, verified, claim, path):
    layer("1000", last=20)
    claim(verified(asked="400"))
    assert kit.client(Person("manager")).get(f"/alpha/mdf/{path}").status_code == 200


@pytest.mark.parametrize("path", ["desk/", "cards/desk", "returns/"])
def test_pages_of_staff_are_closed_to_partners(kit, path):
    assert kit.client(Person("a")).get(f"/alpha/mdf/{path}").status_code in (403, 404)


def test_a_plan_is_tried_before_it_is_kept(kit, layer):
    layer("1000")
    answer = kit.client(Person("a")).submit("/alpha/mdf/plan/", TYPED)
    assert answer.status_code == 200 and "$500.00" in answer.text
    with kit.owner.connect() as connection:
        assert connection.execute(kit.portal.registry["mdf.request"].table.select()).all() == []


def test_a_plan_is_submitted_in_one_step(kit, layer):
    layer("1000")
    answer = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, "act": "submit"})
    assert answer.status_code == 303
    with kit.owner.connect() as connection:
        assert [row.state for row in connection.execute(kit.portal.registry["mdf.request"].table.select())] == ["submitted"]


@pytest.mark.parametrize("wrong", [{"asked_0": "lots"}, {"starts_on_0": "soon"}, {"cost_0_0": ""}, {"cost_0_0": "-"}, {"title": ""}, {"kind_0": "nonsense"}])
def test_wrong_input_comes_back_with_words_and_what_was_typed(kit, layer, wrong):
    layer("1000")
    answer = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, **wrong, "act": "submit"})
    assert answer.status_code == 422 and 'value="Hall"' in answer.text and 'role="alert"' in answer.text


SECOND = {
    "count": "2", "title_0": "Open day", "title_1": "Road show", "kind_1": "training", "mode_1": "both", "starts_on_1": day().isoformat(),
    "ends_on_1": day().isoformat(), "asked_1": "100", "cost_kind_2_1": "speaker", "cost_2_1": "200",
}  # fmt: skip


def test_another_activity_is_added_and_what_was_typed_stays(kit, layer):
    layer("1000")
    page = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, "act": "more"}).text
    assert 'name="count" value="2"' in page and 'name="title_0" type="text" value="Open day"' in page and 'value="Hall"' in page


def test_an_activity_is_taken_out_again(kit, layer):
    layer("1000")
    page = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, **SECOND, "act": "less-0"}).text
    assert 'name="count" value="1"' in page and 'value="Hall"' not in page and 'value="200"' in page


def test_a_plan_of_two_activities_is_tried_and_submitted(kit, layer, read):
    layer("1000")
    client = kit.client(Person("a"))
    tried = client.submit("/alpha/mdf/plan/", {**TYPED, **SECOND}).text
    assert "Road show" in tried and "$600.00" in tried
    assert client.submit("/alpha/mdf/plan/", {**TYPED, **SECOND, "act": "submit"}).status_code == 303
    with kit.owner.connect() as connection:
        (row,) = connection.execute(kit.portal.registry["mdf.request"].table.select()).all()
    assert [one["title"] for one in row.activities] == ["Open day", "Road show"]
    assert [(one["activity"], one["kind"]) for one in row.costs] == [(1, "venue"), (2, "speaker")]


@pytest.mark.parametrize(
    ("wrong", "name"), [({"asked_1": "lots"}, "plan-asked_1"), ({"cost_2_1": "much"}, "Costs"), ({"title_1": ""}, "plan-title_1")]
)
def test_an_error_stands_at_its_activity(kit, layer, wrong, name):
    layer("1000")
    answer = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, **SECOND, **wrong, "act": "submit"})
    assert answer.status_code == 422 and (f'id="{name}-err"' in answer.text or answer.text.count('class="hs-err"') == 1)


def test_amounts_are_typed_as_people_write_them(kit, layer):
    layer("1000")
    page = kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, "asked_0": "1,000", "cost_0_0": "1,600"}).text
    assert "$800.00" in page and 'value="1,600"' in page


@pytest.mark.parametrize("count", ["0", "-1", "999", "9999999", "x", "²", ""])
def test_a_count_that_makes_no_sense_opens_the_form(kit, layer, count):
    layer("1000")
    assert kit.client(Person("a")).submit("/alpha/mdf/plan/", {**TYPED, "count": count}).status_code in (200, 422)


def test_only_the_report_may_ask_where_the_phone_is(kit, layer, approved):
    layer("1000")
    client = kit.client(Person("a"))
    pages = (f"/alpha/mdf/activity/{approved()}/report", "/alpha/mdf/mine/")
    assert ["geolocation=(self)" in client.get(page).headers["Permissions-Policy"] for page in pages] == [True, False]


def test_an_activity_is_reported_from_a_phone_with_its_photo(kit, layer, approved, read):
    layer("1000")
    made, content = approved(), io.BytesIO()
    Image.linear_gradient("L").rotate(30).save(content, "JPEG")
    data = {
        "held_on": day().isoformat(),
        "attendees": "40",
        "outcome": "Good",
        "act": "report",
        "photo": (io.BytesIO(content.getvalue()), "p.jpg"),
    }
    answer = kit.client(Person("a")).submit(f"/alpha/mdf/activity/{made}/report", data, content_type="multipart/form-data")
    assert (answer.status_code, read("mdf.activity", made)["state"]) == (303, "reported")


def test_a_phone_checks_in_at_the_event(kit, layer, approved, read):
    layer("1000")
    made = approved()
    answer = kit.client(Person("a")).submit(f"/alpha/mdf/activity/{made}/report", {"act": "check_in", "position": "30.59, 114.3"})
    found = read("mdf.activity", made)
    assert (answer.status_code, found["state"], found["position"], found["checked_in_at"] is not None) == (
        303,
        "running",
        "30.59, 114.3",
        True,
    )


def test_another_partner_reports_nothing(kit, layer, approved):
    layer("1000")
    made = approved()
    assert kit.client(Person("b")).get(f"/alpha/mdf/activity/{made}/report").status_code == 404


@pytest.mark.parametrize("part", ["budget", "layer", "request", "activity", "claim"])
def test_panels_open_for_staff(kit, budget, layer, verified, claim, activity_of, read, part):
    pool = budget()
    kept = layer("1000", budget_id=pool)
    activity = verified(asked="400")
    made = claim(activity)
    ids = {"budget": pool, "layer": kept, "request": read("mdf.activity", activity)["request_id"], "activity": activity, "claim": made}
    assert kit.client(Person("manager")).get(f"/alpha/mdf/{part}/{ids[part]}/panel").status_code == 200


def test_an_experience_is_told_only_when_nobody_is_recognised(kit, layer, verified, plan):
    layer("1000")
    verified(asked="400")
    page = kit.client(Person("a")).submit("/alpha/mdf/plan/", TYPED).text
    assert "so far" not in page


def test_an_experience_is_told_by_what_others_held_not_by_the_own(kit, act, layer, verified):
    act("admin", lambda: save_settings("mdf", {"recognised": 2}))
    kit.portal.programs.forget()
    told = []
    for partner in ("a", "b", "a2"):
        layer("1000", partner=partner)
        verified(partner)
        told.append("so far" in kit.client(Person("a")).submit("/alpha/mdf/plan/", TYPED).text)
    assert told == [False, False, True]


def test_a_proposed_allocation_is_not_seen_by_its_partner(kit, act, budget):
    raw = {"title": "Maybe", "amount": "10", "starts": day().isoformat(), "budget_id": str(budget())}
    made = act("manager", lambda: records.create(registry()["mdf.allocation"], raw, partner_id=ProgramOfTest("alpha").partner("a")).id)
    assert kit.client(Person("a")).get(f"/alpha/mdf/allocation/{made}").status_code == 404


@pytest.mark.parametrize(("who", "path"), [("a", "ledger/balances"), ("manager", "ledger/accounts")])
def test_the_account_of_a_layer_is_called_by_the_name_of_the_layer(kit, layer, who, path):
    made = layer("1000")
    page = kit.client(Person(who)).get(f"/alpha/{path}").text
    assert "Fund" in page and str(made) not in page


def test_no_list_offers_to_make_what_follows_from_a_plan(kit, layer):
    layer("1000")
    pages = [kit.client(Person("admin")).get(f"/alpha/mdf/{name}/").text for name in ("activity", "budget")]
    assert ["/alpha/mdf/activity/new" in pages[0], "/alpha/mdf/budget/new" in pages[1]] == [False, True]


def test_what_cannot_be_done_says_why_and_leads_back(kit, layer, approved, move, configure_fund):
    configure_fund(evidence="photo")
    layer("1000")
    made = approved()
    move("mdf.activity", made, "report", held_on=day().isoformat())
    path = f"/alpha/mdf/activity/{made}"
    client = kit.client(Person("manager"))
    answer = client.submit(f"{path}/do/verify", {}, headers={"Referer": f"http://localhost{path}"})
    assert answer.status_code == 409 and "Proof is missing: Photos" in answer.text
    assert "This cannot be done now." in answer.text and f'href="{path}"' in answer.text


def test_nobody_is_led_to_another_site(kit, layer, approved, move, configure_fund):
    configure_fund(evidence="photo")
    layer("1000")
    made = approved()
    move("mdf.activity", made, "report", held_on=day().isoformat())
    answer = kit.client(Person("manager")).submit(f"/alpha/mdf/activity/{made}/do/verify", {}, headers={"Referer": "https://evil.example/x"})
    assert answer.status_code == 409 and "evil.example" not in answer.text
