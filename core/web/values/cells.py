"""Cells of lists and values of detail pages: for each word a function from value to escaped HTML.

A column's function is made once, when its view is compiled; per value it does next to nothing.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote
from zoneinfo import ZoneInfo

from markupsafe import escape

from core.i18n import N_, _, home, ngettext, use
from core.web.values import format as fmt

YES, NO = N_("Yes"), N_("No")


@dataclass(frozen=True, slots=True)
class CellContext:
    """What a cell needs to know about its reader. `now` is the aware moment relative times are counted from."""

    locale: str
    zone: str
    currency: str
    sprite_url: str
    now: dt.datetime
    staff: bool = False


class Link(NamedTuple):
    """The value of a reference or file cell: where it leads and what it is called."""

    url: str
    label: str


class StateLook(NamedTuple):
    """How a state is shown: its word, a kind (ok, warn, bad, info, hold, idle) and an icon of the sprite.

    `partner_step` and `staff_step`: whose turn it is and what comes next, as either side reads it.
    """

    label: str
    kind: str
    icon: str
    partner_step: str = ""
    staff_step: str = ""


Cell = Callable[[Any, CellContext], str]
UNKNOWN_STATE = "circle-dashed"
NEAR, SOON = 3, 14
"""Days left from which a date is shown as pressing, and as one to think of."""


def cell(word: str, field: Any = None) -> Cell:
    """Return the function for a column; raises KeyError for a word nobody knows.

    `field` is the marshmallow field: `choice` reads its `choices`, `state` the `states` of its metadata
    (value to `StateLook`). Empty values give "". The result is escaped and never needs escaping again.
    """
    make = _MADE.get(word)
    render = make(field) if make else _FIXED[word]

    def column(value: Any, ctx: CellContext) -> str:
        if value is None or value == "":
            return ""
        try:
            return render(value, ctx)
        except (AttributeError, TypeError):  # stored under an older definition of the field: shown as it is
            return escape(value)

    return column


def _text(value: Any, ctx: CellContext) -> str:
    return escape(value)


def _longtext(value: Any, ctx: CellContext) -> str:
    return f'<div class="hs-wrap">{escape(value)}</div>'


def _money(value: Any, ctx: CellContext) -> str:
    """Show an amount in the program's currency, or a pair of amount and currency."""
    if isinstance(value, tuple):
        return _amount(value[0], value[1], ctx.locale)
    return _amount(value, ctx.currency, ctx.locale)


def _date(value: dt.date, ctx: CellContext) -> str:
    return f'<time datetime="{value.isoformat()}">{fmt.date(value, ctx.locale)}</time>'


def _datetime(value: dt.datetime, ctx: CellContext) -> str:
    exact = fmt.datetime(value, ctx.zone, ctx.locale)
    near = fmt.relative(value, ctx.now, ctx.locale)
    return f'<time datetime="{value.isoformat(timespec="seconds")}" title="{exact}">{near}</time>'


def _moment(value: dt.datetime, ctx: CellContext) -> str:
    """Show the day and minute of what somebody fixed, where others tell how long ago something happened."""
    return f'<time datetime="{value.isoformat(timespec="seconds")}">{fmt.datetime(value, ctx.zone, ctx.locale)}</time>'


def _left(value: dt.date, ctx: CellContext) -> str:
    """Show the days up to a date, which is no longer one of them; what is near stands out."""
    days = (value - ctx.now.astimezone(ZoneInfo(ctx.zone)).date()).days
    kind = "bad" if days <= NEAR else "warn" if days <= SOON else "idle"
    return f'<time class="hs-due is-{kind}" datetime="{value.isoformat()}" title="{fmt.date(value, ctx.locale)}">{_days(days, ctx.locale)}</time>'


def _bool(value: Any, ctx: CellContext) -> str:
    return _word(YES if value else NO, ctx.locale)


def _email(value: str, ctx: CellContext) -> str:
    return f'<a href="mailto:{quote(value, safe="@")}">{escape(value)}</a>'


def _url(value: str, ctx: CellContext) -> str:
    if not value.lower().startswith(("https://", "http://")):
        return escape(value)
    shown = value.split("://", 1)[1].removesuffix("/")
    return f'<a href="{escape(value)}" rel="noopener noreferrer nofollow" target="_blank">{escape(shown)}</a>'


def _phone(value: str, ctx: CellContext) -> str:
    dialled = "".join(character for character in value.split("x")[0] if character in "+0123456789")
    return f'<a href="tel:{dialled}">{escape(value)}</a>'


def _link(value: Any, ctx: CellContext) -> str:
    if isinstance(value, Link):
        return f'<a href="{escape(value.url)}">{escape(value.label)}</a>'
    return escape(value)


def _choice(field: Any) -> Cell:
    labels = dict(field.choices)
    return lambda value, ctx: _word(labels.get(value, str(value)), ctx.locale)


def _choices(field: Any) -> Cell:
    one = _choice(field)
    return lambda value, ctx: ", ".join(one(item, ctx) for item in value)


def _state(field: Any) -> Cell:
    looks: Mapping[str, StateLook] = field.metadata["states"]

    def render(value: str, ctx: CellContext) -> str:
        look = looks.get(value) or StateLook(value, "idle", UNKNOWN_STATE)
        return _badge(look, home(look.label), ctx.sprite_url, ctx.locale, ctx.staff)

    return render


def _lines(field: Any) -> Cell:
    return lambda value, ctx: fmt.number(len(value), ctx.locale)


@lru_cache(maxsize=8192)
def _amount(value: Any, currency: str, locale: str) -> str:
    return escape(fmt.money(value, currency, locale))


@lru_cache(maxsize=1024)
def _country(code: str, locale: str) -> str:
    return escape(fmt.country(code, locale))


def _word(label: str, locale: str) -> str:
    return _said(label, home(label), locale)


@lru_cache(maxsize=4096)
def _said(label: str, module: str, locale: str) -> str:
    """Say a label; `module` tells labels apart that read alike and are translated otherwise."""
    with use(locale):
        return escape(_(label))


@lru_cache(maxsize=1024)
def _days(days: int, locale: str) -> str:
    with use(locale):
        if days > 0:
            return escape(ngettext("%(n)s day left", "%(n)s days left", days))
        return escape(ngettext("%(n)s day late", "%(n)s days late", 1 - days))


@lru_cache(maxsize=1024)
def _badge(look: StateLook, module: str, sprite_url: str, locale: str, staff: bool) -> str:
    step = look.staff_step if staff else look.partner_step
    shown = f'<span class="hs-step">{_word(step, locale)}</span>' if step else ""
    return (
        f'<span class="hs-state is-{escape(look.kind)}"><svg class="icon" aria-hidden="true">'
        f'<use href="{escape(sprite_url)}#{escape(look.icon)}"/></svg>{_word(look.label, locale)}</span>{shown}'
    )


_FIXED: Mapping[str, Cell] = MappingProxyType(
    {
        "text": _text,
        "longtext": _longtext,
        "number": lambda value, ctx: fmt.number(value, ctx.locale),
        "amount": lambda value, ctx: fmt.amount(value, ctx.locale),
        "money": _money,
        "percent": lambda value, ctx: fmt.percent(value, ctx.locale),
        "date": _date,
        "datetime": _datetime,
        "moment": _moment,
        "left": _left,
        "bool": _bool,
        "email": _email,
        "url": _url,
        "phone": _phone,
        "country": lambda value, ctx: _country(value, ctx.locale),
        "ref": _link,
        "file": _link,
    }
)
_MADE: Mapping[str, Callable[[Any], Cell]] = MappingProxyType({"choice": _choice, "choices": _choices, "state": _state, "lines": _lines})
WORDS = _FIXED.keys() | _MADE.keys()
