"""The list of leads of an activity: read from its file, handed to the plugin that keeps leads."""

import csv
import io
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, current_scope, db, files, records
from plugins.mdf.models import Found

MOST = 500
HEADS: Mapping[str, str] = {
    "company": "company", "公司": "company", "公司名称": "company", "name": "contact_name", "contact": "contact_name", "contact_name": "contact_name",
    "姓名": "contact_name", "联系人": "contact_name", "email": "contact_email", "e-mail": "contact_email", "contact_email": "contact_email",
    "邮箱": "contact_email", "phone": "contact_phone", "contact_phone": "contact_phone", "电话": "contact_phone", "手机": "contact_phone",
    "need": "need", "interest": "need", "需求": "need", "product": "product", "产品": "product", "city": "city", "城市": "city", "country": "country",
    "国家": "country",
}  # fmt: skip
"""What columns are called, in lower case."""
NO_LIST = N_("The list of leads cannot be read. Save it as CSV in UTF-8, with a first line like: company, name, email, need.")
TOO_LONG = N_("A list holds at most %(most)s leads.")


def taken(activity: Any, shown: Iterable[Any]) -> int:
    """Hand the leads of lists that are new to the leads, and return how many there were."""
    fresh = [file for file in shown if file.kind == "leads" and (activity.reported_at is None or file.created_at > activity.reported_at)]
    rows = [row for file in fresh for row in _rows(file)]
    ids = [one for found in records.hooks("take_leads", partner_id=activity.partner_id, rows=rows) for one in found] if rows else []
    actor = current_scope().actor.user_id
    db.session.add_all(
        Found(program_id=activity.program_id, partner_id=activity.partner_id, activity_id=activity.id, lead_id=one, created_by=actor)
        for one in ids
    )
    db.session.flush()
    return len(ids)


def _rows(file: Any) -> list[dict[str, str]]:
    with files.open_file(file) as stream:
        return read(stream.read())


def read(content: bytes) -> list[dict[str, str]]:
    """Return the leads of a CSV file, by the names leads have. Raises Unprocessable (code `lead-list`)."""
    try:
        lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    except (UnicodeDecodeError, csv.Error):
        raise _wrong(_(NO_LIST)) from None
    if len(lines) > MOST:
        raise _wrong(_(TOO_LONG, most=MOST))
    found = [_named(line) for line in lines]
    if any(not row.get("company") and not row.get("contact_name") for row in found):
        raise _wrong(_(NO_LIST))
    return found


def _named(line: Mapping[Any, Any]) -> dict[str, str]:
    known = {HEADS.get(str(head).strip().casefold()): str(value or "").strip() for head, value in line.items() if head is not None}
    return {name: value for name, value in known.items() if name and value}


def _wrong(message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": "/leads", "code": "lead-list", "message": message}])


def of_activities(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Return the leads of activities, by activity; for callers behind the wall."""
    found: dict[uuid.UUID, list[uuid.UUID]] = {}
    for activity_id, lead_id in db.session.execute(sa.select(Found.activity_id, Found.lead_id).where(Found.activity_id.in_(list(ids)))):
        found.setdefault(activity_id, []).append(lead_id)
    return found
