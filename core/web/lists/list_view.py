"""The list page of an entity: query, page, count and everything around the rows."""

from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

from flask import url_for

from core.entities import bulk
from core.entities import query as queries
from core.entities.columns import ListField, list_fields
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.known import number_of
from core.entities.listing import ListQuery
from core.entities.scope import current
from core.i18n import _, ngettext
from core.i18n import current as current_locale
from core.web.lists import bulk_forms
from core.web.lists.filters import filter_label
from core.web.lists.list_actions import list_actions
from core.web.lists.list_names import counted_with_names, has_references
from core.web.lists.list_query import (
    pairs_of,
    read_query,
    with_query,
)
from core.web.lists.list_totals import totals_row
from core.web.page.pages import cell_context
from core.web.values import format as fmt
from core.web.values.rows import TITLE, as_markup, column_classes, row_renderer

EXPORTS = (("CSV", "csv"), ("Excel", "xlsx"))


def list_view(entity: Entity) -> SimpleNamespace:
    """Return what list.html shows; two statements."""
    query = read_query(entity)
    fields = list_fields(entity)
    columns = [fields[name] for name in query.columns]
    names: Mapping[str, str] = {}
    if has_references(query, fields):
        page = queries.run(entity, query, counted=False)
        total, names = counted_with_names(entity, query)
    else:
        page = queries.run(entity, query)
        total = page.total
    scope = current()
    base = base_url(entity)
    may = scope.actor.may
    # A record that only follows from others has no field anybody fills in.
    creating = may(entity.permission("create")) and not scope.actor.read_only and bool(schema_of(entity).load_fields)
    primary = SimpleNamespace(label=create_label(entity), url=f"{base}new", icon="plus") if creating else None
    acts = bulk_forms.buttons(entity, base, archived=query.archived)
    moves = [] if query.archived else bulk_forms.move_buttons(entity, base)
    selectable = bool(acts or moves)
    prepared = total >= queries.COUNT_CAP
    way = "prepare/" if prepared else "export."
    zone, present = scope.program.zone, urlencode(pairs_of())
    return SimpleNamespace(
        title=_(entity.plural or entity.label),
        subtitle=_("Archived") if query.archived else None,
        crumbs=None,
        primary=primary,
        actions=list_actions(entity),
        views=_views(entity, base, query),
        more_views_url=f"{base}views?{present}",
        search=SimpleNamespace(value=query.q, url=base, hidden=pairs_of(("q",))) if entity.search else None,
        chips=[(filter_label(fields[f.field], f, names, zone), with_query(base, (f"f.{f.field}.{f.op}",))) for f in query.filters],
        any_url=_any_url(query, base),
        match_any=query.match_any,
        filters_url=f"{base}tools/filters?{present}",
        columns=[_column(field, css, query, base) for field, css in zip(columns, column_classes(columns, entity.money_total), strict=True)],
        rows_html=as_markup(_renderer(entity, query, columns, base, selectable)(page.rows, cell_context())),
        count_text=count_text(total),
        next_url=_page(base, after=page.next),
        prev_url=_page(base, before=page.previous),
        empty=None if page.rows else _empty(entity, query, base, primary),
        bulk=acts,
        bulk_moves=moves,
        bulk_query=present,
        bulk_all=_all_text(total, len(page.rows)) if acts or moves else None,
        export_urls=[(label, with_query(f"{base}{way}{ending}")) for label, ending in EXPORTS] if may(entity.permission("export")) else [],
        prepared=prepared,
        archive_url=with_query(base, archived="" if query.archived else "1") if "archived_at" in entity.table.c else None,
        archived=query.archived,
        columns_url=f"{base}tools/columns?{present}",
        save_url=f"{base}tools/save?{present}" if present and not scope.actor.read_only else None,
        totals_html=totals_row(entity, columns, page, with_query(f"{base}totals", cols=",".join(query.columns)), selectable),
        url=base,
    )


def count_text(total: int) -> str:
    """Say how many there are, honestly capped."""
    locale = current_locale()
    if total >= queries.COUNT_CAP:
        return _("%(n)s+ records", n=fmt.number(queries.COUNT_CAP - 1, locale))
    return ngettext("%(shown)s record", "%(shown)s records", total, shown=fmt.number(total, locale))


def _all_text(total: int, shown: int) -> str | None:
    """Offer to choose more than the page shows: all that the list finds, or as many as can be acted on at a time."""
    if total <= shown:
        return None
    if total > bulk.MOST:
        return _("The first %(n)s of %(total)s", n=fmt.number(bulk.MOST, current_locale()), total=count_text(total))
    return _("All %(n)s that match", n=fmt.number(total, current_locale()))


def base_url(entity: Entity) -> str:
    """Return the address of the list, ending in a slash."""
    program = current().program
    return program.cache.get(
        ("base", entity.key), lambda: url_for("entity.list", program=program.slug, plugin=entity.plugin, entity=entity.name)
    )


def create_label(entity: Entity) -> str:
    """Say what making a new record is called."""
    return _(entity.create_label) if entity.create_label else _("New %(label)s", label=_(entity.label).lower())


def _renderer(entity: Entity, query: ListQuery, columns: list[ListField], base: str, selectable: bool) -> Any:
    scope = current()
    key = ("rows", entity.key, scope.actor.staff, query.columns, selectable, current_locale())
    return scope.program.cache.get(key, lambda: row_renderer(entity, columns, base, selectable))


def _page(base: str, **position: Any) -> str | None:
    return with_query(base, **position) if any(position.values()) else None


def _any_url(query: ListQuery, base: str) -> str | None:
    """Where the other of “all of these” and “any of these” is; only worth asking with two filters or more."""
    if len(query.filters) < 2:
        return None
    return with_query(base, any="" if query.match_any else "1")


def _column(field: ListField, css: str, query: ListQuery, base: str) -> SimpleNamespace:
    sorted_by = query.sort_field == field.name
    turned = field.name if sorted_by and query.descending else f"-{field.name}"
    return SimpleNamespace(
        label=_(field.label),
        sort_url=with_query(base, sort=turned) if field.sortable else None,
        sorted=("desc" if query.descending else "asc") if sorted_by else None,
        css="" if css == TITLE else css,
    )


def _views(entity: Entity, base: str, query: ListQuery) -> list[SimpleNamespace]:
    """The views that ship with the entity; saved ones are fetched by the page itself."""
    staff = current().actor.staff
    here = {f"f.{f.field}.{f.op}": f.values for f in query.filters}
    found = [SimpleNamespace(label=_("All"), url=base, current=not pairs_of(("archived",)), count=None)]
    for view in (v for v in entity.views if v.staff in (None, staff)):
        wanted: dict[str, tuple[str, ...]] = {}
        for name, value in view.filters:
            wanted[name] = (*wanted.get(name, ()), value)
        pairs = [*view.filters, *([("sort", view.sort)] if view.sort else [])]
        found.append(
            SimpleNamespace(label=_(view.label), url=f"{base}?{urlencode(pairs)}", current=bool(wanted) and here == wanted, count=None)
        )
    return found


def _empty(entity: Entity, query: ListQuery, base: str, primary: SimpleNamespace | None) -> SimpleNamespace:
    if query.q or query.filters or query.archived:
        action = SimpleNamespace(label=_("Show all"), url=base, icon="x")
        number = number_of(query.q)
        if number and not number[1]:
            text = _("Its last character does not fit the others. Compare it with what you were given.")
            return SimpleNamespace(icon="search", title=_("This number has a typing mistake"), text=text, action=action)
        return SimpleNamespace(icon="search", title=_("Nothing found"), text=_("Try fewer words or remove a filter."), action=action)
    text = _("What you add will be listed here.") if primary else _("Entries appear here by themselves as work goes on.")
    return SimpleNamespace(icon=entity.icon, title=_("Nothing here yet"), text=text, action=primary)
