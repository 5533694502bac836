"""The API described: a valid document of exactly what the token may use."""

import json
import re

import pytest

from hansa.testing import Person

URL = "/api/v1/alpha/openapi.json"


@pytest.fixture
def document(kit):
    """The document for a partner's admin."""
    return kit.app.test_client().get(URL, headers=Person("a").bearer).json


def operations(document):
    return [(path, method, found) for path, item in document["paths"].items() for method, found in item.items() if method != "parameters"]


def references(document):
    return set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)))


def test_the_document_needs_a_token(client):
    assert client.get(URL).status_code == 401


def test_the_document_is_openapi_31(document):
    assert document["openapi"] == "3.1.0" and document["servers"] == [{"url": "/api/v1/alpha"}]


def test_every_reference_leads_somewhere(document):
    for reference in references(document):
        at = document
        for part in reference.split("/"):
            at = at[part]
        assert at


def test_operation_ids_are_unique(document):
    names = [found["operationId"] for _, _, found in operations(document)]
    assert len(names) == len(set(names))


def test_every_path_names_its_parameters(document):
    for path, item in document["paths"].items():
        declared = {p["name"] for p in item.get("parameters", ()) if p["in"] == "path"}
        assert set(re.findall(r"{(\w+)}", path)) == declared


def test_every_refusal_is_a_problem(document):
    for name, answer in document["components"]["responses"].items():
        assert list(answer["content"]) == ["application/problem+json"], name


def test_every_described_list_answers(document, kit):
    browser, headers = kit.app.test_client(), Person("a").bearer
    lists = [path for path, method, found in operations(document) if found["operationId"].endswith(".list")]
    assert lists and all(browser.get(f"/api/v1/alpha{path}", headers=headers).status_code == 200 for path in lists)


def test_every_described_filter_is_known(document, kit):
    browser, headers = kit.app.test_client(), Person("a").bearer
    samples = {"day": "2026-01-01", "at": "2026-01-01T00:00:00+00:00", "parent_id": str(Person("a").user_id)}
    for parameter in document["paths"]["/gallery/exhibit/"]["get"]["parameters"]:
        if parameter["name"].startswith("f.") and ".id." not in parameter["name"]:
            value = samples.get(parameter["name"].split(".")[1], "2026-01-01T00:00:00+00:00" if "_at." in parameter["name"] else "1")
            value = "true" if parameter["name"].endswith(".empty") else value
            value = f"{value}..{value}" if parameter["name"].endswith("between") else value
            answer = browser.get("/api/v1/alpha/gallery/exhibit/", query_string={parameter["name"]: value}, headers=headers)
            assert answer.status_code == 200, (parameter["name"], answer.text)


def test_amounts_are_exact_text(document):
    price = document["components"]["schemas"]["gallery.exhibit.fields"]["properties"]["price"]
    assert price["type"] == ["string", "null"] and "pattern" in price and "minimum" not in price


def test_choices_name_their_values(document):
    kinds = document["components"]["schemas"]["gallery.exhibit.fields"]["properties"]
    assert [v for v in kinds["kind"]["enum"] if v] == ["stone", "wood"] and kinds["marks"]["items"]["enum"] == ["red", "blue"]


def test_a_reference_says_what_it_points_at(document):
    assert document["components"]["schemas"]["gallery.exhibit.fields"]["properties"]["parent_id"]["x-entity"] == "gallery.exhibit"


def test_fields_of_staff_are_read_only_for_partners(document, kit):
    staff = kit.app.test_client().get(URL, headers=Person("admin").bearer).json
    seller = [
        d["components"]["schemas"]["audiences.offer.fields"]["properties"]["seller_id"].get("readOnly", False) for d in (document, staff)
    ]
    assert seller == [True, False]


def test_staff_say_whose_a_record_is(document, kit):
    staff = kit.app.test_client().get(URL, headers=Person("admin").bearer).json
    fields = [d["components"]["schemas"]["gallery.exhibit.fields"]["properties"] for d in (document, staff)]
    assert ["partner_id" in found for found in fields] == [False, True]


def test_what_the_token_may_not_do_is_not_described(kit):
    assert kit.app.test_client().get(URL, headers=Person("lesser").bearer).json.get("paths", {}) == {}


def test_a_plugin_that_is_off_is_not_described(kit, enable):
    enable("gallery", on=False)
    assert "/gallery/exhibit/" not in kit.app.test_client().get(URL, headers=Person("a").bearer).json["paths"]


def test_changes_need_no_field_at_all(document):
    assert "required" not in document["components"]["schemas"]["gallery.exhibit.changes"]


def test_the_page_for_people_shows_the_same(as_user):
    page = as_user("a").get("/alpha/developers/")
    assert page.status_code == 200 and "/gallery/exhibit/{id}" in page.text


@pytest.mark.parametrize("method", ["TRACE", "PUT", "CONNECT"])
def test_other_methods_are_refused_with_those_there_are(kit, method):
    answer = kit.app.test_client().open("/api/v1/alpha/audiences/note/", method=method, headers=Person("a").bearer)
    assert answer.status_code == 405 and "GET" in answer.headers["Allow"]
