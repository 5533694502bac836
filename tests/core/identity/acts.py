"""What the tests of identity do again and again."""

import re
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from core.entities.unit import unit
from core.identity import passwords
from core.identity.models import User
from core.mail import Mail
from hansa.testing import Client, Kit, Person

PASSWORD = "plum harbor lantern 41"


def set_password(kit: Kit, person: Person, password: str = PASSWORD, **more: Any) -> None:
    """Give a person of the tests a password."""
    with kit.app.app_context():
        hashed = passwords.hash_password(password)
    write(kit, sa.update(User).where(User.id == person.user_id).values(password_hash=hashed, **more))


def write(kit: Kit, statement: Any) -> None:
    """Run a statement as the owner of the tables, as somebody else's process would have."""
    with kit.owner.begin() as connection:
        connection.execute(statement)


def read(kit: Kit, statement: Any) -> list[Any]:
    with kit.owner.connect() as connection:
        return list(connection.execute(statement))


def mails(kit: Kit, to: str) -> list[Any]:
    """Return the mails to an address, the newest first."""
    return read(kit, sa.select(Mail.__table__).where(Mail.to == to).order_by(Mail.id.desc()))


def link_in(mail: Any) -> str:
    """Return the path of the link in a mail."""
    found = re.search(r"https?://[^/\s]+(/\S+)", mail.text)
    assert found
    return found[1]


def as_person(kit: Kit, person: Person, work: Callable[[], Any]) -> Any:
    """Run work as this person in one unit."""
    with kit.acting(person):
        return unit(work)


def sign_in(client: Client, email: str, password: str = PASSWORD, where: str = "/alpha", **more: str) -> Any:
    """Open the sign-in page and send the form."""
    return send(client, f"{where}/signin", email=email, password=password, **more)


def send(client: Client, path: str, base_url: str = "http://localhost", **fields: str) -> Any:
    """Open a page and send its form, with the token that stands in it."""
    token = re.search(r'name="csrf_token" value="(\w+)"', client.get(path, base_url=base_url).text)
    assert token
    return client.post(path, data={"csrf_token": token[1], **fields}, base_url=base_url)
