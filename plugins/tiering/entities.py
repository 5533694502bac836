"""The kinds of records of this plugin, declared once."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from hansa import N_, Conflict, Denied, Entity, EntitySchema, SavedView, Unprocessable, _, clock, current_scope, db
from plugins.tiering import moves, schemas
from plugins.tiering.engine.points import BY_HAND
from plugins.tiering.membership import MEMBERSHIP
from plugins.tiering.models import Award, Change, Enrolment, Invitation, Progress, Standing
from plugins.tiering.standing import applying, effecting, programs, standings
from plugins.tiering.states import LOSING, OPEN
from plugins.tiering.workflow import WORKFLOW

FOLLOWS = N_("Levels follow from changes: propose one.")

EVIDENCE = N_("Say what shows it: points by hand need evidence.")
CATEGORY = N_("Say the category of the points.")
SAME = N_("This is known already; nothing changes.")
NO_TRACK = N_("There is no such track, or none of its versions is in force.")
NOWHERE = N_("The partner stands there already.")


def _in(*states: str) -> tuple[tuple[str, str], ...]:
    return tuple(("f.state.in", state) for state in states)


def _award(award: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Points by hand name their category and what shows them; what a source tells twice changes nothing."""
    if is_new and award.ref and _told(award):
        raise Conflict(_(SAME), code="unchanged")
    if award.kind == BY_HAND and not (award.evidence or award.document or award.ref):
        raise _wrong("evidence", _(EVIDENCE))
    if award.kind == BY_HAND and not award.category:
        raise _wrong("category", _(CATEGORY))


def _told(award: Any) -> bool:
    same = (Award.partner_id == award.partner_id, Award.kind == award.kind, Award.ref == award.ref, Award.id != award.id)
    return db.session.execute(sa.select(Award.id).where(*same).limit(1)).first() is not None


def _change(change: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """A change somebody enters is measured against where the partner stands."""
    if not (is_new or changes.keys() & {"track", "to_level"}):
        return
    if change.track not in {track.slug for track in programs.tracks()}:
        raise _wrong("track", _(NO_TRACK))
    ladder = programs.ladder_of(change.track)
    if change.to_level and ladder.named(change.to_level) is None:
        raise _wrong("to_level", _(moves.NO_SUCH))
    if change.created_by is not None:
        _by_hand(change, ladder)


def _by_hand(change: Any, ladder: Any) -> None:
    before = standings.present(change.partner_id, change.track)
    change.from_level = before.level if before else None
    if change.from_level == change.to_level:
        raise Conflict(_(NOWHERE), code="same-level")
    ranks = [rung.rank if rung else 0 for rung in (ladder.named(change.from_level), ladder.named(change.to_level))]
    change.direction = "up" if ranks[1] > ranks[0] else "down"
    change.found_on = change.found_on or clock.today(current_scope().program.zone)


def _wrong(field: str, message: str) -> Unprocessable:
    return Unprocessable(message, errors=[{"pointer": f"/{field}", "code": "invalid", "message": message}])


def _standing(record: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Standings follow from changes: no form or call can name a track, and none is put away by hand."""
    if not record.track or "archived_at" in changes:
        raise Denied(FOLLOWS)


STANDING = Entity(
    "standing", N_("Level of a partner"), Standing, schemas.StandingSchema, plural=N_("Levels of partners"), audience="owner",
    list_columns=("partner_id", "track", "level", "since", "until"), icon="stairs-up", searchable=False, sort="-since",
    before_save=_standing,
)  # fmt: skip
CHANGE = Entity(
    "change", N_("Change of level"), Change, schemas.ChangeSchema, plural=N_("Changes of level"), audience="owner", number="T", title="number",
    list_columns=("number", "partner_id", "track", "state", "from_level", "to_level", "cure_until", "effective_on"), icon="stairs-up",
    create_label=N_("Propose a level"), workflow=WORKFLOW, before_save=_change, after_save=lambda saved, is_new: effecting.follow(saved),
    searchable=False,
    views=(
        SavedView("queue", N_("To be decided"), _in("stable", "eligible_up", "proposed", "demotion_proposed"), sort="found_on", staff=True),
        SavedView("losing", N_("At risk"), _in(*LOSING), sort="cure_until", staff=True),
        SavedView("open", N_("Open"), _in(*OPEN), staff=True),
        SavedView("done", N_("In force"), _in("effective")),
    ),
)  # fmt: skip
AWARD = Entity(
    "award", N_("Points"), Award, schemas.AwardSchema, plural=N_("Points"), audience="owner",
    list_columns=("partner_id", "kind", "category", "amount", "earned_on", "until", "label"), icon="star", searchable=False, sort="-earned_on",
    create_label=N_("Enter points"), before_save=_award,
)  # fmt: skip
INVITATION = Entity(
    "invitation", N_("Invitation to a level"), Invitation, schemas.InvitationSchema, plural=N_("Invitations to levels"), audience="owner",
    list_columns=("partner_id", "track", "level", "until"), icon="mail", searchable=False,
)  # fmt: skip
PROGRESS = Entity(
    "progress", N_("Progress"), Progress, EntitySchema, audience="owner", api=False, pages=False, audited=False, searchable=False
)
ENROLMENT = Entity(
    "enrolment", N_("Membership of a program"), Enrolment, schemas.EnrolmentSchema, plural=N_("Memberships of programs"), audience="owner", number="E",
    title="number", list_columns=("number", "partner_id", "track", "state", "starts_on", "ends_on", "renewed"), icon="id-badge-2", searchable=False,
    create_label=N_("Apply to join"), workflow=MEMBERSHIP, before_save=applying.judge, sort="-number",
    views=(
        SavedView("queue", N_("To be decided"), _in("applied", "renewing"), staff=True),
        SavedView("running", N_("Running"), _in("active", "renewing"), sort="ends_on"),
    ),
)  # fmt: skip
ENTITIES = [ENROLMENT, STANDING, CHANGE, AWARD, INVITATION, PROGRESS]
