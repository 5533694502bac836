"""SECURITY.md 4b: whatever is typed into a filter or stands in a cursor is answered, or refused where it stands."""

import base64
import json
import uuid

import pytest

from core.entities.columns import list_fields
from hansa.testing import Person

ADMIN, ENTITY = Person("admin"), "gallery.exhibit"
PATHS = ("/api/v1/alpha/gallery/exhibit/", "/alpha/gallery/exhibit/")
TYPED = (
    *("%00", "1e400", "NaN", "-Infinity", "9" * 50, "-" + "9" * 19, "1..2", "..", "' OR 1=1", "\\", "%", "٣", "²", "[" * 150),
    *("2020-13-45", "0001-01-01", "9999-12-31", "2026-03-29T02:30", "9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"),
)
KEPT = ({"a": 1}, [1], 1e400, 10**30, -(10**19), True, 1.5, "\ud800", "\0", "9999-99-99", "1e400", "NaN", None, "x" * 300)
POSITIONS = ("ab", [], {"0": 1, "1": 2}, *([value, str(uuid.UUID(int=7))] for value in KEPT))


@pytest.fixture
def answers(kit):
    """Return the statuses of the list asked with each query, by page or API."""

    def asked(path, queries):
        browser = kit.client(None if path.startswith("/api") else ADMIN)
        headers = ADMIN.bearer if path.startswith("/api") else {}
        return {browser.get(path, query_string=query, headers=headers).status_code for query in queries}

    return asked


@pytest.fixture
def shown(kit):
    with kit.acting(ADMIN):
        return list(list_fields(kit.portal.registry[ENTITY]).values())


@pytest.mark.parametrize("path", PATHS)
def test_no_typed_value_is_a_fault_of_ours(path, answers, shown):
    turns = [(field, value, i) for field in shown if field.operators for i, value in enumerate(TYPED)]
    queries = [f"f.{field.name}.{field.operators[i % len(field.operators)]}={value}" for field, value, i in turns]
    assert answers(path, queries) <= {200, 400}


@pytest.mark.parametrize("path", PATHS)
def test_no_made_up_position_is_a_fault_of_ours(path, answers, shown):
    made = [base64.urlsafe_b64encode(json.dumps(position).encode()).decode().rstrip("=") for position in POSITIONS]
    queries = [{"after": position, "sort": field.name} for field in shown if field.sortable for position in made]
    assert answers(path, queries) <= {200, 400}
