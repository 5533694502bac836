"""Versions of policies: which one is in force, and how they are drafted, published, corrected, withdrawn and rolled back."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import N_, Conflict, NotFound, Unprocessable, _, clock, current_scope, db, records
from plugins.policies.document.compiled import Cache, Compiled, VersionKey, compiled
from plugins.policies.entities import POLICY, VERSION
from plugins.policies.models import Policy, Version
from plugins.policies.versions import timeline
from plugins.policies.versions.kinds import PolicyKind, kind_of
from plugins.policies.versions.timeline import PUBLISHED, Entry

NOT_A_DRAFT = N_("Only a draft can be changed. Make a new draft from this version.")
NOT_OUT = N_("Only a published version can be withdrawn.")
ONE_ONLY = N_("There is one policy of this kind, “%(slug)s”.")
NONE_IN_FORCE = N_("No version of “%(policy)s” is in force at %(at)s. Publish one first.")
_cache = Cache()


class InForce(NamedTuple):
    """A version as engines use it; `version_id` is None for the default document of the kind."""

    compiled: Compiled
    version_id: uuid.UUID | None
    number: int
    policy: str


def in_force(kind: str, at: datetime | None = None, policy: str | None = None) -> Entry | None:
    """Return the version in force at a moment (default: now), None when there is none; staff and engines."""
    return timeline.at(kind, policy or kind, at or clock.now())


def chosen(kind: PolicyKind, at: datetime, policy: str | None = None) -> InForce:
    """Return what an engine decides by at a moment: the version in force, else the default document of the kind.

    Raises Conflict (code `no-policy`) when there is neither.
    """
    found = in_force(kind.key, at, policy)
    slug = policy or kind.slug
    if found is not None:
        return InForce(ready(kind, found, slug), found.id, found.number, slug)
    if kind.default is None:
        raise Conflict(_(NONE_IN_FORCE, policy=slug, at=at.isoformat()), code="no-policy")
    return InForce(standard(kind, slug), None, 0, slug)


def standard(kind: PolicyKind, slug: str) -> Compiled:
    """Return the default document of a kind, compiled once for a program's revision."""
    return current_scope().program.cache.get(("policy-default", kind.key, slug), lambda: compiled(kind, kind.default or {}, slug=slug))


def ready(kind: PolicyKind, version: Any, slug: str) -> Compiled:
    """Return a version compiled, from the cache where it is."""
    if version.state == "draft":
        return compiled(kind, version.document, number=version.number, slug=slug)
    revision = current_scope().program.revision
    return _cache.of(VersionKey(version.id, revision, kind, version.document, version.number, slug))


def policies_of(kind: str | None = None) -> list[Any]:
    """Return the policies of the program, of one kind or all."""
    wanted = sa.select(Policy).order_by(Policy.kind, Policy.slug)
    return list(db.session.scalars(wanted if kind is None else wanted.where(Policy.kind == kind)))


def policy_named(kind: str, slug: str) -> Any:
    """Return a policy or None."""
    return db.session.scalars(sa.select(Policy).where(Policy.kind == kind, Policy.slug == slug)).one_or_none()


def make_policy(kind: PolicyKind, slug: str = "", label: str = "") -> Any:
    """Return the policy of a kind and slug, made when it is not there yet. Raises Unprocessable for a second one of a single kind."""
    slug = slug or kind.slug
    if not kind.several and slug != kind.slug:
        raise Unprocessable(_(ONE_ONLY, slug=kind.slug))
    found = policy_named(kind.key, slug)
    return found or records.create(POLICY, {}, kind=kind.key, slug=slug, label=label or kind.label)


def versions_of(policy: Any) -> list[Any]:
    """Return the versions of a policy, the newest first."""
    return list(db.session.scalars(sa.select(Version).where(Version.policy_id == policy.id).order_by(Version.number.desc())))


def version(version_id: uuid.UUID) -> tuple[Any, Any, PolicyKind]:
    """Return a version with its policy and kind; NotFound where the kind's plugin is off."""
    found = records.get(VERSION, version_id)
    policy = records.get(POLICY, found.policy_id)
    return found, policy, kind_of(policy.kind)


def draft(policy: Any, document: Mapping[str, Any], *, note: str = "") -> Any:
    """Keep a document as a new draft. It may have faults; publishing looks for them. Raises ValidationError when it has no shape."""
    kind = kind_of(policy.kind)
    records.get(POLICY, policy.id, lock=True)
    last = db.session.scalar(sa.select(sa.func.max(Version.number)).where(Version.policy_id == policy.id)) or 0
    values = {"policy_id": policy.id, "number": last + 1, "document": kind.schema.normal(document), "note": note or None}
    return records.create(VERSION, {}, **values, accepted=[], written_by=current_scope().actor.name)


def revise(found: Any, document: Mapping[str, Any], *, note: str | None = None) -> None:
    """Change a draft. Raises Conflict for anything published."""
    if found.state != "draft":
        raise Conflict(NOT_A_DRAFT)
    records.require(VERSION, "edit", found)
    policy = records.get(POLICY, found.policy_id)
    values = {"document": kind_of(policy.kind).schema.normal(document), "written_by": current_scope().actor.name}
    records.apply(VERSION, found, {**values, **({"note": note or None} if note is not None else {})})


def discard(found: Any) -> None:
    """Remove a draft for good."""
    if found.state != "draft":
        raise Conflict(NOT_A_DRAFT)
    records.delete(VERSION, found, reason="draft discarded")


def withdraw(found: Any, note: str) -> None:
    """Take a published version back; what was in force before it is so again."""
    if found.state not in PUBLISHED:
        raise Conflict(NOT_OUT)
    records.require(VERSION, "publish", found)
    records.apply(VERSION, found, {"state": "withdrawn", "note": note or found.note}, act="withdrawn", reason=note or None)
    line_up(found.policy_id)


def line_up(policy_id: uuid.UUID) -> None:
    """Write down from when on each published version is superseded by the next."""
    wanted = sa.select(Version).where(Version.policy_id == policy_id, Version.state.in_(PUBLISHED))
    rows: Sequence[Any] = list(db.session.scalars(wanted.order_by(Version.effective_from, Version.number)))
    now = clock.now()
    for row, following in zip_longest(rows, rows[1:]):
        until = following.effective_from if following is not None else None
        state = "superseded" if until is not None and until <= now else "published"
        if (row.until, row.state) != (until, state):
            records.apply(VERSION, row, {"until": until, "state": state}, act="superseded" if state == "superseded" else "updated")
    timeline.forget()


def standing(found: Any, now: datetime | None = None) -> str:
    """Return how a version stands now: draft, scheduled, in_force, superseded or withdrawn."""
    moment = now or clock.now()
    if found.state not in PUBLISHED:
        return str(found.state)
    if found.effective_from > moment:
        return "scheduled"
    return "superseded" if found.until is not None and found.until <= moment else "in_force"


def existing(kind: str, slug: str) -> Any:
    """Return a policy; NotFound without it."""
    found = policy_named(kind, slug)
    if found is None:
        raise NotFound()
    return found


def by_policy() -> dict[uuid.UUID, list[Any]]:
    """Return the versions of all policies, without their documents' worth of work: one statement."""
    found: dict[uuid.UUID, list[Any]] = {}
    columns = (Version.id, Version.policy_id, Version.number, Version.state, Version.effective_from, Version.until)
    for row in db.session.execute(sa.select(*columns).order_by(Version.number)):
        found.setdefault(row.policy_id, []).append(row)
    return found
