"""Colour arithmetic for themes: WCAG 2.2 contrast, and colours derived from one brand colour.

Relative luminance and contrast ratio follow WCAG 2.2, definitions "relative luminance" and "contrast ratio".
"""

import colorsys

Rgb = tuple[float, float, float]


def parse(colour: str) -> Rgb:
    """Return the channels of `#rgb` or `#rrggbb`, each 0 to 1; raises ValueError."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(c * 2 for c in digits)
    if len(digits) != 6 or not colour.startswith("#"):
        raise ValueError(f"{colour!r} is not a colour like #1d4e89.")
    red, green, blue = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    return red, green, blue


def text(rgb: Rgb) -> str:
    """Return `#rrggbb`."""
    return "#" + "".join(f"{round(min(max(c, 0), 1) * 255):02x}" for c in rgb)


def luminance(colour: str) -> float:
    """Return the relative luminance, 0 (black) to 1 (white)."""
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parse(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def ratio(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def mix(colour: str, ground: str, share: float) -> str:
    """Return `share` of the colour laid over the ground."""
    pairs = zip(parse(colour), parse(ground), strict=True)
    red, green, blue = (a * share + b * (1 - share) for a, b in pairs)
    return text((red, green, blue))


def readable_on(ground: str, light: str = "#ffffff", dark: str = "#10161d") -> str:
    """Return the one of two text colours that reads better on the ground."""
    return max((light, dark), key=lambda colour: ratio(colour, ground))


def lightened(colour: str, ground: str, wanted: float = 6.0) -> str:
    """Return the colour, lightened in steps until it reaches the wanted contrast on a dark ground.

    Hue stays; saturation is held below 75 %, because strong light colours glow on dark grounds.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(*parse(colour))
    while ratio(colour, ground) < wanted and lightness < 1:
        lightness = min(lightness + 0.02, 1)
        colour = text(colorsys.hls_to_rgb(hue, lightness, min(saturation, 0.75)))
    return colour
