"""Validators with coded, translatable messages. They subclass marshmallow's, so OpenAPI reads their limits."""

import re
from typing import Any

from marshmallow import validate

from schemas.errors import N_, refusal

_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+")


class Length(validate.Length):
    """Length of a text or list between `min` and `max`, or exactly `equal`."""

    def __call__(self, value: Any) -> Any:
        size = len(value)
        if self.equal is not None and size != self.equal:
            raise refusal(N_("Use exactly %(equal)s."), "wrong-length", equal=self.equal)
        if self.min is not None and size < self.min:
            raise refusal(N_("This is too short: at least %(min)s."), "too-short", min=self.min)
        if self.max is not None and size > self.max:
            raise refusal(N_("This is too long: at most %(max)s."), "too-long", max=self.max)
        return value


class Range(validate.Range):
    """A value between `min` and `max`; the ends belong to it unless said otherwise."""

    def __call__(self, value: Any) -> Any:
        if self.min is not None and (value < self.min or (value == self.min and not self.min_inclusive)):
            key = N_("Give at least %(min)s.") if self.min_inclusive else N_("Give more than %(min)s.")
            raise refusal(key, "too-small", min=self.min)
        if self.max is not None and (value > self.max or (value == self.max and not self.max_inclusive)):
            key = N_("Give at most %(max)s.") if self.max_inclusive else N_("Give less than %(max)s.")
            raise refusal(key, "too-large", max=self.max)
        return value


class OneOf(validate.OneOf):
    """One of a fixed list of values."""

    def __call__(self, value: Any) -> Any:
        if value not in self.choices:
            raise refusal(N_("Choose one of the listed values."), "not-a-choice")
        return value


class Regexp(validate.Regexp):
    """A text that matches a pattern from its first to its last character."""

    def __init__(self, regex: str | re.Pattern[str], flags: int = 0, *, error: str | None = None):
        super().__init__(regex, flags, error=error)

    def __call__(self, value: Any) -> Any:
        if self.regex.fullmatch(value) is None:
            raise refusal(self.error or N_("This does not have the expected form."), "wrong-form")
        return value


def host_name(value: str) -> None:
    """Refuse what is not the name of a host as servers know it: lower case, ASCII."""
    if not _HOST.fullmatch(value):
        raise refusal(N_("Write a host name, like partners.example.com."), "wrong-form")


def web_domain(value: str) -> None:
    """Refuse what is not the name of a host as people write it, in their own letters too."""
    try:
        plain = value.lower().encode("idna").decode()
    except UnicodeError:
        plain = ""
    host_name(plain)
