"""The look of a program: a theme, a ready-made look, a few colours of its own; refused when it cannot be read."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

import sqlalchemy as sa
from marshmallow import ValidationError

from core import audit
from core.db import db
from core.entities.scope import current
from core.errors import FieldError, Unprocessable
from core.i18n import N_, _, say
from core.portal import portal
from core.programs.models import Program
from core.programs.revisions import bump
from core.web.theme import contrast
from core.web.theme.theming import CORE_TEMPLATES, load_looks
from core.web.theme.tokens import DENSITY, PLAIN, ContrastProblem, Look, contrast_problems, load_look
from schemas import fields, validate
from schemas.base import EntitySchema
from schemas.errors import flatten

LOOKS_ROOT = CORE_TEMPLATES.parents[1] / "themes"
COLOUR = validate.Regexp(r"#[0-9a-fA-F]{6}", error=N_("Write a colour like #1d4e89."))
LOGOS = (("logo-hansa", N_("Sails")), ("logo-aurora", N_("Ribbons")), ("logo-meridian", N_("Globe")), ("logo-harbor", N_("Quay")))
MODES = {"light": N_("In light mode"), "dark": N_("In dark mode")}
TOKEN_WORDS = {
    "brand": N_("the main colour"),
    "brand-fg": N_("text on the main colour"),
    "ink": N_("text"),
    "ink-2": N_("secondary text"),
    "line-2": N_("the edge of fields"),
    "nav-ink": N_("the navigation's text"),
    "nav-ink-2": N_("the navigation's secondary text"),
    "nav-on-ink": N_("the current page in the navigation"),
    "surface": N_("cards"),
    "bg": N_("the page"),
    "sunken": N_("sunken areas"),
    "tint": N_("tinted areas"),
    "nav-bg": N_("the navigation"),
    "nav-on-bg": N_("the current page's ground"),
}


@cache
def looks() -> Mapping[str, Look]:
    """Return the ready-made looks that ship, by key."""
    return load_looks(LOOKS_ROOT)


def brand_schema() -> type[EntitySchema]:
    """Return the questions of the brand editor; themes and looks are those installed."""
    return _schema(tuple((key, theme.label) for key, theme in portal().theming.themes.items()))


@cache
def _schema(themes: tuple[tuple[str, str], ...]) -> type[EntitySchema]:
    class BrandSchema(EntitySchema):
        theme = fields.Choice(
            choices=themes, required=True, label=N_("Theme"), help=N_("Layout, density and type."), group=N_("Layout"), order=1
        )
        look = fields.Choice(
            choices=tuple((key, key.title()) for key in looks()),
            label=N_("Ready-made colours"),
            group=N_("Layout"),
            order=2,
            help=N_("Left blank, the theme's own colours are used."),
        )
        density = fields.Choice(choices=tuple((key, key.title()) for key in DENSITY), label=N_("Density"), group=N_("Layout"), order=3)
        logo = fields.Choice(choices=LOGOS, label=N_("Logo"), widget="radio", group=N_("Brand"), order=10)
        brand = fields.String(
            label=N_("Main colour"),
            validate=COLOUR,
            placeholder="#1d4e89",
            group=N_("Brand"),
            order=11,
            help=N_("Buttons, links and the current page."),
        )
        accent = fields.String(label=N_("Second colour"), validate=COLOUR, placeholder="#d9822b", group=N_("Brand"), order=12)
        nav = fields.String(label=N_("Navigation"), validate=COLOUR, placeholder="#ffffff", group=N_("Brand"), order=13)

    return BrandSchema


def answers_of(program: Any) -> dict[str, Any]:
    """Return the answers the present look was made from."""
    kept = {name: program.brand.get(name) for name in ("look_key", "density", "logo")}
    return {"theme": program.theme, "look": kept.pop("look_key"), **kept, **program.brand.get("own", {})}


def load_brand(raw: Mapping[str, Any]) -> dict[str, Any]:
    """Validate answers; Unprocessable."""
    try:
        return dict(brand_schema()().load(raw))
    except ValidationError as error:
        raise Unprocessable(errors=[{"pointer": p, "code": c, "message": say(m)} for p, c, m in flatten(error.messages)]) from None


def own_look(answers: Mapping[str, Any]) -> Look:
    """Return the look the answers describe, to be laid over the theme's."""
    colours = {name: answers[name] for name in ("brand", "accent") if answers.get(name)}
    colours |= _navigation(answers["nav"]) if answers.get("nav") else {}
    words = {"density": answers["density"]} if answers.get("density") else {}
    own = load_look({"light": colours, **words})
    return own.over(looks().get(answers.get("look") or "", PLAIN))


def problems(answers: Mapping[str, Any]) -> list[tuple[str, ContrastProblem]]:
    """Return (mode, pair) of colours that are too alike to be read, WCAG 2.2 AA, in light and dark."""
    whole = portal().theming.look(answers["theme"], own_look(answers))
    return [(mode, problem) for mode in MODES for problem in contrast_problems(getattr(whole, mode))]


def sentences(found: list[tuple[str, ContrastProblem]]) -> Iterator[str]:
    """Say each problem in the reader's words."""
    for mode, pair in found:
        yield _(
            "%(mode)s, %(token)s cannot be read well on %(ground)s: the contrast is %(ratio)s, it must be at least %(needed)s.",
            mode=_(MODES[mode]),
            token=_(TOKEN_WORDS.get(pair.token, pair.token)),
            ground=_(TOKEN_WORDS.get(pair.ground, pair.ground)),
            ratio=pair.ratio,
            needed=pair.needed,
        )


def save_brand(raw: Mapping[str, Any]) -> None:
    """Give the active program the look; Unprocessable when a value is wrong or colours cannot be read."""
    program, answers = current().program, load_brand(raw)
    if found := problems(answers):
        errors: list[FieldError] = [{"pointer": "/brand", "code": "contrast", "message": text} for text in sentences(found)]
        raise Unprocessable(_("These colours cannot be read well. Choose darker or lighter ones."), code="contrast", errors=errors)
    brand = {**brand_of(answers), **{name: program.brand[name] for name in ("pictures",) if name in program.brand}}
    bump(program.id)
    db.session.execute(sa.update(Program).where(Program.id == program.id).values(theme=answers["theme"], brand=brand))
    changes = {"theme": [program.theme, answers["theme"]], "brand": [dict(program.brand), brand]}
    audit.write(
        "core.program", "brand changed", [{"record_id": program.id, "record_version": None, "partner_id": None, "changes": changes}]
    )


def brand_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return what `core_program.brand` keeps: the look as it is used, and the answers it was made from."""
    look = asdict(own_look(answers))
    words = look.pop("words")
    own = {name: answers[name] for name in ("brand", "accent", "nav") if answers.get(name)}
    kept = {"look_key": answers.get("look"), "density": answers.get("density"), "logo": answers.get("logo") or words.get("logo")}
    return {"look": {**look, **words}, "own": own, **{name: value for name, value in kept.items() if value}}


def _navigation(ground: str) -> dict[str, str]:
    """Return the navigation's colours on a ground: text that reads on it, and what lies between."""
    ink = contrast.readable_on(ground)
    mixed = {"nav-ink-2": 0.8, "nav-on-bg": 0.16, "nav-line": 0.2}
    return {
        "nav-bg": ground,
        "nav-ink": ink,
        "nav-on-ink": ink,
        **{name: contrast.mix(ink, ground, share) for name, share in mixed.items()},
    }
