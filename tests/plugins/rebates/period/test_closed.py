"""A closed period never changes: through every door."""

import uuid

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from core.db import db
from core.entities import records
from core.entities.notes import put
from core.entities.registry import registry
from core.entities.system import behind
from core.errors import Conflict, Denied, ScopeError
from hansa.testing import Person, SqliteDatabase
from plugins.rebates.models import Adjustment, Period, Result, Run, Statement
from plugins.rebates.period import moves
from plugins.rebates.tasks import KEEP
from tests.plugins.rebates.desk import ALPHA, result


@pytest.fixture
def closed(desk):
    return desk.stated(desk.period(), result())


def entity(name):
    return registry()[f"rebates.{name}"]


@pytest.mark.parametrize(
    "field, value", [("ends_on", "2026-01-30"), ("cut_off_on", "2026-02-09"), ("program", "other"), ("name", "Another")]
)
def test_the_form_does_not_change_it(desk, closed, as_user, field, value):
    page = as_user("finance")
    before = desk.row("period")
    page.submit(f"/alpha/rebates/period/{closed}/edit", {field: value})
    assert desk.row("period") == before


def test_the_api_does_not_change_it(desk, closed, client):
    version = desk.row("period").version
    headers = {**Person("finance").bearer, "If-Match": f'"{version}"'}
    answer = client.patch(f"/api/v1/alpha/rebates/period/{closed}", json={"ends_on": "2026-01-30"}, headers=headers)
    assert answer.status_code in (403, 409, 422)
    assert str(desk.row("period").ends_on) == "2026-01-31"


@pytest.mark.parametrize("step", ["end", "calculate", "recalculate", "review", "send_back", "issue"])
def test_no_move_leads_back(desk, closed, step):
    with pytest.raises(Conflict):
        desk.move("period", closed, step, "finance")


def test_an_import_does_not_change_it(desk, closed):
    with pytest.raises(Conflict):
        desk.act(lambda: records.update(entity("period"), records.get(entity("period"), closed), {"calculate_on": "2026-02-20"}), "finance")


def test_no_job_calculates_it_again(desk, closed):
    before = desk.row("period")
    with pytest.raises((Conflict, DBAPIError)):
        desk.by_itself(lambda: moves.calculated(records.get(entity("period"), closed), {}))
    desk.timers("2027-01-01")
    assert desk.row("period") == before and len(desk.rows("run")) == 1


def test_it_is_neither_archived_nor_deleted(desk, closed):
    with pytest.raises(Conflict):
        desk.act(lambda: records.archive(entity("period"), records.get(entity("period"), closed)))
    with pytest.raises(Conflict):
        desk.act(lambda: records.delete(entity("period"), records.get(entity("period"), closed), reason="x"))


def test_a_plugin_that_applies_values_is_refused(desk, closed):
    with pytest.raises(Conflict):
        desk.act(lambda: records.apply(entity("period"), records.get(entity("period"), closed), {"run_id": uuid.uuid4()}))


def test_a_plugin_that_puts_rows_behind_the_wall_is_refused(desk, closed):
    found = desk.row("result")

    def work():
        with behind(KEEP):
            put(Result, [{**found._asdict(), "id": uuid.uuid4(), "component": "more"}])

    with pytest.raises(DBAPIError, match="closed"):
        desk.act(work)
    assert len(desk.rows("result")) == 1


@pytest.mark.parametrize("model", [Period, Run, Result, Statement])
def test_a_statement_behind_the_wall_is_refused(desk, closed, model):
    def work():
        with behind(KEEP):
            statement = sa.delete(model) if model is Result else sa.update(model).values(_value(model))
            db.session.execute(statement, execution_options={"synchronize_session": False})

    with pytest.raises((DBAPIError, ScopeError)):
        desk.act(work)


def _value(model):
    return {Period: {"state": "open"}, Run: {"state": "failed"}, Statement: {"amount": 1}}[model]


WRITES = (
    "UPDATE rebates__period SET state = 'open'",
    "UPDATE rebates__period SET ends_on = '2026-02-02'",
    "UPDATE rebates__period SET run_id = NULL",
    "DELETE FROM rebates__period",
    "UPDATE rebates__run SET results_hash = 'x'",
    "DELETE FROM rebates__run",
    "UPDATE rebates__result SET payable = 1",
    "DELETE FROM rebates__result",
    "UPDATE rebates__statement SET amount = 1",
    "UPDATE rebates__statement SET content = '{}'",
    "DELETE FROM rebates__statement",
    "INSERT INTO rebates__run SELECT * FROM rebates__run",
)


@pytest.mark.parametrize("statement", WRITES)
def test_sql_as_the_portals_role_is_refused(desk, closed, hansa_database, statement):
    sqlite = isinstance(hansa_database, SqliteDatabase)
    engine = sa.create_engine(hansa_database.url if sqlite else hansa_database.app_url)
    before = [desk.rows(name) for name in ("period", "run", "result", "statement")]
    with engine.connect() as connection, pytest.raises(DBAPIError, match=r"closed|permission denied"):
        if not sqlite:
            connection.exec_driver_sql("SET ROLE hansa_system")
            connection.execute(sa.select(sa.func.set_config("hansa.program", str(desk.row("period").program_id), False)))
        connection.exec_driver_sql(statement)
    engine.dispose()
    assert [desk.rows(name) for name in ("period", "run", "result", "statement")] == before


@pytest.mark.parametrize("name", ["result", "statement", "payout"])
def test_what_follows_from_a_period_is_made_by_nobody_by_hand(desk, name):
    with pytest.raises(Denied):
        desk.act(lambda: records.create(entity(name), {}, partner_id=ALPHA.partner("a")))


def test_an_adjustment_that_was_stated_stays(desk):
    made = desk.make("adjustment", owner="a", title="Bonus", program="growth", amount="12", currency="EUR", reason="x")
    desk.move("adjustment", made, "submit")
    desk.move("adjustment", made, "approve", "finance")
    desk.stated(desk.period(), result())
    assert desk.row("adjustment").settled == 12

    def work():
        with behind(KEEP):
            db.session.execute(sa.update(Adjustment).values(amount=99), execution_options={"synchronize_session": False})

    with pytest.raises(DBAPIError, match="closed"):
        desk.act(work)
