"""What people receive: a statement and a payout of their own, on an account that is not their company's, seen by nobody else."""

import pytest

from core.personal import Person as Somebody
from core.personal import Subject
from hansa import behind
from hansa.testing import Person
from plugins.rebates import persons
from plugins.rebates.engine.people import receiver
from plugins.rebates.tasks import KEEP
from tests.plugins.rebates.desk import result

ADA, LESSER = Person("a"), Person("lesser")


@pytest.fixture
def period(desk):
    mine = [result(payable="40", receiver=receiver(one.membership_id), form="bank") for one in (ADA, LESSER)]
    return desk.stated(desk.period(), result(), *mine)


def test_each_person_has_a_statement_of_its_own(desk, period):
    found = {row.receiver: (row.amount, row.addressee, row.person_id) for row in desk.rows("statement")}
    assert found[""] == (100, "Ashford Systems", None)
    assert found[receiver(ADA.membership_id)] == (40, "A Person, Ashford Systems", ADA.membership_id)
    assert len(found) == 3


def test_a_statement_of_a_person_counts_as_signed_by_silence_even_where_partners_must_sign(desk):
    desk.settings(sign="signed")
    desk.stated(desk.period(), result(), result(payable="40", receiver=receiver(ADA.membership_id), form="bank"))
    desk.timers("2026-03-01")
    assert {row.receiver == "": row.state for row in desk.rows("statement")} == {True: "issued", False: "confirmed"}


def test_what_a_person_is_owed_is_no_part_of_the_partner_account(desk, period):
    desk.timers("2026-03-01")
    desk.move("period", period, "approve", "finance")
    desk.granted(period)
    assert desk.balance("rebates.owed", "a") == 100
    assert desk.balance("rebates.owed_to_people", reference=receiver(ADA.membership_id)) == 40
    mine = desk.row("payout", receiver=receiver(ADA.membership_id))
    assert (mine.form, mine.amount, mine.person_id) == ("bank", 40, ADA.membership_id)
    desk.move("payout", mine.id, "approve", "finance")
    desk.move("payout", mine.id, "confirm", "finance", receipt="T9")
    assert desk.balance("rebates.owed_to_people", reference=receiver(ADA.membership_id)) == 0


def test_a_person_sees_its_own_reward_and_colleagues_and_competitors_do_not(desk, kit, period, as_user):
    mine = desk.row("statement", receiver=receiver(ADA.membership_id))
    result_id = next(row.id for row in desk.rows("result") if row.receiver == mine.receiver)
    assert "40.00" in as_user("a").get("/alpha/rebates/earnings/").text
    assert as_user("a").get(f"/alpha/rebates/rewards/{mine.id}/file/pdf").status_code == 200
    assert as_user("a").get(f"/alpha/rebates/why/{result_id}").status_code == 200
    for other in ("above", "b", "a2"):
        for path in (f"rewards/{mine.id}/file/pdf", f"why/{result_id}", f"statement/{mine.id}", f"statement/{mine.id}/file/pdf"):
            assert as_user(other).get(f"/alpha/rebates/{path}").status_code == 404, (other, path)


def test_the_partner_finds_rewards_of_its_people_in_no_list(desk, period, as_user):
    for path in ("rebates/statement/", "rebates/mine/"):
        page = as_user("above").get(f"/alpha/{path}").text
        assert "S0001" in page and "S0002" not in page and "S0003" not in page
    assert [row["amount"] for row in as_user("above").get("/api/v1/alpha/rebates/statement/", headers=Person("above").bearer).json["items"]] == ["100.0000"]


def test_a_person_that_is_erased_leaves_amounts_and_no_name(desk, period):
    def erase():
        with behind(KEEP):
            persons.erase(_subject(ADA))

    desk.act(erase, "admin")
    row = desk.row("statement", receiver=receiver(ADA.membership_id))
    assert (row.addressee, row.amount) == ("—", 40)
    assert desk.row("statement", receiver="").addressee == "Ashford Systems"


def test_a_person_gets_what_is_held_of_it(desk, period):
    def read():
        with behind(KEEP):
            return persons.held(_subject(ADA))

    held = {one.name: [row["amount"] for row in one.rows] for one in desk.act(read, "admin")}
    assert held == {"rebates_personal_statements": ["40.0000"], "rebates_personal_payouts": [], "rebates_personal_adjustments": [], "rebates_personal_disputes": []}


def _subject(person):
    return Subject("A Person", (Somebody(email=person.email, name="A Person", user_id=person.user_id, memberships=(person.membership_id,)),))
