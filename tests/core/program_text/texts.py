"""Texts of programs for tests, and ways to apply them."""

from typing import Any

from core.entities import acting
from core.entities.scope import current
from core.entities.unit import Rollback, unit
from core.identity.actor import SYSTEM
from core.jobs.scopes import as_system
from core.portal import portal
from core.program_text import document
from core.program_text.reading import read
from core.program_text.writing import write
from hansa.testing import Kit

WHOLE: dict[str, Any] = {
    "format": 1,
    "program": {
        "slug": "gamma",
        "name": "Gamma",
        "tagline": "Sails & ropes",
        "locale": "zh_Hans_CN",
        "currency": "EUR",
        "zone": "Europe/Berlin",
        "fiscal_start_month": 4,
        "changes": [
            {"from": "2025-07-01", "currency": "EUR", "zone": "Europe/Paris", "fiscal_start_month": 1},
            {"from": "2031-01-01", "currency": "USD", "zone": "UTC", "fiscal_start_month": 10},
        ],
    },
    "brand": {"theme": "harbor", "look": "aurora", "logo": "logo-meridian", "brand": "#7a1fa2"},
    "plugins": ["deals", "notify"],
    "settings": {"deals": {"protection_days": 45, "uniqueness": "customer"}},
    "roles": {"x_sales_lead": {"label": "Sales lead", "staff": True, "permissions": ["core.partner.view", "deals.deal.view"]}},
    "fields": {
        "deals.deal": {
            "x_budget": {"type": "money", "label": "Budget", "help": "Agreed by both", "order": 0, "min": "0", "max": "99.5"},
            "x_kind": {
                "type": "choice",
                "label": "Kind",
                "order": 7,
                "choices": [{"value": "n", "label": "New"}, {"value": "no", "label": "1.50"}],
                "filterable": True,
                "visible": "staff",
            },
            "x_rows": {
                "type": "lines",
                "label": "Rows",
                "columns": [{"label": "Item", "type": "text", "required": True}, {"label": "2026-01-01", "type": "date"}],
            },
            "x_who": {"type": "ref", "label": "Partner", "to": "core.partner"},
        }
    },
    "views": {"deals.deal": {"Big / open": {"audience": "all", "query": "sort=-amount&f.state=submitted"}}},
}


def text(**sections: Any) -> str:
    """Return the text of `alpha` with these sections."""
    return write({"format": 1, "program": {"slug": "alpha"}, **sections})


def applied(kit: Kit, text: str, **options: Any) -> document.Plan:
    with kit.app.app_context():
        return document.apply(read(text), SYSTEM, **options)


def planned(kit: Kit, text: str, **options: Any) -> document.Plan:
    with kit.app.app_context():
        return document.plan(read(text), SYSTEM, **options)


def exported(kit: Kit, slug: str = "alpha") -> str:
    with kit.app.app_context():
        return unit(lambda: _export(slug))


def round_trip(kit: Kit, text: str) -> tuple[str, str, document.Plan]:
    """Apply a text to an empty place, export, apply that to an empty place again, and export; undo all.

    Returns both exports, and what applying the second one again would do.
    """
    first = _undone(kit, text, lambda slug: _export(slug))
    second, again = _undone(kit, first, lambda slug: (_export(slug), document.apply(read(first), SYSTEM)))
    return first, second, again


def _undone(kit: Kit, text: str, look: Any) -> Any:
    def work() -> Any:
        done = document.apply(read(text), SYSTEM, create=True)
        raise Rollback(look(done.slug))

    with kit.app.app_context():
        return unit(work)


def _export(slug: str) -> str:
    found = portal().programs.by_slug(slug)
    assert found is not None
    with acting.entered(as_system(portal().programs.fresh(found.id))):
        assert current().program.slug == slug
        return document.export()
