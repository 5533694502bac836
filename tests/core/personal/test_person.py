"""One person: what is held, and what is left after erasing."""

import io
import json
import zipfile

import pytest
import sqlalchemy as sa

from core import mail
from core.audit import Audit
from core.db import metadata
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.errors import Conflict, Denied
from core.identity.models import Membership, Session, User
from core.personal import erasing, holding, subject
from hansa.testing import Person

LESSER = Person("lesser")


@pytest.fixture
def deal(make_record):
    def make(**values):
        return make_record("deals.deal", by="b", state="draft", customer_name="Alpine Foods", **values)

    return make


@pytest.fixture
def held(kit):
    def find(email, by="admin"):
        with kit.acting(Person(by)):
            return {one.name: one.rows for one in unit(lambda: holding.held(subject.person(email)))}

    return find


@pytest.fixture
def erase(kit):
    def run(email, by="admin"):
        with kit.acting(Person(by)):
            unit(lambda: erasing.erase(subject.person(email)))

    return run


def _places(kit, word):
    """Return the columns of the whole database in which a word stands."""
    with kit.app.app_context(), kit.owner.connect() as connection:
        there = set(sa.inspect(kit.owner).get_table_names())
        for table in (table for table in metadata.sorted_tables if table.name in there):
            for column in table.columns:
                if isinstance(column.type, sa.String | sa.JSON):
                    said = sa.cast(column, sa.Text).contains(word, autoescape=True)
                    if connection.scalar(sa.select(sa.func.count()).select_from(table).where(said)):
                        yield f"{table.name}.{column.name}"


def test_an_account_is_given_out_without_its_secrets(held):
    (account,) = held(LESSER.email)["account"]
    assert account["email"] == LESSER.email and not {"password_hash", "totp_secret", "recovery_hashes"} & set(account)


def test_devices_and_tokens_are_given_out_without_what_opens_them(held):
    found = held(LESSER.email)
    assert found["devices"] and found["API tokens"] and "secret_hash" not in found["API tokens"][0] and "id" not in found["devices"][0]


def test_a_contact_is_found_by_the_address_however_it_is_written(held, deal):
    made = deal(contact_name="Vera Lind", contact_email="Vera@Alpine.example")
    assert [row["id"] for row in held("vera@alpine.example")["Contact on deals"]] == [str(made)]


def test_what_goes_by_one_name_is_given_out_together(kit, monkeypatch):
    several = [("one", [holding.Held("Rows", [{"n": 1}])]), ("two", [holding.Held("Rows", [{"n": 2}])])]
    with kit.acting(Person("admin")):
        monkeypatch.setattr(kit.portal.plugins, "call", lambda hook, plugins, **arguments: several)
        found = holding.held(subject.person("nobody@x.example"))
    assert [(one.name, list(one.rows)) for one in found] == [("Rows", [{"n": 1}, {"n": 2}])]


def test_an_erased_contact_stands_nowhere_but_in_the_audit_trail(kit, deal, erase):
    deal(contact_name="Vera Lind", contact_email="vera@alpine.example")
    erase("vera@alpine.example")
    assert set(_places(kit, "vera@alpine.example")) <= {"core_audit.changes"} and set(_places(kit, "Vera Lind")) <= {"core_audit.changes"}


def test_the_audit_trail_names_personal_fields_without_their_values(kit, deal):
    deal(contact_name="Vera Lind", contact_email="vera@alpine.example")
    assert "core_audit.changes" not in set(_places(kit, "Vera Lind"))


def test_an_erased_person_is_a_pseudonym_everywhere(kit, erase, act_as_lesser):
    erase(LESSER.email)
    assert set(_places(kit, LESSER.email)) == set()
    with kit.owner.connect() as connection:
        user = connection.execute(sa.select(User.__table__).where(User.id == LESSER.user_id)).one()
        member = connection.execute(sa.select(Membership.__table__).where(Membership.id == LESSER.membership_id)).one()
        sessions = connection.scalar(sa.select(sa.func.count()).select_from(Session.__table__).where(Session.user_id == LESSER.user_id))
    assert user.disabled_at and user.password_hash is None and user.name.startswith("— ")
    assert member.ended_at is not None and sessions == 0


@pytest.fixture
def act_as_lesser(kit):
    """Letters, drafts and views of the person."""
    with kit.acting(Person("admin")):
        unit(lambda: mail.send(LESSER.email, "reset", "en", name="Lesser", link="https://x.example/", hours=1))


def test_the_audit_says_that_somebody_was_erased_and_by_whom(kit, erase):
    erase(LESSER.email)
    with kit.owner.connect() as connection:
        table = Audit.__table__
        row = connection.execute(sa.select(table).where(table.c.entity == "core.personal")).one()
    assert (row.action, row.record_id, row.user_id) == ("erased", LESSER.user_id, Person("admin").user_id)


def test_an_account_another_program_needs_stays(kit, program, erase):
    with kit.owner.begin() as connection:
        elsewhere = dict(connection.execute(sa.select(Membership.__table__).where(Membership.id == Person("lesser", "beta").membership_id)).one()._mapping)
        connection.execute(sa.update(Membership.__table__).where(Membership.id == elsewhere["id"]).values(user_id=LESSER.user_id))
    erase(LESSER.email)
    with kit.owner.connect() as connection:
        user = connection.execute(sa.select(User.__table__).where(User.id == LESSER.user_id)).one()
        member = connection.execute(sa.select(Membership.__table__).where(Membership.id == LESSER.membership_id)).one()
    assert user.email == LESSER.email and user.disabled_at is None and member.ended_at is not None


def test_nobody_erases_herself(erase):
    with pytest.raises(Conflict):
        erase(Person("admin").email)


def test_staff_of_one_region_looks_nobody_up(held):
    with pytest.raises(Denied):
        held(LESSER.email, by="west")


def test_a_partner_that_is_at_work_is_not_erased(kit, program):
    with kit.acting(Person("admin")), pytest.raises(Conflict):
        unit(lambda: erasing.erase(subject.partner(records.get(registry()["core.partner"], program.partner("a")))))


def test_the_file_is_json_in_an_archive(kit):
    with kit.acting(Person("admin")):
        found = subject.person(LESSER.email)
        packed = unit(lambda: holding.archive(found, holding.held(found)))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        assert json.loads(archive.read("data.json"))["held"]["account"][0]["email"] == LESSER.email


def test_the_address_a_lead_is_meant_for_is_given_out_and_goes_with_the_person(held, erase, make_record, kit):
    made = make_record("leads.lead", title="Pumps", meant_for=LESSER.email.title())
    assert [row["id"] for row in held(LESSER.email)["Leads meant for the person"]] == [str(made)]
    erase(LESSER.email)
    assert not [place for place in _places(kit, LESSER.email.title()) if place.startswith("leads__")]
