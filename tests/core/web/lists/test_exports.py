"""Large exports: prepared by the queue, fetched by who asked and nobody else, gone after a day."""

import csv
import io
import re
from datetime import timedelta

import pytest
import sqlalchemy as sa
from python_calamine import CalamineWorkbook

from core import clock
from core.entities import acting
from core.entities.exports import Export
from core.entities.unit import unit
from core.identity.models import Membership
from core.jobs.scopes import as_system, programs
from core.jobs.worker import drain
from core.web.lists.export_job import FORGET

LIST = "/alpha/audiences/note/"


@pytest.fixture
def three(make_record):
    return [make_record("audiences.note", by="a", word=f"Harbor{n}", amount=f"{n}00") for n in (1, 2, 3)]


@pytest.fixture
def age(kit):
    """Let the exports there are be as old as said."""

    def change(hours):
        table = Export.__table__
        with kit.owner.begin() as connection:
            connection.execute(sa.update(table).values(expires_at=clock.now() + timedelta(hours=24 - hours)))

    return change


def ask(person, app, ending="csv", query=""):
    """Ask for a file and let the queue make it; returns the address of its page."""
    address = person.submit(f"{LIST}prepare/{ending}?{query}").headers["Location"]
    drain(app)
    return address


def rows_of(answer):
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_short_list_is_sent_while_it_is_read(as_user, three):
    assert as_user("a").get(f"{LIST}export.csv").is_streamed


def test_a_long_list_offers_to_prepare_the_file(as_user, three, monkeypatch):
    assert f"{LIST}export.csv" in as_user("a").get(LIST).text
    monkeypatch.setattr("core.entities.query.COUNT_CAP", 3)
    assert f'action="{LIST}prepare/csv"' in as_user("a").get(LIST).text


def test_who_asks_is_told_at_once_that_the_file_is_being_prepared(as_user, three):
    person = as_user("a")
    answer = person.submit(f"{LIST}prepare/csv")
    assert answer.status_code == 303 and "Being prepared" in person.get(answer.headers["Location"]).text


def test_the_file_holds_what_was_filtered_in_the_shown_columns(as_user, app, three, monkeypatch):
    monkeypatch.setattr("core.web.lists.export_values.STEP", 1)
    monkeypatch.setattr("core.web.lists.export_job.STRETCH", 1)
    person = as_user("a")
    address = ask(person, app, query="f.amount.ge=200&cols=title,amount&sort=amount")
    assert "Save the file" in person.get(address).text
    assert rows_of(person.get(f"{address}/file")) == [["Title", "Amount"], ["Harbor2", "200"], ["Harbor3", "300"]]


def test_a_workbook_is_prepared_likewise(as_user, app, three):
    person = as_user("a")
    data = person.get(f"{ask(person, app, 'xlsx', 'cols=title,amount&sort=amount')}/file").data
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0)
    assert sheet.to_python()[:2] == [["Title", "Amount"], ["Harbor1", 100.0]]


def test_the_file_holds_nothing_of_another_partner(as_user, app, three):
    person = as_user("b")
    assert len(rows_of(person.get(f"{ask(person, app)}/file"))) == 1


@pytest.mark.parametrize("other", ["b", "above", "manager", "admin"])
def test_nobody_else_fetches_the_file(as_user, app, three, other):
    address = ask(as_user("a"), app)
    assert [as_user(other).get(path).status_code for path in (address, f"{address}/file")] == [404, 404]


def test_who_lost_the_right_does_not_fetch_the_file(as_user, app, three, make_user, kit, program):
    person = make_user("leaver", partner="a", roles=("partner_user",))
    address = ask(person, app)
    _take_roles(kit, program.person("leaver"))
    assert person.get(f"{address}/file").status_code == 404


def test_who_lost_the_right_meanwhile_gets_no_file(as_user, app, three, make_user, kit, program):
    person = make_user("leaver", partner="a", roles=("partner_user",))
    person.submit(f"{LIST}prepare/csv")
    _take_roles(kit, program.person("leaver"))
    drain(app)
    with kit.owner.connect() as connection:
        assert connection.scalar(sa.select(Export.__table__.c.state)) == "failed"


def test_a_file_is_gone_after_a_day(as_user, app, three, age):
    person = as_user("a")
    address = ask(person, app)
    age(hours=25)
    assert person.get(f"{address}/file").status_code == 404


def test_the_bytes_are_gone_with_it(as_user, app, kit, three, age, run_job):
    address = ask(as_user("a"), app)
    key = f"{_program(kit)}/{address.rsplit('/', 1)[1]}"
    kit.portal.files.open(key).close()
    age(hours=25)
    run_job(FORGET)
    with pytest.raises(FileNotFoundError):
        kit.portal.files.open(key)


def test_only_a_few_are_prepared_for_one_person_at_a_time(as_user, three):
    person = as_user("a")
    assert [person.submit(f"{LIST}prepare/csv").status_code for _ in range(4)] == [303, 303, 303, 409]


def test_it_needs_the_right_to_export(make_user, three):
    assert make_user("reader", partner="a").submit(f"{LIST}prepare/csv").status_code in (403, 404)


def test_the_person_is_told_when_the_file_is_ready(as_user, app, three):
    person = as_user("a")
    address = ask(person, app)
    inbox = person.get("/alpha/notify/").text
    assert "The export of 3 records is ready" in inbox
    opened = person.submit(re.search(r'action="(/alpha/notify/[0-9a-f-]+/open)"', inbox)[1])
    assert opened.headers["Location"] == address


def test_nobody_else_is_told(as_user, app, three):
    ask(as_user("a"), app)
    assert all("The export of" not in as_user(other).get("/alpha/notify/").text for other in ("b", "above", "manager"))


@pytest.fixture
def run_job(app):
    def run(job):
        with app.app_context():
            state = next(found for found in programs() if found.slug == "alpha")
            with acting.entered(as_system(state)):
                unit(lambda: job.func(state))

    return run


def _take_roles(kit, person):
    table = Membership.__table__
    with kit.owner.begin() as connection:
        connection.execute(sa.update(table).where(table.c.id == person.membership_id).values(roles=[]))


def _program(kit):
    with kit.owner.connect() as connection:
        return connection.scalar(sa.select(Export.__table__.c.program_id))
