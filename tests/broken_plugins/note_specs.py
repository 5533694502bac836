"""Hooks owned by the healthy plugin: one isolated that reads, one that writes."""

from core.plugin_system.policy import hookspec_policy
from core.plugin_system.specs import hookspec


@hookspec
@hookspec_policy("isolate", str, many=True)
def collect_notes(record: object) -> list[str]:
    """Say something about a record."""


@hookspec
@hookspec_policy("isolate", writes=True)
def write_notes(record: object) -> None:
    """Write something about a record."""
