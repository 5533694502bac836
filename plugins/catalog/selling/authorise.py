"""Who may sell what, with the reason: pure over the rules in force, the buyer and the products."""

import uuid
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from hansa import N_
from plugins.catalog.quoting.buyers import Buyer
from plugins.catalog.quoting.products import Item
from plugins.catalog.selling.audience import MISSES, missed
from plugins.catalog.selling.scopes import covers

FORBIDDEN = N_("The program does not let this partner sell it.")
CLOSED = N_("No rule of the program lets this partner sell it.")
NEEDS_ONE = N_("It needs somebody with the certificate “%(certificate)s”.")
NEEDS_MORE = N_("It needs %(wanted)s people with the certificate “%(certificate)s”; there are %(held)s.")
LAPSES = N_("The certificate “%(certificate)s” lapses on %(day)s. From then on it may not be sold.")


@dataclass(frozen=True, slots=True)
class Why:
    """One reason: the code of the rule, a code, a message with parameters (English, the key of its translation) or the rule's own words.

    `texts`: those words by language.
    """

    rule: str
    code: str
    message: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MaySell:
    """Whether a partner may sell a product on a day. `visible`: whether it is shown to the partner at all. `warnings`: what will end it."""

    product_id: uuid.UUID
    allowed: bool
    visible: bool
    reasons: Sequence[Why] = ()
    warnings: Sequence[Why] = ()


class Judge:
    """The rules in force on a day for one buyer; what does not depend on the product is asked once."""

    def __init__(self, rules: Iterable[Any], buyer: Buyer, day: date, paths: Mapping[uuid.UUID, str], *, closed: bool, warn_days: int):
        self.paths, self.closed = paths, closed
        self.rules = [(row, *_met(row, buyer, day, warn_days)) for row in rules]

    def of(self, item: Item) -> MaySell:
        """Judge one product: what is forbidden stays so; where rules allow it to some, one of them must hold."""
        about = [entry for entry in self.rules if covers(entry[0], item, self.paths)]
        against = [_said(row, Why(row.code, "forbidden", FORBIDDEN)) for row, why, _warn in about if row.effect == "deny" and why is None]
        if against:
            return MaySell(item.id, False, item.open_to_all, against)
        allowing = [(row, why, warn) for row, why, warn in about if row.effect == "allow"]
        if not allowing:
            return MaySell(
                item.id, not self.closed, item.open_to_all or not self.closed, [Why("", "closed", CLOSED)] if self.closed else ()
            )
        met = [(row, warn) for row, why, warn in allowing if why is None]
        if not met:
            return MaySell(item.id, False, item.open_to_all, [_said(row, why) for row, why, _warn in allowing if why is not None])
        lasting = any(warn is None for _row, warn in met)
        return MaySell(item.id, True, True, [Why(met[0][0].code, "allowed")], [] if lasting else [warn for _row, warn in met if warn])


def _said(row: Any, why: Why) -> Why:
    """Add the rule's own words."""
    texts = {text["language"]: text["text"] for text in row.messages or ()}
    return Why(why.rule, why.code, row.message or why.message, {} if row.message else why.params, texts)


def _met(row: Any, buyer: Buyer, day: date, warn_days: int) -> tuple[Why | None, Why | None]:
    """Return why a rule does not hold for a buyer (None: it holds), and what will end that."""
    miss = missed(row, buyer)
    if miss is not None:
        return Why(row.code, miss[0], MISSES[miss[0]], miss[1]), None
    if not row.certificate:
        return None, None
    people = {one["person"]: one for one in buyer.certificates if one["name"] == row.certificate and _valid(one, day)}
    wanted = max(row.certified, 1)
    params = {"certificate": row.certificate, "wanted": str(wanted), "held": str(len(people))}
    if len(people) < wanted:
        return Why(row.code, "certificate", NEEDS_ONE if wanted == 1 else NEEDS_MORE, params), None
    return None, _lapse(row, list(people.values()), wanted, day + timedelta(days=warn_days))


def _valid(certificate: Mapping[str, Any], day: date) -> bool:
    ends = certificate["valid_until"]
    return ends is None or ends >= day


def _lapse(row: Any, held: Sequence[Mapping[str, Any]], wanted: int, until: date) -> Why | None:
    """Return the day on which too few are left, when it is near. A certificate still holds on its last day."""
    ends = sorted(one["valid_until"] for one in held if one["valid_until"] is not None)
    spare = len(held) - wanted
    if len(ends) <= spare or ends[spare] >= until:
        return None
    day = ends[spare] + timedelta(days=1)
    return Why(row.code, "lapses", LAPSES, {"certificate": row.certificate, "day": day.isoformat()})


def counted(verdicts: Iterable[MaySell]) -> Counter[str]:
    """Return how many products may be sold, may not, and will lapse."""
    return Counter("lapses" if one.warnings else "allowed" if one.allowed else "refused" for one in verdicts)
