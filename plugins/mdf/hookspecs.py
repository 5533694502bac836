"""The hooks this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from hansa import hookspec, hookspec_policy


@hookspec
@hookspec_policy("veto", uuid.UUID, many=True)
def take_leads(partner_id: uuid.UUID, rows: Sequence[Mapping[str, str]]) -> list[uuid.UUID]:
    """A partner reported an activity with a list of leads: take them in as leads this partner found, and return their ids in order.

    Runs in the unit of the report, as whoever reports. `rows` have names and texts as in the file, like `company`, `contact_name`,
    `contact_email`, `need`. What is refused refuses the report, with the words of the refusal.
    """


@hookspec
@hookspec_policy("isolate", dict, many=True)
def results_of_leads(ids: Collection[uuid.UUID]) -> list[dict[str, Any]]:
    """What activities brought is asked for: say what became of these leads, as far as you keep them. Called behind the wall.

    Each answer has `lead_id`, `deal` (there is one), `won`, and `amount`: what was won, in the program's currency, or None.
    """
