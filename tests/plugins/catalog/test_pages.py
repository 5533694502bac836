"""Pages of partners and staff: what they show, to whom, and that they bear wrong input."""

import pytest

from hansa.testing import Person

BROWSE = "/alpha/catalog/browse/"


def test_the_catalogue_shows_products_at_the_own_price(shop, as_user):
    page = as_user("a").get(BROWSE)
    assert page.status_code == 200 and "Road bike" in page.text and "2 products" in page.text


SEARCHES = [
    ("?q=helm", "Helmet", "Road bike"), ("?in=/bikes/", "Road bike", "Helmet"), ("?brand=acme", "Road bike", "Helmet"),
    ("?q=BIKE+acme", "Road bike", "Helmet"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "found", "absent"), SEARCHES)
def test_it_is_searched_by_words_line_and_brand(shop, as_user, query, found, absent):
    text = as_user("a").get(BROWSE + query, headers={"HX-Request": "true"}).text
    table = text.partition("<tbody")[2]
    assert found in table and absent not in table


@pytest.mark.parametrize(
    "query", ["?page=99999999", "?page=x", "?in=nonsense", "?in=/%25/", "?q=%25_%27", "?from=x", "?brand=" + "x" * 300]
)
def test_wrong_input_is_borne(shop, as_user, query):
    assert as_user("a").get(BROWSE + query).status_code == 200


def test_a_product_says_its_price_and_why(shop, as_user):
    text = as_user("a").get(f"{BROWSE}{shop['BIKE']}?quantity=10").text
    assert "Why this price?" in text and "BASE/1" in text and "By quantity" in text


def test_a_product_that_only_its_sellers_see_has_no_address_for_others(shop, make, as_user, program):
    secret = make("product", sku="SECRET", name="Secret frame", family_id=shop["road"], open_to_all=False)
    make("authorisation", code="ONLY-B", product_id=secret, for_partner_id=program.partner("b"))
    for path in (f"{BROWSE}{secret}", f"/alpha/catalog/product/{secret}", f"/api/v1/alpha/catalog/product/{secret}"):
        assert as_user("a").get(path, headers=Person("a").bearer).status_code == 404, path
    assert "Secret frame" not in as_user("a").get(BROWSE).text
    assert "Secret frame" in as_user("b").get(BROWSE).text
    assert as_user("b").get(f"{BROWSE}{secret}").status_code == 200


def test_what_may_not_be_sold_says_why(shop, make, as_user):
    make("authorisation", code="CERT", family_id=shop["bikes"], certificate="Bike fitting", certified=2)
    assert "It needs 2 people with the certificate" in as_user("a").get(f"{BROWSE}{shop['BIKE']}").text


@pytest.mark.parametrize("path", ["", "conflicts/", "price-check/", "compare/", "shelf"])
def test_pages_of_staff_are_not_for_partners(shop, as_user, path):
    assert as_user("a").get(f"/alpha/catalog/{path}").status_code in (403, 404)
    assert as_user("manager").get(f"/alpha/catalog/{path}").status_code == 200


def test_staff_checks_a_price_as_of_any_day(shop, as_user, program):
    found = as_user("manager").get("/alpha/catalog/price-check/", query_string={"partner": "Nobody", "lines": "BIKE 10\nNOPE"}).text
    assert "There is no partner of this name" in found
    name = "Ashford Systems"
    found = as_user("manager").get("/alpha/catalog/price-check/", query_string={"partner": name, "lines": "BIKE 10\nNOPE"}).text
    assert "There is no such product." in found and "BASE/1" in found
    past = as_user("manager").get("/alpha/catalog/price-check/", query_string={"partner": name, "lines": "BIKE", "day": "2001-01-01"}).text
    assert "No price list holds for this buyer." in past


@pytest.mark.parametrize("given", [{"lines": "BIKE x"}, {"lines": ""}, {"lines": "BIKE", "day": "31.1."}])
def test_a_price_check_says_what_is_wrong(shop, as_user, given):
    name = "Ashford Systems"
    answer = as_user("manager").get("/alpha/catalog/price-check/", query_string={"partner": name, **given})
    assert answer.status_code == 200 and 'role="alert"' in answer.text


def test_two_lists_are_compared(shop, make, as_user, move):
    other = make("price_list", code="OTHER", label="Other")
    make("price", list_id=other, product_id=shop["BIKE"], amount="1050")
    text = as_user("manager").get(f"/alpha/catalog/compare/?one={shop['list']}&other={other}").text
    assert "3 prices differ" in text and "+5.00 %" in text


def test_the_next_edition_is_a_draft_with_the_rows(shop, as_user):
    answer = as_user("manager").submit(f"/alpha/catalog/list/{shop['list']}/next")
    assert answer.status_code == 303
    panel = as_user("manager").get(f"/alpha/catalog/list/{answer.location.rsplit('/', 1)[-1]}/rows").text
    assert "BASE/2" in panel and "BIKE" in panel


def test_a_row_taken_off_counts_no_longer(shop, as_user, ask, kit):
    assert as_user("manager").submit(f"/alpha/catalog/price/{shop['helmet price']}/end").status_code == 303
    assert ask("HELMET").lines[0].priced.unknown == "not_on_list"
    assert as_user("manager").submit(f"/alpha/catalog/price/{shop['helmet price']}/end").status_code == 409


def test_staff_of_one_region_takes_no_row_off(shop, as_user, ask):
    assert as_user("west").submit(f"/alpha/catalog/price/{shop['helmet price']}/end").status_code in (403, 404)
    assert as_user("west").submit(f"/alpha/catalog/list/{shop['list']}/next").status_code in (403, 404)
    assert ask("HELMET").lines[0].price == 50


def test_products_only_their_sellers_see_are_not_counted_for_others(shop, make, as_user, program):
    make("product", sku="OPEN", name="Open glove", brand="Acme", family_id=shop["helmets"])
    make("product", sku="SECRET", name="Secret", brand="Acme", family_id=shop["helmets"], open_to_all=False)
    make("authorisation", code="R", product_id=make("product", sku="MINE", name="Mine", open_to_all=False), for_partner_id=program.partner("a"))
    make("authorisation", code="S", brand="Acme", for_partner_id=program.partner("a"))
    mine, other = (as_user(one).get(f"{BROWSE}?brand=acme").text for one in "ab")
    assert "Secret" in mine and "3 products" in mine
    assert "Secret" not in other and "2 products" in other and "Mine" not in other


def test_a_page_shows_a_family_and_a_rule_as_they_are_now(shop, make, as_user):
    assert "Road bikes" in as_user("a").get(BROWSE).text
    make("product", sku="GLOVE", name="Glove", family_id=make("family", code="warm", name="Warm gloves"))
    assert "Warm gloves" in as_user("a").get(BROWSE).text and "Not yet" not in as_user("a").get(BROWSE).text
    make("authorisation", code="NO", effect="deny", product_id=shop["BIKE"])
    assert "Not yet" in as_user("a").get(BROWSE).text


def test_cards_of_the_home_page(shop, as_user, make, move):
    move("promotion", make("promotion", code="P", label="Spring"), "publish")
    assert "Base list" in as_user("a").get("/alpha/catalog/news").text and "Spring" in as_user("a").get("/alpha/catalog/news").text
    assert "Spring" in as_user("a").get("/alpha/catalog/promotions/").text
    assert "Price lists" in as_user("manager").get("/alpha/catalog/shelf").text


def test_staff_is_led_from_a_partners_page_to_its_own(shop, as_user):
    assert as_user("manager").get(f"{BROWSE}{shop['BIKE']}").location.endswith(f"/catalog/product/{shop['BIKE']}")
    assert as_user("manager").get(BROWSE).status_code == as_user("manager").get("/alpha/catalog/promotions/").status_code == 303
