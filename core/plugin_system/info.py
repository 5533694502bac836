"""What a plugin says about itself."""

import re
from dataclasses import dataclass
from typing import Literal

from packaging.specifiers import InvalidSpecifier, SpecifierSet

API_VERSION = "0.1"
"""The version of the public API: `hansa.__all__`, hook specifications, template blocks, event schemas."""

NAME = re.compile(r"[a-z][a-z0-9]{1,30}")
RESERVED = frozenset({"core", "api", "static", "hansa", "admin", "account", "theme", "signin", "signout"})


@dataclass(frozen=True)
class PluginInfo:
    """Identity and needs of a plugin. `name` is its entry point, table prefix, URL segment and template folder.

    `requires` names plugins that must be active too, `api` is a version range of the public API, `scope="site"` is for
    plugins that are on or off for the whole site, `default_enabled` switches the plugin on in new programs.
    """

    name: str
    label: str
    version: str | None = None
    requires: tuple[str, ...] = ()
    api: str = ">=0.1,<2"
    scope: Literal["program", "site"] = "program"
    category: str = ""
    icon: str = "plug"
    description: str = ""
    default_enabled: bool = False

    def validate(self) -> None:
        """Raise ValueError with one sentence when a value cannot be used."""
        if problem := name_problem(self.name):
            raise ValueError(problem)
        if self.scope not in ("program", "site"):
            raise ValueError(f"scope is 'program' or 'site', not {self.scope!r}")
        if isinstance(self.requires, str) or self.name in self.requires:
            raise ValueError("requires is a tuple of the names of other plugins")
        try:
            SpecifierSet(self.api)
        except InvalidSpecifier:
            raise ValueError(f"api is a version range such as '>=0.1,<2', not {self.api!r}") from None

    def fits(self, api_version: str = API_VERSION) -> bool:
        """Tell whether the running API version lies in the range this plugin was written for."""
        return SpecifierSet(self.api).contains(api_version, prereleases=True)


def name_problem(name: str) -> str | None:
    """Return what is wrong with a plugin name, or None."""
    if not NAME.fullmatch(name):
        return f"a plugin name is 2 to 31 lower-case letters and digits and starts with a letter, not {name!r}"
    return f"the name {name!r} is reserved" if name in RESERVED else None
