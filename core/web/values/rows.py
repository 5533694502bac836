"""The row renderer: compiled once for the columns of a view, then it only joins strings."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any

from markupsafe import Markup, escape

from core.entities.columns import ListField, list_fields, with_currencies
from core.entities.entity import Entity
from core.i18n import _
from core.web.values.cells import Cell, CellContext, cell

MONEY_WORDS = frozenset({"money", "amount", "number", "percent"})
"""Cells whose figures stand in a column."""
PLAIN_WORDS = frozenset({"text", "longtext", "ref", "choice", "choices", "country", "email", "phone", "url"})
"""Cells that say what they are without a label."""
NAMED = {"ref": "text", "file": "bool"}
"""A reference comes with the title of what it points to; of a file a list says whether there is one."""
FACTS_ON_A_CARD = 2
TITLE, MORE = "c-what hs-main-cell", "c-more"

Rows = Callable[[Sequence[Any], CellContext], str]


def row_renderer(entity: Entity, columns: Sequence[ListField], base_url: str, selectable: bool) -> Rows:
    """Return the function that turns rows (id, sort value, a value for each column) into `<tr>`s.

    The first column leads to the record and has its number below, when that is a column too.
    """
    values = with_currencies(list_fields(entity), [field.name for field in columns])
    makers = tuple(_cell_of(field, css, values) for field, css in zip(columns, column_classes(columns, entity.money_total), strict=True))
    box = _checkbox if selectable else None

    def render(rows: Sequence[Any], ctx: CellContext) -> str:
        out: list[str] = []
        add = out.append
        for row in rows:
            key = str(row[0])
            add('<tr role="row">')
            if box:
                add(box(key, row))
            leading = True
            for before, make, value, after in makers:
                add(before)
                shown = make(value(row), ctx)
                add(f'<a href="{base_url}{key}">{shown or "…"}</a>' if leading else shown)
                add(after)
                leading = False
            add("</tr>")
        return "".join(out)

    return render


def _checkbox(key: str, row: Any) -> str:
    return f'<td role="cell" class="c-sel"><input class="form-check-input" type="checkbox" name="ids" value="{key}" aria-label="{escape(row[2])}"></td>'


def _word(field: ListField) -> str:
    return str(field.field.metadata.get("cell") or field.type.cell)


def _cell_of(field: ListField, css: str, values: Sequence[str]) -> tuple[str, Cell, Callable[[Any], Any], str]:
    """Return what stands around a cell and makes it; `values` names what a row holds. An amount comes with its currency."""
    at = [2 + values.index(name) for name in (field.name, field.currency) if name in values]
    word = _word(field)
    make = _reading(cell(word, field.field), field.read) if word not in NAMED else cell(NAMED[word])
    label = f' data-l="{escape(_(field.label))}"' if MORE in css and word not in PLAIN_WORDS else ""
    return f'<td role="cell" class="{css}"{label}>', make, itemgetter(*at), "</td>"


def _reading(make: Cell, read: Callable[[Any], Any] | None) -> Cell:
    return make if read is None else lambda value, ctx: make(read(value), ctx)


def column_classes(columns: Sequence[ListField], total: str | None) -> tuple[str, ...]:
    """Return the classes of each column. On a phone a record is a card: its title, state, a sum and the first further facts.

    The sum is what the list adds up, `total`, else the first.
    """
    facts, amounts = FACTS_ON_A_CARD, [field.name for field in columns[1:] if _word(field) == "money"]
    amount = total if total in amounts else next(iter(amounts), None)
    found = [TITLE]
    for field in columns[1:]:
        word = _word(field)
        look = "hs-money" if word in MONEY_WORDS else "hs-2 text-nowrap" if word == "date" else "hs-2"
        if word == "state":
            found.append("c-state")
        elif field.name == amount:
            found.append("c-sum hs-money")
        elif field.name == "number":
            found.append("c-hide hs-2 text-nowrap")
        elif facts:
            facts -= 1
            found.append(f"{MORE} {look}")
        else:
            found.append(f"c-hide {look}")
    return tuple(found)


def as_markup(html: str) -> Markup:
    """Mark rendered rows as safe: every cell function escapes."""
    return Markup(html)  # noqa: S704 - cells escape their values, proven by tests/core/web/test_cells.py
