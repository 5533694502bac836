"""What the tool shows."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from hansa import N_, Entity, NotFound, _, country_codes, current_scope, db, entity_of, select, shown, url_of
from plugins.matching.compare import compare
from plugins.matching.normalise import normalise
from plugins.matching.party import Match, Party
from plugins.matching.search import Found, search
from plugins.matching.settings import thresholds
from plugins.matching.wording import VERDICTS, in_words

LONGEST = 200
FIELDS = (
    ("name", N_("Name"), "text"),
    ("country", N_("Country"), "text"),
    ("domain", N_("Web domain"), "url"),
    ("registration", N_("Registration number"), "text"),
    ("phone", N_("Telephone"), "tel"),
)
_SIGNS = {"+": ("ok", "plus", N_("Speaks for it")), "-": ("bad", "minus", N_("Speaks against it")), "=": ("info", "link", N_("Relatives"))}


class Why(NamedTuple):
    """One reason: its text, and what it speaks for."""

    text: str
    kind: str
    icon: str
    sign: str


class Answer(NamedTuple):
    """A verdict as it is shown; the score of a hundred."""

    label: str
    kind: str
    icon: str
    score: int
    reasons: Sequence[Why]


class Hit(NamedTuple):
    """A party that was found; `url` and `name` are None where the reader may not see the record."""

    name: str | None
    detail: str
    url: str | None
    answer: Answer


def asked(values: Mapping[str, str], side: str) -> Party:
    """Return the party of a side of the form; text that is too long is cut."""
    typed = {name: values.get(name + side, "").strip()[:LONGEST] for name, _label, _mode in FIELDS}
    country = typed["country"].upper()
    return Party(
        typed["name"],
        country if country in country_codes() else None,
        typed["domain"] or None,
        typed["registration"] or None,
        typed["phone"] or None,
    )


def sides(one: Party, other: Party) -> list[dict[str, Any]]:
    """Return the two halves of the form, filled in."""
    countries = sorted(((code, shown("country", code)) for code in country_codes()), key=lambda pair: pair[1])
    return [
        {
            "title": title,
            "side": side,
            "hint": hint,
            "countries": countries,
            "fields": [(name, _(label), mode, getattr(party, name) or "") for name, label, mode in FIELDS],
        }
        for title, hint, side, party in (
            (_("Company"), "", "", one),
            (_("Compare with"), _("Leave it empty to look among all known companies."), "2", other),
        )
    ]


def compared(one: Party, other: Party) -> Answer:
    return _answer(compare(normalise(one), normalise(other), thresholds()))


def found(party: Party) -> list[Hit]:
    """Return the known parties that are like one. Records of other regions have no name."""
    hits = search(party)
    seen = _visible(hits)
    return [_hit(hit, hit.record_id in seen) for hit in hits]


def _answer(match: Match) -> Answer:
    label, kind, icon = VERDICTS[match.verdict]
    reasons = [Why(in_words(reason), *_SIGNS[reason.effect]) for reason in match.reasons]
    return Answer(_(label), kind, icon, round(match.score * 100), reasons)


def _visible(hits: Sequence[Found]) -> set[Any]:
    """Return the ids of the records the reader may see; one statement for each kind of record."""
    seen: set[Any] = set()
    for key in {hit.entity for hit in hits}:
        entity = _entity(key)
        if entity is not None and current_scope().actor.may(entity.permission("view")):
            ids = [hit.record_id for hit in hits if hit.entity == key]
            seen.update(db.session.scalars(select(entity.table.c.id).where(entity.table.c.id.in_(ids))))
    return seen


def _hit(hit: Found, seen: bool) -> Hit:
    entity = _entity(hit.entity)
    kind = _(entity.label) if entity else ""
    if not seen or entity is None:
        return Hit(None, kind, None, Answer(*_answer(hit.match)[:4], ()))
    known = (hit.party.country, hit.party.domain, hit.party.registration)
    return Hit(hit.party.name, " · ".join(text for text in (kind, *known) if text), url_of(entity, hit.record_id), _answer(hit.match))


def _entity(key: str) -> Entity | None:
    try:
        return entity_of(key)
    except NotFound:
        return None
