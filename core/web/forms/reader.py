"""For whom a form is made."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Reader:
    """The person before a form: locale, IANA zone of the program, its currency."""

    locale: str
    zone: str = "UTC"
    currency: str = ""
