"""When two registrations are about the same thing: exact comparison of normalised values. No database, no Flask."""

import unicodedata
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from hansa import N_

SAME_NUMBER, SAME_DOMAIN, SAME_NAME = N_("Same registration number"), N_("Same web domain"), N_("Same name")


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

    @property
    def keys(self) -> Keys:
        number = plain(self.customer_registration_no or "").upper()
        return Keys(plain(self.customer_name) or None, host(self.customer_domain or "") or None, number or None, self.customer_country)


@dataclass(frozen=True, slots=True)
class Rival:
    """Another registration that may be about the same thing, and why (texts for translation)."""

    deal_id: uuid.UUID
    reasons: tuple[str, ...]


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


def shared(one: Keys, other: Keys) -> tuple[str, ...]:
    """Return why two customers are the same; () when they are not, or when what is known of them contradicts it."""
    if one.registration and other.registration:
        return (SAME_NUMBER,) if one.registration == other.registration else ()
    by_domain = (SAME_DOMAIN,) if one.domain and one.domain == other.domain else ()
    abroad = one.country and other.country and one.country != other.country
    by_name = (SAME_NAME,) if one.name and one.name == other.name and not abroad else ()
    return by_domain + by_name


def overlaps(one: Registration, other: Registration, uniqueness: str) -> bool:
    """Tell whether two registrations for one customer get in each other's way under the program's key."""
    return _OVERLAP[uniqueness](one, other)


def _products(one: Registration, other: Registration) -> bool:
    """A registration that names no product is for all of them."""
    return not one.products or not other.products or bool(one.products & other.products)


_OVERLAP: Mapping[str, Callable[[Registration, Registration], bool]] = {
    "customer": lambda one, other: True,
    "customer+product": _products,
    "customer+project": lambda one, other: plain(one.title) == plain(other.title),
}


def grant_key(registration: Registration, uniqueness: str) -> str:
    """Return what only one protected deal may hold, so that the database refuses a second one decided at the same moment."""
    keys = registration.keys
    parts = [keys.registration or f"{keys.name}@{keys.country or ''}"]
    if uniqueness == "customer+project":
        parts.append(plain(registration.title))
    if uniqueness == "customer+product":
        parts += sorted(registration.products)
    return "|".join(parts)


def merged(found: Iterable[Rival]) -> list[Rival]:
    """Return one rival for each deal, with the reasons of everybody who found it."""
    reasons: dict[uuid.UUID, dict[str, None]] = {}
    for rival in found:
        reasons.setdefault(rival.deal_id, {}).update(dict.fromkeys(rival.reasons))
    return [Rival(deal_id, tuple(why)) for deal_id, why in reasons.items()]
