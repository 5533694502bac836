from collections.abc import Callable
from typing import Any

import pytest

from core import clock
from core.mail import Mail
from hansa.testing import Kit

Browser = Callable[..., Any]


@pytest.mark.parametrize(("hour", "words"), [(5, "Good morning"), (12, "Good afternoon"), (20, "Good evening")])
def test_the_greeting_follows_the_programs_clock(as_user: Browser, hour: int, words: str) -> None:
    with clock.moved(clock.now().replace(hour=hour, minute=0)):
        assert f"{words}, Admin" in as_user("admin").get("/alpha/").text


def test_the_day_is_that_of_the_programs_zone(as_user: Browser) -> None:
    day = clock.now().replace(hour=23, minute=30)
    with clock.moved(day):
        local = clock.today("Europe/Berlin")
        assert f"{local:%A}, {local:%B} {local.day}, {local.year}" in as_user("admin").get("/alpha/").text


def test_admins_see_what_somebody_has_to_look_at(kit: Kit, as_user: Browser, program: Any) -> None:
    row = {"program_id": program.id, "to": "a@b.example", "template": "x", "locale": "en", "subject": "x", "text": "", "state": "failed"}
    assert "/alpha/home/health" in as_user("admin").get("/alpha/").text
    assert "No mail failed." in as_user("admin").get("/alpha/home/health").text
    with kit.owner.begin() as connection:
        connection.execute(Mail.__table__.insert(), [row])
    assert "1 mail failed." in as_user("admin").get("/alpha/home/health").text


@pytest.mark.parametrize("name", ["finance", "a"])
def test_the_machinery_is_for_admins(as_user: Browser, name: str) -> None:
    assert "/alpha/home/health" not in as_user(name).get("/alpha/").text
    assert as_user(name).get("/alpha/home/health").status_code == 404
