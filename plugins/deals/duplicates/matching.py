"""When two registrations are about the same thing: exact comparison of normalised values. No database, no Flask."""

import unicodedata
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

CUSTOMER, PRODUCTS, TITLE = "customer", "products", "title"
VERDICTS = ("same", "possible", "related")


@dataclass(frozen=True, slots=True)
class Keys:
    """Who the customer is, normalised. None = not given."""

    name: str | None = None
    domain: str | None = None
    registration: str | None = None
    country: str | None = None


@dataclass(frozen=True, slots=True)
class Registration:
    """What matchers know of a registration: the customer as typed, and what is registered."""

    id: uuid.UUID
    partner_id: uuid.UUID
    customer_name: str
    customer_country: str | None = None
    customer_domain: str | None = None
    customer_registration_no: str | None = None
    title: str = ""
    products: frozenset[str] = frozenset()
    parts: Mapping[str, Any] = field(default_factory=dict)
    """Further fields that belong to the key of the program, by name."""

    @property
    def keys(self) -> Keys:
        number = plain(self.customer_registration_no or "").upper()
        return Keys(plain(self.customer_name) or None, host(self.customer_domain or "") or None, number or None, self.customer_country)


@dataclass(frozen=True, slots=True)
class Rival:
    """Another registration that may be about the same thing, and why (texts for translation).

    `verdict`: `same` customer, `possible`, or a `related` one; which of them count is the policy's affair.
    """

    deal_id: uuid.UUID
    reasons: tuple[str, ...]
    verdict: str = "same"


def plain(text: str) -> str:
    """Return a text without what people vary: width, case, spaces, punctuation."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")


def host(text: str) -> str:
    """Return the bare host of what was typed as a web domain."""
    typed = unicodedata.normalize("NFKC", text).strip().casefold()
    try:
        found = urlsplit(typed if "//" in typed else f"//{typed}").hostname or ""
    except ValueError:
        return ""
    return found.rstrip(".").removeprefix("www.")


def overlaps(one: Registration, other: Registration, key: Sequence[str]) -> bool:
    """Tell whether two registrations for one customer get in each other's way under the key: every part of it meets."""
    return all(_meets(_part(one, name), _part(other, name)) for name in key if name != CUSTOMER)


def _part(registration: Registration, name: str) -> frozenset[str]:
    """Return what a registration covers of a part of the key; nothing named covers all of it."""
    if name == PRODUCTS:
        return registration.products
    value = registration.title if name == TITLE else registration.parts.get(name)
    several = value if isinstance(value, list | tuple | set | frozenset) else [value]
    return frozenset(plain(str(one)) for one in several if one not in (None, ""))


def _meets(one: frozenset[str], other: frozenset[str]) -> bool:
    return not one or not other or bool(one & other)


def grant_key(registration: Registration, key: Sequence[str]) -> str:
    """Return what only one protected deal may hold, so that the database refuses a second one decided at the same moment."""
    keys = registration.keys
    first = [keys.registration or f"{keys.name}@{keys.country or ''}"] if CUSTOMER in key else []
    return "|".join([*first, *(part for name in key if name != CUSTOMER for part in sorted(_part(registration, name)))])


def merged(found: Iterable[Rival]) -> list[Rival]:
    """Return one rival for each deal, with the reasons of everybody who found it and the surest verdict."""
    reasons: dict[uuid.UUID, dict[str, None]] = {}
    verdicts: dict[uuid.UUID, str] = {}
    for rival in found:
        reasons.setdefault(rival.deal_id, {}).update(dict.fromkeys(rival.reasons))
        verdicts[rival.deal_id] = min(rival.verdict, verdicts.get(rival.deal_id, rival.verdict), key=VERDICTS.index)
    return [Rival(deal_id, tuple(why), verdicts[deal_id]) for deal_id, why in reasons.items()]
