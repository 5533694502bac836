"""Notes every event it hears in a file: something outside of the database, to see that no event is lost."""

import os

from hansa import Event, PluginInfo, hookimpl

PLUGIN = PluginInfo("listening", "Listening")
FILE = "TEST_HEARD"


@hookimpl
def on_event(event: Event) -> None:
    with open(os.environ[FILE], "a", encoding="ascii") as heard:
        heard.write(f"{event.id}\n")
