"""The reference with its bare insert endpoint: JSON in, the deal's own schema, INSERT, commit, 201. FROZEN like it.

A program of its own, because the schema brings the portal's modules with it, and the start of the reference counts.
"""

import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, jsonify, request, session
from marshmallow import ValidationError
from uuid_utils.compat import uuid7

from bench import reference
from bench.reference import who
from bench.reference_sql import deal
from plugins.deals.schemas import DealSchema

SCHEMA = DealSchema()
NEW = (
    "program_id",
    "id",
    "partner_id",
    "number",
    "state",
    "title",
    "customer_name",
    "customer_country",
    "customer_domain",
    "amount",
    "close_date",
    "lines",
    "asked_fields",
    "extensions",
    "version",
    "created_at",
    "updated_at",
    "custom",
)
INSERT = sa.insert(deal).values({name: sa.bindparam(name, type_=deal.c[name].type) for name in NEW})


def create_app(settings: dict[str, Any]) -> Flask:
    app = reference.create_app(settings)
    app.add_url_rule("/bench/deals/deal/", "create", create, methods=["POST"])
    app.register_error_handler(ValidationError, lambda error: (jsonify(error.messages), 422))
    return app


def create() -> Any:
    values = SCHEMA.load(request.get_json())
    moment, record_id = datetime.now(UTC), uuid7()
    row = (
        dict.fromkeys(NEW)
        | values
        | {
            "amount": int(values["amount"] * 10_000),
            "program_id": uuid.UUID(session["program"]),
            "id": record_id,
            "partner_id": uuid.UUID(session["partner"]),
            "number": f"R-{record_id.hex[-12:]}",
            "state": "draft",
            "lines": [],
            "asked_fields": [],
            "extensions": 0,
            "version": 1,
            "created_at": moment,
            "updated_at": moment,
            "custom": {},
        }
    )
    with current_app.extensions["engine"].begin() as connection:
        who(connection)
        connection.execute(INSERT, row)
    return jsonify(id=str(record_id)), 201


if __name__ == "__main__":
    reference.main(create_app)
