"""Notices: who reads them, what they ask, who has acknowledged them, and orders that wait for it."""

import pytest

from core.errors import Conflict, Unprocessable
from tests.plugins.orders.conftest import order, setting  # noqa: F401 - fixtures

QUESTIONS = [
    {"question": "From when on?", "answers": "Today; The first of May; Never", "right": "The first of May"},
    {"question": "For whom?", "answers": "Dealers；All", "right": "Dealers"},
]


@pytest.fixture
def notice(make, move):
    """`notice(must_read=True)`: a notice that is out."""

    def write(**more):
        made = make("notice", title="New price policy", text="Prices change on 1 May.", **{"must_read": True, "questions": [], **more})
        move("notice", made, "publish")
        return made

    return write


def read(person, made, **answers):
    return person.submit(f"/alpha/catalog/notices/{made}", data=answers)


def test_a_partner_reads_acknowledges_and_staff_sees_who_did(notice, as_user):
    made = notice()
    assert "Has to be acknowledged" in as_user("a").get("/alpha/catalog/notices/").text
    assert read(as_user("a"), made).status_code == 303
    assert "You have read this." in as_user("a").get(f"/alpha/catalog/notices/{made}").text
    page = as_user("manager").get(f"/alpha/catalog/notice/{made}/receipts").text
    assert ("Read by 1 people of 1 partners." in page and "Anna" in page) or "a@alpha" in page or "A" in page


def test_it_counts_as_read_once_all_answers_are_right(notice, as_user):
    made, person = notice(questions=QUESTIONS), as_user("a")
    assert "1 of 2 answers are right" in read(person, made, q0="1", q1="1").text
    assert "Answers not right yet" in as_user("manager").get(f"/alpha/catalog/notice/{made}/receipts").text
    assert read(person, made, q0="2", q1="1").status_code == 303
    assert "2 tries" in as_user("manager").get(f"/alpha/catalog/notice/{made}/receipts").text


def test_every_question_is_answered(notice, as_user):
    made = notice(questions=QUESTIONS)
    assert read(as_user("a"), made, q0="2").status_code == 422


def test_the_page_does_not_tell_which_answer_is_right(notice, as_user):
    page = as_user("a").get(f"/alpha/catalog/notices/{notice(questions=QUESTIONS)}").text
    assert (
        "The first of May" in page
        and "checked" not in page
        and "right" not in page.replace("copyright", "").split("<main", 1)[1].split("</main", 1)[0]
    )


def test_a_notice_is_for_those_it_says_and_gone_when_withdrawn(notice, move, as_user, program):
    made = notice(for_partner_id=program.partner("b"))
    assert as_user("a").get(f"/alpha/catalog/notices/{made}").status_code == 404
    assert as_user("b").get(f"/alpha/catalog/notices/{made}").status_code == 200
    move("notice", made, "withdraw")
    assert as_user("b").get(f"/alpha/catalog/notices/{made}").status_code == 404


def test_partners_read_no_receipts(notice, as_user):
    made = notice()
    assert as_user("a").get(f"/alpha/catalog/notice/{made}/receipts").status_code in (403, 404)


def test_a_question_has_the_answer_it_calls_right(make):
    with pytest.raises(Unprocessable) as refused:
        make("notice", title="Terms", text="Read", questions=[{**QUESTIONS[1], "right": "Nobody"}])
    assert refused.value.errors[0]["pointer"] == "/questions/0/right"


def test_people_are_told_of_a_notice(notice, work, db, as_user):
    notice()
    work()
    assert "New price policy" in as_user("a").get("/alpha/notify/").text


@pytest.mark.parametrize(("way", "other_may"), [("company", True), ("person", False)])
def test_orders_wait_until_it_is_acknowledged(notice, setting, order, as_user, make_user, way, other_may):  # noqa: F811
    make_user("zoe", partner="a", roles=("partner_admin",))
    setting(reading=way)
    made = notice()
    with pytest.raises(Conflict) as refused:
        order()
    assert refused.value.code == "unread-notice" and "New price policy" in str(refused.value.message)
    read(as_user("a"), made)
    assert order()["state"] != "draft"
    if other_may:
        assert order(by="zoe", buyer="a")["state"] != "draft"
    else:
        with pytest.raises(Conflict):
            order(by="zoe", buyer="a")


def test_orders_wait_neither_for_other_notices_nor_without_the_setting(notice, setting, order):  # noqa: F811
    notice()
    assert order()["state"] != "draft"
    setting(reading="person")
    with pytest.raises(Conflict):
        order()


def test_a_notice_nobody_has_to_acknowledge_holds_nothing_up(notice, setting, order):  # noqa: F811
    setting(reading="person")
    notice(must_read=False)
    assert order()["state"] != "draft"


def test_the_vendor_orders_for_a_partner_regardless(notice, setting, order):  # noqa: F811
    setting(reading="company")
    notice()
    assert order(by="manager", buyer="a")["state"] != "draft"
