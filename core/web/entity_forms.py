"""Form classes of entities, made once for each program revision, side and language."""

import uuid

from flask import request

from core.entities.effective import schema_class
from core.entities.entity import Entity
from core.entities.scope import current
from core.i18n import current as current_locale
from core.web.forms import SchemaForm, form_for


def entity_form(entity: Entity) -> type[SchemaForm]:
    """Return the form class of an entity for the actor of the scope."""
    scope = current()
    key = ("form", entity.key, scope.actor.staff, current_locale())
    program = scope.program
    return program.cache.get(key, lambda: form_for(schema_class(entity), locale=current_locale(), zone=program.zone, currency=program.currency))


def owner_choice(entity: Entity) -> uuid.UUID | None:
    """Return the partner staff chose as owner of a new record; partners always own what they create."""
    scope = current()
    chosen = request.form.get("partner_id", "")
    if not scope.actor.staff or not chosen:
        return None
    try:
        return uuid.UUID(chosen)
    except ValueError:
        return None
