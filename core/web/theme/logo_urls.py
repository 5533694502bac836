"""Which picture of the brand is shown where: by the ground it stands on, in light and in dark mode."""

from collections.abc import Mapping
from types import SimpleNamespace

from flask import url_for

from core.portal import portal
from core.programs import logos
from core.programs.state import ProgramState
from core.web.theme import contrast
from core.web.theme.tokens import load_look

GROUNDS: Mapping[str, str] = {"nav": "nav-bg", "page": "surface"}
"""Where a logo stands, and the token of the colour below it."""


def pictures(program: ProgramState) -> dict[str, SimpleNamespace]:
    """Return URL, width and height of the pictures a program has, by kind."""
    found: dict[str, SimpleNamespace] = program.cache.get(
        "pictures",
        lambda: {
            kind: SimpleNamespace(
                url=url_for("logos.picture", program=program.slug, kind=kind, digest=kept["digest"]),
                width=kept["width"],
                height=kept["height"],
            )
            for kind, kept in logos.of(program).items()
        },
    )
    return found


def by_ground(program: ProgramState) -> dict[str, list[tuple[str, SimpleNamespace]]]:
    """Return (mode, picture) of the logo for each ground; one logo alone is shown on all of them."""
    found: dict[str, list[tuple[str, SimpleNamespace]]] = program.cache.get("logos", lambda: _by_ground(program))
    return found


def _by_ground(program: ProgramState) -> dict[str, list[tuple[str, SimpleNamespace]]]:
    had = pictures(program)
    either = had.get("light") or had.get("dark")
    if either is None:
        return {}
    look = portal().theming.look(program.theme, load_look(program.brand.get("look", {})))
    colours = {"light": look.light, "dark": {**look.light, **look.dark}}
    return {where: [(mode, had.get(_kind(tones[token]), either)) for mode, tones in colours.items()] for where, token in GROUNDS.items()}


def _kind(ground: str) -> str:
    white = contrast.ratio("#ffffff", ground)
    return "dark" if white > contrast.ratio("#000000", ground) else "light"
