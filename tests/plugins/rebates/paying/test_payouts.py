"""Payouts: approved by others, paid once, and paid only when whoever pays says so."""

from decimal import Decimal

import pytest

from core.errors import Conflict, Denied
from plugins.ledger.book.checking import check
from plugins.orders.api import REBATE_BALANCE
from plugins.rebates.models import Payout
from plugins.rebates.paying import accounts, delivering, webhook
from plugins.rebates.paying.payouts import shares
from tests.plugins.rebates.desk import ALPHA, result

BELOW = str(ALPHA.partner("a2"))
KINDS = {
    "credit_note": accounts.CREDITED,
    "bank": "ledger.cash",
    "goods": accounts.GOODS,
    "coop": accounts.COOP,
    "webhook": accounts.OUTSIDE,
}


@pytest.fixture
def payout(desk):
    desk.approved(desk.period(), result())
    return desk.row("payout")


def line(key, payable, form="", receiver=""):
    return {"key": key, "payable": payable, "form": form, "receiver": receiver}


def test_split_parts_go_their_own_ways_and_what_is_taken_off_comes_from_the_default_form_first():
    lines = [line("L1", "60"), line("L2", "40", "goods"), line("A1", "-70")]
    assert shares(lines, frozenset(), "balance") == {("goods", "", ""): Decimal(30)}


def test_a_disputed_line_is_left_out_and_one_that_takes_off_still_does():
    lines = [line("L1", "60"), line("L2", "40"), line("A1", "-20")]
    assert shares(lines, frozenset({"L2", "A1"}), "balance") == {("balance", "", ""): Decimal(40)}


def test_what_is_received_for_a_partner_below_is_a_payout_of_its_own(desk):
    desk.approved(desk.period(), result(payable="60"), result(payable="15", component="spiff", receiver=BELOW))
    assert [(row.receiver, row.amount) for row in desk.rows("payout")] == [("", 60), (BELOW, 15)]


def test_who_reviewed_the_results_does_not_approve_what_they_pay(desk, payout):
    with pytest.raises(Denied, match="reviewed"):
        desk.move("payout", payout.id, "approve", "manager")
    assert desk.move("payout", payout.id, "approve", "finance").state == "payable"


def test_large_payouts_need_two(desk):
    desk.settings(approve_from="50")
    desk.stated(desk.period(), result())
    desk.move("statement", desk.row("statement").id, "confirm", "above", confirmed_by="Ada")
    desk.move("period", desk.row("period").id, "approve", "admin")
    desk.granted(desk.row("period").id)
    found = desk.row("payout")
    desk.move("payout", found.id, "approve", "finance")
    assert desk.row("payout").state == "new"


def test_what_is_approved_is_kept_free_and_paid_only_when_it_is_confirmed(desk, payout):
    desk.move("payout", payout.id, "approve", "finance")
    assert desk.balance(accounts.OWED, "a") == 100 and desk.balance(REBATE_BALANCE, "a") == 0
    desk.move("payout", payout.id, "confirm", "finance")
    assert desk.balance(accounts.OWED, "a") == 0 and desk.balance(REBATE_BALANCE, "a") == 100


@pytest.mark.parametrize("form, kind", KINDS.items())
def test_each_form_posts_to_its_account(desk, form, kind):
    desk.settings(payout_form=form)
    desk.approved(desk.period(), result())
    found = desk.row("payout")
    desk.move("payout", found.id, "approve", "finance")
    if form not in ("credit_note", "coop"):  # those the portal pays by itself, under a number of its own
        with pytest.raises(Conflict, match="number under which"):
            desk.move("payout", found.id, "confirm", "finance")
    assert desk.move("payout", found.id, "confirm", "finance", receipt="T-1").receipt == "T-1"
    assert abs(desk.balance(kind)) == 100 and desk.act(check) == []


def test_it_is_not_confirmed_twice(desk, payout):
    desk.move("payout", payout.id, "approve", "finance")
    desk.move("payout", payout.id, "confirm", "finance")
    with pytest.raises(Conflict):
        desk.move("payout", payout.id, "confirm", "finance")


def test_a_payout_on_hold_lets_go_and_can_be_released_and_approved_again(desk, payout):
    desk.move("payout", payout.id, "approve", "finance")
    desk.move("payout", payout.id, "hold", "finance", reason="Look again")
    desk.move("payout", payout.id, "release", "finance")
    desk.move("payout", payout.id, "approve", "finance")
    desk.move("payout", payout.id, "confirm", "finance")
    assert desk.balance(accounts.OWED, "a") == 0 and desk.act(check) == []


def test_what_is_declined_is_not_owed(desk, payout):
    desk.move("payout", payout.id, "decline", "finance", reason="No agreement")
    assert desk.balance(accounts.OWED, "a") == 0 == desk.balance(accounts.EXPENSE)


def test_balances_are_paid_by_themselves_and_once(desk, payout):
    desk.move("payout", payout.id, "approve", "finance")
    assert desk.by_itself(delivering.deliver) == 1
    assert desk.by_itself(delivering.deliver) == 0
    assert desk.balance(REBATE_BALANCE, "a") == 100 and desk.row("payout").state == "paid"


def test_a_partner_sees_its_own_payouts_only(desk, payout, as_user):
    assert as_user("above").get(f"/alpha/rebates/payout/{payout.id}").status_code == 200
    assert as_user("b").get(f"/alpha/rebates/payout/{payout.id}").status_code == 404


@pytest.fixture
def outside(desk, monkeypatch):
    """A payout another system pays; `answers` says what it says."""
    answers, asked = [], []
    monkeypatch.setattr(webhook, "send", lambda address, told: asked.append(told) or (answers.pop(0) if answers else None))
    desk.settings(payout_form="webhook", webhook_url="https://payroll.example/pay")
    desk.approved(desk.period(), result())
    desk.move("payout", desk.row("payout").id, "approve", "finance")
    return answers, asked


def test_another_system_is_asked_under_one_key_until_it_has_paid(desk, outside):
    answers, asked = outside
    answers += [None, {"state": "waiting"}, {"state": "paid", "receipt": "P-9", "paid_on": "2026-02-14"}]
    assert [desk.by_itself(delivering.deliver) for _ in range(4)] == [0, 0, 1, 0]
    found = desk.row("payout")
    assert {one["key"] for one in asked} == {found.key} and len(asked) == 3
    assert (found.state, found.receipt, str(found.paid_on)) == ("paid", "P-9", "2026-02-14")


def test_what_was_handed_over_is_not_stopped_here(desk, outside):
    desk.by_itself(delivering.deliver)
    with pytest.raises(Conflict, match="handed"):
        desk.move("payout", desk.row("payout").id, "hold", "finance", reason="Stop")


def test_money_is_sent_by_https_to_addresses_outside_only(app):
    told = {"key": "k", "number": "Y1"}
    with app.app_context():
        assert webhook.send("http://payroll.example/", told) is None
        assert webhook.send("https://127.0.0.1:9/", told) is None


@pytest.fixture
def banked(desk):
    desk.settings(payout_form="bank")
    desk.approved(desk.period(), result(), result("b", "50"))
    for row in desk.rows("payout"):
        desk.move("payout", row.id, "approve", "finance")
    return desk.rows("payout")


def test_a_bank_file_has_every_approved_transfer(desk, banked):
    data, count = desk.act(delivering.bank_file, "finance")
    assert count == 2 and all(row.key.encode() in data for row in banked) and b"100.00,EUR" in data
    assert all(row.sent_at is not None for row in desk.rows("payout"))


def test_what_the_bank_says_is_confirmed_and_the_same_file_again_changes_nothing(desk, banked):
    said = "key,receipt,paid_on\n" + "".join(f"{row.key},B-{at},2026-02-15\n" for at, row in enumerate(banked)) + "unknown,B-9,\n"
    first = desk.act(lambda: delivering.reconcile(said.encode()), "finance")
    assert [bool(one.problem) for one in first] == [False, False, True]
    before = desk.rows("payout")
    assert {row.state for row in before} == {"paid"} and [row.receipt for row in before] == ["B-0", "B-1"]
    desk.act(lambda: delivering.reconcile(said.encode()), "finance")
    assert desk.rows("payout") == before and desk.balance("ledger.cash") == -150


def test_two_payouts_cannot_have_one_key(kit):
    assert any({c.name for c in key.columns} == {"program_id", "key"} for key in Payout.__table__.constraints if hasattr(key, "columns"))


def test_the_partners_of_a_period_are_paid_apart(desk):
    desk.approved(desk.period(), result(), result("b", "50"))
    assert {row.partner_id: row.amount for row in desk.rows("payout")} == {ALPHA.partner("a"): 100, ALPHA.partner("b"): 50}
