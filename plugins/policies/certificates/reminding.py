"""Letters to people whose certificate ends: so many days before as its kind says, and when it is over."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from babel.dates import format_date

from hansa import Job, behind, clock, current_scope, db, directory, mail
from plugins.policies.models import Certificate, CertificateKind
from plugins.policies.tasks import KEEP

LATE = 14
"""So many days after its end nobody is told any more: it was imported late."""
AT_ONCE = 200
SOON, OVER = "soon", "over"


def remind() -> int:
    """Write the letters that are due today and return how many; in the running unit. What was renewed is not spoken of."""
    today, sent = clock.today(current_scope().program.zone), 0
    with behind(KEEP):
        for row, word in _due(today):
            sent += _tell(row, word)
            _note(row, word)
    return sent


def _due(today: date) -> Iterator[tuple[Any, str]]:
    kinds = db.session.execute(sa.select(CertificateKind.name, CertificateKind.remind_days).where(*_kept(CertificateKind)))
    days = {row.name: row.remind_days for row in kinds if row.remind_days}
    if not days:
        return
    first, last = today - timedelta(days=LATE), today + timedelta(days=max(days.values()))
    wanted = sa.select(Certificate).where(
        Certificate.name.in_(sorted(days)), Certificate.valid_until.between(first, last), Certificate.left_on.is_(None), Certificate.told != OVER,
        Certificate.superseded_at.is_(None), *_kept(Certificate),
    )  # fmt: skip
    rows = list(db.session.scalars(wanted.order_by(Certificate.valid_until, Certificate.id).limit(AT_ONCE)))
    latest = _latest({row.key for row in rows})
    for row in rows:
        word = OVER if row.valid_until < today else SOON if row.valid_until <= today + timedelta(days=days[row.name]) else ""
        if word and word != row.told and latest[row.key, row.name] <= row.valid_until:
            yield row, word


def _kept(model: Any) -> tuple[Any, ...]:
    return (model.archived_at.is_(None),)


def _latest(people: set[str]) -> Mapping[tuple[str, str], date]:
    """Return until when people hold certificates, by person and name."""
    until = sa.func.max(sa.func.coalesce(Certificate.valid_until, sa.literal(date.max, sa.Date())))
    wanted = sa.select(Certificate.key, Certificate.name, until).where(
        Certificate.key.in_(sorted(people)), Certificate.superseded_at.is_(None), *_kept(Certificate)
    )
    return {(row[0], row[1]): row[2] for row in db.session.execute(wanted.group_by(Certificate.key, Certificate.name))}


def _tell(row: Any, word: str) -> int:
    """Write to the person, in their language where they have an account; who is named without an address cannot be written to."""
    if "@" not in row.person:
        return 0
    member = next((one for one in directory.members(emails=[row.person]) if one.partner_id == row.partner_id), None)
    program = current_scope().program
    locale = (member.locale if member is not None else None) or program.locale
    day = str(format_date(row.valid_until, "medium", locale=locale))
    mail.send(
        row.person, "policies/certificate", locale, name=member.name if member is not None else row.person, certificate=row.name, day=day, over=word == OVER,
        program=program.name,
    )  # fmt: skip
    return 1


def _note(row: Any, word: str) -> None:
    """Remember what was told: not a correction of the certificate, so no edition of it."""
    noted = sa.update(Certificate).where(Certificate.id == row.id).values(told=word)
    db.session.execute(noted, execution_options={"synchronize_session": False})


def _remind(program: Any) -> None:
    remind()


REMIND = Job("certificates_remind", _remind, every="10 7 * * *")
