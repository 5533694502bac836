"""The hook this plugin offers."""
# mypy: disable-error-code="empty-body"

from hansa import hookspec, hookspec_policy
from plugins.ledger.book.kinds import AccountKind


@hookspec
@hookspec_policy("veto", AccountKind, many=True)
def register_account_kinds() -> list[AccountKind]:
    """Whenever something is posted or shown: the kinds of accounts of the plugin.

    Must return the same at every call and not write. An exception refuses what was about to be posted, because a posting
    to an account nobody can explain must not be made.
    """
