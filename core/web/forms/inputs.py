"""What people type into a form, turned into what a schema reads: grouped numbers, local times."""

import datetime as dt
import re
import unicodedata
from typing import cast
from zoneinfo import ZoneInfo

from marshmallow import ValidationError

from core.entities.scope import current
from core.i18n import current as current_locale
from core.web.values.format import separators
from schemas.errors import N_, Message, Refused, refusal

_NO_TIME = N_("Write a date and time that exist.")


def plain_number(text: str, locale: str) -> str:
    """Return a number as a schema reads it (`-1234.5`), from how people of the locale write it (`−1,234.50`).

    Text that is not clearly such a number is returned as it is, for the schema to refuse.
    """
    if len(text) > 60:
        return text
    group, point = (re.escape(sign) for sign in separators(locale))
    typed = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("−", "-")
    grouped = re.fullmatch(rf"([+-]?[0-9]{{1,3}}(?:{group}[0-9]{{3}})+|[+-]?[0-9]+)(?:{point}([0-9]+))?", typed)
    if grouped is None:
        return text
    whole, rest = re.sub(r"[^0-9+-]", "", grouped[1]), grouped[2]
    return f"{whole}.{rest}" if rest else whole


def typed_number(text: str) -> str:
    """Return a number typed on a page as schemas read it: without the grouping of the reader's language. Other text stays as it is."""
    return plain_number(text, current_locale())


def localize(value: dt.datetime, zone: str) -> dt.datetime:
    """Return the moment, in UTC, of a wall-clock time in an IANA zone; the first one if the hour comes twice.

    Raises ValidationError with the code `gap-hour` for a time the change to summer time skips.
    """
    try:
        moment = value.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(dt.UTC)
        exists = moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == value.replace(fold=0)
    except OverflowError:
        raise refusal(_NO_TIME) from None
    if not exists:
        text = N_("The clocks go forward on that day, so there is no %(time)s. Choose another time.")
        raise refusal(text, "gap-hour", time=f"{value:%H:%M}")
    return moment


def read_moment(text: str, zone: str) -> str | Refused:
    """Return the ISO moment of a local time typed into a form, or its refusal."""
    try:
        typed = dt.datetime.fromisoformat(text)
        return text if typed.tzinfo else localize(typed, zone).isoformat()
    except ValidationError as error:
        return Refused(cast(Message, error.messages[0]))
    except ValueError:
        return Refused(Message(_NO_TIME))


def typed_moment(text: str) -> str:
    """Return the ISO moment of a time written for people, in the zone of the active program. What is none stays as it is, for schemas to refuse."""
    found = read_moment(text, current().program.zone)
    return text if isinstance(found, Refused) else found


def show_moment(value: dt.datetime, zone: str) -> str:
    """Return a moment as a date-and-time input wants it: wall-clock time in the zone, without offset."""
    local = value.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    return local.isoformat(timespec="seconds" if local.second else "minutes")
