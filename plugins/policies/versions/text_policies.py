"""The section `policies` of a program's text: by kind and slug, the versions that were published, by the moment they begin."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from hansa import N_, Change, ProgramSection, Unprocessable, _, clock, compared, db, records
from plugins.policies.checking import checker
from plugins.policies.document import shape
from plugins.policies.entities import POLICY
from plugins.policies.facts.text_facts import mapped
from plugins.policies.models import Version
from plugins.policies.versions import lifecycle, publishing
from plugins.policies.versions.kinds import PolicyKind, kinds
from plugins.policies.versions.timeline import PUBLISHED

UNKNOWN = N_("There is no kind of policy “%(name)s” in the plugins that are on.")
NO_MOMENT = N_("Write a moment with its difference from UTC, like 2026-01-31T00:00:00+00:00.")
LOST = N_("This version is withdrawn; what was in force before it is so again.")
CHANGED = N_("%(changed)s of %(checked)s decisions would have come out otherwise; they become proposals.")
KNOWN = ("effective_from", "document", "note", "accept")
NOW = "now"
"""Stands for the start of a version whose text names none: it begins when it is applied."""


@dataclass(frozen=True)
class Wanted:
    """A version of the text in its normal form."""

    kind: PolicyKind
    slug: str
    label: str
    start: str
    document: Mapping[str, Any]
    note: str | None
    accept: Mapping[str, str]
    place: str


def export() -> dict[str, Any]:
    """Return all published versions; of two with one start the later one, for it decides."""
    found: dict[str, Any] = {}
    for policy, rows in _published():
        texts = [_text(row) for row in rows]
        found.setdefault(policy.kind, {})[policy.slug] = {"label": policy.label, "versions": texts}
    return found


def _published() -> Iterator[tuple[Any, list[Any]]]:
    known = kinds()
    for policy in lifecycle.policies_of():
        if policy.kind not in known:
            continue
        wanted = sa.select(Version).where(Version.policy_id == policy.id, Version.state.in_(PUBLISHED))
        rows = {row.effective_from: row for row in db.session.scalars(wanted.order_by(Version.effective_from, Version.number))}
        if rows:
            yield policy, list(rows.values())


def _text(row: Any) -> dict[str, Any]:
    found: dict[str, Any] = {"effective_from": row.effective_from.isoformat(), "document": row.document}
    if row.note:
        found["note"] = row.note
    if row.accepted:
        found["accept"] = {one["key"]: one["reason"] for one in row.accepted}
    return found


def _wanted(data: Any) -> list[Wanted]:
    known, found = kinds(), []
    for key, own in mapped(data).items():
        if key not in known:
            raise _wrong(f"/{key}", _(UNKNOWN, name=key))
        for slug, raw in mapped(own, f"/{key}").items():
            place = f"/{key}/{slug}"
            given = mapped(raw, place)
            if not known[key].several and slug != known[key].slug:
                raise _wrong(place, _(lifecycle.ONE_ONLY, slug=known[key].slug))
            rows = given.get("versions")
            rows = [{"document": given["document"]}] if rows is None and "document" in given else rows
            if not isinstance(rows, list) or not rows or given.keys() - {"label", "versions", "document"}:
                raise _wrong(place, _("Give a label and the versions here, each with its document."))
            label = str(given.get("label") or "")
            found += [_version(known[key], slug, label, one, f"{place}/versions/{i}") for i, one in enumerate(rows)]
    return found


def _version(kind: PolicyKind, slug: str, label: str, raw: Any, place: str) -> Wanted:
    given = mapped(raw, place)
    if unknown := given.keys() - set(KNOWN):
        raise _wrong(f"{place}/{sorted(unknown)[0]}", _("This field is not known."))
    try:
        document = kind.schema.normal(mapped(given.get("document", {}), f"{place}/document"))
    except ValidationError as error:
        errors: Any = [{"pointer": f"{place}/document{one.place}", "code": one.code, "message": one.words()} for one in shape.findings(error)]
        raise Unprocessable(errors=errors) from None
    accept = {str(key): str(reason) for key, reason in mapped(given.get("accept") or {}, f"{place}/accept").items()}
    return Wanted(kind, slug, label, _start(given.get("effective_from"), place), document, given.get("note") or None, accept, place)


def _start(raw: Any, place: str) -> str:
    if raw is None:
        return NOW
    try:
        found = datetime.fromisoformat(str(raw))
    except ValueError:
        raise _wrong(f"{place}/effective_from", _(NO_MOMENT)) from None
    if found.tzinfo is None:
        raise _wrong(f"{place}/effective_from", _(NO_MOMENT))
    return found.astimezone(clock.now().tzinfo).isoformat()


def plan(data: Any) -> list[Change]:
    """Tell what is published, changed and withdrawn; every document is checked, its examples too."""
    wanted = _wanted(data)
    for one in wanted:
        _check(one)
    before, after = _flat_there(), _flat_wanted(wanted)
    return [*(_judged(change, wanted) for change in compared(before, after)), *_renamed(wanted)]


def _renamed(wanted: list[Wanted]) -> Iterator[Change]:
    """Yield what is called otherwise in the text."""
    for (kind, slug), label in {(one.kind.key, one.slug): one.label for one in wanted}.items():
        policy = lifecycle.policy_named(kind, slug)
        if policy is not None and label not in ("", policy.label):
            yield Change("change", f"{kind}/{slug}/label", policy.label, label)


def _check(one: Wanted) -> None:
    found = checker.check(one.kind, one.document)
    errors = [f for f in found if f.severity == "error"] or [f for f in found if f.severity == "warning" and f.key not in one.accept]
    if errors:
        hints: Any = [{**publishing.problem(found), "pointer": f"{one.place}/document{found.place}"} for found in errors]
        raise Unprocessable(_("A policy has errors, or warnings that are not accepted."), errors=hints)


def _flat_there() -> dict[str, Any]:
    return {_path(policy.kind, policy.slug, row.effective_from.isoformat()): _facts(row.document) for policy, rows in _published() for row in rows}


def _flat_wanted(wanted: list[Wanted]) -> dict[str, Any]:
    """A version without a start is the one in force, if that says the same."""
    found = {}
    for one in wanted:
        start = one.start
        if start == NOW:
            present = lifecycle.in_force(one.kind.key, None, one.slug)
            if present is not None and present.document == one.document:
                start = present.effective_from.isoformat()
        found[_path(one.kind.key, one.slug, start)] = _facts(one.document)
    kept = {path.rsplit("/", 1)[0] for path, one in zip(found, wanted, strict=False) if one.start == NOW}
    history = {path: document for path, document in _flat_there().items() if path.rsplit("/", 1)[0] in kept}
    return {**history, **found}


def _facts(document: Mapping[str, Any]) -> Any:
    return [dict(document)]


def _path(kind: str, slug: str, start: str) -> str:
    return f"{kind}/{slug}/{start}"


def _judged(change: Change, wanted: list[Wanted]) -> Change:
    if change.kind == "remove":
        return replace(change, unsafe=_(LOST))
    kind, slug, start = change.path.split("/")
    policy = lifecycle.policy_named(kind, slug)
    if policy is None or start == NOW or datetime.fromisoformat(start) >= clock.now() - publishing.GRACE:
        return change
    one = next(one for one in wanted if (one.kind.key, one.slug, one.start) == (kind, slug, start))
    past = publishing.would_change(Version(policy_id=policy.id, document=one.document, number=0), policy, datetime.fromisoformat(start))
    return replace(change, unsafe=_(CHANGED, changed=past.changed, checked=past.checked)) if past.changed else change


def apply(data: Any) -> None:
    """Publish what is new, withdraw what is gone, in the order of their starts."""
    wanted = _wanted(data)
    there, after = _flat_there(), _flat_wanted(wanted)
    for policy, rows in list(_published()):
        for row in rows:
            if _path(policy.kind, policy.slug, row.effective_from.isoformat()) not in after:
                lifecycle.withdraw(row, "")
    for one in sorted(wanted, key=lambda one: (one.start == NOW, one.start)):
        present = _path(one.kind.key, one.slug, one.start)
        if one.start == NOW and present not in after:
            continue
        if there.get(present) != _facts(one.document):
            _publish(one)
    for one in wanted:
        if one.label:
            records.apply(POLICY, lifecycle.existing(one.kind.key, one.slug), {"label": one.label})


def _publish(one: Wanted) -> None:
    made = lifecycle.draft(lifecycle.make_policy(one.kind, one.slug, one.label), one.document, note=one.note or "")
    start = None if one.start == NOW else datetime.fromisoformat(one.start)
    publishing.publish(made, start, accept=one.accept, correct=True)


def _wrong(place: str, message: str) -> Unprocessable:
    return Unprocessable(errors=[{"pointer": place, "code": "invalid", "message": message}])


SECTION = ProgramSection("policies", 80, export, plan, apply, permission="policies.version.publish")
