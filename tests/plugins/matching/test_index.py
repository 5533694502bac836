"""The parties of records, kept up with them and found again; deals are the records."""

import pytest
import sqlalchemy as sa

from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from hansa import db
from hansa.testing import Person
from plugins.matching import index
from plugins.matching.models import KnownParty
from plugins.matching.party import Party
from plugins.matching.search import search


@pytest.fixture
def live(make_record):
    """A live deal of a partner about a customer."""

    def make(name, *, by="a", program="alpha", state="submitted", **values):
        common = {"customer_domain": None, "customer_registration_no": None, "customer_country": None, "lines": []}
        return make_record("deals.deal", by=by, program=program, state=state, **{**common, "customer_name": name, **values})

    return make


@pytest.fixture
def found(kit):
    """`found("Acme")`: the records of the known parties that are like it, by verdict."""

    def ask(name, *, by="admin", program="alpha", **values):
        with kit.acting(Person(by, program)):
            hits = unit(lambda: search(Party(name, **values)))
            return {(hit.record_id, hit.match.verdict) for hit in hits}

    return ask


@pytest.fixture
def change(kit):
    def act(record_id, by="a", **values):
        with kit.acting(Person(by)):
            entity = registry()["deals.deal"]
            unit(lambda: records.apply(entity, records.get(entity, record_id), values))

    return act


def test_a_live_registration_is_known(live, found):
    made = live("Quandtmeier Zelmer GmbH")
    assert found("QUANDTMEIER-ZELMER Gmbh & Co. KG") == {(made, "same")}


def test_a_draft_is_not_known(live, found):
    live("Quandtmeier GmbH", state="draft")
    assert found("Quandtmeier GmbH") == set()


@pytest.mark.parametrize(
    "name", ["Quandtmeyer Zelmer", "Zelmer Quandtmeier", "Quandtmeierzelmer", "Quandtmeier Zelner AG", "The Quandtmeier & Zelmer Company"]
)
def test_another_spelling_is_found(live, found, name):
    made = live("Quandtmeier Zelmer GmbH")
    assert made in {record for record, _ in found(name)}


@pytest.mark.parametrize(
    ("stored", "asked", "verdict"),
    [
        ("華為技術有限公司", "华为技术有限公司", "same"),
        ("华为技术有限公司上海分公司", "华为技术有限公司", "related"),
        ("华为终端有限公司", "华为技术有限公司", "related"),
        ("华为技术有限公司", "华为", "possible"),
        ("International Business Machines Corp.", "IBM", "possible"),
        ("IBM", "International Business Machines", "possible"),
        ("华为技术有限公司", "Huawei Technologies Co., Ltd.", "possible"),
        ("Acme Logistics Ltd", "Acme Trading Ltd", "related"),
        ("Vantage Point Security LLC", "Vantagepoint Security", "same"),
        ("Quarryhouse Brewing", "The Quarry House Brewing Co.", "same"),
    ],
)
def test_relatives_and_doubtful_ones_are_found(live, found, stored, asked, verdict):
    made = live(stored)
    assert found(asked) == {(made, verdict)}


def test_a_number_finds_what_the_name_does_not(live, found):
    made = live("Quandtmeier", customer_registration_no="91440300708461136T")
    assert found("Zelmer", registration="9144 0300 7084 6113 6t") == {(made, "same")}


def test_a_changed_name_is_known_at_once(live, found, change):
    made = live("Quandtmeier")
    change(made, customer_name="Zelmer")
    assert (found("Quandtmeier"), found("Zelmer")) == (set(), {(made, "same")})


def test_what_is_no_longer_live_is_forgotten(live, found, change):
    made = live("Quandtmeier")
    change(made, state="lost")
    assert found("Quandtmeier") == set()


def test_other_programs_are_not_searched(live, found):
    live("Quandtmeier", program="beta")
    assert found("Quandtmeier") == set()


def test_a_partner_reads_no_known_party(live, kit):
    live("Quandtmeier")
    with kit.acting(Person("a")):
        assert unit(lambda: db.session.scalars(sa.select(KnownParty)).all()) == []


def test_the_index_can_be_made_anew(live, found, kit):
    made = [live(f"Quandtmeier {word}") for word in ("Nordhof", "Südkamp")]
    live("Quandtmeier Draft", state="draft")
    with kit.acting(Person("admin")):
        assert unit(index.rebuild) == 2
    assert found("Quandtmeier Nordhof") == {(made[0], "same")}


def test_only_wanted_kinds_are_searched(live, kit):
    live("Quandtmeier")
    with kit.acting(Person("admin")):
        assert unit(lambda: search(Party("Quandtmeier"), entities=("leads.lead",))) == []


def test_a_search_takes_the_same_statements_whatever_it_finds(live, kit):
    live("Quandtmeier")

    def count(name):
        seen = []
        with kit.acting(Person("admin")):
            sa.event.listen(db.engine, "before_cursor_execute", note := lambda *given: seen.append(given[2]))
            unit(lambda: search(Party(name)))
            sa.event.remove(db.engine, "before_cursor_execute", note)
        return len(seen)

    count("Zelmer")
    assert count("Quandtmeier") == count("Zelmer")
