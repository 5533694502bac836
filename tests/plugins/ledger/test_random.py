"""Random operations against a plain reference: the book agrees with it after every step, and is whole at the end."""

import random
from collections import defaultdict
from decimal import Decimal

import pytest

from core.errors import Conflict
from hansa.testing import ProgramOfTest
from plugins.ledger import api

PROGRAM = ProgramOfTest("alpha")
STEPS = 60


class Reference:
    """A book in two dictionaries."""

    def __init__(self):
        self.balance, self.held, self.holds, self.journals = defaultdict(Decimal), defaultdict(Decimal), {}, []

    def free(self, who):
        return self.balance[who] - self.held[who]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_book_agrees_with_a_plain_reference(act, is_whole, seed):
    chance, plain = random.Random(seed), Reference()
    for step in range(STEPS):
        who, amount = chance.choice("ab"), Decimal(chance.randint(1, 5000)).scaleb(-2)
        moves = [pay_in, pay_out, transfer, keep, commit, release, reverse]
        wanted, run = chance.choice(moves)(plain, who, amount, f"{seed}-{step}", chance)
        try:
            act(run)
            done = True
        except Conflict:
            done = False
        assert done == wanted[0], f"step {step}"
        if done:
            wanted[1]()
        for partner in "ab":
            found = act(lambda partner=partner: api.standing(own(partner)))
            assert (found.balance, found.held) == (plain.balance[partner], plain.held[partner]), f"step {step}"
    assert is_whole() and len(plain.journals) > 5


def own(who):
    return api.account(api.DEPOSIT, PROGRAM.partner(who), "EUR")


def cash():
    return api.account(api.CASH, currency="EUR")


def noted(plain, changes):
    plain.journals.append(changes)
    for who, change in changes.items():
        plain.balance[who] += change


def pay_in(plain, who, amount, key, chance):
    run = lambda: plain_post(plain, key, [api.debit(cash(), amount), api.credit(own(who), amount)])  # noqa: E731
    return (True, lambda: noted(plain, {who: amount})), run


def pay_out(plain, who, amount, key, chance):
    run = lambda: plain_post(plain, key, [api.debit(own(who), amount), api.credit(cash(), amount)])  # noqa: E731
    return (plain.free(who) >= amount, lambda: noted(plain, {who: -amount})), run


def transfer(plain, who, amount, key, chance):
    other = "b" if who == "a" else "a"
    run = lambda: plain_post(plain, key, [api.debit(own(who), amount), api.credit(own(other), amount)])  # noqa: E731
    return (plain.free(who) >= amount, lambda: noted(plain, {who: -amount, other: amount})), run


def plain_post(plain, key, legs):
    plain.last = api.post("test.move", legs, key=key)


def keep(plain, who, amount, key, chance):
    def run():
        plain.made = api.hold(own(who), amount, key=key)

    def then():
        plain.held[who] += amount
        plain.holds[plain.made.id] = (who, amount)

    return (plain.free(who) >= amount, then), run


def commit(plain, who, amount, key, chance):
    if not plain.holds:
        return keep(plain, who, amount, key, chance)
    hold = chance.choice(sorted(plain.holds))
    holder, left = plain.holds[hold]
    rest = chance.choice(["keep", "release"])

    def run():
        plain.last = api.commit(hold, amount, [api.credit(cash(), amount)], kind="test.order", key=key, rest=rest)

    def then():
        noted(plain, {holder: -amount})
        ended = rest == "release" or left == amount
        plain.held[holder] -= left if ended else amount
        plain.holds[hold] = (holder, left - amount)
        if ended:
            del plain.holds[hold]

    return (amount <= left, then), run


def release(plain, who, amount, key, chance):
    if not plain.holds:
        return keep(plain, who, amount, key, chance)
    hold = chance.choice(sorted(plain.holds))
    holder, left = plain.holds.pop(hold)

    def then():
        plain.held[holder] -= left

    return (True, then), lambda: api.release(hold)


def reverse(plain, who, amount, key, chance):
    if not plain.journals:
        return pay_in(plain, who, amount, key, chance)
    journal, changes = plain.last, plain.journals[-1]
    if changes is None or getattr(plain, "reversed", None) == journal.id:
        return pay_in(plain, who, amount, key, chance)

    def then():
        plain.reversed = journal.id
        for partner, change in changes.items():
            plain.balance[partner] -= change

    possible = all(change <= 0 or plain.free(partner) >= change for partner, change in changes.items())
    return (possible, then), lambda: api.reverse(journal.id, key=key, reason="random")
