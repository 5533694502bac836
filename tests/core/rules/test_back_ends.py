"""Python, the explanation and SQL give the same answer for every rule, whatever is unknown."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, example, given, settings

from core.rules.expression import parse
from core.rules.sql import to_sql, where
from core.rules.types import BOOL
from hansa.testing import Database
from tests.core.rules import sayings
from tests.core.rules.world import COLUMNS, DEAL, FACTS, metadata, records, sqlite, store
from tests.postgres_database import PostgresDatabase

RECORDS = records()


@pytest.fixture(scope="module")
def connection(hansa_database: Database) -> Iterator[sa.Connection]:
    if isinstance(hansa_database, PostgresDatabase):
        with hansa_database.superuser(hansa_database.admin) as made:
            store(made, RECORDS)
            yield made
            metadata.drop_all(made)
    else:
        with sqlite().connect() as made:
            store(made, RECORDS)
            yield made


def answers(connection: sa.Connection, text: str) -> dict[int, Any]:
    found = connection.execute(sa.select(DEAL.c.id, to_sql(parse(text, FACTS, expect=()), COLUMNS)))
    return {number: None if value is None else bool(value) for number, value in found}


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(sayings.conditions())
@example('all(x.family != "A" for x in deal.lines if x.amount > 0)')
@example('not any(x.family == "A" for x in deal.lines)')
def test_conditions_agree(connection: sa.Connection, text: str) -> None:
    rule = parse(text, FACTS)
    assert rule.type == BOOL
    plain = {i: rule(record) for i, record in enumerate(RECORDS)}
    assert {i: rule.explain(record).value for i, record in enumerate(RECORDS)} == plain
    assert answers(connection, text) == plain
    kept = connection.scalars(sa.select(DEAL.c.id).where(where(rule, COLUMNS)))
    assert set(kept) == {i for i, answer in plain.items() if answer}


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(sayings.amounts())
def test_amounts_agree_to_the_last_decimal(connection: sa.Connection, text: str) -> None:
    rule = parse(text, FACTS, expect=())
    found = connection.execute(sa.select(DEAL.c.id, to_sql(rule, COLUMNS))).all()
    expected = {i: rule(record) for i, record in enumerate(RECORDS)}
    assert {i: None if value is None else value for i, value in found} == {
        i: None if v is None else v * 10_000 for i, v in expected.items()
    }
