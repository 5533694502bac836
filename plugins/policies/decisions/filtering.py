"""Which stored decisions somebody wants to see: by kind, policy, result, partner and time."""

import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from hansa import _, current_scope, select
from plugins.policies.models import Decision
from plugins.policies.versions.kinds import PolicyKind, kinds

WORDS = ("kind", "policy", "result", "open", "partner", "since", "until", "before")
COLUMNS = (
    Decision.id, Decision.kind, Decision.policy, Decision.number, Decision.result, Decision.open, Decision.partner_id, Decision.at,
    Decision.entity, Decision.record_id, Decision.engine, Decision.digest,
)  # fmt: skip


@dataclass(frozen=True)
class DecisionFilter:
    """The words of an address; what is no date or id filters nothing."""

    words: Mapping[str, str]

    @property
    def chosen(self) -> dict[str, str]:
        """The words that say something, without the place in the list."""
        return {name: value for name, value in self.words.items() if value and name != "before"}

    def rows(self, *more: Any) -> Any:
        """Return a select of the decisions of the kinds that are on, the newest first."""
        return select(*COLUMNS, *more).where(*self._conditions()).order_by(Decision.id.desc())

    def _conditions(self) -> Iterator[Any]:
        yield Decision.kind.in_(list(kinds()))
        for name, column in (("kind", Decision.kind), ("policy", Decision.policy), ("result", Decision.result)):
            if self.words[name]:
                yield column == self.words[name]
        if self.words["open"]:
            yield Decision.open.is_(True)
        for name, condition in (("partner", Decision.partner_id.__eq__), ("before", Decision.id.__lt__)):
            if found := _uuid(self.words[name]):
                yield condition(found)
        if since := _midnight(self.words["since"]):
            yield Decision.at >= since
        if until := _midnight(self.words["until"], timedelta(days=1)):
            yield Decision.at < until


def read(given: Mapping[str, str]) -> DecisionFilter:
    return DecisionFilter({name: given.get(name, "").strip()[:100] for name in WORDS})


def results(known: Mapping[str, PolicyKind]) -> list[tuple[str, str]]:
    """Return the results there are, each once, with what people call them."""
    return list({code: (code, _(label)) for kind in known.values() for code, label in kind.results}.values())


def _midnight(text: str, more: timedelta = timedelta()) -> datetime | None:
    """Return the beginning of a day in the program's time zone, or of a later one."""
    try:
        return datetime.combine(date.fromisoformat(text) + more, time(), ZoneInfo(current_scope().program.zone))
    except (ValueError, OverflowError):
        return None


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None
