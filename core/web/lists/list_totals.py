"""The total of a list's money column: from the rows when they are all there, else in a request of its own."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from markupsafe import Markup

from core.db import db, money_sum
from core.entities import query as queries
from core.entities.columns import ListField, list_fields, with_currencies
from core.entities.entity import Entity
from core.entities.listing import ListQuery
from core.entities.marks import WALL
from core.entities.scope import current
from core.i18n import _
from core.i18n import current as current_locale
from core.web.values import format as fmt
from core.web.values.rows import column_classes


def totals_row(entity: Entity, columns: Sequence[ListField], page: queries.Page, url: str, selectable: bool) -> Markup | None:
    """Return the last row of the list; where the page holds a part only, it fetches the total by itself."""
    at = next((i for i, field in enumerate(columns) if field.name == entity.money_total), None)
    if not at or not page.rows:
        return None
    if page.next or page.previous:
        return _row(entity, columns, at, "…", selectable, Markup(' hx-get="{}" hx-trigger="load" hx-swap="outerHTML"').format(url))
    values = with_currencies(list_fields(entity), [field.name for field in columns])
    code = 2 + values.index(columns[at].currency) if columns[at].currency in values else None
    return _row(entity, columns, at, shown(_added((row[code] if code else "", row[at + 2]) for row in page.rows)), selectable)


def total_row(entity: Entity, query: ListQuery, selectable: bool) -> Markup:
    """Return the row with the total over everything filtered; one statement."""
    fields = list_fields(entity)
    columns = [fields[name] for name in query.columns]
    at = next((i for i, field in enumerate(columns) if field.name == entity.money_total), 0)
    return _row(entity, columns, at, shown(total(entity, query)), selectable)


def total(entity: Entity, query: ListQuery) -> dict[str, Decimal]:
    """Return the sum of the money column over all rows the query finds, by currency."""
    scope = current()
    made = queries.compiled(entity, query)
    key = ("total", entity.key, scope.reach, scope.actor.staff, scope.actor.viewing, query.shape)
    statement = scope.program.cache.get(key, lambda: _summed(entity, made))
    return _added(db.session.connection().execute(statement, made.binds(query)).all())


def _summed(entity: Entity, made: queries.CompiledQuery) -> Any:
    """The statement of the list without order, page and cap. Only one sorted by `id` has all its rows in one segment."""
    fields = list_fields(entity)
    amount = fields[str(entity.money_total)]
    codes = [fields[amount.currency].column] if amount.currency in fields else []
    parts = codes or [sa.literal("")]
    statement = made.segments[0].with_only_columns(*parts, money_sum(amount.column)).group_by(*codes)
    return statement.order_by(None).limit(None).execution_options(**WALL)


def _added(rows: Iterable[Sequence[Any]]) -> dict[str, Decimal]:
    """Return the sums of rows of currency and amount, the program's currency first."""
    own = current().program.currency
    found: dict[str, Decimal] = {}
    for code, amount in rows:
        found[code or own] = found.get(code or own, Decimal(0)) + (amount or Decimal(0))
    return dict(sorted(found.items(), key=lambda pair: (pair[0] != own, pair[0]))) or {own: Decimal(0)}


def shown(amounts: Mapping[str, Decimal]) -> str:
    return " + ".join(fmt.money(amount, code, current_locale()) for code, amount in amounts.items())


def _row(entity: Entity, columns: Sequence[ListField], at: int, text: str, selectable: bool, attributes: Markup | str = "") -> Markup:
    rest = Markup("").join(Markup('<td role="cell" class="{}"></td>').format(css) for css in column_classes(columns, entity.money_total)[at + 1 :])
    return Markup('<tr role="row"{}><td role="cell" colspan="{}">{}</td><td role="cell" class="hs-money">{}</td>{}</tr>').format(
        attributes, at + selectable, _("Total"), text, rest
    )
