"""Who claims at the same moment: one has the lead, the others are told 409, nobody 500. `HANSA_RELIABILITY=full` runs 50 rounds."""

import os
import threading
from collections import Counter

import pytest

from hansa.testing import Person
from plugins.leads.states import HELD

TOGETHER = 32
ROUNDS = 50 if os.environ.get("HANSA_RELIABILITY") == "full" else 2
CLAIMED, REFUSED = 200, {404, 409, 412}


@pytest.fixture
def pool(publish, lead, work, copies, program):
    """`pool(3)`: a lead in the pool, and the posts that claim it."""
    publish({"rules": [{"name": "tank", "method": "shark_tank"}], "claims": 1000})

    def make(number):
        name = f"Number {number} Ltd"
        made = lead(company=name, domain=None, registration_no=None, contact_phone=None, contact_email=None)
        work()
        names = {program.partner(name): name for name in ("a", "a2", "b")}
        own = [(names[copy["partner_id"]], f"/api/v1/alpha/leads/assignment/{copy['id']}/transitions/claim") for copy in copies(made)]
        return made, [own[n % len(own)] for n in range(TOGETHER)]

    return make


@pytest.fixture
def rush(kit):
    """Post all at one moment; return the statuses."""

    def run(posts):
        gate, answers = threading.Barrier(len(posts)), []

        def post(name, path):
            client = kit.client(Person(name))
            gate.wait()
            answers.append(client.post(path, json={}, headers={**Person(name).bearer, "If-Match": "1"}).status_code)

        threads = [threading.Thread(target=post, args=one) for one in posts]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return Counter(answers)

    return run


def test_a_lead_in_the_pool_is_claimed_once(pool, rush, copies, work):
    for number in range(ROUNDS):
        made, posts = pool(number)
        counts = rush(posts)
        work()
        held = [copy["state"] for copy in copies(made) if copy["state"] in HELD]
        assert counts.pop(CLAIMED) == 1 and set(counts) <= REFUSED, counts
        assert (sum(counts.values()), held) == (TOGETHER - 1, ["accepted"])
