"""The page on which a partner reads a program it is to take part in, and signs it by name."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, Response, redirect, request

from hansa import Conflict, Unprocessable, _, current_scope, policy, records, render, url_of, with_toast
from plugins.rebates.engine.component import Component
from plugins.rebates.entities import ENROLMENT
from plugins.rebates.pages import figures
from plugins.rebates.pages.amounts import day, here
from plugins.rebates.program import signing, words


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/sign/<uuid:record_id>", endpoint="sign")(policy("rebates.enrolment.view")(sign))
    pages.post("/sign/<uuid:record_id>", endpoint="sign_it")(policy("rebates.enrolment.sign")(sign_it))


def sign(record_id: uuid.UUID) -> Any:
    """The program in the version that holds when the participation begins."""
    found = records.get(ENROLMENT, record_id)
    try:
        return _page(found)
    except Conflict as error:
        return with_toast(redirect(url_of(ENROLMENT, record_id), 303), _(error.message), kind="bad")


def sign_it(record_id: uuid.UUID) -> Any:
    """Keep the signature; what is wrong stands at its field."""
    given = request.form
    version = given.get("version", "")
    try:
        signing.sign(record_id, given.get("name", ""), int(version) if version.isdecimal() else -1)
    except Unprocessable as error:
        return Response(_page(records.get(ENROLMENT, record_id), _(error.message)), 422)
    return with_toast(redirect(url_of(ENROLMENT, record_id), 303), _("Signed."))


def _page(found: Any, problem: str = "") -> str:
    one = signing.terms(found)
    return render(
        "rebates/sign.html", block="page", program=one.label, version=signing.number(one), days=_days(one.policy), joined=day(found.joined_on),
        often=_(dict(words.FREQUENCIES)[one.policy["frequency"]]), parts=[_part(part) for part in one.made.components],
        back="" if current_scope().actor.staff else here("mine"), record=url_of(ENROLMENT, found.id),
        action=here("sign_it", record_id=found.id) if signing.may_be_signed(found) else "", problem=problem,
        signed=_("%(who)s signed it on %(day)s.", who=found.accepted_by or "–", day=day(found.accepted_on)) if found.accepted_on else "",
    )  # fmt: skip


def _days(policy_: Any) -> str:
    last = policy_["ends_on"]
    return f"{day(policy_['starts_on'])} – {day(last)}" if last else str(_("from %(day)s", day=day(policy_["starts_on"])))


def _part(part: Component) -> SimpleNamespace:
    """Return a component as a partner reads it; a rate that differs from partner to partner is not shown."""
    bands = part.scale.bands if part.scale is not None else ()
    rows = [(str(_("from %(size)s", size=figures.size(band.low, part.unit))) if band.low else str(_("from the start")), band.rate({})) for band in bands]
    rate = part.rate({}) if part.rate is not None else None
    return SimpleNamespace(
        label=part.label, rows=[(low, figures.rate(one, part.pays)) for low, one in rows], rate=figures.rate(rate, part.pays) if rate is not None else "",
        pays=_(dict(words.PAYS)[part.pays]), how=_(dict(words.METHODS)[part.scale.method]) if part.scale is not None else "",
        by_item=part.by_item,
    )  # fmt: skip
