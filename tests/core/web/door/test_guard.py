import uuid
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
import sqlalchemy as sa

from core.identity.models import Membership, Session, Token, User
from core.programs.models import Program
from hansa.testing import Client, Kit, Person, ProgramOfTest

NOTES = "/alpha/audiences/note/"
API = "/api/v1/alpha/audiences/note/"
AsUser = Callable[..., Client]
YESTERDAY = sa.text("'2020-01-01 00:00:00+00:00'")


@pytest.fixture
def change(kit: Kit) -> Callable[..., None]:
    """Change a row as its owner: `change(User, id, disabled_at=...)`."""

    def run(model: Any, key: Any, **values: Any) -> None:
        with kit.owner.begin() as connection:
            table = model.__table__
            connection.execute(sa.update(table).where(table.c.id == key).values(**values))

    return run


def test_a_visitor_is_sent_to_the_sign_in(client: Client) -> None:
    answer = client.get(NOTES)
    assert (answer.status_code, answer.location) == (303, f"/alpha/signin?{urlencode({'next': NOTES})}")


def test_a_fragment_for_a_visitor_leads_the_whole_page_to_the_sign_in(client: Client) -> None:
    answer = client.get(NOTES, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"], answer.data) == (401, "/alpha/signin", b"")


def test_a_member_of_another_program_is_a_visitor_here(kit: Kit) -> None:
    assert kit.client(Person("a", "beta")).get(NOTES).status_code == 303


def test_an_unknown_program_does_not_exist(as_user: AsUser) -> None:
    assert as_user("a").get("/gamma/").status_code == 404


def test_an_unknown_entity_does_not_exist(as_user: AsUser) -> None:
    assert as_user("a").get("/alpha/audiences/nothing/").status_code == 404


def test_a_list_one_has_no_right_to_does_not_exist(as_user: AsUser) -> None:
    assert as_user("lesser").get(NOTES).status_code == 404


def test_an_act_one_has_no_right_to_is_denied(as_user: AsUser, make_record: Callable[..., uuid.UUID]) -> None:
    record = make_record("core.partner", by="admin")
    assert as_user("a").submit(f"/alpha/core/partner/{record}/edit", {"country": "DE"}).status_code in (403, 404)


def test_a_form_filled_in_under_another_membership_is_refused(as_user: AsUser) -> None:
    answer = as_user("a").submit(f"{NOTES}new", {"title": "x", "membership_id": str(Person("b").membership_id)})
    assert answer.status_code == 409


def test_the_api_without_a_token_is_refused(client: Client) -> None:
    answer = client.get(API)
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize("token", ["", "hansa", "hansa_x_y", f"hansa_{'0' * 32}_x", "hansa_" + Person("a").token_id.hex + "_wrong"])
def test_a_wrong_token_is_refused(token: str, client: Client) -> None:
    assert client.get(API, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_a_token_opens_no_other_program(client: Client) -> None:
    assert client.get(API.replace("alpha", "beta"), headers=Person("a").bearer).status_code == 401


def test_a_token_reaches_no_further_than_its_scopes(client: Client, change: Callable[..., None]) -> None:
    change(Token, Person("a").token_id, scopes=["audiences.bulletin.view"])
    assert client.get(API, headers=Person("a").bearer).status_code == 404


TAKEN: dict[str, Callable[[Any], None]] = {
    "user disabled": lambda change: change(User, Person("a").user_id, disabled_at=YESTERDAY),
    "membership ended": lambda change: change(Membership, Person("a").membership_id, ended_at=YESTERDAY),
    "partner suspended": lambda change: change(Membership, Person("a").membership_id, suspended=True),
    "roles taken": lambda change: change(Membership, Person("a").membership_id, roles=[]),
    "program over": lambda change: change(Program, ProgramOfTest("alpha").id, ends_at=YESTERDAY, revision=99),
}


@pytest.mark.parametrize("taken", TAKEN)
def test_a_right_that_is_taken_is_gone_with_the_next_request(taken: str, as_user: AsUser, change: Callable[..., None]) -> None:
    before = as_user("a").get(NOTES).status_code, as_user("a").get(API, headers=Person("a").bearer).status_code
    TAKEN[taken](change)
    after = as_user("a").get(NOTES).status_code, as_user("a").get(API, headers=Person("a").bearer).status_code
    assert (before, after[0] in (303, 404), after[1] in (401, 404)) == ((200, 200), True, True)


def test_a_session_that_is_over_is_a_visitor(kit: Kit, as_user: AsUser) -> None:
    with kit.owner.begin() as connection:
        connection.execute(sa.update(Session.__table__).values(expires_at=YESTERDAY))
    assert as_user("a").get(NOTES).status_code == 303


@pytest.mark.parametrize("column", ["revoked_at", "expires_at"])
def test_a_token_that_is_over_is_refused(column: str, client: Client, change: Callable[..., None]) -> None:
    change(Token, Person("a").token_id, **{column: YESTERDAY})
    assert client.get(API, headers=Person("a").bearer).status_code == 401


def test_the_same_key_is_done_once_and_answered_alike(as_user: AsUser) -> None:
    browser = as_user("a")
    first, again = (browser.submit(f"{NOTES}new", {"title": "Once", "_key": "k1"}) for _ in range(2))
    assert (first.location, again.headers["Idempotent-Replay"]) == (again.location, "true")


def test_a_key_used_for_another_request_is_refused(as_user: AsUser) -> None:
    browser = as_user("a")
    browser.submit(f"{NOTES}new", {"title": "Once", "_key": "k1"})
    assert browser.submit(f"{NOTES}new", {"title": "Twice", "_key": "k1"}).status_code == 409


def test_a_key_belongs_to_who_sent_it(as_user: AsUser) -> None:
    as_user("a").submit(f"{NOTES}new", {"title": "Once", "_key": "k1"})
    answer = as_user("b").submit(f"{NOTES}new", {"title": "Once", "_key": "k1"})
    assert (answer.status_code, "Idempotent-Replay" in answer.headers) == (303, False)


def test_private_pages_are_not_stored_anywhere(as_user: AsUser) -> None:
    assert as_user("a").get(NOTES).headers["Cache-Control"] == "no-store"


def test_the_answer_names_the_request(as_user: AsUser) -> None:
    assert as_user("a").get(NOTES, headers={"X-Request-Id": "req-7"}).headers["X-Request-Id"] == "req-7"


@pytest.mark.parametrize("sent", ["x\x1b[31m", "forged level=error", "ü", "i" * 65])
def test_a_name_that_could_forge_a_log_line_is_not_taken(sent: str, as_user: AsUser) -> None:
    assert as_user("a").get(NOTES, headers={"X-Request-Id": sent}).headers["X-Request-Id"] != sent


def test_who_lost_the_right_is_not_given_the_kept_answer(as_user: AsUser, change: Callable[..., None]) -> None:
    as_user("a").submit(f"{NOTES}new", {"title": "Once", "_key": "k1"})
    change(Membership, Person("a").membership_id, roles=[])
    answer = as_user("a").submit(f"{NOTES}new", {"title": "Once", "_key": "k1"})
    assert (answer.status_code, "Idempotent-Replay" in answer.headers) == (403, False)
