"""Tokens: what may be set, what follows from one brand colour, what is too faint."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from marshmallow import ValidationError

from core.web.page.assets import CORE_STATIC
from core.web.theme import contrast
from core.web.theme.theming import load_themes
from core.web.theme.tokens import contrast_problems, load_look, look_css
from tests.core.web.page_fakes import THEMES

DEFAULT = load_themes(THEMES)["default"].look
COLOURS = st.builds("#{:06x}".format, st.integers(0, 0xFFFFFF))
STATES = ("ok", "warn", "bad", "info", "hold", "idle")
FOREIGN_CSS = [
    ("shape", "radius", "1px;}"),
    ("fonts", "font", "x; } a {"),
    ("light", "ink; x", "#fff"),
    ("shape", "unknown", "1px"),
]
UNKNOWN_WORDS = [
    ("art", "../secret.svg"),
    ("art", "//host/x.svg"),
    ("logo", "x y"),
    ("density", "huge"),
    ("shadow", "0 0 9px red"),
]
HOSTILE = ["red", "#12", "#1d4e89;", "#1d4e89\n", "url(x)", "var(--x)", "}", "#1d4e8g"]


@pytest.mark.parametrize("value", HOSTILE)
def test_a_colour_that_is_none_is_refused(value: str) -> None:
    with pytest.raises(ValidationError):
        load_look({"light": {"brand": value}})


@pytest.mark.parametrize(("part", "key", "value"), FOREIGN_CSS)
def test_no_token_carries_css_of_its_own(part: str, key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        load_look({part: {key: value}})


@pytest.mark.parametrize(("key", "value"), UNKNOWN_WORDS)
def test_words_outside_the_known_ones_are_refused(key: str, value: str) -> None:
    with pytest.raises(ValidationError):
        load_look({key: value})


def test_contrast_follows_the_definition_of_wcag() -> None:
    assert contrast.ratio("#000", "#ffffff") == pytest.approx(21)
    assert contrast.ratio("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@given(COLOURS, COLOURS)
def test_contrast_is_the_same_from_both_sides(one: str, other: str) -> None:
    assert contrast.ratio(one, other) == contrast.ratio(other, one) >= 1


@given(COLOURS)
def test_a_lightened_brand_is_read_on_the_dark_surface(colour: str) -> None:
    assert contrast.ratio(contrast.lightened(colour, DEFAULT.dark["surface"]), DEFAULT.dark["surface"]) >= 6


@given(COLOURS)
def test_text_on_a_brand_of_any_colour_is_read(colour: str) -> None:
    assert contrast.ratio(contrast.readable_on(colour), colour) >= 4.2


@given(COLOURS)
def test_one_brand_colour_gives_a_readable_dark_mode(colour: str) -> None:
    look = load_look({"light": {"brand": colour}}).over(DEFAULT)
    tokens = {problem.token for problem in contrast_problems(look.dark)}
    assert tokens <= {"brand"}


def test_a_given_dark_brand_is_kept() -> None:
    look = load_look({"light": {"brand": "#7a1fa2"}, "dark": {"brand": "#ffccff"}}).over(DEFAULT)
    assert look.dark["brand"] == "#ffccff"


def test_a_faint_brand_is_reported_with_its_ratio() -> None:
    problems = contrast_problems(load_look({"light": {"brand": "#ffcc00"}}).over(DEFAULT).light)
    assert ("brand", "surface", 1.51, 4.5) in problems


def test_the_dark_mode_has_no_shadow() -> None:
    dark = look_css(load_look({"shadow": "lifted"}), lambda path: path).split("[data-bs-theme=dark]")[1]
    assert "--hs-shadow: none;" in dark


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_state_colours_are_read_on_their_own_ground(mode: str) -> None:
    css = (CORE_STATIC / "hansa.css").read_text()
    rule = re.search(rf"\[data-bs-theme={mode}\] \{{(.*?)\}}", css, re.S)
    assert rule
    found = dict(re.findall(r"--hs-([\w-]+): (#[0-9a-f]{6})", rule[1]))
    faint = [key for key in STATES if contrast.ratio(found[key], found[f"{key}-bg"]) < 4.5]
    assert faint == []


def test_every_token_the_stylesheet_uses_is_set_somewhere() -> None:
    css = (CORE_STATIC / "hansa.css").read_text()
    given_tokens = set(re.findall(r"--hs-([\w-]+):", css + look_css(DEFAULT, lambda path: path)))
    assert not set(re.findall(r"var\(--hs-([\w-]+)\)", css)) - given_tokens
