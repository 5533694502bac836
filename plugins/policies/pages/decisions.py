"""The decisions of the program, as a list and as a file, and the page and the panel that say why."""

import uuid
from collections.abc import Iterable
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, request

from hansa import Entity, NotFound, _, current_scope, db, entity_of, file_headers, moment, policy, render, select, url_of
from plugins.policies.decisions import filtering, why
from plugins.policies.decisions.export import exported
from plugins.policies.pages import views
from plugins.policies.versions.kinds import kinds

SHOWN = 50


def add(pages: Blueprint) -> None:
    """Add the pages of this module to the blueprint."""
    pages.get("/decisions", endpoint="decisions")(listing)
    pages.get("/decisions.csv", endpoint="decisions_file")(listing_file)
    pages.get("/why/<uuid:decision>", endpoint="why")(explain)
    pages.get("/why/of/<about>/<uuid:record_id>", endpoint="why_record")(explain_record)


@policy("policies.decision.view")
def listing() -> str:
    """Stored decisions, the newest first."""
    known, chosen = kinds(), filtering.read(request.args)
    rows = db.session.execute(chosen.rows().limit(SHOWN + 1)).all()
    companies = _names(row.partner_id for row in rows)
    page = SimpleNamespace(
        rows=[_row(row, known[row.kind], companies.get(row.partner_id, "")) for row in rows[:SHOWN]], chosen=chosen.words,
        older=views.url("decisions", **chosen.chosen, before=rows[SHOWN - 1].id) if len(rows) > SHOWN else None,
        kinds=[(key, _(kind.label)) for key, kind in known.items()], results=filtering.results(known), filtered=bool(chosen.chosen),
        url=views.url("decisions"), actions=[SimpleNamespace(label="CSV", icon="download", url=views.url("decisions_file", **chosen.chosen))], crumbs=views.crumbs(),
    )  # fmt: skip
    return render("policies/decisions.html", block="page", page=page)


@policy("policies.decision.view", costly=True)
def listing_file() -> Response:
    """The decisions of the list as a CSV file."""
    chosen = filtering.read({**request.args, "before": ""})
    body = exported(chosen, _names())
    return Response(body, 200, file_headers(_("Decisions"), "csv"), content_type="text/csv; charset=utf-8")


def _names(ids: Iterable[Any] | None = None) -> dict[Any, str]:
    """Return the names of partners by id: of some, or of all."""
    partner = entity_of("core.partner").table.c
    wanted = select(partner.id, partner.name)
    return dict(db.session.execute(wanted if ids is None else wanted.where(partner.id.in_(set(ids) - {None}))).all())


def _row(row: Any, kind: Any, partner: str) -> SimpleNamespace:
    return SimpleNamespace(
        url=why.why(row.id), kind=_(kind.label), policy=row.policy, several=kind.several, number=row.number, result=why.result_label(kind, row.result),
        open=row.open, at=moment(row.at), partner=partner,
    )  # fmt: skip


@policy(member=True)
def explain(decision: uuid.UUID) -> str:
    """Why a decision came out as it did, as far as the reader may see it."""
    found = why.explained(decision)
    trail = views.crumbs() if current_scope().actor.may("policies.policy.view") else None
    page = SimpleNamespace(found=found, at=moment(found.at), record=_record(found), crumbs=trail)
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
