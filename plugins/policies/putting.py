"""Putting a document in force in one step: for demos, and for plugins that set up a program."""

from collections.abc import Mapping
from typing import Any

from plugins.policies import versions
from plugins.policies.kinds import kind_of
from plugins.policies.publishing import publish


def put_in_force(kind: str, document: Mapping[str, Any], *, note: str = "", accept: Mapping[str, str] | None = None) -> None:
    """Publish a document of a kind from now on, as the actor of the scope; raises what publishing raises."""
    declared = kind_of(kind)
    publish(versions.draft(versions.make_policy(declared), document, note=note), accept=accept)
