"""Rebates in `alpha` on days one chooses: programs, invoiced lines, runs; periods on their way, where what a run gives is written by hand."""

import contextlib
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from core import clock
from core.entities import acting, records
from core.entities.notes import put
from core.entities.registry import registry
from core.entities.system import behind
from core.entities.unit import unit
from core.jobs.scopes import as_system
from core.programs.settings import save_settings
from core.workflow.due import run_due
from core.workflow.perform import perform
from hansa.testing import Kit, Person, ProgramOfTest
from plugins.ledger import api as ledger
from plugins.orders.models import Line
from plugins.policies.versions import lifecycle
from plugins.policies.versions.kinds import kind_of
from plugins.policies.versions.publishing import publish as publish_version
from plugins.rebates.engine import runs
from plugins.rebates.models import Period, Result, Run, Statement
from plugins.rebates.period import granting
from plugins.rebates.tasks import KEEP
from tests.plugins.rebates.programs import document

START = datetime(2025, 1, 1, tzinfo=UTC)
ALPHA = ProgramOfTest("alpha")
MONTHLY = {"frequency": "month", "year": "calendar"}
JANUARY = {"starts_on": "2026-01-01", "ends_on": "2026-01-31", "cut_off_on": "2026-02-05", "calculate_on": "2026-02-10"}
FEBRUARY = {"starts_on": "2026-02-01", "ends_on": "2026-02-28", "cut_off_on": "2026-03-05", "calculate_on": "2026-03-10"}
SCALED = ("amount", "quantity")


def noon(day: date | str) -> datetime:
    return datetime.combine(date.fromisoformat(str(day)), time(12), UTC)


class Desk:
    """Everything about rebates in `alpha`, on days one chooses."""

    def __init__(self, kit: Kit):
        self.kit = kit
        self.lines = 0
        self.given: list[Mapping[str, Any]] = []
        self.published: set[str] = set()

    @contextlib.contextmanager
    def system(self, day: date | str) -> Iterator[None]:
        with clock.moved(noon(day)), self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            with acting.entered(as_system(state)):
                yield

    def fact(self, partner: str, name: str, value: str, since: str) -> None:
        """Keep a fact about a partner, as another system told it."""

        def keep() -> None:
            kind = registry()["policies.fact_kind"]
            if records.db.session.scalar(sa.select(kind.model.id).where(kind.model.name == name)) is None:
                records.create(kind, {"name": name, "subject": "partner", "type": "text", "label": name.title()})
            raw = {"subject": "partner", "partner_id": str(ALPHA.partner(partner)), "name": name, "value": value, "effective_from": since}
            records.create(registry()["policies.fact"], {**raw, "source_id": f"{partner}-{name}-{since}"})

        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(keep)

    def certificate(self, partner: str, email: str, name: str, issued_on: str) -> None:
        """Keep a certificate of one of a partner's people."""
        raw = {"person": email, "name": name, "issued_on": issued_on, "source_id": f"{email}-{name}"}
        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(lambda: records.create(registry()["policies.certificate"], {**raw, "partner_id": str(ALPHA.partner(partner))}))

    def rate(self, base: str, quote: str, rate: str, since: str) -> None:
        raw = {"base": base, "quote": quote, "rate": rate, "since": since, "kind": "mid", "source": "bank"}
        with clock.moved(START), self.kit.acting(Person("finance")):
            unit(lambda: records.create(registry()["ledger.rate"], raw))

    def target(self, partner: str, slug: str, amount: str, *, accepted_on: date | None) -> None:
        raw = {"program": slug, "starts_on": "2026-01-01", "ends_on": "2026-12-31", "amount": amount}
        raw |= {"accepted_on": accepted_on.isoformat()} if accepted_on else {}
        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(lambda: records.create(registry()["rebates.target"], raw, partner_id=ALPHA.partner(partner)))

    def moved(self, day: str) -> Any:
        return clock.moved(noon(day))

    def person(self, name: str) -> Person:
        return Person(name)

    def record(self, model: Any, found: uuid.UUID) -> Any:
        """Return a record as whoever acts sees it."""
        return records.db.session.get(model, (ALPHA.id, found))

    def rows_of_period(self, run: uuid.UUID) -> uuid.UUID:
        """Return the period of a run."""
        found: uuid.UUID = next(one.period_id for one in self.runs() if one.id == run)
        return found

    def publish(self, slug: str, document: Mapping[str, Any], *, since: str = "2025-01-01") -> None:
        def put() -> None:
            kind = kind_of("rebates.program")
            policy = lifecycle.policy_named(kind.key, slug) or lifecycle.make_policy(kind, slug, slug.title())
            publish_version(lifecycle.draft(policy, document), noon(since))

        with clock.moved(START), self.kit.acting(Person("admin")):
            unit(put)

    def line(self, partner: str, day: str, amount: Any, *, came: str | None = None, **more: Any) -> uuid.UUID:
        return self.many([{"partner": partner, "day": day, "amount": amount, "came": came, **more}])[0]

    def many(self, rows: Sequence[Mapping[str, Any]]) -> list[uuid.UUID]:
        """Write invoiced lines as another system sent them."""
        made = []
        for row in rows:
            self.lines += 1
            more = {name: value for name, value in row.items() if name not in ("partner", "day", "amount", "came", *SCALED)}
            made.append(
                {
                    "program_id": ALPHA.id, "id": uuid.uuid4(), "partner_id": ALPHA.partner(row["partner"]), "source": "erp", "source_id": f"L{self.lines}",
                    "kind": "goods", "currency": "", "special_price": False, "custom": {}, "invoiced_on": date.fromisoformat(row["day"]),
                    "created_at": noon(row.get("came") or row["day"]), "amount": Decimal(str(row["amount"])), **more,
                }
            )  # fmt: skip
            if row.get("quantity") is not None:
                made[-1]["quantity"] = Decimal(str(row["quantity"]))
        with self.kit.owner.begin() as connection:
            for one in made:
                connection.execute(sa.insert(Line.__table__), one)
        return [one["id"] for one in made]

    def stretch(self, slug: str, starts_on: str, ends_on: str, cut_off_on: str = "", calculate_on: str = "") -> uuid.UUID:
        cut_off = date.fromisoformat(cut_off_on or ends_on)
        values = {
            "program": slug, "name": f"{slug} {starts_on}", "starts_on": date.fromisoformat(starts_on), "ends_on": date.fromisoformat(ends_on),
            "cut_off_on": cut_off, "calculate_on": date.fromisoformat(calculate_on) if calculate_on else cut_off, "custom": {},
        }  # fmt: skip
        made = uuid.uuid4()
        with self.kit.owner.begin() as connection:
            connection.execute(sa.insert(Period.__table__), {"program_id": ALPHA.id, "id": made, **values})
        return made

    def run(self, period: uuid.UUID, day: str, *, holds: bool = True) -> dict[str, Any]:
        """Calculate a period on a day; the run holds from then on."""
        with self.system(day):
            run = runs.calculate(records.get(registry()["rebates.period"], period))
            found = {"id": run.id, "results_hash": run.results_hash, "inputs_hash": run.inputs_hash, "state": run.state}
        if holds:
            with self.kit.owner.begin() as connection:
                connection.execute(sa.update(Period.__table__).where(Period.__table__.c.id == period).values(run_id=found["id"]))
        return found

    def state(self, period: uuid.UUID, run: uuid.UUID, partner: str) -> None:
        """Issue a statement of a run to a partner, as the rest of the plugin would."""
        rows = [row for row in self.results(run) if row.partner_id == ALPHA.partner(partner)]
        lines = [
            {"key": f"L{at}", "what": row.component, "payable": str(row.payable), "source": str(row.id), "form": row.form} for at, row in enumerate(rows, 1)
        ]
        values = {
            "program_id": ALPHA.id, "id": uuid.uuid4(), "partner_id": ALPHA.partner(partner), "number": "S1", "period_id": period, "run_id": run,
            "program": "bonus", "title": "Bonus", "addressee": "A", "starts_on": date(2026, 4, 1), "ends_on": date(2026, 6, 30), "currency": "USD",
            "dispute_by": date(2026, 7, 31),
            "amount": Decimal(4), "content": {"lines": lines}, "content_hash": "", "files": {}, "custom": {},
        }  # fmt: skip
        with self.kit.owner.begin() as connection:
            connection.execute(sa.insert(Statement.__table__), values)

    def results(self, run: uuid.UUID) -> list[Any]:
        table = Result.__table__
        with self.kit.owner.connect() as connection:
            return list(
                connection.execute(
                    sa.select(table).where(table.c.run_id == run).order_by(table.c.partner_id, table.c.component, table.c.form)
                )
            )

    def payable(self, run: uuid.UUID) -> dict[str, Decimal]:
        names = {ALPHA.partner(name): name for name in ("a", "b", "a2")}
        found: dict[str, Decimal] = {}
        for row in self.results(run):
            found[names[row.partner_id]] = found.get(names[row.partner_id], Decimal(0)) + row.payable
        return found

    def runs(self) -> list[Any]:
        with self.kit.owner.connect() as connection:
            return list(connection.execute(sa.select(Run.__table__).order_by(Run.__table__.c.id)))

    def act(self, work: Callable[[], Any], by: str = "manager", day: str = "2026-02-12") -> Any:
        with clock.moved(noon(day)), self.kit.acting(Person(by)):
            return unit(work)

    def by_itself(self, work: Callable[[], Any], day: str = "2026-02-12") -> Any:
        with clock.moved(noon(day)), self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            with acting.entered(as_system(state)):
                return unit(work)

    def timers(self, day: str) -> None:
        with clock.moved(noon(day)), self.kit.app.app_context():
            state = self.kit.portal.programs.by_slug("alpha")
            assert state is not None
            run_due(state, clock.now())

    def settings(self, **values: Any) -> None:
        self.act(lambda: save_settings("rebates", values), "admin")
        self.kit.portal.programs.forget()

    def make(self, entity: str, /, by: str = "manager", owner: str = "", day: str = "2026-02-12", **raw: Any) -> uuid.UUID:
        whose = {"partner_id": ALPHA.partner(owner)} if owner else {}
        found: uuid.UUID = self.act(lambda: records.create(registry()[f"rebates.{entity}"], raw, **whose).id, by, day)
        return found

    def period(self, name: str = "January", program: str = "growth", **days: str) -> uuid.UUID:
        if program not in self.published:
            self.publish(program, document({"code": "growth", "label": "Growth", "rate": "10"}, **MONTHLY))
            self.published.add(program)
        return self.make("period", name=name, program=program, day="2026-01-02", **{**JANUARY, **days})

    def move(self, name: str, record: uuid.UUID, step: str, /, by: str = "manager", day: str = "2026-02-12", **raw: Any) -> Any:
        def work() -> Any:
            entity = registry()[f"rebates.{name}"]
            return seen(perform(entity, records.get(entity, record), step, raw).record)

        return self.act(work, by, day)

    def calculated(self, period: uuid.UUID, *rows: Mapping[str, Any], day: str = "2026-02-12") -> uuid.UUID:
        """Let a run of the engine hold in a period; rows as `result(...)`."""
        self.given = list(rows)
        self.move("period", period, "end", day=day)
        self.move("period", period, "calculate", day=day)
        return period

    def stated(self, period: uuid.UUID, *rows: Mapping[str, Any], day: str = "2026-02-12") -> uuid.UUID:
        self.calculated(period, *rows, day=day)
        self.move("period", period, "review", day=day)
        self.move("period", period, "issue", "finance", day=day)
        return period

    def approved(self, period: uuid.UUID, *rows: Mapping[str, Any], day: str = "2026-02-12") -> uuid.UUID:
        """State a period, let A sign, and approve it."""
        self.stated(period, *rows, day=day)
        for found in self.rows("statement", period_id=period):
            self.move("statement", found.id, "confirm", self.signer(found.partner_id), day=day, confirmed_by="Ada")
        self.move("period", period, "approve", "finance", day=day)
        self.granted(period, day=day)
        return period

    def granted(self, period: uuid.UUID, day: str = "2026-02-12") -> None:
        """Do what the job does that posts an approved period."""
        with self.system(day):
            granting.grant(period)

    def paid(self, period: uuid.UUID, *rows: Mapping[str, Any], day: str = "2026-02-12") -> Sequence[Any]:
        """Approve a period and pay all of it; return the payouts."""
        self.approved(period, *rows, day=day)
        for found in self.rows("payout"):
            if found.state == "new":
                self.move("payout", found.id, "approve", "finance", day=day)
                self.move("payout", found.id, "confirm", "finance", day=day, receipt="T1")
        return self.rows("payout")

    def paid_in_person(self, period: uuid.UUID, *rows: Mapping[str, Any]) -> Any:
        """State a period, let silence sign what people get, approve and pay it; return the payout."""
        self.stated(period, *rows)
        for day in ("2026-02-25", "2026-03-01"):
            self.timers(day)
        self.move("period", period, "approve", "finance", day="2026-03-02")
        self.granted(period, day="2026-03-02")
        found = self.row("payout")
        self.move("payout", found.id, "approve", "finance", day="2026-03-02")
        self.move("payout", found.id, "confirm", "finance", day="2026-03-02", receipt="T1")
        return found

    def signer(self, partner: uuid.UUID) -> str:
        return "above" if partner == ALPHA.partner("a") else "b"

    def calculate(self, period: Any, *, at: Any = None) -> Any:
        with behind(KEEP):
            made = uuid.uuid4()
            done = {"state": "done", "known_at": clock.now(), "results_hash": "0" * 64, "inputs_hash": "0" * 64, "finished_at": clock.now()}
            version = records.db.session.scalar(sa.select(registry()["policies.version"].model.id).limit(1))
            put(Run, [{"id": made, "period_id": period.id, "policy_version_id": version, **done}])
            common = {"run_id": made, "period_id": period.id, "program": period.program, "currency": "EUR"}
            if self.given:
                put(Result, [{"id": uuid.uuid4(), **common, **row} for row in self.given])
        return SimpleNamespace(id=made)

    def rows(self, name: str, **wanted: Any) -> Sequence[Any]:
        """The rows of a table, as the owner of the database sees them."""
        table = self.kit.portal.registry[f"rebates.{name}"].table
        with self.kit.owner.connect() as connection:
            found = connection.execute(table.select().order_by(table.c.created_at, table.c.id)).all()
        return [row for row in found if all(getattr(row, key) == value for key, value in wanted.items())]

    def row(self, name: str, **wanted: Any) -> Any:
        (found,) = self.rows(name, **wanted)
        return found

    def balance(self, kind: str, partner: str = "", currency: str = "EUR", reference: str = "") -> Decimal:
        who = ALPHA.partner(partner) if partner else None
        found: Decimal = self.act(lambda: ledger.balance(ledger.account(kind, who, currency, reference)))
        return found


def result(partner: str = "a", payable: str = "100", component: str = "growth", base: str = "1000", **more: Any) -> dict[str, Any]:
    """A row of a run."""
    amount = Decimal(payable)
    return {
        "partner_id": ALPHA.partner(partner), "component": component, "measured": base, "qualified": base, "base": base, "rate": "10", "band": "1",
        "unrounded": payable, "earned": amount, "payable": amount, "reasons": [], **more,
    }  # fmt: skip


class _Seen(dict[str, Any]):
    __getattr__ = dict.__getitem__


def seen(record: Any) -> Any:
    return _Seen({column.key: getattr(record, column.key) for column in type(record).__table__.columns})
