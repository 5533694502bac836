"""What is changed in a scope is judged and written by that scope, at whichever edge of it the session is flushed."""

import pytest
import sqlalchemy as sa

from core.entities import acting, records
from core.entities.registry import registry
from core.entities.unit import unit
from core.identity.models import Partner
from core.jobs.scopes import as_system
from hansa.testing.world import ProgramOfTest

ALPHA, BETA = ProgramOfTest("alpha"), ProgramOfTest("beta")


def rename(program, name):
    """Change a partner as a job does that leaves writing to the end of the unit."""
    records.get(registry()["core.partner"], program.partner("a")).name = name


def names(kit):
    partner = Partner.__table__
    with kit.owner.connect() as connection:
        return [connection.scalar(sa.select(partner.c.name).where(partner.c.id == p.partner("a"))) for p in (ALPHA, BETA)]


@pytest.fixture
def scopes(kit):
    kit.reset()
    with kit.app.app_context():
        yield [as_system(kit.portal.programs.by_slug(p.slug)) for p in (ALPHA, BETA)]
    kit.reset()


def test_a_change_not_yet_flushed_is_written_on_leaving(kit, scopes):
    def work():
        with acting.entered(scopes[0]):
            rename(ALPHA, "Left open")

    unit(work)
    assert names(kit)[0] == "Left open"


def test_a_change_not_yet_flushed_is_written_before_another_scope_begins(kit, scopes):
    def work():
        with acting.entered(scopes[0]):
            rename(ALPHA, "Of alpha")
            with acting.entered(scopes[1]):
                rename(BETA, "Of beta")

    unit(work)
    assert names(kit) == ["Of alpha", "Of beta"]


def test_nothing_is_written_on_leaving_by_an_error(kit, scopes):
    def work():
        with acting.entered(scopes[0]):
            rename(ALPHA, "Half done")
            raise KeyError("stop")

    with pytest.raises(KeyError):
        unit(work)
    assert "Half done" not in names(kit)
