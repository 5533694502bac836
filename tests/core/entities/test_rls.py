"""PostgreSQL alone, past the wall in the application: what the application's role could do with its password."""

import contextlib
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from core.entities import rls
from core.idempotency import Idempotency
from hansa.testing import Kit, ProgramOfTest, create_portal
from tests.postgres_database import PostgresDatabase

Connect = Callable[..., contextlib.AbstractContextManager[Any]]

OWNED = ("note", "reply", "offer", "docket", "shipment")
KINDS = (*OWNED, "memo", "verdict")


@pytest.fixture
def raw(postgres: PostgresDatabase, program: ProgramOfTest) -> Connect:
    """Connect with the application's own role and say who acts: `raw("a")`."""

    @contextlib.contextmanager
    def connect(name: str | None = None, reach: str = "partner", region: str = "") -> Iterator[Any]:
        with psycopg.connect(postgres.app_url.set(drivername="postgresql").render_as_string(hide_password=False)) as connection:
            if name is not None:
                words = {
                    "program": str(program.id),
                    "partner": str(program.partner(name)) if name else "",
                    "reach": reach,
                    "region": region,
                    "user": str(program.person(name).user_id) if name else "",
                    "principal": str(program.person(name).membership_id) if name else "",
                }
                for word, value in words.items():
                    connection.execute("SELECT set_config(%s, %s, true)", (f"hansa.{word}", value))
            yield connection
            connection.rollback()

    return connect


@pytest.fixture
def theirs(make_record: Callable[..., uuid.UUID], postgres: PostgresDatabase, program: ProgramOfTest) -> dict[str, uuid.UUID]:
    """One record of B of every kind a partner may not see."""
    owner = program.partner("b")
    return {kind: make_record(f"audiences.{kind}", owner=owner if kind in OWNED else None) for kind in KINDS}


def count(connection: Any, kind: str) -> int:
    found: int = connection.execute(f"SELECT count(*) FROM audiences__{kind}").fetchone()[0]
    return found


@pytest.mark.parametrize("kind", KINDS)
def test_a_partner_reads_no_row_of_another(kind: str, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    with raw("a") as connection:
        assert count(connection, kind) == 0


@pytest.mark.parametrize("kind", OWNED)
def test_the_owner_reads_its_row(kind: str, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    with raw("b") as connection:
        assert count(connection, kind) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_who_does_not_say_who_acts_reads_nothing(kind: str, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    with raw() as connection:
        assert count(connection, kind) == 0


def test_without_settings_no_protected_table_shows_a_row(kit: Kit, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    with raw() as connection:
        seen = {t for t in kit.portal.registry.scoped_tables if connection.execute(f"SELECT 1 FROM {t}").fetchone()}
    assert seen <= rls.READ_FIRST


def test_a_region_reads_its_partners_rows_only(theirs: dict[str, uuid.UUID], make_record: Callable[..., uuid.UUID], raw: Connect) -> None:
    make_record("audiences.note", by="a")
    with raw("", "region", "west") as connection:
        owners = connection.execute("SELECT id FROM audiences__note").fetchall()
    assert [row[0] for row in owners] == [theirs["note"]]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("order", ["UPDATE audiences__{} SET title = 'planted'", "DELETE FROM audiences__{}"])
def test_a_partner_changes_no_row_of_another(order: str, kind: str, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    with raw("a") as connection:
        assert connection.execute(order.format(kind)).rowcount == 0


INSERT = (
    "INSERT INTO audiences__{} (program_id, partner_id, id, title, custom, version, created_at, updated_at)"
    " VALUES (%s, %s, gen_random_uuid(), 'planted', '{{}}', 1, now(), now())"
)


@pytest.mark.parametrize("kind", OWNED)
def test_a_partner_inserts_no_row_for_another(kind: str, program: ProgramOfTest, raw: Connect) -> None:
    with raw("a") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(INSERT.format(kind), (program.id, program.partner("b")))


def test_a_partner_inserts_a_row_of_its_own(program: ProgramOfTest, raw: Connect) -> None:
    with raw("a") as connection:
        assert connection.execute(INSERT.format("note"), (program.id, program.partner("a"))).rowcount == 1


def test_a_partner_gives_no_row_away(program: ProgramOfTest, make_record: Callable[..., uuid.UUID], raw: Connect) -> None:
    make_record("audiences.note", by="a")
    with raw("a") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE audiences__note SET partner_id = %s", (program.partner("b"),))


def test_the_key_refuses_a_reference_to_a_foreign_row(
    theirs: dict[str, uuid.UUID], make_record: Callable[..., uuid.UUID], raw: Connect
) -> None:
    make_record("audiences.reply", by="a")
    with raw("a") as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute("UPDATE audiences__reply SET note_id = %s", (theirs["note"],))


def test_a_partner_shares_nothing_with_itself(program: ProgramOfTest, theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    share = "INSERT INTO core_share VALUES (%s, 'audiences.docket', %s, %s, 'reader', null, now())"
    with raw("a") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(share, (program.id, theirs["docket"], program.partner("a")))


def test_the_search_function_answers_for_the_partner_of_the_settings(theirs: dict[str, uuid.UUID], raw: Connect) -> None:
    query = "SELECT count(*) FROM hansa_search('audiences.note', '''sample'':*')"
    with raw("a") as mine, raw("b") as other:
        assert (mine.execute(query).fetchone()[0], other.execute(query).fetchone()[0]) == (0, 1)


@pytest.mark.parametrize("table", ["core_session", "core_session_acting", "core_token", "core_idempotency"])
def test_a_person_meets_only_what_is_kept_for_them(table: str, answers: None, raw: Connect) -> None:
    with raw("a") as connection:
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] == 1


@pytest.mark.parametrize("table", ["core_session", "core_session_acting", "core_token", "core_idempotency"])
def test_a_person_ends_nothing_of_others(table: str, answers: None, kit: Kit, raw: Connect) -> None:
    with raw("a") as connection:
        assert connection.execute(f"DELETE FROM {table}").rowcount == 1


def test_kept_answers_are_closed_while_nobody_is_known(answers: None, raw: Connect) -> None:
    with raw() as connection:
        assert connection.execute("SELECT count(*) FROM core_idempotency").fetchone()[0] == 0


@pytest.fixture
def answers(kit: Kit, program: ProgramOfTest) -> None:
    """An answer kept for each of two rivals."""
    row = {"program_id": program.id, "key": "k", "request_hash": "", "status": 200, "headers": {}, "body": "Bellmark"}
    with kit.owner.begin() as connection:
        for name in ("a", "b"):
            connection.execute(sa.insert(Idempotency.__table__), {**row, "principal": str(program.person(name).membership_id)})


def test_the_look_for_references_says_no_more_than_that_there_is_one(program: ProgramOfTest, raw: Connect) -> None:
    with raw("a") as connection:
        assert connection.execute("SELECT * FROM hansa_referred(ARRAY[%s]::uuid[])", (program.partner("b"),)).fetchall() == []


def test_another_program_is_another_world(kit: Kit, make_record: Callable[..., uuid.UUID], raw: Connect) -> None:
    make_record("audiences.note", program="beta", by="b")
    with raw("", "all") as connection:
        assert count(connection, "note") == 0


@pytest.mark.parametrize("role", ["hansa_owner", "hansa_search", "postgres"])
def test_the_application_cannot_become(role: str, raw: Connect) -> None:
    with raw() as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(f"SET ROLE {role}")


def test_the_role_for_set_based_work_keeps_to_the_program(make_record: Callable[..., uuid.UUID], raw: Connect) -> None:
    make_record("audiences.note", program="beta", by="b")
    make_record("audiences.note", by="b")
    with raw("a") as connection:
        connection.execute("SET ROLE hansa_system")
        assert count(connection, "note") == 1


def test_the_application_owns_nothing_and_passes_no_policy(raw: Connect) -> None:
    owned = "SELECT (SELECT count(*) FROM pg_class WHERE relowner = r.oid), rolsuper, rolbypassrls, rolcreaterole FROM pg_roles r WHERE rolname = 'hansa_app'"
    with raw() as connection:
        assert connection.execute(owned).fetchone() == (0, False, False, False)


def test_the_audit_trail_cannot_be_changed(raw: Connect) -> None:
    with raw("a") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("UPDATE core_audit SET action = 'nothing'")


def test_every_protected_table_is_under_policy(kit: Kit, postgres: PostgresDatabase) -> None:
    assert unprotected(kit, postgres) == set()


def test_one_upgrade_of_an_empty_database_protects_every_table(
    kit: Kit, postgres: PostgresDatabase, hansa_plugins: tuple[str, ...]
) -> None:
    fresh = PostgresDatabase(postgres.admin)
    fresh.name += "_fresh"
    try:
        create_portal(fresh, hansa_plugins)
        assert unprotected(kit, fresh) == set()
    finally:
        fresh.drop()


def unprotected(kit: Kit, database: PostgresDatabase) -> set[str]:
    """Return the protected tables of the installed plugins that a stranger to every policy could read."""
    query = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relrowsecurity AND relforcerowsecurity"
    with database.superuser() as connection:
        present = {row[0] for row in connection.execute(sa.text("SELECT relname FROM pg_class WHERE relkind = 'r'"))}
        forced = {row[0] for row in connection.execute(sa.text(query))}
    return (kit.portal.registry.scoped_tables & present) - forced - rls.WITHOUT_POLICY.keys()


@pytest.mark.parametrize("statement", ["CREATE ROLE hansa_twice", "GRANT hansa_once TO hansa_other"])
def test_two_portals_on_a_server_make_its_roles_at_the_same_time(statement: str, postgres: PostgresDatabase) -> None:
    engine = sa.create_engine(postgres.admin, poolclass=sa.NullPool)
    with postgres.superuser() as watching, ThreadPoolExecutor() as pool:
        watching.exec_driver_sql("CREATE ROLE hansa_once; CREATE ROLE hansa_other")
        try:
            with engine.connect() as first, engine.connect() as second:
                rls._on_server(first, statement)
                waiting = pool.submit(rls._on_server, second, statement)
                assert not wait([waiting], 0.5).done
                first.commit()
                assert waiting.result(20) is None
                second.commit()
        finally:
            watching.exec_driver_sql("DROP ROLE IF EXISTS hansa_twice, hansa_once, hansa_other")
