"""Plugins of the whole site are on in every program and have no switch in one."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa

from core.errors import Conflict
from core.identity.models import User
from core.programs.enabling import disable
from hansa.testing import Kit, Person
from tests.core.programs.acts import as_admin, state

Browser = Callable[..., Any]
PAGE = "/alpha/admin/plugins/"


@pytest.fixture
def site_wide(kit: Kit, enable: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The attic belongs to the whole site; no program has switched it on."""
    enable("attic", on=False)
    attic = kit.portal.plugins.loaded["attic"]
    monkeypatch.setattr(attic, "info", replace(attic.info, scope="site"))
    monkeypatch.setattr(kit.portal.programs, "site_wide", frozenset({"attic"}))
    kit.portal.programs.forget()
    yield
    kit.portal.programs.forget()


@pytest.fixture
def site_admin(kit: Kit, as_user: Browser) -> Any:
    with kit.owner.begin() as connection:
        mine = User.__table__.c.id == Person("admin").user_id
        connection.execute(sa.update(User.__table__).where(mine).values(site_admin=True))
    return as_user("admin")


@pytest.mark.usefixtures("site_wide")
def test_it_is_on_without_a_switch(kit: Kit) -> None:
    assert "attic" in state(kit).plugins


@pytest.mark.usefixtures("site_wide")
def test_it_is_shown_to_site_admins_without_a_switch(site_admin: Any) -> None:
    page = site_admin.get(PAGE).text
    assert "It belongs to the whole site" in page
    assert f"{PAGE}attic/switch" not in page and f"{PAGE}basement/switch" in page


@pytest.mark.usefixtures("site_wide")
def test_admins_of_the_program_do_not_see_it(as_user: Browser) -> None:
    assert 'id="plugin-attic"' not in as_user("admin").get(PAGE).text


@pytest.mark.usefixtures("site_wide")
def test_it_cannot_be_switched_in_a_program(kit: Kit, site_admin: Any) -> None:
    assert site_admin.get(f"{PAGE}attic/switch").status_code == 404
    assert site_admin.submit(f"{PAGE}attic/switch", {"on": "0"}).status_code == 404
    with pytest.raises(Conflict) as refused:
        as_admin(kit, lambda scope: disable(scope.program, "attic", scope.actor))
    assert refused.value.code == "site-wide"
