"""Who claims at the same moment: one has the lead, the others are told 409, nobody 500."""

import threading
from collections import Counter

from hansa.testing import Person


def test_a_lead_in_the_pool_is_claimed_once(publish, lead, work, copies, kit, program):
    publish({"rules": [{"name": "tank", "method": "shark_tank"}]})
    made = lead()
    work()
    names = {program.partner(name): name for name in ("a", "a2", "b")}
    posts = [(names[copy["partner_id"]], copy["id"]) for copy in copies(made)] * 3
    gate, answers = threading.Barrier(len(posts)), []

    def post(name, copy_id):
        client = kit.client(Person(name))
        gate.wait()
        path = f"/api/v1/alpha/leads/assignment/{copy_id}/transitions/claim"
        answers.append(client.post(path, json={}, headers={**Person(name).bearer, "If-Match": "1"}).status_code)

    threads = [threading.Thread(target=post, args=one) for one in posts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    counts = Counter(answers)
    assert counts[200] == 1
    assert set(counts) <= {200, 409, 412}
