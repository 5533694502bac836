"""Issuing the statements of a period: one for each partner and currency, out of the run that holds and the adjustments that wait."""

import uuid
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from hansa import behind, clock, current_scope, db, directory, entity_of, records, select, serialised, use_locale
from plugins.policies.api import Compiled
from plugins.rebates.correcting import settling
from plugins.rebates.engine.people import names_of, person_of
from plugins.rebates.engine.plan import asked, work_of
from plugins.rebates.models import Result, Run, Statement
from plugins.rebates.program.days import dispute_day
from plugins.rebates.program.programs import of_run
from plugins.rebates.settings import settings
from plugins.rebates.stating import content, rendering
from plugins.rebates.stating.late import Whose, late_rows
from plugins.rebates.tasks import KEEP

Key = tuple[uuid.UUID, str, str]
"""Partner, currency, and the person it is for; empty for the partner itself."""
RESULTS = (
    Result.id, Result.partner_id, Result.component, Result.receiver, Result.form, Result.measured, Result.base, Result.rate, Result.unrounded,
    Result.earned, Result.settled_before, Result.payable, Result.currency, Result.reasons, Result.told,
)  # fmt: skip


def issue(period: Any) -> Sequence[Any]:
    """Write the statements of a calculated period and return them."""
    with behind(KEEP):
        run = db.session.get(Run, (period.program_id, period.run_id))
        work = work_of(of_run(run.policy_version_id if run else None, period.program, period.ends_on), asked(period))
        labels = {one.code: one.label for one in work.made.components}
        found: dict[Key, list[content.Line]] = defaultdict(list)
        wanted = select(*RESULTS).where(Result.run_id == period.run_id)
        rows = db.session.execute(wanted.order_by(Result.partner_id, Result.component, Result.form, Result.receiver)).all()
        others = {one.id: one.name for one in directory.companies({below(row.receiver) or row.partner_id for row in rows})}
        for row in rows:
            lines = found[row.partner_id, row.currency, row.receiver if person_of(row.receiver) else ""]
            with use_locale(current_scope().program.locale):
                called = [labels.get(row.component, row.component), others.get(below(row.receiver), "") if row.receiver else ""]
                lines.append(content.result_line(len(lines) + 1, row, " · ".join(name for name in called if name)))
        taken = settling.due(period, {key: sum((line.payable for line in lines), Decimal(0)) for key, lines in found.items()})
        for key, parts in taken.items():
            found[key] += [content.adjustment_line(at, part.row, part.amount, part.about) for at, part in enumerate(parts, 1)]
        serialised("rebates.statements")
        made = _write(period, run, last_day(period, work.made.policy), late_rows(period, work), found)
        settling.settle(period, taken)
        return made


def last_day(period: Any, policy: Compiled) -> date:
    """Return until when lines of what is stated today can be disputed: as the program says, else as the settings do; never a day that is over."""
    today = clock.today(current_scope().program.zone)
    found = dispute_day(policy, {"period.starts_on": period.starts_on, "period.ends_on": period.ends_on, "stated_on": today})
    return today + timedelta(days=settings()["dispute_days"]) if found is None else max(found, today)


def below(receiver: str) -> uuid.UUID | None:
    """Return the partner whose purchases a row of a distributor is about; None for other rows."""
    return uuid.UUID(receiver) if receiver and person_of(receiver) is None else None


def _write(period: Any, run: Any, dispute_by: date, late: Mapping[Whose, Any], found: Mapping[Key, Sequence[content.Line]]) -> Sequence[Any]:
    names = {one.id: one.name for one in directory.companies({partner for partner, _currency, _person in found})}
    people = names_of({person for _partner, _currency, person in found if person})
    numbers, each = _numbers(names), []
    for (partner, currency, person), lines in sorted(found.items(), key=lambda one: (str(one[0][0]), one[0][1:])):
        numbers[partner][1] += 1
        number = f"{numbers[partner][0]}-S{numbers[partner][1]:04d}"
        with use_locale(current_scope().program.locale):
            said = content.content(_head(period, run, number, currency, dispute_by), lines, late.get((partner, person), []))
        addressee = f"{people[person]}, {names[partner]}" if person else names[partner]
        each.append({**_row(period, partner, addressee, currency, number, said), "receiver": person, "person_id": person_of(person)})
    return records.create_many(entity_of("rebates.statement"), [{}] * len(each), each=each) if each else []


def _head(period: Any, run: Any, number: str, currency: str, dispute_by: date) -> dict[str, Any]:
    program = current_scope().program
    return {
        "number": number, "title": period.name, "program": period.program, "issuer": str(program.name), "lang": program.locale.replace("_", "-"),
        "starts_on": period.starts_on.isoformat(), "ends_on": period.ends_on.isoformat(), "cut_off_on": period.cut_off_on.isoformat(),
        "dispute_by": dispute_by.isoformat(), "currency": currency, "fingerprint": (run.results_hash if run else None) or "",
    }  # fmt: skip


def _row(period: Any, partner: uuid.UUID, name: str, currency: str, number: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "partner_id": partner, "number": number, "period_id": period.id, "run_id": period.run_id, "program": period.program,
        "title": f"{period.name} · {number}", "addressee": name, "starts_on": period.starts_on, "ends_on": period.ends_on, "currency": currency,
        "dispute_by": date.fromisoformat(said["dispute_by"]), "amount": Decimal(said["total"]), "content": dict(said), "content_hash": content.fingerprint(said, name),
        "files": rendering.hashes(said, name),
    }  # fmt: skip


def _numbers(partners: Mapping[uuid.UUID, str]) -> dict[uuid.UUID, list[Any]]:
    """Return for each partner its number and how many statements it has: their numbers have no gaps."""
    company = entity_of("core.partner").model
    called = {row.id: row.number for row in db.session.execute(select(company.id, company.number).where(company.id.in_(partners)))}
    counted = (
        select(Statement.partner_id, sa.func.count().label("made")).where(Statement.partner_id.in_(partners)).group_by(Statement.partner_id)
    )
    there = {row.partner_id: row.made for row in db.session.execute(counted)}
    return {one: [called.get(one) or str(one)[:8], there.get(one, 0)] for one in partners}


def file(statement: Any, kind: str) -> bytes:
    """Return a file of a statement, written anew from what was stated."""
    make, _type = rendering.FILES[kind]
    return make(statement.content, statement.addressee)


def is_as_issued(statement: Any) -> bool:
    """Tell whether content and files still have the fingerprints they were issued with."""
    said = (content.fingerprint(statement.content, statement.addressee), rendering.hashes(statement.content, statement.addressee))
    return said == (statement.content_hash, statement.files)
