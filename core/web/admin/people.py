"""People of a program: the vendor's admin sees all, a partner's own admin its own; inviting, changing, deactivating."""

import uuid
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, redirect, request
from markupsafe import Markup

from core.entities import records
from core.entities.scope import current
from core.errors import Conflict, Denied, Problem, Unprocessable
from core.i18n import N_, _
from core.i18n import current as current_locale
from core.identity import member_list, members
from core.identity.entities import MEMBERSHIP, PARTNER
from core.web.account.account import here_url
from core.web.door.policy import policy
from core.web.forms.forms import form_for, to_raw
from core.web.forms.schema_page import form_page, judged
from core.web.page.pages import render, render_part
from core.web.page.small_table import small_table
from schemas import fields
from schemas.base import EntitySchema

pages = Blueprint("people", __name__, url_prefix="/<program>/people")

PANEL = 8


@pages.get("/", endpoint="list")
@policy("core.membership.view")
def people() -> Any:
    words, partner = request.args.get("q", "")[:100], request.args.get("partner", type=uuid.UUID)
    found = member_list.listing(words=words, partner_id=partner, after=request.args.get("after", type=uuid.UUID))
    shown, more = found[: member_list.PAGE], len(found) > member_list.PAGE
    staff = current().actor.staff
    labels = [
        (_("Person"), "c-what hs-main-cell"),
        (_("State"), "c-state"),
        *([(_("Works for"), "c-more")] if staff else []),
        (_("Roles"), "c-more"),
    ]
    invite = (
        SimpleNamespace(label=_("Invite"), url=here_url("people.invite_form", partner=partner), icon="user-plus")
        if _may("create")
        else None
    )
    empty = SimpleNamespace(icon="users", title=_("Nobody found"), text=_("Try fewer words, or invite somebody."), action=None)
    table = small_table(
        _("People"),
        labels,
        [_row(member, staff) for member in shown],
        primary=invite,
        empty=empty,
        note=render_part("parts/people_search.html", url=here_url("people.list"), words=words, partner=partner),
        next_url=here_url("people.list", q=words or None, partner=partner, after=shown[-1].id) if more else None,
    )
    return render("table.html", block="rows", table=table)


@pages.get("/of/<uuid:record_id>", endpoint="panel")
@policy("core.membership.view")
def panel(record_id: uuid.UUID) -> Any:
    """The people of one partner, beside its record; staff also start to look at the portal as this partner here."""
    partner = records.get(PARTNER, record_id)
    scope = current()
    found = member_list.listing(partner_id=partner.id, limit=PANEL)
    inside = scope.actor.staff or scope.actor.partner_id == partner.id
    return render_part(
        "parts/people_panel.html",
        people=[_line(member) for member in found[:PANEL]],
        more=len(found) > PANEL,
        all_url=here_url("people.list", partner=partner.id),
        invite_url=here_url("people.invite_form", partner=partner.id) if inside and _may("create") else None,
        view_as=SimpleNamespace(
            label=_("Look at the portal as this partner"),
            icon="eye",
            method="post",
            kind="quiet",
            url=here_url("places.view_as", record_id=partner.id),
        )
        if scope.actor.may("core.partner.view_as") and scope.actor.staff
        else None,
    )


@pages.get("/invite", endpoint="invite_form")
@policy("core.membership.create")
def invite_form() -> Any:
    partner = _employer(request.args.get("partner", type=uuid.UUID))
    return _invite_page(_form(_invitation(partner is None))(None), partner)


@pages.post("/invite", endpoint="invite")
@policy("core.membership.create")
def invite() -> Any:
    partner = _employer(request.form.get("partner", type=uuid.UUID))
    schema = _invitation(partner is None)
    form = _form(schema)(request.form)
    try:
        values = judged(schema, to_raw(form))
        members.invite(
            values["email"], values["name"], values["roles"], partner_id=partner.id if partner else None, region=values.get("region")
        )
    except (Unprocessable, Conflict, Denied) as problem:
        return _invite_page(form, partner, problem)
    return redirect(here_url("people.list", partner=partner.id if partner and current().actor.staff else None), 303)


@pages.get("/<uuid:membership_id>", endpoint="edit")
@policy("core.membership.edit")
def edit(membership_id: uuid.UUID) -> Any:
    member, person = member_list.get(membership_id)
    return _edit_page(_form(_membership(member))(None, data={"roles": member.roles, "region": member.region or ""}), member, person)


@pages.post("/<uuid:membership_id>", endpoint="update")
@policy("core.membership.edit")
def update(membership_id: uuid.UUID) -> Any:
    member, person = member_list.get(membership_id)
    schema = _membership(member)
    form = _form(schema)(request.form)
    try:
        values = judged(schema, to_raw(form))
        members.change(member, values["roles"], region=values.get("region"), version=request.form.get("version", type=int))
    except (Unprocessable, Conflict, Denied) as problem:
        return _edit_page(form, member, person, problem)
    return redirect(here_url("people.list"), 303)


@pages.post("/<uuid:membership_id>/end", endpoint="end")
@policy("core.membership.delete")
def end(membership_id: uuid.UUID) -> Any:
    members.end(member_list.get(membership_id)[0])
    return redirect(here_url("people.list"), 303)


@pages.post("/<uuid:membership_id>/resume", endpoint="resume")
@policy("core.membership.edit")
def resume(membership_id: uuid.UUID) -> Any:
    members.resume(member_list.get(membership_id)[0])
    return redirect(here_url("people.list"), 303)


@pages.post("/<uuid:membership_id>/resend", endpoint="resend")
@policy("core.membership.create")
def resend(membership_id: uuid.UUID) -> Any:
    members.resend(member_list.get(membership_id)[0])
    return redirect(here_url("people.list"), 303)


def _may(action: str) -> bool:
    actor = current().actor
    return actor.may(MEMBERSHIP.permission(action)) and not actor.read_only


def _employer(partner_id: uuid.UUID | None) -> Any:
    """Return the partner somebody is invited for; None is the vendor, which only staff can mean."""
    wanted = partner_id or current().actor.partner_id
    return records.get(PARTNER, wanted) if wanted else None


def _form(schema: type[EntitySchema]) -> Any:
    return form_for(schema, locale=current_locale())


def _invitation(staff: bool) -> type[EntitySchema]:
    known = {
        "email": fields.Email(
            required=True, label=N_("E-mail"), help=N_("The invitation goes there; the person sets a password of their own.")
        ),
        "name": fields.String(required=True, label=N_("Name"), max_length=100),
    }
    return type("InvitationSchema", (EntitySchema,), known | _placed(members.grantable(staff=staff), staff))


def _membership(member: Any) -> type[EntitySchema]:
    staff = member.partner_id is None
    labels = current().program.role_labels
    held = {role: labels.get(role, role) for role in member.roles}
    return type("MembershipForm", (EntitySchema,), _placed(held | members.grantable(staff=staff), staff))


def _placed(roles: dict[str, str], staff: bool) -> dict[str, Any]:
    """The fields of a place: roles, and for the vendor's people the region they are limited to."""
    found: dict[str, Any] = {"roles": fields.MultiChoice(list(roles.items()) or [("", "")], label=N_("Roles"), required=True)}
    if staff:
        found["region"] = fields.String(
            label=N_("Only partners of this region"), help=N_("Left blank, the person sees all partners."), max_length=60
        )
    return found


def _invite_page(form: Any, partner: Any, problem: Problem | None = None) -> Any:
    text = _("For %(name)s.", name=partner.name if partner else _("the vendor's team"))
    return form_page(
        form,
        title=_("Invite somebody"),
        text=text,
        submit=_("Send the invitation"),
        cancel_url=here_url("people.list"),
        problem=problem,
        crumbs=[(_("People"), here_url("people.list"))],
        hidden=[("partner", str(partner.id))] if partner else (),
        action=here_url("people.invite"),
    )


def _edit_page(form: Any, member: Any, person: Any, problem: Problem | None = None) -> Any:
    state = _state_of(member)
    own = member.id == current().actor.membership_id
    acts = (
        []
        if own
        else [a for a in (_act("end"), _act("resend") if member.invited else None) if a]
        if member.ended_at is None
        else [_act("resume")]
    )
    buttons = [SimpleNamespace(**act, method="post", url=here_url(act["endpoint"], membership_id=member.id)) for act in acts if act]
    title = person.email if member.invited else person.name
    return form_page(
        form,
        title=title,
        text="" if member.invited else person.email,
        submit=_("Save"),
        cancel_url=here_url("people.list"),
        problem=problem,
        crumbs=[(_("People"), here_url("people.list"))],
        hidden=[("version", str(member.version))],
        aside=render_part("parts/member_aside.html", state_of=state, partner=member.partner_name, buttons=buttons),
    )


def _act(name: str) -> dict[str, Any] | None:
    needed, words = {
        "end": (
            "delete",
            {
                "label": _("Deactivate"),
                "kind": "bad",
                "icon": "user-x",
                "confirm": _("Deactivate this person here? They lose access with their next click."),
            },
        ),
        "resume": ("edit", {"label": _("Activate again"), "kind": "quiet", "icon": "user-check"}),
        "resend": ("create", {"label": _("Send the invitation again"), "kind": "quiet", "icon": "mail"}),
    }[name]
    return {**words, "endpoint": f"people.{name}"} if _may(needed) else None


def _row(member: Any, staff: bool) -> list[Any]:
    line = _line(member)
    who = (
        Markup('<a href="{}">{}</a><p>{}</p>').format(line.url, line.name, line.detail)
        if line.url
        else Markup("{}<p>{}</p>").format(line.name, line.detail)
    )
    kind, symbol, word = line.state
    state = render_part("parts/state_of.html", kind=kind, symbol=symbol, word=word)
    return [who, state, *([member.partner_name or _("The vendor's team")] if staff else []), line.roles]


def _line(member: Any) -> SimpleNamespace:
    """One person in a list. Of those who have not accepted yet only the address is known."""
    labels = current().program.role_labels
    return SimpleNamespace(
        name=member.email if member.invited else member.name,
        detail="" if member.invited else member.email,
        state=_state_of(member),
        roles=", ".join(_(labels.get(role, role)) for role in member.roles),
        url=here_url("people.edit", membership_id=member.id) if _may("edit") else None,
    )


def _state_of(member: Any) -> tuple[str, str, str]:
    """Kind, icon and word of a membership's state."""
    if member.ended_at is not None:
        return "idle", "user-x", _("Deactivated")
    if member.suspended:
        return "warn", "player-pause", _("Partner suspended")
    return ("info", "mail", _("Invited")) if member.invited else ("ok", "circle-check", _("Active"))
