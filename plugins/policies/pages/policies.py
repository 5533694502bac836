"""Pages of policies: what is in force, the editor, trial, back-test, comparison, publishing; decisions and why."""

import uuid
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request
from marshmallow import ValidationError

from hansa import Conflict, NotFound, Problem, _, clock, ngettext, policy, records, render, with_toast
from plugins.policies.checking import checker
from plugins.policies.checking.findings import Finding
from plugins.policies.document import shape
from plugins.policies.document.compare import compare
from plugins.policies.document.compiled import CompileError, compiled
from plugins.policies.entities import PROPOSAL
from plugins.policies.metrics import pages as figures
from plugins.policies.pages import calendars, certified, decisions, segments, views
from plugins.policies.versions import editing, lifecycle, publishing, trial
from plugins.policies.versions.backtest import back_test
from plugins.policies.versions.kinds import kind_of

pages = Blueprint("policies", __name__)
decisions.add(pages)
calendars.add(pages)
segments.add(pages)
certified.add(pages)
figures.add(pages)


@pages.get("/", endpoint="index")
@policy("policies.policy.view")
def index() -> str:
    """The policies of the program by kind."""
    return render("policies/index.html", block="page", page=views.index())


@pages.get("/of/<kind>/<slug>", endpoint="policy")
@policy("policies.policy.view")
def show_policy(kind: str, slug: str) -> str:
    """A policy: its versions, and what is in force."""
    return render("policies/policy.html", block="page", page=views.policy(kind_of(kind), slug))


@pages.post("/of/<kind>", endpoint="new")
@policy("policies.policy.write")
def new(kind: str) -> Any:
    """Begin a draft: from the version in force, or from nothing; a new policy where there may be several of the kind."""
    declared = kind_of(kind)
    slug = request.form.get("slug", "").strip().lower() or declared.slug
    found = lifecycle.make_policy(declared, editing.slug(slug), request.form.get("label", "").strip()[:200])
    present = lifecycle.in_force(kind, None, found.slug)
    document = present.document if present is not None else declared.default or editing.starting(declared)
    made = lifecycle.draft(found, document)
    return redirect(views.url("edit", version=made.id), 303)


@pages.get("/version/<uuid:version>", endpoint="version")
@policy("policies.policy.view")
def show_version(version: uuid.UUID) -> str:
    """A version: what it says, who published it, what was accepted, what it proposes to change."""
    return render("policies/version.html", block="page", page=views.version(*lifecycle.version(version)))


@pages.get("/version/<uuid:version>/edit", endpoint="edit")
@policy("policies.policy.write")
def edit(version: uuid.UUID) -> str:
    """The editor of a draft, with what the checker finds."""
    found, owner, kind = lifecycle.version(version)
    if found.state != "draft":
        raise Conflict(lifecycle.NOT_A_DRAFT)
    return render("policies/edit.html", block="page", page=editing.page(found, owner, kind))


@pages.post("/version/<uuid:version>/edit", endpoint="save")
@policy("policies.policy.write")
def save(version: uuid.UUID) -> Any:
    """Save a draft. Faults do not keep it from being saved, only from being published; what has no shape is shown again."""
    found, owner, kind = lifecycle.version(version)
    try:
        lifecycle.revise(found, editing.posted(kind), note=request.form.get("_note", ""))
    except ValidationError as error:
        html = render("policies/edit.html", block="page", page=editing.page(found, owner, kind, shape.findings(error)))
        return Response(html, 422, content_type="text/html; charset=utf-8")
    goal = request.form.get("_do", "")
    endpoint = goal if goal in ("publish", "trial", "backtest") else "edit"
    return with_toast(redirect(views.url(endpoint, version=found.id), 303), _("The draft is saved."))


@pages.post("/version/<uuid:version>/check", endpoint="check")
@policy("policies.policy.write", own_units=True, costly=True)
def check(version: uuid.UUID) -> str:
    """What the checker finds in what is typed; nothing is saved."""
    _found, _owner, kind = lifecycle.version(version)
    return render("policies/findings.html", findings=views.findings(editing.found(kind, editing.posted(kind))))


@pages.post("/version/<uuid:version>/discard", endpoint="discard")
@policy("policies.policy.write")
def discard(version: uuid.UUID) -> Any:
    found, owner, _kind = lifecycle.version(version)
    lifecycle.discard(found)
    return with_toast(redirect(views.url("policy", kind=owner.kind, slug=owner.slug), 303), _("The draft is gone."))


@pages.route("/version/<uuid:version>/try", methods=["GET", "POST"], endpoint="trial")
@policy("policies.policy.view", own_units=True, costly=True)
def try_version(version: uuid.UUID) -> Any:
    """Facts in, outcome with its explanation out; nothing is stored."""
    found, owner, kind = lifecycle.version(version)
    ready = _ready(found, owner, kind)
    shown = views.trial(found, owner, kind, ready)
    if request.method == "POST" and ready is not None:
        try:
            outcome = trial.ran(ready, shown.raw, clock.now())
            shown.result = views.outcome(kind, outcome)
        except (Problem, ValueError) as error:
            shown.problem = error.message if isinstance(error, Problem) else str(error)
    return render("policies/trial.html", block="page", page=shown)


@pages.get("/version/<uuid:version>/back-test", endpoint="backtest")
@policy("policies.policy.view", costly=True)
def show_backtest(version: uuid.UUID) -> str:
    """What this version would have changed."""
    found, owner, kind = lifecycle.version(version)
    ready = _ready(found, owner, kind)
    result = None if ready is None else back_test(kind, ready, policy=owner.slug, listed=200)
    return render("policies/backtest.html", block="page", page=views.backtest(found, owner, kind, result))


@pages.get("/version/<uuid:version>/compare", endpoint="compare")
@policy("policies.policy.view")
def show_comparison(version: uuid.UUID) -> str:
    """This version beside another of the policy: `?with=` its number, else the one before it."""
    found, owner, kind = lifecycle.version(version)
    others = {one.number: one for one in lifecycle.versions_of(owner) if one.id != found.id}
    if not others:
        raise NotFound()
    asked = request.args.get("with", type=int)
    other = others.get(asked or max((n for n in others if n < found.number), default=max(others)))
    if other is None:
        raise NotFound()
    differences = compare(kind.schema, other.document, found.document)
    return render("policies/compare.html", block="page", page=views.comparison(found, owner, kind, other, others, differences))


@pages.get("/version/<uuid:version>/publish", endpoint="publish")
@policy("policies.version.publish")
def ask_publish(version: uuid.UUID) -> str:
    """Ask for the start, and a reason for every warning that is to be accepted."""
    return render("policies/publish.html", block="page", page=_publishing(*lifecycle.version(version)))


@pages.post("/version/<uuid:version>/publish", endpoint="do_publish")
@policy("policies.version.publish")
def do_publish(version: uuid.UUID) -> Any:
    found, owner, kind = lifecycle.version(version)
    accept = {key.removeprefix("accept:"): value for key, value in request.form.items() if key.startswith("accept:")}
    try:
        start = editing.moment(request.form.get("effective_from", ""))
        past = publishing.publish(found, start, accept=accept, note=request.form.get("note", "")[:500], correct=request.form.get("correct") == "1")
    except Problem as problem:
        html = render("policies/publish.html", block="page", page=_publishing(found, owner, kind, problem, accept))
        return Response(html, problem.status, content_type="text/html; charset=utf-8")
    told = _("Version %(number)s is published.", number=found.number)
    if past is not None and past.changed:
        told += " " + ngettext("%(n)s decision would change: see the proposal.", "%(n)s decisions would change: see the proposals.", past.changed)
    return with_toast(redirect(views.url("version", version=found.id), 303), told)


@pages.post("/version/<uuid:version>/<any(withdraw, rollback):act>", endpoint="act")
@policy("policies.version.publish")
def act(version: uuid.UUID, act: str) -> Any:
    """Take a version back, or publish its document anew."""
    found, _owner, _kind = lifecycle.version(version)
    note = request.form.get("note", "")[:500]
    if act == "withdraw":
        lifecycle.withdraw(found, note)
        return with_toast(redirect(views.url("version", version=found.id), 303), _("Version %(number)s is withdrawn.", number=found.number))
    made = publishing.roll_back(found, note=note)
    return with_toast(redirect(views.url("version", version=made.id), 303), _("Version %(number)s is published.", number=made.number))


@pages.post("/proposal/<uuid:proposal>/<any(taken, left):state>", endpoint="settle")
@policy("policies.version.publish")
def settle(proposal: uuid.UUID, state: str) -> Any:
    found = records.get(PROPOSAL, proposal)
    publishing.settle(found, state)
    return redirect(views.url("version", version=found.version_id), 303)


def _ready(found: Any, owner: Any, kind: Any) -> Any:
    """Return the version compiled; None while its rules cannot be read."""
    try:
        return compiled(kind, found.document, number=found.number, slug=owner.slug)
    except (CompileError, ValidationError):
        return None


def _publishing(found: Any, owner: Any, kind: Any, problem: Problem | None = None, accept: Mapping[str, str] | None = None) -> Any:
    if found.state != "draft":
        raise Conflict(lifecycle.NOT_A_DRAFT)
    findings: list[Finding] = checker.check(kind, found.document)
    return views.publishing(found, owner, kind, findings, problem, accept or {})


