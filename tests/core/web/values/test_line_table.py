"""Rows of a record as a table: what nobody filled in takes no room, what is wide scrolls by itself."""

from datetime import UTC, datetime

import pytest

from core.web.values.cells import CellContext
from core.web.values.line_table import line_table
from schemas import fields
from schemas.base import EntitySchema


class RowSchema(EntitySchema):
    product = fields.String(required=True, label="Product")
    competitor = fields.String(label="Competitor")


@pytest.fixture
def html():
    ctx = CellContext("en", "UTC", "EUR", "", datetime(2026, 3, 2, tzinfo=UTC))
    return lambda rows: str(line_table(fields.Lines(RowSchema, label="Products"), rows, ctx))


def test_a_column_nobody_filled_in_is_left_out(html):
    found = html([{"product": "Bike", "competitor": None}, {"product": "Lock", "competitor": ""}])
    assert "Product<" in found and "Competitor" not in found


def test_one_row_that_says_something_shows_it(html):
    assert "Competitor" in html([{"product": "Bike", "competitor": None}, {"product": "Lock", "competitor": "Volt"}])


def test_it_scrolls_by_itself_and_has_a_name(html):
    assert 'class="table-responsive" tabindex="0" role="region" aria-label="Products"' in html([{"product": "Bike"}])
