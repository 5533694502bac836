"""The data of the measurements: 100,000 deals of 1,000 partners, one with 20,000 of them, the median with 40; seeded."""

import json
import random
import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import psycopg
import sqlalchemy as sa

from core.db import MONEY_SCALE, new_id
from core.entities.search import lexemes
from plugins.deals.models import Deal

DEALS, PARTNERS, LARGE, MEDIAN = 100_000, 1_000, 20_000, 40
STATES = ("submitted", "in_review", "action_required", "approved", "rejected", "won", "lost", "expired")
COUNTRIES = ("US", "CA", "DE", "FR", "GB", "CN", "JP", "AU")
WORDS = [
    "harbor",
    "north",
    "valley",
    "summit",
    "cedar",
    "river",
    "metro",
    "coastal",
    "prime",
    "atlas",
    "vector",
    "delta",
    "granite",
    "union",
    "orbit",
    "maple",
]
NEEDS = ["analytics rollout", "storage refresh", "network renewal", "security audit", "cloud migration", "branch pilot"]


class Seeded:
    """Ids the measurements ask for."""

    def __init__(self) -> None:
        self.program = new_id()
        self.large = new_id()
        self.median = new_id()
        self.users: dict[str, uuid.UUID] = {}
        self.partners: list[uuid.UUID] = []
        self.fields = {"x_score": new_id(), "x_budget": new_id()}


def seed(admin: sa.URL) -> Seeded:
    """Fill an empty, migrated database as the superuser and return what was made."""
    made = Seeded()
    url = admin.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=False) as connection, connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        _bare_inserts(cursor)
        _people(cursor, made)
        deals = list(_deals(made))
        _copy(cursor, "deals__deal", deals)
        _copy(cursor, "core_search", _documents(made, deals))
        _copy(cursor, "core_field_value", _mirror(made, deals))
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
    return made


def _bare_inserts(cursor: Any) -> None:
    """Give the columns the portal always fills a default, for the bare insert of the reference, which names none of them."""
    defaults = {sa.Boolean: "false", sa.JSON: "'{}'"}
    for column in Deal.__table__.columns:
        value = next((text for kind, text in defaults.items() if isinstance(column.type, kind)), None)
        if value is not None and not column.nullable:
            cursor.execute(f"ALTER TABLE deals__deal ALTER COLUMN {column.name} SET DEFAULT {value}")


def _copy(cursor: Any, table: str, rows: Any) -> None:
    rows = iter(rows)
    first = next(rows)
    names = ", ".join(first)
    with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
        for row in [first, *rows]:
            copy.write_row([json.dumps(v) if isinstance(v, dict | list) else v for v in row.values()])


def _people(cursor: Any, made: Seeded) -> None:
    moment = datetime.now(UTC)
    stamp = {"version": 1, "created_at": moment, "updated_at": moment}
    program = {
        "id": made.program,
        "slug": "bench",
        "name": "Bench Networks",
        "tagline": "Partner program",
        "locale": "en",
        "currency": "USD",
        "zone": "America/New_York",
        "fiscal_start_month": 1,
        "theme": "default",
        "brand": {},
        "revision": 1,
        "created_at": moment,
    }
    _copy(cursor, "core_program", [program])
    plugins = ("matching", "policies", "deals", "fixtureone", "fixturetwo", "fixturethree", "fixturefour", "fixturefive")
    _copy(
        cursor,
        "core_program_plugin",
        [{"program_id": made.program, "plugin": p, "enabled": True, "settings": {}, "secrets": {}, "updated_at": moment} for p in plugins],
    )
    made.partners = [made.large, made.median] + [new_id() for _ in range(PARTNERS - 2)]
    rng = random.Random(1)
    _copy(
        cursor,
        "core_partner",
        [
            {
                "program_id": made.program,
                "id": p,
                "name": f"{rng.choice(WORDS).title()} {rng.choice(WORDS).title()} Partners {i}",
                "kind": "reseller",
                "status": "active",
                "region": rng.choice(("east", "west")),
                "country": rng.choice(COUNTRIES),
                "custom": {},
                **stamp,
            }
            for i, p in enumerate(made.partners)
        ],
    )
    _copy(
        cursor, "core_partner_tree", [{"program_id": made.program, "ancestor_id": p, "descendant_id": p, "depth": 0} for p in made.partners]
    )
    definitions = (("x_score", "int", "Score"), ("x_budget", "money", "Budget"))
    _copy(
        cursor,
        "core_field",
        [
            {
                "program_id": made.program,
                "id": made.fields[key],
                "entity": "deals.deal",
                "key": key,
                "mirrored": True,
                "program_wide": False,
                "position": i,
                "definition": {"key": key, "type": kind, "label": label, "filterable": True, "sortable": True},
                "created_at": moment,
            }
            for i, (key, kind, label) in enumerate(definitions)
        ],
    )
    members = (("large", made.large, ["partner_user"]), ("median", made.median, ["partner_user"]), ("staff", None, ["manager"]))
    for name, partner, roles in members:
        user, member = new_id(), new_id()
        made.users[name] = user
        _copy(
            cursor,
            "core_user",
            [
                {
                    "id": user,
                    "email": f"{name}@bench.example",
                    "name": f"{name.title()} Person",
                    "color_mode": "auto",
                    "site_admin": False,
                    "recovery_hashes": [],
                    "created_at": moment,
                }
            ],
        )
        _copy(
            cursor,
            "core_membership",
            [
                {
                    "program_id": made.program,
                    "id": member,
                    "user_id": user,
                    "partner_id": partner,
                    "roles": roles,
                    "partner_name": "Harbor Partners" if partner else "",
                    "suspended": False,
                    "invited": False,
                    **stamp,
                }
            ],
        )


def _deals(made: Seeded) -> Iterator[dict[str, Any]]:
    rng = random.Random(2)
    counts = [LARGE, MEDIAN]
    rest = DEALS - LARGE - MEDIAN
    weights = [rng.lognormvariate(0, 0.9) for _ in range(PARTNERS - 2)]
    scale = rest / sum(weights)
    counts += [int(w * scale) for w in weights]
    counts[2] += DEALS - sum(counts)
    start = datetime(2025, 1, 1, tzinfo=UTC)
    owners = [p for p, n in zip(made.partners, counts, strict=True) for _ in range(n)]
    rng.shuffle(owners)
    for i, owner in enumerate(owners):
        moment = start + timedelta(minutes=10 * i)
        customer = f"{rng.choice(WORDS).title()} {rng.choice(WORDS).title()} {rng.choice(('Ltd', 'Inc', 'GmbH', 'SA'))}"
        yield {
            "program_id": made.program,
            "id": new_id(),
            "partner_id": owner,
            "number": f"D-{i:09d}",
            "state": rng.choice(STATES),
            "title": f"{customer.split()[0]} {rng.choice(NEEDS)}",
            "customer_name": customer,
            "customer_country": rng.choice(COUNTRIES),
            "customer_domain": f"{customer.split()[0].lower()}{i % 500}.example",
            "amount": rng.randrange(1_000, 900_000) * MONEY_SCALE,
            "close_date": date(2026, 1, 1) + timedelta(days=rng.randrange(365)),
            "lines": [],
            "asked_fields": [],
            "extensions": 0,
            "waits": False,
            "chosen": False,
            "automatic": False,
            "silent": False,
            "earned": False,
            "revivable": False,
            "terms": {},
            "approvers": {},
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
            "custom": {"x_score": rng.randrange(100), "x_budget": str(rng.randrange(1_000, 500_000))},
            "protected_until": date(2026, 1, 1) + timedelta(days=rng.randrange(365)),
        }


def _documents(made: Seeded, deals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for deal in deals:
        text = " ".join((deal["title"], deal["customer_name"], deal["customer_domain"], deal["number"]))
        found = sorted(set(lexemes("deals.deal", made.program, [deal["partner_id"]], text)))
        yield {
            "program_id": made.program,
            "record_id": deal["id"],
            "entity": "deals.deal",
            "partner_id": deal["partner_id"],
            "audience": "owner",
            "doc": " ".join("'" + word.replace("'", "''") + "'" for word in found),
        }


def _mirror(made: Seeded, deals: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for deal in deals:
        for key, field in made.fields.items():
            yield {
                "program_id": made.program,
                "field_id": field,
                "record_id": deal["id"],
                "entity": "deals.deal",
                "partner_id": deal["partner_id"],
                "audience": "owner",
                "v_num": int(deal["custom"][key]) * MONEY_SCALE,
            }
