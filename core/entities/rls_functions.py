"""The functions row-level security stands on: who acts, as the transaction was told, and the few narrow looks over the wall."""

from core.entities.search import CANDIDATES, EVERYBODY

FUNCTIONS = f"""
CREATE OR REPLACE FUNCTION hansa_program() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.program', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION hansa_partner() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.partner', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION hansa_user() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.user', true), '')::uuid $$;
CREATE OR REPLACE FUNCTION hansa_principal() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
  AS $$ SELECT nullif(current_setting('hansa.principal', true), '')::uuid $$;
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
CREATE OR REPLACE FUNCTION hansa_referred(targets uuid[]) RETURNS SETOF uuid
  LANGUAGE sql STABLE SECURITY DEFINER ROWS 10 SET search_path = pg_catalog, public
  AS $$
  SELECT r.target_id FROM public.core_reference r
    WHERE r.program_id = public.hansa_program() AND r.target_id = ANY (targets) AND r.record_id <> ALL (targets)
  $$;
CREATE OR REPLACE FUNCTION hansa_search(kind text, query text) RETURNS SETOF uuid
  LANGUAGE plpgsql STABLE SECURITY DEFINER ROWS 200 SET search_path = pg_catalog, public
  AS $$
  DECLARE
    mine text := replace(public.hansa_partner()::text, '-', '');
    wanted tsquery := query::tsquery && quote_literal('~p' || replace(public.hansa_program()::text, '-', ''))::tsquery
      && quote_literal('~e' || kind)::tsquery;
    readers tsquery;
  BEGIN
    IF NOT public.hansa_staff() THEN
      RETURN QUERY SELECT s.record_id FROM public.core_share o
        JOIN public.core_search s ON s.program_id = o.program_id AND s.record_id = o.record_id
        WHERE o.program_id = public.hansa_program() AND o.partner_id = public.hansa_partner() AND o.entity = kind
          AND (o.until IS NULL OR o.until > now()) AND s.doc @@ wanted LIMIT {CANDIDATES};
      readers := quote_literal('~r' || mine)::tsquery || '~r{EVERYBODY.hex}'::tsquery;
      IF current_setting('hansa.reach', true) = 'tree' THEN
        readers := readers || quote_literal('~t' || mine)::tsquery;
      END IF;
      wanted := wanted && readers;
    END IF;
    RETURN QUERY SELECT s.record_id FROM public.core_search s WHERE s.doc @@ wanted ORDER BY s.record_id DESC LIMIT {CANDIDATES};
  END $$;
"""
DEFINERS = ("hansa_search(text, text)", "hansa_reached(boolean)", "hansa_unrelayed(timestamptz)", "hansa_referred(uuid[])")
"""Functions that look over the wall; they take program and partner from the transaction, not from the caller."""

SEEN_BY_FINDER = ("core_outbox", "core_search", "core_share", "core_reference", "core_partner", "core_partner_tree")
"""What the role that owns them may read, and nothing else."""
