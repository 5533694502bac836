"""The table of a program: thresholds and benefits by level, edited in a draft, beside what is in force."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from marshmallow import ValidationError

from hansa import N_, Conflict, NotFound, _, current_scope, entity_of, policy, records, render, with_toast
from plugins.policies.api import check, draft, in_force, kind_of, policies_of, revise, versions_of
from plugins.tiering.pages import mine
from plugins.tiering.policy import grid
from plugins.tiering.policy.words import TESTS, UNITS
from plugins.tiering.standing import programs

NOT_SAVED = N_("Nothing was saved yet: some cells hold no number.")
DRAFT_ONLY = N_("Only a draft can be changed. Make a new draft from this version.")
SIGNS = {"at_least": "≥", "more_than": ">", "at_most": "≤", "below": "<"}


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.post("/tables/<slug>", endpoint="new_table")(policy("policies.policy.write")(begin))
    pages.get("/drafts/<uuid:version>/table", endpoint="table")(policy("policies.policy.write")(show))
    pages.post("/drafts/<uuid:version>/table", endpoint="save_table")(policy("policies.policy.write")(save))


def editable() -> list[SimpleNamespace]:
    """Return the programs whose table can be edited, each with its draft where there is one."""
    found = []
    for owner in policies_of(programs.KEY):
        version = _open_draft(owner)
        url = mine.here("table", version=version.id) if version else None
        found.append(SimpleNamespace(label=owner.label, url=url, begin_url=mine.here("new_table", slug=owner.slug)))
    return found


def begin(slug: str) -> Any:
    """Go on with the draft of a program, or begin one from what is in force."""
    owner = next((one for one in policies_of(programs.KEY) if one.slug == slug), None)
    if owner is None:
        raise NotFound()
    version = _open_draft(owner)
    if version is None:
        present = in_force(programs.KEY, None, slug)
        if present is None:
            raise NotFound()
        version = draft(owner, present.document)
    return redirect(mine.here("table", version=version.id), 303)


def _open_draft(owner: Any) -> Any:
    return next((one for one in versions_of(owner) if one.state == "draft"), None)


def show(version: uuid.UUID) -> str:
    """The table of a draft."""
    found, owner = _draft(version)
    return _page(found, owner, found.document)


def save(version: uuid.UUID) -> Any:
    """Keep what was typed; what cannot be read is shown again at its cell."""
    found, owner = _draft(version)
    typed = request.form.to_dict()
    wrong = grid.wrong(found.document, typed)
    if not wrong:
        try:
            revise(found, grid.changed(found.document, typed))
        except ValidationError as error:
            wrong = {"": str(next(iter(_messages(error.messages)), ""))}
    if wrong:
        return Response(_page(found, owner, found.document, typed, wrong), 422, content_type="text/html; charset=utf-8")
    words = {"program": current_scope().program.slug, "version": found.id}
    goals = {"try": mine.here("try", version=found.id), "publish": url_for("policies.publish", **words)}
    goal = goals.get(request.form.get("_do", ""), mine.here("table", version=found.id))
    return with_toast(redirect(goal, 303), _("The draft is saved."))


def _messages(found: Any) -> Any:
    if isinstance(found, dict):
        for one in found.values():
            yield from _messages(one)
    elif isinstance(found, list):
        yield from (_(str(one)) for one in found)


def _draft(version: uuid.UUID) -> tuple[Any, Any]:
    found = records.get(entity_of("policies.version"), version)
    owner = records.get(entity_of("policies.policy"), found.policy_id)
    if owner.kind != programs.KEY:
        raise NotFound()
    if found.state != "draft":
        raise Conflict(_(DRAFT_ONLY))
    return found, owner


def _page(found: Any, owner: Any, document: Any, typed: Any = None, wrong: Any = None) -> str:
    present = in_force(programs.KEY, None, owner.slug)
    before = present.document if present is not None else {}
    words = {"program": current_scope().program.slug, "version": found.id}
    page = SimpleNamespace(
        title=owner.label, number=found.number, in_force=present.number if present is not None else None, levels=grid.levels(document),
        asked=grid.asked(document), given=grid.given(document), was=grid.differing(before, document) if before else {},
        gone=grid.gone(before, document) if before else [], typed=typed or {}, wrong=wrong or {}, problem=_(NOT_SAVED) if wrong else "",
        findings=[(one.severity, one.words()) for one in check(kind_of(programs.KEY), document)], signs=SIGNS,
        tests=[(key, _(label)) for key, label in TESTS if key != "holds"], units=[(key, _(label)) for key, label in UNITS if key != "condition"],
        action=mine.here("save_table", version=found.id), back=mine.here("drafts"), editor=url_for("policies.edit", **words),
        may_publish=current_scope().actor.may("policies.version.publish"),
    )  # fmt: skip
    return render("tiering/table.html", block="page", page=page)
