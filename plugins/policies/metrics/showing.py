"""What pages of measures show: figures in the reader's language, ranked, charted over months."""

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from types import SimpleNamespace
from typing import Any

from flask import url_for

from hansa import N_, NotFound, _, current_scope, directory, entity_of, shown, url_of
from plugins.policies.metrics import asking, pools
from plugins.policies.metrics.figures import Figure, day
from plugins.policies.metrics.known import built, known
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.metrics.values import MONTH, values
from plugins.policies.metrics.window import Window, plus_months

WINDOWS = {
    "trailing 12 months": N_("Last 12 months"), "year to date": N_("This year to date"), "this month": N_("This month"),
    "this quarter": N_("This quarter"), "last quarter": N_("Last quarter"), "last 4 complete quarters": N_("Last 4 complete quarters"),
    "last year": N_("Last year"),
}  # fmt: skip
RANKED, CHARTED, MOST_CARDS, FEW = 50, 12, 40, 5


def url(endpoint: str, **words: Any) -> str:
    return url_for(f"policies.{endpoint}", program=current_scope().program.slug, **words)


def label(measure: Measure | Derived) -> str:
    """Return what people call a measure, in the reader's language."""
    return _(measure.label)


def words_of(window: str) -> str:
    """Return what people call a window, in the reader's language; one without words of its own as it is written."""
    return _(WINDOWS[window]) if window in WINDOWS else window


def told(measure: Measure | Derived, figure: Figure | None) -> Any:
    """Return a figure as people read it; a dash for an unknown one."""
    if figure is None:
        return "–"
    if measure.unit == "date":
        return shown("date", one) if (one := day(figure)) else "–"
    places = 2 if measure.unit == "money" else 1 if measure.unit in ("percent", "days") else 2
    number = rounded(figure, places) if isinstance(figure, Fraction) or measure.unit == "percent" else figure.normalize()
    word = {"money": "money", "percent": "percent"}.get(measure.unit, "number")
    said = shown(word, number + 0 if number else Decimal(0))
    return _("%(count)s days", count=said) if measure.unit == "days" else said


def rounded(figure: Figure, places: int) -> Decimal:
    """Return a figure with so many decimals for the eye; halves go up."""
    scaled = Fraction(figure) * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places).normalize() + 0


NAMES = {"own": N_("Of this program"), "partner": N_("Partners"), "deals": N_("Deals"), "leads": N_("Leads"), "orders": N_("Orders")}
"""What measures are listed under, by the beginning of their keys; those of other plugins under that beginning itself."""


def index() -> SimpleNamespace:
    """The measures of the program by what declares them."""
    found = known()
    groups: dict[str, list[SimpleNamespace]] = {}
    for measure in asking.open_measures():
        groups.setdefault(measure.key.partition(".")[0], []).append(_line(measure))
    broken = [SimpleNamespace(key=key, why=error.message, field=error.field) for key, error in sorted(found.broken.items())]
    named = sorted(((_(NAMES.get(key, key.capitalize())), rows) for key, rows in groups.items()), key=itemgetter(0))
    return SimpleNamespace(groups=named, broken=broken, links=list(_links()), new=_new())


def _links() -> Iterator[SimpleNamespace]:
    """The lists of what the program declares and tells itself."""
    for key, icon in (("policies.measure", "list"), ("policies.measure_value", "list-check"), ("policies.figure_column", "columns-3")):
        entity = entity_of(key)
        if current_scope().actor.may(entity.permission("view")):
            yield SimpleNamespace(url=url_of(entity), icon=icon, label=_(entity.plural))


def _new() -> SimpleNamespace | None:
    entity = entity_of("policies.measure")
    allowed = current_scope().actor.may(entity.permission("create"))
    return SimpleNamespace(url=f"{url_of(entity)}new", icon="plus", label=_(entity.create_label)) if allowed else None


def _line(measure: Measure | Derived) -> SimpleNamespace:
    plain = known().plain.get(measure.key)
    source = (
        _("Formula")
        if isinstance(measure, Derived)
        else _(plain.sources.entity.plural or plain.sources.entity.label)
        if plain
        else _("Computed")
    )
    return SimpleNamespace(
        key=measure.key, label=label(measure), url=url("metric", key=measure.key), source=source, open=measure.open,
        booked=plain is None or plain.series in built(), detail=getattr(measure, "formula", ""),
    )  # fmt: skip


def ranking(asked: asking.Question, partner: uuid.UUID | None) -> SimpleNamespace:
    """A measure over partners: who has most, what all have together, and how it went over the months."""
    everybody = asked.answer()
    known_figures = sorted(((figure, one) for one, figure in everybody.items() if figure), key=lambda pair: (-pair[0], str(pair[1])))
    most = max((abs(figure) for figure, _one in known_figures), default=Decimal(1))
    names = {
        one.id: one.name for one in directory.companies([one for _figure, one in known_figures[:RANKED]] + ([partner] if partner else []))
    }
    rows = [
        SimpleNamespace(
            place=place, name=names.get(one, ""), figure=told(asked.measure, figure), share=int(100 * Fraction(max(figure, 0)) / Fraction(most)),
            url=url("metric", key=asked.measure.key, window=asked.window.text, partner=one),
        )
        for place, (figure, one) in enumerate(known_figures[:RANKED], 1)
    ]  # fmt: skip
    return SimpleNamespace(
        **_about(asked), rows=rows, others=max(0, len(known_figures) - RANKED), partner=names.get(partner) if partner else None,
        unknown=sum(figure is None for figure in everybody.values()), total=_total(asked), chart=chart(asked, partner), all_url=url("metrics"),
        whole_url=url("metric", key=asked.measure.key, window=asked.window.text),
    )  # fmt: skip


def _about(asked: asking.Question) -> dict[str, Any]:
    start, end = asked.window.bounds(asked.day)
    span = (shown("date", start), shown("date", end - timedelta(1))) if start < end else ()
    choices = [(text, _(words)) for text, words in WINDOWS.items()]
    text = asked.window.text
    return {
        "title": label(asked.measure), "key": asked.measure.key, "window": text, "span": span, "day": asked.day.isoformat(),
        "windows": choices if text in WINDOWS else [(text, text), *choices], "line": _line(asked.measure),
    }  # fmt: skip


def _total(asked: asking.Question) -> Any:
    return told(asked.measure, replace(asked, level=pools.ALL, partners=None).answer().get(None))


def chart(asked: asking.Question, partner: uuid.UUID | None = None) -> SimpleNamespace | None:
    """The last months of a window as bars: of one partner, or of all together; None where months say nothing."""
    months = _months(asked)
    if not months:
        return None
    level = pools.PARTNER if partner else pools.ALL
    one = replace(asked, level=level, partners=(partner,) if partner else None, by=(MONTH,), window=_spanning(months))
    found = {key[-1]: figure for key, figure in one.answer().items() if figure is not None}
    most = max((abs(figure) for figure in found.values()), default=Decimal(0))
    bars = [_bar(asked.measure, at, first, found.get(first.isoformat()[:7]), most) for at, first in enumerate(months)]
    return SimpleNamespace(bars=bars, width=len(bars) * 10) if most else None


def _months(asked: asking.Question) -> list[date]:
    plain = known().plain.get(asked.measure.key)
    if (plain is None and asked.measure.key not in known().derived) or asked.measure.unit == "date":
        return []
    _start, end = asked.window.bounds(asked.day)
    last = (end - timedelta(1)).replace(day=1)
    return [plus_months(last, -back) for back in range(CHARTED - 1, -1, -1)]


def _spanning(months: list[date]) -> Window:
    return Window.parse(f"{months[0]} to {plus_months(months[-1], 1) - timedelta(1)}")


def _bar(measure: Measure | Derived, at: int, first: date, figure: Figure | None, most: Figure) -> SimpleNamespace:
    height = Decimal(rounded(Fraction(96) * Fraction(abs(figure)) / Fraction(most), 1)) if figure and most else Decimal(0)
    below = figure is not None and figure < 0
    name = shown("date", first)
    return SimpleNamespace(
        x=at * 10 + 2, y=100 - height, height=height, kind="b2" if below else "b1", month=first.month, year=first.year, name=name,
        figure=told(measure, figure),
    )  # fmt: skip


def own(most: int = MOST_CARDS) -> list[SimpleNamespace]:
    """A partner's own figures: this year to date beside the same days of the year before."""
    own_id = current_scope().actor.partner_id
    return _cards(own_id, most) if own_id is not None else []


def of_partner(partner: uuid.UUID) -> list[SimpleNamespace]:
    """The figures of one partner for staff: of those it sees itself, first those that say something."""
    return _cards(partner, FEW)


def _cards(partner: uuid.UUID, most: int) -> list[SimpleNamespace]:
    window, day = Window.parse("year to date"), asking.today()
    asked = [one for one in asking.open_measures() if one.open]
    figures = {key: held.get(partner) for key, held in values([one.key for one in asked], window, day=day, partners=(partner,)).items()}
    saying = (sorted(asked, key=lambda one: not figures[one.key]) if most < len(asked) else asked)[:most]
    before = values([one.key for one in saying], window.before(), day=day, partners=(partner,))
    words = {} if current_scope().actor.partner_id == partner else {"partner": partner}
    return [
        SimpleNamespace(
            label=label(one), now=told(one, figures[one.key]), before=told(one, before[one.key].get(partner)),
            url=url("metric", key=one.key, **words), key=one.key,
        )
        for one in saying
    ]  # fmt: skip


def _before(asked: asking.Question, partner: uuid.UUID) -> Figure | None:
    return replace(asked, window=asked.window.before()).answer().get(partner)


def mine(asked: asking.Question) -> SimpleNamespace:
    """One measure of the partner who asks."""
    own_id = current_scope().actor.partner_id
    if own_id is None:
        raise NotFound()
    figure = asked.answer().get(own_id)
    since = None if asked.measure.key in known().derived else _since(asked.measure.key)
    return SimpleNamespace(
        **_about(asked), figure=told(asked.measure, figure), before=told(asked.measure, _before(asked, own_id)), chart=chart(asked, own_id),
        all_url=url("metrics"), prepared=since,
    )  # fmt: skip


def _since(key: str) -> str | None:
    plain = known().plain.get(key)
    return None if plain is None or plain.series in built() else _("These figures are being prepared. They are here in a few minutes.")
