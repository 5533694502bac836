"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

import uuid
from collections.abc import Mapping
from typing import Any

from hansa import hookspec, hookspec_policy


@hookspec
@hookspec_policy("isolate", dict, many=True)
def effects_of_level(partner_id: uuid.UUID, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[dict[str, Any]]:
    """When staff looks at a change of level: what else it does, which no benefit of the program says.

    `before` and `after` are the facts of the partner that differ between the two levels, as rules call them (`partner.tier`,
    `partner.benefit_discount`); all others are as today. Each answer has `text`, in the reader's language, and `better`: whether the
    partner gains by it. Must not write.
    """
