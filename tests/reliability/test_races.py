"""Requests that leave together: one wins, the others are told 409 or 412, and nobody 500."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa

from core.audit import Audit
from plugins.deals.models import Deal
from tests.reliability.clients import DEALS, Answer, move, registration, send
from tests.reliability.places import Place, Server

pytestmark = pytest.mark.slow

TOGETHER = 32
REFUSED = {409, 412}
Post = tuple[str, str, Any, dict[str, str]]


@pytest.fixture(scope="module")
def arena(template: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    made = template.copy(tmp_path_factory.mktemp("arena"))
    yield made
    made.drop()


@pytest.fixture(scope="module")
def server(arena: Place) -> Iterator[Server]:
    running = Server(arena)
    yield running
    running.stop()


@pytest.fixture
def rounds(full: bool) -> range:
    return range(50 if full else 2)


def rush(port: int, posts: Sequence[Post], method: str = "POST") -> list[Answer]:
    """Send all at one moment and return the answers."""
    gate, answers = threading.Barrier(len(posts)), []

    def go(person: str, path: str, body: Any, headers: dict[str, str]) -> None:
        gate.wait()
        answers.append(send(port, person, path, body, method=method, timeout=90, **headers))

    threads = [threading.Thread(target=go, args=post) for post in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == len(posts)
    return answers


def counted(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def one_winner(answers: Sequence[Answer]) -> None:
    found = counted(answers)
    assert found.pop(200) == 1 and set(found) <= REFUSED, found


def submitted(port: int, title: str, person: str = "a", **values: Any) -> Any:
    made = send(port, person, DEALS, registration(title, **values))
    assert made.status == 201
    return move(port, person, made.body, "submit")


def moving(person: str, deal: Any, name: str, **headers: str) -> Post:
    return person, f"{DEALS}{deal['id']}/transitions/{name}", {}, {"If_Match": f'"{deal["version"]}"', **headers}


def test_of_registrations_in_the_same_instant_exactly_one_is_first_and_granted(server, rounds, arena):
    for number in rounds:
        same = {"customer_name": f"Acme {number}", "customer_domain": f"acme{number}.example"}
        together = [("ab"[n % 2], DEALS, registration(f"Deal {number} {n}", **same), {}) for n in range(TOGETHER)]
        made = rush(server.port, together)
        assert counted(made) == {201: TOGETHER}, "a registration is taken into review, never refused because of another"
        owners = {answer.body["title"]: "ab"[int(answer.body["title"].split()[-1]) % 2] for answer in made}
        sent = rush(server.port, [moving(owners[a.body["title"]], a.body, "submit") for a in made])
        assert counted(sent) == {200: TOGETHER}
        with arena.looking() as connection:
            found = connection.execute(
                sa.select(Deal.seq, Deal.place, Deal.waits).where(Deal.customer_name == same["customer_name"]).order_by(Deal.seq)
            )
            assert [(row.place, row.waits) for row in found] == [(n, n > 1) for n in range(1, TOGETHER + 1)]
        one_winner(rush(server.port, [moving("manager", a.body, "approve") for a in sent]))


def test_approve_against_withdraw_has_one_winner(server, rounds):
    for number in rounds:
        deal = submitted(server.port, f"Withdrawn {number}")
        one_winner(rush(server.port, [moving("manager", deal, "approve"), moving("a", deal, "withdraw")] * (TOGETHER // 2)))


def test_a_deal_is_approved_once(server, rounds):
    for number in rounds:
        deal = submitted(server.port, f"Twice {number}")
        one_winner(rush(server.port, [moving("manager", deal, "approve")] * TOGETHER))


def test_the_same_key_is_done_once_and_answered_alike(server, rounds, arena):
    for number in rounds:
        posts = [("a", DEALS, registration(f"Repeated {number}"), {"Idempotency_Key": f"key {number}"})] * TOGETHER
        answers = rush(server.port, posts)
        assert counted(answers) == {201: TOGETHER} and len({answer.body["id"] for answer in answers}) == 1
    with arena.looking() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(Deal).where(Deal.title.startswith("Repeated"))) == len(rounds)


def test_of_edits_that_read_the_same_version_one_is_saved(server, rounds, arena):
    for number in rounds:
        deal = send(server.port, "a", DEALS, registration(f"Edited {number}")).body
        edits = [("a", f"{DEALS}{deal['id']}", {"need": f"edit {n}"}, {"If_Match": '"1"'}) for n in range(TOGETHER)]
        one_winner(rush(server.port, edits, "PATCH"))
    with arena.looking() as connection:
        acts = sa.select(sa.func.count()).select_from(Audit.__table__).where(Audit.action == "updated")
        assert connection.scalar(acts) == len(rounds)
