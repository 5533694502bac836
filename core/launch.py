"""`hansa` as it is started: the command line, loaded without looking for garbage, which would cost a third of the time."""

import gc

from schemas.lazy import lazy

cli = lazy("core.cli")


def main() -> None:
    """Run the command line."""
    gc.disable()
    try:
        command = cli.main
    finally:
        gc.enable()
    gc.freeze()
    command()
