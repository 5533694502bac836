"""An approved period is posted statement by statement: each once, whatever happens in between."""

import pytest

from core import clock
from core.errors import Conflict
from core.jobs.worker import drain
from plugins.rebates.period import granting
from tests.plugins.rebates.desk import ALPHA, noon, result


@pytest.fixture
def approved(desk):
    period = desk.stated(desk.period(), result(), result("b", "50"))
    for found in desk.rows("statement"):
        desk.move("statement", found.id, "confirm", desk.signer(found.partner_id), confirmed_by="Ada")
    desk.move("period", period, "approve", "finance")
    return period


def test_approving_posts_nothing_by_itself_and_queues_the_rest(desk, kit, approved):
    assert desk.rows("payout") == [] and desk.row("period").state == "approved"
    with clock.moved(noon("2026-02-12")):
        drain(kit.app)
    assert {row.partner_id: row.amount for row in desk.rows("payout")} == {ALPHA.partner("a"): 100, ALPHA.partner("b"): 50}


def test_a_period_that_stopped_half_way_says_how_far_it_came_and_goes_on(desk, approved, monkeypatch):
    post, seen = granting.post, []

    def stop(period, one):
        if seen:
            raise KeyboardInterrupt
        seen.append(one)
        return post(period, one)

    monkeypatch.setattr(granting, "post", stop)
    with pytest.raises(KeyboardInterrupt):
        desk.granted(approved)
    monkeypatch.undo()
    assert desk.act(lambda: granting.progress(approved)) == granting.Progress(1, 2)
    desk.granted(approved)
    assert desk.act(lambda: granting.progress(approved)).over and len(desk.rows("payout")) == 2


def test_posting_again_posts_nothing(desk, approved):
    desk.granted(approved)
    desk.granted(approved)
    assert (len(desk.rows("payout")), desk.balance("rebates.owed", "a"), desk.balance("rebates.owed", "b")) == (2, 100, 50)


def test_a_statement_signed_before_it_is_posted_is_paid_out_when_it_is(desk):
    period = desk.stated(desk.period(), result())
    desk.move("period", period, "approve", "finance")
    desk.move("statement", desk.row("statement").id, "confirm", "above", confirmed_by="Ada")
    assert desk.rows("payout") == []
    desk.granted(period)
    assert [row.amount for row in desk.rows("payout")] == [100]


def test_a_period_is_not_closed_while_a_statement_waits_to_be_posted(desk, approved):
    with pytest.raises(Conflict, match="wait"):
        desk.move("period", approved, "close", "finance")
