"""Records with lines, lacking this and that, as facts for Python and as tables for SQL."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from core.db import MoneyAmount, UtcDateTime
from core.rules.facts import Fact, Facts
from core.rules.sql import Related
from core.rules.texts import fold_or_none
from core.rules.types import BOOL, CALENDAR, DATE, INTEGER, MOMENT, NUMBER, PERCENT, TEXT, TEXTS, money, rows

metadata = sa.MetaData()
DEAL = sa.Table(
    "rule_deal",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("amount", MoneyAmount),
    sa.Column("cost", MoneyAmount),
    sa.Column("rate", MoneyAmount),
    sa.Column("weight", MoneyAmount),
    sa.Column("units", sa.Integer),
    sa.Column("size", sa.Integer, nullable=False),
    sa.Column("state", sa.String),
    sa.Column("title", sa.String),
    sa.Column("urgent", sa.Boolean),
    sa.Column("closes", sa.Date),
    sa.Column("opened", sa.Date, nullable=False),
    sa.Column("seen", UtcDateTime),
    sa.Column("tags", sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")),
)
LINE = sa.Table(
    "rule_line",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("deal_id", sa.Integer, nullable=False),
    sa.Column("amount", MoneyAmount),
    sa.Column("family", sa.String),
    sa.Column("units", sa.Integer, nullable=False),
    sa.Column("shipped", sa.Date),
    sa.Column("gift", sa.Boolean, nullable=False),
)
LINES = Facts(
    {
        "amount": Fact(money(), "Amount"),
        "family": Fact(TEXT, "Family"),
        "units": Fact(INTEGER, "Units", required=True, most=1000),
        "shipped": Fact(DATE, "Shipped"),
        "gift": Fact(BOOL, "Gift", required=True),
    }
)
FACTS = Facts(
    {
        "deal.amount": Fact(money(), "Deal amount"),
        "deal.cost": Fact(money(), "Cost"),
        "deal.rate": Fact(PERCENT, "Rate"),
        "deal.weight": Fact(NUMBER, "Weight"),
        "deal.units": Fact(INTEGER, "Units", most=1000),
        "deal.size": Fact(INTEGER, "Size", required=True),
        "deal.state": Fact(TEXT, "State", choices=(("open", "Open"), ("won", "Won"), ("lost", "Lost"))),
        "deal.title": Fact(TEXT, "Title"),
        "deal.urgent": Fact(BOOL, "Urgent"),
        "deal.closes": Fact(DATE, "Closes"),
        "deal.opened": Fact(DATE, "Opened", required=True),
        "deal.seen": Fact(MOMENT, "Seen"),
        "deal.tags": Fact(TEXTS, "Tags"),
        "deal.lines": Fact(rows(LINES), "Lines"),
        "today": Fact(DATE, "Today", fixed=True),
        "limit": Fact(money(), "Limit", fixed=True),
        "holidays": Fact(CALENDAR, "Holidays", fixed=True),
    }
)
FIXED = {"today": date(2026, 2, 28), "holidays": None, "limit": Decimal(15000)}
COLUMNS: dict[str, Any] = {
    **{f"deal.{column.name}": column for column in DEAL.c if column.name != "id"},
    "deal.lines": Related(LINE, lambda line: line.c.deal_id == DEAL.c.id, {name: name for name in LINES}),
    **FIXED,
}
AMOUNTS = [None, *map(Decimal, ("0", "-5", "0.0001", "5000", "4999.9999", "5000.5", "120000", "9999999.9999"))]
DATES = [
    None,
    *(date(2026, 1, 31) + timedelta(days=n) for n in (0, 1, 27, 28, 29, 90, -31, -365, 700)),
    date(2024, 2, 29),
    date(1999, 12, 31),
]
TITLES = [
    None,
    "",
    "Müller GmbH",
    "MÜLLER",
    "müller gmbh & co",
    "武汉光电",
    "Ångström 100%_\\",
    "ΑΘΗΝΑ",
    "a'b\"c",
    "Straße",
    "ｆｕｌｌ ＷＩＤＴＨ",
]
TAGS = [None, [], ["cloud"], ["network", "cloud"], ["a'b", "100%"]]


def records(n: int = 60, seed: int = 7) -> list[dict[str, Any]]:
    """Return records as facts; the same ones for every run."""
    chance = random.Random(seed)
    return [_record(chance) for _ in range(n)]


def _record(chance: random.Random) -> dict[str, Any]:
    pick = chance.choice
    moment = datetime(2026, 1, 31, 22, 0, tzinfo=UTC) + timedelta(hours=pick((0, 1, 2, 49)))
    values = {
        "amount": pick(AMOUNTS),
        "cost": pick(AMOUNTS),
        "rate": pick([None, Decimal(0), Decimal("7.5"), Decimal(100)]),
        "weight": pick([None, Decimal("0.5"), Decimal("2.5"), Decimal(3)]),
        "units": pick([None, 0, 1, 2, 3, -7, 1000]),
        "size": pick([0, 1, 3, 12]),
        "state": pick([None, "open", "won", "lost"]),
        "title": pick(TITLES),
        "urgent": pick([None, True, False]),
        "closes": pick(DATES),
        "opened": pick(DATES[1:]),
        "seen": pick([None, moment]),
        "tags": pick(TAGS),
        "lines": [_line(chance) for _ in range(pick((0, 1, 2, 4)))],
    }
    return {**{f"deal.{name}": value for name, value in values.items()}, **FIXED}


def _line(chance: random.Random) -> dict[str, Any]:
    pick = chance.choice
    return {
        "amount": pick(AMOUNTS[1:] if chance.random() < 0.8 else AMOUNTS),
        "family": pick(["A", "B", "A", None]),
        "units": pick([0, 1, 5, 1000]),
        "shipped": pick(DATES),
        "gift": pick([True, False]),
    }


def store(connection: sa.Connection, found: list[dict[str, Any]]) -> None:
    """Make the tables and write the records into them, numbered from 0."""
    metadata.create_all(connection)
    columns = [column.name for column in DEAL.c if column.name != "id"]
    connection.execute(sa.insert(DEAL), [{"id": i, **{n: r[f"deal.{n}"] for n in columns}} for i, r in enumerate(found)])
    connection.execute(sa.insert(LINE), [{"deal_id": i, **line} for i, record in enumerate(found) for line in record["deal.lines"]])


def sqlite() -> sa.Engine:
    """Return a database in memory that knows what ours know."""
    engine = sa.create_engine("sqlite://", poolclass=sa.StaticPool)
    sa.event.listen(engine, "connect", lambda made, _: made.create_function("hansa_fold", 1, fold_or_none, deterministic=True))
    return engine
