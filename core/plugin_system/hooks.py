"""The plugins of one application and the only caller of pluggy: who is registered, who is called, in which order."""

import inspect
import traceback
from collections.abc import Callable, Container, Iterable, Mapping
from types import ModuleType
from typing import Any

import pluggy
from sqlalchemy import orm as so

from core.plugin_system import specs
from core.plugin_system.calls import BROKEN, Call, Runner
from core.plugin_system.discovery import LoadedPlugin, PluginError, Status, discover, log, unmet
from core.plugin_system.failures import FailureLog
from core.plugin_system.policy import HookPolicy, policy_of
from core.plugin_system.watchdog import Watchdog

REFUSED_OPTIONS = ("tryfirst", "trylast", "wrapper", "hookwrapper", "specname")


class Plugins:
    """All plugins of an application by name, those required first. Only *active* ones are ever called."""

    def __init__(self, loaded: Mapping[str, LoadedPlugin], *, strict: bool = False, watchdog: Watchdog | None = None):
        self.loaded = dict(loaded)
        self.strict = strict
        self.watchdog = watchdog or Watchdog()
        self.policies: dict[str, HookPolicy] = dict(specs.HOOKS)
        self._runner = Runner(self.watchdog, strict=strict)
        self._calls: dict[tuple[str, frozenset[str]], tuple[Call, ...]] = {}
        self._manager = pluggy.PluginManager("hansa")
        self._manager.add_hookspecs(specs)
        self._each(self._add_specs)
        self._each(self._register)
        self._runner.listeners.settle()

    @classmethod
    def load(
        cls, extra: Iterable[str] = (), *, safe_mode: bool = False, strict: bool = False, without: Container[str] = ()
    ) -> "Plugins":
        """Discover, import and register every plugin; see `discover`."""
        return cls(discover(extra, safe_mode=safe_mode, strict=strict, without=without), strict=strict)

    @classmethod
    def configured(cls, config: Mapping[str, Any]) -> "Plugins":
        """Load the plugins an installation wants: all that are installed, but for what its configuration leaves out."""
        extra, without = _names(config["plugins"]), _names(config["without"])
        return cls.load(extra, safe_mode=config["safe_mode"], strict=config["strict"], without=without)

    @property
    def failures(self) -> FailureLog:
        """What went wrong in hooks since the start of this process."""
        return self._runner.failures

    def active(self) -> frozenset[str]:
        """The plugins that can be called; the set of a program is a part of it."""
        return frozenset(name for name, plugin in self.loaded.items() if plugin.status == "active")

    def set_status(self, name: str, status: Status, error: str | None = None) -> None:
        """Change the status of a plugin; active plugins that require it fail with it, and come back with it."""
        plugin = self.loaded[name]
        plugin.status, plugin.error, plugin.waits = status, error, False
        self._calls.clear()
        for other in self.loaded.values():
            problem = unmet(other, self.loaded)
            if problem and other.status == "active":
                self.set_status(other.name, "failed", problem)
                other.waits = True
            elif other.waits and not problem:
                self.set_status(other.name, "active")

    def fail(self, name: str, error: BaseException) -> None:
        """Take a plugin out because of an error at boot. In strict mode the error is raised instead."""
        error.add_note(f"raised by plugin {name!r} at boot")
        if self.strict:
            raise error
        log.error("plugin %s failed at boot", name, exc_info=error)
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)
        self.set_status(name, "failed", str(error) if isinstance(error, PluginError) else _text(error))

    def boot(self, hook: str) -> list[tuple[str, Any]]:
        """Collect the items of a `register_…` hook as (plugin, item); a plugin that fails is taken out, see `fail`.

        A plugin may still fail in a later hook: apply what was collected when all hooks were called, to active plugins.
        """
        items: list[tuple[str, Any]] = []
        for call in self._implementations(hook, self.active()):
            try:
                items += [(call.plugin, item) for item in self._runner.plain(call, {}) or ()]
            except BROKEN as error:
                self.fail(call.plugin, error)
        self._runner.listeners.settle()
        return items

    def call(self, hook: str, plugins: frozenset[str], /, **arguments: Any) -> list[tuple[str, Any]]:
        """Call a hook in the active plugins of the set; return (plugin, result) for each that had something to say.

        Raises by the policy of the hook. *veto*: the plugin's Problem or ValidationError as it is, PluginFailure for
        any other exception. *closed*: Denied. *isolate*: nothing, unless strict. An OperationalError of the database
        passes through the first two, because the unit of work may be tried again.
        """
        calls = self._implementations(hook, plugins)
        if not calls:
            return []
        results = zip(calls, self._runner.run(calls, arguments), strict=True)
        return [(call.plugin, result) for call, result in results if result is not None]

    def call_one(self, hook: str, plugin: str, /, **arguments: Any) -> Any:
        """Call a hook in one plugin, inside the caller's unit; a failure is recorded and raised. For deliveries."""
        calls = self._implementations(hook, frozenset({plugin}))
        return self._runner.raising(calls[0], arguments) if calls else None

    def implementers(self, hook: str, plugins: frozenset[str]) -> tuple[str, ...]:
        """The active plugins of the set that implement a hook, in order."""
        return tuple(call.plugin for call in self._implementations(hook, plugins))

    def _implementations(self, hook: str, plugins: frozenset[str]) -> tuple[Call, ...]:
        key = (hook, plugins)
        if key not in self._calls:
            self._calls[key] = tuple(self._ordered(hook, plugins & self.active()))
        return self._calls[key]

    def _ordered(self, hook: str, plugins: frozenset[str]) -> Iterable[Call]:
        found = {impl.plugin_name: impl for impl in getattr(self._manager.hook, hook).get_hookimpls()}
        for name, plugin in self.loaded.items():
            if name in plugins and name in found:
                impl = found[name]
                arguments = (*impl.argnames, *impl.kwargnames)
                yield Call(hook, self.policies[hook], name, plugin.root, impl.function, arguments)

    def _each(self, step: Callable[[LoadedPlugin], None]) -> None:
        for plugin in self.loaded.values():
            if plugin.status == "active":
                try:
                    step(plugin)
                except BROKEN as error:
                    self.fail(plugin.name, error)

    def _add_specs(self, plugin: LoadedPlugin) -> None:
        """Add the hooks a plugin offers, before any is registered: a bad implementation then blames its own plugin."""
        for module in self._offered_specs(plugin):
            names = [name for name in dir(module) if self._manager.parse_hookspec_opts(module, name) is not None]
            if taken := sorted(set(names) & set(self.policies)):
                raise PluginError(f"Its hooks exist already: {', '.join(taken)}.")
            self._manager.add_hookspecs(module)
            self.policies.update({name: policy_of(getattr(module, name)) for name in names})

    def _offered_specs(self, plugin: LoadedPlugin) -> list[ModuleType]:
        offer = getattr(plugin.module, "register_hookspecs", None)
        if offer is None or self._manager.parse_hookimpl_opts(plugin.module, "register_hookspecs") is None:
            return []
        call = Call("register_hookspecs", self.policies["register_hookspecs"], plugin.name, plugin.root, offer, ())
        return self._runner.plain(call, {}) or []

    def _register(self, plugin: LoadedPlugin) -> None:
        for name in dir(plugin.module):
            options = self._manager.parse_hookimpl_opts(plugin.module, name)
            if options is not None:
                _check_form(getattr(plugin.module, name), name, options)
        self._manager.register(plugin.module, plugin.name)
        for caller in self._manager.get_hookcallers(plugin.module) or ():
            own = [impl for impl in caller.get_hookimpls() if impl.plugin_name == plugin.name]
            if not caller.has_spec() and not all(impl.optionalhook for impl in own):
                raise PluginError(f"There is no hook {caller.name!r}.")
        _configure_mappers(plugin.name)


def _check_form(function: Callable[..., Any], name: str, options: Mapping[str, Any]) -> None:
    if used := [option for option in REFUSED_OPTIONS if options.get(option)]:
        raise PluginError(f"{name}: {', '.join(used)} is not allowed; the order is given by `requires` and names.")
    if inspect.iscoroutinefunction(function) or inspect.isgeneratorfunction(function):
        raise PluginError(f"{name}: a hook is a plain function, neither async nor a generator.")


def _configure_mappers(plugin: str) -> None:
    """Raise what is wrong with the models of a plugin now and here, not in somebody's first query."""
    for base in so.DeclarativeBase.__subclasses__():
        if getattr(base, "__prefix__", None) == f"{plugin}__":
            base.registry.configure()


def _text(error: BaseException) -> str:
    return "".join(traceback.format_exception(error))


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())
