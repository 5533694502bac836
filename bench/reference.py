"""The plain Flask application the portal is compared with. FROZEN: changing it changes the meaning of every figure.

The same server, pool, connection options and database role as the portal, row-level security forced. Identity comes
from Flask's signed cookie. A page sends the row-level security settings, then Core selects written by hand and built
once, then fills plain Jinja cells with autoescape. No guard, forms, plugins, permissions or formats of a locale.
"""

import argparse
import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import Flask, current_app, render_template, request, session
from flask.sessions import SecureCookieSessionInterface

from bench.reference_sql import COUNTED, HISTORY, LISTS, RECORD, SETTINGS, WHO
from core.server import serve

ENGINE = {
    "pool_size": 8,
    "max_overflow": 4,
    "pool_timeout": 10,
    "connect_args": {
        "options": "-c timezone=UTC -c statement_timeout=30000 -c lock_timeout=10000 -c idle_in_transaction_session_timeout=60000"
    },
}
SERVER = {"processes": 2, "threads": 4}


def create_app(settings: dict[str, Any]) -> Flask:
    """`settings`: database_url, secret_key, `search` (ids of rows found, by user), `fields` (ids of custom fields)."""
    app = Flask(__name__)
    app.config.update(SECRET_KEY=settings["secret_key"], MAX_CONTENT_LENGTH=1_000_000)
    app.extensions["engine"] = sa.create_engine(settings["database_url"], **ENGINE)
    app.extensions["known"] = settings
    app.add_url_rule("/bench/deals/deal/", "list", list_page)
    app.add_url_rule("/bench/deals/deal/<uuid:record_id>", "detail", detail_page)
    return app


def cookie(secret_key: str, **values: str) -> str:
    """Return the signed cookie of a user: `user`, `session`, `program`, `partner` (empty for staff), `name`."""
    app = Flask(__name__)
    app.secret_key = secret_key
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    return signer.dumps(values)


def who(connection: sa.Connection) -> Any:
    """Send the settings and return whoever is signed in."""
    reach = "partner" if session["partner"] else "all"
    connection.execute(SETTINGS, {"program": session["program"], "partner": session["partner"], "reach": reach})
    return connection.execute(WHO, {"program": session["program"], "session": session["session"]}).one()


def list_page() -> str:
    known = current_app.extensions["known"]
    page = "search" if "q" in request.args else "custom" if "score" in request.args else "list"
    rows, count = LISTS[page, "partner" if session["partner"] else "staff"]
    binds = {"program": session["program"], "partner": session["partner"]}
    if page == "search":
        binds["ids"] = known["search"][session["name"]]
    elif page == "custom":
        binds |= {
            "score": int(request.args["score"]) * 10_000,
            "score_field": known["fields"]["x_score"],
            "budget_field": known["fields"]["x_budget"],
        }
    else:
        binds |= {f"state_{i}": state for i, state in enumerate(request.args.getlist("state"))}
    with current_app.extensions["engine"].connect() as connection:
        me = who(connection)
        found = connection.execute(rows, binds).all()
        total = connection.execute(count, binds).scalar_one()
    template = "rows.html" if request.headers.get("HX-Request") else "list.html"
    return render_template(template, me=me, rows=found, total=total, counted=COUNTED)


def detail_page(record_id: Any) -> str:
    with current_app.extensions["engine"].connect() as connection:
        me = who(connection)
        binds = {"program": session["program"], "id": record_id}
        record = connection.execute(RECORD, binds).one()
        history = connection.execute(HISTORY, binds).all()
    return render_template("detail.html", me=me, record=record, history=history)


def main(factory: Any) -> None:
    """Serve the application: `--settings FILE --port N`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, required=True)
    parser.add_argument("--port", type=int, required=True)
    given = parser.parse_args()
    settings = json.loads(given.settings.read_text())
    serve(lambda: factory(settings), "127.0.0.1", given.port, **SERVER, max_body=1_000_000)


if __name__ == "__main__":
    main(create_app)
