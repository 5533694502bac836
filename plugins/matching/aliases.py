"""Other names of a company, from the alias list: short, former and trade names, and which companies are of one group."""

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import orm as so

from hansa import clock, current_scope, db, select
from plugins.matching.blocking import name_key
from plugins.matching.models import Alias
from plugins.matching.normalise import parsed
from plugins.matching.party import Party

GROUP = "group"
MOST = 500


class Names(NamedTuple):
    """What the alias list says of a party: further names, groups, and the keys of the names of all members of those groups."""

    also: tuple[str, ...] = ()
    groups: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()


def of(party: Party) -> Names:
    """Return what the list says of a party; one statement. For callers behind the wall."""
    keys = {name_key(parsed(name)) for name in (party.name, *party.also)}
    rows = db.session.execute(_wanted(), {"keys": sorted(keys)}).all()
    today = clock.today(current_scope().program.zone)
    groups = [row for row in rows if row.kind == GROUP and _holds(row, today)]
    return Names(tuple(_further(party, keys, [row for row in rows if row.kind != GROUP])), *_groups(keys, groups))


@cache
def _wanted() -> sa.Select[Any]:
    """Return the statement; made once behind the wall, where every reach is the same."""
    head, keys = so.aliased(Alias), sa.bindparam("keys", expanding=True, type_=sa.String())
    named = select(head.company_key).where(head.name_key.in_(keys), head.archived_at.is_(None))
    columns = (Alias.company, Alias.name, Alias.kind, Alias.since, Alias.until, Alias.company_key, Alias.name_key)
    here = sa.or_(Alias.company_key.in_(keys), Alias.company_key.in_(named))
    return select(*columns).where(here, Alias.archived_at.is_(None)).limit(MOST)


def _holds(row: Any, today: date) -> bool:
    return (row.since is None or row.since <= today) and (row.until is None or today < row.until)


def _further(party: Party, keys: set[str], rows: Iterable[Any]) -> Iterable[str]:
    """Yield the further names; a short name that several companies bear says nothing."""
    rows = list(rows)
    meant = {row.company_key for row in rows if row.name_key in keys and row.company_key not in keys}
    if len(meant) > 1:
        rows = [row for row in rows if row.company_key in keys]
    return dict.fromkeys(name for row in rows for name in (row.company, row.name) if name not in (party.name, *party.also))


def _groups(keys: set[str], rows: Iterable[Any]) -> tuple[frozenset[str], frozenset[str]]:
    rows = list(rows)
    own = {row.company_key for row in rows if row.company_key in keys or row.name_key in keys}
    return frozenset(own), frozenset({row.name_key for row in rows if row.company_key in own} | own)
