"""The editor of a draft: its form, what was posted, what the checker says to it."""

from collections.abc import Sequence
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from flask import request
from marshmallow import ValidationError

from hansa import N_, Unprocessable, _, current_scope, fields
from hansa.forms import drawn, error_summary
from plugins.policies.checking import checker
from plugins.policies.checking.findings import Finding
from plugins.policies.document import shape
from plugins.policies.document.parts import Part
from plugins.policies.pages import views
from plugins.policies.schemas import Slug
from plugins.policies.versions import forms
from plugins.policies.versions.kinds import PolicyKind

NO_TIME = N_("Write a date and time that exist.")


def page(found: Any, owner: Any, kind: PolicyKind, wrong: Sequence[Finding] = ()) -> SimpleNamespace:
    """Return the editor; `wrong` is what kept a posted document from being saved."""
    made = forms.form_class(kind)
    form = made(request.form) if wrong else made(None, data=forms.flattened(kind, found.document))
    told = list(wrong) or checker.check(kind, found.document)
    forms.show_findings(form, [one for one in told if one.severity == "error"])
    return SimpleNamespace(
        **views.head(found, owner, kind), groups=_opened(kind, found.document, drawn(form), bool(wrong)), findings=views.findings(told),
        note=found.note or "", tab="edit",
        errors=error_summary(form) if wrong else [], action=views.url("save", version=found.id),
        check_url=views.url("check", version=found.id),
        discard_url=views.url("discard", version=found.id),
    )  # fmt: skip


def _opened(kind: PolicyKind, document: Any, groups: Any, everything: bool) -> list[tuple[str, Any, bool]]:
    """Add to each group whether it stands open: parts the document leaves out are folded up."""
    declared = kind.schema().load_fields
    left_out = {_(field.metadata.get("label") or name) for name, field in declared.items() if isinstance(field, Part) and not document.get(name)}
    return [(title, inner, everything or title not in left_out) for title, inner in groups]


def posted(kind: PolicyKind) -> dict[str, Any]:
    """Return the document the posted form holds, not judged yet."""
    return forms.raw_document(kind, forms.form_class(kind)(request.form).raw())


def found(kind: PolicyKind, document: Any) -> list[Finding]:
    """Return what the checker says to something that is being typed."""
    try:
        return checker.check(kind, kind.schema.normal(document))
    except ValidationError as error:
        return shape.findings(error)


def starting(kind: PolicyKind) -> dict[str, Any]:
    """Return a document to begin with: what a kind asks for, as far as it can stay blank. Raises Unprocessable otherwise."""
    needed = [name for name, field in kind.schema().load_fields.items() if field.required]
    rule = {name: "True" for name in needed if isinstance(kind.schema().load_fields[name], Part)}
    try:
        return kind.schema.normal(rule)
    except ValidationError:
        blank = {name: field.load_default for name, field in kind.schema().load_fields.items() if isinstance(field, fields.Choice)}
        raise Unprocessable(_("This kind of policy has no default to begin with: apply one as text first."), fields=list(blank)) from None


def slug(text: str) -> str:
    """Return a slug; raises Unprocessable for one that cannot be."""
    try:
        return str(Slug().deserialize(text))
    except ValidationError as error:
        raise Unprocessable(shape.findings(error)[0].words()) from None


def moment(text: str) -> datetime | None:
    """Return the moment of a local date and time of the program; None for none."""
    if not text.strip():
        return None
    try:
        typed = datetime.fromisoformat(text)
    except ValueError:
        raise Unprocessable(_(NO_TIME)) from None
    return typed if typed.tzinfo else typed.replace(tzinfo=ZoneInfo(current_scope().program.zone))
