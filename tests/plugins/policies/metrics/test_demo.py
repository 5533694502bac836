"""What the demo declares and tells."""

from core.entities.unit import unit
from hansa import clock
from plugins.policies.metrics import building, demo
from plugins.policies.metrics.known import built
from tests.plugins.policies.metrics.conftest import enter


def test_the_demo_declares_measures_tells_figures_and_begins_the_books(inside, program, figures):
    today = clock.today("Europe/Berlin")
    partners = [program.partner(name) for name in ("a", "a2", "b")]
    unit(lambda: demo.load(partners, today))
    enter()
    assert set(figures("own.satisfaction", "trailing 12 months", today.isoformat()).values()) == {78, 85, 92}
    assert {one.series for one in building.series_of() if not one.key.startswith("own.")} <= built()
    assert figures("own.large_deals", "ever", today.isoformat())["a"] == 0


def test_jobs_build_what_is_missing_one_after_the_other_and_add_up(inside, line):
    line("a", "2026-01-10")
    made = []
    while key := unit(building.build_next):
        made.append(key)
        enter()
    assert len(made) == len(set(made)) == len(building.series_of())
    line("a", "2026-01-11")
    assert unit(building.fold) > 0
    assert unit(building.fold) == 0
