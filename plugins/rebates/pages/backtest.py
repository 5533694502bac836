"""Drafts tried on the past year: cost, who would gain and lose, what never happened, how the budget would have burnt."""

import uuid
from typing import Any

import sqlalchemy as sa
from flask import Blueprint

from hansa import NotFound, clock, current_scope, db, directory, entity_of, policy, records, render
from plugins.policies.api import in_force
from plugins.rebates.estimate.backtest import BackTest, back_test
from plugins.rebates.pages import figures
from plugins.rebates.pages.earnings import here
from plugins.rebates.program.programs import KEY, of_version, program, programs

LISTED = 50
"""So many partners are listed at each end."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/programs/", endpoint="programs")(policy("policies.policy.view")(index))
    pages.get("/programs/<uuid:version_id>", endpoint="backtest")(policy("policies.policy.write", costly=True)(tried))


def index() -> str:
    """The programs in force, and the drafts that can be tried."""
    today = clock.today(current_scope().program.zone)
    rows = db.session.execute(_drafts()).all()
    drafts = [{"label": row.label, "number": row.number, "url": here("backtest", version_id=row.id)} for row in rows]
    new = here("start") if current_scope().actor.may("policies.policy.write") else ""
    return render("rebates/programs.html", block="page", programs=programs(today), drafts=drafts, new=new)


def _drafts() -> Any:
    kept, version = entity_of("policies.policy").model, entity_of("policies.version").model
    wanted = sa.select(version.id, version.number, kept.label).join(
        kept, sa.and_(kept.program_id == version.program_id, kept.id == version.policy_id)
    )
    return wanted.where(kept.kind == KEY, version.state.in_(("draft", "published"))).order_by(kept.label, version.number.desc())


def tried(version_id: uuid.UUID) -> str:
    """What a version would have given in the last twelve months, beside what is in force."""
    version = records.get(entity_of("policies.version"), version_id)
    kept = records.get(entity_of("policies.policy"), version.policy_id)
    if kept.kind != KEY:
        raise NotFound()
    today = clock.today(current_scope().program.zone)
    draft = of_version(version, kept.slug)
    force = program(kept.slug, today).policy if in_force(KEY, clock.now(), kept.slug) is not None else None
    found = back_test(draft, force, today)
    told = {"money": figures.money, "whole": int, "day": figures.day}
    return render("rebates/tried.html", block="page", found=found, label=kept.label, number=version.number, rows=_rows(found), **told)


def _rows(found: BackTest) -> list[dict[str, Any]]:
    """Return who would lose most and who would gain most."""
    ends = [*found.changes[:LISTED], *found.changes[max(LISTED, len(found.changes) - LISTED) :]]
    names = {one.id: one.name for one in directory.companies([partner for partner, _before, _after in ends])}
    return [
        {
            "name": names.get(partner, ""),
            "before": figures.money(before),
            "after": figures.money(after),
            "more": figures.money(after - before),
            "up": after > before,
        }
        for partner, before, after in ends
        if before != after
    ]
