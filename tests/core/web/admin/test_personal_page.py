"""The page of personal data: looked up, given out, erased after the address was written once more."""

import io
import zipfile

import pytest

from hansa.testing import Person

WHO = Person("lesser").email
URL = "/alpha/admin/personal/"


@pytest.fixture
def admin(as_user):
    return as_user("admin")


def test_it_shows_what_is_held(admin):
    page = admin.get(URL, query_string={"q": WHO}).text
    assert "Memberships" in page and "Download everything" in page


def test_nobody_known_holds_nothing(admin):
    assert "Nothing is held." in admin.get(URL, query_string={"q": "nobody@x.example"}).text


def test_an_unknown_partner_is_said_to_be_unknown(admin):
    assert "There is no partner" in admin.get(URL, query_string={"q": "Nobody Inc."}).text


def test_the_file_is_an_archive_that_no_cache_keeps(admin):
    answer = admin.submit(f"{URL}file", {"q": WHO})
    assert zipfile.is_zipfile(io.BytesIO(answer.data)) and "no-store" in answer.headers["Cache-Control"]


def test_erasing_takes_the_address_once_more(admin):
    assert admin.submit(f"{URL}erase", {"q": WHO, "confirm": "yes"}).status_code == 422
    assert "Memberships" in admin.get(URL, query_string={"q": WHO}).text


def test_what_was_erased_is_not_found_again(admin):
    assert admin.submit(f"{URL}erase", {"q": WHO, "confirm": WHO.upper()}).status_code == 303
    assert "Nothing is held." in admin.get(URL, query_string={"q": WHO}).text


def test_a_partner_at_work_is_told_why_not(admin):
    answer = admin.submit(f"{URL}erase", {"q": "Ashford Systems", "confirm": "Ashford Systems"})
    assert answer.status_code == 409 and "terminated" in answer.text


@pytest.mark.parametrize("name", ["manager", "a"])
def test_it_is_not_for_others(as_user, name):
    assert as_user(name).get(URL).status_code == 404
