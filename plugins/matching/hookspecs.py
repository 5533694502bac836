"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

from hansa import hookspec, hookspec_policy
from plugins.matching.source import PartySource


@hookspec
@hookspec_policy("veto", PartySource, many=True)
def register_parties() -> list[PartySource]:
    """Whenever records are saved and when the index is made anew: which entities hold companies, and in which fields.

    Must return the same at every call and not write. Implement it with `@hookimpl(optionalhook=True)` unless you require
    this plugin. An exception refuses the save, because a record that is not known would be missed by every later check.
    """
