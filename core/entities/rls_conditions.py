"""The conditions of row-level security: what `access` says for entities, and for the tables whose rows follow a record."""

from collections.abc import Iterable, Sequence

from core.entities.entity import Entity

INSIDE = "program_id = (SELECT hansa_program())"
ALL, STAFF, MEMBER, OWN = "(SELECT hansa_all())", "(SELECT hansa_staff())", "(SELECT hansa_member())", "(SELECT hansa_partner())"
"""Scalar subqueries: evaluated once for a statement. A boolean one is guessed at one half by the planner, an equality at
half a percent, which would talk it out of reading a list along its index."""

UNKNOWN, USER, PRINCIPAL = "(SELECT hansa_user()) IS NULL", "(SELECT hansa_user())", "(SELECT hansa_principal())"
"""Whether nobody is known yet; who it is; the membership, else the user, that personal rows are kept for."""


def reads(entity: Entity) -> str:
    """Return the condition of rows that may be read: what `access.readable` says, for every reach at once."""
    if entity.audience == "central":
        return f"{INSIDE} AND {ALL}"
    if entity.audience == "staff":
        return f"{INSIDE} AND {STAFF}"
    if entity.audience == "program":
        return f"{INSIDE} AND {MEMBER}"
    ways = [ALL, f"{entity.owner} = {OWN}", *(f"{column} = {OWN}" for column in entity.also_visible_to)]
    if entity.shared:
        ways.append(_shared(entity))
    ways.append(f"{entity.owner} IN (SELECT hansa_reached({str(entity.tree).lower()}))")
    return f"{INSIDE} AND ({' OR '.join(ways)})"


def writes(entity: Entity) -> str:
    """Return the condition of rows that may be written: what `access.writable` says."""
    if entity.audience != "owner":
        return f"{INSIDE} AND {ALL}"
    return f"{INSIDE} AND ({ALL} OR {entity.owner} = {OWN} OR {entity.owner} IN (SELECT hansa_reached(false)))"


def follows(table: str, entities: Sequence[Entity]) -> str:
    """Return who reads a row that follows a record with an owner, named by `entity`, `record_id` and `partner_id`.

    The owner and, for entities with a tree, those above it are told by the columns; where a record is open to more, the
    record is asked, under its own policy. That comes last: it is looked at only where all else failed.
    """
    ways = [f"partner_id = {OWN}"]
    if above := [e.key for e in entities if e.audience == "owner" and e.tree]:
        ways.append(f"partner_id IN (SELECT hansa_reached(true)) AND ({STAFF} OR entity IN ({_names(above)}))")
    else:
        ways.append("partner_id IN (SELECT hansa_reached(false))")
    ways += [_asks(table, entity) for entity in entities if entity.also_visible_to or entity.shared]
    return " OR ".join(ways)


def of_program(entities: Iterable[Entity]) -> str:
    """Return the condition of rows about records that all partners of the program read."""
    keys = [e.key for e in entities if e.audience == "program"]
    return f"{MEMBER} AND entity IN ({_names(keys)})" if keys else "false"


def by_audience(table: str, entities: Sequence[Entity]) -> str:
    """Return who reads a row that follows a record and repeats its `audience`."""
    return f"{ALL} OR CASE audience WHEN 'owner' THEN {follows(table, entities)} WHEN 'program' THEN {MEMBER} WHEN 'staff' THEN {STAFF} ELSE false END"


def _asks(table: str, entity: Entity) -> str:
    record = f"SELECT 1 FROM {entity.table.name} r WHERE r.program_id = {table}.program_id AND r.id = {table}.record_id"
    return f"entity = '{entity.key}' AND EXISTS ({record})"


def _shared(entity: Entity) -> str:
    name = entity.table.name
    return (
        f"EXISTS (SELECT 1 FROM core_share s WHERE s.program_id = {name}.program_id AND s.entity = '{entity.key}'"
        f" AND s.record_id = {name}.id AND s.partner_id = {OWN} AND (s.until IS NULL OR s.until > now()))"
    )


def _names(keys: Iterable[str]) -> str:
    return ", ".join(f"'{key}'" for key in keys)
