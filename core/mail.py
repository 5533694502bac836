"""Mail: written in the transaction that wants it, delivered by a job, visible to admins until a server took it."""

import smtplib
import unicodedata
import uuid
from datetime import datetime
from email.utils import parseaddr
from typing import Any

import sqlalchemy as sa
from jinja2 import TemplateNotFound
from sqlalchemy import orm as so

from core import clock
from core.db import Model, db, new_id
from core.entities.marks import WALL
from core.entities.scope import peek
from core.entities.unit import unit
from core.i18n import DEFAULT, resolve
from core.jobs.declare import Job
from core.jobs.queue import enqueue
from core.portal import portal
from core.programs import logos
from core.programs.state import ProgramState
from core.smtp import message, transmit


class Mail(Model):
    """A letter. `state`: queued, held (no server configured), sent, failed. Its text is dropped once a server took it.

    `private`: the text carries a secret, like a link that signs in; only site admins see it.
    """

    id: so.Mapped[uuid.UUID] = so.mapped_column(primary_key=True, default=new_id)
    program_id: so.Mapped[uuid.UUID | None]
    to: so.Mapped[str]
    template: so.Mapped[str]
    locale: so.Mapped[str]
    subject: so.Mapped[str]
    text: so.Mapped[str] = so.mapped_column(sa.Text())
    private: so.Mapped[bool] = so.mapped_column(default=False)
    state: so.Mapped[str] = so.mapped_column(sa.String(10), default="queued")
    error: so.Mapped[str | None] = so.mapped_column(sa.Text())
    created_at: so.Mapped[datetime] = so.mapped_column(default=clock.now)
    sent_at: so.Mapped[datetime | None]
    __table_args__ = (sa.Index(None, "program_id", "id"),)


TABLE: Any = Mail.__table__


def send(to: str, template: str, locale: str | None, *, private: bool = False, **values: Any) -> uuid.UUID:
    """Queue a mail in the running unit and return its id.

    `template` names `mail/<locale>/<template>.txt` of the core, or, as `<plugin>/<name>`, that of a plugin; English stands
    in for a missing language. It begins with `Subject: …` and an empty line. `values` are plain texts and numbers. `private`: only
    site admins may read the text in the outbox. Raises ValueError for an address or a subject that is not one line.
    """
    scope = peek()
    subject, text = _rendered(template, resolve(locale), values)
    mail_id = new_id()
    row = {
        "id": mail_id, "program_id": scope.program.id if scope else None, "to": _address(to), "template": template, "locale": resolve(locale),
        "subject": _one_line(subject), "text": text, "private": private, "state": "queued", "created_at": clock.now(),
    }  # fmt: skip
    db.session.connection().execute(sa.insert(TABLE).execution_options(**WALL), row)
    enqueue(DELIVERY, {"mail": mail_id})
    return mail_id


def post(mail_id: uuid.UUID) -> None:
    """Have a mail delivered, also one that was held or failed before."""
    _mark(mail_id, state="queued")
    enqueue(DELIVERY, {"mail": mail_id})


def deliver(program: ProgramState | None, mail: str) -> None:
    """Hand a mail to the configured server; without one it stays in the outbox."""
    url = server()
    found = unit(lambda: _read(uuid.UUID(mail)))
    if found is None or found.state == "sent":
        return
    if not url:
        unit(lambda: _mark(found.id, state="held"))
        return
    try:
        letter = message(found, portal().config["mail_from"], program.name if program else "", _logo(program))
        transmit(url, letter, portal().config["smtp_ca"])
    except Exception as error:
        text = f"{type(error).__name__}: {error}"
        unit(lambda: _mark(found.id, state="failed", error=text))
        if _bounced(error):
            return
        raise
    unit(lambda: _mark(found.id, state="sent", error=None, text="", sent_at=clock.now()))


def _bounced(error: Exception) -> bool:
    """Tell whether the server refused the recipient for good: trying again would change nothing until somebody mends the address."""
    return isinstance(error, smtplib.SMTPRecipientsRefused) and all(code >= 500 for code, _text in error.recipients.values())


def _logo(program: ProgramState | None) -> bytes | None:
    """Return the program's logo for light ground, as PNG."""
    return logos.read(program, "light") if program else None


DELIVERY = Job("mail", deliver, retries=8, atomic=False)


def _rendered(template: str, locale: str, values: dict[str, Any]) -> tuple[str, str]:
    """Return subject and text. The environment escapes HTML templates only."""
    scope = peek()
    environment = portal().theming.environment(scope.program.theme if scope else "default")
    plugin, _, name = template.rpartition("/")
    prefix = f"{plugin}/mail" if plugin else "mail"
    names = [f"{prefix}/{found}/{name}.txt" for found in dict.fromkeys((locale, DEFAULT))]
    try:
        whole = environment.select_template(names).render(values)
    except TemplateNotFound:
        raise LookupError(f"there is no mail template {names[-1]}") from None
    first, _, text = whole.partition("\n\n")
    if not first.startswith("Subject: "):
        raise ValueError(f"{names[-1]} does not begin with `Subject: …` and an empty line")
    return first.removeprefix("Subject: "), text.strip() + "\n"


def _address(text: str) -> str:
    """Refuse more than one address, and everything that could begin another header."""
    address = parseaddr(text)[1]
    if address != text or address.count("@") != 1:
        raise ValueError(f"{text!r} is not a mail address")
    return _one_line(address)


def _one_line(text: str) -> str:
    if any(unicodedata.category(character) in ("Cc", "Zl", "Zp") for character in text):
        raise ValueError("a mail header is one line")
    return text.strip()


def _read(mail_id: uuid.UUID) -> Any | None:
    return db.session.connection().execute(sa.select(TABLE).where(TABLE.c.id == mail_id).execution_options(**WALL)).one_or_none()


def _mark(mail_id: uuid.UUID, **values: Any) -> None:
    db.session.connection().execute(sa.update(TABLE).where(TABLE.c.id == mail_id).values(values).execution_options(**WALL))


def server() -> str:
    """Return the configured mail server, "" when there is none and mail waits in the outbox."""
    return str(portal().config["smtp_url"])
