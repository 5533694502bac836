"""A new program from a few answers: its draft is opened in the editor, to be tried and published."""

from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from marshmallow import ValidationError

from hansa import N_, Message, _, clock, current_scope, fiscal_period, policy, render, with_toast
from hansa.forms import drawn, error_summary, errors_to_form, form_here
from plugins.policies.api import draft, kind_of, make_policy
from plugins.rebates.pages.amounts import here
from plugins.rebates.program.programs import KEY, listed
from plugins.rebates.program.starting import StartSchema, beginning, document

TAKEN = N_("There is a program of this name already.")


def add(pages: Blueprint) -> None:
    """Add the routes to the blueprint of the plugin."""
    pages.get("/programs/new", endpoint="start")(policy("policies.policy.write")(start))
    pages.post("/programs/new", endpoint="begin")(policy("policies.policy.write")(begin))
    pages.get("/programs/known", endpoint="known_programs")(policy("rebates.period.view")(known))


def start() -> str:
    """The form, with a scale to be changed."""
    program = current_scope().program
    return _page(_form()(None, data=beginning(fiscal_period(program, clock.today(program.zone), "quarter").start)))


def known() -> Response:
    """Return the rebate programs that fit what is typed, for the forms of staff: a partner may know only its own."""
    typed = request.args.get("q", "").strip().casefold()
    found = listed() if current_scope().actor.staff else []
    answer: Response = jsonify(items=[{"value": slug, "detail": label} for slug, label in found if typed in f"{slug} {label}".casefold()])
    return answer


def begin() -> Any:
    """Keep the draft and open it; what is wrong stands at its field."""
    form = _form()(request.form)
    try:
        told = StartSchema().load(form.raw())
        if told["slug"] in dict(listed()):
            raise ValidationError({"slug": [Message(TAKEN, "taken")]})
    except ValidationError as error:
        errors_to_form(form, error.normalized_messages())
        return Response(_page(form), 422)
    made = draft(make_policy(kind_of(KEY), told["slug"], told["label"]), document(told))
    address = url_for("policies.edit", program=current_scope().program.slug, version=made.id)
    return with_toast(redirect(address, 303), _("This is the draft. Try it on last year, then publish it."))


def _form() -> Any:
    return form_here(("rebates", "start"), lambda: StartSchema)


def _page(form: Any) -> str:
    return render("rebates/start.html", block="page", fields=drawn(form), errors=error_summary(form), back=here("programs"))
