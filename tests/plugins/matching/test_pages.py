import pytest

from plugins.matching import reasons
from plugins.matching.wording import in_words

PAGE = "/alpha/matching/compare"


@pytest.fixture
def known(make_record):
    common = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": []}
    return make_record("deals.deal", by="a", state="submitted", customer_name="Quandtmeier GmbH", **common)


def test_two_companies_are_compared_with_reasons(as_user):
    page = as_user("manager").get(f"{PAGE}?name=ABC+Holdings&name2=ABC+Inc.").text
    assert "Related" in page and "Words for members of a group differ: holding" in page


def test_one_company_is_looked_for(as_user, known):
    page = as_user("manager").get(f"{PAGE}?name=QUANDTMEIER").text
    assert f"/alpha/deals/deal/{known}" in page and "The same company" in page


def test_what_is_not_known_is_said_so(as_user):
    assert "No known company is like it" in as_user("manager").get(f"{PAGE}?name=Zelmer").text


def test_staff_of_another_region_learns_no_names(as_user, known):
    page = as_user("west").get(f"{PAGE}?name=QUANDTMEIER").text
    assert "outside of your region" in page and str(known) not in page and "Quandtmeier GmbH" not in page


@pytest.mark.parametrize("query", ["", "?name=", "?name=%3Cb%3E&name2=x&country=ZZ", "?name=" + "x" * 5000, "?name=%00&name2=%F0%9F%98%80"])
def test_odd_input_is_answered(as_user, query):
    assert as_user("manager").get(PAGE + query).status_code in (200, 400)


def test_partners_have_no_such_page(as_user):
    assert as_user("a").get(PAGE).status_code in (403, 404)


@pytest.mark.parametrize("message", [text for name, text in vars(reasons).items() if name.isupper() and isinstance(text, str)])
def test_every_reason_can_be_put_into_words(kit, message):
    with kit.app.app_context():
        assert "%(" not in in_words(reasons.why(message, one="a", other="b", words="c"))
