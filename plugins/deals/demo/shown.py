"""What a partner one can sign in as always has in the demo: a deal for every list, at most hours old or about to end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from plugins.deals.demo.step import Step, Words

Days = float
Moves = Sequence[tuple[str, Days, str, dict[str, Any]]]


def shown(now: datetime, words: Words) -> list[tuple[datetime, tuple[Step, ...]]]:
    """Return lives as (when it was created, its steps); days count back from now."""
    ask = {"reason": words.question, "asked_fields": ["customer_registration_no", "contact_email"]}
    more = {"reason": words.extension}
    later = {"close_date": (now + timedelta(days=140)).date().isoformat(), "title": words.wider, "reason": words.amendment}
    lives: Sequence[tuple[Days, Moves]] = (
        (0.6, ()),
        (2.2, (("submit", 2.1, "partner", {}),)),
        (5.3, (("submit", 5.2, "partner", {}), ("put_behind", 3.1, "staff", {"reason": words.second}))),
        (8.5, (("submit", 8.3, "partner", {}), ("start_review", 6.1, "staff", {}))),
        (6.5, (("submit", 6.4, "partner", {}), ("ask", 4.2, "staff", ask))),
        (14.2, (("submit", 14.1, "partner", {}), ("start_review", 13.6, "staff", {}), ("ask", 12.4, "staff", ask))),
        (88.3, (("submit", 88.1, "partner", {}), ("approve", 85.2, "staff", {}))),
        (85.4, (("submit", 85.3, "partner", {}), ("approve", 81.4, "staff", {}), ("request_extension", 1.9, "partner", more))),
        (74.6, (("submit", 74.2, "partner", {}), ("approve", 70.3, "staff", {}), ("request_extension", 11.2, "partner", more), ("extend", 9.1, "staff", {}))),
        (112.4, (("submit", 112.2, "partner", {}), ("approve", 109.3, "staff", {}), ("expire", 19.3, "system", {}), ("request_reinstatement", 3.4, "partner", more))),
        (41.6, (("submit", 41.2, "partner", {}), ("approve", 38.4, "staff", {}), ("request_amendment", 2.7, "partner", later))),
        (35.5, (("submit", 35.4, "partner", {}), ("approve", 31.3, "staff", {}), ("win", 2.4, "partner", {"evidence": words.won}))),
    )  # fmt: skip
    return [
        (now - timedelta(days=created), tuple(Step(name, now - timedelta(days=ago), by, values) for name, ago, by, values in moves))
        for created, moves in lives
    ]
