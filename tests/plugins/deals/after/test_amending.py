"""After the approval a partner asks to change named fields; the program agrees or not, and both are kept."""

from decimal import Decimal

import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.errors import Conflict, Unprocessable
from plugins.policies.models import Decision

WANTED = {"amount": "900", "title": "Two sites", "reason": "One more site."}
SMALL = [{"code": "too_large", "when": "deal.amount > 5000", "kind": "block", "result": "reject", "message": "Too large."}]


@pytest.fixture
def asked(granted, move):
    """A protected deal whose partner asks for more."""

    def make(**wanted):
        made = granted(amount="100", title="One site")
        move(made, "request_amendment", **(wanted or WANTED))
        return made

    return make


def test_until_it_is_decided_the_deal_stays_as_it_is_and_protected(asked, read):
    found = read(asked())
    assert (found["state"], found["amount"], found["title"]) == ("amending", Decimal(100), "One site")
    assert found["grant_key"] and found["protected_until"]


def test_an_approved_change_changes_exactly_what_was_asked(asked, move, read):
    made = asked()
    before = read(made)
    after = move(made, "amend", by="manager")
    assert (after["state"], after["amount"], after["title"], after["amendment"]) == ("approved", Decimal(900), "Two sites", {})
    kept = ("close_date", "need", "contact_name", "customer_name", "protected_until", "seq", "receipt", "grant_key")
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}


def test_a_refused_one_changes_nothing_and_says_why(asked, move):
    after = move(asked(), "refuse_amendment", by="manager", reason="Register the second site.")
    assert (after["state"], after["amount"], after["amendment"], after["reason"]) == (
        "approved",
        Decimal(100),
        {},
        "Register the second site.",
    )


@pytest.mark.parametrize("raw", [{"reason": "Why not."}, {"amount": "100", "title": "One site", "reason": "The same."}])
def test_a_change_of_nothing_is_refused(granted, move, raw):
    made = granted(amount="100", title="One site")
    with pytest.raises(Unprocessable):
        move(made, "request_amendment", **raw)


def test_the_policy_is_asked_anew_where_it_reads_the_field(policy, asked, move, read):
    policy(checks=SMALL)
    made = asked(amount="9000", reason="Ten sites.")
    with pytest.raises(Conflict, match="Too large"):
        move(made, "amend", by="manager")
    assert (read(made)["state"], read(made)["amount"]) == ("amending", Decimal(100))


def test_and_is_not_where_no_rule_depends_on_it(policy, asked, move, rows):
    policy(checks=SMALL)
    made = asked(title="Another name", reason="Renamed.")
    before = len(rows(Decision))
    assert move(made, "amend", by="manager")["title"] == "Another name"
    assert len(rows(Decision)) == before


def test_the_history_keeps_both_values_and_why(asked, move, kit):
    made = asked()
    move(made, "amend", by="manager")
    table = Audit.__table__
    with kit.owner.connect() as connection:
        rows = connection.execute(sa.select(table.c.action, table.c.changes, table.c.reason).where(table.c.record_id == made)).all()
    asking, agreed = (next(row for row in rows if row.action == name) for name in ("request_amendment", "amend"))
    assert asking.reason == "One more site." and agreed.changes["title"] == ["One site", "Two sites"]


@pytest.mark.parametrize(("by", "sees"), [("a", True), ("manager", True), ("b", False)])
def test_both_sides_compare_and_nobody_else(asked, as_user, by, sees):
    answer = as_user(by).get(f"/alpha/deals/amendment/{asked()}")
    assert (answer.status_code == 200 and "Two sites" in answer.text) is sees


def test_the_deal_may_be_won_meanwhile(asked, move):
    assert move(asked(), "win", evidence="PO 4711")["state"] == "won"


def test_the_workbench_shows_what_changes_and_approves_it(asked, as_user, read):
    made, manager = asked(), as_user("manager")
    page = manager.get(f"/alpha/deals/workbench?deal={made}").text
    assert "One site → <b>Two sites</b>" in page
    assert manager.submit(f"/alpha/deals/workbench/{made}/approve", {"version": str(read(made)["version"])}).status_code == 303
    assert (read(made)["state"], read(made)["title"]) == ("approved", "Two sites")


def test_a_change_of_what_is_unique_cannot_take_what_another_partner_holds(configure, granted, move, read):
    configure(uniqueness="customer+project")
    mine = granted(title="One site", customer_name="Acme")
    granted(by="b", title="Two sites", customer_name="Acme")
    move(mine, "request_amendment", title="Two sites", reason="Renamed.")
    with pytest.raises(Conflict, match="is protected for the same"):
        move(mine, "amend", by="manager")
    assert (read(mine)["state"], read(mine)["title"]) == ("amending", "One site")


def test_a_change_of_what_is_unique_frees_what_was_held_and_holds_the_new(configure, granted, move, read):
    configure(uniqueness="customer+project")
    mine = granted(title="One site", customer_name="Acme")
    move(mine, "request_amendment", title="Three sites", reason="Renamed.")
    before = read(mine)["grant_key"]
    assert move(mine, "amend", by="manager")["grant_key"] not in (None, before)
    assert read(granted(by="b", title="One site", customer_name="Acme"))["state"] == "approved"
