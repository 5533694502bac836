"""Growth with marketing against growth without: partners with activities, and like ones that had none."""

from collections.abc import Iterable
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

from flask import Blueprint, request

from hansa import Unprocessable, _, entity_of, ngettext, policy, render
from plugins.ledger.api import rounded
from plugins.mdf.engine.holdout import Comparison, Member, compare, together
from plugins.mdf.pages.mine import here, money
from plugins.mdf.pages.returns import views
from plugins.mdf.requests.holding_out import HeldOut
from plugins.mdf.settings import settings
from plugins.policies.api import known

SPANS = (3, 6, 12)


def add(pages: Blueprint) -> None:
    """Add the route to the blueprint of the plugin."""
    pages.get("/returns/compared", endpoint="compared")(policy("mdf.report.view")(compared))


def compared() -> str:
    """Two tables: partners against partners of their region and kind, and regions with activities against those without."""
    asked = request.args.get("months", "")
    months = int(asked) if asked in map(str, SPANS) else 6
    found = HeldOut(months)
    try:
        tables, problem = [
            _table(_("Partners with activities, and partners without"), found.by_partner()),
            _table(_("Regions with activities, and regions without"), found.by_region()),
        ], ""  # fmt: skip
    except Unprocessable as error:
        tables, problem = [], _(error.message)
    spans = [SimpleNamespace(label=ngettext("%(num)s month", "%(num)s months", one), url=here("compared", months=one), on=one == months) for one in SPANS]
    return render(
        "mdf/compared.html", block="page", views=views("against"), spans=spans, tables=tables, problem=problem, few=settings()["few"],
        measure=_called(settings()["compared"]), any_few=any(row.few for table in tables for row in table.rows), back=here("returns"),
    )  # fmt: skip


def _called(measure: str) -> str:
    """Return what people call a measure; its key where there is none of it any more."""
    return _(known().of(measure).label) if measure in known().keys else measure


def _table(title: str, members: Iterable[Member]) -> SimpleNamespace:
    found, alone = compare(members)
    rows = sorted(found, key=lambda one: (-one.more, one.group))
    total = together(found)
    return SimpleNamespace(
        title=title, rows=[_row(_said(one.group), one) for one in rows], total=_row(_("All together"), total) if total and len(found) > 1 else None,
        alone=[_said(group) for group in alone],
    )  # fmt: skip


def _row(name: str, one: Comparison) -> SimpleNamespace:
    return SimpleNamespace(
        name=name, held=one.held, without=one.without, growth=_percent(one.growth), usual=_percent(one.usual), points=_signed(one.points),
        more=money(rounded(one.more, 2, "half_up")), few=one.few(int(settings()["few"])),
    )  # fmt: skip


def _said(group: tuple[str, ...]) -> str:
    """Return a group in words: the kind comes last, before it may be the region."""
    kinds = dict(entity_of("core.partner").schema._declared_fields["kind"].choices)
    *region, kind = group
    return " · ".join([*(part or _("no region") for part in region), _(kinds.get(kind, kind))])


def _percent(value: Fraction) -> str:
    return f"{_signed(value)} %"


def _signed(value: Fraction) -> Any:
    return f"{rounded(value, 1, 'half_up'):+}"
