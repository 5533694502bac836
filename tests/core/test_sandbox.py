from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core import clock, sandbox
from core.entities.unit import unit
from core.errors import Malformed
from core.identity import sessions
from hansa.testing import Kit, Person

Browser = Callable[..., Any]
THEN = datetime(2024, 2, 29, 12, tzinfo=UTC)
AT = {"X-Hansa-At": THEN.isoformat()}


@pytest.fixture
def in_sandbox(kit: Kit) -> Iterator[Kit]:
    kit.portal.config["sandbox"] = True
    yield kit
    kit.portal.config["sandbox"] = False


def stand(kit: Kit, moment: datetime | None) -> None:
    with kit.app.app_context():
        unit(lambda: sandbox.set_clock(moment))


def test_a_request_names_its_own_moment(in_sandbox: Kit, as_user: Browser) -> None:
    page = as_user("admin").get("/alpha/", headers=AT).text
    assert "its clock stands at Feb 29, 2024" in page


def test_the_clock_of_the_installation_holds_for_every_page(in_sandbox: Kit, as_user: Browser) -> None:
    stand(in_sandbox, THEN)
    assert "its clock stands at Feb 29, 2024" in as_user("a").get("/alpha/").text


def test_what_is_done_at_a_moment_is_dated_then(in_sandbox: Kit, program: Any) -> None:
    headers = {**program.person("admin").bearer, **AT}
    made = in_sandbox.client().post("/api/v1/alpha/core/partner/", json={"name": "Quay & Sons"}, headers=headers)
    assert (made.status_code, made.json["created_at"][:10]) == (201, "2024-02-29")


def test_outside_of_a_sandbox_a_moment_is_refused(as_user: Browser) -> None:
    answer = as_user("admin").get("/alpha/", headers=AT)
    assert answer.status_code == 400
    assert "The clock can only be set in a sandbox" in answer.text


def test_outside_of_a_sandbox_what_was_set_does_not_hold(in_sandbox: Kit, as_user: Browser) -> None:
    stand(in_sandbox, THEN)
    in_sandbox.portal.config["sandbox"] = False
    assert "2024" not in as_user("admin").get("/alpha/admin/program/calendar/").text


@pytest.mark.parametrize("text", ["2024-02-29", "2024-02-29T12:00:00", "yesterday", "", "0001-01-01T00:00:00+14:00"])
def test_a_moment_needs_an_offset(in_sandbox: Kit, as_user: Browser, text: str) -> None:
    assert as_user("admin").get("/alpha/", headers={"X-Hansa-At": text}).status_code == 400


def test_a_session_lasts_by_the_machines_clock(in_sandbox: Kit, as_user: Browser) -> None:
    for moment in (THEN, clock.real() + timedelta(days=900)):
        stand(in_sandbox, moment)
        assert as_user("a").get("/alpha/").status_code == 200


def test_a_session_opened_in_the_past_is_not_over(in_sandbox: Kit) -> None:
    with in_sandbox.app.app_context(), clock.moved(THEN):
        secret = unit(lambda: sessions.open_session(Person("a").user_id))
    client = in_sandbox.client()
    client.set_cookie("hansa", secret)
    assert client.get("/alpha/").status_code == 200


def test_setting_the_clock_outside_of_a_sandbox_is_refused(kit: Kit) -> None:
    with pytest.raises(Malformed, match="sandbox"):
        stand(kit, THEN)


def test_going_back_brings_back_the_zone_of_then(in_sandbox: Kit) -> None:
    with in_sandbox.app.app_context(), clock.moved(THEN):
        state = in_sandbox.portal.programs.by_slug("alpha")
        assert state is not None and not state.stale
