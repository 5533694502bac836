"""The page of the language is complete, and what it shows is true."""

import re

import pytest

from core.rules.expression import parse
from core.rules.facts import Fact, Facts
from core.rules.functions import FOLDS, FORMS, FUNCTIONS, SQL_FOLDS
from core.rules.reference import rows as documented
from core.rules.reference import table as reference
from core.rules.sql.arithmetic import ARITHMETIC
from core.rules.sql.functions import FUNCTIONS as IN_SQL
from core.rules.types import BOOL, CALENDAR, DATE, INTEGER, MOMENT, PERCENT, TEXT, TEXTS, money, rows, table
from tests.architecture.sources import ROOT

PAGE = (ROOT / "docs/rules.md").read_text()
LINE = {"amount": money(), "price": money(), "floor": money(), "family": TEXT, "kind": TEXT, "units": INTEGER, "date": DATE}
NAMES = {
    TEXT: "customer.name customer.postal_code customer.domain customer.city deal.reason deal.family partner.tier",
    money(): "deal.amount order.total order.difference partner.revenue partner.target partner.last_year claim.approved claim.cost fund.balance",
    INTEGER: "deal.units",
    PERCENT: "deal.discount",
    BOOL: "deal.urgent",
    TEXTS: "partner.skills",
    DATE: "deal.submitted deal.close_date partner.since claim.filed invoice.date invoice.due order.date lead.assigned contract.start contract.end period.start"
    " period.end",
    MOMENT: "lead.assigned_at lead.created_at",
}


def vocabulary() -> Facts:
    """Every fact the page names."""
    line = Facts({name: Fact(kind) for name, kind in LINE.items()})
    order = Facts({"customer": Fact(TEXT)})
    found = {name: Fact(kind) for kind, names in NAMES.items() for name in names.split()}
    found |= {
        "today": Fact(DATE, fixed=True),
        "holidays": Fact(CALENDAR, fixed=True),
        "deal.lines": Fact(rows(line)),
        "partner.orders": Fact(rows(order)),
    }
    return Facts(found | {"rates": Fact(table(TEXT, TEXT, value=PERCENT), fixed=True)})


def test_the_page_lists_every_function() -> None:
    block = re.search(r"reference` -->\n(.*?)\n<!-- end -->", PAGE, re.DOTALL)
    assert block is not None
    assert block[1] == reference()


@pytest.mark.parametrize(("how", "doc", "sql", "example"), documented(), ids=[row[0] for row in documented()])
def test_an_example_is_right_and_the_column_lists_is_true(how: str, doc: str, sql: bool, example: str) -> None:
    text = example.replace('money(5000, "EUR")', "5000")
    rule = parse(text, vocabulary(), expect=())
    assert doc.endswith(".")
    if rule.names - {"today", "holidays"}:
        assert (rule.sql_reason is None) == sql


@pytest.mark.parametrize("text", re.findall(r"^    ((?:any|all|count|max|last|sum|round|deal)\b.*)$", PAGE, re.MULTILINE))
def test_what_the_page_shows_is_a_rule(text: str) -> None:
    assert parse(text, vocabulary(), expect=())


def test_the_database_knows_what_the_language_says_it_knows() -> None:
    durations = {"days", "weeks", "months", "years"}
    assert {name for name, function in FUNCTIONS.items() if function.sql} - durations == IN_SQL.keys() | (
        {"has_any", "has_all", "days_between"} & ARITHMETIC.keys()
    )
    assert {name for name in FOLDS if FORMS[name].sql} == SQL_FOLDS
