"""Benefits as facts of partners: prices, routing, protection and funds read `partner.benefit_<key>` like any other fact."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from hansa import N_, Conflict, _, behind, entity_of, records
from plugins.tiering.standing import benefits, effecting, programs, standings
from plugins.tiering.standing.benefits import Benefit
from plugins.tiering.standing.programs import Track
from plugins.tiering.tasks import BENEFIT, REVIEW

PREFIX = "benefit_"
TYPES: Mapping[str, str] = {"yes": "bool", "text": "text"}
"""How a benefit is kept as a fact; all others are numbers."""
OTHER_TYPE = N_("Rules know “%(name)s” as something else already. Give the benefit another name.")


def declare(saved: Sequence[tuple[Any, Mapping[str, Any]]]) -> None:
    """After versions were saved: the benefits of a published program are facts rules may read, and stay so when this plugin is off.

    Raises Conflict (code `benefit-type`) for a name that is a fact of another type.
    """
    for version, changes in saved:
        if "state" in changes and version.state == "published" and version.document.get("benefits") and _is_program(version):
            with behind(REVIEW):
                for row in version.document["benefits"]:
                    _declare(row["key"], row["kind"], row["label"])


def _is_program(version: Any) -> bool:
    return bool(records.get(entity_of("policies.policy"), version.policy_id).kind == programs.KEY)


def _declare(key: str, kind: str, label: str) -> None:
    name, wanted = f"{PREFIX}{key}", TYPES.get(kind, "number")
    if effecting.ensure_kind(name, wanted, label) != wanted:
        raise Conflict(_(OTHER_TYPE, name=name), code="benefit-type")


def of_partners(keys: Sequence[str], day: date) -> dict[str, dict[str, Any]]:
    """Return what partners have on a day as facts, by their id as text; one statement, none where no program gives anything."""
    if not any(track.document.get("grants") for track in programs.tracks(day)):
        return {}
    with behind(BENEFIT):
        found = benefits.of_partners([uuid.UUID(key) for key in keys], day)
    return {str(partner): _facts(held) for partner, held in found.items()}


def days(keys: Sequence[str], first: date, last: date) -> list[date]:
    """Return the days after the first, up to the last, on which what partners have may change: they came to another level, or a version
    of a program began, which says anew what levels give."""
    found = standings.days([uuid.UUID(key) for key in keys], first, last) | programs.days(first, last)
    return sorted(day for day in found if first < day <= last)


def at_level(track: Track, partner_id: uuid.UUID, level: str | None, day: date) -> dict[str, Any]:
    """Return the facts a partner would have on a level of a track, its other tracks as they are: benefits, and the fact that follows the level."""
    with behind(BENEFIT):
        held = standings.levels_of([partner_id], day)[partner_id]
    known = benefits.at_levels(programs.tracks(day), {**held, track.slug: level})
    own = {str(name): level} if (name := track.document.get("fact")) else {}
    return {f"partner.{name}": value for name, value in {**_facts(known), **own}.items()}


def _facts(held: Mapping[str, Benefit]) -> dict[str, Any]:
    return {f"{PREFIX}{key}": one.value for key, one in held.items()}
