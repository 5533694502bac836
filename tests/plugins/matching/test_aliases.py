"""The alias list, and what the search makes of it."""

from datetime import timedelta

import pytest

from core import clock
from core.entities.unit import unit
from core.errors import Denied, Unprocessable
from hansa.testing import Person
from plugins.matching.party import Party
from plugins.matching.search import search


@pytest.fixture
def alias(make_record):
    def make(company, name, kind="short", **values):
        return make_record("matching.alias", by="admin", company=company, name=name, kind=kind, **{"since": None, "until": None, "source_id": None, **values})

    return make


@pytest.fixture
def verdicts(make_record, kit):
    """`verdicts(known, asked)`: what a search for one name says of a live deal about the other."""

    def ask(known, asked):
        common = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": []}
        make_record("deals.deal", by="a", state="submitted", customer_name=known, **common)
        with kit.acting(Person("admin")):
            return [hit.match.verdict for hit in unit(lambda: search(Party(asked)))]

    return ask


@pytest.mark.parametrize(
    ("known", "asked"), [("工行", "中国工商银行股份有限公司"), ("中国工商银行股份有限公司", "工行"), ("中國工商銀行", "工行")]
)
def test_a_short_name_is_the_company(alias, verdicts, known, asked):
    alias("中国工商银行股份有限公司", "工行")
    assert verdicts(known, asked) == ["same"]


@pytest.mark.parametrize(("known", "asked"), [("Facebook Inc", "Meta Platforms"), ("Meta Platforms", "Facebook")])
def test_a_former_name_is_the_company(alias, verdicts, known, asked):
    alias("Meta Platforms, Inc.", "Facebook, Inc.", "former")
    assert verdicts(known, asked) == ["same"]


def test_two_names_of_one_company_are_the_same(alias, verdicts):
    alias("International Business Machines Corporation", "IBM")
    alias("International Business Machines Corporation", "Big Blue", "trade")
    assert verdicts("Big Blue", "IBM") == ["same"]


def test_a_short_name_of_two_companies_tells_neither(alias, verdicts):
    alias("长城汽车股份有限公司", "长城")
    alias("长城证券股份有限公司", "长城")
    assert verdicts("长城证券股份有限公司", "长城") == ["possible"]


@pytest.mark.parametrize(("known", "asked"), [("Zelmer Works", "Zelmer Quandt"), ("Zelmer Quandt", "Zelmer Works")])
def test_members_of_a_group_are_related(alias, verdicts, known, asked):
    alias("Zelmer Works", "Zelmer Quandt", "group")
    assert verdicts(known, asked) == ["related"]


def test_a_membership_that_has_ended_relates_nobody(alias, verdicts):
    alias("Zelmer Quandt", "Zelmer Harbour", "group", until=(clock.today("Europe/Berlin") - timedelta(days=2)).isoformat())
    assert verdicts("Zelmer Quandt", "Zelmer Harbour") == []


def test_the_end_is_not_before_the_start(alias):
    with pytest.raises(Unprocessable, match="attention"):
        alias("A", "B", since="2026-02-01", until="2026-01-01")


def test_partners_see_no_alias(alias, as_user):
    made = alias("Acme Ltd", "Acme")
    assert as_user("a").get(f"/alpha/matching/alias/{made}").status_code == 404


def test_partners_keep_no_alias(make_record):
    with pytest.raises(Denied):
        make_record("matching.alias", by="a", company="A", name="B", kind="short")
