"""Versions of a certificate: how many newer ones there are than the one somebody holds."""

from collections.abc import Mapping, Sequence
from datetime import date

import sqlalchemy as sa

from hansa import behind as behind_the_wall
from hansa import current_scope, db
from plugins.policies.models import CertificateKind
from plugins.policies.tasks import READ

Releases = Mapping[str, Sequence[tuple[date, str]]]


def releases() -> Releases:
    """Return the versions of certificates by name, oldest first, with the day each came out; one statement for a revision of the program."""
    found: Releases = current_scope().program.cache.get(("policies.releases",), _read)
    return found


def _read() -> Releases:
    with behind_the_wall(READ):
        rows = db.session.execute(sa.select(CertificateKind.name, CertificateKind.releases).where(CertificateKind.archived_at.is_(None))).all()
    return {row.name: sorted((date.fromisoformat(one["since"]), one["release"]) for one in row.releases) for row in rows if row.releases}


def behind(name: str, release: str | None, day: date) -> int | None:
    """Return how many versions newer than this one were out on a day: 0 for the newest, and where no versions are declared.

    None where it is not known: a certificate without its version, or of one that is not declared.
    """
    declared = releases().get(name)
    if declared is None:
        return 0
    names = [one for _since, one in declared]
    return sum(since <= day for since, _one in declared[names.index(release) + 1 :]) if release in names else None
