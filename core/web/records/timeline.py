"""The timeline of a record: what the audit trail says of it, in the reader's words."""

from types import SimpleNamespace
from typing import Any

import sqlalchemy as sa

from core.audit import Audit
from core.db import db
from core.entities.effective import schema_of
from core.entities.entity import Entity
from core.entities.marks import WALL
from core.entities.scope import current
from core.i18n import N_, _
from core.identity.models import User
from core.web.values.shown import shown
from core.workflow.machine import Workflow

ACTS = {
    "created": (N_("created this"), "plus"),
    "updated": (N_("changed"), "pencil"),
    "archived": (N_("archived this"), "archive"),
    "restored": (N_("restored this"), "restore"),
    "file added": (N_("added a file"), "paperclip"),
    "file removed": (N_("removed a file"), "trash"),
    "virus found": (N_("found a virus in a file"), "alert-triangle"),
    "opened": (N_("opened this"), "eye"),
    "invited": (N_("invited"), "mail"),
    "ended": (N_("deactivated"), "lock"),
    "resumed": (N_("activated again"), "lock-open"),
    "agreed": (N_("agreed to this"), "check"),
    "agreed as deputy": (N_("agreed to this as a deputy"), "check"),
}
SHOWN = 50


def _newest() -> Any:
    table, user = Audit.__table__, User.__table__
    shown = [table.c[name] for name in ("at", "action", "changes", "reason")]
    about = [
        table.c.program_id == sa.bindparam("program"),
        table.c.entity == sa.bindparam("entity"),
        table.c.record_id == sa.bindparam("record"),
    ]
    found = sa.select(*shown, user.c.name).select_from(table.outerjoin(user, user.c.id == table.c.user_id)).where(*about)
    return found.order_by(table.c.id.desc()).limit(SHOWN).execution_options(**WALL)


_NEWEST = _newest()


def timeline(entity: Entity, record: Any) -> list[SimpleNamespace]:
    """Return the newest entries first; one statement. Fields the reader may not see are not named."""
    wanted = {"program": current().program.id, "entity": entity.key, "record": record.id}
    rows = db.session.connection().execute(_NEWEST, wanted).all()
    fields = schema_of(entity, record).fields
    return [entry for row in rows if (entry := _entry(row, fields, entity.workflow)) is not None]


def _entry(row: Any, fields: Any, flow: Workflow | None) -> SimpleNamespace | None:
    """Return None for an act without words in fields the reader may not see: that it happened would tell of them."""
    text, icon, kind = _act(row, flow)
    names = [_(fields[name].metadata.get("label") or name) for name in row.changes if name in fields]
    told = row.action == "updated" or not text
    detail = ", ".join(names) if told else ""
    if not text and not names:
        return None
    said = text or _(ACTS["updated"][0])
    when = shown("datetime", row.at)
    return SimpleNamespace(who=row.name or _("The portal"), text=said, detail=row.reason or detail, when_html=when, icon=icon, kind=kind)


def _act(row: Any, flow: Workflow | None) -> tuple[str, str, str]:
    """Return (words, icon, kind) of what was done; a transition is told by the state it led to, or by its label where it stayed.

    No words: an act of a plugin that has none; its fields tell what it was.
    """
    if flow is not None and row.action not in ACTS and flow.field in row.changes:
        state = flow.by_key.get(row.changes[flow.field][1])
        if state is not None:
            return _("moved this to “%(state)s”", state=_(state.look.label)), state.look.icon, state.look.kind
    action = row.action.partition(" (")[0]  # what was done behind the wall names its reason, which is not for readers
    move = next((move for move in flow.transitions if move.name == action), None) if flow is not None else None
    if move is not None:
        return _("took the step “%(step)s”", step=_(move.label)), move.icon or "history", ""
    text, icon = ACTS.get(action, ("", "history"))
    return _(text) if text else "", icon, ""
