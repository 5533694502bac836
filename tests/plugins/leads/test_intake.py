"""Leads from a sheet: dry run first, the consent gate, and what is known already waits for a person."""

import io

import pytest
import sqlalchemy as sa
import xlsxwriter

from core.identity.models import Membership, Partner
from tests.plugins.sheets.test_import import check, run

CSV = "Topic,Company,Country,Source,Legal basis\nNew shop,Fresh Bakery Ltd,FR,Event,Consent\nNo basis,Other Mill Ltd,FR,Event,\nKnown,SECRET HOLDINGS,FR,Event,Consent\n"


@pytest.fixture
def brought(as_user, work, kit):
    """Bring a sheet as staff; return the leads by title."""

    def run_in(sheet, name):
        person = as_user("manager")
        run(person, check(person, sheet, "leads.lead", name))
        work()
        table = kit.portal.registry["leads.lead"].table
        with kit.owner.connect() as connection:
            return {row.title: row for row in connection.execute(table.select())}

    return run_in


def workbook():
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, line in enumerate(CSV.splitlines()):
        sheet.write_row(at, 0, line.split(","))
    book.close()
    return out.getvalue()


@pytest.mark.parametrize(("name", "sheet"), [("leads.csv", CSV), ("leads.xlsx", workbook())])
def test_a_sheet_passes_the_gate_and_the_search_for_known_companies(brought, lead, work, copies, name, sheet):
    lead(company="Secret Holdings", country="FR", domain=None, registration_no=None, city=None)
    work()
    found = brought(sheet, name)
    states = {title: found[title].state for title in ("New shop", "No basis", "Known")}
    assert states == {"New shop": "offered", "No basis": "new", "Known": "ready"}
    assert [hit["verdict"] for hit in found["Known"].alike] == ["same"]
    assert [copies(found[title].id) != [] for title in states] == [True, False, False]


def test_two_rows_about_one_company_do_not_go_to_two_partners(brought, copies):
    row = "Second shop,Fresh Bakery Ltd,FR,Event,Consent\n"
    found = brought(CSV + row, "leads.csv")
    assert (found["New shop"].state, found["Second shop"].state) == ("offered", "ready")
    assert [hit["id"] for hit in found["Second shop"].alike] == [str(found["New shop"].id)]
    assert copies(found["Second shop"].id) == []


def test_a_lead_from_a_sheet_keeps_when_its_basis_was_given(brought):
    found = brought(CSV, "leads.csv")
    assert found["New shop"].consent_at is not None and found["No basis"].consent_at is None


def test_a_check_distributes_nothing(as_user, work, copies):
    check(as_user("manager"), CSV, "leads.lead", "leads.csv")
    work()
    assert copies() == []


MEANT = "Topic,Company,Country,Source,Legal basis,Meant for\nFor A,Fresh Bakery Ltd,FR,Event,Consent,{}\n"


def test_a_lead_that_names_a_partners_person_goes_straight_there(brought, copies, program):
    made = brought(MEANT.format(program.person("b").email.upper()), "leads.csv")["For A"]
    (copy,) = copies(made.id)
    assert (made.state, made.holder_id) == ("offered", program.partner("b"))
    assert (copy["partner_id"], copy["person_id"]) == (program.partner("b"), program.person("b").membership_id)


@pytest.mark.parametrize("spoil", ["nobody", "staff", "role", "suspended", "partner"])
def test_whom_it_names_must_be_there_and_may_take_leads(brought, copies, kit, program, spoil):
    person = program.person("manager" if spoil == "staff" else "b")
    changes = {
        "role": (Membership, Membership.id == person.membership_id, {"roles": []}),
        "suspended": (Membership, Membership.id == person.membership_id, {"suspended": True}),
        "partner": (Partner, Partner.id == program.partner("b"), {"status": "suspended"}),
    }
    if spoil in changes:
        model, where, values = changes[spoil]
        with kit.owner.begin() as connection:
            connection.execute(sa.update(model.__table__).where(where).values(values))
    made = brought(MEANT.format("nobody@example.com" if spoil == "nobody" else person.email), "leads.csv")["For A"]
    assert (made.state, copies(made.id)) == ("queued", [])
    assert "cannot take leads here" in made.reason


def test_without_a_legal_basis_it_goes_to_nobody_it_names(brought, copies, program):
    made = brought(MEANT.replace("Consent", "").format(program.person("b").email), "leads.csv")["For A"]
    assert (made.state, copies(made.id)) == ("new", [])
