import pytest
import sqlalchemy as sa

from core.audit import Audit
from core.db import db
from core.entities.marks import WALL
from core.errors import NotFound, Unprocessable
from core.programs.models import ProgramPlugin
from core.programs.settings import save_settings, settings_for, stored
from hansa.testing import Kit
from tests.core.programs.acts import as_admin, state


def save(**raw: object) -> object:
    return lambda scope: save_settings("basement", raw)


def read(kit: Kit, program: str = "alpha") -> dict[str, object]:
    return as_admin(kit, lambda scope: dict(settings_for("basement")), program)


def test_untouched_settings_are_the_defaults(kit: Kit) -> None:
    assert read(kit) == {"depth": 3, "opened": False, "code": None, "nailed": False}


def test_a_change_holds_in_its_program_only(kit: Kit) -> None:
    assert as_admin(kit, save(depth="7")) == ("depth",)
    assert (read(kit)["depth"], read(kit, "beta")["depth"]) == (7, 3)


def test_a_wrong_value_is_refused_at_its_field(kit: Kit) -> None:
    with pytest.raises(Unprocessable) as refused:
        as_admin(kit, save(depth="70"))
    assert [error["pointer"] for error in refused.value.errors] == ["/depth"]


def test_a_secret_is_kept_apart_from_what_is_shown(kit: Kit) -> None:
    as_admin(kit, save(code="swordfish"))
    found = state(kit)
    assert ("swordfish" in str(found.settings), found.secrets["basement"]) == (False, {"code": "swordfish"})


def test_a_secret_left_out_stays(kit: Kit) -> None:
    as_admin(kit, save(code="swordfish"))
    as_admin(kit, save(depth=4))
    assert read(kit)["code"] == "swordfish"


def test_the_audit_trail_names_a_secret_without_it(kit: Kit) -> None:
    def told(scope: object) -> str:
        save_settings("basement", {"code": "swordfish"})
        found = sa.select(Audit.__table__.c.changes).execution_options(**WALL)
        return str(db.session.connection().execute(found).scalars().all())

    text = as_admin(kit, told)
    assert "basement.code" in text and "swordfish" not in text


def test_a_value_a_newer_schema_refuses_falls_back_to_its_default(kit: Kit) -> None:
    as_admin(kit, save(depth=4, opened=True))
    with kit.owner.begin() as connection:
        connection.execute(sa.update(ProgramPlugin.__table__).values(settings={"depth": 400, "opened": True, "gone": 1}))
    kit.portal.programs.forget()
    assert read(kit) == {"depth": 3, "opened": True, "code": None, "nailed": False}


def test_settings_stay_when_the_plugin_goes_off(kit: Kit) -> None:
    as_admin(kit, save(depth=4))
    kit.portal.programs.forget()
    assert stored(state(kit), "basement")["depth"] == 4


def test_a_plugin_without_settings_has_none(kit: Kit) -> None:
    with pytest.raises(NotFound):
        as_admin(kit, lambda scope: settings_for("attic"))
