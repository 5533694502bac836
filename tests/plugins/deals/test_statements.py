"""How many statements the steps of a deal cost, as the pages send them."""

import io
import uuid

import pytest
from sqlalchemy import event

from core.db import db
from tests.core.documents import pdf

NEW = {"title": "Port", "customer_name": "Acme Ltd.", "amount": "1200", "close_date": "2027-01-31"}
MOST = 12
CLOSING = "closing rows"
INPUTS = {
    "ask": {"reason": "Which branch?", "asked_fields": "customer_domain"},
    "reject": {"reason_code": "other", "reason": "No."},
    "request_extension": {"reason": "Budget in May."},
    "refuse_extension": {"reason": "No progress."},
    "win": {"evidence": "PO 4711"},
    "lose": {"reason_code": "price"},
}
STEPS = [
    ("draft", "submit", "a"),
    ("submitted", "approve", "manager"),
    ("submitted", "start_review", "manager"),
    ("in_review", "ask", "manager"),
    ("action_required", "answer", "a"),
    ("in_review", "reject", "manager"),
    ("submitted", "withdraw", "a"),
    ("approved", "win", "a"),
    ("approved", "lose", "a"),
    ("approved", "request_extension", "a"),
    ("extending", "extend", "manager"),
    ("extending", "refuse_extension", "manager"),
]


@pytest.fixture
def statements(kit):
    """What the database is asked, transaction control left out. What leaves together at the end counts once: SQLite, which is
    asked without a round trip, has no statement that writes several tables."""
    seen = []

    def note(connection, cursor, statement, parameters, context, executemany):
        closing = context is not None and context.execution_options.get("hansa_closing")
        if closing and seen and seen[-1] == CLOSING:
            return
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            seen.append(CLOSING if closing else " ".join(statement.split())[:160])

    with kit.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def warm(deal, move):
    """What a policy may read is looked up once for each revision of a program."""
    move(deal(customer_name="Somebody else"), "submit")


@pytest.mark.parametrize(("state", "name", "by"), STEPS)
def test_a_step_asks_no_more_than_a_save_may(deal, move, in_state, as_user, enable, statements, state, name, by):
    enable("initials", on=False)  # what other plugins ask is on their own account
    client, made = as_user(by), in_state(state)
    warm(deal, move)
    client.get("/alpha/deals/deal/")
    statements.clear()
    answer = client.submit(f"/alpha/deals/deal/{made}/do/{name}", {"version": "1", "_key": uuid.uuid4().hex, **INPUTS.get(name, {})})
    assert answer.status_code == 303
    assert len(statements) <= MOST, "\n".join(statements)


def test_registering_and_submitting_in_one_step_is_a_save(deal, move, as_user, enable, statements):
    enable("initials", on=False)
    warm(deal, move)
    client = as_user("a")
    client.get("/alpha/deals/deal/new")
    statements.clear()
    answer = client.submit("/alpha/deals/deal/new", {**NEW, "_do": "submit", "_key": uuid.uuid4().hex})
    assert answer.status_code == 303
    assert len(statements) <= MOST, "\n".join(statements)


POSTS = [
    ("a", "/alpha/deals/deal/{}/edit", {"title": "Other", "version": "1"}),
    ("a", "/alpha/deals/deal/{}/draft", {"title": "Other"}),
    ("a", "/alpha/deals/deal/{}/check", {"title": "Other", "_field": "title"}),
    ("a", "/alpha/deals/deal/new", NEW),
    ("a", "/alpha/deals/deal/draft", NEW),
    ("a", "/alpha/files/of/deals/deal/{}", {"file": pdf()}),
    ("a", "/alpha/conversations/about/deals.deal/{}/", {"body": "Hello"}),
    ("admin", "/alpha/deals/deal/{}/archive", {}),
]


@pytest.mark.parametrize(("by", "path", "form"), POSTS, ids=[path for _by, path, _form in POSTS])
def test_what_else_is_done_with_a_deal_is_a_save(deal, as_user, enable, statements, by, path, form):
    enable("initials", on=False)
    client, made = as_user(by), deal()
    client.get("/alpha/deals/deal/new")
    files = {name: (io.BytesIO(value), f"{name}.pdf") for name, value in form.items() if isinstance(value, bytes)}
    statements.clear()
    answer = client.submit(path.format(made), {**form, "_key": uuid.uuid4().hex, **files})
    assert answer.status_code < 400, answer.text
    assert len(statements) <= MOST, "\n".join(statements)
