"""Row-level security on PostgreSQL: roles, grants, policies and functions, generated from the entity declarations.

`hansa db upgrade` brings them in line after the migrations, as the owner of the tables; the application's role owns nothing.
"""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from core.entities.entity import Entity
from core.entities.registry import Registry
from core.entities.search import CANDIDATES, EVERYBODY

APP, SYSTEM, FINDER = "hansa_app", "hansa_system", "hansa_search"
"""Who the portal connects as; who lifts the partner criterion; who owns the two functions that look over the wall."""

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION hansa_program() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.program', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION hansa_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.partner', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION hansa_all() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hansa.reach', true), '') = 'all' $$;
CREATE OR REPLACE FUNCTION hansa_staff() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hansa.reach', true), '') IN ('all', 'region') $$;
CREATE OR REPLACE FUNCTION hansa_member() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT coalesce(current_setting('hansa.reach', true), '') IN ('all', 'region', 'tree', 'partner') $$;
CREATE OR REPLACE FUNCTION hansa_reached(below boolean) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 50 SET search_path = pg_catalog, public
  AS $$
  SELECT t.descendant_id FROM public.core_partner_tree t
    WHERE below AND current_setting('hansa.reach', true) = 'tree'
      AND t.program_id = public.hansa_program() AND t.ancestor_id = public.hansa_partner()
  UNION ALL
  SELECT p.id FROM public.core_partner p
    WHERE current_setting('hansa.reach', true) = 'region'
      AND p.program_id = public.hansa_program() AND p.region = current_setting('hansa.region', true)
  $$;
CREATE OR REPLACE FUNCTION hansa_unrelayed(moment timestamptz) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = pg_catalog, public
  AS $$ SELECT DISTINCT program_id FROM public.core_outbox WHERE relayed_at IS NULL AND release_at <= moment $$;
CREATE OR REPLACE FUNCTION hansa_search(kind text, query text) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, public
  AS $$
  DECLARE wanted tsquery := query::tsquery && quote_literal('~p' || replace(public.hansa_program()::text, '-', ''))::tsquery
    && quote_literal('~e' || kind)::tsquery;
  BEGIN
    IF NOT public.hansa_staff() THEN
      wanted := wanted && (quote_literal('~r' || replace(public.hansa_partner()::text, '-', ''))::tsquery || '~r{EVERYBODY.hex}'::tsquery);
    END IF;
    RETURN QUERY SELECT s.record_id FROM public.core_search s WHERE s.doc @@ wanted ORDER BY s.record_id DESC LIMIT {CANDIDATES};
  END $$;
"""
DEFINERS = ("hansa_search(text, text)", "hansa_reached(boolean)", "hansa_unrelayed(timestamptz)")

INSIDE = "program_id = (SELECT hansa_program())"
ALL, STAFF, MEMBER, OWN = "(SELECT hansa_all())", "(SELECT hansa_staff())", "(SELECT hansa_member())", "(SELECT hansa_partner())"
"""Scalar subqueries: evaluated once for a statement. A boolean one is guessed at one half by the planner, an equality at
half a percent, which would talk it out of reading a list along its index."""

JOURNALS = ("core_audit", "core_outbox")
"""Every actor of the program appends; staff reads all, a partner the audit rows of its own records."""

SIDE_TABLES = ("core_search", "core_field_value")
"""Follow the audience and owner their rows repeat from the record."""

WORKFLOW = ("core_transition", "core_approval", "core_timer")
"""Written with the record they are about, by whoever moves it; staff reads all, a partner those of its own records."""

PERSONAL = {"core_draft": "", "core_saved_view": f" OR audience = 'all' AND {MEMBER}"}
"""Rows of one person: closed to other partners here, to colleagues by the application. Who else may read them."""

READ_FIRST = frozenset({"core_membership"})
"""Read to find out who acts, so before there is anybody to judge by; the wall in the application guards it."""


def sync(connection: Connection, registry: Registry, app_password: str | None = None) -> None:
    """Create roles, functions, grants and policies so that they equal the declarations. Idempotent."""
    for role, options in ((APP, "LOGIN NOINHERIT"), (SYSTEM, "NOLOGIN"), (FINDER, "NOLOGIN")):
        exists = connection.scalar(sa.text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": role})
        if not exists:
            connection.exec_driver_sql(f"CREATE ROLE {role} {options}")
    if app_password:
        connection.exec_driver_sql(f"ALTER ROLE {APP} PASSWORD '{app_password.replace(chr(39), chr(39) * 2)}'")
    connection.exec_driver_sql(FUNCTIONS.replace("%", "%%"))
    for statement in (*_grants(), *_policies(registry, _tables(connection))):
        connection.exec_driver_sql(statement.replace("%", "%%"))


def _tables(connection: Connection) -> set[str]:
    return set(sa.inspect(connection).get_table_names())


def _grants() -> Iterable[str]:
    yield f"GRANT {SYSTEM} TO {APP}"
    yield f"GRANT {FINDER} TO CURRENT_USER"
    yield f"GRANT USAGE, CREATE ON SCHEMA public TO {FINDER}"
    yield f"GRANT USAGE ON SCHEMA public TO {APP}, {SYSTEM}"
    yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {APP}, {SYSTEM}"
    yield f"REVOKE UPDATE, DELETE ON core_audit FROM {APP}, {SYSTEM}"
    yield f"REVOKE UPDATE, DELETE ON core_audit_seal FROM {APP}, {SYSTEM}"
    yield f"GRANT SELECT ON core_outbox, core_search, core_partner, core_partner_tree TO {FINDER}"
    for function in DEFINERS:
        yield f"ALTER FUNCTION {function} OWNER TO {FINDER}"
        yield f"REVOKE EXECUTE ON FUNCTION {function} FROM PUBLIC"
        yield f"GRANT EXECUTE ON FUNCTION {function} TO {APP}, {SYSTEM}"
    yield f"REVOKE CREATE ON SCHEMA public FROM {FINDER}"


def _policies(registry: Registry, present: set[str]) -> Iterable[str]:
    for entity in registry:
        if entity.table.name in present and entity.table.name not in READ_FIRST:
            yield from _table(entity.table.name, reads(entity), writes(entity))
    for table in JOURNALS:
        own = f" OR partner_id = {OWN}" if table == "core_audit" else ""
        yield from _table(table, f"{INSIDE} AND ({STAFF}{own})", INSIDE)
    reached = f"partner_id = {OWN} OR partner_id IN (SELECT hansa_reached(true))"
    for table in SIDE_TABLES:
        seen = f"{ALL} OR CASE audience WHEN 'owner' THEN {reached} WHEN 'program' THEN {MEMBER} ELSE {STAFF} END"
        yield from _table(table, f"{INSIDE} AND ({seen})", f"{INSIDE} AND ({STAFF} OR audience = 'owner' AND partner_id = {OWN})")
    for table in WORKFLOW:
        yield from _table(table, f"{INSIDE} AND ({STAFF} OR partner_id = {OWN})", f"{INSIDE} AND ({STAFF} OR partner_id = {OWN})")
    for table, others in PERSONAL.items():
        own = f"partner_id = {OWN} OR partner_id IS NULL AND {STAFF}"
        yield from _table(table, f"{INSIDE} AND ({own}{others})", f"{INSIDE} AND ({own})")
    follows = "".join(
        f" OR {_of_record(entity)}" for entity in registry if entity.table.name in present and (entity.also_visible_to or entity.shared)
    )
    seen = f"{ALL} OR CASE audience WHEN 'owner' THEN {reached}{follows} WHEN 'program' THEN {MEMBER} ELSE {STAFF} END"
    yield from _table("core_file", f"{INSIDE} AND ({seen})", f"{INSIDE} AND ({STAFF} OR audience = 'owner' AND partner_id = {OWN})")
    program = "(SELECT hansa_program())"
    same = f"program_id IS NOT DISTINCT FROM {program}"
    yield from _table("core_mail", f"{same} AND ({STAFF} OR {program} IS NULL)", same)
    yield from _table("core_share", f"{INSIDE} AND ({STAFF} OR partner_id = {OWN})", f"{INSIDE} AND {STAFF}")
    yield from _table("core_partner_tree", f"{INSIDE} AND {MEMBER}", f"{INSIDE} AND {STAFF}")
    for table in ("core_outbox", "core_search", "core_partner", "core_partner_tree"):
        yield f"CREATE POLICY hansa_finder ON {table} FOR SELECT TO {FINDER} USING (true)"


def reads(entity: Entity) -> str:
    """Return the condition of rows that may be read: what `access.readable` says, for every reach at once."""
    if entity.audience == "staff":
        return f"{INSIDE} AND {STAFF}"
    if entity.audience == "program":
        return f"{INSIDE} AND {MEMBER}"
    ways = [ALL, f"{entity.owner} = {OWN}", *(f"{column} = {OWN}" for column in entity.also_visible_to)]
    if entity.shared:
        ways.append(_shared(entity))
    ways.append(f"{entity.owner} IN (SELECT hansa_reached({str(entity.tree).lower()}))")
    return f"{INSIDE} AND ({' OR '.join(ways)})"


def writes(entity: Entity) -> str:
    """Return the condition of rows that may be written: what `access.writable` says."""
    if entity.audience != "owner":
        return f"{INSIDE} AND {ALL}"
    return f"{INSIDE} AND ({ALL} OR {entity.owner} = {OWN} OR {entity.owner} IN (SELECT hansa_reached(false)))"


def _of_record(entity: Entity) -> str:
    """A file of a record that is open to more partners than its owner follows the record's own policy."""
    name = entity.table.name
    return f"entity = '{entity.key}' AND EXISTS (SELECT 1 FROM {name} r WHERE r.program_id = core_file.program_id AND r.id = core_file.record_id)"


def _shared(entity: Entity) -> str:
    name = entity.table.name
    return (
        f"EXISTS (SELECT 1 FROM core_share s WHERE s.program_id = {name}.program_id AND s.entity = '{entity.key}'"
        f" AND s.record_id = {name}.id AND s.partner_id = {OWN} AND (s.until IS NULL OR s.until > now()))"
    )


def _table(name: str, reads: str, writes: str) -> Iterable[str]:
    yield f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY"
    for policy in ("hansa_read", "hansa_insert", "hansa_update", "hansa_delete", "hansa_set", "hansa_owner", "hansa_finder"):
        yield f"DROP POLICY IF EXISTS {policy} ON {name}"
    yield f"CREATE POLICY hansa_read ON {name} FOR SELECT TO {APP} USING ({reads})"
    yield f"CREATE POLICY hansa_insert ON {name} FOR INSERT TO {APP} WITH CHECK ({writes})"
    yield f"CREATE POLICY hansa_update ON {name} FOR UPDATE TO {APP} USING ({writes}) WITH CHECK ({writes})"
    yield f"CREATE POLICY hansa_delete ON {name} FOR DELETE TO {APP} USING ({writes})"
    yield f"CREATE POLICY hansa_set ON {name} TO {SYSTEM} USING ({INSIDE}) WITH CHECK ({INSIDE})"
    yield f"CREATE POLICY hansa_owner ON {name} TO CURRENT_USER USING (true) WITH CHECK (true)"
