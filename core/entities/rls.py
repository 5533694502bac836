"""Row-level security on PostgreSQL: roles, grants, policies and functions, generated from the entity declarations.

`hansa db upgrade` brings them in line after the migrations, as the owner of the tables; the application's role owns nothing.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.db import metadata
from core.entities.registry import Registry
from core.entities.rls_conditions import (
    INSIDE,
    MEMBER,
    OWN,
    PRINCIPAL,
    STAFF,
    UNKNOWN,
    USER,
    by_audience,
    follows,
    of_program,
    reads,
    writes,
)
from core.entities.rls_functions import DEFINERS, FUNCTIONS, SEEN_BY_FINDER

APP, SYSTEM, FINDER = "hansa_app", "hansa_system", "hansa_search"
"""Who the portal connects as; who lifts the partner criterion; who owns the functions that look over the wall."""

SIDE_TABLES = ("core_search", "core_field_value")
"""Repeat audience and owner of the record, and are written with it."""

OF_RECORD = ("core_approval", "core_timer", "core_reference")
"""Written with the record they are about, by whoever changes it; read by whoever reads that record."""

PERSONAL = {"core_draft": "", "core_export": "", "core_saved_view": f" OR audience = 'all' AND {MEMBER}"}
"""Rows of one person: closed to other partners here, to colleagues by the application. Who else may read them."""

SITE = "'00000000-0000-0000-0000-000000000000'::uuid"
KNOWN = {
    "core_session": f"{UNKNOWN} OR user_id = {USER}",
    "core_session_acting": f"{UNKNOWN} OR session_id IN (SELECT s.id FROM core_session s WHERE s.user_id = {USER})",
    "core_token": f"{UNKNOWN} OR {INSIDE} AND membership_id = {PRINCIPAL}",
    "core_idempotency": f"program_id = coalesce((SELECT hansa_program()), {SITE})"
    f" AND ({UNKNOWN} OR principal = coalesce({PRINCIPAL}::text, ''))",
}
"""Rows of one principal. Sessions and tokens are looked up by their hash to find out who acts: until then, nobody is known."""

READ_FIRST = frozenset({"core_membership", "core_program_plugin", "core_session", "core_session_acting", "core_token", "core_user"})
"""Read to find out who acts, so before there is anybody to judge by; the wall in the application guards them."""

WITHOUT_POLICY = {
    "core_membership": "read with the session, and by every list of people; the wall in the application judges it as an entity",
    "core_ticket": "opened by its hash by people nobody knows yet, made for others by whoever invites them",
    "core_user": "read to find out who acts, and named as author to all who read a record; of several programs at once",
    "core_program_plugin": "read to find out what a program is, before anybody acts in it; its secrets are sealed",
    "core_throttle": "counts tries of people nobody knows yet; its keys are hashes that name nobody",
}
"""Protected by the wall in the application alone, and why."""


def sync(connection: Connection, registry: Registry, app_password: str | None = None) -> None:
    """Create roles, functions, grants and policies so that they equal the declarations. Idempotent."""
    for role, options in ((APP, "LOGIN NOINHERIT"), (SYSTEM, "NOLOGIN"), (FINDER, "NOLOGIN")):
        _on_server(connection, f"IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} {options}; END IF")
    if app_password:
        connection.exec_driver_sql(f"ALTER ROLE {APP} PASSWORD '{app_password.replace(chr(39), chr(39) * 2)}'")
    connection.exec_driver_sql(FUNCTIONS.replace("%", "%%"))
    for role, member in ((SYSTEM, APP), (FINDER, "CURRENT_USER")):
        _on_server(connection, f"GRANT {role} TO {member}")
    present = _tables(connection)
    for statement in (*_grants(present), *_policies(registry, present)):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def _on_server(connection: Connection, statement: str) -> None:
    """Change roles, which belong to the server: another portal on it may be doing the same, and is waited for."""
    connection.exec_driver_sql(f"DO $$ BEGIN {statement}; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$")


def _tables(connection: Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names())


def _grants(present: set[str]) -> Iterable[str]:
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {FINDER}"
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {SYSTEM}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}, {SYSTEM}"
    for table in metadata.tables.values():
        if table.name in present and table.info.get("append_only"):
            yield f"REVOKE UPDATE, DELETE, TRUNCATE ON {table.name} FROM {APP}, {SYSTEM}"
    yield f"GRANT SELECT ON {', '.join(SEEN_BY_FINDER)} TO {FINDER}"
    for function in DEFINERS:
        yield f"ALTER FUNCTION {function} OWNER TO {FINDER}"
        yield f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {APP}, {SYSTEM}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {FINDER}"


def _policies(registry: Registry, present: set[str]) -> Iterable[str]:
    entities = [entity for entity in registry if entity.table.name in present]
    for entity in entities:
        if entity.table.name not in WITHOUT_POLICY:
            yield from _table(entity.table.name, reads(entity), writes(entity), adds=INSIDE if entity.noted else None)
    of_owner = f"{INSIDE} AND ({STAFF} OR audience = 'owner' AND partner_id = {OWN})"
    for table in (*SIDE_TABLES, "core_file"):
        yield from _table(table, f"{INSIDE} AND ({by_audience(table, entities)})", of_owner)
    told = f"{STAFF} OR {follows('core_audit', entities)} OR {of_program(entities)}"
    yield from _table("core_audit", f"{INSIDE} AND ({told})", INSIDE)
    yield from _table("core_outbox", f"{INSIDE} AND {STAFF}", INSIDE)
    for table in OF_RECORD:
        told = f"{STAFF} OR {follows(table, entities)} OR {of_program(entities)}"
        yield from _table(table, f"{INSIDE} AND ({told})", f"{INSIDE} AND ({STAFF} OR partner_id = {OWN})")
    yield from _personal()
    program = "(SELECT hansa_program())"
    same = f"program_id IS NOT DISTINCT FROM {program}"
    yield from _table("core_mail", f"{same} AND ({STAFF} OR {program} IS NULL)", same)
    yield from _table("core_share", f"{INSIDE} AND ({STAFF} OR partner_id = {OWN})", f"{INSIDE} AND {STAFF}")
    yield from _table("core_partner_tree", f"{INSIDE} AND {MEMBER}", f"{INSIDE} AND {STAFF}")
    for table in SEEN_BY_FINDER:
        yield f"CREATE POLICY hansa_finder ON {table} FOR SELECT TO {FINDER} USING (true)"


def _personal() -> Iterable[str]:
    for table, others in PERSONAL.items():
        own = f"partner_id = {OWN} OR partner_id IS NULL AND {STAFF}"
        yield from _table(table, f"{INSIDE} AND ({own}{others})", f"{INSIDE} AND ({own})")
    for table, own in KNOWN.items():
        yield from _table(table, own, own, inside=INSIDE if table == "core_token" else "false")


def _table(name: str, reads: str, writes: str, *, adds: str | None = None, inside: str = INSIDE) -> Iterable[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    for policy in ("hansa_read", "hansa_insert", "hansa_update", "hansa_delete", "hansa_set", "hansa_owner", "hansa_finder"):
        yield f"DROP POLICY IF EXISTS {policy} ON {name}"
    yield f"CREATE POLICY hansa_read ON {name} FOR SELECT TO {APP} USING ({reads})"
    yield f"CREATE POLICY hansa_insert ON {name} FOR INSERT TO {APP} WITH CHECK ({adds or writes})"
    yield f"CREATE POLICY hansa_update ON {name} FOR UPDATE TO {APP} USING ({writes}) WITH CHECK ({writes})"
    yield f"CREATE POLICY hansa_delete ON {name} FOR DELETE TO {APP} USING ({writes})"
    yield f"CREATE POLICY hansa_set ON {name} TO {SYSTEM} USING ({inside}) WITH CHECK ({inside})"
    yield f"CREATE POLICY hansa_owner ON {name} TO CURRENT_USER USING (true) WITH CHECK (true)"
