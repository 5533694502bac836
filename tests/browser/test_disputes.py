"""A conflict from the first word to the appeal, and a special price from the request to the end of the protection it hangs on."""

import datetime as dt

import pytest

from tests.browser.test_journeys import register

pytestmark = pytest.mark.browser

SPLIT = {"outcome": "split", "share": "60", "other_share": "40", "ruling": "Both worked for it.", "rule": "Deal policy v1, 4.2"}
FERRIES = "Skagerrak Ferries AS"
WORDS = {"sales": "We visited twice in spring.", "reseller": "The customer invited us to its tender."}


def do(person, step, **fields):
    """Take a step of the record that is open: press its button, fill in what it asks, send it."""
    buttons = person.page.locator(f"a[href*='/do/{step}'], form[action*='/do/{step}'] button[type=submit]")
    buttons.first.evaluate("element => element.click()")
    person.settle()
    for name, value in fields.items():
        field = person.page.locator(f"main [name={name}]").last
        field.select_option(value) if field.evaluate("element => element.tagName") == "SELECT" else field.fill(value)
    if fields:
        person.page.locator(f"main form[action*='/do/{step}'] button[type=submit]").last.click()
        person.settle()


def head(person):
    person.page.reload()
    person.settle()
    return person.page.inner_text("#hs-record-head")


def send(person, field, text, button):
    person.page.fill(field, text)
    person.page.get_by_role("button", name=button, exact=True).click()
    person.settle()


@pytest.fixture
def people(look, portal):
    """`people("sales")`: somebody of the demo at a browser, signed in once."""
    known = {}

    def come(name, width=1280):
        if name not in known:
            known[name] = look(width)
            account = next(a for a in portal.accounts if a["email"] == f"{name}@meridian.example")
            known[name].sign_in(account)
        return known[name]

    return come


def test_a_conflict_goes_from_its_opening_over_evidence_and_ruling_to_the_appeal(people):
    manager, admin, parties = people("manager"), people("admin"), [people("sales"), people("reseller", 390)]
    customer = "Baltic Wind Harbours AS"
    for party in parties:
        register(party, "Harbour fleet", customer)
    manager.open("/meridian/deals/deal/?q=Baltic+Wind")
    manager.page.get_by_role("link", name="Harbour fleet").first.click()
    manager.settle()
    manager.page.get_by_role("button", name="Open a conflict with").first.click()
    manager.settle()
    docket = manager.page.url
    do(manager, "triage", kind="horizontal")
    do(manager, "ask_evidence", evidence_until=(dt.date.today() + dt.timedelta(days=9)).isoformat())
    for party, words in zip(parties, WORDS.values(), strict=True):
        party.open("/meridian/conflicts/case/?sort=-id")
        party.page.get_by_role("link", name="Two registrations for the same customer").first.click()
        party.settle()
        send(party, "#conflict-text", words, "Add evidence")
        party.check()
    assert WORDS["sales"] not in parties[1].page.inner_text("main"), "what was not disclosed yet is not read"
    manager.open(docket.removeprefix(manager.base_url))
    for _party in parties:
        manager.page.get_by_role("button", name="Disclose to the other side").first.click()
        manager.settle()
    assert WORDS["sales"] in (parties[1].page.reload(), parties[1].settle(), parties[1].page.inner_text("main"))[-1]
    do(manager, "close_evidence")
    do(manager, "arbitrate")
    do(manager, "rule", **SPLIT)
    assert "Ruling" in head(manager)
    head(parties[1])
    assert "40" in parties[1].page.inner_text("main")
    send(parties[1], "#conflict-appeal", "We brought the contract.", "Appeal")
    assert "Appeal" in head(manager)
    admin.open(docket.removeprefix(manager.base_url))
    do(admin, "decide_appeal", **{**SPLIT, "share": "50", "other_share": "50"})
    assert "Final" in head(admin)
    head(parties[0])
    assert "50" in parties[0].page.inner_text("main")
    admin.check()


def test_a_special_price_ends_with_the_protection_it_was_asked_for(people):
    partner, manager = people("sales", 390), people("manager")
    register(partner, "Ferry bikes", FERRIES)
    manager.open(f"/meridian/deals/deal/?q={FERRIES.replace(' ', '+')}")
    manager.page.get_by_role("link", name="Ferry bikes").first.click()
    manager.settle()
    deal = manager.page.url.removeprefix(manager.base_url)
    do(manager, "approve")
    partner.open(f"/meridian/specialprice/request/new?deal_id={deal.rstrip('/').rsplit('/', 1)[-1]}")
    partner.page.fill("[name=title]", "Ten bikes for the crew")
    for name, value in {"product": "Touring-1000", "quantity": "10", "list_price": "2000", "requested": "1800"}.items():
        partner.page.locator(f"[name$='{name}']").first.fill(value)
    partner.page.get_by_role("button", name="Submit").click()
    partner.settle()
    assert "Submitted" in head(partner)
    request = partner.page.url.removeprefix(partner.base_url)
    manager.open(request)
    do(manager, "approve")
    assert "Approved" in head(manager)
    assert "1,800" in (partner.page.reload(), partner.settle(), partner.page.inner_text("main"))[-1]
    partner.check()
    manager.open(deal)
    do(manager, "dissolve", reason="The customer stopped the project.")
    for _try in range(40):
        if "Expired" in head(partner):
            break
        partner.page.wait_for_timeout(500)
    assert "Expired" in head(partner)
