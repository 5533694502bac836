"""Notices as partners read and acknowledge them, and as the vendor reads who has."""

import uuid
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, redirect, request

from hansa import NotFound, Problem, _, current_scope, db, directory, moment, policy, records, render, select, with_toast
from plugins.catalog.entities import NOTICE
from plugins.catalog.models import Receipt
from plugins.catalog.notices import reading
from plugins.catalog.pages.partner import here, me

MOST = 100
"""So many receipts are listed."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/notices/", endpoint="notices")(policy("catalog.product.view")(notices))
    pages.get("/notices/<uuid:notice_id>", endpoint="notice")(policy("catalog.product.view")(notice))
    pages.post("/notices/<uuid:notice_id>", endpoint="acknowledge")(policy("catalog.product.view")(acknowledge))
    pages.get("/notice/<uuid:notice_id>/receipts", endpoint="receipts")(policy("catalog.notice.view")(receipts))


def notices() -> Any:
    """What the partner is asked to read; staff writes it."""
    if current_scope().actor.partner_id is None:
        return redirect(here("desk"), 303)
    mine = me()
    found = reading.notices(mine)
    done = reading.receipts(mine.id, found)
    rows = [
        SimpleNamespace(title=row.title, url=here("notice", notice_id=row.id), since=moment(row.shelf_at), **_read(row, done))
        for row in found
    ]
    return render("catalog/notices.html", block="page", rows=rows)


def notice(notice_id: uuid.UUID) -> str:
    mine = me()
    return _page(reading.notice(mine, notice_id), mine.id, {})


def acknowledge(notice_id: uuid.UUID) -> Any:
    """Keep that the reader has read it, if every answer is right."""
    mine = me()
    found = reading.notice(mine, notice_id)
    given = {at: request.form.get(f"q{at}", "")[:2] for at in range(len(found.questions))}
    try:
        right, of = reading.acknowledge(found, given)
    except Problem as problem:
        return Response(_page(found, mine.id, given, problem.message), problem.status, content_type="text/html; charset=utf-8")
    if right < of:
        words = _("%(right)s of %(of)s answers are right. Read it again, and answer once more.", right=right, of=of)
        return _page(found, mine.id, given, words)
    return with_toast(redirect(here("notices"), 303), _("Thank you: it is noted that you have read this."))


def _page(found: Any, partner_id: uuid.UUID, given: Mapping[int, str], problem: str = "") -> str:
    questions = [
        SimpleNamespace(name=f"q{at}", text=row["question"], options=reading.options(row), given=given.get(at, ""))
        for at, row in enumerate(found.questions)
    ]
    read = _read(found, reading.receipts(partner_id, [found]))
    crumbs = [(_("Notices"), here("notices")), (found.title, None)]
    return render(
        "catalog/notice.html", block="page", notice=found, since=moment(found.shelf_at), questions=questions, read=SimpleNamespace(**read), problem=problem,
        action=here("acknowledge", notice_id=found.id), crumbs=crumbs,
    )  # fmt: skip


def _read(row: Any, done: Mapping[uuid.UUID, Any]) -> dict[str, Any]:
    """Return whether the reader has acknowledged a notice, and who else of the partner has."""
    people = [one for one in done.get(row.id, ()) if one.acknowledged_at]
    mine = next((one for one in people if one.user_id == current_scope().actor.user_id), None)
    return {
        "mine": moment(mine.acknowledged_at) if mine else "",
        "others": [one.person for one in people if one is not mine],
        "must": row.must_read,
    }


def receipts(notice_id: uuid.UUID) -> str:
    """Beside a notice: who has read it, the last ones first."""
    if not current_scope().actor.staff:
        raise NotFound()
    records.get(NOTICE, notice_id)
    columns = (Receipt.partner_id, Receipt.person, Receipt.acknowledged_at, Receipt.tries)
    wanted = (
        select(*columns).where(Receipt.notice_id == notice_id).order_by(Receipt.acknowledged_at.desc().nulls_last(), Receipt.id).limit(MOST)
    )
    rows = db.session.execute(wanted).all()
    names = {one.id: one.name for one in directory.companies({row.partner_id for row in rows})} if rows else {}
    counted = select(sa.func.count(sa.distinct(Receipt.partner_id)), sa.func.count(Receipt.id)).where(
        Receipt.notice_id == notice_id, Receipt.acknowledged_at.is_not(None)
    )
    partners, people = db.session.execute(counted).one()
    shown = [
        SimpleNamespace(who=row.person, partner=names.get(row.partner_id, ""), at=moment(row.acknowledged_at) if row.acknowledged_at else "", tries=row.tries)
        for row in rows
    ]  # fmt: skip
    return render("catalog/receipts.html", block="page", rows=shown, partners=partners, people=people, most=MOST)
