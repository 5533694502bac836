"""Many deals at once, from the list of the vendor's people."""

import re

from core.audit import Audit

LIST = "/alpha/deals/deal/"
WHY = {"reason_code": "evidence-missing", "reason": "Please tell us more."}


def send(person, act, ids, **values):
    return person.submit(f"{LIST}bulk/{act}", {"ids": [str(i) for i in ids], **values})


def confirm(person, act, ids, **values):
    return send(person, act, ids, confirmed="1", **values)


def test_the_list_offers_the_transitions_a_reviewer_may_make(as_user, deal):
    deal()
    assert set(re.findall(r"bulk/do/(\w+)", as_user("manager").get(LIST).text)) >= {"approve", "reject", "extend"}


def test_a_partner_is_offered_no_decision(as_user, deal):
    deal()
    assert not {"approve", "reject"} & set(re.findall(r"bulk/do/(\w+)", as_user("a").get(LIST).text))


def test_approving_many_says_first_what_will_happen(as_user, in_state, read):
    fine, over = in_state("submitted"), in_state("lost")
    page = send(as_user("manager"), "do/approve", [fine, over]).text
    assert "Approve: 1 record." in page and "This is not possible: it is" in page
    assert read(fine)["state"] == "submitted"


def test_many_are_approved_together(as_user, in_state, deal, read):
    chosen = [in_state("submitted"), deal(state="in_review", customer_name="Another")]
    answer = confirm(as_user("manager"), "do/approve", chosen)
    assert answer.status_code == 303 and {read(i)["state"] for i in chosen} == {"approved"}


def test_those_refused_are_named_and_stay(as_user, in_state, read):
    fine, over = in_state("submitted"), in_state("lost")
    answer = confirm(as_user("manager"), "do/approve", [fine, over])
    assert "Approve: 1 record." in answer.text and "This is not possible: it is" in answer.text
    assert (read(fine)["state"], read(over)["state"]) == ("approved", "lost")


def test_the_reason_of_a_rejection_is_asked_once_for_all(as_user, in_state, read):
    chosen = [in_state("submitted"), in_state("in_review")]
    assert 'name="reason"' in send(as_user("manager"), "do/reject", chosen).text
    confirm(as_user("manager"), "do/reject", chosen, **WHY)
    assert {(read(i)["state"], read(i)["reason"]) for i in chosen} == {("rejected", WHY["reason"])}


def test_wrong_input_moves_nothing_and_is_shown_again(as_user, in_state, read):
    chosen = [in_state("submitted")]
    answer = confirm(as_user("manager"), "do/reject", chosen, reason="Because.")
    assert answer.status_code == 422 and "Because." in answer.text and str(chosen[0]) in answer.text
    assert read(chosen[0])["state"] == "submitted"


def test_many_are_extended(as_user, granted, move, read):
    chosen = [granted(customer_name="One"), granted(customer_name="Another")]
    for deal_id in chosen:
        move(deal_id, "request_extension", reason="The board meets in May.")
    confirm(as_user("manager"), "do/extend", chosen)
    assert [read(i)["extensions"] for i in chosen] == [1, 1]


def test_all_that_match_are_chosen_by_the_query_of_the_list(as_user, deal, read):
    inside, outside = deal(state="submitted", title="Harbor one"), deal(state="submitted", title="Valley two")
    confirm(as_user("manager"), "do/start_review", [], all="1", query="q=harbor")
    assert (read(inside)["state"], read(outside)["state"]) == ("in_review", "submitted")


def test_a_list_longer_than_its_page_offers_all_that_match(as_user, deal):
    for n in range(27):
        deal(title=f"Deal {n}")
    assert "All 27 that match" in as_user("manager").get(LIST).text


def test_staff_of_a_region_move_only_what_is_theirs(as_user, deal, read):
    foreign = deal(by="a", state="submitted")
    answer = confirm(as_user("west"), "do/start_review", [foreign])
    assert read(foreign)["state"] == "submitted" and "no longer exists" in answer.text


def test_a_partner_makes_no_decision_by_the_address(as_user, in_state, read):
    chosen = in_state("submitted")
    assert confirm(as_user("a"), "do/approve", [chosen]).status_code == 404
    assert read(chosen)["state"] == "submitted"


def test_a_partner_submits_many_of_its_own_and_none_of_others(as_user, deal, read):
    own, foreign = deal(by="a", customer_name="Own"), deal(by="b", customer_name="Theirs")
    confirm(as_user("a"), "do/submit", [own, foreign])
    assert (read(own)["state"], read(foreign)["state"]) == ("submitted", "draft")


def test_sent_twice_it_is_done_once(as_user, in_state, kit):
    chosen, key = [in_state("submitted")], "one-and-the-same"
    first, second = (confirm(as_user("manager"), "do/start_review", chosen, _key=key) for _ in range(2))
    assert (first.status_code, second.headers.get("Idempotent-Replay")) == (303, "true")


def test_it_needs_the_token_of_the_page(as_user, in_state, read):
    chosen = in_state("submitted")
    data = {"ids": [str(chosen)], "confirmed": "1", "csrf_token": "wrong"}
    assert as_user("manager").post(f"{LIST}bulk/do/start_review", data=data).status_code == 400
    assert read(chosen)["state"] == "submitted"


def test_each_is_audited(as_user, in_state, kit):
    chosen = [in_state("submitted"), in_state("submitted")]
    confirm(as_user("manager"), "do/start_review", chosen)
    table = Audit.__table__
    with kit.owner.connect() as connection:
        found = connection.execute(table.select().where(table.c.action == "start_review"))
        assert {row.record_id for row in found} == set(chosen)


def test_one_field_of_many_is_changed(as_user, deal, read):
    chosen = [deal(), deal()]
    assert 'value="close_date"' in send(as_user("manager"), "edit", chosen).text
    assert 'name="close_date"' in send(as_user("manager"), "edit", chosen, field="close_date").text
    confirm(as_user("manager"), "edit", chosen, field="close_date", close_date="2030-01-31")
    assert {str(read(i)["close_date"]) for i in chosen} == {"2030-01-31"}


def test_what_the_state_freezes_stays(as_user, deal, in_state, read):
    free, frozen = deal(), in_state("lost")
    before = read(frozen)["close_date"]
    answer = confirm(as_user("manager"), "edit", [free, frozen], field="close_date", close_date="2030-01-31")
    assert "cannot be changed in the present state" in answer.text and read(frozen)["close_date"] == before


def test_fields_the_system_keeps_are_not_offered(as_user, deal):
    page = send(as_user("manager"), "edit", [deal()]).text
    assert 'value="state"' not in page and 'value="protected_until"' not in page
