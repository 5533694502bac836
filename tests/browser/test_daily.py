"""What people do every day, short: switch places, set a logo, keep hours quiet, register without a mouse, read a very long list."""

import sqlite3

import pytest

from tests.browser.test_accounts import link_to, reader, send
from tests.core.pictures import picture

pytestmark = pytest.mark.browser

ROWS = 10_050
"""More than a list counts."""
ALIASES = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
    INSERT INTO matching__alias (program_id, id, company, name, kind, source, source_id, edition, company_key, name_key, version, created_at, updated_at, custom)
    SELECT p.id, lower(hex(randomblob(16))), 'Company', printf('Alias %05d', i), 'short', 'test', printf('many-%d', i), 1, 'many', printf('many %05d', i), 1,
        '2026-01-01 00:00:00', '2026-01-01 00:00:00', '{}'
    FROM n, core_program p WHERE p.slug = 'meridian'
"""


def test_a_person_of_two_programs_switches_between_them(look, portal):
    account = portal.account("aurora", "finance")
    admin, person = look(), look()
    admin.sign_in(portal.account("meridian", "admin"))
    admin.open("/meridian/people/invite")
    admin.page.fill("[name=email]", account["email"])
    admin.page.fill("[name=name]", "Two Places")
    admin.page.get_by_label("Finance").check()
    send(admin)
    person.sign_in(account)
    person.page.goto(link_to(reader(look, portal), account["email"], "Meridian"))
    person.settle()
    send(person)
    person.open("/aurora/")
    person.page.locator("[popovertarget=hs-switch]").click()
    person.settle()
    person.page.locator("#hs-switch").get_by_text("Meridian").first.click()
    person.settle()
    assert person.page.url.startswith(f"{portal.base_url}/meridian")
    person.check()
    person.open("/aurora/")
    assert person.page.url.rstrip("/").endswith("/aurora"), "the other place is still there"


def test_a_logo_is_uploaded_seen_before_signing_in_and_taken_away(look, portal):
    admin, visitor = look(), look(390)
    visitor.open("/meridian/signin")
    before = pictures(visitor)
    admin.sign_in(portal.account("meridian", "admin"))
    admin.open("/meridian/admin/brand")
    one = admin.page.locator("#brand-pictures form", has=admin.page.locator("input[type=file]")).first
    one.locator("input[type=file]").set_input_files({"name": "logo.png", "mimeType": "image/png", "buffer": picture("PNG")})
    one.get_by_role("button", name="Upload").click()
    admin.settle()
    admin.check()
    visitor.open("/meridian/signin")
    assert pictures(visitor) - before, "a picture there was not before"
    visitor.check()
    admin.page.get_by_role("button", name="Remove").first.click()
    admin.settle()
    assert admin.page.locator("#brand-pictures img").count() == 0


def pictures(person):
    """Return the addresses of the pictures that are shown and could be drawn."""
    drawn = "images => images.filter(image => image.naturalWidth).map(image => image.src)"
    return set(person.page.locator("img").evaluate_all(drawn))


@pytest.mark.parametrize("width", [1280, 390])
def test_quiet_hours_are_set_and_kept(look, portal, width):
    person = look(width)
    person.sign_in(portal.account("meridian", "partner_user"))
    person.open("/meridian/notify/settings")
    person.page.select_option("[name=_quiet_from]", "22")
    person.page.select_option("[name=_quiet_until]", "7")
    person.check()
    send(person)
    person.page.reload()
    assert [person.page.input_value(f"[name=_quiet_{end}]") for end in ("from", "until")] == ["22", "7"]


def test_a_deal_is_registered_by_keyboard_alone(look, portal):
    person = look()
    person.sign_in(portal.account("meridian", "partner_admin"))
    person.open("/meridian/deals/deal/new")
    keys = person.page.keyboard
    typed = {"title": "Keyboard pilot", "customer_name": "Quayside Printing Works", "amount": "12,500", "close_date": "12312030"}
    until_focus(person, lambda name: all_typed(keys, typed, name))
    keys.press("Enter")
    person.settle()
    assert typed == {} and "Submitted" in person.page.inner_text("main")


def until_focus(person, type_into):
    """Press Tab from the first field to the button that submits, typing on the way."""
    person.page.locator("main form [name]:visible").first.focus()
    for _step in range(60):
        name, submits = person.page.evaluate("(e => [e.name || '', e.type == 'submit' && e.value == 'submit'])(document.activeElement)")
        if submits:
            return
        type_into(name)
        person.page.keyboard.press("Tab")
    raise AssertionError("the button was never reached")


def all_typed(keys, typed, name):
    if name in typed:
        keys.type(typed.pop(name))


@pytest.fixture
def long_list(portal):
    """A list of more rows than are counted, gone with the test."""
    with sqlite3.connect(portal.folder / "hansa.db", timeout=15) as connection:
        connection.execute(ALIASES, (ROWS,))
    yield "/meridian/matching/alias/?sort=name"
    with sqlite3.connect(portal.folder / "hansa.db", timeout=15) as connection:
        connection.execute("DELETE FROM matching__alias WHERE source_id LIKE 'many-%'")


REST = """async () => {
    const seen = [], page = (html) => new DOMParser().parseFromString(html, "text/html");
    for (let found = document; found;) {
        seen.push(...[...found.querySelectorAll("tbody tr")].map((row) => row.innerText.match(/Alias \\d{5}/)?.[0]));
        const next = found.querySelector("a[rel=next]");
        found = next && page(await (await fetch(next.getAttribute("href"))).text());
    }
    return seen.filter(Boolean);
}"""


def test_a_list_of_ten_thousand_is_paged_to_its_end_and_back(look, portal, long_list):
    person = look()
    person.sign_in(portal.account("meridian", "admin"))
    person.open(f"{long_list}&size=100")
    assert "10,000+" in person.page.inner_text(".hs-foot")
    first = person.page.locator("tbody tr").first.inner_text()
    for _page in range(2):
        person.page.locator("a[rel=next]").click()
        person.settle()
    person.check()
    for _page in range(2):
        person.page.locator("a[rel=prev]").click()
        person.settle()
    assert person.page.locator("tbody tr").first.inner_text() == first
    seen = person.page.evaluate(REST)
    assert seen == [f"Alias {number:05}" for number in range(1, ROWS + 1)]


def test_a_lost_connection_is_told_once_however_often_it_is_noticed(look, portal):
    person = look()
    person.sign_in(portal.account("meridian", "manager"))
    said = "document.dispatchEvent(new CustomEvent('hansa:toast', {detail: {message: 'No connection', kind: 'bad'}}))"
    for _second in range(3):
        person.page.evaluate(said)
    assert person.page.locator(".hs-toast").count() == 1
