"""Credit notes of our own: numbered without gaps for each partner, the same byte for byte, read by nobody else."""

import hashlib

from tests.plugins.rebates.desk import FEBRUARY, result


def credited(desk, *rows, day="2026-02-12", **period):
    desk.approved(desk.period(**period), *rows, day=day)
    found = [row for row in desk.rows("payout") if row.state == "new"]
    for row in found:
        desk.move("payout", row.id, "approve", "finance", day=day)
        desk.move("payout", row.id, "confirm", "finance", day=day)
    return [desk.row("payout", id=row.id) for row in found]


def test_a_credit_note_is_issued_when_none_of_another_system_is_named(desk):
    desk.settings(payout_form="credit_note")
    (paid,) = credited(desk, result())
    assert paid.credit_note == paid.receipt and paid.credit_note.endswith("-C0001") and paid.document["amount"] == "100.0000"
    assert desk.balance("rebates.credited") == 100


def test_each_partner_has_numbers_without_gaps(desk):
    desk.settings(payout_form="credit_note")
    first = credited(desk, result(), result("b"))
    second = credited(desk, result(), day="2026-03-12", name="February", **FEBRUARY)
    assert sorted(row.credit_note[-5:] for row in first) == ["C0001", "C0001"] and second[0].credit_note.endswith("C0002")


def test_the_number_of_another_system_is_kept_and_no_credit_note_is_made(desk):
    desk.settings(payout_form="credit_note")
    desk.approved(desk.period(), result())
    row = desk.row("payout")
    desk.move("payout", row.id, "approve", "finance")
    assert desk.move("payout", row.id, "confirm", "finance", receipt="ERP-9")["credit_note"] is None
    assert desk.row("payout").receipt == "ERP-9"


def test_a_credit_note_is_the_same_whenever_it_is_asked_for_and_closed_to_others(desk, as_user):
    desk.settings(payout_form="credit_note")
    (paid,) = credited(desk, result())
    for kind in ("html", "pdf"):
        address = f"/alpha/rebates/payout/{paid.id}/credit-note/{kind}"
        files = {hashlib.sha256(as_user(who).get(address).data).hexdigest() for who in ("above", "above", "finance")}
        assert len(files) == 1 and as_user("b").get(address).status_code == 404
    page = as_user("above").get(f"/alpha/rebates/payout/{paid.id}/credit-note/html").text
    assert paid.credit_note in page and "100.00 EUR" in page and "Ashford Systems" in page
