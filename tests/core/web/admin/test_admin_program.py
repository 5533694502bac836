from collections.abc import Callable
from typing import Any

import pytest

Browser = Callable[..., Any]
PROGRAM, BRAND = "/alpha/admin/program/", "/alpha/admin/brand/"
ANSWERS = {"name": "Alpha Partners", "locale": "en"}


def test_the_set_up_is_shown(as_user: Browser) -> None:
    page = as_user("admin").get(PROGRAM).text
    assert 'value="Alpha Partner Program"' in page
    assert "<dd>Europe/Berlin</dd>" in page


def test_the_set_up_is_saved_and_seen_at_once(as_user: Browser) -> None:
    assert as_user("admin").submit(PROGRAM, ANSWERS).status_code == 303
    assert "Alpha Partners" in as_user("a").get("/alpha/").text


@pytest.mark.parametrize(("field", "value"), [("locale", "xx"), ("host", "not a host"), ("name", "")])
def test_a_wrong_value_is_refused(as_user: Browser, field: str, value: str) -> None:
    answer = as_user("admin").submit(PROGRAM, {**ANSWERS, field: value})
    assert answer.status_code == 422
    assert f'id="{field}-e"' in answer.text


def test_a_host_of_another_program_is_refused(as_user: Browser) -> None:
    as_user("admin", "beta").submit("/beta/admin/program/", {**ANSWERS, "host": "partners.example.com"})
    assert "Another program uses this already." in as_user("admin").submit(PROGRAM, {**ANSWERS, "host": "partners.example.com"}).text


def test_a_readable_brand_is_saved(as_user: Browser) -> None:
    assert as_user("admin").submit(BRAND, {"theme": "harbor", "look": "aurora", "brand": "#7a1fa2"}).status_code == 303
    page = as_user("a").get("/alpha/").text
    css = as_user("a").get(page.split("/alpha/theme/")[1].split('"')[0].join(["/alpha/theme/", ""])).text
    assert "--hs-brand: #7a1fa2" in css


def test_a_brand_that_cannot_be_read_is_refused(as_user: Browser) -> None:
    answer = as_user("admin").submit(BRAND, {"theme": "default", "brand": "#ffff00"})
    assert answer.status_code == 422
    assert "In light mode, the main colour cannot be read well on cards" in answer.text


def test_the_preview_judges_without_saving(as_user: Browser) -> None:
    answer = as_user("admin").submit(f"{BRAND}preview", {"theme": "default", "brand": "#ffff00"})
    assert "These colours cannot be saved." in answer.text
    assert "#ffff00" not in as_user("admin").get(BRAND).text


def test_text_on_a_chosen_navigation_stays_readable(as_user: Browser) -> None:
    for ground in ("#000000", "#ffffff", "#7f1d1d", "#0b5e63"):
        answer = as_user("admin").submit(BRAND, {"theme": "default", "nav": ground})
        assert answer.status_code == 303, ground


def test_a_colour_that_is_none_is_refused(as_user: Browser) -> None:
    assert 'id="brand-e"' in as_user("admin").submit(BRAND, {"theme": "default", "brand": "red;}"}).text


@pytest.mark.parametrize("address", [PROGRAM, BRAND])
def test_managers_do_not_see_it(as_user: Browser, address: str) -> None:
    assert as_user("manager").get(address).status_code == 404
