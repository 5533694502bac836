"""Who would be in a segment: a version beside the one in force, partner by partner."""

import uuid
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from flask import Blueprint
from marshmallow import ValidationError

from hansa import N_, NotFound, _, directory, entity_of, policy, render, url_of
from plugins.policies.document.compiled import CompileError, compiled
from plugins.policies.pages import views
from plugins.policies.segments.membership import KEY
from plugins.policies.segments.reckoning import moves
from plugins.policies.versions import lifecycle

MOST = 100
"""So many partners are named in each list."""


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/version/<uuid:version>/partners", endpoint="members")(policy("policies.policy.view", costly=True)(members))


def members(version: uuid.UUID) -> str:
    """Who enters and who leaves with this version, and who stays, as partners are today. Nothing is written."""
    found, owner, kind = lifecycle.version(version)
    if kind.key != KEY:
        raise NotFound()
    page = SimpleNamespace(**views.head(found, owner, kind), tab="members", lists=None, most=MOST)
    try:
        ready = compiled(kind, found.document, number=found.number, slug=owner.slug)
    except (CompileError, ValidationError):
        return render("policies/members.html", block="page", page=page)
    moved = moves(ready, owner.slug)
    page.counts = SimpleNamespace(entering=len(moved.entering), leaving=len(moved.leaving), staying=len(moved.staying))
    page.lists = [
        _listed("ok", "login", N_("Who enters"), N_("Nobody enters."), moved.entering),
        _listed("bad", "logout", N_("Who leaves"), N_("Nobody leaves."), moved.leaving),
        _listed("info", "users", N_("Who stays"), N_("Nobody stays."), moved.staying),
    ]
    return render("policies/members.html", block="page", page=page)


def _listed(look: str, icon: str, title: str, empty: str, partners: Sequence[uuid.UUID]) -> Any:
    entity = entity_of("core.partner")
    companies = sorted(directory.companies(partners[:MOST]), key=lambda one: one.name)
    rows = [SimpleNamespace(name=one.name, region=one.region or "", url=url_of(entity, one.id)) for one in companies]
    return SimpleNamespace(look=look, icon=icon, title=_(title), empty=_(empty), rows=rows, count=len(partners))
