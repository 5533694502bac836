"""Every page of the navigation, for every role of the demo: no rule of WCAG 2.2 AA broken, nothing sideways, nothing refused."""

import itertools
import json
from pathlib import Path

import pytest

pytestmark = pytest.mark.browser

ROLES = ("admin", "partner_admin")
SHOTS = Path(__file__).parent / "shots"


def addresses(person, program):
    """Return the pages of a person's navigation, and the first record and the form of each list."""
    found = person.page.eval_on_selector_all("nav a[href^='/']", "links => links.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys([f"/{program}/", *(url for url in found if url.startswith(f"/{program}/"))]))


@pytest.mark.parametrize(("program", "role"), list(itertools.product(("aurora", "meridian"), ROLES)))
@pytest.mark.parametrize(("width", "dark"), [(1280, False), (390, True)])
def test_pages_are_sound(look, portal, program, role, width, dark):
    person = look(width, dark=dark)
    person.sign_in(portal.account(program, role))
    for url in addresses(person, program):
        person.open(url)
        person.check()
        record = person.page.locator("table.hs-list tbody a").first
        if record.count():
            record.click()
            person.settle()
            person.check()


@pytest.mark.parametrize("width", [1280, 390])
def test_the_two_themes_differ_in_more_than_colour(look, portal, width):
    """Layout, density, card shape and type are read from the browser; the pictures are kept for people."""
    seen = {program: described(look(width), portal, program, width) for program in ("aurora", "meridian")}
    first, second = seen.values()
    assert {key for key in first if first[key] != second[key]} >= (
        {"navigation", "font", "radius", "row"} if width > 500 else {"font", "radius"}
    )


def described(person, portal, program, width):
    person.sign_in(portal.account(program, "partner_user"))
    for name, path in (("home", ""), ("list", "deals/deal/"), ("form", "deals/deal/new")):
        person.open(f"/{program}/{path}")
        keep(person, f"{program}-{name}-{width}")
    person.open(f"/{program}/deals/deal/")
    shape = person.page.evaluate(
        """() => { const of = (s, p) => { const e = document.querySelector(s); return e ? getComputedStyle(e)[p] : '' };
        const nav = document.querySelector('.hs-nav').getBoundingClientRect();
        return JSON.stringify({navigation: nav.width > nav.height ? 'top' : 'left', font: of('h1', 'fontFamily'),
        radius: of('.card', 'borderRadius'), row: of('table.hs-list td', 'paddingTop')}) }"""
    )
    person.page.locator("table.hs-list tbody a").first.click()
    person.settle()
    keep(person, f"{program}-detail-{width}")
    return json.loads(shape)


def keep(person, name):
    SHOTS.mkdir(exist_ok=True)
    person.page.screenshot(path=SHOTS / f"{name}.png", caret="initial")
