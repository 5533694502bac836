"""Mail to real servers: encrypted or not at all, one line per header, one recipient's refusal is nobody else's."""

import email
import email.policy
import io
import socket
import ssl
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine
from aiosmtpd.controller import Controller

from core import clock, mail, smtp
from core.db import db
from core.entities.marks import WALL
from core.entities.unit import unit
from core.jobs.worker import drain
from core.programs.models import Program
from hansa.testing.world import Person
from tests.core.certificates import self_signed
from tests.core.pictures import picture

VALUES = {"name": "Ann Lee", "link": "https://portal.example/x?a=1&b=2", "program": "Alpha"}


class Inbox:
    """What a server got: letters, and whether each came encrypted. `refused`: recipients and the answer they get."""

    def __init__(self):
        self.letters, self.encrypted, self.refused = [], [], {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.encrypted.append(session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None)
        return "250 OK"


class Implicit(Controller):
    """TLS from the start; the library's own check of readiness trusts no certificate of ours."""

    def _trigger_server(self):
        with socket.create_connection((self.hostname, self.port), 5) as raw, ssl._create_unverified_context().wrap_socket(raw) as s:
            s.recv(1024)


@contextmanager
def serving(inbox, kind="plain", context=None):
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    options = {"hostname": "127.0.0.1", "port": port}
    if kind == "smtps":
        server = Implicit(inbox, ssl_context=context, **options)
    elif kind == "smtp+tls":
        server = Controller(inbox, tls_context=context, require_starttls=True, **options)
    else:
        server = Controller(inbox, **options)
    server.start()
    try:
        yield f"{'smtp' if kind == 'plain' else kind}://127.0.0.1:{port}"
    finally:
        server.stop()


def letter(to="ann@partner.example", sender="Alpha", logo=None, **values):
    row = {
        "id": "1",
        "to": to,
        "subject": "Hello",
        "text": "Dear Ann,\n\nopen\nhttps://x.example/a?b=1&c=2\n\n<b>bold</b>\n",
        "locale": "en",
    }
    return smtp.message(SimpleNamespace(**{**row, "created_at": clock.now(), **values}), "Hansa <no-reply@hansa.example>", sender, logo)


@pytest.mark.parametrize("kind", ["smtps", "smtp+tls"])
def test_a_server_we_trust_gets_mail_encrypted(tmp_path, kind):
    inbox, (context, trusted) = Inbox(), self_signed(tmp_path)
    with serving(inbox, kind, context) as url:
        smtp.transmit(url, letter(), str(trusted))
    assert inbox.encrypted == [True]


@pytest.mark.parametrize("kind", ["smtps", "smtp+tls"])
def test_a_server_nobody_vouches_for_gets_nothing(tmp_path, kind):
    inbox, (context, _) = Inbox(), self_signed(tmp_path)
    with serving(inbox, kind, context) as url, pytest.raises(ssl.SSLCertVerificationError):
        smtp.transmit(url, letter())
    assert inbox.letters == []


@pytest.mark.parametrize("kind", ["smtps", "smtp+tls"])
def test_a_certificate_of_another_server_is_refused(tmp_path, kind):
    inbox, (context, trusted) = Inbox(), self_signed(tmp_path, "mail.other.example")
    with serving(inbox, kind, context) as url, pytest.raises(ssl.SSLCertVerificationError):
        smtp.transmit(url, letter(), str(trusted))
    assert inbox.letters == []


def test_a_server_without_encryption_gets_nothing_where_it_was_asked_for():
    inbox = Inbox()
    with serving(inbox) as url, pytest.raises(smtp.smtplib.SMTPNotSupportedError):
        smtp.transmit(url.replace("smtp:", "smtp+tls:"), letter())
    assert inbox.letters == []


@pytest.mark.parametrize("name", ["Alpha\r\nBcc: all@x.example", "Alpha\nX-Evil: 1", "Alpha\x00", "Alpha\u2028Bcc: x"])
def test_a_name_begins_no_header(name):
    inbox = Inbox()
    with serving(inbox) as url:
        smtp.transmit(url, letter(sender=name))
    assert set(inbox.letters[0].keys()) & {"Bcc", "X-Evil"} == set() and "no-reply@hansa.example" in inbox.letters[0]["From"]


@pytest.mark.parametrize("name", ["北京合作伙伴", "Zoë “the” Müller, Inc.", 'a"b\\c', "x" * 300])
def test_a_name_arrives_as_it_was_written(name):
    inbox = Inbox()
    with serving(inbox) as url:
        smtp.transmit(url, letter(sender=name))
    assert inbox.letters[0]["From"].addresses[0].display_name == name


def test_an_international_domain_is_written_so_that_every_server_understands():
    inbox = Inbox()
    with serving(inbox) as url:
        smtp.transmit(url, letter(to="ann@münchen.example"))
    assert inbox.letters[0]["To"] == "ann@xn--mnchen-3ya.example"


def test_a_subject_in_chinese_arrives():
    inbox = Inbox()
    with serving(inbox) as url:
        smtp.transmit(url, letter(subject="交易已登记"))
    assert inbox.letters[0]["Subject"] == "交易已登记"


def test_a_program_with_a_logo_sends_it_inside_the_mail():
    inbox, logo = Inbox(), picture()
    with serving(inbox) as url:
        smtp.transmit(url, letter(logo=logo))
    found = inbox.letters[0]
    page = found.get_body(("html",)).get_content()
    assert 'src="cid:logo"' in page and "http" not in page.replace("https://x.example", "")
    assert [part.get_content() for part in found.walk() if part.get_content_type() == "image/png"] == [logo]
    assert found.get_body(("plain",)).get_content().startswith("Dear Ann")


def test_the_page_of_a_mail_holds_text_and_links_only():
    page = letter(logo=picture(), sender='"><script>').get_body(("html",)).get_content()
    assert "&lt;b&gt;bold" in page and "<script>" not in page
    assert '<a href="https://x.example/a?b=1&amp;c=2">' in page


def test_without_a_logo_a_mail_is_plain_text():
    assert letter().get_content_type() == "text/plain"


def queue(kit, to):
    with kit.acting(Person("a")):
        return unit(lambda: mail.send(to, "reset", "en", private=True, **VALUES))


def stored(kit, mail_id):
    with kit.acting(Person("admin")):
        return db.session.connection().execute(sa.select(mail.TABLE).where(mail.TABLE.c.id == mail_id).execution_options(**WALL)).one()


@pytest.fixture
def server(kit, monkeypatch):
    inbox = Inbox()
    with serving(inbox) as url:
        monkeypatch.setitem(kit.portal.config, "smtp_url", url)
        yield inbox


def test_a_refused_recipient_keeps_nobody_else_from_mail(kit, app, server):
    server.refused["gone@partner.example"] = "550 no such user"
    gone, there = queue(kit, "gone@partner.example"), queue(kit, "ann@partner.example")
    drain(app)
    assert (stored(kit, gone).state, stored(kit, there).state) == ("failed", "sent")


def test_a_recipient_refused_for_good_is_not_tried_again_but_can_be_sent_by_hand(kit, app, server):
    server.refused["gone@partner.example"] = "550 no such user"
    found = queue(kit, "gone@partner.example")
    drain(app)
    server.refused.clear()
    with time_machine.travel(clock.now() + timedelta(days=2), tick=True):
        drain(app)
        assert server.letters == [] and "550" in stored(kit, found).error and VALUES["link"] in stored(kit, found).text
    with kit.acting(Person("admin")):
        unit(lambda: mail.post(found))
    drain(app)
    assert stored(kit, found).state == "sent"


def test_a_recipient_refused_for_now_is_tried_again(kit, app, server):
    server.refused["ann@partner.example"] = "450 mailbox busy"
    found = queue(kit, "ann@partner.example")
    drain(app)
    server.refused.clear()
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
        drain(app)
    assert stored(kit, found).state == "sent"


def test_an_untrusted_server_leaves_the_mail_waiting(kit, app, tmp_path, monkeypatch):
    inbox, (context, trusted) = Inbox(), self_signed(tmp_path)
    with serving(inbox, "smtp+tls", context) as url:
        monkeypatch.setitem(kit.portal.config, "smtp_url", url)
        found = queue(kit, "ann@partner.example")
        drain(app)
        assert stored(kit, found).state == "failed" and "CERTIFICATE_VERIFY_FAILED" in stored(kit, found).error
        monkeypatch.setitem(kit.portal.config, "smtp_ca", str(trusted))
        with time_machine.travel(clock.now() + timedelta(minutes=1), tick=True):
            drain(app)
    assert stored(kit, found).state == "sent" and inbox.encrypted == [True]


def test_a_program_with_a_hostile_name_still_sends(kit, app, server):
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Program).where(Program.slug == "alpha").values(name="Al\r\nBcc: x@y.example", revision=99))
    kit.written.note("core_program")
    queue(kit, "ann@partner.example")
    drain(app)
    assert len(server.letters) == 1 and server.letters[0]["Bcc"] is None


def test_the_logo_of_the_program_is_in_its_mail(kit, app, server, as_user):
    upload = {"picture": (io.BytesIO(picture()), "logo.png")}
    as_user("admin").submit("/alpha/admin/brand/pictures/light", upload, content_type="multipart/form-data")
    queue(kit, "ann@partner.example")
    drain(app)
    assert "image/png" in {part.get_content_type() for part in server.letters[0].walk()}
