"""What a program is set up with."""

from functools import cache
from importlib.resources import files
from typing import Any

from babel import Locale
from babel.numbers import get_territory_currencies
from marshmallow import post_load

from core.i18n import LOCALES, N_
from schemas import fields, validate
from schemas.base import EntitySchema
from schemas.errors import refusal

SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
RESERVED = frozenset({"api", "static", "-"})
MONTHS = tuple(
    (str(n), name)
    for n, name in enumerate(
        (
            N_("January"),
            N_("February"),
            N_("March"),
            N_("April"),
            N_("May"),
            N_("June"),
            N_("July"),
            N_("August"),
            N_("September"),
            N_("October"),
            N_("November"),
            N_("December"),
        ),
        1,
    )
)


@cache
def currencies() -> tuple[tuple[str, str], ...]:
    """Return the currencies that are legal tender somewhere today: code, and code with English name."""
    names, places = Locale("en").currencies, (code for code in Locale("en").territories if len(str(code)) == 2)
    tender = {code for place in places for code in get_territory_currencies(str(place), tender=True)}
    return tuple((code, f"{code} · {names[code]}") for code in sorted(tender & names.keys()))


@cache
def zones() -> tuple[tuple[str, str], ...]:
    """Return the IANA time zones of places, and UTC."""
    known = files("tzdata").joinpath("zones").read_text().split()  # `available_timezones` opens some thousand files
    places = sorted(zone for zone in known if "/" in zone and not zone.startswith("Etc/"))
    return tuple((zone, zone.replace("_", " ")) for zone in ("UTC", *places))


def _not_reserved(slug: str) -> None:
    if slug in RESERVED:
        raise refusal(N_("This name is used by the portal itself. Choose another."), "reserved")


class ProgramSchema(EntitySchema):
    name = fields.String(required=True, label=N_("Name"), max_length=80, group=N_("Program"), order=1)
    tagline = fields.String(label=N_("Line below the name"), max_length=80, group=N_("Program"), order=2)
    locale = fields.Choice(
        choices=tuple(LOCALES.items()),
        required=True,
        label=N_("Language"),
        group=N_("Program"),
        order=4,
        help=N_("People may choose another one for themselves."),
    )
    host = fields.String(
        label=N_("Own host name"),
        placeholder="partners.example.com",
        group=N_("Address"),
        order=20,
        max_length=200,
        validate=validate.host_name,
        help=N_("The host's DNS entry must lead to this server."),
    )
    ends_at = fields.DateTime(
        label=N_("Program ends"),
        group=N_("Address"),
        order=21,
        help=N_("From then on partners cannot sign in, and the vendor's people can only read. A site administrator can open it again."),
    )


class PlaceSchema(EntitySchema):
    currency = fields.Choice(choices=currencies(), required=True, label=N_("Currency"), group=N_("Place and calendar"), order=11)
    zone = fields.Choice(
        choices=zones(),
        required=True,
        label=N_("Time zone"),
        group=N_("Place and calendar"),
        order=12,
        help=N_("Days begin and deadlines end at midnight there."),
    )
    fiscal_start_month = fields.Choice(
        choices=MONTHS, required=True, label=N_("Fiscal year begins in"), group=N_("Place and calendar"), order=13
    )

    @post_load
    def _number(self, values: dict[str, Any], **kwargs: Any) -> dict[str, Any]:
        return {**values, "fiscal_start_month": int(values["fiscal_start_month"])}


class DatedSchema(PlaceSchema):
    effective_from = fields.Date(
        required=True,
        label=N_("From this day on"),
        order=1,
        help=N_("The day begins at midnight in the time zone chosen below. Another fiscal calendar begins on the first of a month."),
    )


class SlugSchema(EntitySchema):
    slug = fields.String(
        required=True,
        label=N_("Name in addresses"),
        max_length=40,
        group=N_("Program"),
        order=3,
        placeholder="aurora",
        help=N_("It is part of every link and cannot be changed later."),
        validate=[validate.Regexp(SLUG, error=N_("Use small letters, digits and single hyphens; start with a letter.")), _not_reserved],
    )


class NewProgramSchema(ProgramSchema, PlaceSchema, SlugSchema):
    """Everything a program begins with."""


class CopySchema(SlugSchema):
    name = fields.String(required=True, label=N_("Name"), max_length=80, group=N_("Program"), order=1)
