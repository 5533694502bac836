"""Design tokens: what a theme or a program may set, how it becomes CSS custom properties, whether it can be read.

Every value is checked against its kind before it enters a stylesheet, so a token cannot carry CSS of its own.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from marshmallow import Schema, fields, validate

from core.web.theme import contrast

COLOURS = (
    *("brand", "brand-fg", "accent", "accent-2", "bg", "surface", "sunken", "tint", "line", "line-2", "ink", "ink-2"),
    *("nav-bg", "nav-ink", "nav-ink-2", "nav-on-bg", "nav-on-ink", "nav-line", "art-ink"),
)
SHAPES = ("radius", "radius-lg", "btn-radius", "pill-radius", "title-weight", "title-track", "auth-w")
FONTS = ("font", "font-title")
DENSITY = {
    "comfortable": {"cell-y": "11px", "pad": "20px", "gap": "24px", "ctl": "36px", "nav-y": "7px"},
    "compact": {"cell-y": "6px", "pad": "14px", "gap": "16px", "ctl": "32px", "nav-y": "4px"},
}
SHADOW = {
    "none": "none",
    "soft": "0 1px 2px rgb(10 20 30 / .05)",
    "lifted": "0 1px 2px rgb(60 40 30 / .04), 0 6px 20px -12px rgb(60 40 30 / .12)",
}
SIGNIN = {"art-left": '"art form" / 5fr 6fr', "art-right": '"form art" / 1fr 1fr'}

# What is read on what, and the least contrast WCAG 2.2 AA asks for: 4.5 for text, 3 for the edges of controls.
READ_ON = {
    "brand-fg": (("brand",), 4.5),
    "brand": (("surface", "bg", "tint"), 4.5),
    "ink": (("surface", "bg", "sunken", "tint"), 4.5),
    "ink-2": (("surface", "bg", "sunken", "tint"), 4.5),
    "line-2": (("surface",), 3.0),
    "nav-ink": (("nav-bg", "nav-on-bg"), 4.5),
    "nav-ink-2": (("nav-bg",), 4.5),
    "nav-on-ink": (("nav-on-bg",), 4.5),
}


def _values(keys: tuple[str, ...], pattern: str, error: str) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(validate=validate.OneOf(keys)),
        values=fields.String(validate=validate.Regexp(pattern, error=error)),
        load_default=dict,
    )


class LookSchema(Schema):
    """A theme's look in `theme.toml`, and a program's own look laid over it. Everything may be left out."""

    light = _values(COLOURS, r"#([0-9a-fA-F]{3}){1,2}\Z", "Write a colour like #1d4e89.")
    dark = _values(COLOURS, r"#([0-9a-fA-F]{3}){1,2}\Z", "Write a colour like #1d4e89.")
    shape = _values(SHAPES, r"-?\d{0,4}(\.\d{1,4})?(px|rem|em)?\Z", "Write a size like 8px or 0.5rem.")
    fonts = _values(FONTS, r"[\w ,.\"'-]{1,300}\Z", "Write font names, separated by commas.")
    density = fields.String(validate=validate.OneOf(list(DENSITY)))
    shadow = fields.String(validate=validate.OneOf(list(SHADOW)))
    signin = fields.String(validate=validate.OneOf(list(SIGNIN)))
    art = fields.String(validate=validate.Regexp(r"[a-z0-9_-]+(/[a-z0-9_-]+)*\.(svg|webp|png|jpg)\Z"))
    logo = fields.String(validate=validate.Regexp(r"([a-z][a-z0-9]*:)?[a-z][a-z0-9-]*\Z"))


@dataclass(frozen=True)
class Look:
    """A checked set of tokens: keys of COLOURS, SHAPES, FONTS; `words` are density, shadow, signin, art, logo."""

    light: Mapping[str, str]
    dark: Mapping[str, str]
    shape: Mapping[str, str]
    fonts: Mapping[str, str]
    words: Mapping[str, str]

    def over(self, base: "Look") -> "Look":
        """Return this look laid over another. Colours that follow from a new brand colour are derived, if not given."""
        merged = Look(*({**getattr(base, part), **getattr(self, part)} for part in self.__dataclass_fields__))
        light = _following(merged.light, self.light)
        dark = _following(merged.dark, {**_dark_brand(self, merged), **self.dark})
        return Look(light, dark, merged.shape, merged.fonts, merged.words)


PLAIN = Look({}, {}, {}, {}, {})


def load_look(raw: Mapping[str, Any]) -> Look:
    """Return the look in a plain mapping (form, JSON column, TOML). Raises marshmallow's ValidationError."""
    return look_of(LookSchema().load(raw))


def look_of(data: Mapping[str, Any]) -> Look:
    """Return the look in data that LookSchema has loaded."""
    words = {key: data[key] for key in ("density", "shadow", "signin", "art", "logo") if key in data}
    return Look(data["light"], data["dark"], data["shape"], data["fonts"], words)


def _dark_brand(look: Look, merged: Look) -> dict[str, str]:
    if "brand" not in look.light or "surface" not in merged.dark:
        return {}
    return {"brand": contrast.lightened(look.light["brand"], merged.dark["surface"])}


def _following(colours: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    out = {**colours, **given}
    if "brand" in given and "surface" in out:
        out["brand-fg"] = contrast.readable_on(out["brand"])
        out["tint"] = contrast.mix(out["brand"], out["surface"], 0.1)
        out["nav-on-bg"] = contrast.mix(out["brand"], out.get("nav-bg", out["surface"]), 0.12)
        legible = contrast.ratio(out["brand"], out["nav-on-bg"]) >= 4.5
        out["nav-on-ink"] = out["brand"] if legible else contrast.readable_on(out["nav-on-bg"])
    return {**out, **given}


def look_css(look: Look, asset: Callable[[str], str]) -> str:
    """Return the stylesheet of a look: custom properties only. `asset` turns the art's path into a URL."""
    words = {"density": "comfortable", "shadow": "soft", "signin": "art-left", **look.words}
    common = {**look.shape, **look.fonts, **DENSITY[words["density"]], "auth": SIGNIN[words["signin"]]}
    if art := words.get("art"):
        common["art"] = f'url("{asset(art)}")'
    light = _rule(":root, [data-bs-theme=light]", {**common, **look.light, "shadow": SHADOW[words["shadow"]]})
    return light + _rule("[data-bs-theme=dark]", {**look.dark, "shadow": "none"})


def _rule(selector: str, properties: Mapping[str, str]) -> str:
    return f"{selector} {{\n" + "".join(f"  --hs-{key}: {value};\n" for key, value in properties.items()) + "}\n"


class ContrastProblem(NamedTuple):
    """Two tokens that are read on each other and are too alike. Ratios as WCAG counts them, 1 to 21."""

    token: str
    ground: str
    ratio: float
    needed: float


def contrast_problems(colours: Mapping[str, str]) -> list[ContrastProblem]:
    """Return the pairs of one mode's colours that miss WCAG 2.2 AA. Pairs with a colour not set are skipped."""
    pairs = [(token, ground, needed) for token, (grounds, needed) in READ_ON.items() for ground in grounds]
    found = [
        ContrastProblem(token, ground, round(contrast.ratio(colours[token], colours[ground]), 2), needed)
        for token, ground, needed in pairs
        if token in colours and ground in colours
    ]
    return [problem for problem in found if problem.ratio < problem.needed]
