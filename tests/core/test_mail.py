"""Mail: queued in the transaction, delivered to a real server, visible to admins when there is none."""

import socket
from collections.abc import Iterator
from datetime import timedelta
from email.message import EmailMessage
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from flask import Flask

from core import clock, mail, smtp
from core.db import db
from core.entities.marks import WALL
from core.entities.unit import Rollback, unit
from core.identity.models import User
from core.jobs.worker import drain
from core.smtp import transmit
from hansa.testing import Kit
from hansa.testing.world import Person

VALUES = {"name": "Ann Lee", "link": "https://portal.example/x", "program": "Alpha"}


class Inbox(Message):
    """A server's handler that keeps what it got; `refusals` letters are refused first."""

    def __init__(self) -> None:
        super().__init__()
        self.letters: list[Any] = []
        self.refusals = 0

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.refusals:
            self.refusals -= 1
            return "451 not now"
        return str(await super().handle_DATA(server, session, envelope))

    def handle_message(self, message: Any) -> None:
        self.letters.append(message)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        return int(found.getsockname()[1])


@pytest.fixture
def inbox(kit: Kit, app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Inbox]:
    handler = Inbox()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    monkeypatch.setitem(kit.portal.config, "smtp_url", f"smtp://127.0.0.1:{port}")
    yield handler
    controller.stop()


def send(kit: Kit, to: str = "ann@partner.example", locale: str = "en", **values: Any) -> Any:
    with kit.acting(Person("a")):
        return unit(lambda: mail.send(to, "reset", locale, private=True, **{**VALUES, **values}))


def stored(kit: Kit, mail_id: Any) -> Any:
    with kit.acting(Person("admin")):
        return db.session.connection().execute(sa.select(mail.TABLE).where(mail.TABLE.c.id == mail_id).execution_options(**WALL)).one()


def test_mail_reaches_the_server_with_text_and_sender(kit, app, inbox):
    send(kit)
    drain(app)
    letter = inbox.letters[0]
    assert (letter["To"], letter["Subject"]) == ("ann@partner.example", "Set a new password for Alpha")
    assert "Alpha Partner Program" in letter["From"] and "https://portal.example/x" in letter.get_payload()


def test_delivered_mail_says_so_and_keeps_no_text(kit, app, inbox):
    found = send(kit)
    drain(app)
    row = stored(kit, found)
    assert (row.state, row.text) == ("sent", "") and row.sent_at is not None


def test_mail_is_written_in_the_language_of_the_reader(kit, app, inbox):
    send(kit, locale="zh-CN")
    drain(app)
    text = inbox.letters[0].get_payload(decode=True).decode()
    assert "您好" in text and inbox.letters[0]["Content-Language"] == "zh-Hans-CN"


def test_mail_of_a_rolled_back_unit_is_never_sent(kit, app, inbox):
    def work() -> None:
        mail.send("ann@partner.example", "reset", "en", **VALUES)
        raise Rollback(None)

    with kit.acting(Person("a")):
        unit(work)
    drain(app)
    assert inbox.letters == []


def test_refused_mail_is_tried_again(kit, app, inbox):
    inbox.refusals = 1
    found = send(kit)
    drain(app)
    assert stored(kit, found).state == "failed" and "451" in stored(kit, found).error
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        drain(app)
    assert stored(kit, found).state == "sent" and len(inbox.letters) == 1


def test_server_that_is_down_loses_nothing(kit, app, monkeypatch):
    monkeypatch.setitem(kit.portal.config, "smtp_url", "smtp://127.0.0.1:9")
    found = send(kit)
    drain(app)
    assert stored(kit, found).state == "failed" and VALUES["link"] in stored(kit, found).text


def test_server_that_hangs_loses_nothing_and_is_tried_again(kit, app, inbox, monkeypatch):
    working = kit.portal.config["smtp_url"]
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        monkeypatch.setattr(smtp, "SERVER_PATIENCE", 0.2)
        monkeypatch.setitem(kit.portal.config, "smtp_url", f"smtp://127.0.0.1:{hanging.getsockname()[1]}")
        found = send(kit)
        drain(app)
    assert (stored(kit, found).state, "timed out" in stored(kit, found).error) == ("failed", True)
    monkeypatch.setitem(kit.portal.config, "smtp_url", working)
    with time_machine.travel(clock.now() + timedelta(minutes=1)):
        drain(app)
    assert stored(kit, found).state == "sent" and len(inbox.letters) == 1


def test_without_a_server_mail_is_held_until_there_is_one(kit, app, request):
    found = send(kit)
    drain(app)
    assert stored(kit, found).state == "held"
    inbox = request.getfixturevalue("inbox")
    with kit.acting(Person("admin")):
        unit(lambda: mail.post(found))
    drain(app)
    assert len(inbox.letters) == 1


@pytest.mark.parametrize(
    "to", ["ann@x.example\nBcc: all@x.example", "ann@x.example, bob@x.example", "ann@x.example\r\n", "nobody", "a@b@c"]
)
def test_address_that_is_more_than_one_address_is_refused(kit, to):
    with pytest.raises(ValueError, match=r"mail address|one line"):
        send(kit, to=to)


@pytest.mark.parametrize("program", ["Alpha\nBcc: all@x.example", "Alpha\r\nX-Header: 1", "Alpha\u2028Bcc: x"])
def test_subject_of_more_than_one_line_is_refused(kit, program):
    with pytest.raises(ValueError, match=r"one line|does not begin"):
        send(kit, program=program)


def test_unknown_template_is_named(kit):
    with kit.acting(Person("a")), pytest.raises(LookupError, match=r"mail/en/nothing\.txt"):
        unit(lambda: mail.send("ann@x.example", "nothing", "en"))


def test_password_of_the_server_is_sent_decoded(kit, app):
    seen = []

    def judge(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        seen.append((data.login, data.password))
        return AuthResult(success=True)

    handler = Inbox()
    port = free_port()
    controller = Controller(handler, hostname="127.0.0.1", port=port, authenticator=judge, auth_require_tls=False)
    controller.start()
    letter = EmailMessage()
    letter["From"], letter["To"] = "a@x.example", "b@x.example"
    transmit(f"smtp://us%40er:p%2Fw@127.0.0.1:{port}", letter)
    controller.stop()
    assert seen == [(b"us@er", b"p/w")]


def test_outbox_shows_the_mail_of_the_own_program_only(kit, app, as_user):
    send(kit)
    assert b"ann@partner.example" in as_user("admin").get("/alpha/admin/mail").data
    assert b"ann@partner.example" not in as_user("admin", "beta").get("/beta/admin/mail").data


def test_outbox_is_closed_to_partners_and_managers(kit, as_user):
    send(kit)
    assert [as_user(name).get("/alpha/admin/mail").status_code for name in ("a", "manager")] == [404, 404]


def test_secret_letter_is_not_shown_to_admins_of_the_program(kit, as_user):
    found = send(kit)
    page = as_user("admin").get(f"/alpha/admin/mail/{found}").data
    assert b"secret link" in page and VALUES["link"].encode() not in page


@pytest.fixture
def site_admin(kit: Kit, as_user: Any) -> Any:
    """The browser of a site admin."""
    with kit.owner.begin() as connection:
        connection.execute(sa.update(User.__table__).where(User.id == Person("admin").user_id).values(site_admin=True))
    return as_user("admin")


def test_secret_letter_is_shown_to_site_admins(kit, site_admin):
    assert VALUES["link"] in site_admin.get(f"/alpha/admin/mail/{send(kit)}").text


def test_mail_of_no_program_is_shown_on_the_page_of_the_site(kit, app, site_admin):
    with app.app_context():
        found = unit(lambda: mail.send("root@x.example", "reset", "en", private=True, **VALUES))
    drain(app)
    assert "root@x.example" in site_admin.get("/-/mail").text and VALUES["link"] in site_admin.get(f"/-/mail/{found}").text
    assert "root@x.example" not in site_admin.get("/alpha/admin/mail").text


def test_mail_of_the_site_is_closed_to_admins_of_programs(kit, as_user):
    assert as_user("admin").get("/-/mail").status_code == 404
