"""What waits in the ledger for the vendor's people."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from hansa import _, current_scope, db, ngettext, select, shown, url_of
from plugins.ledger.entities import ADJUSTMENT, HOLD
from plugins.ledger.models import Adjustment, Hold
from plugins.ledger.pages.shown_account import money, names_of

MOST = 4


def staff_tasks() -> list[SimpleNamespace]:
    """Return the adjustments another person has to agree to, and how many holds are open."""
    wanted = sa.select(Adjustment).where(Adjustment.state == "submitted").order_by(Adjustment.id).limit(MOST)
    found = db.session.scalars(wanted).all()
    names = names_of({one.partner_id for one in found})
    return [*(_adjustment(one, names) for one in found), *_holds()]


def _adjustment(one: Any, names: dict[Any, str]) -> SimpleNamespace:
    sign = 1 if one.direction == "increase" else -1
    return SimpleNamespace(
        title=one.title, detail=f"{names.get(one.partner_id, '')} · {one.number}", amount=money(sign * one.amount, one.currency),
        due=shown("datetime", one.created_at), url=url_of(ADJUSTMENT, one.id), icon="calculator", kind="warn",
    )  # fmt: skip


def _holds() -> list[SimpleNamespace]:
    if not current_scope().actor.may(HOLD.permission("view")):
        return []
    count = db.session.execute(select(sa.func.count(Hold.id)).where(Hold.state == "open")).scalar() or 0
    if not count:
        return []
    title = ngettext("%(num)s open hold", "%(num)s open holds", count)
    url, detail = f"{url_of(HOLD)}?f.state.in=open", _("Amounts kept free for what is under way")
    return [SimpleNamespace(title=title, detail=detail, amount="", due="", url=url, icon="lock", kind="info")]
