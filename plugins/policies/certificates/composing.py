"""Certificates that are made of others: who holds all parts holds the whole, as long as the first part lasts."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa

from hansa import N_, Unprocessable, _, behind, current_scope, db, program_changed, typed_list
from plugins.policies.metrics.window import plus_months
from plugins.policies.models import CertificateKind
from plugins.policies.tasks import READ

OF_ITSELF = N_("A certificate is not made of one that is made of it.")
FOREVER = date.max


class Whole(NamedTuple):
    """A certificate made of others; `months` limits how long it lasts."""

    name: str
    parts: tuple[str, ...]
    months: int | None


def wholes() -> Sequence[Whole]:
    """Return the certificates made of others, parts before what is made of them; one statement for a revision of the program."""
    return current_scope().program.cache.get(("policies.wholes",), _read)


def _read() -> Sequence[Whole]:
    columns = (CertificateKind.name, CertificateKind.made_of, CertificateKind.months)
    with behind(READ):
        rows = db.session.execute(
            sa.select(*columns).where(CertificateKind.made_of.is_not(None), CertificateKind.archived_at.is_(None))
        ).all()
    return _ordered([Whole(row.name, typed_list(row.made_of, ";"), row.months) for row in rows])


def _ordered(found: Sequence[Whole]) -> Sequence[Whole]:
    """Put parts before what is made of them; what is made of itself is left out."""
    left, done = {one.name: one for one in found}, list[Whole]()
    while ready := [one for one in left.values() if not left.keys() & set(one.parts)]:
        done += ready
        left = {name: one for name, one in left.items() if one not in ready}
    return tuple(done)


def with_wholes(held: Sequence[Mapping[str, Any]], day: date) -> list[Mapping[str, Any]]:
    """Return certificates that are valid on a day, and those each person holds because it holds all parts of them."""
    found = list(held)
    for whole in wholes():
        for person in dict.fromkeys(one["person"] for one in found):
            parts = [_longest(found, person, name) for name in whole.parts]
            made = _made(whole, person, [part for part in parts if part is not None]) if all(parts) else None
            if made is not None and (made["valid_until"] is None or made["valid_until"] >= day):
                found.append(made)
    return found


def _longest(held: Iterable[Mapping[str, Any]], person: str, name: str) -> Mapping[str, Any] | None:
    mine = [one for one in held if one["person"] == person and one["name"] == name]
    return max(mine, key=lambda one: one["valid_until"] or FOREVER, default=None)


def _made(whole: Whole, person: str, parts: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """Return the whole: from the day the last part was issued until the first one ends, or its months are over."""
    issued = max(part["issued_on"] for part in parts)
    ends = [part["valid_until"] for part in parts if part["valid_until"] is not None]
    ends += [plus_months(issued, whole.months) - timedelta(days=1)] if whole.months else []
    older = [part["behind"] for part in parts]
    behind = None if None in older else max(older)
    return {"person": person, "name": whole.name, "release": None, "behind": behind, "issued_on": issued, "valid_until": min(ends, default=None)}


def check(kind: Any, changes: Mapping[str, Any], is_new: bool) -> None:
    """Before a kind is saved: its own name among its parts says nothing; made of itself by way of others it is refused. Raises Unprocessable."""
    kind.made_of = "; ".join(part for part in typed_list(kind.made_of, ";") if part != kind.name) or None
    if kind.made_of is None:
        return
    with behind(READ):
        others = db.session.execute(sa.select(CertificateKind.name, CertificateKind.made_of).where(CertificateKind.id != kind.id)).all()
    parts = {row.name: typed_list(row.made_of, ";") for row in others} | {kind.name: typed_list(kind.made_of, ";")}
    seen, ahead = set[str](), list(parts[kind.name])
    while ahead:
        name = ahead.pop()
        if name == kind.name:
            raise Unprocessable(errors=[{"pointer": "/made_of", "code": "circle", "message": _(OF_ITSELF)}])
        if name not in seen:
            seen.add(name)
            ahead += parts.get(name, ())


def changed(saved: Any, is_new: bool) -> None:
    """Other certificates count from now on."""
    program_changed()
