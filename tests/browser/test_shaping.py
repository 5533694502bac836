"""What admins and managers change without code: fields of their own, records from a file, and two of them at once."""

import re

import pytest

pytestmark = pytest.mark.browser

LIST = "/meridian/core/partner/"
SHEET = "Name,Kind,Country\nNordlicht Handel GmbH,Dealer,Germany\nVelo Bernina AG,Dealer,Atlantis\nHafenrad OHG,Dealer,DE\n"


def send(look, name):
    look.page.get_by_role("button", name=name).click()
    look.settle()


def first_record(look, words):
    """Open the first record of the list that matches; return its id."""
    look.open(f"{LIST}?q={words}")
    look.page.locator("table.hs-list tbody a").first.click()
    look.page.wait_for_url(re.compile(r"/core/partner/[0-9a-f-]{36}$"))
    look.settle()
    return look.page.url.rsplit("/", 1)[1]


def token_of(look):
    """Make an API token with all rights of the person, and return it."""
    look.open("/meridian/account/tokens/new")
    look.page.get_by_label("What is it for?").fill("ERP")
    look.page.get_by_label("All my rights, also those I get later").check()
    send(look, "Make the token")
    look.check()
    return look.page.locator("main code").first.inner_text()


def test_a_field_of_ones_own_is_in_the_form_the_list_the_filter_and_the_api(look, portal):
    admin = look()
    admin.sign_in(portal.account("meridian", "admin"))
    admin.open("/meridian/admin/fields/core.partner/new")
    admin.check()
    admin.page.locator(".hs-kinds a", has_text="One of a list").click()
    admin.page.get_by_label("Label").first.fill("Showroom")
    rows = admin.page.locator("[data-row]")
    rows.nth(0).get_by_label("Label").fill("Flagship")
    admin.page.get_by_role("button", name="Add a row").click()
    rows.nth(1).get_by_label("Label").fill("Corner")
    admin.page.get_by_label("Lists can be filtered by it").check()
    admin.check()
    send(admin, "Add field")
    record = first_record(admin, "Systematic")
    admin.open(f"{LIST}{record}/edit")
    admin.page.get_by_label("Showroom").select_option(label="Corner")
    admin.check()
    send(admin, "Save")
    assert "Corner" in admin.page.inner_text("main")
    admin.open(LIST)
    admin.page.get_by_role("button", name="Add filter").click()
    admin.page.locator("#hs-filters summary", has_text="Showroom").click()
    box = admin.page.locator("#hs-filters details[open]")
    box.get_by_label("Corner").first.check()
    box.get_by_role("button", name="Apply").click()
    admin.settle()
    assert admin.page.locator("table.hs-list tbody tr").count() == 1
    admin.check()
    found = admin.page.request.get(
        f"{admin.base_url}/api/v1/meridian/core/partner/{record}", headers={"Authorization": f"Bearer {token_of(admin)}"}
    )
    assert found.json()["x_showroom"] == "Corner"


def test_an_import_shows_its_problems_first_and_is_taken_back(look, portal, tmp_path):
    sheet = tmp_path / "partners.csv"
    sheet.write_text(SHEET)
    manager = look()
    manager.sign_in(portal.account("meridian", "manager"))
    manager.open("/meridian/sheets/import/core.partner")
    manager.check()
    manager.page.set_input_files("input[type=file]", sheet)
    send(manager, "Read the file")
    manager.check()
    send(manager, "Check the rows")
    manager.check()
    with manager.page.expect_download() as download:
        manager.page.get_by_role("link", name="Rows with problems as CSV").click()
    problems = download.value.path().read_text(encoding="utf-8-sig")
    assert "Velo Bernina AG" in problems and "Choose a country" in problems and "Nordlicht" not in problems
    send(manager, "Import 2 rows")
    manager.check()
    result = manager.page.url
    manager.open(f"{LIST}?q=Nordlicht")
    assert manager.page.locator("table.hs-list tbody tr").count() == 1
    manager.open(result.removeprefix(manager.base_url))
    manager.page.get_by_role("button", name="Take back").click()
    manager.check()
    manager.page.locator("dialog[open] button[value=ok]").click()
    manager.page.get_by_text("Kept, because they were changed").wait_for()
    manager.settle()
    manager.open(f"{LIST}?q=Nordlicht")
    assert "Nothing found" in manager.page.inner_text("main")


def test_the_second_of_two_editors_sees_both_values_and_loses_none(look, portal):
    first, second = look(), look(390)
    first.sign_in(portal.account("meridian", "manager"))
    second.sign_in(portal.account("meridian", "admin"))
    record = first_record(first, "Bold Bike")
    for person, region in ((first, "Northwest"), (second, "Texas")):
        person.open(f"{LIST}{record}/edit")
        person.page.get_by_label("Region").fill(region)
    send(first, "Save")
    send(second, "Save")
    assert second.page.locator(".hs-cmp td").all_inner_texts() == ["Northwest", "Texas"]
    second.check()
    send(second, "Save")
    assert "Texas" in second.page.inner_text("main")
