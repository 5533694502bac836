"""The rule language: typed expressions over facts, evaluated in Python, compiled to SQL, explained node by node.

facts = rules.Facts({"deal.amount": rules.Fact(rules.money(), N_("Amount")), "today": rules.Fact(rules.DATE, fixed=True)})
rule = rules.parse("deal.amount >= 5000", facts)
rule({"deal.amount": Decimal("5200")})               # True, False or None for unknown
rule.explain(values).as_json()                       # why
rules.where(rule, {"deal.amount": Deal.amount})      # the same in SQL
"""

from core.rules import tree
from core.rules.builder import to_text, to_tree
from core.rules.calendars import Calendar, Duration
from core.rules.errors import RuleError, RuleLimit
from core.rules.explain import Explanation, canonical
from core.rules.expression import Expression, parse
from core.rules.facts import Fact, Facts, FactValues
from core.rules.reading import dump, read
from core.rules.sql import Related, to_sql, where
from core.rules.types import (
    BOOL,
    CALENDAR,
    DATE,
    DURATION,
    ID,
    INTEGER,
    MOMENT,
    MONEY,
    NUMBER,
    PERCENT,
    TEXT,
    TEXTS,
    Type,
    money,
    rows,
    table,
)
from core.rules.words import Line, lines

__all__ = [
    "BOOL",
    "CALENDAR",
    "DATE",
    "DURATION",
    "ID",
    "INTEGER",
    "MOMENT",
    "MONEY",
    "NUMBER",
    "PERCENT",
    "TEXT",
    "TEXTS",
    "Calendar",
    "Duration",
    "Explanation",
    "Expression",
    "Fact",
    "FactValues",
    "Facts",
    "Line",
    "Related",
    "RuleError",
    "RuleLimit",
    "Type",
    "canonical",
    "dump",
    "lines",
    "money",
    "parse",
    "read",
    "rows",
    "table",
    "to_sql",
    "to_text",
    "to_tree",
    "tree",
    "where",
]
