"""What a plugin takes out of lists by `restrict_query` has no address either."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from core.entities import batch, compiling, facts, records
from core.entities.entity import Entity
from core.entities.system import system
from hansa.testing import Client, Kit, Person

PAGE, API = "/alpha/audiences/note/", "/api/v1/alpha/audiences/note/"


@pytest.fixture
def hidden(make_record: Callable[..., uuid.UUID]) -> uuid.UUID:
    return make_record("audiences.note", by="a", title="Hidden")


@pytest.fixture
def narrowed(kit: Kit, monkeypatch: pytest.MonkeyPatch, hidden: uuid.UUID) -> Iterator[None]:
    def rules(entity: Entity) -> list[Any]:
        return [entity.table.c.title != "Hidden"] if entity.key == "audiences.note" else []

    for module in (records, compiling, facts):
        monkeypatch.setattr(module, "restrictions", rules)
    kit.portal.programs.forget()
    yield
    kit.portal.programs.forget()


@pytest.mark.parametrize("path", [f"{PAGE}{{}}", f"{PAGE}{{}}/edit", f"{API}{{}}", "/alpha/files/of/audiences/note/{}"])
def test_its_address_answers_like_an_unknown_one(
    path: str, narrowed: None, hidden: uuid.UUID, as_user: Callable[..., Client]
) -> None:
    browser, headers = as_user("a"), Person("a").bearer
    told = [browser.get(path.format(one), headers=headers) for one in (hidden, uuid.uuid4())]
    assert [answer.status_code for answer in told] == [404, 404]


def test_acts_on_many_leave_it_out(narrowed: None, hidden: uuid.UUID, kit: Kit) -> None:
    with kit.acting(Person("a")):
        assert batch.load(kit.portal.registry["audiences.note"], [hidden]) == []


def test_behind_the_wall_it_is_there(narrowed: None, hidden: uuid.UUID, kit: Kit) -> None:
    with kit.acting(Person("admin")), system("look"):
        assert records.get(kit.portal.registry["audiences.note"], hidden).title == "Hidden"
