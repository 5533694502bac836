"""6c: what is given out of a partner is its own, and all of it; what is erased is gone, but for books and the audit trail."""

import io
import json
import re
import zipfile

import pytest
import sqlalchemy as sa

from core import audit_chain
from core.db import AppendOnly, metadata
from core.entities import records
from core.entities.registry import registry
from core.entities.unit import unit
from core.identity.models import Partner, User
from core.personal import erasing, holding, subject
from hansa.testing import Person
from hansa.testing.world import MEMBERS, PARTNERS
from tests.matrix.planting import PROGRAM, A, plant, word_for

KEPT = {"ledger__account"}
"""Beside append-only tables: what the book needs to add up. What is no plugin's own, such as fixtures, answers for nothing."""
PEOPLE = [Person(name) for name, (partner, _roles, _region) in MEMBERS.items() if partner == "a"]


@pytest.fixture(scope="module")
def garden(hansa_kit):
    hansa_kit.reset()
    yield plant(hansa_kit)
    hansa_kit.reset()


@pytest.fixture(scope="module")
def given(hansa_kit, garden):
    """The file about partner A, as one text."""
    with hansa_kit.acting(Person("admin")):
        found = unit(lambda: subject.partner(_partner()))
        packed = holding.archive(found, holding.held(found))
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        return json.loads(archive.read("data.json")), "\n".join(archive.read(name).decode() for name in archive.namelist())


def _partner():
    return records.get(registry()["core.partner"], A)


def test_everything_of_the_partner_is_given_out(garden, given):
    own = [p for p in garden.plants.values() if p.formed and p.entity.audience == "owner" and p.entity.key != "core.partner"]
    missing = [p.table for p in own if p.word not in given[1]]
    assert own and not missing


def test_its_people_and_files_are_given_out(given):
    emails = {row["email"] for row in given[0]["held"]["account"]}
    assert emails == {person.email for person in PEOPLE} and word_for("core_file") in given[1]


def test_nothing_of_others_is_given_out(garden, given):
    rivals = [name for key, (name, _region, _parent) in PARTNERS.items() if key != "a"]
    staff = [p for p in garden.plants.values() if p.formed and p.entity.audience in ("staff", "central")]
    foreign = [p.word for p in staff if "partner_id" not in p.entity.table.c]
    told = [word for word in (*rivals, *foreign, "b@alpha.example") if word in given[1]]
    assert not told


@pytest.fixture(scope="module")
def before(hansa_kit, garden):
    """The texts of the database before."""
    return _texts(hansa_kit)


@pytest.fixture(scope="module")
def erased(hansa_kit, before):
    """The texts of the database after partner A was terminated and erased."""
    with hansa_kit.owner.begin() as connection:
        connection.execute(sa.update(Partner.__table__).where(Partner.id == A).values(status="terminated"))
    with hansa_kit.acting(Person("admin")):
        unit(lambda: erasing.erase(subject.partner(_partner())))
    return _texts(hansa_kit)


def _tables(connection):
    """Return the tables of this database that are not kept; other tests leave tables of broken plugins in the metadata alone."""
    append_only = {m.local_table.name for base in _bases() for m in base.registry.mappers if issubclass(m.class_, AppendOnly)}
    here = set(sa.inspect(connection).get_table_names())
    return [t for t in metadata.sorted_tables if t.name in here and t.name not in append_only | KEPT]


def _bases():
    return {base for e in registry() for base in e.model.__mro__ if "registry" in base.__dict__} | {User.__mro__[1]}


def _texts(kit):
    """Return what stands in each column of texts of the program, of any table that is not kept, in small letters."""
    with kit.app.app_context(), kit.owner.connect() as connection:
        return {place: text for table in _tables(connection) for place, text in _texts_of(connection, table)}


def _texts_of(connection, table):
    columns = [column for column in table.columns if isinstance(column.type, sa.String | sa.JSON)]
    here = table.c.program_id == PROGRAM.id if "program_id" in table.c else sa.true()
    rows = connection.execute(sa.select(*(sa.cast(column, sa.Text) for column in columns)).select_from(table).where(here)).all() if columns else ()
    for at, column in enumerate(columns):
        yield f"{table.name}.{column.name}", "\n".join(row[at] or "" for row in rows).casefold()


def _says(texts, word):
    """Return the columns in which a word stands."""
    return [place for place, text in texts.items() if word.casefold() in text]


WORDS_OF_THE_PROGRAM = re.compile(
    r"orders__(line|resale)\.unit|orders__invoice\.number|orders__item\.sku|orders__tax_exemption\.(tax_class|region)|tiering__\w+\.(track|level|from_level|to_level|kind|category)|rebates__\w+\.(program|component|sku)"
)
"""Columns that hold what the program calls its units and levels, not what somebody wrote."""


def test_every_word_of_the_partner_was_there(garden, before):
    own = [p for p in garden.plants.values() if p.formed and p.entity.audience == "owner"]
    assert own and [p.table for p in own if not _says(before, p.word)] == []


def test_no_word_of_the_partner_is_left(hansa_kit, garden, erased):
    answering = set(hansa_kit.portal.plugins.implementers("erase_personal_data", hansa_kit.portal.plugins.active()))
    own = [p for p in garden.plants.values() if p.record and p.entity.audience == "owner" and p.entity.plugin in answering]
    found = {p.table: [place for place in _says(erased, p.word) if not WORDS_OF_THE_PROGRAM.fullmatch(place)] for p in own}
    left = {table: places for table, places in found.items() if places}
    assert own and left == {}


@pytest.mark.parametrize("word", ["Ashford Systems", *(person.email for person in PEOPLE)])
def test_no_name_or_address_is_left(erased, word):
    assert not _says(erased, word)


def test_the_audit_chain_still_verifies(hansa_kit, erased):
    with hansa_kit.app.app_context():
        state = hansa_kit.portal.programs.by_slug("alpha")
        unit(lambda: audit_chain.seal(state))
        assert not audit_chain.verify(state).problems


def test_erased_people_do_not_come_in_again(hansa_kit, erased):
    client = hansa_kit.client(Person("a"))
    assert client.get("/alpha/").status_code in (302, 303, 401)


def test_erasing_again_finds_nothing_to_do(hansa_kit, erased):
    with hansa_kit.acting(Person("admin")):
        unit(lambda: erasing.erase(subject.partner(_partner())))
        assert _partner().name.startswith("— ")
