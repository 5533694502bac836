"""The sections `fact_kinds` and `calendars` of a program's text."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from hansa import N_, Change, EntitySchema, ProgramSection, Unprocessable, _, compared, db, records
from plugins.policies.document import shape
from plugins.policies.entities import CALENDAR, CALENDAR_DAY, FACT_KIND
from plugins.policies.facts.calendars import days_of
from plugins.policies.models import Calendar, FactKind
from plugins.policies.schemas import CalendarSchema, FactKindSchema

NOT_A_MAPPING = N_("Give names with values here, like `name: value`.")
LOST_KIND = N_("Rules no longer know this fact.")
LOST_DAYS = N_("Policies that name this calendar can no longer decide.")


def mapped(data: Any, path: str = "") -> Mapping[str, Any]:
    """Return data that must be a mapping; raises Unprocessable with its place."""
    if not isinstance(data, Mapping):
        raise Unprocessable(errors=[{"pointer": path, "code": "wrong-type", "message": _(NOT_A_MAPPING)}])
    return data


def judged(schema: type[EntitySchema], raw: Any, path: str) -> dict[str, Any]:
    """Return raw input in its normal form; raises Unprocessable with places below `path`."""
    try:
        return dict(schema().dump(schema().load(mapped(raw, path))))
    except ValidationError as error:
        errors: Any = [{"pointer": path + one.place, "code": one.code, "message": one.words()} for one in shape.findings(error)]
        raise Unprocessable(errors=errors) from None


def export_kinds() -> dict[str, Any]:
    rows = db.session.scalars(sa.select(FactKind).where(FactKind.archived_at.is_(None)).order_by(FactKind.subject, FactKind.name))
    found: dict[str, Any] = {}
    for row in rows:
        found.setdefault(row.subject, {})[row.name] = {"type": row.type, "label": row.label}
    return found


def _wanted_kinds(data: Any) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for subject, own in mapped(data).items():
        for name, raw in mapped(own, f"/{subject}").items():
            place = f"/{subject}/{name}"
            kept = judged(FactKindSchema, {**mapped(raw, place), "subject": subject, "name": name}, place)
            found.setdefault(subject, {})[name] = {"type": kept["type"], "label": kept["label"]}
    return found


def plan_kinds(data: Any) -> list[Change]:
    return [replace(one, unsafe=_(LOST_KIND)) if one.kind == "remove" else one for one in compared(export_kinds(), _wanted_kinds(data))]


def apply_kinds(data: Any) -> None:
    rows = {(row.subject, row.name): row for row in db.session.scalars(sa.select(FactKind))}
    wanted = {(subject, name): raw for subject, own in _wanted_kinds(data).items() for name, raw in own.items()}
    for key, raw in wanted.items():
        if key not in rows:
            records.create(FACT_KIND, {"subject": key[0], "name": key[1], **raw})
            continue
        if rows[key].archived_at is not None:
            records.restore(FACT_KIND, rows[key])
        records.update(FACT_KIND, rows[key], raw)
    for key, row in rows.items():
        if key not in wanted and row.archived_at is None:
            records.archive(FACT_KIND, row)


def export_calendars() -> dict[str, Any]:
    rows = db.session.scalars(sa.select(Calendar).where(Calendar.archived_at.is_(None)).order_by(Calendar.slug))
    return {row.slug: {"label": row.label, "weekend": list(row.weekend), "days": dict(_days(row.id))} for row in rows}


def _days(calendar_id: Any) -> Iterator[tuple[str, Any]]:
    for day, row in sorted(days_of(calendar_id).items()):
        if row.archived_at is None:
            yield day.isoformat(), {"kind": row.kind, "label": row.label}


def _wanted_calendars(data: Any) -> dict[str, Any]:
    found = {}
    for slug, raw in mapped(data).items():
        given = dict(mapped(raw, f"/{slug}"))
        days = {str(day): _day(one, str(day), f"/{slug}/days/{day}") for day, one in mapped(given.pop("days", {}), f"/{slug}/days").items()}
        kept = judged(CalendarSchema, {**given, "slug": slug}, f"/{slug}")
        found[slug] = {"label": kept["label"], "weekend": kept["weekend"], "days": dict(sorted(days.items()))}
    return found


def _day(raw: Any, day: str, place: str) -> dict[str, Any]:
    given = {"kind": raw} if isinstance(raw, str) else dict(mapped(raw, place))
    kind, label = given.get("kind", "off"), given.get("label")
    try:
        date.fromisoformat(day)
        known = kind in ("off", "working") and (label is None or isinstance(label, str)) and not given.keys() - {"kind", "label"}
    except ValueError:
        known = False
    if not known:
        raise Unprocessable(errors=[{"pointer": place, "code": "invalid", "message": _("Write a day as year-month-day: off or working.")}])
    return {"kind": kind, "label": label}


def plan_calendars(data: Any) -> list[Change]:
    found = compared(export_calendars(), _wanted_calendars(data))
    return [replace(one, unsafe=_(LOST_DAYS)) if one.kind == "remove" and "/" not in one.path else one for one in found]


def apply_calendars(data: Any) -> None:
    rows = {row.slug: row for row in db.session.scalars(sa.select(Calendar))}
    wanted = _wanted_calendars(data)
    for slug, raw in wanted.items():
        head = {"label": raw["label"], "weekend": raw["weekend"]}
        row = rows.get(slug) or records.create(CALENDAR, {"slug": slug, **head})
        if row.archived_at is not None:
            records.restore(CALENDAR, row)
        records.update(CALENDAR, row, head)
        keep_days(row.id, {date.fromisoformat(day): (one["kind"], one["label"]) for day, one in raw["days"].items()}, drop=True)
    for slug, row in rows.items():
        if slug not in wanted and row.archived_at is None:
            records.archive(CALENDAR, row)


def keep_days(calendar_id: Any, wanted: Mapping[date, tuple[str, str | None]], *, drop: bool = False) -> int:
    """Make the days of a calendar so and return how many changed. `drop`: take out those that are not named."""
    there, changed = days_of(calendar_id), 0
    new = [{"calendar_id": str(calendar_id), "day": day.isoformat(), "kind": kind, "label": label}
           for day, (kind, label) in wanted.items() if day not in there]  # fmt: skip
    if new:
        records.create_many(CALENDAR_DAY, new)
    for day, row in there.items():
        if day in wanted:
            kind, label = wanted[day]
            changed += bool(records.apply(CALENDAR_DAY, row, {"kind": kind, "label": label, "archived_at": None}))
        elif drop and row.archived_at is None:
            records.delete(CALENDAR_DAY, row, reason="not in the list any more")
            changed += 1
    return changed + len(new)


SECTIONS = [
    ProgramSection("fact_kinds", 72, export_kinds, plan_kinds, apply_kinds, permission="policies.fact_kind.edit"),
    ProgramSection("calendars", 74, export_calendars, plan_calendars, apply_calendars, permission="policies.calendar.edit"),
]
