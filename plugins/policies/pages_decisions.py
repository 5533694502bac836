"""The decisions of the program, and the page and the panel that say why."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, request

from hansa import Entity, NotFound, _, current_scope, db, entity_of, moment, policy, render, select, url_of
from plugins.policies import views, why
from plugins.policies.kinds import kinds
from plugins.policies.models import Decision

SHOWN = 50
COLUMNS = (
    Decision.id, Decision.kind, Decision.policy, Decision.number, Decision.result, Decision.open, Decision.partner_id, Decision.at,
    Decision.entity, Decision.record_id,
)  # fmt: skip


def add(pages: Blueprint) -> None:
    """Add the pages of this module to the blueprint."""
    pages.get("/decisions", endpoint="decisions")(listing)
    pages.get("/why/<uuid:decision>", endpoint="why")(explain)
    pages.get("/why/of/<about>/<uuid:record_id>", endpoint="why_record")(explain_record)


@policy("policies.decision.view")
def listing() -> str:
    """Stored decisions, the newest first, by kind, policy, result and partner."""
    chosen = {name: request.args.get(name, "").strip()[:100] for name in ("kind", "policy", "result", "open", "before")}
    partner = _uuid(request.args.get("partner", ""))
    known = kinds()
    wanted = select(*COLUMNS).where(Decision.kind.in_(list(known))).order_by(Decision.id.desc()).limit(SHOWN + 1)
    for name, column in (("kind", Decision.kind), ("policy", Decision.policy), ("result", Decision.result)):
        if chosen[name]:
            wanted = wanted.where(column == chosen[name])
    wanted = wanted.where(Decision.open.is_(True)) if chosen["open"] else wanted
    wanted = wanted.where(Decision.partner_id == partner) if partner else wanted
    before = _uuid(chosen["before"])
    rows = db.session.execute(wanted.where(Decision.id < before) if before else wanted).all()
    companies = _names({row.partner_id for row in rows} - {None})
    shown = [_row(row, known[row.kind], companies.get(row.partner_id, "")) for row in rows[:SHOWN]]
    following = {name: value for name, value in chosen.items() if value and name != "before"}
    older = views.url("decisions", **following, before=rows[SHOWN - 1].id) if len(rows) > SHOWN else None
    page = SimpleNamespace(
        rows=shown, chosen=chosen, older=older, kinds=[(key, _(kind.label)) for key, kind in known.items()], partner=partner or "",
        filtered=any(chosen.values()) or partner, url=views.url("decisions"), crumbs=views.crumbs(),
    )  # fmt: skip
    return render("policies/decisions.html", block="page", page=page)


def _names(ids: set[Any]) -> dict[Any, str]:
    partner = entity_of("core.partner").table.c
    return dict(db.session.execute(select(partner.id, partner.name).where(partner.id.in_(ids))).all())


def _row(row: Any, kind: Any, partner: str) -> SimpleNamespace:
    return SimpleNamespace(
        url=why.why(row.id), kind=_(kind.label), policy=row.policy, number=row.number, result=why.result_label(kind, row.result),
        open=row.open, at=moment(row.at), partner=partner,
    )  # fmt: skip


@policy(member=True)
def explain(decision: uuid.UUID) -> str:
    """Why a decision came out as it did, as far as the reader may see it."""
    found = why.explained(decision)
    page = SimpleNamespace(
        found=found, at=moment(found.at), record=_record(found), crumbs=views.crumbs() if current_scope().actor.staff else None
    )
    return render("policies/why_page.html", block="page", page=page)


@policy(member=True)
def explain_record(about: str, record_id: uuid.UUID) -> str:
    """The last decisions about a record the reader sees, for the panel beside it."""
    if "." not in about:
        raise NotFound()
    _seen(entity_of(about), record_id)
    return render("policies/why_panel.html", decisions=[why.explained(one) for one in why.latest(about, record_id)], link=why.why)


def _seen(entity: Entity, record: uuid.UUID) -> None:
    if not current_scope().actor.may(entity.permission("view")):
        raise NotFound()
    if db.session.execute(select(entity.table.c.id).where(entity.table.c.id == record)).first() is None:
        raise NotFound()


def _record(found: Any) -> str | None:
    """Return the address of the record, if the reader may see it."""
    if found.entity is None or found.record_id is None:
        return None
    try:
        entity = entity_of(found.entity)
        _seen(entity, found.record_id)
    except NotFound:
        return None
    return url_of(entity, found.record_id) if entity.pages else None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
