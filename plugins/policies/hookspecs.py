"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

from hansa import hookspec, hookspec_policy
from plugins.policies.versions.kinds import PolicyKind


@hookspec
@hookspec_policy("veto", PolicyKind, many=True)
def register_policies() -> list[PolicyKind]:
    """Whenever something is decided, published or checked: the kinds of policies of the plugin.

    Must return the same at every call and not write. An exception refuses what was about to be decided, because a decision
    without its policy would be a guess.
    """
