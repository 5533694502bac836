"""Planning on a phone: a short form for one or a few activities, tried before it is sent."""

import uuid
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, NotFound, Unprocessable, _, behind, current_scope, perform, policy, records, render, url_of, with_toast
from plugins.mdf.entities import REQUEST
from plugins.mdf.models import Request
from plugins.mdf.money import layers, wording
from plugins.mdf.pages.mine import here, money
from plugins.mdf.pages.typed import FIRST_COSTS, MOST, Typed, asked_for, read
from plugins.mdf.policy import funds
from plugins.mdf.requests import figures, judging, returns
from plugins.mdf.tasks import SPEND
from plugins.mdf.words import COSTS, KINDS, MODES, said


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/plan/", endpoint="plan")(policy("mdf.request.create")(plan))
    pages.post("/plan/", endpoint="plan_it")(policy("mdf.request.create")(plan_it))


def plan() -> Any:
    """The first step: what, where, when, how much."""
    if current_scope().actor.partner_id is None:
        raise NotFound()
    return _form(asked_for(request.args))


def plan_it() -> Any:
    """Add or take away an activity, show what the fund says, or make the plan."""
    if current_scope().actor.partner_id is None:
        raise NotFound()
    typed, act = read(request.form), request.form.get("act", "")
    if act == "more":
        return _form(typed.more(), focus=len(typed.parts))
    if act.startswith("less-"):
        return _form(typed.less(int(act[5:])) if act[5:] in map(str, range(MOST)) else typed, focus=0)
    try:
        if act not in ("keep", "submit"):
            return _form(typed, preview=_preview(typed.raw()))
        made = records.create(REQUEST, typed.raw())
        if act == "submit":
            perform(REQUEST, made, "submit")
    except (Unprocessable, Conflict) as error:
        return Response(_form(typed, error=error), error.status)
    return with_toast(redirect(url_of(REQUEST, made.id), 303), _("Submitted.") if act == "submit" else _("Saved."))


def _preview(raw: dict[str, Any]) -> SimpleNamespace:
    """Return what the fund says of a plan that is not kept."""
    values = records.load(REQUEST, raw)
    trial = Request(partner_id=current_scope().actor.partner_id, **{name: values.get(name) for name in ("title", "activities", "costs")})
    trial.fund = funds.named(values.get("fund"))
    outcome, found = judging.judged(trial), figures.plans(trial)
    cost, granted = sum((one.cost for one in found), layers.NOTHING), outcome.values["payable"]
    return SimpleNamespace(
        reasons=[SimpleNamespace(kind=one.kind, text=judging.told(one)) for one in outcome.reasons], cost=money(cost), granted=money(granted),
        own=money(max(cost - granted, layers.NOTHING)), benchmarks=_benchmarks(found), rows=[
            SimpleNamespace(title=one.title, granted=money(grant["granted"]), percent=grant["percent"], proof=said(grant["proof"]))
            for one, grant in zip(found, outcome.values["grants"], strict=True)
        ],
    )  # fmt: skip


def _benchmarks(found: list[figures.Plan]) -> list[SimpleNamespace]:
    """Return what activities of the kinds that are planned brought so far."""
    told = ((kind, returns.benchmark(kind)) for kind in dict.fromkeys(one.kind for one in found))
    return [
        SimpleNamespace(kind=said([kind]), n=one.activities, cost=wording.amount(one.cost), leads=one.leads, won=wording.amount(one.won), few=one.few)
        for kind, one in told
        if one is not None
    ]


def _free(partner: uuid.UUID, slug: str) -> Decimal | None:
    """Return what a partner can ask for of a fund; None where a rate is missing, of which the fund tells once it is asked."""
    try:
        return layers.available(partner, slug)
    except Unprocessable:
        return None


def _called(label: str, free: Decimal | None) -> str:
    return label if free is None else f"{label} · {wording.amount(free)}"


def _form(typed: Typed, *, preview: Any = None, error: Any = None, focus: int | None = None) -> str:
    partner = current_scope().actor.partner_id
    assert partner is not None
    with behind(SPEND):
        labels = funds.known()
        free = {slug: _free(partner, slug) for slug in labels}
    known = [(slug, _called(labels[slug], free[slug])) for slug in sorted(free, key=lambda slug: -(free[slug] or layers.NOTHING))]
    errors = {typed.name_of(one["pointer"]): _(one["message"]) for one in error.errors} if error is not None else {}
    values = {**typed.own, **{f"{name}_{at}": value for at, part in enumerate(typed.parts) for name, value in part.items()}}
    return render(
        "mdf/plan.html", block="page", typed=values, count=len(typed.parts), most=MOST, costs=range(len(FIRST_COSTS)), focus=focus, funds=known,
        kinds=KINDS, modes=MODES, cost_kinds=COSTS, preview=preview, errors=errors, error=_(error.message) if error is not None else "",
        action=here("plan_it"), key=uuid.uuid4().hex, back=here("mine"),
    )  # fmt: skip
