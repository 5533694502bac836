"""Many rows leave for PostgreSQL in one message, and are the rows the driver would have written one by one."""

import uuid
from datetime import UTC, date, datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from core import many

MOMENT = datetime(2026, 3, 29, 1, 30, 0, 123456, tzinfo=UTC)
TEXT = "“quoted”, {braces}, \\ back\nnew %s %(name)s 中文"
TABLE = sa.Table(
    "many_rows", sa.MetaData(), sa.Column("id", sa.Uuid(), primary_key=True), sa.Column("amount", sa.BigInteger()), sa.Column("on", sa.Date()),
    sa.Column("at", sa.DateTime(timezone=True)), sa.Column("yes", sa.Boolean()), sa.Column("text", sa.String()), sa.Column("held", JSONB()),
)  # fmt: skip
ROWS = [
    {
        "id": uuid.UUID(int=1),
        "amount": 2**62 + 1,
        "on": date(2024, 2, 29),
        "at": MOMENT,
        "yes": True,
        "text": TEXT,
        "held": {"a": [1, None, "x"]},
    },
    {"id": uuid.UUID(int=2), "amount": None, "on": None, "at": None, "yes": None, "text": "", "held": []},
    {"id": uuid.UUID(int=3), "amount": -1, "on": date(9999, 12, 31), "at": MOMENT, "yes": False, "text": None, "held": {"n": 0}},
]


@pytest.fixture
def connection(kit):
    if kit.owner.dialect.name == "sqlite":
        pytest.skip("SQLite is handed rows without messages")
    engine = sa.create_engine(kit.owner.url, poolclass=sa.NullPool)
    many.watch(engine)
    with engine.connect() as opened:
        opened.execute(sa.schema.CreateTable(TABLE, if_not_exists=True))
        yield opened
        opened.rollback()


def refused(*_):
    raise AssertionError("sent row by row")


def stored(connection):
    return [dict(row._mapping) for row in connection.execute(sa.select(TABLE).order_by(TABLE.c.id))]


def test_every_value_is_stored_as_it_was_given(connection):
    connection.execute(sa.insert(TABLE), ROWS)
    assert stored(connection) == ROWS


def test_rows_are_inserted_by_one_statement(connection, monkeypatch):
    monkeypatch.setattr(connection.dialect, "do_executemany", refused)
    connection.execute(sa.insert(TABLE), ROWS)
    assert stored(connection) == ROWS


def test_a_row_that_is_there_is_left_out_where_that_is_asked_for(connection):
    connection.execute(sa.insert(TABLE), ROWS[:1])
    kept = insert(TABLE).on_conflict_do_nothing(index_elements=["id"])
    connection.execute(kept, [{**ROWS[0], "amount": 5}, ROWS[1]])
    assert stored(connection) == ROWS[:2]


def test_the_null_of_json_stays_apart_from_that_of_the_column(connection):
    connection.execute(sa.insert(TABLE), [{**row, "held": None} for row in ROWS])
    null = sa.func.jsonb_typeof(TABLE.c.held)
    assert list(connection.scalars(sa.select(null))) == ["null"] * len(ROWS)


def test_values_made_by_sql_are_made_of_each_row(connection, monkeypatch):
    monkeypatch.setattr(connection.dialect, "do_executemany", refused)
    words = sa.func.array_to_string(sa.bindparam("words", type_=ARRAY(sa.Text())), sa.literal("(, )"))
    made = sa.insert(TABLE).values(id=sa.bindparam("id"), text=sa.func.upper(words))
    connection.execute(made, [{"id": uuid.UUID(int=n), "words": ["a", TEXT]} for n in (1, 2)])
    assert [row["text"] for row in stored(connection)] == [f"A(, ){TEXT.upper()}"] * 2


@pytest.mark.parametrize("apart", [True, False])
def test_a_row_that_is_there_is_changed_where_that_is_asked_for(connection, apart):
    connection.execute(sa.insert(TABLE), ROWS[:1])
    made = insert(TABLE)
    kept = made.on_conflict_do_update(index_elements=["id"], set_={"amount": made.excluded.amount})
    rows = [{**ROWS[0], "amount": 5}, ROWS[1]] if apart else [ROWS[1], {**ROWS[0], "amount": 4}, {**ROWS[0], "amount": 5}]
    connection.execute(kept.execution_options(**many.APART) if apart else kept, rows)
    assert stored(connection) == [{**ROWS[0], "amount": 5}, ROWS[1]]


def changing():
    met, new = sa.bindparam("met", type_=sa.Uuid()), {name: sa.bindparam(f"new_{name}", type_=TABLE.c[name].type) for name in ROWS[0] if name != "id"}
    return sa.update(TABLE).where(TABLE.c.id == met).values(new)


def changed(**values):
    return [{"met": row["id"], **{f"new_{name}": values.get(name, row[name]) for name in row if name != "id"}} for row in ROWS]


def test_rows_that_lie_apart_are_changed_by_one_statement_which_counts_them(connection, monkeypatch):
    connection.execute(sa.insert(TABLE), [{"id": row["id"], "held": {}} for row in ROWS[:2]])
    monkeypatch.setattr(connection.dialect, "do_executemany", refused)
    done = connection.execute(changing().execution_options(**many.APART), changed(text="new"))
    assert done.rowcount == 2
    assert stored(connection) == [{**row, "text": "new"} for row in ROWS[:2]]


def test_changes_that_may_meet_are_left_to_the_driver(connection):
    connection.execute(sa.insert(TABLE), ROWS)
    connection.execute(changing(), [*changed(text="first"), *changed(text="last")])
    assert [row["text"] for row in stored(connection)] == ["last"] * 3


def test_a_broken_key_is_told_as_ever(connection):
    with pytest.raises(sa.exc.IntegrityError, match="many_rows_pkey"):
        connection.execute(sa.insert(TABLE), [ROWS[0], ROWS[0]])


def test_more_rows_than_one_message_takes_are_all_written(connection, monkeypatch):
    monkeypatch.setattr(many, "TOGETHER", 2)
    connection.execute(sa.insert(TABLE), ROWS)
    assert stored(connection) == ROWS
