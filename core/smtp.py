"""A mail as the protocol wants it, and how a server gets it."""

import smtplib
import ssl
import unicodedata
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import formataddr, parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

from markupsafe import Markup, escape

SERVER_PATIENCE = 20
"""Seconds a mail server may take for one answer."""

LOGO = "logo"
"""Content id of the picture."""

LOGO_HEIGHT = 40
"""Pixels the logo is shown at."""


def message(mail: Any, mail_from: str, sender_name: str = "", logo: bytes | None = None) -> EmailMessage:
    """Return a mail; the same id at every try, so that servers can drop a copy. With a logo (PNG) it has an HTML part that carries it."""
    name, address = parseaddr(mail_from)
    made = EmailMessage()
    made["From"] = formataddr((_plain(sender_name) or name, address), charset="utf-8")
    made["To"] = _ascii_domain(mail.to)
    made["Subject"] = mail.subject
    made["Date"] = mail.created_at
    made["Message-ID"] = f"<{mail.id}@{address.rpartition('@')[2]}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    if logo:
        made.add_alternative(_page(mail.text, _plain(sender_name)), subtype="html")
        page: Any = made.get_payload(1)
        page.add_related(logo, "image", "png", cid=f"<{LOGO}>", disposition="inline", filename="logo.png")
    made["Content-Language"] = mail.locale.replace("_", "-")
    return made


def transmit(url: str, letter: EmailMessage, authorities: str = "") -> None:
    """Send by `smtp://`, `smtps://` (TLS from the start) or `smtp+tls://` (STARTTLS); raises what smtplib and ssl raise.

    The server's certificate is checked: against the system's authorities, or those in the PEM file `authorities`.
    """
    parts = urlsplit(url)
    host, context = parts.hostname or "localhost", ssl.create_default_context(cafile=authorities or None)
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=SERVER_PATIENCE, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=SERVER_PATIENCE)
    with server:
        if parts.scheme == "smtp+tls":
            server.starttls(context=context)
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
        server.send_message(letter)


def _plain(name: str) -> str:
    """Return a name as one line: a name an admin typed must not begin another header, nor stop the mail."""
    return "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in name).strip()


def _ascii_domain(address: str) -> str:
    """Return an address whose domain every server understands (IDNA)."""
    local, at, domain = address.rpartition("@")
    return address if domain.isascii() else f"{local}{at}{domain.encode('idna').decode()}"


def _page(text: str, alt: str) -> str:
    """Return the text of a mail as a page: paragraphs, links that can be followed, the logo above."""
    body = Markup("").join(
        Markup('<p style="margin:0 0 1em">{}</p>').format(Markup("<br>").join(_lines(part))) for part in text.split("\n\n")
    )
    return str(
        Markup(
            '<!doctype html><html><body style="font:16px/1.5 sans-serif;color:#1a1a1a;background:#ffffff;margin:0;padding:24px">'
            '<p style="margin:0 0 24px"><img src="cid:{}" alt="{}" height="{}" style="height:{}px"></p>{}</body></html>'
        ).format(LOGO, alt, LOGO_HEIGHT, LOGO_HEIGHT, body)
    )


def _lines(part: str) -> Iterator[Markup]:
    for line in part.split("\n"):
        whole = line.strip()
        link = whole.startswith(("https://", "http://")) and " " not in whole
        yield Markup('<a href="{}">{}</a>').format(whole, whole) if link else escape(line)
