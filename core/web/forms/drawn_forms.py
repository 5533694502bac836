"""Forms on pages that are no entity's: made for the reader, drawn as everywhere."""

from collections.abc import Callable, Hashable

import marshmallow as ma
from markupsafe import Markup

from core.entities.scope import current
from core.i18n import current as current_locale
from core.portal import portal
from core.web.forms.field_markup import render_field
from core.web.forms.forms import SchemaForm, form_for, grouped


def form_here(key: Hashable, schema: Callable[[], type[ma.Schema]]) -> type[SchemaForm]:
    """Return the form of a schema in the reader's language and the program's zone and currency; made once per revision for a key."""
    program, locale = current().program, current_locale()
    made = program.cache
    return made.get(("form", key, locale), lambda: form_for(schema(), locale=locale, zone=program.zone, currency=program.currency))


def drawn(form: SchemaForm) -> list[tuple[str, list[Markup]]]:
    """Return the fields of a form as HTML, by group."""
    icon = portal().assets.icon
    return [(title, [render_field(field, icon) for field in found]) for title, found in grouped(form)]
