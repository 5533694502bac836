"""A large import: done by the queue, batch by batch, whatever happens to the worker."""

import re
from datetime import timedelta

import pytest
import sqlalchemy as sa

from core import clock
from core.jobs.queue import QueuedJob
from core.jobs.run import run_next
from core.jobs.worker import drain
from plugins.sheets import services, work
from tests.plugins.sheets.test_import import guessed, problems, send, titles

ROWS = 7
SHEET = "Title,Text,Amount\n" + "".join(f"Row {n},x,{n}\n" for n in range(ROWS))
ALL = sorted(f"Row {n}" for n in range(ROWS))


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """Seven rows are many, two are a batch."""
    monkeypatch.setattr(services, "SMALL", 3)
    monkeypatch.setattr(work, "BATCH", 2)


@pytest.fixture
def checked(as_user, app):
    """The address of an import of partner A that was checked."""
    person = as_user("a")
    address = send(person, SHEET).headers["Location"]
    person.submit(f"{address}/columns", guessed(person, address))
    drain(app)
    return address


@pytest.fixture
def lease_over(kit):
    """Let the time be over in which nobody else takes the job of a silent worker."""

    def end():
        with kit.owner.begin() as connection:
            connection.execute(sa.update(QueuedJob.__table__).values(locked_until=clock.now() - timedelta(seconds=1)))

    return end


def test_the_page_shows_how_far_it_is_and_looks_again_by_itself(as_user):
    person = as_user("a")
    address = send(person, SHEET).headers["Location"]
    person.submit(f"{address}/columns", guessed(person, address))
    page = person.get(address).text
    assert re.search(r'<progress[^>]* max="7" value="0"', page) and 'hx-trigger="every 1s"' in page


def test_it_is_checked_run_and_taken_back_by_the_queue(as_user, app, checked):
    person = as_user("a")
    person.submit(f"{checked}/running")
    assert titles(person) == []
    drain(app)
    assert titles(person) == ALL
    person.submit(f"{checked}/undoing")
    drain(app)
    assert titles(person) == []


def test_a_worker_that_dies_half_way_loses_and_doubles_nothing(as_user, app, checked, monkeypatch, lease_over):
    person, make, calls = as_user("a"), work.advance, []

    def dies(sheet, entity):
        calls.append(sheet.id)
        make(sheet, entity)
        if len(calls) == 3:
            raise KeyboardInterrupt

    person.submit(f"{checked}/running")
    monkeypatch.setattr(work, "advance", dies)
    with pytest.raises(KeyboardInterrupt):
        run_next(app)
    assert len(titles(person)) == 4
    monkeypatch.setattr(work, "advance", make)
    person.submit(f"{checked}/go")
    lease_over()
    drain(app)
    assert titles(person) == ALL


def test_two_workers_at_one_import_double_nothing(as_user, app, checked):
    person = as_user("a")
    person.submit(f"{checked}/running")
    person.submit(f"{checked}/go")
    drain(app)
    assert titles(person) == ALL


def test_others_have_their_turn_between_two_slices(as_user, app, checked, monkeypatch):
    monkeypatch.setattr(work, "SLICE", 0.0)
    person = as_user("a")
    person.submit(f"{checked}/running")
    run_next(app)
    assert 0 < len(titles(person)) < ROWS
    drain(app)
    assert titles(person) == ALL


def test_who_lost_the_right_imports_nothing_more(as_user, app, checked, enable):
    person = as_user("a")
    person.submit(f"{checked}/running")
    enable("audiences", on=False)
    run_next(app)
    enable("audiences")
    assert titles(person) == []


def test_the_person_is_told_at_the_end(as_user, app, checked):
    person = as_user("a")
    person.submit(f"{checked}/running")
    drain(app)
    inbox = person.get("/alpha/notify/").text
    assert "notes.csv: 7 rows were imported." in inbox and "7 rows can be imported" in inbox


def test_rows_with_problems_are_kept_apart(as_user, app):
    person = as_user("a")
    address = send(person, SHEET + "Wrong,x,much\n").headers["Location"]
    person.submit(f"{address}/columns", guessed(person, address))
    drain(app)
    assert [row[0] for row in problems(person, address)] == ["Title", "Wrong"]


def test_what_stopped_half_way_can_be_taken_up_again(as_user, checked, monkeypatch):
    person = as_user("a")
    person.submit(f"{checked}/running")
    monkeypatch.setattr("plugins.sheets.pages.STALLED", timedelta(seconds=-1))
    assert f'action="{checked}/go"' in person.get(checked).text
