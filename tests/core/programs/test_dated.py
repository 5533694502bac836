from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core import clock
from core.errors import Conflict, Unprocessable
from core.programs.dated import BEGINNING, Dated, at, next_change, on
from core.programs.dated_editing import plan, take_back
from hansa.testing import Kit
from tests.core.programs.acts import as_admin, state

Browser = Callable[..., Any]
PAGE = "/alpha/admin/program/calendar/"
BERLIN = {"zone": "Europe/Berlin", "currency": "USD", "fiscal_start_month": "1"}
WEST = (Dated(BEGINNING, "Asia/Shanghai", "CNY", 1), Dated(date(2026, 7, 1), "America/New_York", "CNY", 1))
EAST = (Dated(BEGINNING, "America/New_York", "USD", 1), Dated(date(2026, 7, 1), "Asia/Shanghai", "USD", 1))


def change(day: date, **values: str) -> dict[str, str]:
    return {**BERLIN, "effective_from": day.isoformat(), **values}


class Placed:
    def __init__(self, history: tuple[Dated, ...]):
        self.history = history

    def zone_at(self, moment: datetime) -> str:
        return at(self.history, moment).zone


@pytest.mark.parametrize("history", [WEST, EAST])
def test_the_business_date_never_goes_back_nor_leaves_a_day_out(history: tuple[Dated, ...]) -> None:
    days = []
    for hours in range(24 * 6):
        with clock.moved(datetime(2026, 6, 28, tzinfo=UTC) + timedelta(hours=hours)):
            days.append(clock.today(Placed(history)))
    assert days == sorted(days)
    assert {later - day for day, later in pairwise(days)} == {timedelta(0), timedelta(1)}


def test_a_day_belongs_to_the_zone_that_holds_on_it() -> None:
    assert [on(WEST, day).zone for day in (date(2026, 6, 30), date(2026, 7, 1))] == ["Asia/Shanghai", "America/New_York"]


def test_a_change_begins_at_midnight_of_its_own_zone() -> None:
    assert next_change(WEST, datetime(2026, 6, 1, tzinfo=UTC)) == datetime(2026, 7, 1, 4, tzinfo=UTC)
    assert next_change(WEST, datetime(2026, 8, 1, tzinfo=UTC)) is None


def test_a_planned_zone_holds_from_its_day_on(kit: Kit) -> None:
    day = clock.today("UTC") + timedelta(days=40)
    as_admin(kit, lambda scope: plan(change(day, zone="Asia/Tokyo")))
    assert state(kit).zone == "Europe/Berlin"
    with clock.moved(datetime.combine(day, datetime.min.time(), UTC)), kit.app.app_context():
        later = kit.portal.programs.by_slug("alpha")
    assert later is not None
    assert (later.zone, later.zone_on(day - timedelta(days=1))) == ("Asia/Tokyo", "Europe/Berlin")


def test_what_is_kept_in_the_process_is_read_again_when_a_change_begins(kit: Kit) -> None:
    as_admin(kit, lambda scope: plan(change(clock.today("UTC") + timedelta(days=40), currency="JPY")))
    assert not state(kit).stale
    with clock.moved(clock.now() + timedelta(days=42)):
        assert state(kit, "alpha").currency == "JPY"


def test_the_past_is_not_rewritten(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        as_admin(kit, lambda scope: plan(change(clock.today(scope.program) - timedelta(days=1), currency="JPY")))
    assert refused.value.errors[0]["code"] == "in-the-past"


def test_a_fiscal_calendar_begins_on_the_first_of_a_month(kit: Kit) -> None:
    day = (clock.today("UTC").replace(day=1) + timedelta(days=70)).replace(day=2)
    with pytest.raises(Unprocessable) as refused:
        as_admin(kit, lambda scope: plan(change(day, fiscal_start_month="4")))
    assert refused.value.errors[0]["code"] == "not-first-of-month"


def test_a_change_that_changes_nothing_is_refused(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        as_admin(kit, lambda scope: plan(change(clock.today(scope.program) + timedelta(days=1))))
    assert refused.value.code == "nothing-changes"


def test_a_plan_can_be_taken_back(kit: Kit) -> None:
    day = clock.today("UTC") + timedelta(days=40)
    as_admin(kit, lambda scope: plan(change(day, currency="JPY")))
    as_admin(kit, lambda scope: take_back(day))
    assert len(state(kit).history) == 1


def test_what_holds_already_cannot_be_taken_back(kit: Kit) -> None:
    as_admin(kit, lambda scope: plan(change(clock.today(scope.program), currency="JPY")))
    with pytest.raises(Conflict) as refused:
        as_admin(kit, lambda scope: take_back(clock.today(scope.program)))
    assert refused.value.code == "has-begun"


def test_the_page_shows_the_history_and_plans_a_change(as_user: Browser) -> None:
    day = clock.today("Europe/Berlin") + timedelta(days=40)
    assert as_user("admin").submit(PAGE, change(day, zone="Asia/Tokyo")).status_code == 303
    page = as_user("admin").get(PAGE).text
    assert all(text in page for text in ("Asia/Tokyo", "Planned", "From the beginning", "In force"))
    assert as_user("admin").submit(f"{PAGE}{day}/remove").status_code == 303
    assert "Asia/Tokyo</dd>" not in as_user("admin").get(PAGE).text


def test_a_wrong_day_is_refused_in_the_form(as_user: Browser) -> None:
    answer = as_user("admin").submit(PAGE, change(date(2020, 1, 1), currency="JPY"))
    assert (answer.status_code, 'id="effective_from-e"' in answer.text) == (422, True)


@pytest.mark.parametrize("name", ["manager", "a"])
def test_only_admins_see_the_page(as_user: Browser, name: str) -> None:
    assert as_user(name).get(PAGE).status_code == 404
