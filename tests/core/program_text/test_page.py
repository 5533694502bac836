import io
import re
from collections.abc import Callable
from typing import Any

import pytest

from hansa.testing import Kit
from tests.core.program_text.texts import exported, text

Browser = Callable[..., Any]
PAGE = "/alpha/admin/text/"
FIELD = text(fields={"deals.deal": {"x_no": {"type": "text", "label": "No."}}})


def planned(browser: Any, given: str) -> Any:
    return browser.submit(f"{PAGE}plan", {"text": given}, content_type="multipart/form-data")


def agreed(browser: Any, given: str, **more: str) -> Any:
    digest = re.search(r'name="plan" value="(\w+)"', planned(browser, given).text)
    assert digest is not None
    return browser.submit(f"{PAGE}apply", {"text": given, "plan": digest[1], **more}, content_type="multipart/form-data")


def test_the_text_is_downloaded(kit: Kit, as_user: Browser) -> None:
    answer = as_user("admin").get(f"{PAGE}program.yaml")
    assert answer.text == exported(kit)
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_an_upload_shows_what_would_change_and_changes_nothing(kit: Kit, as_user: Browser) -> None:
    before = exported(kit)
    upload = {"file": (io.BytesIO(FIELD.encode()), "program.yaml")}
    page = as_user("admin").submit(f"{PAGE}plan", upload, content_type="multipart/form-data")
    assert "fields/deals.deal/x_no" in page.text
    assert exported(kit) == before


def test_what_was_shown_is_applied(kit: Kit, as_user: Browser) -> None:
    assert agreed(as_user("admin"), FIELD).status_code == 303
    assert "x_no:" in exported(kit)


def test_what_was_not_shown_is_shown_again(kit: Kit, as_user: Browser) -> None:
    answer = as_user("admin").submit(f"{PAGE}apply", {"text": FIELD, "plan": "0"}, content_type="multipart/form-data")
    assert (answer.status_code, "Look at the changes again" in answer.text) == (422, True)
    assert "x_no:" not in exported(kit)


def test_what_is_not_safe_needs_the_box(kit: Kit, as_user: Browser) -> None:
    smaller = text(plugins=["deals"])
    assert agreed(as_user("admin"), smaller).status_code == 422
    assert agreed(as_user("admin"), smaller, unsafe="1").status_code == 303


def test_a_mistake_is_named_with_its_line(as_user: Browser) -> None:
    answer = planned(as_user("admin"), text(filds={}))
    assert (answer.status_code, "Line 4: “filds” is not known here. Did you mean “fields”?" in answer.text) == (422, True)


def test_the_text_of_another_program_is_refused(as_user: Browser) -> None:
    assert "This is the text of “beta”" in planned(as_user("admin"), text(program={"slug": "beta"})).text


@pytest.mark.parametrize("given", ["", "  \n"])
def test_nothing_given_is_told(as_user: Browser, given: str) -> None:
    assert "Choose a file" in planned(as_user("admin"), given).text


@pytest.mark.parametrize("name", ["manager", "a"])
def test_the_page_is_for_those_with_the_right(as_user: Browser, name: str) -> None:
    assert as_user(name).get(PAGE).status_code == 404
    assert planned(as_user(name), FIELD).status_code in (403, 404)
