"""How people get in and stay safe: letters with links, the second factor, devices, looking as a partner."""

import re

import pyotp
import pytest

pytestmark = pytest.mark.browser

PASSWORD = "seven-lanterns-over-quiet-water"


def send(look):
    """Press the button of the form that is shown."""
    look.page.locator("form button[type=submit]:visible").last.click()
    look.settle()


def reader(look, portal):
    """Return a site admin: nobody else may read letters that carry secrets."""
    person = look()
    person.sign_in({**next(a for a in portal.accounts if a["role"] == "site_admin"), "program": "-"})
    return person


def link_to(reader, address, subject):
    """Return the link of the newest letter; it waits in the portal, as no mail server is set up."""
    row = reader.page.locator("tbody tr", has_text=address).filter(has_text=subject).first
    for _attempt in range(20):
        reader.open(f"/meridian/admin/mail?q={address}")
        if row.count():
            break
        reader.page.wait_for_timeout(250)
    row.get_by_role("link").first.click()
    reader.settle()
    return reader.page.locator(".hs-wrap a").first.get_attribute("href")


def newcomer(look, portal, address):
    """Invite somebody as the program's admin does, and follow the letter to the first page."""
    admin = look()
    admin.sign_in(portal.account("meridian", "admin"))
    admin.open("/meridian/people/invite")
    admin.page.fill("[name=email]", address)
    admin.page.fill("[name=name]", "Ina Neumann")
    admin.page.get_by_label("Finance").check()
    admin.check()
    send(admin)
    person = look(390)
    person.page.goto(link_to(reader(look, portal), address, "Meridian"))
    person.check()
    person.page.fill("[name=password]", PASSWORD)
    send(person)
    return person


def test_a_forgotten_password_is_set_anew_by_a_letter(look, portal):
    account, person = portal.account("meridian", "finance"), look(390)
    person.open("/meridian/signin")
    person.page.get_by_role("link", name="Forgot your password?").click()
    person.page.fill("[name=email]", account["email"])
    send(person)
    person.check()
    link = link_to(reader(look, portal), account["email"], "password")
    person.page.goto(link)
    person.page.fill("[name=password]", "meridian")
    send(person)
    assert "easy to guess" in person.page.inner_text("form")
    person.check()
    person.page.fill("[name=password]", PASSWORD)
    send(person)
    assert "Your password was changed" in person.page.inner_text("form")
    person.sign_in({**account, "password": PASSWORD})
    assert person.page.url.rstrip("/").endswith("/meridian")
    person.page.goto(link)
    assert "no longer works" in person.page.inner_text("h1")


def test_an_invited_person_chooses_a_password_and_is_in(look, portal):
    person = newcomer(look, portal, "ina@newcomer.example")
    assert "Ina" in person.page.inner_text("h1")
    person.check()


def test_a_second_factor_is_asked_for_and_a_recovery_code_stands_in_for_it(look, portal):
    address = "otto@newcomer.example"
    person = newcomer(look, portal, address)
    person.open("/meridian/account/two-step/")
    person.check()
    secret = re.search(r"app: ([A-Z2-7 ]+)", person.page.inner_text("main"))[1].replace(" ", "")
    person.page.fill("main form input:visible", "000000")
    send(person)
    assert "not right" in person.page.inner_text("main")
    person.page.fill("main form input:visible", pyotp.TOTP(secret).now())
    send(person)
    person.check()
    recovery = person.page.locator(".hs-codes li").first.inner_text()
    for code in (recovery, recovery):
        again = look()
        again.sign_in({"program": "meridian", "email": address, "password": PASSWORD})
        again.check()
        again.page.fill("form input:visible", code)
        send(again)
    assert "/signin/code" in again.page.url
    person.open("/meridian/account/devices/")
    assert person.page.locator("tbody tr").count() == 2


def test_who_is_signed_out_elsewhere_has_to_sign_in_again(look, portal):
    here, there = look(), look(390)
    for person in (here, there):
        person.sign_in(portal.account("meridian", "distributor"))
    here.open("/meridian/account/devices/")
    here.page.get_by_role("button", name="Sign out everywhere else").click()
    here.settle()
    there.open("/meridian/deals/deal/")
    assert "/signin" in there.page.url
    here.check()


@pytest.mark.parametrize("width", [1280, 390])
def test_looking_as_a_partner_shows_its_portal_and_changes_nothing(look, portal, width):
    manager = look(width)
    manager.sign_in(portal.account("meridian", "manager"))
    manager.open("/meridian/core/partner/?q=Systematic")
    manager.page.locator("table.hs-list tbody a").first.click()
    manager.page.get_by_role("button", name="Look at the portal as this partner").click()
    manager.settle()
    manager.open("/meridian/deals/deal/")
    assert "as Systematic Sales. Nothing can be changed." in manager.page.inner_text(".hs-banner")
    assert manager.page.get_by_role("link", name="Register a deal").count() == 0
    manager.check()
    manager.page.get_by_role("button", name="Stop").click()
    manager.settle()
    assert manager.page.locator(".hs-banner").count() == 0
