"""The section `settings`: those of each plugin that is on, without secrets."""

from collections.abc import Mapping
from typing import Any

from core.entities.scope import current
from core.errors import Unprocessable
from core.i18n import _
from core.portal import portal
from core.program_text.section import Change, ProgramSection, below, compared, mapping, unknown, wrong
from core.programs.settings import checked_settings, save_settings, secrets_of, shown_settings


def export() -> dict[str, Any]:
    """Return every setting, those nobody has touched too, so that the text says all."""
    return {plugin: shown_settings(plugin) for plugin in _plugins()}


def plan(data: Any) -> list[Change]:
    """Compare settings; one that the text leaves out stays as it is."""
    found: list[Change] = []
    for plugin, given in _given(data).items():
        before = shown_settings(plugin)
        found += compared(before, {**before, **_checked(plugin, given)}, plugin)
    return found


def apply(data: Any) -> None:
    """Save what is given."""
    for plugin, given in _given(data).items():
        save_settings(plugin, given)


def left_out() -> list[str]:
    """Return the secrets, whether they are set or not."""
    return [f"{plugin}/{name}" for plugin in _plugins() for name in sorted(secrets_of(plugin))]


def _plugins() -> list[str]:
    return sorted(current().program.plugins & portal().programs.settings.keys())


def _given(data: Any) -> Mapping[str, Mapping[str, Any]]:
    for plugin, given in mapping(data).items():
        if plugin not in _plugins():
            raise wrong(f"/{plugin}", unknown(plugin, _plugins()), code="unknown-name")
        for name in mapping(given, f"/{plugin}", {**shown_settings(plugin), **dict.fromkeys(secrets_of(plugin))}):
            if name in secrets_of(plugin):
                raise wrong(f"/{plugin}/{name}", _("A secret does not stand in a text. Enter it in the plugin's settings."), "secret")
    return dict(data)


def _checked(plugin: str, given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return checked_settings(plugin, given)
    except Unprocessable as problem:
        raise below(f"/{plugin}", problem) from None


SECTION = ProgramSection("settings", 40, export, plan, apply, "core.plugin.edit", left_out)
