"""Repeating rows of a record (the lines of a deal) as a small table."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup, escape

from core.i18n import _
from core.web.values.cells import CellContext, cell
from core.web.values.rows import MONEY_WORDS
from schemas.types import type_of


def line_table(field: Any, rows: Sequence[Mapping[str, Any]], ctx: CellContext) -> Markup:
    """Return the rows with the labels of their schema above; stored values are read by the fields that wrote them."""
    columns = [(name, inner, word_of(inner)) for name, inner in field.row_schema.dump_fields.items()]
    head = Markup("").join(
        Markup('<th class="{}">{}</th>').format(css(word), _(inner.metadata.get("label") or name)) for name, inner, word in columns
    )
    lines = Markup("").join(Markup("<tr>{}</tr>").format(_cells(columns, row, ctx)) for row in rows)
    return Markup('<table class="hs-lines"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(head, lines)


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
