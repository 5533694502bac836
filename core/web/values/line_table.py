"""Repeating rows of a record (the lines of a deal) as a small table."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from core.i18n import N_, _
from core.web.values.cells import CellContext, cell
from core.web.values.rows import MONEY_WORDS
from schemas.types import type_of


def line_table(field: Any, rows: Sequence[Mapping[str, Any]], ctx: CellContext) -> Markup:
    """Return the rows with the labels of their schema above; stored values are read by the fields that wrote them.

    Columns in which no row says anything are left out; what is still wider than the screen scrolls by itself.
    """
    said = {name for row in rows for name, value in row.items() if value not in (None, "", [])}
    columns = [(name, inner, word_of(inner)) for name, inner in field.row_schema.dump_fields.items() if name in said or inner.required]
    head = Markup("").join(
        Markup('<th class="{}">{}</th>').format(css(word), _(inner.metadata.get("label") or name)) for name, inner, word in columns
    )
    lines = Markup("").join(Markup("<tr>{}</tr>").format(_cells(columns, row, ctx)) for row in rows)
    table = Markup('<table class="hs-lines"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(head, lines)
    label = _(field.metadata.get("label") or N_("Rows"))
    return Markup('<div class="table-responsive" tabindex="0" role="region" aria-label="{}">{}</div>').format(label, table)


def word_of(field: Any) -> str:
    return str(field.metadata.get("cell") or type_of(field).cell)


def css(word: str) -> str:
    return "hs-money" if word in MONEY_WORDS else ""


def _cells(columns: Sequence[tuple[str, Any, str]], row: Mapping[str, Any], ctx: CellContext) -> Markup:
    shown = ((word, _shown(field, word, row.get(name), ctx)) for name, field, word in columns)
    return Markup("").join(Markup('<td class="{}">{}</td>').format(css(word), html) for word, html in shown)


def _shown(field: Any, word: str, value: Any, ctx: CellContext) -> Markup:
    typed = field.deserialize(value) if value is not None else None
    return Markup(cell(word, field)(typed, ctx) or escape(""))  # noqa: S704 - cells escape their values
