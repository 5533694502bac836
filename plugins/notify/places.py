"""Where a notice leads."""

from collections.abc import Mapping
from typing import Any


def where(about: str, record_id: Any, params: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return endpoint and arguments of the page a notice leads to: the one it names, else that of its record."""
    if leads_to := params.get("leads_to"):
        return leads_to["endpoint"], leads_to["args"]
    plugin, name = about.split(".", 1)
    return "entity.detail", {"plugin": plugin, "entity": name, "record_id": record_id}
