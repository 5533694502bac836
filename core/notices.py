"""What plugins say about the notifications their events deserve; a plugin such as `notify` delivers them."""

from dataclasses import dataclass
from typing import Literal

Recipient = Literal["creator", "partner", "followers", "mentioned", "staff", "person"]
"""`creator` made the record; `partner` is everybody of its owner; `followers` follow it; `mentioned` are named by the event's
payload (`mentions`: membership ids); `staff` is the manager of its owner, else all of the vendor who hold `permission`,
and nobody when the vendor's own people acted; `person` stands alone, for news that is of no record: the one member the payload
names (`membership_id`), led to the page it names (`leads_to`: `endpoint` and `args`)."""


@dataclass(frozen=True, slots=True)
class NotificationKind:
    """One reason to tell people something. `event` is the type of the event that triggers it.

    `title` is a text for translation; it may name `%(what)s` (the record), `%(who)s` (who acted) and text values of the
    payload. `permission` limits every recipient; empty means the right to view the record. `email` is what a person gets
    who has chosen nothing. `addressee`: the column of the record with the one membership of its owner it concerns; where
    that person is set and there, `partner` is that person alone. `decide`: transitions of the record that ask for nothing but a
    confirmation; mail to those who may make them carries a link to each (signed, for that person, until something changes).
    """

    key: str
    label: str
    event: str
    title: str
    to: tuple[Recipient, ...]
    permission: str = ""
    icon: str = "bell"
    kind: Literal["ok", "warn", "bad", "info", "hold", "idle"] = "info"
    email: bool = True
    addressee: str = ""
    decide: tuple[str, ...] = ()
