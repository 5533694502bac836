"""Server and workers are killed while eight clients adjust balances: what was acknowledged is in the book once, and the book is whole."""

import random
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal

import pytest
import sqlalchemy as sa

from hansa.testing import ProgramOfTest
from plugins.ledger.models import Account, Adjustment, Journal
from tests.reliability.clients import PATIENCE, insist
from tests.reliability.places import until
from tests.reliability.test_kills import VICTIMS

pytestmark = pytest.mark.slow
ADJUSTMENTS = "/api/v1/alpha/ledger/adjustment/"
PROGRAM = ProgramOfTest("alpha")
SIZE = 8


@dataclass
class Cashiers:
    """Clients that enter, submit and post adjustments; `done` maps what was acknowledged to its state and its change."""

    port: int
    done: dict[str, tuple[str, Decimal]] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Cashiers":
        self.threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(SIZE)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        if self.errors and error[0] is None:
            raise self.errors[0]

    def _work(self, number: int) -> None:
        count = 0
        try:
            while not self.stopped.is_set():
                count += 1
                self._adjust(f"{number} {count}", "increase" if count % 3 else "decrease", Decimal(1 + (number + count) % 7))
        except BaseException as error:
            self.errors.append(error)

    def _adjust(self, title: str, direction: str, amount: Decimal) -> None:
        raw = {"title": title, "kind": "ledger.deposit", "currency": "EUR", "direction": direction, "amount": str(amount), "reason": "load"}
        answer = insist(self.port, "finance", ADJUSTMENTS, {**raw, "partner_id": str(PROGRAM.partner("a"))})
        assert answer.status == 201, f"{answer.status} {answer.body}"
        made, change = answer.body, amount if direction == "increase" else -amount
        self.done[title] = ("draft", change)
        for name, person, state in (("submit", "finance", "submitted"), ("post", "manager", "posted")):
            answer = insist(self.port, person, f"{ADJUSTMENTS}{made['id']}/transitions/{name}", {}, If_Match=f'"{made["version"]}"')
            if answer.status == 409 and answer.body["code"] == "insufficient-balance":
                return
            assert answer.status == 200, f"{name}: {answer.status} {answer.body}"
            made, self.done[title] = answer.body, (state, change)


def test_the_book_is_whole_whatever_was_killed(place, serve, work, full, seed):
    chance, server, worker = random.Random(seed), serve(place), work(place)
    with Cashiers(server.port) as cashiers:
        for number in range(30 if full else 4):
            time.sleep(chance.uniform(0.3, 1.2))
            VICTIMS[number % len(VICTIMS)](server, worker, chance)
            until(server.answers, "the server to come back")
    server.kill()
    worker.kill()
    whole(place, cashiers.done)


def whole(place, done):
    """Assert that each acknowledged step is there, once, that balances follow, and that the book says so itself."""
    with place.looking() as connection:
        there = {row.title: row for row in connection.execute(sa.select(Adjustment.title, Adjustment.state, Adjustment.id))}
        assert {title: row.state for title, row in there.items()} == {title: state for title, (state, _) in done.items()}
        posted = Counter(connection.scalars(sa.select(Journal.record_id)))
        assert posted == Counter(row.id for row in there.values() if row.state == "posted") and posted
        balance = connection.scalar(sa.select(Account.balance).where(Account.kind == "ledger.deposit"))
        assert balance == sum(change for state, change in done.values() if state == "posted") and balance >= 0
    checked = place.command("ledger", "check", "alpha")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    print(f"{len(done)} adjustments, {len(posted)} posted")
