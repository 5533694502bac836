"""The parts of one running portal, made by `create_app` and found through the current app."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from flask import current_app

from core.counters import Counters
from core.jobs.registry import Jobs

if TYPE_CHECKING:
    from core.config import Config
    from core.entities.registry import Registry
    from core.entities.vocabularies import Vocabulary
    from core.plugin_system.hooks import Plugins
    from core.program_text.section import ProgramSection
    from core.programs.state import Programs
    from core.storage import Store
    from core.web.page.assets import Assets
    from core.web.page.frames import Frames
    from core.web.theme.theming import Theming


@dataclass
class Portal:
    config: "Config"
    plugins: "Plugins"
    registry: "Registry"
    programs: "Programs"
    assets: "Assets"
    theming: "Theming"
    frames: "Frames"
    files: "Store"
    owners: dict[str, str] = field(default_factory=dict)
    jobs: Jobs = field(default_factory=Jobs)
    counters: Counters = field(default_factory=Counters)
    sections: "dict[str, tuple[str, ProgramSection]]" = field(default_factory=dict)
    """The parts of a program's text by their key, in their order, each with the plugin it belongs to."""

    vocabularies: "dict[str, tuple[str, Vocabulary]]" = field(default_factory=dict)
    """What rules may speak of beside entities, by name, each with the plugin it belongs to."""

    def owner_of(self, endpoint: str) -> str | None:
        """Return the plugin an endpoint belongs to; the core's own are `core`."""
        return self.owners.get(endpoint)


def portal() -> Portal:
    """Return the portal of the current app."""
    return cast(Portal, current_app.extensions["hansa"])
