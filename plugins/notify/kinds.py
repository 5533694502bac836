"""The reasons to tell people something, as the plugins of the program declare them, and the channels they go through."""

from collections.abc import Mapping
from typing import Any, Literal, cast

from hansa import N_, NotificationKind, records

Channel = Literal["email", "portal", "off"]
CHANNELS: Mapping[Channel, str] = {"email": N_("Portal and e-mail"), "portal": N_("Portal only"), "off": N_("Off")}


def kinds() -> list[NotificationKind]:
    """Return the kinds of the plugins that are on, in their order."""
    return [kind for found in records.hooks("notification_kinds") for kind in found]


def channel(kind: NotificationKind, choices: Mapping[str, Any]) -> Channel:
    """Return how a person with these choices hears of a kind."""
    chosen = choices.get(kind.key)
    return cast(Channel, chosen) if chosen in CHANNELS else "email" if kind.email else "portal"
