"""Questions of pages and the API: read from a query string, answered for whoever asks."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from hansa import N_, Message, NotFound, Unprocessable, _, clock, current_scope
from plugins.policies.metrics import pools
from plugins.policies.metrics.compiled import MeasureError
from plugins.policies.metrics.known import known
from plugins.policies.metrics.measure import Derived, Measure
from plugins.policies.metrics.values import Values, values
from plugins.policies.metrics.window import NOT_A_WINDOW, Window, WindowError

DEFAULT = "trailing 12 months"
NO_DAY = N_("Write a day as year-month-day.")
NO_MOMENT = N_("Write a moment with its difference from UTC, like 2026-01-31T00:00:00+00:00.")
NO_PARTNER = N_("This is no partner.")


@dataclass(frozen=True)
class Question:
    """What is asked of one measure."""

    measure: Measure | Derived
    window: Window
    day: date
    partners: tuple[uuid.UUID, ...] | None = None
    by: tuple[str, ...] = ()
    where: str | None = None
    known_at: datetime | None = None
    level: str = pools.PARTNER

    def answer(self) -> Values:
        """Return the figures; raises Unprocessable where the measure cannot be asked so."""
        asked: dict[str, Any] = {
            "partners": self.partners,
            "by": self.by,
            "where": self.where,
            "known_at": self.known_at,
            "level": self.level,
        }
        try:
            return values([self.measure.key], self.window, day=self.day, **asked)[self.measure.key]
        except MeasureError as error:
            raise wrong(error.field, error.message) from None


def open_measures() -> list[Measure | Derived]:
    """Return the measures the actor may ask for: staff all of them, a partner those declared open, for its own figure."""
    found = known()
    everything = [found.of(key) for key in found.keys]
    return everything if current_scope().actor.staff else [one for one in everything if one.open]


def measure(key: str) -> Measure | Derived:
    """Return a measure the actor may ask for; NotFound alike for one that is closed and one that is not there."""
    found = next((one for one in open_measures() if one.key == key), None)
    if found is None:
        raise NotFound()
    return found


def question(key: str, args: Mapping[str, str]) -> Question:
    """Read what is asked: `window`, `day`, `partner`, `by`, `where`, `known_at`, `level`. A partner asks for itself only.

    Raises NotFound and Unprocessable.
    """
    own = current_scope().actor.partner_id
    partners = (own,) if own is not None else _partners(args.get("partner", ""))
    return Question(
        measure(key), window(args.get("window") or DEFAULT), _day(args.get("day", "")), partners,
        tuple(part for part in args.get("by", "").split(",") if part), args.get("where") or None, _moment(args.get("known_at", "")),
        pools.PARTNER if own is not None else args.get("level") or pools.PARTNER,
    )  # fmt: skip


def today() -> date:
    return clock.today(current_scope().program)


def window(text: str) -> Window:
    """Return a window of time; raises Unprocessable."""
    try:
        return Window.parse(text)
    except WindowError:
        raise wrong("window", Message(NOT_A_WINDOW, "invalid", text=text[:80])) from None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else today()
    except ValueError:
        raise wrong("day", NO_DAY) from None


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError:
        raise wrong("known_at", NO_MOMENT) from None
    if found is not None and found.tzinfo is None:
        raise wrong("known_at", NO_MOMENT)
    return found


def _partners(text: str) -> tuple[uuid.UUID, ...] | None:
    try:
        return tuple(uuid.UUID(part) for part in text.split(",")) if text else None
    except ValueError:
        raise wrong("partner", NO_PARTNER) from None


def wrong(field: str, message: str) -> Unprocessable:
    """Return the refusal of one part of a question, in the reader's language."""
    said = _(message.key, **message.params) if isinstance(message, Message) else _(message)
    return Unprocessable(errors=[{"pointer": f"/{field}", "code": "invalid", "message": said}])


def rows(found: Values, by: Sequence[str], level: str) -> list[dict[str, Any]]:
    """Return figures as plain rows: whom or what each is for, and the figure itself."""
    made = []
    for key, figure in found.items():
        parts = key if isinstance(key, tuple) else (key,)
        names = [*([] if level == pools.ALL else ["partner" if level in (pools.PARTNER, pools.TREE) else level]), *by]
        made.append({**dict(zip(names, parts, strict=False)), "figure": figure})
    return made
