"""All known parties like one: found by their keys, then compared."""

import uuid
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import SystemTask, behind, db, select
from plugins.matching import aliases
from plugins.matching.blocking import asked, name_key
from plugins.matching.compare import compare
from plugins.matching.models import KnownParty
from plugins.matching.normalise import normalise, parsed
from plugins.matching.party import Match, Party, Thresholds
from plugins.matching.settings import thresholds

TASK = "matching.search"
TASKS = [SystemTask(TASK, "A company is compared with those of all partners; engines and staff get the answer, partners never.")]
PER_KEY = 40
"""At most so many parties are looked at for one key: a key that more share tells little, and they share others."""
MOST_KEYS = 24
_ORDER = {"same": 0, "related": 1, "possible": 2, "different": 3}
_FIELDS = ("entity", "record_id", "owner_id", "name", "country", "domain", "registration", "phone", "place")


class Found(NamedTuple):
    """A known party that is like the one asked for, the record it stands in, and why."""

    entity: str
    record_id: uuid.UUID
    owner_id: uuid.UUID | None
    party: Party
    match: Match


def search(party: Party, *, entities: Collection[str] = (), most: int = 50, limits: Thresholds | None = None) -> list[Found]:
    """Return the known parties of the program that are the same, related or possibly the same, the likest first.

    `entities`: only those in records of these kinds. For engines and staff: what it returns belongs to all partners.
    """
    limits = limits or thresholds()
    with behind(TASK):
        names = aliases.of(party)
        normal = normalise(party._replace(also=(*party.also, *names.also), groups=party.groups | names.groups))
        rows = _candidates(asked(normal), entities)
    found = []
    for row in rows:
        other = Party(row.name, row.country, row.domain, row.registration, row.phone, row.place)
        if names.members and name_key(parsed(row.name)) in names.members:
            other = other._replace(groups=names.groups)
        match = compare(normal, normalise(other), limits)
        if match.verdict != "different":
            found.append(Found(row.entity, row.record_id, row.owner_id, other, match))
    found.sort(key=lambda f: (_ORDER[f.match.verdict], -f.match.score, f.record_id))
    return found[:most]


def _candidates(keys: Sequence[tuple[str, str]], entities: Collection[str]) -> list[Any]:
    """Return the rows that share a key; one statement, which asks as many questions for every name of its kind."""
    keys = keys[:MOST_KEYS]
    if not keys:
        return []
    values = {f"key_{at}": value for at, (_, value) in enumerate(keys)}
    chosen = {"entities": sorted(entities)} if entities else {}
    return list(db.session.execute(_sharing(tuple(column for column, _ in keys), bool(entities)), {**values, **chosen}).all())


@lru_cache(maxsize=256)
def _sharing(columns: tuple[str, ...], chosen: bool) -> sa.Select[Any]:
    """Return the statement for keys of these columns; made once behind the wall, where every reach is the same."""
    parts = []
    for at, column in enumerate(columns):
        part = select(KnownParty.id).where(getattr(KnownParty, column) == sa.bindparam(f"key_{at}", type_=sa.String()))
        if chosen:
            part = part.where(KnownParty.entity.in_(sa.bindparam("entities", expanding=True)))
        parts.append(sa.select(part.limit(PER_KEY).subquery().c.id))
    hits = sa.union(*parts).subquery()
    return select(*(getattr(KnownParty, name) for name in _FIELDS)).where(KnownParty.id.in_(sa.select(hits.c.id)))
