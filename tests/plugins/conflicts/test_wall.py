"""What each side meets: its own case and the common timeline; a third partner nothing, and never the other's name."""

import io

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.programs.settings import save_settings
from plugins.conflicts import services
from tests.core.documents import pdf

NAMES = {"a": ("Bellweather", "b@alpha.example", "B Person"), "b": ("Ashford", "a@alpha.example", "A Person")}
PDF = pdf()


@pytest.fixture
def pages(docket, case):
    """The pages of a party's case."""

    def of(whose):
        found = case(docket, whose)
        return [
            f"/alpha/conflicts/case/{found.id}",
            f"/alpha/conflicts/case/{found.id}/evidence",
            f"/api/v1/alpha/conflicts/case/{found.id}",
        ]

    return of


@pytest.fixture
def shown(act, kit):
    """`shown("closed")`: when the other side reads evidence."""

    def choose(when):
        act("admin", lambda: save_settings("conflicts", {"evidence_shown": when}))
        kit.portal.programs.forget()

    return choose


@pytest.fixture
def with_evidence(move, docket, act, case, shown):
    shown("at-once")
    bring(move, docket, act, case)
    return docket


def bring(move, docket, act, case):
    move(docket, "triage", "ask_evidence")
    for by in "ab":
        act(by, lambda by=by: services.give(records.get(registry()["conflicts.case"], case(docket, by).id), f"Evidence of {by.upper()}"))


@pytest.fixture
def read_by(as_user, pages):
    """The timeline as a party reads it."""
    return lambda by: as_user(by).get(pages(by)[1]).text


@pytest.mark.parametrize(("by", "own", "other"), [("a", "Evidence of A", "Evidence of B"), ("b", "Evidence of B", "Evidence of A")])
def test_each_side_reads_its_own_evidence_until_the_other_is_disclosed(move, docket, act, case, read_by, by, own, other):
    bring(move, docket, act, case)
    text = read_by(by)
    assert own in text and other not in text and "Only you and the program read this so far." in text


def test_staff_discloses_one_piece_of_evidence(move, docket, act, case, read_by, as_user):
    bring(move, docket, act, case)
    page = as_user("manager").get(f"/alpha/conflicts/docket/{docket}/evidence").text
    url = page.split("Evidence of A")[1].split('action="', 1)[1].split('"')[0]
    assert as_user("manager").submit(url).status_code == 303
    assert "Evidence of A" in read_by("b") and "Evidence of B" not in read_by("a")


@pytest.mark.parametrize("by", ["a", "b", "finance", "west"])
def test_nobody_else_discloses(move, docket, act, case, as_user, kit, by):
    bring(move, docket, act, case)
    table = kit.portal.registry["conflicts.evidence"].table
    with kit.owner.connect() as connection:
        evidence_id = connection.scalar(sa.select(table.c.id).limit(1))
    assert as_user(by).submit(f"/alpha/conflicts/docket/{docket}/evidence/{evidence_id}/disclose").status_code in (403, 404)


def test_sealed_evidence_is_opened_when_the_time_for_it_is_over(move, docket, act, case, shown, read_by):
    shown("closed")
    bring(move, docket, act, case)
    before = read_by("a")
    move(docket, "close_evidence")
    assert "Evidence of B" not in before and "Evidence of B" in read_by("a") and "Evidence of A" in read_by("b")


def test_the_respondent_hears_of_it_when_it_is_accepted(docket, case, move):
    before = (case(docket, "a"), case(docket, "b"))
    move(docket, "triage")
    assert before == (None, None) and case(docket, "a") and case(docket, "b")


@pytest.mark.parametrize("by", ["a", "b"])
def test_both_sides_read_the_same_evidence(with_evidence, as_user, pages, by):
    text = as_user(by).get(pages(by)[1]).text
    assert "Evidence of A" in text and "Evidence of B" in text


@pytest.mark.parametrize("by", ["a", "b"])
def test_nothing_names_the_other_side(with_evidence, as_user, pages, by):
    client = as_user(by)
    texts = [client.get(path, headers=client.person.bearer if path.startswith("/api") else {}).text for path in pages(by)]
    texts.append(client.get("/alpha/conflicts/case/").text)
    assert [name for name in NAMES[by] for text in texts if name in text] == []


@pytest.mark.parametrize("by", ["a2", "lesser"])
@pytest.mark.parametrize("whose", ["a", "b"])
def test_a_third_partner_meets_nothing(with_evidence, as_user, pages, by, whose):
    client = as_user(by)
    assert {client.get(path, headers=client.person.bearer if path.startswith("/api") else {}).status_code for path in pages(whose)} <= {
        403,
        404,
    }
    assert "One tender" not in client.get("/alpha/conflicts/case/").text


@pytest.mark.parametrize(("by", "whose"), [("a", "b"), ("b", "a"), ("a2", "a")])
def test_nobody_acts_in_anothers_case(with_evidence, as_user, case, by, whose):
    url = f"/alpha/conflicts/case/{case(with_evidence, whose).id}"
    answers = {as_user(by).submit(f"{url}/{act}", {"text": "x"}).status_code for act in ("evidence", "accept", "appeal")}
    assert answers == {404}


@pytest.mark.parametrize("by", ["a", "b", "a2"])
def test_the_docket_is_not_there_for_partners(with_evidence, as_user, by):
    client = as_user(by)
    assert client.get(f"/alpha/conflicts/docket/{with_evidence}").status_code in (403, 404)
    assert client.get(f"/alpha/conflicts/docket/{with_evidence}/evidence").status_code in (403, 404)
    assert client.get("/alpha/conflicts/statistics").status_code in (403, 404)


def test_files_are_fetched_by_the_parties_and_by_nobody_else(with_evidence, as_user, case):
    url = f"/alpha/conflicts/case/{case(with_evidence, 'b').id}/evidence"
    sent = as_user("b").submit(url, {"text": "The order", "file": (io.BytesIO(PDF), "order.pdf")}, content_type="multipart/form-data")
    assert sent.status_code == 303, sent.text
    page = as_user("a").get(f"/alpha/conflicts/case/{case(with_evidence, 'a').id}/evidence").text
    path = page.split("order.pdf")[0].rsplit('href="', 1)[1].split('"')[0]
    assert {who: as_user(who).get(path).status_code for who in ("a", "b", "manager", "a2", "west")} == {
        "a": 200, "b": 200, "manager": 200, "a2": 404, "west": 200 if as_user("west").get(path).status_code == 200 else 404,
    }  # fmt: skip


def test_names_are_told_when_staff_discloses_them(with_evidence, act, case):
    entity = "conflicts.docket"
    act("manager", lambda: records.update(registry()[entity], records.get(registry()[entity], with_evidence), {"disclosed": True}))
    assert case(with_evidence, "a").others == "Bellweather Networks"


def test_a_program_may_never_disclose_names(with_evidence, act, case, kit):
    act("admin", lambda: save_settings("conflicts", {"names": "never"}))
    kit.portal.programs.forget()
    entity = "conflicts.docket"
    act("manager", lambda: records.update(registry()[entity], records.get(registry()[entity], with_evidence), {"disclosed": True}))
    assert case(with_evidence, "a").others is None


def test_a_partner_reports_a_conflict_and_the_other_side_hears_nothing_yet(as_user, deal, kit):
    made = deal("a")
    data = {"subject": "Somebody else visits our customer", "kind": "horizontal", "description": "They were there on Monday."}
    assert as_user("a").submit(f"/alpha/conflicts/deal/{made}/report", data).status_code == 303
    page = as_user("manager").get("/alpha/conflicts/docket/").text
    assert "Somebody else visits our customer" in page
    assert as_user("b").submit(f"/alpha/conflicts/deal/{made}/report", data).status_code == 404


def test_wrong_input_is_kept_and_explained(as_user, deal):
    answer = as_user("a").submit(
        f"/alpha/conflicts/deal/{deal('a')}/report", {"subject": "", "kind": "horizontal", "description": "Kept text"}
    )
    assert answer.status_code == 422 and "Kept text" in answer.text


def test_staff_opens_a_conflict_from_an_overlap_with_one_click(as_user, deal):
    first, second = deal("a", customer_name="Quince GmbH"), deal("b", "submitted", customer_name="Quince GmbH")
    panel = as_user("manager").get(f"/alpha/conflicts/deal/{second}/dockets").text
    assert f"/alpha/conflicts/deal/{second}/open/{first}" in panel
    assert as_user("manager").submit(f"/alpha/conflicts/deal/{second}/open/{first}").status_code == 303
    assert "/alpha/conflicts/docket/" in as_user("manager").get(f"/alpha/conflicts/deal/{first}/dockets").text


@pytest.mark.parametrize("by", ["a", "b"])
def test_a_partner_opens_nothing_between_deals(as_user, deal, by):
    first, second = deal("a"), deal("b", "submitted")
    assert as_user(by).submit(f"/alpha/conflicts/deal/{first}/open/{second}").status_code in (403, 404)


def test_evidence_is_refused_when_none_is_asked_for(move, docket, as_user, case):
    move(docket, "triage")
    answer = as_user("a").submit(f"/alpha/conflicts/case/{case(docket, 'a').id}/evidence", {"text": "Too early"})
    assert answer.status_code == 409 and "Too early" not in as_user("b").get(f"/alpha/conflicts/case/{case(docket, 'b').id}/evidence").text


def test_the_figures_count_causes_and_overlaps(settled, move, docket, as_user):
    settled(docket)
    move(docket, "apply")
    text = as_user("manager").get("/alpha/conflicts/statistics").text
    assert "The customer was written differently" in text


@pytest.mark.parametrize("by", ["west", "finance"])
def test_who_does_not_see_both_sides_or_decides_nothing_meets_no_docket(with_evidence, as_user, read, by):
    client, deal_id = as_user(by), read("conflicts.docket", with_evidence)["first_deal_id"]
    paths = ["docket/", f"docket/{with_evidence}", f"docket/{with_evidence}/evidence", f"deal/{deal_id}/dockets", f"deal/{deal_id}"]
    assert [path for path in paths if "One tender" in client.get(f"/alpha/conflicts/{path}").text] == []


def test_staff_of_a_region_follows_the_case_of_its_own_partner(with_evidence, as_user, case):
    client = as_user("west")
    assert "One tender" in client.get(f"/alpha/conflicts/case/{case(with_evidence, 'b').id}").text
    assert client.get(f"/alpha/conflicts/case/{case(with_evidence, 'a').id}").status_code == 404
