"""Requests made to exhaust or confuse: refused before they cost anything, never a 500."""

import pytest

from hansa.testing.world import Person

API = "/api/v1/alpha/deals/deal/"
MANY = "&".join(f"a{n}=" for n in range(110_000))
DENSE = "&" * 300_000
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("body", [MANY[:999_000], DENSE])
@pytest.mark.parametrize("path", ["/alpha/deals/deal/new", "/alpha/account/", "/-/signin", "/alpha/signin/forgot"])
def test_a_form_of_very_many_fields_is_refused(as_user, path, body):
    assert as_user("a").post(path, data=body, content_type=FORM).status_code == 413


def test_the_key_of_a_repeated_form_does_not_read_past_the_limit(as_user):
    browser = as_user("a")
    sent = browser.post("/alpha/deals/deal/new", data=DENSE, content_type=FORM, headers={"Idempotency-Key": "k"})
    assert sent.status_code == 413


def test_a_form_of_ordinary_size_passes(as_user):
    browser = as_user("a")
    data = {"csrf_token": browser.csrf_token, **{f"x{n}": "1" for n in range(900)}}
    assert browser.post("/alpha/deals/deal/new", data=data).status_code == 422


def test_very_many_parts_are_refused(as_user):
    browser = as_user("a")
    parts = {f"f{n}": "" for n in range(1_500)}
    assert browser.submit("/alpha/deals/deal/new", parts, content_type="multipart/form-data").status_code == 413


@pytest.mark.parametrize("path", ["/%00/", "/%00/signin", "/alpha/roles/%00"])
def test_nul_in_an_address_leads_nowhere(as_user, path):
    assert as_user("admin").get(path).status_code == 404


@pytest.mark.parametrize("path", ["/alpha/core/partner/?x=%00", "/alpha/people/?partner=%00", "/api/v1/alpha/core/partner/?q=%00"])
def test_nul_in_a_query_is_malformed(as_user, path):
    assert as_user("admin").get(path, headers=Person("admin").bearer).status_code == 400


@pytest.mark.parametrize("form", [FORM, "multipart/form-data"])
@pytest.mark.parametrize("path", ["/alpha/signin", "/alpha/signin/forgot", "/alpha/account/", "/alpha/notify/read", "/alpha/deals/deal/new"])
def test_nul_in_a_form_is_malformed(as_user, path, form):
    browser = as_user("a")
    sent = {"csrf_token": browser.csrf_token, "_key": "\0", "email": "\0"}
    assert browser.post(path, data=sent, content_type=form).status_code == 400


@pytest.fixture
def register(client):
    """Register a deal through the API with one value as raw JSON; returns status and the fields complained about."""

    def sent(field, raw):
        values = {"title": '"Harbor"', "customer_name": '"Acme"', "amount": '"10"', "close_date": '"2030-01-01"', field: raw}
        body = "{" + ",".join(f'"{name}": {value}' for name, value in values.items()) + "}"
        answer = client.post(API, data=body.encode(), content_type="application/json", headers=Person("a").bearer)
        return answer.status_code, {error["pointer"] for error in answer.json.get("errors", ())} if answer.status_code != 201 else set()

    return sent


def test_the_same_registration_with_ordinary_values_passes(register):
    assert register("amount", '"12.50"') == (201, set())


NUMBERS = (
    "1e400",
    "-1e400",
    "9" * 400,
    "1E+9999999",
    '"NaN"',
    '"sNaN"',
    '"Infinity"',
    '"1e30"',
    '"0.00001"',
    "[1]",
    "{}",
    "true",
    '""',
    "null",
)


@pytest.mark.parametrize("raw", NUMBERS)
def test_a_hostile_number_is_refused_where_it_stands(register, raw):
    assert register("amount", raw) == (422, {"/amount"})


@pytest.mark.parametrize("raw", ["0x10", "01", "1.", "NaN", "Infinity", "\uff11"])
def test_what_is_no_json_number_is_malformed(register, raw):
    assert register("amount", raw)[0] == 400


@pytest.mark.parametrize("raw", [r'"\u0000"', r'"a\u0007b"', "null", "[]", "{}", "7", '""', '"' + "x" * 100_000 + '"'])
def test_a_hostile_text_is_refused_where_it_stands(register, raw):
    assert register("title", raw) == (422, {"/title"})


@pytest.mark.parametrize("raw", [r'"\ud800"', r'"\udfff\ud800"', '"\x00"'])
def test_what_is_no_text_is_malformed(register, raw):
    assert register("title", raw)[0] == 400


@pytest.mark.parametrize(
    "raw", ["2030-02-30", "0000-01-01", "10000-01-01", "2030-13-01", "", "now", "2030-01-01T00:00:00", "２０３０-01-01"]
)
def test_a_hostile_date_is_refused_where_it_stands(register, raw):
    assert register("close_date", f'"{raw}"') == (422, {"/close_date"})


@pytest.mark.parametrize("size", ["101", "0", "-1", "1e3", "٣", "9" * 5000, ""])
def test_a_page_has_a_hundred_rows_at_most(client, size):
    assert client.get(f"{API}?size={size}", headers=Person("a").bearer).status_code in (400, 422)


@pytest.mark.parametrize(
    "query",
    ["after=%00", "after=" + "A" * 4000, "sort=__class__", "cols=" + "a," * 3000, "f.company.has=%ff", "q=%00", "f.amount.ge=1e400"],
)
def test_hostile_queries_are_no_fault_of_ours(client, query):
    assert client.get(f"{API}?{query}", headers=Person("a").bearer).status_code in (200, 400, 422)


@pytest.mark.parametrize(
    "path", ["/alpha/%00", "/%ff/", "/alpha/deals/deal/" + "9" * 5000, "/alpha/../../etc/passwd", "/alpha/deals/deal/%2e%2e/"]
)
def test_hostile_paths_lead_nowhere(client, path):
    assert client.get(path).status_code in (303, 308, 404)


@pytest.mark.parametrize(
    "value", ["Bearer", "Bearer ", "Bearer \x80", "bearer hansa_" + "0" * 32 + "_x", "Bearer hansa__", "Basic YTpi", "Bearer " + "x" * 8000]
)
def test_hostile_tokens_open_nothing(client, value):
    assert client.get(API, headers={"Authorization": value}).status_code == 401


@pytest.mark.parametrize("method", ["TRACE", "PUT", "CONNECT", "FOO"])
def test_methods_nobody_offers_are_refused(client, method):
    assert client.open(API, method=method, headers=Person("a").bearer).status_code == 405


@pytest.mark.parametrize("version", ["9" * 5000, "²", "٣", "*", '"x"', "-1", "1.0", "9" * 10])
def test_a_version_that_is_none_is_not_the_one_that_was_read(client, make_record, version):
    path = f"{API}{make_record('deals.deal', by='a')}"
    sent = {**Person("a").bearer, "If-Match": version.encode("utf-8").decode("latin-1")}
    assert client.patch(path, json={"title": "New"}, headers=sent).status_code == 412


def test_a_long_idempotency_key_is_refused_and_not_cut(client):
    sent = {**Person("a").bearer, "Idempotency-Key": "k" * 101}
    answer = client.post(API, json={"title": "x"}, headers=sent)
    assert (answer.status_code, answer.json["code"]) == (400, "idempotency-key")


@pytest.mark.parametrize("query", ["limit=5", "page=2", "filter=x", "Q=x", "title=x"])
def test_a_parameter_the_api_does_not_know_is_refused_where_it_stands(client, query):
    answer = client.get(f"{API}?{query}", headers=Person("a").bearer)
    assert answer.status_code == 400
    assert answer.json["errors"][0] == {**answer.json["errors"][0], "pointer": f"/{query.split('=')[0]}", "code": "unknown-parameter"}


@pytest.mark.parametrize("query", ["archived=AAA", "any=2", "archived=true"])
def test_a_switch_is_on_or_off(client, query):
    assert client.get(f"{API}?{query}", headers=Person("a").bearer).status_code == 400
