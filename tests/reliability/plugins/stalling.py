"""Hangs for ever in the hook that a file names."""

import os
import time
from pathlib import Path

from flask import Blueprint

from hansa import PluginInfo, hookimpl, policy

PLUGIN = PluginInfo("stalling", "Stalling")
FILE = "TEST_STALL"
pages = Blueprint("stalling", __name__)


def stall(hook: str) -> None:
    named = Path(os.environ[FILE])
    while named.exists() and named.read_text() == hook:
        time.sleep(0.1)


@hookimpl
def register_pages() -> list[Blueprint]:
    return [pages]


@pages.get("/")
@policy(member=True)
def home() -> str:
    return "stalling is on"


@hookimpl
def before_save() -> None:
    stall("before_save")


@hookimpl
def menu_items() -> None:
    stall("menu_items")


@hookimpl
def on_event() -> None:
    stall("on_event")
