"""Raises in every hook."""

from typing import NoReturn

from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("raising", "raising")


@hookimpl
def before_save() -> NoReturn:
    raise RuntimeError("torture")


@hookimpl
def check_permission() -> NoReturn:
    raise RuntimeError("torture")


@hookimpl
def collect_notes() -> NoReturn:
    raise RuntimeError("torture")
