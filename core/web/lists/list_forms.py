"""The small forms above a list, fetched when they are opened: filters, columns, saving a view."""

from collections.abc import Mapping

from markupsafe import Markup

from core.entities.columns import ListField
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.entities.views import AUDIENCES
from core.i18n import _
from core.i18n import current as current_locale
from core.web.door.csrf import token_for
from core.web.door.here import here
from core.web.forms.typeahead import search_urls
from core.web.lists.filters import KEPT, MARK, filter_forms, placed
from core.web.lists.list_query import chosen_by_field, hidden_inputs, pairs_of


def filters(entity: Entity, query: ListQuery, fields: Mapping[str, ListField], base: str) -> Markup:
    """Return a form for each field that can be filtered, folded up; made once for each side and language."""
    scope = current()
    urls = search_urls()
    key = ("filters", entity.key, scope.actor.staff, scope.reach, tuple(urls), current_locale())
    forms = scope.program.cache.get(key, lambda: filter_forms(fields, base, urls))
    one = Markup('<details class="hs-why" name="hs-filter"><summary>{}</summary>{}</details>')
    return Markup("").join(one.format(label, form) for label, form in placed(forms, chosen_by_field(query), _rest, base, urls))


def _rest(field: str) -> Markup:
    return hidden_inputs(pairs_of((f"f.{field}.",) if field else ()))


def columns_form(entity: Entity, query: ListQuery, fields: Mapping[str, ListField], base: str) -> Markup:
    """Return the boxes of all columns; made once for each choice."""
    scope = current()
    key = ("columns-form", entity.key, scope.actor.staff, scope.reach, query.columns, current_locale())
    html = scope.program.cache.get(key, lambda: str(_columns(query.columns, fields, base)))
    return Markup(html.replace(KEPT, str(hidden_inputs(pairs_of(("cols",)))), 1))  # noqa: S704 - both parts are escaped


def save_form(base: str) -> Markup:
    """Return the form that names what the list shows now; staff may share it."""
    scope = current()
    key = ("save-form", base, scope.actor.staff, current_locale())
    html = scope.program.cache.get(key, lambda: str(_save(base)))
    hidden = guard_inputs() + hidden_inputs([(f"q.{name}", value) for name, value in pairs_of()])
    return Markup(html.replace(KEPT, str(hidden), 1))  # noqa: S704 - both parts are escaped


def _save(base: str) -> Markup:
    label = Markup('<label>{}<input class="form-control" name="label" maxlength="60" required placeholder="{}"></label>').format(
        _("Name of the view"), _("My open ones")
    )
    button = Markup('<button class="btn btn-primary btn-sm" type="submit">{}</button>').format(_("Save view"))
    form = Markup('<form class="hs-stack is-tight" method="post" action="{}views">{}{}{}{}</form>')
    return form.format(base, MARK, label, audience_select("own"), button)


def audience_select(chosen: str) -> Markup:
    """Return the choice of who sees a view; partners keep theirs to themselves."""
    if not current().actor.staff:
        return Markup("")
    one = Markup('<option value="{}"{}>{}</option>')
    options = Markup("").join(one.format(key, Markup(" selected") if key == chosen else "", _(text)) for key, text in AUDIENCES.items())
    return Markup('<label>{}<select class="form-select" name="audience">{}</select></label>').format(_("Who sees it"), options)


def guard_inputs() -> Markup:
    """Return the anti-forgery token and the acting membership as hidden inputs."""
    spot = here()
    pairs = [("csrf_token", token_for(spot.csrf_seed))]
    if spot.actor.membership_id:
        pairs.append(("membership_id", str(spot.actor.membership_id)))
    return hidden_inputs(pairs)


def _columns(chosen: tuple[str, ...], fields: Mapping[str, ListField], base: str) -> Markup:
    box = Markup(
        '<label class="form-check"><input class="form-check-input" type="checkbox" name="cols" value="{}"{}>'
        '<span class="form-check-label">{}</span></label>'
    )
    order = [*chosen, *(name for name in fields if name not in chosen and name != "id")]
    boxes = Markup("").join(box.format(n, Markup(" checked") if n in chosen else "", _(fields[n].label)) for n in order)
    button = Markup('<button class="btn btn-primary btn-sm" type="submit">{}</button>').format(_("Apply"))
    return Markup('<form class="hs-stack is-tight" method="get" action="{}">{}{}{}</form>').format(base, MARK, boxes, button)
