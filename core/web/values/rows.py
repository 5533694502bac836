"""The row renderer: compiled once for the columns of a view, then it only joins strings."""

from collections.abc import Callable, Sequence
from typing import Any

from markupsafe import Markup, escape

from core.entities.columns import ListField
from core.entities.entity import Entity
from core.web.values.cells import Cell, CellContext, cell

MONEY_WORDS = frozenset({"money", "number", "percent"})
"""Cells whose figures stand in a column."""

Rows = Callable[[Sequence[Any], CellContext], str]


def row_renderer(entity: Entity, columns: Sequence[ListField], base_url: str, selectable: bool) -> Rows:
    """Return the function that turns rows (id, sort value, a value for each column) into `<tr>`s.

    The first column leads to the record and has its number below, when that is a column too.
    """
    parts = [_cell_of(i, field, entity) for i, field in enumerate(columns)]
    makers = tuple((before, make, position, after) for before, make, position, after in parts)
    box = _checkbox if selectable else None

    def render(rows: Sequence[Any], ctx: CellContext) -> str:
        out: list[str] = []
        add = out.append
        for row in rows:
            key = str(row[0])
            add('<tr role="row">')
            if box:
                add(box(key, row))
            for before, make, position, after in makers:
                add(before)
                if position == 2:
                    add(f'<a href="{base_url}{key}">{make(row[2], ctx) or "…"}</a>')
                else:
                    add(make(row[position], ctx))
                add(after)
            add("</tr>")
        return "".join(out)

    return render


def _checkbox(key: str, row: Any) -> str:
    return f'<td role="cell" class="c-sel"><input class="form-check-input" type="checkbox" name="ids" value="{key}" aria-label="{escape(row[2])}"></td>'


def _cell_of(i: int, field: ListField, entity: Entity) -> tuple[str, Cell, int, str]:
    word = field.field.metadata.get("cell") or field.type.cell
    css = "c-what hs-main-cell" if i == 0 else column_css(field, i)
    make = cell(word, field.field) if word != "ref" else cell("text")
    return f'<td role="cell" class="{css}">', make, i + 2, "</td>"


def column_css(field: ListField, i: int) -> str:
    """Return the classes of a column: what a phone's card shows where."""
    word = field.field.metadata.get("cell") or field.type.cell
    known = {"state": "c-state", "money": "c-sum hs-money", "number": "c-hide hs-money", "percent": "c-hide hs-money"}
    if word in known:
        return known[word]
    if field.name == "number":
        return "c-hide hs-2 text-nowrap"
    return "c-more" if field.field.metadata.get("phone") else "c-hide hs-2"


def as_markup(html: str) -> Markup:
    """Mark rendered rows as safe: every cell function escapes."""
    return Markup(html)  # noqa: S704 - cells escape their values, proven by tests/core/web/test_cells.py
