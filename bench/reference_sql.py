"""The statements of the reference, each built once. FROZEN like it."""

from typing import Any

import sqlalchemy as sa

ROWS, COUNTED, ENTRIES = 25, 10_001, 50

_COLUMNS = {
    sa.Uuid(): "program_id id partner_id created_by",
    sa.String(): "number state title customer_name customer_country customer_domain customer_registration_no"
    " contact_name contact_email need reason_code reason grant_key",
    sa.BigInteger(): "amount extensions version",
    sa.Date(): "close_date protected_from protected_until",
    sa.DateTime(timezone=True): "submitted_at decided_at created_at updated_at archived_at",
    sa.JSON(): "lines asked_fields custom",
}
deal = sa.table("deals__deal", *(sa.column(n, kind) for kind, names in _COLUMNS.items() for n in names.split()))
user = sa.table("core_user", *(sa.column(n) for n in ("id", "name", "email", "color_mode", "locale")))
program = sa.table("core_program", *(sa.column(n) for n in ("id", "slug", "name", "tagline", "locale", "currency", "zone", "revision")))
signed_in = sa.table("core_session", sa.column("id", sa.String()), sa.column("user_id"), sa.column("expires_at"))
audit = sa.table(
    "core_audit",
    *(sa.column(n) for n in ("program_id", "id", "entity", "record_id", "at", "action", "changes", "reason", "user_id")),
)
value = sa.table("core_field_value", *(sa.column(n) for n in ("program_id", "field_id", "record_id", "v_num")))

SETTINGS = sa.text(
    "SELECT set_config('hansa.program', :program, true), set_config('hansa.partner', :partner, true),"
    " set_config('hansa.region', '', true), set_config('hansa.reach', :reach, true), set_config('role', 'none', true)"
)
WHO = (
    sa.select(
        signed_in.c.id,
        user.c.name,
        user.c.email,
        user.c.color_mode,
        program.c.name.label("program"),
        program.c.currency,
    )
    .select_from(
        signed_in.join(user, user.c.id == signed_in.c.user_id).join(program, program.c.id == sa.bindparam("program", type_=sa.Uuid()))
    )
    .where(signed_in.c.id == sa.bindparam("session"), signed_in.c.expires_at > sa.func.now())
)
_NAMES = "id title number customer_name state close_date customer_country protected_until amount"
SHOWN = [deal.c[name] for name in _NAMES.split()]
STAFF = (deal.c.program_id == sa.bindparam("program", type_=sa.Uuid()), deal.c.archived_at.is_(None))
OWN = (*STAFF, deal.c.partner_id == sa.bindparam("partner", type_=sa.Uuid()))
FILTER = deal.c.state.in_([sa.bindparam("state_0"), sa.bindparam("state_1")])
KNOWN = deal.c.id == sa.any_(sa.bindparam("ids", type_=sa.ARRAY(sa.Uuid())))


def counted(condition: Any, origin: Any = deal) -> Any:
    return sa.select(sa.func.count()).select_from(sa.select(sa.literal(1)).select_from(origin).where(*condition).limit(COUNTED).subquery())


def joined(origin: Any, name: str) -> Any:
    one = value.alias(name)
    return origin.join(
        one,
        sa.and_(
            one.c.program_id == deal.c.program_id,
            one.c.field_id == sa.bindparam(f"{name}_field"),
            one.c.record_id == deal.c.id,
        ),
    ), one


SCORED, score = joined(deal, "score")
BOTH, budget = joined(SCORED, "budget")
ENOUGH = (*STAFF, score.c.v_num >= sa.bindparam("score"))

LISTS = (
    {  # (rows, count) by page and side
        ("list", side): (
            sa.select(*SHOWN).where(*mine, FILTER).order_by(deal.c.amount.desc(), deal.c.id.desc()).limit(ROWS),
            counted((*mine, FILTER)),
        )
        for side, mine in (("partner", OWN), ("staff", STAFF))
    }
    | {
        ("search", side): (sa.select(*SHOWN).where(*mine, KNOWN).order_by(deal.c.id.desc()).limit(ROWS), counted(mine))
        for side, mine in (("partner", OWN), ("staff", STAFF))
    }
    | {
        ("custom", "staff"): (
            sa.select(*SHOWN).select_from(BOTH).where(*ENOUGH).order_by(budget.c.v_num.desc(), deal.c.id.desc()).limit(ROWS),
            counted(ENOUGH, SCORED),
        )
    }
)
RECORD = sa.select(deal).where(
    deal.c.program_id == sa.bindparam("program", type_=sa.Uuid()), deal.c.id == sa.bindparam("id", type_=sa.Uuid())
)
HISTORY = (
    sa.select(audit.c.at, audit.c.action, audit.c.changes, audit.c.reason, user.c.name)
    .select_from(audit.outerjoin(user, user.c.id == audit.c.user_id))
    .where(
        audit.c.program_id == sa.bindparam("program", type_=sa.Uuid()),
        audit.c.entity == "deals.deal",
        audit.c.record_id == sa.bindparam("id", type_=sa.Uuid()),
    )
    .order_by(audit.c.id.desc())
    .limit(ENTRIES)
)
