"""A plugin hangs for ever in a hook while clients work: the others go on, the plugin is named and stopped, nothing is lost."""

import time

import pytest
import sqlalchemy as sa

from core.plugin_system.state import PluginRecord
from hansa.testing import Person
from tests.reliability import proof
from tests.reliability.clients import Crowd
from tests.reliability.places import Place, Server, until

pytestmark = pytest.mark.slow

PROMISE = 30.0
"""Seconds after which everything else answers again."""
PAGES = ("/alpha/", "/alpha/deals/deal/", "/api/v1/alpha/deals/deal/")
A = {"Cookie": f"hansa={Person('a').secret}", **Person("a").bearer}


@pytest.fixture(params=["before_save", "menu_items", "on_event"])
def hook(request: pytest.FixtureRequest, full: bool) -> str:
    if not full and request.param != "before_save":
        pytest.skip("the sample hangs in one hook")
    return str(request.param)


def test_a_hanging_plugin_is_suspended_in_every_process_and_nothing_is_lost(place, serve, work, hook):
    one, other, worker = serve(place), serve(place), work(place)
    assert is_on(one) and is_on(other)
    with Crowd(one.port) as crowd:
        time.sleep(1)
        (place.folder / "stall").write_text(hook)
        seconds = until(lambda: told(place), "the suspension", PROMISE)
        assert not is_on(other), "another process still has it after its next request"
        seconds += until(lambda: answers(one), "all pages to answer again", PROMISE)
    print(f"{hook}: {seconds:.1f} s, {len(crowd.done)} deals")
    assert seconds < PROMISE and not is_on(one) and hook in told(place)
    for running in (one, other):
        running.stop()
    worker.kill()
    proof.whole(place, crowd.done)


def is_on(server: Server) -> bool:
    return server.ask("/alpha/stalling/", A)[0] == 200


def answers(server: Server) -> bool:
    return all(server.answers(path, A) for path in PAGES)


def told(place: Place) -> str:
    """Return what the site wrote down about the suspension; "" before there is one."""
    wanted = sa.select(PluginRecord.error).where(PluginRecord.name == "stalling", PluginRecord.status == "suspended")
    with place.looking() as connection:
        return connection.scalar(wanted) or ""
