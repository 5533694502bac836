"""The pages of settled rebates: for staff and for partners, with files in and out."""

import io

import pytest

from core.entities.unit import unit
from hansa.testing import Person
from plugins.policies.api import kind_of, make_policy
from plugins.rebates.program.programs import KEY
from tests.plugins.rebates.desk import ALPHA, result


@pytest.fixture
def stated(desk):
    desk.stated(desk.period(), result(), result("b", "50"))
    return desk


def own(desk, partner="a"):
    return desk.row("statement", partner_id=ALPHA.partner(partner))


def test_the_desk_shows_every_period_with_what_is_stated_and_what_waits(stated, as_user):
    page = as_user("manager").get("/alpha/rebates/desk/").text
    assert "January" in page and "€150.00" in page and "0 of 2 signed" in page


def test_the_desk_is_not_for_partners(stated, as_user):
    assert as_user("above").get("/alpha/rebates/desk/").status_code in (403, 404)


def test_a_partner_finds_what_it_has_to_sign(stated, as_user):
    page = as_user("above").get("/alpha/rebates/mine/").text
    assert own(stated).title in page and "Sign or dispute" in page and own(stated, "b").title not in page


@pytest.mark.parametrize("card, who", [("desk", "manager"), ("mine", "above")])
def test_home_cards_are_there(stated, as_user, card, who):
    assert as_user(who).get(f"/alpha/rebates/cards/{card}").status_code == 200


def test_the_lines_of_a_statement_can_be_disputed_one_by_one(stated, as_user):
    statement = own(stated)
    page = as_user("above").get(f"/alpha/rebates/statement/{statement.id}/lines").text
    assert "€100.00" in page and f"statement_id={statement.id}" in page
    assert "dispute/new" not in as_user("manager").get(f"/alpha/rebates/statement/{statement.id}/lines").text


@pytest.mark.parametrize("kind, begins", [("pdf", b"%PDF"), ("csv", b"\xef\xbb\xbf"), ("html", b"<!doctype html>")])
def test_files_are_handed_out_to_whom_they_are_for(stated, as_user, kind, begins):
    address = f"/alpha/rebates/statement/{own(stated).id}/file/{kind}"
    answer = as_user("above").get(address)
    assert answer.data.startswith(begins) and answer.headers["Content-Disposition"].startswith("attachment")
    assert as_user("above").get(address).data == answer.data
    assert as_user("b").get(address).status_code == 404


def test_there_is_no_other_kind_of_file(stated, as_user):
    assert as_user("above").get(f"/alpha/rebates/statement/{own(stated).id}/file/exe").status_code == 404


def test_results_of_a_period_are_shown_to_staff(stated, as_user):
    period = stated.row("period").id
    page = as_user("manager").get(f"/alpha/rebates/period/{period}/results").text
    assert "2 partners" in page and "€100.00" in page
    assert as_user("above").get(f"/alpha/rebates/period/{period}/results").status_code in (403, 404)


@pytest.fixture
def disputed(stated, line):
    line("L-1", "2026-01-10", "100", invoice_no="I-1")
    return stated.make(
        "dispute", "above", day="2026-02-13", statement_id=str(own(stated).id), line="L1", claimed="120", why="I-2 is missing"
    )


def test_a_file_of_the_partner_is_held_against_our_lines(stated, disputed, as_user):
    page = as_user("above")
    given = {"file": (io.BytesIO(b"invoice,amount\nI-1,100\nI-2,20\n"), "ours.csv")}
    answer = page.submit(f"/alpha/rebates/dispute/{disputed}/compared", given)
    assert answer.status_code in (200, 303)
    assert stated.row("dispute").compared["rows"] == [{"document": "I-2", "theirs": "20", "ours": None, "kind": "missing_here", "by": "20"}]
    assert "I-2" in page.get(f"/alpha/rebates/dispute/{disputed}/compared").text


def test_a_file_that_cannot_be_read_is_refused_with_the_reason(disputed, as_user):
    answer = as_user("above").submit(f"/alpha/rebates/dispute/{disputed}/compared", {"file": (io.BytesIO(b"a,b\n"), "x.csv")})
    assert answer.status_code == 422 and "name the columns" in answer.text


def test_another_partner_compares_nothing(disputed, as_user):
    answer = as_user("b").submit(f"/alpha/rebates/dispute/{disputed}/compared", {"file": (io.BytesIO(b"invoice,amount\n"), "x.csv")})
    assert answer.status_code == 404


@pytest.fixture
def banked(desk):
    desk.settings(payout_form="bank")
    desk.approved(desk.period(), result())
    desk.move("payout", desk.row("payout").id, "approve", "finance")
    return desk.row("payout")


def test_the_bank_file_is_handed_out_and_the_answer_confirms(desk, banked, as_user):
    page = as_user("finance")
    assert banked.key in page.submit("/alpha/rebates/bank-file", {}).text
    said = f"key,receipt,paid_on\n{banked.key},B-1,2026-02-15\nnobody,B-2,\n".encode()
    answer = page.submit("/alpha/rebates/reconcile", {"file": (io.BytesIO(said), "bank.csv")})
    assert "nobody" in answer.text and desk.row("payout").state == "paid"


def test_the_bank_file_is_not_for_partners(banked, as_user):
    assert as_user("above").submit("/alpha/rebates/bank-file", {}).status_code in (403, 404)


def test_a_partner_reads_results_once_they_are_stated_to_it(desk, client):
    desk.calculated(desk.period(), result(), result("b", "50"))
    address = "/api/v1/alpha/rebates/result/"
    assert client.get(address, headers=Person("above").bearer).json["items"] == []
    assert len(client.get(address, headers=Person("manager").bearer).json["items"]) == 2
    desk.move("period", desk.row("period").id, "review")
    desk.move("period", desk.row("period").id, "issue", "finance")
    assert [row["payable"] for row in client.get(address, headers=Person("above").bearer).json["items"]] == ["100.0000"]


@pytest.mark.parametrize("window, earned", [("year to date", {"a": "100", "b": "50"}), ("last year", {})])
def test_what_partners_earned_is_a_figure(stated, as_user, window, earned):
    asked = {"window": window, "day": "2026-03-01"}
    answer = as_user("manager").get("/api/v1/alpha/policies/metrics/rebates.earned", query_string=asked, headers=Person("manager").bearer)
    found = {one["partner"]: one["value"] for one in answer.json["items"] if one["value"] not in (None, "0")}
    assert found == {str(ALPHA.partner(name)): value for name, value in earned.items()}
    assert as_user("manager").get("/alpha/policies/metrics/rebates.earned", query_string=asked).status_code == 200


def test_each_line_of_a_statement_leads_to_why_it_is_so_much(stated, as_user):
    statement = own(stated)
    for who in ("above", "manager"):
        page = as_user(who).get(f"/alpha/rebates/statement/{statement.id}/lines").text
        assert f"/alpha/rebates/why/{statement.content['lines'][0]['source']}" in page


def test_staff_choose_a_program_among_those_there_are_and_partners_are_told_none(desk, as_user):
    with desk.kit.acting(Person("admin")):
        unit(lambda: make_policy(kind_of(KEY), "growth", "Growth bonus"))
    wanted = [{"value": "growth", "detail": "Growth bonus"}]
    assert as_user("manager").get("/alpha/rebates/programs/known?q=GROWTH").json["items"] == wanted
    assert as_user("manager").get("/alpha/rebates/programs/known?q=nothing").json["items"] == []
    partner = as_user("above").get("/alpha/rebates/programs/known?q=growth")
    assert partner.status_code in (403, 404) or partner.json["items"] == []
    form = as_user("manager").get("/alpha/rebates/adjustment/new").text
    assert 'name="program"' in form and 'data-suggest="/alpha/rebates/programs/known"' in form
