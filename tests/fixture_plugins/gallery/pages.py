"""A page with rules: one over exhibits, one over a vocabulary of the plugin, one that gives an amount."""

from typing import Any

from flask import Blueprint, request

from core.errors import Unprocessable
from core.web.forms.schema_page import form_page, judged, schema_form
from hansa import EntitySchema, NotFound, fields, policy, rules

pages = Blueprint("gallery", __name__)


class RulesSchema(EntitySchema):
    shown = fields.Rule("gallery.exhibit", in_sql=True, label="Shown when", order=1)
    open_to = fields.Rule("gallery.visit/day", label="Open to", order=2)
    fee = fields.Rule("gallery.visit/day", expect="money", label="Fee", order=3)


def visit_facts(rest: str) -> rules.Facts:
    """What a visit is about; only visits by day are known."""
    if rest != "day":
        raise NotFound()
    age = rules.Fact(rules.INTEGER, "Age")
    paid = rules.Fact(rules.money("EUR"), "Paid")
    return rules.Facts({"visitor.age": age, "visitor.paid": paid, "visitor.tags": rules.Fact(rules.TEXTS, "Tags")})


@pages.get("/rules", endpoint="rules")
@policy("gallery.exhibit.edit")
def rules_page() -> Any:
    return _page(schema_form(RulesSchema)(None, data=request.args))


@pages.post("/rules", endpoint="save_rules")
@policy("gallery.exhibit.edit")
def save_rules() -> Any:
    form = schema_form(RulesSchema)(request.form)
    try:
        return judged(RulesSchema, form.raw())
    except Unprocessable as problem:
        return _page(form, problem)


def _page(form: Any, problem: Unprocessable | None = None) -> Any:
    return form_page(form, title="Rules", submit="Save", cancel_url="/alpha/", problem=problem)
