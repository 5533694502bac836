from collections.abc import Callable

import pytest
from sqlalchemy import update

from core.identity.models import Partner
from core.jobs.relay import relay
from core.jobs.run import run_next
from hansa.testing import Kit


@pytest.fixture
def deliver(kit: Kit) -> Callable[[], None]:
    """Deliver everything that happened so far, as a worker would."""

    def run() -> None:
        with kit.app.app_context():
            relay()
        while run_next(kit.app):
            pass

    return run


@pytest.fixture
def note_url(make_record) -> str:
    """The conversation about a record of partner `a`, made by `a`."""
    return f"/alpha/conversations/about/audiences.note/{make_record('audiences.note', by='a', word='Harbor')}/"


@pytest.fixture
def inbox(as_user) -> Callable[[str], str]:
    """The text of a person's inbox."""
    return lambda name: as_user(name).get("/alpha/notify/").text


@pytest.fixture
def set_manager(kit: Kit, program) -> Callable[[str, str], None]:
    """`set_manager("a", "finance")`: this member looks after partner `a`."""

    def put(partner: str, name: str) -> None:
        table = Partner.__table__
        with kit.owner.begin() as connection:
            where = (table.c.program_id == program.id, table.c.id == program.partner(partner))
            connection.execute(update(table).where(*where).values(manager_id=program.person(name).user_id))

    return put
