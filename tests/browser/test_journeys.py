"""The main jobs, done as a person does them."""

import datetime as dt

import pytest

pytestmark = pytest.mark.browser

CUSTOMER = "Halvorsen Maritime Logistics AS"
PROJECT = "Nordic shared services analytics"


def register(partner, title=PROJECT, customer=CUSTOMER):
    """Register a deal the way a partner does on a phone: fill what the check needs, submit."""
    partner.open("/meridian/deals/deal/new")
    page = partner.page
    page.fill("[name=customer_name]", customer)
    page.select_option("[name=customer_country]", "NO")
    page.fill("[name=customer_domain]", "halvorsen.example")
    page.fill("[name=title]", title)
    page.fill("[name=amount]", "118,200")
    page.fill("[name=close_date]", (dt.date.today() + dt.timedelta(days=60)).isoformat())
    page.get_by_role("button", name="Submit").click()
    partner.settle()


def test_partner_registers_on_a_phone_and_a_manager_approves(look, portal):
    partner, manager = look(390), look(1280)
    partner.sign_in(portal.account("meridian", "partner_user"))
    register(partner)
    assert "Submitted" in partner.page.inner_text("main")
    partner.check()
    manager.sign_in(portal.account("meridian", "manager"))
    manager.open("/meridian/deals/deal/?q=Halvorsen")
    manager.page.get_by_role("link", name=PROJECT).first.click()
    manager.settle()
    manager.page.get_by_role("button", name="Approve").click()
    manager.settle()
    assert "Protected" in manager.page.inner_text("#hs-record-head")
    partner.page.reload()
    assert "Protected" in partner.page.inner_text("#hs-record-head")


def test_wrong_input_is_named_and_nothing_typed_is_lost(look, portal):
    partner = look(390)
    partner.sign_in(portal.account("meridian", "partner_user"))
    partner.open("/meridian/deals/deal/new")
    partner.page.fill("[name=customer_name]", CUSTOMER)
    partner.page.fill("[name=amount]", "a lot")
    partner.page.set_input_files("[name=document__upload]", {"name": "tender.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"})
    partner.page.get_by_role("button", name="Submit").click()
    partner.settle()
    assert partner.page.input_value("[name=customer_name]") == CUSTOMER
    assert partner.page.input_value("[name=amount]") == "a lot"
    assert partner.page.locator("[aria-invalid=true]").count() >= 2
    chosen = "document.querySelector('[name=document__upload]').files"
    # A function: a bare expression is evaluated anew at every look, which the page's content security policy forbids.
    assert partner.page.wait_for_function(f"() => {chosen}[0]?.name").json_value() == "tender.pdf"
    partner.open("/meridian/deals/deal/new")
    assert partner.page.evaluate(f"{chosen}.length") == 0


def test_a_plugin_switched_off_in_one_program_is_gone_there_and_only_there(look, portal):
    admin = look()
    admin.sign_in(portal.account("meridian", "admin"))
    admin.open("/meridian/deals/deal/")
    assert admin.page.locator("table.hs-list tbody tr").count() > 0
    switch(admin)
    admin.open("/meridian/deals/deal/")
    assert admin.page.locator(".hs-nav a", has_text="Deals").count() == 0
    assert "does not exist" in admin.page.inner_text("main")
    other = look()
    other.sign_in(portal.account("aurora", "manager"))
    other.open("/aurora/deals/deal/")
    assert other.page.locator("table.hs-list tbody tr").count() > 0
    switch(admin)
    admin.open("/meridian/deals/deal/")
    assert admin.page.locator("table.hs-list tbody tr").count() > 0


def switch(admin):
    """Turn the deals plugin off or on by its page, past the preview of what that does."""
    admin.open("/meridian/admin/plugins/deals/switch")
    admin.page.locator("main form[method=post] button[type=submit]").last.click()
    admin.settle()


def test_sign_in_and_the_list_work_by_keyboard(look, portal):
    person = look()
    account = portal.account("aurora", "manager")
    person.open("/aurora/signin")
    person.page.focus("input[name=email]")
    person.page.keyboard.type(account["email"])
    person.page.keyboard.press("Tab")
    person.page.keyboard.type(account["password"])
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")
    person.settle()
    assert person.page.url.rstrip("/").endswith("/aurora")
    person.page.keyboard.press("/")
    assert person.page.evaluate("document.activeElement.type") == "search"
