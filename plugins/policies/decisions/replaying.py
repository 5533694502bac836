"""Stored decisions run again: what an upgrade of an engine changed, and whether anything was tampered with."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from hansa import rules
from plugins.policies.decisions.keeping import digest, replay
from plugins.policies.versions.backtest import history
from plugins.policies.versions.kinds import kinds


@dataclass
class Report:
    """`same` bytes; `changed` under a newer engine; `broken` although the engine is the same; `failed` to run; `tampered` with."""

    same: int = 0
    changed: list[uuid.UUID] = field(default_factory=list)
    broken: list[uuid.UUID] = field(default_factory=list)
    tampered: list[uuid.UUID] = field(default_factory=list)
    failed: list[tuple[uuid.UUID, str]] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        return not (self.changed or self.broken or self.tampered or self.failed)

    def lines(self) -> Iterator[str]:
        yield f"{self.same} decisions come out the same, byte by byte."
        for words, found in (
            ("come out otherwise under the engine's new version", self.changed),
            ("come out otherwise under the same engine version", self.broken),
            ("do not have the digest they were stored with", self.tampered),
        ):
            if found:
                yield f"{len(found)} {words}: {', '.join(str(one) for one in found[:20])}"
        for one, why in self.failed[:20]:
            yield f"{one} cannot be run: {why}"

    def as_json(self) -> dict[str, Any]:
        found = {name: [str(one) for one in getattr(self, name)] for name in ("changed", "broken", "tampered")}
        return {"same": self.same, **found, "failed": [{"id": str(one), "why": why} for one, why in self.failed]}


def replay_all(kind: str | None = None, since: datetime | None = None) -> Report:
    """Run the decisions of the kinds that are on, or of one; nothing is written."""
    report, known = Report(), kinds()
    for key in [kind] if kind else sorted(known):
        for row in history(key, None, since):
            if digest(row.facts, row.outcome) != row.digest:
                report.tampered.append(row.id)
                continue
            try:
                again = replay(row)
            except (rules.RuleError, ValueError, KeyError, LookupError) as error:
                report.failed.append((row.id, str(error)))
                continue
            if again == row.outcome.encode():
                report.same += 1
            else:
                (report.changed if row.engine != known[key].engine_version else report.broken).append(row.id)
    return report
