"""Whether everybody had its share: what each was entitled to and got, and what the nightly replay found. For staff."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from hansa import db, moment, money_sum, select, shown
from plugins.leads.models import Assignment, Check, Lead
from plugins.leads.reports.analysis import partner_names
from plugins.leads.routing.accounts import books
from plugins.leads.routing.shares import Book, largest_deviation

MOST = 40


class Share(NamedTuple):
    """What a partner was entitled to and got of one distribution; `part`: its count beside the largest, in percent.

    `worth`: the estimated value of what it got, in the program's currency; `worth_part`: percent of all that was dealt.
    """

    name: str
    entitled: str
    received: int
    deviation: str
    part: int
    behind: bool
    worth: Markup
    worth_part: int


class Proof(NamedTuple):
    """What the nightly replay found of a distribution."""

    when: Markup
    decisions: int
    differing: int
    broken: int
    furthest: str
    starved: Sequence[str]

    @property
    def good(self) -> bool:
        return not (self.differing or self.broken or self.starved)


class Fairness(NamedTuple):
    """One distribution by weights: its shares, its largest deviation now and ever, how concentrated it is, the proof."""

    rule: str
    total: int
    rows: Sequence[Share]
    furthest: str
    worst: str
    worst_name: str
    concentration: int
    proof: Proof | None


def report() -> list[Fairness]:
    """Return every distribution by weights; four statements."""
    found = books()
    checks = {row.rule: row for row in db.session.execute(select(*(getattr(Check, name) for name in _COLUMNS)))}
    keys = {key for book in found.values() for key in book.owed} | {key for check in checks.values() for key in check.starved}
    names = partner_names({uuid.UUID(key) for key in keys if len(key) == 36})
    called = {key: names.get(uuid.UUID(key), key) if len(key) == 36 else key for key in keys}
    worth = _worth(found)
    return [_of(rule, book, called, checks.get(rule), worth.get(rule, {})) for rule, book in sorted(found.items())]


def _worth(rules: Iterable[str]) -> dict[str, dict[str, Decimal]]:
    """Return the estimated value of the leads each target got, by rule."""
    joined = sa.and_(Lead.program_id == Assignment.program_id, Lead.id == Assignment.lead_id)
    who = (Assignment.rule, Assignment.partner_id, Assignment.person_id)
    wanted = select(*who, money_sum(Lead.value).label("worth")).join_from(Assignment, Lead, joined)
    found: dict[str, dict[str, Decimal]] = {}
    for row in db.session.execute(wanted.where(Assignment.rule.in_(list(rules)), Lead.value.is_not(None)).group_by(*who)):
        own = found.setdefault(row.rule, {})
        key = str(row.person_id or row.partner_id)
        own[key] = own.get(key, Decimal(0)) + row.worth
    return found


_COLUMNS = ("rule", "checked_at", "decisions", "differing", "broken", "furthest", "starved")


def _of(rule: str, book: Book, names: Mapping[str, str], check: Any, worth: Mapping[str, Decimal]) -> Fairness:
    worst, by = largest_deviation(book)
    total = sum(book.received.values())
    return Fairness(
        rule, total, _shares(book, names, worth), _two(book.furthest), _two(by, "+") if worst else "–", names.get(worst, ""),
        concentration(book.received.values()), _proof(check, names) if check else None,
    )  # fmt: skip


def _shares(book: Book, names: Mapping[str, str], worth: Mapping[str, Decimal]) -> list[Share]:
    all_of_it = sum(worth.values()) or Decimal(1)
    most = max(book.received.values(), default=0) or 1
    rows = [
        Share(
            names[key], _two(book.entitled(key)), (got := book.received.get(key, 0)), _two(book.deviation(key), "+"),
            round(100 * got / most), book.deviation(key) >= 1, shown("money", worth.get(key, Decimal(0))),
            round(100 * worth.get(key, Decimal(0)) / all_of_it),
        )
        for key in book.owed
    ]  # fmt: skip
    return sorted(rows, key=lambda row: (not row.behind, -row.received, row.name))[:MOST]


def concentration(received: Iterable[int]) -> int:
    """Return the Herfindahl-Hirschman index of some counts: 10,000 where one has all, 10,000/n where n have the same."""
    counts = list(received)
    total = sum(counts) or 1
    return round(10_000 * sum(Fraction(n, total) ** 2 for n in counts))


def _proof(check: Any, names: Mapping[str, str]) -> Proof:
    return Proof(
        moment(check.checked_at), check.decisions, check.differing, check.broken, _two(Fraction(check.furthest)),
        [names[key] for key in check.starved],
    )  # fmt: skip


def _two(value: Fraction, sign: str = "") -> str:
    return f"{float(value):{sign}.2f}"
