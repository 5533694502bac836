"""A partner and its distributor protected as a pair. Partner A2 stands below A; B is their competitor."""

import pytest

from core.entities.registry import registry
from core.entities.unit import unit
from hansa import records
from hansa.testing import Person


@pytest.fixture
def hang(kit, program):
    """`hang("a2", id)`: put a partner under another distributor."""

    def put(name, parent):
        with kit.acting(Person("admin")):
            entity = registry()["core.partner"]
            unit(lambda: records.update(entity, records.get(entity, program.partner(name)), {"parent_id": str(parent)}))

    return put


def test_by_default_the_partner_alone_is_protected(registered, read):
    assert read(registered("a2"))["distributor_id"] is None


@pytest.mark.parametrize("option", ["may", "must"])
def test_with_the_policy_the_pair_is_protected(registered, policy, move, program, option):
    policy(distributor=option)
    assert move(registered("a2"), "approve", by="manager")["distributor_id"] == program.partner("a")


@pytest.mark.parametrize(("option", "verdict"), [("may", "approve"), ("must", "return")])
def test_who_has_no_distributor(registered, policy, read, option, verdict):
    policy(distributor=option)
    assert read(registered("b"))["verdict"] == verdict


def test_the_halves_of_a_pair_are_no_rivals_of_each_other(registered, policy, read, configure):
    configure(disclosure="status")
    policy(distributor="may")
    dealer, distributor = registered("a2"), registered("a")
    assert [read(one)["answer"] for one in (dealer, distributor)] == ["clear", "clear"]
    assert read(registered("b"))["answer"] == "contested"


def test_without_the_policy_they_are_rivals(registered, read):
    registered("a2")
    assert read(registered("a"))["clearance"] == "contested"


def test_two_partners_of_one_distributor_are_rivals(registered, policy, read, program, hang):
    policy(distributor="may")
    registered("a2")
    hang("b", program.partner("a"))
    assert read(registered("b"))["clearance"] == "contested"


def test_rules_read_what_is_known_of_the_distributor(registered, policy, read):
    policy(distributor="may", eligible="has_distributor")
    assert [read(registered(by))["verdict"] for by in ("a2", "b")] == ["approve", "reject"]


def test_a_change_of_the_distributor_keeps_the_place_and_the_protection(registered, policy, move, read, hang, program):
    policy(distributor="must")
    made = registered("a2")
    before = move(made, "approve", by="manager")
    hang("a2", program.partner("b"))
    after = move(made, "change_distributor", by="manager")
    assert after["distributor_id"] == program.partner("b")
    assert all(after[name] == before[name] for name in ("state", "seq", "protected_until", "grant_key"))


def test_a_deal_without_a_distributor_does_not_change_it(registered, move, as_user):
    made = registered("a2")
    move(made, "approve", by="manager")
    assert "change_distributor" not in as_user("manager").get(f"/alpha/deals/deal/{made}").text


def test_the_competitor_learns_of_neither(registered, policy, as_user, program):
    policy(distributor="must")
    registered("a2")
    client = as_user("b")
    assert client.get("/api/v1/alpha/deals/deal/", headers=client.person.bearer).json["items"] == []


@pytest.fixture
def distributing(kit, program):
    """`distributing("b")`: the person may see what is below its company."""

    def give(name):
        table = kit.portal.registry["core.membership"].table
        with kit.owner.begin() as connection:
            mine = table.update().where(table.c.id == program.person(name).membership_id)
            connection.execute(mine.values(roles=["partner_admin", "distributor"]))

    return give


def test_the_next_distributor_does_not_read_through_whom_a_deal_was_registered_before(
    kit, registered, policy, move, hang, program, distributing
):
    policy(distributor="must")
    made = registered("a2")
    move(made, "approve", by="manager")
    hang("a2", program.partner("b"))
    distributing("b")
    answers = [
        kit.client(program.person("b")).get(path, headers=program.person("b").bearer if path.startswith("/api") else {})
        for path in (
            f"/alpha/deals/deal/{made}", f"/api/v1/alpha/deals/deal/{made}", "/alpha/deals/deal/?cols=title,distributor_name",
            "/api/v1/alpha/deals/deal/?cols=title,distributor_name&sort=distributor_name", "/alpha/deals/deal/export.csv?cols=title,distributor_name",
        )
    ]  # fmt: skip
    assert [(answer.status_code, "Ashford" in answer.text) for answer in answers] == [(200, False)] * 5
    assert kit.client().get("/api/v1/alpha/deals/deal/?f.distributor_name.contains=Ashford", headers=program.person("b").bearer).json["items"] == []
    owner = kit.client(program.person("a2"))
    assert "Ashford Systems" in owner.get(f"/alpha/deals/deal/{made}").text
