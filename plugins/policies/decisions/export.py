"""Decisions as a table for a spreadsheet: what was decided, when, by which version, why, with its digest."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from hansa import N_, Unprocessable, _, csv_file, current_scope, db
from plugins.policies.decisions import why
from plugins.policies.decisions.filtering import DecisionFilter
from plugins.policies.document.outcome import canonical
from plugins.policies.models import Decision
from plugins.policies.versions.kinds import PolicyKind, kinds

MOST = 10_000
TOO_MANY = N_("More than 10,000 decisions match. Choose a shorter time.")
TITLES = (
    N_("Decided for"), N_("Kind of policy"), N_("Policy"), N_("Version"), N_("Result"), N_("A value is not defined"), N_("Partner"),
    N_("Record"), N_("Id of the record"), N_("Reasons"), N_("Values"), N_("Engine"), N_("Digest"), N_("Decision"),
)  # fmt: skip


def exported(chosen: DecisionFilter, names: Mapping[Any, str]) -> bytes:
    """Return a CSV file of the decisions a filter finds. Raises Unprocessable (code `too-many`) when they are very many."""
    found = db.session.execute(chosen.rows(Decision.outcome).limit(MOST + 1)).all()
    if len(found) > MOST:
        raise Unprocessable(TOO_MANY, code="too-many")
    return b"".join(csv_file([_(title) for title in TITLES], _rows(found, names)))


def _rows(found: Iterable[Any], names: Mapping[Any, str]) -> Iterator[list[Any]]:
    known, zone = kinds(), ZoneInfo(current_scope().program.zone)
    for row in found:
        yield _row(row, known[row.kind], zone, names.get(row.partner_id, ""))


def _row(row: Any, kind: PolicyKind, zone: ZoneInfo, partner: str) -> list[Any]:
    outcome = json.loads(row.outcome)
    reasons = "; ".join(str(one["code"]) for one in outcome["reasons"])
    return [
        row.at.astimezone(zone).isoformat(), row.kind, row.policy, row.number, why.result_label(kind, row.result), row.open, partner,
        row.entity, row.record_id, reasons, canonical(outcome["values"]).decode(), row.engine, row.digest, row.id,
    ]  # fmt: skip
