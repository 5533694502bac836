"""The book: what was known when, rebuilding it, and what it says after anything that happens to records."""

from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal as D

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.db import db as database
from core.entities.marks import WALL
from core.entities.unit import Rollback, unit
from core.jobs.worker import drain
from hansa import clock, current_scope, enqueue, records
from plugins.policies.api import Window, values
from plugins.policies.metrics import building, commands
from plugins.policies.metrics.jobs import MEND
from plugins.policies.metrics.known import built
from plugins.policies.models import MeasureEntry, MeasureMonth, MeasureTotal
from tests.fixture_plugins.sales.plugin import LINE
from tests.plugins.policies.metrics.conftest import build_all, enter

FEBRUARY, APRIL, MAY = (datetime(2026, month, 10, 9, tzinfo=UTC) for month in (2, 4, 5))


@pytest.fixture
def at():
    """`at(moment)`: it is that moment from now on."""
    with ExitStack() as stack:
        yield lambda moment: stack.enter_context(clock.moved(moment))


def differing() -> list[str]:
    return [report.key for report in (building.check(one) for one in building.series_of()) if not report.fine]


@pytest.mark.parametrize("kept", [True, False], ids=["kept", "built"])
def test_a_late_invoice_and_a_correction_are_known_from_their_moments(line, figures, at, kept):
    if kept:
        build_all()
    at(FEBRUARY)
    line("a", "2026-01-10", "100")
    at(APRIL)
    line("a", "2026-01-20", "40")
    at(MAY)
    line("a", "2026-01-20", "-15")
    if not kept:
        build_all()
    january = [figures("sales.revenue", "2026-01", "2026-12-31", known_at=moment + timedelta(1))["a"] for moment in (FEBRUARY, APRIL, MAY)]
    assert january == [D(100), D(140), D(125)]
    assert figures("sales.revenue", "2026-01", "2026-12-31", known_at=FEBRUARY - timedelta(1))["a"] == 0
    assert figures("sales.revenue", "2026-04", "2026-12-31")["a"] == 0


def test_a_changed_record_is_known_as_it_was_before(line, figures, at):
    build_all()
    at(FEBRUARY)
    one = line("a", "2026-01-10", "100")
    at(APRIL)
    unit(lambda: records.update(LINE, records.get(LINE, one.id), {"amount": "70", "invoiced_on": "2026-03-01"}))
    assert figures("sales.revenue", "this year", "2026-12-31", known_at=FEBRUARY)["a"] == 100
    assert figures("sales.revenue", "2026-01", "2026-12-31", known_at=APRIL)["a"] == 0
    assert figures("sales.revenue", "2026-03", "2026-12-31", known_at=APRIL)["a"] == 70


def test_a_rebuild_finds_nothing_to_do_in_a_book_that_was_kept_up(line):
    build_all()
    line("a", "2026-01-10", "100.0001", product_line="bikes", customer="K1")
    unit(building.fold)
    line("b", "2026-02-10", "3", product_line="parts", customer="K1")
    assert [report for report in build_all() if not report.fine] == []
    assert differing() == []


def test_a_check_finds_what_went_past_the_book_and_a_rebuild_repairs_it(line, figures):
    one = line("a", "2026-01-10", "100")
    build_all()
    table = LINE.table
    stealthy = sa.update(table).where(table.c.id == one.id).values(amount=D("99.9999")).execution_options(**WALL)
    unit(lambda: database.session.connection().execute(stealthy))
    assert "sales.revenue" in differing()
    build_all()
    assert differing() == []
    assert figures("sales.revenue", "2026-01", "2026-12-31")["a"] == D("99.9999")


@pytest.mark.parametrize("model", [MeasureMonth, MeasureTotal])
def test_a_check_finds_a_month_that_does_not_add_up(line, model):
    line("a", "2026-01-10", "100")
    build_all()
    table = model.__table__
    unit(lambda: database.session.connection().execute(sa.update(table).values(total=table.c.total + 1).execution_options(**WALL)))
    assert "sales.revenue" in differing()
    build_all()
    assert differing() == []


def test_what_was_rolled_back_was_never_booked(line, inside):
    build_all()

    def tried():
        line("a", "2026-01-10", "100")
        raise Rollback(None)

    unit(tried)
    assert database.session.scalar(sa.select(sa.func.count(MeasureEntry.id))) == 0


def test_measures_that_keep_the_same_share_a_book(inside):
    found = {one.key: one.series for one in building.series_of()}
    assert "sales.average" not in found or "sales.margin" in found
    assert len(set(found.values())) == len(found)


def test_books_nobody_names_are_let_go(line, inside, monkeypatch):
    line("a", "2026-01-10", "100")
    build_all()
    kept = building.series_of()[:1]
    monkeypatch.setattr(building, "series_of", lambda keys=(): kept)
    there = len(built())
    assert unit(building.forget) == there - 1 > 0
    assert set(database.session.scalars(sa.select(MeasureEntry.series))) <= {kept[0].series}


def test_the_nightly_comparison_mends_what_differs(line, figures):
    one = line("a", "2026-01-10", "100")
    build_all()
    table = LINE.table
    unit(
        lambda: database.session.connection().execute(
            sa.update(table).where(table.c.id == one.id).values(amount=D(7)).execution_options(**WALL)
        )
    )
    place = 0
    while unit(lambda place=place: building.mend(place)):
        place += 1
    assert differing() == []
    assert figures("sales.revenue", "2026-01", "2026-12-31")["a"] == 7


def test_the_nightly_comparison_goes_on_from_book_to_book_in_the_background(line, app, kit):
    line("a", "2026-01-10", "100")
    build_all()
    database.session.rollback()
    books = len(built())
    unit(lambda: enqueue(MEND))
    assert drain(app) >= books > 1
    with kit.owner.connect() as connection:
        states = connection.execute(sa.text("SELECT state FROM core_job WHERE name LIKE '%measures_mend%'")).scalars()
        assert set(states) == {"done"}


def test_books_are_begun_again_after_the_plugin_was_off(line, enable, figures):
    line("a", "2026-01-10", "100")
    build_all()
    assert built()
    unit(building.distrust)
    enter()
    assert not built()
    assert figures("sales.revenue", "2026-01", "2026-12-31")["a"] == 100
    build_all()
    assert differing() == []


def test_operators_check_and_rebuild_books_and_read_figures(line, inside, monkeypatch):
    line("a", "2026-01-10", "100.5")
    build_all()

    @contextmanager
    def running():
        yield

    monkeypatch.setattr(commands, "running", running)
    monkeypatch.setattr(commands, "in_program", lambda slug, work: work(inside))
    table = LINE.table
    assert CliRunner().invoke(commands.metrics, ["check", "alpha"]).exit_code == 0
    unit(lambda: database.session.connection().execute(sa.update(table).values(amount=D(3)).execution_options(**WALL)))
    told = CliRunner().invoke(commands.metrics, ["check", "alpha", "--measure", "sales.revenue"])
    assert told.exit_code == 1 and "sales.revenue: differing rows: 1, months: 0" in told.output
    assert CliRunner().invoke(commands.metrics, ["rebuild", "alpha"]).exit_code == 0
    assert CliRunner().invoke(commands.metrics, ["check", "alpha"]).exit_code == 0
    shown = CliRunner().invoke(commands.metrics, ["show", "alpha", "sales.median", "this year", "--day", "2026-12-31"]).output
    assert sorted(line.split()[1] for line in shown.splitlines()) == ["3", "unknown", "unknown"]
    assert CliRunner().invoke(commands.metrics, ["show", "alpha", "sales.median", "this decade"]).exit_code == 1


DAYS = st.dates(date(2025, 11, 28), date(2026, 3, 2))
AMOUNTS = st.one_of(st.none(), st.decimals(-500, 500, places=4))
FIELDS = {
    "amount": AMOUNTS.map(lambda value: None if value is None else str(value)),
    "quantity": st.one_of(st.none(), st.integers(-3, 9)),
    "product_line": st.sampled_from([None, "bikes", "parts"]),
    "customer": st.sampled_from([None, "K1", "K2"]),
    "kind": st.sampled_from(["goods", "return", "freight"]),
    "invoiced_on": st.one_of(st.none(), DAYS.map(str)),
    "sold_at": st.one_of(st.none(), st.datetimes(datetime(2025, 11, 30, 20), datetime(2026, 2, 2)).map(lambda at: f"{at.isoformat()}+00:00")),
}  # fmt: skip
MAKE = st.tuples(st.just("make"), st.sampled_from(["a", "a2", "b"]), st.fixed_dictionaries(FIELDS))
CHANGE = st.tuples(st.just("change"), st.integers(0, 20), st.fixed_dictionaries({}, optional=FIELDS))
END = st.tuples(st.sampled_from(["archive", "restore", "delete"]), st.integers(0, 20), st.none())
FOLD = st.tuples(st.just("fold"), st.none(), st.none())


@pytest.mark.slow
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(acts=st.lists(st.one_of(MAKE, MAKE, CHANGE, END, FOLD), max_size=14), bounds=st.lists(DAYS, min_size=2, max_size=2))
def test_the_book_says_what_the_records_say_whatever_happens_to_them(inside, program, acts, bounds):
    """Made, changed, removed and dated late: in one unit that is rolled back, so each example begins with nothing."""
    build_all()
    first, last = sorted(bounds)
    window = Window.parse(f"{first} to {last}")

    def all_of(kept: bool):
        cache = current_scope().program.cache
        cache.clear()
        complete = built()
        cache.clear()
        cache.get(("measure-books",), lambda: complete if kept else frozenset())
        keys = [one.key for one in building.series_of()]
        return {level: values(keys, window, day=last, level=level) for level in ("partner", "all")}

    def played():
        there: list = []
        for what, which, raw in acts:
            _play(there, what, which, raw, program)
        assert all_of(True) == all_of(False)
        raise Rollback(None)

    unit(played)


def _play(there, what, which, raw, program):
    if what == "make":
        there.append(records.create(LINE, {"title": "Line", **raw}, partner_id=program.partner(which)))
    elif what == "fold":
        building.fold()
    elif there:
        record = there[which % len(there)]
        if what == "change":
            records.update(LINE, record, raw)
        elif what == "delete":
            there.remove(record)
            records.delete(LINE, record, reason="a test")
        else:
            {"archive": records.archive, "restore": records.restore}[what](LINE, record)
