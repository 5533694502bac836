from core.counters import Counters

NOON = 1_800_000_000.0 - 1_800_000_000 % 60


def tries(counters, n, name="ann", most=10, share=None, moment=NOON):
    return [counters.wait(name, most, moment, share) for _ in range(n)]


def test_callers_within_the_limit_do_not_wait():
    assert tries(Counters(), 10) == [0] * 10


def test_one_more_waits_for_the_next_minute():
    assert tries(Counters(), 11, moment=NOON + 18)[-1] == 42


def test_the_next_minute_starts_at_zero():
    counters = Counters()
    tries(counters, 11)
    assert counters.wait("ann", 10, NOON + 60) == 0


def test_callers_do_not_count_for_each_other():
    counters = Counters()
    tries(counters, 11)
    assert counters.wait("bob", 10, NOON) == 0


def test_processes_agree_about_a_caller_who_is_shared():
    table = {}

    def share(name, hits):
        table[name] = table.get(name, 0) + hits
        return table[name]

    one, other = Counters(), Counters()
    served = sum(counters.wait("ann", 80, NOON, share) == 0 for _ in range(80) for counters in (one, other))
    assert 80 <= served <= 80 + 2 * 10


def test_ordinary_callers_are_not_shared():
    asked = []
    tries(Counters(), 11, most=100, share=lambda name, hits: asked.append(name) or hits)
    assert asked == []


def test_a_refused_caller_is_not_shared_any_more():
    asked = []
    tries(Counters(), 100, most=8, share=lambda name, hits: asked.append(hits) or 0)
    assert sum(asked) == 8


def test_made_up_callers_do_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr("core.counters.MOST_CALLERS", 100)
    counters = Counters()
    for n in range(1_000):
        counters.wait(str(n), 10, NOON)
    assert len(counters._counts) == 100
