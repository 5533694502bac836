"""The chain over the audit trail: sealed soon, and no change of the past goes unseen."""

import json
import random
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from core import audit, audit_chain, clock
from core.audit_chain import AUDIT, SEAL, Report, examine
from core.db import db, new_id
from core.entities.unit import unit
from core.jobs.scopes import program as program_state
from hansa.testing import Kit
from hansa.testing.world import Person, ProgramOfTest

ALPHA = ProgramOfTest("alpha")
ROWS = 40


def act(kit: Kit, n: int = 1) -> None:
    def write() -> None:
        for number in range(n):
            entry = {
                "record_id": new_id(),
                "record_version": number,
                "partner_id": ALPHA.partner("a"),
                "changes": {"title": [None, f"deal {number} ü"]},
            }
            audit.write("deals.deal", "created", [entry])

    with kit.acting(Person("a")):
        unit(write)


@pytest.fixture
def trail(kit: Kit, app: Flask) -> Iterator[Kit]:
    """A sealed trail with a signed head."""
    act(kit, ROWS)
    with app.app_context():
        audit_chain.sign(state())
    yield kit
    audit_chain_file(app).unlink(missing_ok=True)


def state() -> Any:
    found = program_state(ALPHA.id)
    db.session.rollback()
    return found


def audit_chain_file(app: Flask) -> Any:
    with app.app_context():
        return audit_chain._heads_file(ALPHA.id)


def verify(app: Flask) -> Report:
    with app.app_context():
        return audit_chain.verify(state())


def test_sealed_trail_is_whole(trail, app):
    assert (verify(app).problems, verify(app).sealed) == ([], ROWS)


def test_sealing_links_only_what_is_new(trail, app):
    act(trail, 3)
    with app.app_context():
        assert (audit_chain.seal_all(), audit_chain.seal_all()) == (3, 0)


def test_each_program_has_its_own_chain(trail, app):
    with app.app_context():
        beta = program_state(ProgramOfTest("beta").id)
        db.session.rollback()
        assert audit_chain.verify(beta).sealed == 0


def test_fresh_act_without_a_seal_is_no_problem(trail, app):
    act(trail)
    assert verify(app).whole


def test_act_without_a_seal_after_a_minute_is_found(trail, app):
    act(trail)
    with time_machine.travel(clock.now() + timedelta(seconds=61), tick=True):
        assert "has no seal" in verify(app).problems[0]


def test_forged_head_is_found(trail, app):
    file = audit_chain_file(app)
    line = json.loads(file.read_text().splitlines()[-1])
    file.write_text(json.dumps({**line, "seq": 1}) + "\n")
    assert "head 1 was changed" in verify(app).problems[0]


def test_another_key_finds_every_act_changed(trail, app, monkeypatch):
    monkeypatch.setitem(app.extensions["hansa"].config, "secret_key", "another")
    assert len(verify(app).problems) >= ROWS


def edit(connection: sa.Connection, rows: list[Any], choose: random.Random) -> None:
    row = choose.choice(rows)
    name = choose.choice(["action", "entity", "reason", "record_version", "user_id", "partner_id", "changes", "at", "mac"])
    other = {"record_version": 999, "user_id": uuid.uuid4(), "partner_id": None, "changes": {"title": [None, "x"]}}
    other |= {"at": row.at + timedelta(microseconds=1), "mac": "f" * 64}
    connection.execute(sa.update(AUDIT).where(AUDIT.c.id == row.id).values({name: other.get(name, "forged")}))


def delete(connection: sa.Connection, rows: list[Any], choose: random.Random) -> None:
    gone = choose.choice(rows).id
    connection.execute(sa.delete(AUDIT).where(AUDIT.c.id == gone))
    if choose.random() < 0.5:
        connection.execute(sa.delete(SEAL).where(SEAL.c.audit_id == gone))


def swap(connection: sa.Connection, rows: list[Any], choose: random.Random) -> None:
    """Exchange two acts in the chain, their order or their contents."""
    one, two = choose.sample(rows, 2)
    table, key = (SEAL, SEAL.c.audit_id) if choose.random() < 0.5 else (AUDIT, AUDIT.c.id)
    column = SEAL.c.hash if table is SEAL else choose.choice([AUDIT.c.record_id, AUDIT.c.mac])
    found = {row[0]: row[1] for row in connection.execute(sa.select(key, column).where(key.in_([one.id, two.id])))}
    for this, other in ((one.id, two.id), (two.id, one.id)):
        connection.execute(sa.update(table).where(key == this).values({column.name: found[other]}))


def insert(connection: sa.Connection, rows: list[Any], choose: random.Random) -> None:
    row = choose.choice(rows)
    connection.execute(sa.insert(AUDIT), {**row._mapping, "id": new_id(), "at": row.at - timedelta(minutes=2)})


def cut(connection: sa.Connection, rows: list[Any], choose: random.Random) -> None:
    """Take away the end, acts and seals alike."""
    last = [row.id for row in rows[-choose.randint(1, ROWS) :]]
    connection.execute(sa.delete(AUDIT).where(AUDIT.c.id.in_(last)))
    connection.execute(sa.delete(SEAL).where(SEAL.c.audit_id.in_(last)))


@pytest.mark.parametrize("change", [edit, delete, swap, insert, cut])
def test_every_single_change_of_the_past_is_found(trail: Kit, app: Flask, change: Callable[..., None]) -> None:
    choose, missed = random.Random(change.__name__), []
    with app.app_context(), trail.owner.connect() as connection:
        rows = connection.execute(sa.select(AUDIT).where(AUDIT.c.program_id == ALPHA.id).order_by(AUDIT.c.id)).all()
        heads = audit_chain.heads_of(ALPHA.id)
        connection.rollback()
        for number in range(200):
            change(connection, rows, choose)
            if examine(connection, ALPHA.id, heads).whole:
                missed.append(number)
            connection.rollback()
    assert missed == []


def test_rewritten_chain_does_not_lead_to_the_signed_head(trail, app):
    with app.app_context(), trail.owner.connect() as connection:
        rows = connection.execute(sa.select(AUDIT).where(AUDIT.c.program_id == ALPHA.id).order_by(AUDIT.c.id)).mappings().all()
        connection.execute(sa.delete(SEAL))
        connection.execute(sa.delete(AUDIT).where(AUDIT.c.id == rows[5]["id"]))
        previous = audit_chain.START
        for seq, row in enumerate([*rows[:5], *rows[6:]], 1):
            previous = audit_chain.link(previous, row)
            connection.execute(
                sa.insert(SEAL), {"program_id": ALPHA.id, "seq": seq, "month": row["month"], "audit_id": row["id"], "hash": previous}
            )
        report = examine(connection, ALPHA.id, audit_chain.heads_of(ALPHA.id))
        connection.rollback()
    assert "cut or rewritten" in report.problems[0]
