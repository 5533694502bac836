"""Form classes of entities, made once for each program revision, side and language; the owner staff choose; uploads."""

import uuid
from typing import Any

from flask import request

from core.entities import files, records
from core.entities.effective import schema_class
from core.entities.entity import Entity
from core.entities.scope import current
from core.i18n import N_
from core.i18n import current as current_locale
from core.web.forms.form_fields import Upload
from core.web.forms.forms import SchemaForm, form_for
from core.web.forms.typeahead import offer_one
from schemas import fields
from schemas.base import EntitySchema

OWNER = "partner_id"


class OwnerSchema(EntitySchema):
    """Whom a record made by staff belongs to."""

    partner_id = fields.Ref(to="core.partner", required=True, label=N_("Partner"))


def entity_form(entity: Entity) -> type[SchemaForm]:
    """Return the form class of an entity for the actor of the scope."""
    scope = current()
    key = ("form", entity.key, scope.actor.staff, current_locale())
    program = scope.program
    return program.cache.get(
        key, lambda: form_for(schema_class(entity), locale=current_locale(), zone=program.zone, currency=program.currency)
    )


def owner_form(entity: Entity, formdata: Any = None, data: dict[str, Any] | None = None) -> SchemaForm | None:
    """Return the choice of the owner, for staff who make a record of a partner; None where there is nothing to choose."""
    if not current().actor.staff or entity.audience != "owner" or entity.owner != OWNER:
        return None
    made = current().program.cache.get(("owner-form", current_locale()), lambda: form_for(OwnerSchema, locale=current_locale()))
    form = made(formdata, data=data)
    offer_one(form, OWNER, "core.partner")
    return form


def owner_choice(entity: Entity) -> uuid.UUID | None:
    """Return the partner staff chose as owner of a new record; partners always own what they create."""
    chosen = request.form.get(OWNER, "")
    if not current().actor.staff or not chosen:
        return None
    try:
        return uuid.UUID(chosen)
    except ValueError:
        return None


def upload_names(form: SchemaForm) -> list[tuple[str, str]]:
    """Return (field, name of its upload) of the file fields of a form."""
    return [(name, field.upload_name) for name, field in form._fields.items() if isinstance(field, Upload)]


def take_uploads(entity: Entity, record: Any, form: SchemaForm) -> None:
    """Keep the files that came with the form and let their fields point at them; Unprocessable names the field."""
    found = [(name, request.files[upload]) for name, upload in upload_names(form) if upload in request.files]
    values = {name: files.attach(entity, record, upload, kind=name).id for name, upload in found if upload.filename}
    if values:
        records.apply(entity, record, values)
