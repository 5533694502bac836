import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.db import db
from core.entities.marks import WALL
from core.entities.scope import Scope
from core.errors import Conflict, Unprocessable, Veto
from core.programs.enabling import disable, enable
from core.programs.settings import save_settings
from hansa.testing import Kit
from tests.core.programs.acts import as_admin, state


def off(plugin: str = "basement", also: tuple[str, ...] | None = None) -> object:
    return lambda scope: disable(scope.program, plugin, scope.actor, also)


def on(plugin: str) -> object:
    return lambda scope: enable(scope.program, plugin, scope.actor)


def test_a_plugin_goes_off_after_those_that_need_it(kit: Kit) -> None:
    assert as_admin(kit, off()) == ("attic", "basement")
    assert not {"attic", "basement"} & state(kit).plugins


def test_the_other_program_is_not_touched(kit: Kit) -> None:
    before = state(kit, "beta").revision
    as_admin(kit, off())
    after = state(kit, "beta")
    assert (after.revision, "basement" in after.plugins) == (before, True)


def test_a_plugin_goes_on_after_what_it_needs(kit: Kit) -> None:
    as_admin(kit, off())
    assert as_admin(kit, on("attic")) == ("basement", "attic")
    assert {"attic", "basement"} <= state(kit).plugins


def test_a_switch_bumps_the_revision(kit: Kit) -> None:
    before = state(kit).revision
    as_admin(kit, off("attic"))
    assert state(kit).revision == before + 1


def test_switching_on_what_is_on_changes_nothing(kit: Kit) -> None:
    before = state(kit).revision
    assert as_admin(kit, on("attic")) == ()
    assert state(kit).revision == before


def test_dependants_nobody_agreed_to_are_a_conflict(kit: Kit) -> None:
    with pytest.raises(Conflict, match="Other plugins need this one"):
        as_admin(kit, off("basement", ()))
    assert "basement" in state(kit).plugins


def test_a_veto_keeps_everything_on(kit: Kit) -> None:
    as_admin(kit, lambda scope: save_settings("basement", {"nailed": True}))
    with pytest.raises(Veto, match="nailed shut"):
        as_admin(kit, off())
    assert {"attic", "basement"} <= state(kit).plugins


def test_a_veto_leaves_no_state_behind_that_was_never_committed(kit: Kit) -> None:
    as_admin(kit, lambda scope: save_settings("basement", {"nailed": True}))
    with pytest.raises(Veto):
        as_admin(kit, off())
    as_admin(kit, lambda scope: save_settings("basement", {"depth": 5}))
    assert "attic" in state(kit).plugins


def test_an_unknown_plugin_is_refused_by_name(kit: Kit) -> None:
    with pytest.raises(Unprocessable, match="There is no plugin “cellar”"):
        as_admin(kit, on("cellar"))


def test_a_switch_is_in_the_audit_trail(kit: Kit) -> None:
    def last(scope: Scope) -> object:
        disable(scope.program, "attic", scope.actor)
        table = Audit.__table__
        wanted = sa.select(table.c.action, table.c.changes).where(table.c.entity == "core.program")
        return tuple(db.session.connection().execute(wanted.execution_options(**WALL)).one())

    assert as_admin(kit, last) == ("plugins disabled", {"attic": [True, False]})
