"""Numbers with a typing mistake are told of, wherever numbers are typed."""

import pytest

MISTAKE = "This number has a typing mistake"


@pytest.fixture
def number(deal, read):
    return read(deal())["number"]


@pytest.fixture
def wrong(number):
    return number[:-1] + ("A" if number[-1] != "A" else "B")


@pytest.mark.parametrize("address", ["/alpha/search", "/alpha/deals/deal/"])
def test_a_mistyped_number_is_told_of(as_user, wrong, address):
    assert MISTAKE in as_user("a").get(address, query_string={"q": wrong}).text


@pytest.mark.parametrize("address", ["/alpha/search", "/alpha/deals/deal/"])
def test_a_right_number_of_somebody_else_is_simply_not_found(as_user, number, address):
    page = as_user("b").get(address, query_string={"q": number}).text
    assert MISTAKE not in page and "Nothing found" in page


def test_a_number_is_found_as_people_write_it(as_user, number):
    assert "Sample" in as_user("a").get("/alpha/search", query_string={"q": number.lower().replace("0", "o")}).text
