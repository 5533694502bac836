"""A tier program in `alpha`, facts of its partners, reviews on days."""

import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time
from typing import Any

import pytest
import sqlalchemy as sa

from core import clock
from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish as publish_version
from plugins.tiering.standing import effecting, reviewing

START = datetime(2024, 1, 1, tzinfo=UTC)
PROGRAM = ProgramOfTest("alpha")
REVENUE = [
    {"level": level, "code": "revenue", "label": "Revenue", "of": "partner.revenue", "value": value, "unit": "money"}
    for level, value in (("silver", "100"), ("gold", "300"))
]
DOCUMENT = {
    "fact": "tier", "levels": [{"key": "silver", "label": "Silver"}, {"key": "gold", "label": "Gold"}], "criteria": REVENUE,
    "benefits": [{"key": "discount", "label": "Discount", "kind": "percent"}, {"key": "portal", "label": "Early access", "kind": "yes"}],
    "grants": [
        {"level": "silver", "benefit": "discount", "value": "5"}, {"level": "gold", "benefit": "discount", "value": "9"},
        {"level": "gold", "benefit": "portal", "value": "yes"},
    ],
}  # fmt: skip
AUTOMATIC = {"approve_up": False, "approve_down": False, "down_check": "at_once"}


def noon(day: date | str) -> datetime:
    return datetime.combine(date.fromisoformat(str(day)), time(12), UTC)


class Desk:
    """Everything about levels in `alpha`, on days one chooses."""

    def __init__(self, kit: Kit):
        self.kit = kit

    def system(self, day: date | str, work: Callable[[], Any]) -> Any:
        with clock.moved(noon(day)), self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            with acting.entered(as_system(state)):
                return unit(work)

    def publish(self, track: str = "sales", since: datetime = START, **document: Any) -> None:
        """Put a version of a program in force; facts it reads are declared."""

        def put() -> None:
            kind = kind_of("tiering.levels")
            policy = lifecycle.policy_named(kind.key, track) or lifecycle.make_policy(kind, track, track.title())
            publish_version(lifecycle.draft(policy, {**DOCUMENT, **document}), since)

        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(self.declare)
        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(put)

    def declare(self) -> None:
        kind = registry()["policies.fact_kind"]
        if records.db.session.scalar(sa.select(kind.model.id).where(kind.model.name == "revenue")) is None:
            records.create(kind, {"name": "revenue", "subject": "partner", "type": "money", "label": "Revenue"})

    def revenue(self, partner: str, amount: Any, since: str = "2024-01-01") -> None:
        raw = {
            "subject": "partner",
            "partner_id": str(PROGRAM.partner(partner)),
            "name": "revenue",
            "value": str(amount),
            "effective_from": since,
        }
        self.system(since, lambda: records.create(registry()["policies.fact"], raw))

    def review(self, day: str, *partners: str, track: str = "sales") -> None:
        def work() -> None:
            reviewing.review(track, [PROGRAM.partner(one) for one in partners or ("a",)], date.fromisoformat(day))
            effecting.due(date.fromisoformat(day))

        self.system(day, work)

    def timers(self, day: str) -> None:
        with self.kit.acting(Person("admin")) as scope:
            program = scope.program
        with clock.moved(noon(day)), self.kit.app.app_context():
            run_due(program, noon(day))

    def rows(self, name: str, **where: Any) -> list[Mapping[str, Any]]:
        table = registry_table(self.kit, name)
        conditions = [table.c[key] == value for key, value in where.items()]
        with self.kit.owner.connect() as connection:
            return [dict(row._mapping) for row in connection.execute(table.select().where(*conditions).order_by(table.c.id))]

    def change(self, partner: str = "a") -> Mapping[str, Any]:
        return self.rows("change", partner_id=PROGRAM.partner(partner))[-1]

    def move(self, name: str, *, by: str = "manager", day: str = "2026-03-01", partner: str = "a", **raw: Any) -> Mapping[str, Any]:
        found = self.change(partner)
        with clock.moved(noon(day)), self.kit.acting(Person(by)):
            entity = registry()["tiering.change"]
            unit(lambda: perform(entity, records.get(entity, found["id"]), name, raw))
        return self.change(partner)

    def level(self, day: str, partner: str = "a", track: str = "sales") -> str | None:
        rows = self.rows("standing", partner_id=PROGRAM.partner(partner), track=track)
        on = date.fromisoformat(day)
        return next((row["level"] for row in rows if row["since"] <= on and (row["until"] is None or row["until"] > on)), None)


def registry_table(kit: Kit, name: str) -> Any:
    return kit.portal.registry[f"tiering.{name}"].table


@pytest.fixture
def desk(kit: Kit) -> Desk:
    return Desk(kit)


@pytest.fixture
def partner_a() -> uuid.UUID:
    return PROGRAM.partner("a")
