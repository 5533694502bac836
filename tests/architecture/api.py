"""What plugins may rely on: the names of `hansa` and the hooks with their arguments; `python -m tests.architecture.api` writes `api.lock`.

Whoever takes a line out of that file breaks plugins, and says so in the changes.
"""

import importlib
import inspect
from pathlib import Path

import hansa
from core.plugin_system import specs
from tests.architecture.sources import ROOT

LOCK = Path(__file__).with_name("api.lock")


def hooks() -> dict[str, tuple[str, ...]]:
    """Return the arguments of every hook by its name: the core's, and those plugins offer."""
    modules = [specs, *(importlib.import_module(f"plugins.{path.parent.name}.hookspecs") for path in (ROOT / "plugins").glob("*/hookspecs.py"))]
    found = {name: spec for module in modules for name, spec in vars(module).items() if hasattr(spec, "hansa_spec")}
    return {name: tuple(inspect.signature(spec).parameters) for name, spec in found.items()}


def promised() -> list[str]:
    """Return a line for each name and each hook."""
    return sorted([*(f"hansa.{name}" for name in hansa.__all__), *(f"{name}({', '.join(taken)})" for name, taken in hooks().items())])


if __name__ == "__main__":
    LOCK.write_text("\n".join(promised()) + "\n")
