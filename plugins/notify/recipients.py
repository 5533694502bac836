"""Whom an event is news for."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from hansa import Entity, Member, NotificationKind, directory, records


@dataclass
class Audience:
    """The people around a record who may see it; `by` is the user who acted, `mentioned` and `followers` are memberships.

    `among` limits partners' people to one partner: a conversation is told to the partner that takes part in it.
    """

    entity: Entity
    record: Any
    by: uuid.UUID | None
    among: uuid.UUID | None = None
    mentioned: frozenset[uuid.UUID] = frozenset()
    followers: frozenset[uuid.UUID] = field(default_factory=frozenset)

    @cached_property
    def owner(self) -> directory.Company | None:
        """The partner the record belongs to."""
        owner = records.owner_of(self.entity, self.record)
        return directory.company(owner) if owner else None

    @cached_property
    def people(self) -> list[Member]:
        """Everybody who may be told, the one who acted included."""
        partners = {p for p in (self.among, self.owner and self.owner.id) if p}
        found = directory.members(partners=partners, ids=self.mentioned | self.followers, staff=True)
        return [m for m in found if self._sees(m)]

    def of(self, kind: NotificationKind) -> list[Member]:
        """Return whom a kind is for, without the one who acted."""
        chosen = {m.membership_id for word in kind.to for m in self._group(word, kind)}
        told = [m for m in self.people if m.membership_id in chosen and m.user_id != self.by]
        lawful = [m for m in told if not kind.permission or m.may(kind.permission)]
        return [*lawful, *self._deputies(lawful)] if "staff" in kind.to else lawful

    def _deputies(self, told: list[Member]) -> list[Member]:
        """Who stands in for the vendor's people hears what they hear."""
        ids = directory.deputies_of({m.membership_id for m in told if m.staff}) - {m.membership_id for m in told}
        return [m for m in self.people if m.membership_id in ids and m.user_id != self.by]

    def _group(self, word: str, kind: NotificationKind) -> Iterable[Member]:
        owner = self.owner.id if self.owner else None
        match word:
            case "creator":
                return [m for m in self.people if m.user_id == self.record.created_by]
            case "partner":
                everybody = [m for m in self.people if owner and m.partner_id == owner]
                wanted = getattr(self.record, kind.addressee) if kind.addressee else None
                return [m for m in everybody if m.membership_id == wanted] or everybody
            case "followers":
                return [m for m in self.people if m.membership_id in self.followers]
            case "mentioned":
                return [m for m in self.people if m.membership_id in self.mentioned]
            case "staff":
                return self._staff()
        raise ValueError(f"nobody is called {word!r}")

    def _staff(self) -> list[Member]:
        staff = [m for m in self.people if m.staff]
        if any(m.user_id == self.by for m in staff):
            return []
        managers = [m for m in staff if self.owner and m.user_id == self.owner.manager_id]
        return managers or [m for m in staff if m.may(self.entity.permission("edit"))]

    def _sees(self, member: Member) -> bool:
        if not member.may(self.entity.permission("view")):
            return False
        if member.staff:
            return not member.region or (self.entity.audience != "central" and (self.owner is None or member.region == self.owner.region))
        if self.entity.in_person is not None and self.entity.in_person(self.record):
            return False
        if self.among:
            return member.partner_id == self.among
        return self.entity.audience == "program" or (self.owner is not None and member.partner_id == self.owner.id)
