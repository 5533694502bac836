"""What plugins put on pages: entries of the navigation, cards of the home page, panels and actions of a record."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True)
class MenuItem:
    """An entry of the navigation. `endpoint` is `entity:<plugin>.<entity>` or a Flask endpoint; `tab` asks for the phone's bar."""

    label: str
    endpoint: str
    icon: str = "point"
    section: str = ""
    weight: int = 50
    permission: str = ""
    staff: bool | None = None
    tab: bool = False
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Card:
    """A part of the home page, loaded by itself from `endpoint`, so that a slow or broken one stands alone."""

    title: str
    endpoint: str
    size: Literal["main", "side"] = "main"
    weight: int = 50
    permission: str = ""
    args: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Panel:
    """A part beside a record, loaded by itself; `args` go into the URL."""

    title: str
    endpoint: str
    weight: int = 50
    permission: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Action:
    """A button on a record."""

    label: str
    endpoint: str
    icon: str = ""
    kind: Literal["primary", "quiet", "bad"] = "quiet"
    method: Literal["get", "post"] = "get"
    confirm: str = ""
    permission: str = ""
    args: Mapping[str, Any] = field(default_factory=dict)
