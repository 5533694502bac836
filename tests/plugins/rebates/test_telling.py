"""What is granted to people in person is news for them alone, led to the page where they see it."""

import pytest
import sqlalchemy as sa

from core.jobs.relay import relay
from core.jobs.run import run_next
from hansa.testing import Person
from plugins.notify.models import PartnerNotice
from plugins.rebates.engine.people import receiver
from tests.plugins.rebates.desk import result


@pytest.fixture
def seller(make_user):
    """Somebody of A who may see what it earns, and nothing else of rebates."""
    make_user("seller", partner="a", roles=("partner_user",))
    return Person("seller")


@pytest.fixture
def told(desk, kit):
    """`told("rebates.stated")`: the memberships that were told so, and where each news leads."""

    def get(*kinds, day="2026-02-14"):
        with desk.moved(day):
            for _heard_and_told in range(2):
                with kit.app.app_context():
                    relay()
                while run_next(kit.app):
                    pass
        table = PartnerNotice.__table__
        with kit.owner.connect() as connection:
            return {row.membership_id: row.params for row in connection.execute(sa.select(table).where(table.c.kind.in_(kinds)))}

    return get


def test_a_statement_of_a_person_is_news_for_that_person_alone(desk, seller, told):
    desk.stated(desk.period(), result(payable="40", receiver=receiver(seller.membership_id), form="bank"))
    news = told("rebates.own_stated")
    assert set(news) == {seller.membership_id} and news[seller.membership_id]["leads_to"]["endpoint"] == "rebates.earnings"
    assert told("rebates.stated") == {}


def test_a_statement_of_the_partner_is_news_for_its_people(desk, seller, told):
    desk.stated(desk.period(), result())
    assert set(told("rebates.stated")) == {Person("a").membership_id, Person("above").membership_id}
    assert told("rebates.own_stated") == {}


def test_that_silence_is_about_to_sign_and_that_it_was_paid_is_told_likewise(desk, seller, told):
    period = desk.period()
    desk.paid_in_person(period, result(payable="40", receiver=receiver(seller.membership_id), form="bank"))
    for kind in ("unsigned", "paid"):
        assert set(told(f"rebates.own_{kind}", day="2026-03-03")) == {seller.membership_id} and told(f"rebates.{kind}", day="2026-03-03") == {}


def taken_back(desk, payout):
    raw = {"title": "Sold to itself", "program": "growth", "amount": "-30", "kind": "clawback", "reason": "x", "payout_id": str(payout.id)}
    made = desk.make("adjustment", owner="a", day="2026-03-03", **raw)
    desk.move("adjustment", made, "submit", day="2026-03-03")
    desk.move("adjustment", made, "approve", "finance", day="2026-03-03")


def test_what_is_taken_back_without_asking_is_told_when_its_notice_begins(desk, seller, told):
    (payout,) = desk.paid(desk.period(), result())
    taken_back(desk, payout)
    assert set(told("rebates.noticed", day="2026-03-03")) == {Person("a").membership_id, Person("above").membership_id}
    assert told("rebates.own_noticed", day="2026-03-03") == {}


def test_what_is_taken_back_of_a_person_is_told_to_that_person_alone(desk, seller, told):
    taken_back(desk, desk.paid_in_person(desk.period(), result(payable="40", receiver=receiver(seller.membership_id), form="bank")))
    assert set(told("rebates.own_noticed", day="2026-03-03")) == {seller.membership_id} and told("rebates.noticed", day="2026-03-03") == {}


def test_nobody_writes_to_the_partner_about_what_is_one_persons(desk, seller, as_user):
    desk.stated(desk.period(), result(), result(payable="40", receiver=receiver(seller.membership_id), form="bank"))
    with desk.moved("2026-02-14"):
        pages = {row.receiver: as_user("manager").get(f"/alpha/conversations/about/rebates.statement/{row.id}/").text for row in desk.rows("statement")}
    assert "Both sides" in pages[""] and "Both sides" not in pages[receiver(seller.membership_id)]
