"""What rules of a fund ask of partners: their fields, facts the program keeps, measures; as they hold on a day."""

import uuid
from collections.abc import Collection
from datetime import date
from typing import Any

from hansa import behind
from plugins.mdf.tasks import SPEND
from plugins.policies.api import Compiled, names_in, partner_facts


def of_partners(policy: Compiled, partners: Collection[uuid.UUID], day: date) -> dict[uuid.UUID, dict[str, Any]]:
    """Return by partner what the rules of a policy read of it; so many statements whatever their number."""
    with behind(SPEND):
        return partner_facts(names_in(policy), partners, day)
