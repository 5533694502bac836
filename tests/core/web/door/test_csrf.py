from collections.abc import Callable

import pytest

from hansa.testing import Client

NEW = "/alpha/audiences/note/new"
AsUser = Callable[..., Client]


def test_a_form_without_the_token_is_refused(as_user: AsUser) -> None:
    answer = as_user("a").post(NEW, data={"title": "x"})
    assert (answer.status_code, "too old or not ours" in answer.text) == (400, True)


def test_a_form_with_the_token_is_accepted(as_user: AsUser) -> None:
    assert as_user("a").submit(NEW, {"title": "x"}).status_code == 303


def test_the_token_counts_as_a_header_too(as_user: AsUser) -> None:
    browser = as_user("a")
    assert browser.post(NEW, data={"title": "x"}, headers={"X-CSRF-Token": browser.csrf_token}).status_code == 303


def test_the_token_of_another_session_is_refused(as_user: AsUser) -> None:
    assert as_user("a").post(NEW, data={"title": "x", "csrf_token": as_user("b").csrf_token}).status_code == 400


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}])
def test_a_form_from_another_site_is_refused(headers: dict[str, str], as_user: AsUser) -> None:
    assert as_user("a").submit(NEW, {"title": "x"}, headers=headers).status_code == 400


def test_the_check_comes_before_validation(as_user: AsUser) -> None:
    assert as_user("a").post(NEW, data={"title": ""}).status_code == 400


def test_a_refused_form_writes_nothing(as_user: AsUser) -> None:
    as_user("a").post(NEW, data={"title": "Smuggled"})
    assert "Smuggled" not in as_user("a").get("/alpha/audiences/note/").text


def test_a_visitor_signs_in_with_the_token_of_the_page(client: Client) -> None:
    client.get("/alpha/signin")
    assert client.submit("/alpha/signin", {"email": "nobody@x.example", "password": "x"}).status_code == 422


def test_a_visitor_without_a_page_is_refused(client: Client) -> None:
    assert client.post("/alpha/signin", data={"email": "a@alpha.example", "password": "x"}).status_code == 400


def test_the_cookie_of_a_session_opens_no_api(as_user: AsUser) -> None:
    assert as_user("a").post("/api/v1/alpha/audiences/note/", json={"title": "x"}).status_code == 401


def test_a_token_of_the_api_needs_no_form_token(as_user: AsUser, client: Client) -> None:
    bearer = as_user("a").person.bearer  # type: ignore[union-attr]
    assert client.post("/api/v1/alpha/audiences/note/", json={"title": "x"}, headers=bearer).status_code == 201
