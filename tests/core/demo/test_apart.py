"""What a partner reads does not depend on what its competitors have: it reads the same in a demo in which they have nothing.

Whatever can be clicked to, and every list and measure of the API, is asked twice: in the demo, and in a copy from which all rows are
deleted that belong to partners neither above nor below the reader. A page, count, order, total or share that differs tells of them.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from click.testing import CliRunner

from core.app import create_app
from core.cli import main
from tests import loaded_demo
from tests.core.demo.clicking import pages, signed_in

pytestmark = pytest.mark.slow

READERS = ["distributor@meridian.example", "reseller@meridian.example", "sales@meridian.example", "dealer@aurora.example"]
PEOPLE = frozenset({"core_membership", "core_partner"})
"""Who is there at all."""

SHARED = frozenset({"core_share", "teams__seat", "teams__task"})
"""Rows of other companies that stand in what a reader shares with them."""

PASSING = re.compile(r'name="(?:csrf[-_]token|_key)" (?:content|value)="\w+"|hs-(?:say|file)-[0-9a-f]{32}')
"""What is new with every answer and follows from nothing: tokens and keys of forms, ids of elements. Nothing else is left out."""

ITS_OWN = re.compile(r"/account/(?:two-step|tokens)/$")
"""A secret is made anew whenever it is shown; the token this asks with is another one in each demo."""

DECLARED = [
    re.compile(r"Of all promises to partners \d+ % are kept\.|对合作伙伴的全部承诺中，已履行 \d+ %。"),  # from three partners on
    re.compile(r"¥[\d,.]+ · 1 %</span>"),  # what a family bought together, in a program that opens this to its members (`open_pool`)
]
"""What is told of many partners as one figure, and meant to be."""


@pytest.fixture(scope="module")
def now() -> datetime:
    return datetime.now(UTC)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, now: datetime) -> Any:
    """`answers(folder, "dealer@aurora.example")`: what this person gets to read of the demo in a folder, by address."""

    def read(folder: Path, email: str) -> dict[str, Any]:
        for name, value in loaded_demo.environment(folder).items():
            monkeypatch.setenv(name, value)
        account = next(one for one in json.loads((folder / loaded_demo.FILE).read_text())["accounts"] if one["email"] == email)
        portal = create_app()
        with time_machine.travel(now, tick=False):
            token = CliRunner().invoke(main, ["token", "create", account["program"], email]).output.strip()
            found = dict(pages(signed_in(portal, account), account["program"]))
            return found | dict(_api(portal, account["program"], token))

    return read


def _api(portal: Any, program: str, token: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield the lists of the API and the measures, with status and text."""
    client, base, bearer = portal.test_client(), f"/api/v1/{program}/", {"Authorization": f"Bearer {token}", "X-Request-Id": "same"}
    lists = [f"{base}{one.plugin}/{one.name}/?size=100" for one in portal.extensions["hansa"].registry if one.api]
    measures = client.get(f"{base}policies/metrics/", headers=bearer).json["items"]
    for path in (*lists, *(f"{base}policies/metrics/{one['key']}" for one in measures)):
        answer = client.get(path, headers=bearer)
        yield path, (answer.status_code, answer.text)


def without_competitors(folder: Path, email: str, program: str) -> int:
    """Delete what belongs to partners that stand neither above nor below that of a person; return how many rows that were."""
    with closing(sqlite3.connect(folder / "hansa.db")) as base:
        base.execute("PRAGMA foreign_keys=OFF")
        for (trigger,) in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'").fetchall():
            base.execute(f"DROP TRIGGER {trigger}")
        who = """SELECT m.program_id, m.partner_id FROM core_membership m JOIN core_user u ON u.id = m.user_id
                 JOIN core_program p ON p.id = m.program_id WHERE u.email = ? AND p.slug = ?"""
        program_id, own = base.execute(who, (email, program)).fetchone()
        kept = """SELECT descendant_id FROM core_partner_tree WHERE program_id = :program AND ancestor_id = :own
                  UNION SELECT ancestor_id FROM core_partner_tree WHERE program_id = :program AND descendant_id = :own UNION SELECT :own"""
        gone = 0
        for (table,) in base.execute("SELECT name FROM sqlite_master WHERE type='table'").fetchall():
            columns = {row[1] for row in base.execute(f"PRAGMA table_info({table})")}
            if {"program_id", "partner_id"} <= columns and table not in PEOPLE | SHARED:
                rivals = f"DELETE FROM {table} WHERE program_id = :program AND partner_id NOT IN ({kept})"
                gone += base.execute(rivals, {"program": program_id, "own": own}).rowcount
        base.commit()
        return gone


def _differing(before: dict[str, Any], after: dict[str, Any], *declared: re.Pattern[str]) -> list[str]:
    """Return the addresses that answer otherwise, what is declared left out."""
    missing = (0, "")
    pairs = {path: (answer, after.get(path, missing)) for path, answer in before.items() if not ITS_OWN.search(path)}
    return [path for path, (one, other) in pairs.items() if _shown(one, declared) != _shown(other, declared)]


def _shown(answer: tuple[int, str], declared: Iterable[re.Pattern[str]]) -> tuple[int, str]:
    status, text = answer
    for told in (PASSING, *declared):
        text = told.sub("", text)
    return status, text


@pytest.mark.parametrize("email", READERS)
def test_what_competitors_have_changes_nothing_that_is_read(answers: Any, tmp_path_factory: pytest.TempPathFactory, email: str) -> None:
    demo, apart = (loaded_demo.copy_to(tmp_path_factory.mktemp(name), tmp_path_factory) for name in ("demo", "apart"))
    assert without_competitors(apart, email, email.split("@")[1].split(".")[0]) > 10_000
    before, after = answers(demo, email), answers(apart, email)
    assert len(before) > 150
    assert _differing(before, after, *DECLARED) == []
    assert _differing(before, after) != []  # the comparison sees what is declared
