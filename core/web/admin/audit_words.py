"""The audit trail in the reader's words: what was done, to what, which fields."""

from collections.abc import Mapping
from typing import Any

from core.entities.effective import schema_of
from core.entities.registry import registry
from core.i18n import N_, _
from core.programs.program_schema import DatedSchema, NewProgramSchema
from core.web.records.timeline import ACTS

THINGS: Mapping[str, str] = {"core.program": N_("Program"), "core.role": N_("Role"), "core.field": N_("Custom field"), "core.personal": N_("Personal data")}
"""What is audited and is no kind of record."""

WORDS: Mapping[str, str] = {
    "deleted": N_("deleted this"),
    "accepted": N_("accepted the invitation"),
    "program created": N_("made the program"),
    "program changed": N_("changed the set-up"),
    "program ended": N_("ended the program"),
    "program reopened": N_("opened the program again"),
    "change planned": N_("planned a change of place or calendar"),
    "change taken back": N_("took a planned change back"),
    "brand changed": N_("changed the brand"),
    "settings changed": N_("changed settings"),
    "plugins enabled": N_("switched plugins on"),
    "plugins disabled": N_("switched plugins off"),
    "field added": N_("added a field"),
    "field changed": N_("changed a field"),
    "field retired": N_("retired a field"),
    "field restored": N_("restored a field"),
    "given out": N_("gave personal data out"),
    "erased": N_("erased personal data"),
    "deputy named": N_("named a deputy"),
    "deputy dismissed": N_("ended a deputyship"),
    "viewed_as": N_("began to look at the portal as this partner"),
    "stopped_viewing": N_("stopped looking at the portal as this partner"),
    "published": N_("published this"),
    "superseded": N_("superseded this"),
    "checked": N_("checked this"),
    "stated": N_("put this on a statement"),
    "granted": N_("granted this"),
    "disputed": N_("disputed this"),
    "withdrawn": N_("withdrew this"),
    "settled": N_("settled this"),
    "sent": N_("sent this"),
}


def words_of(entity_key: str, action: str) -> str:
    """Return the thing and the act in one line: “Deal · Start review”."""
    return f"{thing_of(entity_key)} · {_act(registry().get(entity_key), action)}"


def thing_of(entity_key: str) -> str:
    """Return the label of what a row is about: “Deal”."""
    entity = registry().get(entity_key)
    return _(entity.label) if entity else _(THINGS.get(entity_key, entity_key))


def _act(entity: Any, action: str) -> str:
    """A transition is told by its label. What was done in a system scope carries the reason in brackets."""
    plain, bracket, reason = action.partition(" (")
    if entity is not None and entity.workflow is not None:
        labels = {move.name: move.label for move in entity.workflow.transitions}
        if plain in labels:
            return _(labels[plain])
    known = ACTS[plain][0] if plain in ACTS else WORDS.get(plain)
    return f"{_(known)}{bracket}{reason}" if known else action


_PROGRAM: Mapping[str, Any] = {**NewProgramSchema().fields, **DatedSchema().fields}


def fields_of(entity_key: str, changes: Mapping[str, Any]) -> list[str]:
    """Return the labels of the fields a row names. Of records, what no reader ever sees is left out."""
    entity = registry().get(entity_key)
    known = schema_of(entity).fields if entity else _PROGRAM if entity_key == "core.program" else {}
    names = [name for name in changes if entity is None or name in known]
    return [_(known[name].metadata.get("label") or name) if name in known else name for name in names]
