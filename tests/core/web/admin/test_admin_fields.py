from collections.abc import Callable
from typing import Any

import pytest

from core.programs.field_schema import LABELS

Browser = Callable[..., Any]
URL = "/alpha/admin/fields/"


def add(as_user: Browser, kind: str = "text", **answers: str) -> Any:
    return as_user("admin").submit(f"{URL}deals.deal/new/{kind}", {"label": "Contract", **answers})


def test_every_kind_of_record_with_own_fields_is_listed(as_user: Browser) -> None:
    page = as_user("admin").get(URL).text
    assert ["deals.deal/new" in page, "core.partner/new" in page, "Deals</h2>" in page] == [True, True, False]
    add(as_user)
    own, none = as_user("admin").get(URL).text.split("No fields of your own yet", 1)
    assert "Deals</h2>" in own and "deals.deal/new" not in none and "core.partner/new" in none


def test_every_kind_of_field_is_offered(as_user: Browser) -> None:
    page = as_user("admin").get(f"{URL}deals.deal/new").text
    assert all(f"/deals.deal/new/{kind}" in page for kind in LABELS)


@pytest.mark.parametrize(
    ("kind", "asked", "not_asked"), [("choice", "choices", "min"), ("int", "min", "choices"), ("lines", "columns", "filterable")]
)
def test_a_form_asks_what_concerns_its_kind(as_user: Browser, kind: str, asked: str, not_asked: str) -> None:
    page = as_user("admin").get(f"{URL}deals.deal/new/{kind}").text
    assert f'name="{asked}' in page and f'name="{not_asked}' not in page


def test_an_added_field_is_listed_with_its_key(as_user: Browser) -> None:
    assert add(as_user).status_code == 303
    page = as_user("admin").get(URL).text
    assert "x_contract" in page and "Contract</a>" in page


def test_choices_are_given_as_rows(as_user: Browser) -> None:
    answer = add(as_user, "choice", **{"choices-0-label": "Red", "choices-1-label": "Blue", "choices-1-value": "b"})
    assert answer.status_code == 303
    assert '<option value="b">Blue</option>' in as_user("a").get("/alpha/deals/deal/new").text


def test_a_refused_field_keeps_what_was_typed(as_user: Browser) -> None:
    answer = add(as_user, "int", help="How many seats", default="many")
    assert answer.status_code == 422
    assert "How many seats" in answer.text and 'id="default-e"' in answer.text


def test_a_fault_in_a_row_stands_at_the_row(as_user: Browser) -> None:
    answer = add(as_user, "lines", **{"columns-0-label": "Item", "columns-0-type": ""})
    assert answer.status_code == 422
    assert 'id="columns-0-type-e"' in answer.text


@pytest.mark.parametrize("address", ["deals.deal/new/colour", "deals.house/new", "deals.house/new/text"])
def test_unknown_kinds_and_records_are_not_found(as_user: Browser, address: str) -> None:
    assert as_user("admin").get(f"{URL}{address}").status_code == 404


def test_a_field_of_another_program_is_not_found(as_user: Browser) -> None:
    add(as_user)
    page = as_user("admin").get(URL).text
    address = page.split('<h3><a href="')[1].split('"')[0]
    assert as_user("admin").get(address).status_code == 200
    assert as_user("admin", "beta").get(address.replace("/alpha/", "/beta/")).status_code == 404


def test_managers_do_not_see_it(as_user: Browser) -> None:
    assert as_user("manager").get(URL).status_code == 404
