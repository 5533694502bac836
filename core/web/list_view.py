"""The list page of an entity: query, page, count and everything around the rows."""

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import request, url_for

from core.entities import query as queries
from core.entities.columns import ListField, list_fields
from core.entities.entity import Entity
from core.entities.listing import ListQuery, parse
from core.entities.scope import current
from core.i18n import _, ngettext
from core.i18n import current as current_locale
from core.web import format as fmt
from core.web.filters import filter_forms, filter_label
from core.web.pages import cell_context
from core.web.rows import as_markup, column_css, row_renderer

PAGING = ("after", "before")


def read_query(entity: Entity) -> ListQuery:
    """Return the checked query of the request."""
    return parse(request.args.items(multi=True), list_fields(entity), entity.sort, default_columns(entity))


def default_columns(entity: Entity) -> tuple[str, ...]:
    fields = list_fields(entity)
    return tuple(name for name in entity.list_columns if name in fields) or tuple(fields)[:4]


def list_view(entity: Entity) -> SimpleNamespace:
    """Return what list.html shows; two statements."""
    query = read_query(entity)
    fields = list_fields(entity)
    columns = [fields[name] for name in query.columns]
    page = queries.run(entity, query)
    total = page.total
    scope = current()
    base = _base_url(entity)
    may = scope.actor.may
    creating = may(entity.permission("create")) and not scope.actor.read_only
    render = scope.program.cache.get(("rows", entity.key, scope.actor.staff, query.columns, current_locale()), lambda: row_renderer(entity, columns, base, False))
    return SimpleNamespace(
        title=_(entity.plural or entity.label),
        subtitle=None,
        crumbs=None,
        primary=SimpleNamespace(label=_("New"), url=f"{base}new", icon="plus") if creating else None,
        actions=[],
        views=_views(entity, base, query),
        search=SimpleNamespace(value=query.q, url=base, hidden=_kept(("q", *PAGING))) if entity.search else None,
        chips=[(filter_label(fields[f.field], f), _without(base, f)) for f in query.filters],
        add_filters=_filters(entity, fields, base),
        columns=[_column(field, i, query, base) for i, field in enumerate(columns)],
        rows_html=as_markup(render(page.rows, cell_context())),
        count_text=count_text(total),
        next_url=_with(base, after=page.next) if page.next else None,
        prev_url=_with(base, before=page.previous) if page.previous else None,
        empty=None if page.rows else _empty(entity, query, base, creating),
        bulk=None,
        export_urls=[],
        columns_form=None,
        save_form=None,
        totals_html=None,
        url=base,
    )


def count_text(total: int) -> str:
    """Say how many there are, honestly capped."""
    locale = current_locale()
    if total >= queries.COUNT_CAP:
        return _("%(n)s+ records", n=fmt.number(queries.COUNT_CAP - 1, locale))
    return ngettext("%(shown)s record", "%(shown)s records", total, shown=fmt.number(total, locale))


def _base_url(entity: Entity) -> str:
    program = current().program
    return program.cache.get(("base", entity.key), lambda: url_for("entity.list", program=program.slug, plugin=entity.plugin, entity=entity.name))


def _kept(dropped: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.args.items(multi=True) if name not in dropped]


def _with(base: str, **changed: Any) -> str:
    kept = _kept((*changed, *PAGING))
    return f"{base}?{urlencode([*kept, *((k, v) for k, v in changed.items() if v)])}"


def _without(base: str, gone: Any) -> str:
    name = f"f.{gone.field}.{gone.op}"
    kept = _kept((name, *PAGING))
    return f"{base}?{urlencode(kept)}" if kept else base


def _column(field: ListField, i: int, query: ListQuery, base: str) -> SimpleNamespace:
    sorted_by = query.sort_field == field.name
    turned = field.name if sorted_by and query.descending else f"-{field.name}"
    return SimpleNamespace(
        label=_(field.label),
        sort_url=_with(base, sort=turned) if field.sortable else None,
        sorted=("desc" if query.descending else "asc") if sorted_by else None,
        css="" if i == 0 else column_css(field, i),
    )


def _views(entity: Entity, base: str, query: ListQuery) -> list[SimpleNamespace]:
    staff = current().actor.staff
    lawful = [v for v in entity.views if v.staff in (None, staff)]
    if not lawful:
        return []
    here = {f"f.{f.field}.{f.op}": f.values for f in query.filters}
    found = [SimpleNamespace(label=_("All"), url=base, current=not here and not query.q, count=None)]
    for view in lawful:
        wanted: dict[str, tuple[str, ...]] = {}
        for name, value in view.filters:
            wanted[name] = (*wanted.get(name, ()), value)
        pairs = [*view.filters, *([("sort", view.sort)] if view.sort else [])]
        found.append(SimpleNamespace(label=_(view.label), url=f"{base}?{urlencode(pairs)}", current=here == wanted, count=None))
    return found


def _filters(entity: Entity, fields: Any, base: str) -> Any:
    """The forms behind “Add filter”, the same for every request of one side and language."""
    scope = current()
    key = ("filters", entity.key, scope.actor.staff, scope.reach, current_locale())
    return scope.program.cache.get(key, lambda: filter_forms(fields, base))


def _empty(entity: Entity, query: ListQuery, base: str, creating: bool) -> SimpleNamespace:
    if query.q or query.filters:
        action = SimpleNamespace(label=_("Show all"), url=base, icon="x")
        return SimpleNamespace(icon="search", title=_("Nothing found"), text=_("Try fewer words or remove a filter."), action=action)
    action = SimpleNamespace(label=_("New"), url=f"{base}new", icon="plus") if creating else None
    return SimpleNamespace(icon=entity.icon, title=_("Nothing here yet"), text=_("What you add will be listed here."), action=action)
