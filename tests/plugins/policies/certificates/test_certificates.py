"""Certificates made of others, reminders before they end, and people who leave."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities import scope as scopes
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.entities.unit import unit
from core.errors import Unprocessable
from core.identity import members, users
from core.identity.entities import MEMBERSHIP
from core.jobs.scopes import as_system
from core.mail import TABLE
from core.portal import portal
from hansa import clock, rules
from plugins.policies.api import custom_vocabulary, facts_of
from plugins.policies.certificates import leaving, reminding
from plugins.policies.entities import CERTIFICATE, CERTIFICATE_KIND

TODAY = date(2026, 5, 1)
NAMED = {"name": "Expert", "made_of": "Sales; Service", "months": 24}


@pytest.fixture
def holds(inside: Scope, program: Any) -> Callable[..., Any]:
    """`holds("Sales", "2026-01-01", "2026-12-31")`: the certificate of a person of partner A."""

    def keep(name: str, issued: str, until: str | None, person: str = "ann@example.com", **more: Any) -> Any:
        raw = {"partner_id": str(program.partner("a")), "person": person, "name": name, "issued_on": issued, "valid_until": until, **more}
        return unit(lambda: records.create(CERTIFICATE, raw).id)

    return keep


@pytest.fixture
def kind(inside: Scope) -> Callable[..., None]:
    def declare(**raw: Any) -> None:
        unit(lambda: records.create(CERTIFICATE_KIND, {**NAMED, **raw}))
        scopes.swap(as_system(portal().programs.by_slug("alpha")))

    return declare


@pytest.fixture
def names(program: Any) -> Callable[..., Any]:
    """`names(day)`: the certificates partner A counts on a day, with their last day."""

    def held(day: Any = TODAY) -> dict[str, Any]:
        return {one["name"]: one["valid_until"] for one in facts_of("partner", program.partner("a"), day)["partner.certificates"]}

    return held


def test_who_holds_all_parts_holds_the_whole_until_the_first_part_ends(holds: Any, kind: Any, names: Any) -> None:
    kind()
    holds("Sales", "2026-01-01", "2026-12-31")
    assert "Expert" not in names()
    holds("Service", "2026-03-01", None)
    assert names()["Expert"] == date(2026, 12, 31)
    assert "Expert" not in names(date(2026, 2, 1)) and "Expert" not in names(date(2027, 1, 1))


def test_the_whole_lasts_no_longer_than_its_months(holds: Any, kind: Any, names: Any) -> None:
    kind(months=6)
    holds("Sales", "2026-01-01", None)
    holds("Service", "2026-03-01", None)
    assert names()["Expert"] == date(2026, 8, 31)
    assert "Expert" not in names(date(2026, 9, 1))


def test_parts_of_two_people_make_nobody_an_expert(holds: Any, kind: Any, names: Any) -> None:
    kind()
    holds("Sales", "2026-01-01", None)
    holds("Service", "2026-01-01", None, person="bob@example.com")
    assert "Expert" not in names()


def test_a_whole_may_be_part_of_another(holds: Any, kind: Any, names: Any) -> None:
    kind(name="Master", made_of="Expert；Training", months=None)
    kind()
    for name in ("Sales", "Service", "Training"):
        holds(name, "2026-01-01", "2026-09-30")
    assert names()["Master"] == date(2026, 9, 30)


def test_nothing_is_made_of_itself(kind: Any) -> None:
    kind(name="Master", made_of="Expert")
    with pytest.raises(Unprocessable) as refused:
        kind(made_of="Sales; Master")
    assert refused.value.errors[0]["pointer"] == "/made_of"


def sent(day: date) -> int:
    with clock.moved(clock.now().replace(year=day.year, month=day.month, day=day.day, hour=12)):
        return unit(reminding.remind)


def letters() -> list[Any]:
    wanted = sa.select(TABLE.c.to, TABLE.c.subject).where(TABLE.c.template == "policies/certificate").order_by(TABLE.c.id)
    return [tuple(row) for row in records.db.session.connection().execute(wanted, execution_options=WALL)]


def test_a_person_is_reminded_once_before_the_end_and_once_after_it(holds: Any, kind: Any) -> None:
    kind(name="Sales", made_of=None, remind_days=30)
    holds("Sales", "2025-06-01", "2026-05-31")
    assert [sent(date(2026, 4, 30)), sent(TODAY), sent(date(2026, 5, 20)), sent(date(2026, 6, 1)), sent(date(2026, 6, 2))] == [
        0,
        1,
        0,
        1,
        0,
    ]
    assert letters() == [
        ("ann@example.com", "Your certificate “Sales” ends on May 31, 2026"), ("ann@example.com", "Your certificate “Sales” is over"),
    ]  # fmt: skip


def test_what_was_renewed_and_what_ended_long_ago_is_not_spoken_of(holds: Any, kind: Any) -> None:
    kind(name="Sales", made_of=None, remind_days=30)
    holds("Sales", "2025-06-01", "2026-05-31")
    holds("Sales", "2026-04-20", "2027-04-30")
    holds("Sales", "2024-06-01", "2026-03-31", person="bob@example.com")
    assert sent(TODAY) == 0


def test_only_kinds_that_say_when_are_reminded_of(holds: Any, kind: Any) -> None:
    kind(name="Sales", made_of=None, remind_days=None)
    holds("Sales", "2025-06-01", "2026-05-10")
    assert sent(TODAY) == 0


def test_a_partner_and_the_vendor_read_who_is_certified_and_others_do_not(holds: Any, kind: Any, as_user: Any, program: Any) -> None:
    kind()
    for name in ("Sales", "Service"):
        holds(name, "2026-01-01", None)
    address = f"/alpha/policies/certified/{program.partner('a')}"
    for who in ("a", "manager"):
        assert "All parts held" in as_user(who).get(address).text
    assert as_user("b").get(address).status_code == 404


@pytest.fixture
def carol(make_user: Any, program: Any) -> Any:
    make_user("carol", partner="a", roles=("partner_user",))
    return program.person("carol")


def membership_of(person: Any) -> Any:
    return records.db.session.scalars(sa.select(MEMBERSHIP.model).where(MEMBERSHIP.model.user_id == person.user_id)).one()


def test_the_certificates_of_who_leaves_stop_counting_and_count_again_when_they_are_back(
    holds: Any, carol: Any, names: Any, program: Any
) -> None:
    holds("Sales", "2026-01-01", None, person=carol.email)
    today = clock.today("Europe/Berlin")
    unit(lambda: members.close(membership_of(carol)))
    assert unit(leaving.follow) == 1
    assert (names(today), "Sales" in names(today - timedelta(1)), unit(leaving.follow)) == ({}, True, 0)
    unit(lambda: records.apply(MEMBERSHIP, membership_of(carol), {"ended_at": None}))
    unit(leaving.follow)
    assert "Sales" in names(today)


def test_who_may_no_longer_sign_in_has_left_and_who_never_had_an_account_has_not(holds: Any, carol: Any, names: Any) -> None:
    holds("Sales", "2026-01-01", None, person=carol.email)
    holds("Service", "2026-01-01", None, person="outside@example.com")
    unit(lambda: users.disable(users.by_id(carol.user_id)))
    unit(leaving.follow)
    assert set(names(clock.today("Europe/Berlin"))) == {"Service"}


RELEASES = [{"release": "v2", "since": "2026-02-01"}, {"release": "v1", "since": "2025-01-01"}, {"release": "v3", "since": "2026-06-01"}]
LAST_TWO = 'distinct(one.person for one in partner.certificates if one.name == "Expert" and one.behind < 2)'


@pytest.fixture
def versions(holds: Any, kind: Any) -> None:
    """Three people with a release of Expert each; the third came out in June."""
    kind(made_of=None, months=None, releases=RELEASES)
    for place, release in enumerate(("v1", "v2", "v3"), 1):
        holds("Expert", "2026-01-15", None, f"p{place}@example.com", release=release)
    holds("Expert", "2026-01-16", None, "p2@example.com", release="v1")


@pytest.mark.parametrize(("day", "people"), [(date(2026, 5, 31), 3), (date(2026, 6, 1), 2)])
def test_of_the_last_releases_only_those_who_hold_them_count(versions: Any, program: Any, day: date, people: int) -> None:
    counted = rules.parse(LAST_TWO, custom_vocabulary("partner"), expect=())
    assert counted(facts_of("partner", program.partner("a"), day)) == people


def test_whose_certificate_does_not_say_its_release_is_not_known(versions: Any, holds: Any, program: Any) -> None:
    holds("Expert", "2026-01-15", None, "p4@example.com")
    counted = rules.parse(LAST_TWO, custom_vocabulary("partner"), expect=())
    assert counted(facts_of("partner", program.partner("a"), TODAY)) is None


def test_without_declared_releases_every_certificate_is_of_the_newest(holds: Any, program: Any) -> None:
    holds("Sales", "2026-01-01", None)
    assert [one["behind"] for one in facts_of("partner", program.partner("a"), TODAY)["partner.certificates"]] == [0]


def test_a_whole_is_as_old_as_its_oldest_part(holds: Any, kind: Any, program: Any) -> None:
    kind()
    kind(name="Sales", made_of=None, months=None, releases=RELEASES[:2])
    holds("Sales", "2026-02-01", None, release="v1")
    holds("Service", "2026-02-01", None)
    found = {one["name"]: one["behind"] for one in facts_of("partner", program.partner("a"), TODAY)["partner.certificates"]}
    assert found == {"Sales": 1, "Service": 0, "Expert": 1}
