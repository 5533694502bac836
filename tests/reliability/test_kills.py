"""Server and workers are killed at random moments while eight clients write."""

import os
import random
import signal
import time

import pytest

from tests.reliability import proof
from tests.reliability.clients import Crowd
from tests.reliability.places import until

pytestmark = pytest.mark.slow


def test_nothing_acknowledged_is_lost_and_nothing_is_done_twice(place, serve, work, full, seed):
    chance, server, worker = random.Random(seed), serve(place), work(place)
    with Crowd(server.port) as crowd:
        for number in range(30 if full else 5):
            time.sleep(chance.uniform(0.2, 1.2))
            VICTIMS[number % len(VICTIMS)](server, worker, chance)
            until(server.answers, "the server to come back")
    server.kill()
    worker.kill()
    print(f"{len(crowd.done)} deals")
    proof.whole(place, crowd.done)


def one_process(server, worker, chance):
    until(server.children, "a process to kill")
    os.kill(chance.choice(server.children()), signal.SIGKILL)


def everything(server, worker, chance):
    server.kill()
    server.start()


def the_worker(server, worker, chance):
    if worker.process is None:
        one_process(server, worker, chance)
    else:
        worker.kill_and_start()


VICTIMS = (one_process, the_worker, everything)
