import pytest

from core.rules.expression import parse
from core.rules.facts import Fact, Facts
from core.rules.types import BOOL, TEXT
from tests.core.rules.world import FACTS


@pytest.mark.parametrize("name", ["", "a b", "a.", "not", "deal.in", "9a", "a-b", "größe", "a..b"])
def test_a_name_that_a_rule_cannot_say_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be the name"):
        Facts({name: Fact(BOOL)})


def test_vocabularies_are_joined_and_prefixed() -> None:
    joined = Facts({"tier": Fact(TEXT)}).under("partner") | FACTS
    assert parse('partner.tier == "gold" and deal.urgent', joined)


def test_a_rule_tells_what_it_reads() -> None:
    rule = parse('any(x.amount > deal.cost for x in deal.lines if known(x.family)) and today > "2026-01-01"', FACTS)
    assert rule.names == {"deal.lines", "deal.lines.amount", "deal.lines.family", "deal.cost", "today"}


def test_a_fact_that_is_missing_is_unknown() -> None:
    assert parse("deal.amount > 5", FACTS)({}) is None
    assert parse("deal.amount > 5 or True", FACTS)({}) is True
    assert parse("known(deal.amount)", FACTS)({}) is False
