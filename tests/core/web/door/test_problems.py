import uuid
from collections.abc import Callable

import pytest

from core import errors
from hansa.testing import Client, Person

API = "/api/v1/alpha/audiences/note/"
AsUser = Callable[..., Client]

CODES = {
    "Problem": (500, "internal"),
    "Malformed": (400, "malformed"),
    "Unauthenticated": (401, "unauthenticated"),
    "Denied": (403, "denied"),
    "NotFound": (404, "not-found"),
    "Conflict": (409, "conflict"),
    "Stale": (412, "stale"),
    "Unprocessable": (422, "invalid"),
    "PreconditionRequired": (428, "precondition-required"),
    "TooMany": (429, "too-many"),
    "Unavailable": (503, "unavailable"),
    "Veto": (422, "veto"),
}


@pytest.mark.parametrize("name", CODES)
def test_codes_never_change_their_meaning(name: str) -> None:
    kind = getattr(errors, name)
    assert (kind.status, kind.code) == CODES[name]


def test_the_api_explains_itself_as_problem_json(client: Client) -> None:
    answer = client.get(f"{API}{uuid.uuid4()}", headers=Person("a").bearer)
    assert answer.content_type == "application/problem+json"
    assert answer.json["type"] == "urn:hansa:problem:not-found"  # type: ignore[index]
    assert answer.json["request_id"] == answer.headers["X-Request-Id"]  # type: ignore[index]


def test_every_error_points_at_its_field(client: Client) -> None:
    answer = client.post(API, json={"amount": "much", "colour": "red"}, headers=Person("a").bearer)
    assert {(e["pointer"], e["code"]) for e in answer.json["errors"]} >= {("/title", "required"), ("/colour", "unknown-field")}  # type: ignore[index]


def test_a_refused_form_comes_back_with_the_input(as_user: AsUser) -> None:
    answer = as_user("a").submit("/alpha/audiences/note/new", {"title": "", "body": "kept words"})
    assert (answer.status_code, "kept words" in answer.text, "Fill in this field." in answer.text) == (422, True, True)


def test_a_change_without_a_version_is_asked_for_one(as_user: AsUser, client: Client, make_record: Callable[..., uuid.UUID]) -> None:
    note = make_record("audiences.note", by="a")
    assert client.patch(f"{API}{note}", json={"title": "y"}, headers=Person("a").bearer).status_code == 428


def test_a_change_of_what_changed_meanwhile_is_stale(client: Client, make_record: Callable[..., uuid.UUID]) -> None:
    note = make_record("audiences.note", by="a")
    send = [
        client.patch(f"{API}{note}", json={"title": t}, headers={**Person("a").bearer, "If-Match": '"1"'}).status_code for t in ("y", "z")
    ]
    assert send == [200, 412]


@pytest.mark.parametrize(
    "query", ["sort=nothing", "f.nothing.eq=1", "f.title.between=1", "after=!!", "size=0", "size=101", "cols=nothing", "after=W10"]
)
def test_a_list_refuses_what_it_does_not_know(query: str, as_user: AsUser) -> None:
    assert as_user("a").get(f"/alpha/audiences/note/?{query}").status_code == 400


def test_a_fragment_is_told_by_a_toast(as_user: AsUser) -> None:
    answer = as_user("a").get("/alpha/audiences/note/?sort=nothing", headers={"HX-Request": "true"})
    assert (answer.status_code, "hansa:toast" in answer.headers["HX-Trigger"], answer.data) == (400, True, b"")


def test_a_method_that_is_not_offered_names_those_that_are(as_user: AsUser) -> None:
    answer = as_user("a").submit("/alpha/audiences/note/")
    assert (answer.status_code, "GET" in answer.headers["Allow"]) == (405, True)


def test_a_problem_page_repeats_nothing_as_markup(as_user: AsUser) -> None:
    answer = as_user("a").get("/alpha/audiences/note/?sort=<script>x</script>")
    assert "<script>x" not in answer.text
