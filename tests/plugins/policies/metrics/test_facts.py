"""Figures in rules."""

from datetime import date
from decimal import Decimal as D

import pytest

from hansa import rules
from plugins.policies.api import metric_facts, metric_values


def test_a_rule_reads_figures_over_windows(ways, line, program):
    line("a", "2026-01-10", "1200")
    line("a", "2026-02-10", "900", customer="K1")
    line("b", "2025-06-10", "100")
    ways()
    rule = rules.parse("metric.sales.revenue.trailing_12_months >= 2000 and metric.sales.customers.this_year > 0", metric_facts())
    found = metric_values(rule.names, [program.partner("a"), program.partner("b")], day=date(2026, 3, 31))
    assert found[program.partner("a")] == {"metric.sales.revenue.trailing_12_months": D(2100), "metric.sales.customers.this_year": D(1)}
    assert [rule(found[program.partner(name)]) for name in ("a", "b")] == [True, False]


def test_an_unknown_figure_leaves_a_rule_unanswered(inside, program):
    rule = rules.parse("metric.sales.growth.this_year >= 10", metric_facts())
    found = metric_values(rule.names, [program.partner("a")], day=date(2026, 3, 31))
    assert rule(found[program.partner("a")]) is None


def test_a_window_there_is_not_is_refused_on_save(inside):
    with pytest.raises(rules.RuleError):
        rules.parse("metric.sales.revenue.this_decade > 1", metric_facts())
