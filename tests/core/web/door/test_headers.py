"""What every answer says to the browser: what it may load, where forms may go, what it may keep."""

import logging

import pytest

from hansa.testing.world import Person

HTTPS = {"wsgi.url_scheme": "https", "HTTP_HOST": "partners.example"}
ANSWERS = ["/alpha/", "/alpha/deals/deal/", "/alpha/signin", "/nowhere", "/alpha/nowhere", "/api/v1/alpha/deals/deal/", "/-/signin"]


def policy_of(answer):
    pairs = (part.strip().partition(" ") for part in answer.headers["Content-Security-Policy"].split(";"))
    return {name: rest.split() for name, _, rest in pairs}


@pytest.mark.parametrize("path", ANSWERS)
def test_scripts_and_styles_come_from_us_only(as_user, path):
    found = policy_of(as_user("a").get(path))
    assert found["default-src"] == ["'none'"] and found["script-src"] == found["style-src"] == ["'self'"]


@pytest.mark.parametrize("path", ANSWERS)
def test_pages_are_not_framed_and_forms_stay(as_user, path):
    found = policy_of(as_user("a").get(path))
    assert (found["frame-ancestors"], found["base-uri"], found["form-action"]) == (["'none'"], ["'none'"], ["'self'"])


@pytest.mark.parametrize("path", ANSWERS)
def test_private_answers_are_kept_by_nobody(as_user, path):
    headers = as_user("a").get(path).headers
    assert headers["Cache-Control"] == "no-store" and {"Cookie", "HX-Request"} <= set(headers["Vary"].split(", "))
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Referrer-Policy"] == "same-origin"


def test_over_https_the_browser_is_told_to_stay_there(client):
    assert "max-age" in client.get("/alpha/signin", environ_overrides=HTTPS).headers["Strict-Transport-Security"]
    assert "Strict-Transport-Security" not in client.get("/alpha/signin").headers


def test_over_https_cookies_are_secure(client):
    cookies = client.get("/alpha/signin", environ_overrides=HTTPS).headers.getlist("Set-Cookie")
    assert cookies and all("Secure" in c and "HttpOnly" in c and "SameSite=Lax" in c for c in cookies)


def test_the_script_library_evaluates_nothing(client):
    page = client.get("/alpha/signin").text
    assert all(
        f'"{name}":{value}' in page
        for name, value in {"allowEval": "false", "allowScriptTags": "false", "selfRequestsOnly": "true"}.items()
    )


TARGETS = [
    "//evil.example",
    "///evil.example",
    " //evil.example",
    "https://evil.example",
    "http:evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "javascript:alert(1)",
    "/%0d%0aX: 1",
    "/alpha/\r\nX: 1",
]


@pytest.mark.parametrize("target", TARGETS)
def test_nobody_is_led_elsewhere_after_signing_in(as_user, target):
    answer = as_user("a").get("/alpha/signin", query_string={"next": target})
    place = answer.headers.get("Location", "")
    assert answer.status_code == 303 and place.startswith("/") and not place.startswith(("//", "/\\"))
    assert "evil" not in place and not any(ord(c) < 32 for c in place)


def test_secrets_are_in_no_log(client, as_user, caplog):
    with caplog.at_level(logging.DEBUG):
        client.get("/api/v1/alpha/deals/deal/", headers=Person("a").bearer)
        as_user("a").get("/alpha/")
        browser = as_user("b")
        browser.submit("/alpha/signin", {"email": "a@alpha.example", "password": "guess-of-a-password"})
    text = caplog.text + "".join(str(record.__dict__) for record in caplog.records)
    assert Person("a").secret not in text and "guess-of-a-password" not in text
