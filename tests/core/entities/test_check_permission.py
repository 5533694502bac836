"""What a plugin denies by `check_permission` is denied whatever roles say; what it allows adds nothing."""

import uuid
from collections.abc import Callable

import pytest

from core.entities import batch, records
from core.entities.system import system
from hansa.testing import Client, Kit, Person
from tests.fixture_plugins.audiences.plugin import KEPT_BACK

PAGE, API = "/alpha/audiences/note/", "/api/v1/alpha/audiences/note/"


@pytest.fixture
def kept_back(make_record: Callable[..., uuid.UUID]) -> uuid.UUID:
    return make_record("audiences.note", by="a", word=KEPT_BACK)


@pytest.mark.parametrize("path", [f"{PAGE}{{}}", f"{PAGE}{{}}/edit", f"{API}{{}}", "/alpha/files/of/audiences/note/{}"])
def test_its_address_answers_like_an_unknown_one(path: str, kept_back: uuid.UUID, as_user: Callable[..., Client]) -> None:
    browser, headers = as_user("a"), Person("a").bearer
    told = [browser.get(path.format(one), headers=headers) for one in (kept_back, uuid.uuid4())]
    assert [answer.status_code for answer in told] == [404, 404]


def test_the_owner_cannot_change_it(kept_back: uuid.UUID, client: Client) -> None:
    sent = {**Person("a").bearer, "If-Match": '"1"'}
    assert client.patch(f"{API}{kept_back}", json={"body": "new"}, headers=sent).status_code == 404


def test_acts_on_many_leave_it_out(kept_back: uuid.UUID, kit: Kit) -> None:
    with kit.acting(Person("a")):
        assert batch.load(kit.portal.registry["audiences.note"], [kept_back]) == []


def test_behind_the_wall_it_is_there(kept_back: uuid.UUID, kit: Kit) -> None:
    with kit.acting(Person("admin")), system("look"):
        assert records.get(kit.portal.registry["audiences.note"], kept_back).title == KEPT_BACK


def test_a_right_taken_from_everybody_is_gone_from_pages_and_api(
    as_user: Callable[..., Client], client: Client, make_record: Callable[..., uuid.UUID]
) -> None:
    memo = make_record("audiences.memo")
    sent = as_user("admin").submit(f"/alpha/audiences/memo/{memo}/archive")
    call = client.delete(f"/api/v1/alpha/audiences/memo/{memo}", headers={**Person("admin").bearer, "If-Match": '"1"'})
    assert [answer.status_code for answer in (sent, call)] == [403, 403]


def test_to_allow_is_no_right(as_user: Callable[..., Client]) -> None:
    assert as_user("lesser").get(PAGE).status_code == 404
