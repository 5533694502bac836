"""The rule builder in a real browser: rows and text are one rule, the keyboard suffices, nothing typed is lost."""

import json
import threading

import pytest
from werkzeug.serving import make_server

from hansa.testing import Person
from tests.browser.conftest import Look

pytestmark = pytest.mark.browser
PAGE = "/alpha/gallery/rules"


@pytest.fixture
def served(kit, make_record):
    """The portal of the tests over HTTP, with three exhibits of partner A."""
    for word, price in (("One", "500"), ("Two", "6000"), ("Three", "9000")):
        make_record("gallery.exhibit", by="a", word=word, price=price, parent_id=None)
    server = make_server("127.0.0.1", 0, kit.app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def rules(browser, served):
    """`rules(width, dark, scripts)` opens a browser of partner A."""
    contexts = []

    def make(width=1280, *, dark=False, scripts=True, who="a"):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme="dark" if dark else "light", locale="en-US", java_script_enabled=scripts
        )
        context.add_cookies([{"name": "hansa", "value": Person(who).secret, "url": served}])
        contexts.append(context)
        found = Look(context.new_page(), served)
        found.page.set_default_timeout(8_000)
        found.page.on("console", lambda m: found.problems.append(m.text) if m.type == "error" and "status of 4" not in m.text else None)
        found.page.on("pageerror", lambda error: found.problems.append(str(error)))
        return found

    yield make
    for context in contexts:
        context.close()


def of(look, name="shown"):
    """Return the field of a rule."""
    return look.page.locator(f".hs-rule:has([data-rule={name}])")


def written(look, name="shown"):
    return of(look, name).locator("[data-rule-text]").input_value()


def row(look, at, fact, op=None, value=None):
    part = of(look).locator(f'[data-path="{at}"]')
    part.locator("[data-rule-fact]").select_option(fact)
    part.locator("[data-rule-op]").wait_for()
    if op:
        part.locator("[data-rule-op]").select_option(op)
        look.settle()
    if value is not None:
        part.locator("[data-rule-value]").fill(value)


def counted(look, text):
    of(look).locator("[data-rule-counted]").get_by_text(text).wait_for()


def saved(look):
    """Press Save and return what the server took."""
    look.page.get_by_role("button", name="Save").click()
    look.page.wait_for_selector("pre")
    return json.loads(look.page.inner_text("pre"))["shown"]


def test_rows_become_the_text_that_is_saved(rules):
    person = rules()
    person.open(PAGE)
    add = of(person).get_by_role("button", name="Condition", exact=True)
    add.click()
    row(person, "0", "exhibit.price", "ge", "5,000")
    counted(person, "2 of 3 records match")
    of(person).get_by_role("button", name="Group", exact=True).click()
    row(person, "1.0", "exhibit.kind", "eq")
    of(person).locator('[data-path="1.0"] [data-rule-value]').select_option("stone")
    counted(person, "2 of 3 records match")
    assert written(person) == 'exhibit.price >= 5000 and exhibit.kind == "stone"'
    assert saved(person) == 'exhibit.price >= 5000 and exhibit.kind == "stone"'


def test_what_is_typed_last_is_saved_without_waiting(rules):
    person = rules()
    person.open(f"{PAGE}?shown=exhibit.price > 1")
    of(person).locator("[data-rule-value]").fill("777")
    assert saved(person) == "exhibit.price > 777"


def test_rows_and_text_are_one_rule(rules):
    person = rules()
    person.open(f"{PAGE}?shown=not (exhibit.fair or exhibit.count is None) and round(exhibit.price) > 3")
    field = of(person)
    field.get_by_role("button", name="Text").click()
    field.locator("[data-rule-text]").fill('exhibit.day <= today or exhibit.title in ("a", "b")')
    field.get_by_role("button", name="Conditions").click()
    field.locator("[data-rule-lines]").wait_for()
    assert field.locator("[data-rule-lines]").input_value() == "a\nb"
    assert field.locator("[data-rule-written]").input_value() == "exhibit.day <= today"


def test_a_fault_is_shown_at_its_character_and_mended_by_a_click(rules):
    person = rules()
    person.open(f"{PAGE}?shown=exhibit.count > 1 and exhibit.pric > 2")
    field = of(person)
    assert field.locator("mark").inner_text() == "exhibit.pric"
    assert "Character 23" in field.locator("[data-rule-said]").inner_text()
    field.get_by_role("button", name="exhibit.price").click()
    counted(person, "3 of 3 records match")
    assert written(person) == "exhibit.count > 1 and exhibit.price > 2"


def test_the_keyboard_suffices(rules):
    person = rules()
    person.open(f"{PAGE}?shown=exhibit.price > 1")
    keys = person.page.keyboard
    of(person).locator("[data-rule-value]").focus()
    keys.press("Enter")
    of(person).locator('[data-path="1"] [data-rule-fact]:focus').wait_for()
    keys.type("Title")
    of(person).locator('[data-path="1"] [data-rule-op]').wait_for()
    keys.press("Tab")
    keys.press("Tab")
    keys.type("O")
    counted(person, "0 of 3 records match")
    keys.press("Tab")
    keys.press("Enter")
    counted(person, "3 of 3 records match")
    assert of(person).locator('[data-path="0"] [data-rule-fact]:focus').count() == 1
    assert written(person) == "exhibit.price > 1"


def test_without_scripts_the_text_is_all(rules):
    person = rules(scripts=False)
    person.page.goto(person.base_url + f"{PAGE}?shown=exhibit.price > 1")
    field = of(person)
    assert field.locator("[data-rule-text]").is_visible() and not field.locator("[data-rule-rows]").is_visible()
    field.locator("[data-rule-text]").fill("exhibit.price >")
    person.page.get_by_role("button", name="Save").click()
    assert field.locator("mark").is_visible() and written(person) == "exhibit.price >"


@pytest.mark.parametrize(("width", "dark"), [(1280, False), (1280, True), (390, False), (390, True)])
def test_the_builder_is_sound(rules, width, dark):
    person = rules(width, dark=dark)
    rule = (
        'exhibit.price >= 5000 and (exhibit.kind in ("wood",) or exhibit.at < "2026-01-31T09:00:00Z" or not (exhibit.fair and '
        'exhibit.parent_id != "00000000-0000-0000-0000-000000000001")) and "red" in exhibit.marks and exhibit.day <= today'
    )
    person.open(f"{PAGE}?shown={rule}&open_to=visitor.aeg > 17&fee=visitor.paid * 2")
    of(person).locator("[data-rule-counted] p").wait_for()
    person.check()
    person.open("/alpha/rules/words?vocabulary=gallery.exhibit")
    person.check()
