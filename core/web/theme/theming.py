"""Themes: a folder with `theme.toml`, `static/` and `templates/`, and one Jinja environment for each.

A template is looked up in the theme, its parents, the plugin that owns it, the core. A theme reaches the template
it replaces as `core/<name>`.
"""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, ChoiceLoader, Environment, FileSystemLoader, PrefixLoader
from marshmallow import ValidationError, fields, validate

from core.web.page.assets import Assets
from core.web.theme.tokens import PLAIN, Look, LookSchema, load_look, look_css, look_of

CORE_TEMPLATES = Path(__file__).parents[2] / "templates"
DEFAULT = "default"


class ThemeSchema(LookSchema):
    """The file `theme.toml`."""

    label = fields.String(required=True, validate=validate.Length(1, 60))
    parent = fields.String(load_default=None)
    nav = fields.String(load_default="left", validate=validate.OneOf(["left", "top"]))


@dataclass(frozen=True)
class Theme:
    """A theme as shipped. `nav` is where the navigation stands, `look` its own tokens without those of the parent."""

    key: str
    label: str
    folder: Path
    parent: str | None = None
    nav: str = "left"
    look: Look = field(default=PLAIN)

    @property
    def stylesheet(self) -> str | None:
        """Return the asset path of the theme's own stylesheet, if it ships one."""
        return f"themes/{self.key}/theme.css" if (self.folder / "static" / "theme.css").exists() else None


def load_theme(folder: Path) -> Theme:
    """Read a theme folder; its name is the theme's key. Raises ValueError that names the file and the fault."""
    path = folder / "theme.toml"
    try:
        data: dict[str, Any] = ThemeSchema().load(tomllib.loads(path.read_text(encoding="utf-8")))
    except (ValidationError, tomllib.TOMLDecodeError, OSError) as error:
        raise ValueError(f"{path}: {error}") from error
    return Theme(folder.name, data["label"], folder, data["parent"], data["nav"], look_of(data))


def load_themes(root: Path) -> dict[str, Theme]:
    """Read every theme folder below `root`, by key."""
    return {path.parent.name: load_theme(path.parent) for path in sorted(root.glob("*/theme.toml"))}


def load_looks(root: Path) -> dict[str, Look]:
    """Read the ready-made looks (`looks/*.toml`) a program may start from, by key."""
    paths = sorted(root.glob("looks/*.toml"))
    return {path.stem: load_look(tomllib.loads(path.read_text(encoding="utf-8"))) for path in paths}


def theme_loader(chain: Iterable[Theme], plugins: Mapping[str, BaseLoader], core: BaseLoader) -> BaseLoader:
    """Return the loader of a theme: theme, parents, plugins (`<plugin>/x.html`), core."""
    folders = [FileSystemLoader(theme.folder / "templates") for theme in chain]
    return ChoiceLoader([*folders, PrefixLoader({**plugins, "core": core}), core])


class Theming:
    """The themes of an application: their chains, stylesheets and environments.

    Environments are made on first use, with the globals that everybody has registered by then.
    """

    def __init__(self, themes: Mapping[str, Theme], base: Environment, plugins: Mapping[str, BaseLoader]):
        self.themes = themes
        self._base = base
        self._plugins = plugins
        self._environments: dict[str, Environment] = {}
        self._core = FileSystemLoader(CORE_TEMPLATES)
        for theme in themes.values():
            if theme.parent and theme.parent not in themes:
                raise ValueError(f"Theme {theme.key} has an unknown parent {theme.parent}.")
            self.chain(theme.key)

    def chain(self, key: str) -> tuple[Theme, ...]:
        """Return the theme and its parents, nearest first; an unknown key gives the default theme."""
        theme: Theme | None = self.themes.get(key) or self.themes[DEFAULT]
        chain: list[Theme] = []
        while theme:
            if theme in chain:
                raise ValueError(f"Theme {theme.key} is its own parent.")
            chain.append(theme)
            theme = self.themes[theme.parent] if theme.parent else None
        return tuple(chain)

    def look(self, key: str, overrides: Look = PLAIN) -> Look:
        """Return the whole look of a program: parents, theme, then the program's own tokens."""
        look = PLAIN
        for theme in reversed(self.chain(key)):
            look = theme.look.over(look)
        return overrides.over(look)

    def css(self, key: str, overrides: Look, asset: Callable[[str], str]) -> str:
        """Return `theme.css` of a program: custom properties only."""
        return look_css(self.look(key, overrides), asset)

    def environment(self, key: str) -> Environment:
        """Return the Jinja environment of a theme. Templates there see `theme` (key, nav, stylesheets)."""
        chain = self.chain(key)
        key = chain[0].key
        if key not in self._environments:
            environment = self._base.overlay(loader=theme_loader(chain, self._plugins, self._core))
            environment.globals = {**self._base.globals, "theme": template_theme(chain)}
            self._environments[key] = environment
        return self._environments[key]

    def add_static(self, assets: Assets) -> None:
        """Register the themes' static folders as `themes/<key>/…`."""
        for theme in self.themes.values():
            if (theme.folder / "static").is_dir():
                assets.add(f"themes/{theme.key}", theme.folder / "static")


def template_theme(chain: tuple[Theme, ...]) -> dict[str, Any]:
    """Return what templates may know about the theme. Stylesheets go from the oldest parent to the theme."""
    sheets = [theme.stylesheet for theme in reversed(chain) if theme.stylesheet]
    return {"key": chain[0].key, "nav": chain[0].nav, "stylesheets": sheets}
