"""What a statement says, as plain data: its files follow from nothing else, words included."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from hansa import N_, _
from plugins.rebates.engine.engine import TEXTS
from plugins.rebates.states import FORMS

FORMAT = 1
WORDS = {
    "title": N_("Rebate statement"), "for": N_("For"), "number": N_("Number"), "period": N_("Period"), "cut_off": N_("Cut-off"),
    "dispute_by": N_("Disputed by"), "line": N_("Line"),
    "what": N_("What"), "measured": N_("Measured"), "base": N_("Base"), "rate": N_("Rate"), "unrounded": N_("Before rounding"), "earned": N_("Earned"),
    "before": N_("Settled before"), "payable": N_("Payable"), "total": N_("Payable in all"), "late": N_("Rows received after an earlier cut-off"),
    "row": N_("Row"), "day": N_("Day"), "received": N_("Received"), "amount": N_("Amount"), "about": N_("About"), "why": N_("Why"),
    "late_why": N_("Received after the cut-off of its own period, so it counts here."), "fingerprint": N_("Fingerprint of the calculation"),
}  # fmt: skip
CATCH_UP = N_("of which for earlier periods: %(amount)s %(currency)s")
ZERO = Decimal(0)


@dataclass(frozen=True)
class Line:
    """A line of a statement: of the calculation, or an adjustment. `about`: the number of the payout it corrects."""

    key: str
    what: str
    payable: Decimal
    form: str = ""
    receiver: str = ""
    measured: str = ""
    base: str = ""
    rate: str = ""
    unrounded: str = ""
    earned: Decimal | None = None
    before: Decimal | None = None
    about: str = ""
    why: str = ""
    source: str = ""
    component: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as it is kept; amounts with four decimals."""
        return {name: money(value) if isinstance(value, Decimal) else value for name, value in vars(self).items()}


def result_line(place: int, row: Any, label: str) -> Line:
    """Return the line of a result of the calculation; `label` is what its component is called. Reasons are in words."""
    why = "; ".join([*(str(_(TEXTS[code], what=label)) if code in TEXTS else str(code) for code in row.reasons), *_caught_up(row)])
    return Line(
        f"L{place}", label, row.payable, row.form, row.receiver, row.measured, row.base, row.rate, row.unrounded, row.earned,
        row.settled_before, why=why, source=str(row.id), component=row.component,
    )  # fmt: skip


def _caught_up(row: Any) -> list[str]:
    """Say how much of a line is for what earlier periods bought."""
    amount = (row.told or {}).get("catch_up")
    return [str(_(CATCH_UP, amount=f"{Decimal(amount):,.2f}", currency=row.currency))] if amount else []


def adjustment_line(place: int, row: Any, part: Decimal, about: str) -> Line:
    """Return the line of an adjustment; `part`: how much of it is stated here, `about`: the payout it corrects."""
    return Line(f"A{place}", row.title, part, about=about, why=row.kind, source=str(row.id))


def content(head: Mapping[str, Any], lines: Sequence[Line], late: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return everything that is stated. `head`: number, title, issuer, days, currency, fingerprint."""
    words = {key: str(_(text)) for key, text in WORDS.items()} | {f"form.{key}": str(_(text)) for key, text in FORMS}
    total = sum((line.payable for line in lines), ZERO)
    return {
        "format": FORMAT, **head, "words": words, "lines": [line.plain() for line in lines], "late": [dict(row) for row in late],
        "total": money(total),
    }  # fmt: skip


def money(value: Decimal) -> str:
    """Return an amount as it is kept: four decimals."""
    return f"{value:.4f}"


def fingerprint(said: Mapping[str, Any], addressee: str) -> str:
    """Return the SHA-256 of a statement's content and its addressee."""
    plain = json.dumps([addressee, said], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()
