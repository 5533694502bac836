"""Find and import plugins, each in its own try: a broken one is named and left out, the others go on."""

import importlib
import importlib.metadata
import importlib.util
import logging
import traceback
from collections.abc import Container, Iterable
from dataclasses import dataclass
from functools import cached_property
from types import ModuleType
from typing import Any, Literal

from core.plugin_system.info import API_VERSION, PluginInfo
from core.plugin_system.order import by_requirement
from schemas.lazy import lazy

requirements = lazy("packaging.requirements")

log = logging.getLogger("hansa.plugins")

GROUP = "hansa.plugins"
BUILT_IN = "plugins."

Status = Literal["active", "pending", "failed", "incompatible", "missing", "suspended"]


class PluginError(Exception):
    """A plugin cannot be used; the message is one sentence for the admin."""


class Incompatible(PluginError):
    """The plugin was written for another version of Hansa."""


@dataclass
class LoadedPlugin:
    """One plugin of this process. `module` holds its hooks, `package` its files ("" for a single file).

    `status`: only *active* plugins are called. `error`: the traceback or sentence that explains any other status.
    `waits`: it failed only because one it requires is not active, and runs again with it.
    """

    info: PluginInfo
    module: Any = None
    package: str = ""
    distribution: str | None = None
    status: Status = "failed"
    error: str | None = None
    builtin: bool = False
    waits: bool = False

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def root(self) -> str:
        """The module path all code of the plugin starts with."""
        return self.package or str(getattr(self.module, "__name__", type(self.module).__module__))


class Package:
    """An installed distribution that offers plugins; what it says of itself is read once, however many they are."""

    def __init__(self, distribution: importlib.metadata.Distribution):
        self._distribution = distribution

    @cached_property
    def name(self) -> str:
        return self._distribution.metadata["Name"]

    @cached_property
    def refusal(self) -> str | None:
        """Why it cannot run here: the range of versions it asks for, judged before any of its code runs."""
        for line in self._distribution.requires or ():
            if not line.lower().startswith("hansa"):
                continue
            need = requirements.Requirement(line)
            if need.name.lower() == "hansa" and (need.marker is None or need.marker.evaluate({"extra": ""})):
                running = importlib.metadata.version("hansa")
                if not need.specifier.contains(running, prereleases=True):
                    return f"Its package needs hansa{need.specifier}; this is hansa {running}."
        return None


@dataclass(frozen=True)
class Candidate:
    """A plugin that was found and not imported yet. `target` is "module" or "module:object"."""

    name: str
    target: str
    package: Package | None = None

    @property
    def builtin(self) -> bool:
        return self.target.startswith(BUILT_IN)


def discover(
    extra: Iterable[str] = (), *, safe_mode: bool = False, strict: bool = False, without: Container[str] = ()
) -> dict[str, LoadedPlugin]:
    """Import every installed plugin and the modules named in `extra`; return them by name, requirements first.

    `safe_mode` leaves out everything that is not built in, `without` what is named, as if it were not installed; `strict` raises the
    first failure instead of recording it.
    """
    found = sorted(candidates(extra), key=lambda c: (not c.builtin, c.name))
    loaded: dict[str, LoadedPlugin] = {}
    for candidate in found:
        if candidate.name not in without and (candidate.builtin or not safe_mode):
            plugin = _load(candidate, strict)
            _take(loaded, plugin, strict)
    return _ordered(loaded, strict)


def candidates(extra: Iterable[str] = ()) -> list[Candidate]:
    """Return what the entry points of installed distributions and `extra` point at, importing nothing."""
    points = importlib.metadata.entry_points(group=GROUP)
    packages = {id(point.dist): Package(point.dist) for point in points if point.dist}
    found = [Candidate(point.name, point.value, packages.get(id(point.dist))) for point in points]
    known = {candidate.target.partition(":")[0] for candidate in found}
    named = [Candidate(_short(path), path) for path in extra]
    return found + [c for c in named if c.target not in known and f"{c.target}.plugin" not in known]


def _short(path: str) -> str:
    return path.removesuffix(".plugin").rpartition(".")[2]


def _load(candidate: Candidate, strict: bool) -> LoadedPlugin:
    plugin = LoadedPlugin(
        PluginInfo(candidate.name, candidate.name),
        distribution=candidate.package.name if candidate.package else None,
        builtin=candidate.builtin,
    )
    try:
        _fill(plugin, candidate)
    except Incompatible as error:
        plugin.status, plugin.error = "incompatible", str(error)
    except (Exception, SystemExit) as error:  # libraries call sys.exit at import
        if strict:
            raise
        plugin.error = str(error) if isinstance(error, PluginError) else traceback.format_exc()
    if plugin.error:
        log.error("plugin %s was not loaded: %s", plugin.name, plugin.error)
    return plugin


def _fill(plugin: LoadedPlugin, candidate: Candidate) -> None:
    if candidate.package and candidate.package.refusal:
        raise Incompatible(candidate.package.refusal)
    module, holder = _import(candidate.target)
    info = getattr(holder, "PLUGIN", None) or getattr(module, "PLUGIN", None)
    if not isinstance(info, PluginInfo):
        raise PluginError(f"{candidate.target} has no PLUGIN = PluginInfo(...)")
    _check_name(info, candidate)
    plugin.info, plugin.module, plugin.package = info, holder, module.__package__ or ""
    if not info.fits():
        raise Incompatible(f"It needs version {info.api} of the plugin API; this is {API_VERSION}.")
    plugin.status = "active"


def _check_name(info: PluginInfo, candidate: Candidate) -> None:
    if candidate.package and info.name != candidate.name:
        raise PluginError(f"The entry point is called {candidate.name!r}, the plugin {info.name!r}: make them equal.")
    try:
        info.validate()
    except ValueError as error:
        raise PluginError(f"PLUGIN cannot be used: {error}.") from None


def _import(target: str) -> tuple[ModuleType, Any]:
    """Return the module and the object with the hooks. A package may keep both in its `plugin` module."""
    path, _, attribute = target.partition(":")
    module = importlib.import_module(path)
    if not hasattr(module, "PLUGIN") and not attribute and importlib.util.find_spec(f"{path}.plugin"):
        module = importlib.import_module(f"{path}.plugin")
    return module, getattr(module, attribute) if attribute else module


def _take(loaded: dict[str, LoadedPlugin], plugin: LoadedPlugin, strict: bool) -> None:
    """Keep names unique: a stranger never replaces a built-in plugin, and of two strangers none is trusted."""
    other = loaded.get(plugin.name)
    if other is None:
        loaded[plugin.name] = plugin
        return
    sentence = f"Two packages offer a plugin {plugin.name!r}: {other.distribution} and {plugin.distribution}."
    if strict:
        raise PluginError(sentence)
    log.error(sentence)
    if not other.builtin:
        other.status, other.error = "failed", sentence


def _ordered(loaded: dict[str, LoadedPlugin], strict: bool) -> dict[str, LoadedPlugin]:
    order, problems = by_requirement({name: plugin.info.requires for name, plugin in loaded.items()})
    for name in order:
        plugin = loaded[name]
        problem = problems.get(name) or unmet(plugin, loaded)
        if plugin.status == "active" and problem:
            if strict:
                raise PluginError(f"{name}: {problem}")
            plugin.status, plugin.error = "failed", problem
            log.error("plugin %s was not loaded: %s", name, problem)
    return {name: loaded[name] for name in order}


def unmet(plugin: LoadedPlugin, loaded: dict[str, LoadedPlugin]) -> str | None:
    """Return one sentence about the first required plugin that is absent or not active, or None."""
    for name in plugin.info.requires:
        if name not in loaded:
            return f"It requires the plugin {name!r}, which is not installed."
        if loaded[name].status != "active":
            return f"It requires the plugin {name!r}, which is {loaded[name].status}."
    return None
