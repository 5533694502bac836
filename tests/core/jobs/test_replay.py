from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from core import clock, sandbox
from core.entities.unit import unit
from core.errors import Malformed
from core.identity.actor import SYSTEM
from core.jobs.replay import run_until
from core.program_text import document
from core.program_text.reading import read
from hansa.testing import Kit, Person

pytestmark = pytest.mark.slow

START, BEFORE, AFTER = (datetime(2024, 1, day, 9, tzinfo=UTC) for day in (15, 17, 25))
SHORT = "format: 1\nprogram: {slug: alpha}\nsettings: {deals: {protection_days: 5}}\n"
DEAL = {"title": "Sails", "customer_name": "Keel Works", "amount": "1000.00", "close_date": "2024-09-30"}


@pytest.fixture
def in_sandbox(kit: Kit) -> Iterator[Kit]:
    kit.portal.config["sandbox"] = True
    stand(kit, START)
    yield kit
    kit.portal.config["sandbox"] = False


def stand(kit: Kit, moment: datetime) -> None:
    with kit.app.app_context():
        unit(lambda: sandbox.set_clock(moment))


def api(kit: Kit, name: str, path: str = "", raw: Any = None, tag: str = "") -> Any:
    client, url = kit.client(), f"/api/v1/alpha/deals/deal/{path}"
    headers = {**Person(name).bearer, **({"If-Match": tag} if tag else {})}
    answer = client.get(url, headers=headers) if raw is None else client.post(url, json=raw, headers=headers)
    assert answer.status_code < 300, answer.text
    return answer


def protected(kit: Kit) -> str:
    """Register and approve a deal that is protected for five days, on the clock of the sandbox; returns its id."""
    with kit.app.app_context():
        document.apply(read(SHORT), SYSTEM)
    made = api(kit, "a", raw=DEAL)
    sent = api(kit, "a", f"{made.json['id']}/transitions/submit", {}, made.headers["ETag"])
    api(kit, "manager", f"{made.json['id']}/transitions/approve", {}, sent.headers["ETag"])
    return str(made.json["id"])


def test_what_falls_due_on_the_way_happens_at_its_own_moment_and_once(in_sandbox: Kit) -> None:
    deal = protected(in_sandbox)
    until = api(in_sandbox, "manager", deal).json["protected_until"]
    assert run_until(in_sandbox.app, AFTER) > 0
    found = api(in_sandbox, "manager", deal).json
    assert (found["state"], found["protected_until"]) == ("expired", until)
    ended = datetime.fromisoformat(found["updated_at"]).astimezone(ZoneInfo("Europe/Berlin"))
    assert (ended.date().isoformat(), ended.hour, ended.minute) == (until, 0, 0)
    assert run_until(in_sandbox.app, AFTER) == 0


def test_before_its_moment_nothing_happens_and_the_clock_stands_where_it_was_moved_to(in_sandbox: Kit) -> None:
    deal = protected(in_sandbox)
    run_until(in_sandbox.app, BEFORE)
    assert api(in_sandbox, "manager", deal).json["state"] == "approved"
    with in_sandbox.app.app_context():
        assert sandbox.stands_at() == BEFORE


def test_the_clock_does_not_move_on_into_the_past(in_sandbox: Kit) -> None:
    stand(in_sandbox, BEFORE)
    with pytest.raises(Malformed, match="clock is at"):
        run_until(in_sandbox.app, START)


def test_outside_of_a_sandbox_the_clock_is_left_alone(kit: Kit) -> None:
    with pytest.raises(Malformed, match="sandbox"):
        run_until(kit.app, clock.real())
