"""The funds of a program: one policy for each, in the version that holds at a moment."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from hansa import Unprocessable, _, behind, clock, current_scope, db, entity_of
from plugins.mdf.policy.kind import KEY, PROGRAM
from plugins.mdf.tasks import SPEND
from plugins.policies.api import Compiled, InForce, chosen, decide, in_force, try_out


def known(at: datetime | None = None) -> dict[str, str]:
    """Return the funds in force at a moment (default: now), label by short name; where no program is published, the one by default."""
    policy = entity_of("policies.policy").model
    with behind(SPEND):
        rows = db.session.execute(sa.select(policy.slug, policy.label).where(policy.kind == KEY).order_by(policy.label, policy.slug)).all()
        found = {row.slug: row.label for row in rows if in_force(KEY, at, row.slug) is not None}
    return found or {PROGRAM.slug: _(PROGRAM.label)}


def named(slug: str | None) -> str:
    """Return a fund by its short name; the only one where none is named. Raises Unprocessable with the names there are."""
    found = known()
    if slug in found:
        return str(slug)
    if not slug and len(found) == 1:
        return next(iter(found))
    message = _("Choose a fund. There are: %(known)s.", known=", ".join(found))
    raise Unprocessable(message, errors=[{"pointer": "/fund", "code": "no-fund", "message": message}])


def version(slug: str, at: datetime | None = None) -> InForce:
    """Return the version of a fund that holds at a moment (default: now). Raises Conflict (code `no-policy`)."""
    with behind(SPEND):
        return chosen(PROGRAM, at or clock.now(), slug)


def document(slug: str, at: datetime | None = None) -> Compiled:
    return version(slug, at).compiled


def ask(slug: str, facts: Mapping[str, Any], at: datetime | None, *, entity: Any = None, record: Any = None, partner_id: Any = None) -> Any:
    """Return what a fund says of facts; stored as the decision about `record` where one is given."""
    moment = at or clock.now()
    with behind(SPEND):
        found = chosen(PROGRAM, moment, slug)
        if record is None:
            return try_out(KEY, found.compiled, facts, moment, policy=slug)
        return decide(KEY, facts, record=record, entity=entity, partner_id=partner_id, at=moment, policy=slug, version=found).outcome


def end_of(day: date) -> datetime:
    """Return the moment a business day ends in the program's zone: the midnight after it."""
    return clock.midnight(day + timedelta(days=1), current_scope().program.zone)


def start_of(day: date) -> datetime:
    """Return the moment a business day begins in the program's zone."""
    return clock.midnight(day, current_scope().program.zone)


def day_of(moment: datetime) -> date:
    """Return the business day of a moment in the program's zone."""
    return moment.astimezone(ZoneInfo(current_scope().program.zone)).date()
