"""People sign and dispute what is theirs in person: on their own page, seen by nobody else of their partner."""

import io

import pytest
import sqlalchemy as sa

from core.entities.files import TABLE as FILES
from core.errors import Denied, NotFound
from core.personal import Person as Somebody
from core.personal import Subject
from hansa import behind
from hansa.testing import Person
from plugins.rebates import persons
from plugins.rebates.engine.people import receiver
from plugins.rebates.tasks import KEEP
from tests.plugins.rebates.desk import FEBRUARY, result

ADA = Person("a")
MINE = receiver(ADA.membership_id)
PAGE = "/alpha/rebates/earnings/"


@pytest.fixture
def statement(desk):
    desk.stated(desk.period(), result(), result(payable="40", receiver=MINE, form="bank"))
    return desk.row("statement", receiver=MINE)


@pytest.fixture
def send(desk, as_user):
    """Post to a page of one's own on a day."""

    def post(who, path, day="2026-02-14", **form):
        with desk.moved(day):
            return as_user(who).submit(f"/alpha/rebates/rewards/{path}", form)

    return post


@pytest.fixture
def clawback(desk):
    """A clawback of 30 of what A was paid in person, which waits for its consent."""
    payout = desk.paid_in_person(desk.period(), result(payable="40", receiver=MINE, form="bank"))
    desk.make("enrolment", owner="a", program="growth", joined_on="2026-01-01", clawback="consent")
    raw = {"title": "Sold to itself", "program": "growth", "amount": "-30", "kind": "clawback", "reason": "x", "payout_id": str(payout.id)}
    made = desk.make("adjustment", owner="a", day="2026-03-03", **raw)
    desk.move("adjustment", made, "submit", day="2026-03-03")
    desk.move("adjustment", made, "ask", "finance", day="2026-03-03")
    return made


def files_of(desk, dispute):
    with desk.kit.owner.connect() as connection:
        return connection.execute(sa.select(FILES).where(FILES.c.record_id == dispute)).all()


def test_a_person_signs_by_its_own_name(desk, statement, send, as_user):
    with desk.moved("2026-02-14"):
        assert f"rewards/{statement.id}/sign" in as_user("a").get(PAGE).text
    assert send("a", f"{statement.id}/sign").status_code == 303
    found = desk.row("statement", receiver=MINE)
    assert (found.state, found.confirmed_by) == ("confirmed", "A Person")
    with desk.moved("2026-02-14"):
        assert f"rewards/{statement.id}/sign" not in as_user("a").get(PAGE).text
    assert send("a", f"{statement.id}/sign").status_code == 303 and desk.row("statement", receiver=MINE).version == found.version


@pytest.mark.parametrize("who", ["above", "lesser", "b", "manager"])
def test_nobody_else_signs_or_disputes_it(desk, statement, send, who):
    assert send(who, f"{statement.id}/sign").status_code in (403, 404)
    assert send(who, f"{statement.id}/dispute", line="L1", claimed="60", why="More").status_code in (403, 404)
    assert desk.row("statement", receiver=MINE).state == "issued" and not desk.rows("dispute")


def test_a_person_disputes_a_line_and_reads_the_answer(desk, statement, send, as_user):
    assert send("a", f"{statement.id}/dispute", line="l1", claimed="1,060", why="Two sales are missing").status_code == 303
    made = desk.row("dispute")
    assert (made.line, made.stated, made.claimed, made.receiver, made.state) == ("L1", 40, 1060, MINE, "opened")
    assert desk.row("statement", receiver=MINE).state == "disputed" and desk.row("statement", receiver="").state == "issued"
    desk.move("dispute", made.id, "answer", day="2026-02-15", agreed="55", reason="One of them counts")
    with desk.moved("2026-02-16"):
        page = as_user("a").get(PAGE).text
    assert "One of them counts" in page and f"rewards/dispute/{made.id}/accept" in page
    assert send("a", f"dispute/{made.id}/accept", "2026-02-16").status_code == 303
    adjustment = desk.row("adjustment")
    assert (desk.row("dispute").state, adjustment.amount, adjustment.receiver) == ("agreed", 15, MINE)
    desk.move("adjustment", adjustment.id, "approve", "finance")
    desk.stated(desk.period("February", **FEBRUARY), result(payable="1", receiver=MINE), day="2026-03-12")
    assert sorted(row.amount for row in desk.rows("statement", receiver=MINE)) == [16, 40]


def test_a_file_is_evidence_that_only_the_vendor_and_the_person_see(desk, statement, send, as_user):
    with desk.moved("2026-02-14"):
        told = {"line": "L1", "claimed": "60", "why": "More", "evidence": (io.BytesIO(b"sold;3"), "sales.csv")}
        assert as_user("a").submit(f"/alpha/rebates/rewards/{statement.id}/dispute", told, content_type="multipart/form-data").status_code == 303
        made = desk.row("dispute")
        (file,) = files_of(desk, made.id)
        assert (file.kind, file.name, file.partner_id) == ("evidence", "sales.csv", made.partner_id)
        assert "sales.csv" in as_user("a").get(PAGE).text
        assert as_user("manager").get(f"/alpha/files/{file.id}").data == b"sold;3"
        for who in ("above", "lesser", "b"):
            assert as_user(who).get(f"/alpha/files/{file.id}").status_code == 404
            assert "sales.csv" not in as_user(who).get(PAGE).text


def test_a_file_that_is_not_accepted_opens_no_dispute(desk, statement, as_user):
    with desk.moved("2026-02-14"):
        told = {"line": "L1", "claimed": "60", "why": "More", "evidence": (io.BytesIO(b"MZ"), "run.exe")}
        assert as_user("a").submit(f"/alpha/rebates/rewards/{statement.id}/dispute", told, content_type="multipart/form-data").status_code == 303
    assert not desk.rows("dispute")


def test_an_answer_may_bring_a_file(desk, statement, send, as_user):
    send("a", f"{statement.id}/dispute", line="L1", claimed="60", why="More")
    made = desk.row("dispute").id
    with desk.moved("2026-02-15"):
        told = {"reason": "Here", "evidence": (io.BytesIO(b"sold;3"), "list.csv")}
        as_user("a").submit(f"/alpha/rebates/rewards/dispute/{made}/give_evidence", told, content_type="multipart/form-data")
    assert [file.name for file in files_of(desk, made)] == ["list.csv"]


def test_an_answer_is_escalated_in_words(desk, statement, send):
    send("a", f"{statement.id}/dispute", line="L1", claimed="60", why="More")
    made = desk.row("dispute").id
    assert send("a", f"dispute/{made}/accept").status_code == 303 and desk.row("dispute").state == "opened"
    desk.move("dispute", made, "answer", reason="We see nothing")
    send("a", f"dispute/{made}/escalate", reason=" ")
    assert desk.row("dispute").state == "answered"
    send("a", f"dispute/{made}/escalate", reason="Look again")
    assert (desk.row("dispute").state, desk.row("dispute").reason) == ("escalated", "Look again")
    assert send("a", f"dispute/{made}/uphold").status_code == 404


def test_what_is_wrong_opens_no_dispute(desk, statement, send):
    for form in ({"line": "L9", "claimed": "60", "why": "More"}, {"line": "L1", "claimed": "x", "why": "More"}, {"line": "L1", "claimed": "60", "why": ""}):
        assert send("a", f"{statement.id}/dispute", **form).status_code == 303
    send("a", f"{statement.id}/dispute", "2026-02-27", line="L1", claimed="60", why="More")
    assert not desk.rows("dispute")


def test_the_partner_sees_neither_the_dispute_nor_its_adjustment(desk, statement, send, as_user):
    send("a", f"{statement.id}/dispute", line="L1", claimed="60", why="More")
    made = desk.row("dispute").id
    desk.move("dispute", made, "agree")
    for who in ("above", "b", "lesser"):
        for entity, record in (("dispute", made), ("adjustment", desk.row("adjustment").id)):
            assert as_user(who).get(f"/alpha/rebates/{entity}/{record}").status_code in (403, 404)
            listed = as_user(who).get(f"/api/v1/alpha/rebates/{entity}/", headers=Person(who).bearer)
            assert listed.status_code in (403, 404) or not listed.json["items"]
        assert as_user(who).submit(f"/alpha/rebates/rewards/dispute/{made}/accept").status_code in (403, 404)


def test_what_a_person_was_paid_is_taken_back_of_it_and_not_of_its_partner_once_it_agrees(desk, clawback, send, as_user):
    assert desk.row("adjustment").receiver == MINE and desk.row("payout").taken_back == 0
    desk.stated(desk.period("February", **FEBRUARY), result(), result(payable="40", receiver=MINE, form="bank"), day="2026-03-12")
    assert {row.receiver: row.amount for row in desk.rows("statement")[1:]} == {"": 100, MINE: 40}
    with desk.moved("2026-03-13"):
        page = as_user("a").get(PAGE).text
    assert "Sold to itself" in page and f"rewards/adjustment/{clawback}/consent" in page
    assert send("a", f"adjustment/{clawback}/consent", "2026-03-13").status_code == 303
    found = desk.row("adjustment")
    assert (found.state, str(found.counts_from), desk.rows("payout")[0].taken_back) == ("approved", "2026-03-27", 30)
    march = {"starts_on": "2026-03-01", "ends_on": "2026-03-31", "cut_off_on": "2026-04-05", "calculate_on": "2026-04-10"}
    desk.stated(desk.period("March", **march), result(payable="90"), result(payable="80", receiver=MINE, form="bank"), day="2026-04-12")
    assert {row.receiver: row.amount for row in desk.rows("statement")[3:]} == {"": 90, MINE: 50}


def test_a_person_objects_in_words_and_with_a_file(desk, clawback, send, as_user):
    send("a", f"adjustment/{clawback}/object", reason=" ")
    assert desk.row("adjustment").state == "asked"
    with desk.moved("2026-03-13"):
        told = {"reason": "The customer kept it", "evidence": (io.BytesIO(b"sold;3"), "receipt.csv")}
        as_user("a").submit(f"/alpha/rebates/rewards/adjustment/{clawback}/object", told, content_type="multipart/form-data")
        assert (desk.row("adjustment").state, desk.row("adjustment").said) == ("objected", "The customer kept it")
        assert "receipt.csv" in as_user("a").get(PAGE).text
    desk.move("adjustment", clawback, "insist", "finance", reason="See the delivery note")
    desk.move("adjustment", clawback, "reject", "finance", reason="Let it be")
    assert desk.row("payout").taken_back == 0 and send("a", f"adjustment/{clawback}/consent").status_code == 303
    assert desk.row("adjustment").state == "rejected"


@pytest.mark.parametrize("who", ["above", "lesser", "b", "manager", "finance"])
def test_nobody_else_agrees_for_a_person_or_sees_what_is_asked(desk, clawback, send, as_user, who):
    assert send(who, f"adjustment/{clawback}/consent").status_code in (403, 404)
    with pytest.raises((Denied, NotFound)):
        desk.move("adjustment", clawback, "consent", who)
    assert who in ("manager", "finance") or as_user(who).get(f"/alpha/rebates/adjustment/{clawback}").status_code in (403, 404)
    assert desk.row("adjustment").state == "asked"


def test_a_person_makes_no_other_move(desk, clawback, send):
    for name in ("approve", "insist", "reject", "ask"):
        assert send("a", f"adjustment/{clawback}/{name}").status_code == 404
    assert desk.row("adjustment").state == "asked"


def test_it_is_given_out_and_forgotten_with_the_person(desk, statement, send):
    send("a", f"{statement.id}/dispute", line="L1", claimed="60", why="My own words")
    subject = Subject("A Person", (Somebody(email=ADA.email, name="A Person", user_id=ADA.user_id, memberships=(ADA.membership_id,)),))

    def both():
        with behind(KEEP):
            held = {one.name: one.rows for one in persons.held(subject)}
            persons.erase(subject)
            return held

    held = desk.act(both, "admin")
    assert held["rebates_personal_disputes"][0]["why"] == "My own words"
    assert "My own words" not in str(desk.row("dispute"))
