"""A question to the partner has a last day; both sides see whose turn it is and what is left."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core.jobs.outbox import Outbox

ASKED = {"reason": "Which branch?", "asked_fields": ["customer_domain"]}
LATE = datetime(2026, 3, 16, 23, tzinfo=UTC)
"""The midnight after 16 March in Berlin, the fourteenth day after the question."""


@pytest.fixture
def asked(time_machine, deal, move):
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
    made = deal(state="in_review")
    move(made, "ask", by="manager", **ASKED)
    return made


def test_the_last_day_is_counted_where_the_program_is(asked, read):
    found = read(asked)
    assert (found["answer_by"], found["due_on"]) == (date(2026, 3, 16), date(2026, 3, 17))


def test_a_second_before_midnight_it_waits(asked, run_timers, read):
    run_timers(LATE - timedelta(seconds=1))
    assert read(asked)["state"] == "action_required"


def test_after_the_last_day_it_closes_as_incomplete(asked, run_timers, read):
    run_timers(LATE)
    found = read(asked)
    assert (found["state"], found["reason_code"], found["due_on"]) == ("closed", "incomplete", None)


def test_an_answer_stops_the_clock(asked, move, run_timers, read):
    move(asked, "answer", reason="Berlin.")
    run_timers(LATE)
    assert (read(asked)["state"], read(asked)["answer_by"]) == ("in_review", None)


def test_the_partner_is_reminded_once(asked, run_timers, kit):
    for hour in (6, 7, 8):
        run_timers(datetime(2026, 3, 13, hour, tzinfo=UTC))
    with kit.owner.connect() as connection:
        told = [row.record_id for row in connection.execute(Outbox.__table__.select()) if row.type == "deals.deal.answer_due"]
    assert told == [asked]


def test_the_program_chooses_the_days(time_machine, deal, move, configure):
    time_machine.move_to(datetime(2026, 3, 2, 12, tzinfo=UTC), tick=False)
    configure(answer_days=5)
    assert move(deal(state="in_review"), "ask", by="manager", **ASKED)["answer_by"] == date(2026, 3, 7)


@pytest.mark.parametrize(("by", "words"), [("a", "Your turn: answer"), ("manager", "With the partner: answer")])
def test_both_sides_see_whose_turn_it_is_and_what_is_left(asked, as_user, by, words):
    for path in (f"/alpha/deals/deal/{asked}", "/alpha/deals/deal/"):
        page = as_user(by).get(path).text
        assert words in page and "15 days left" in page


def test_a_decision_is_due_in_the_days_of_the_program(time_machine, deal, move):
    time_machine.move_to(datetime(2026, 3, 2, 23, 30, tzinfo=UTC), tick=False)
    assert move(deal(), "submit")["due_on"] == date(2026, 3, 9)


def test_what_has_ended_presses_nobody(granted, move, read):
    made = granted()
    assert read(made)["due_on"] == read(made)["protected_until"]
    assert move(made, "lose", reason_code="price")["due_on"] is None
