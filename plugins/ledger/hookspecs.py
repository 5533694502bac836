"""The hooks this plugin offers."""
# mypy: disable-error-code="empty-body"

from hansa import hookspec, hookspec_policy
from plugins.ledger.book.kinds import AccountKind, PostingKind


@hookspec
@hookspec_policy("veto", AccountKind, many=True)
def register_account_kinds() -> list[AccountKind]:
    """Whenever something is posted or shown: the kinds of accounts of the plugin.

    Must return the same at every call and not write. An exception refuses what was about to be posted, because a posting
    to an account nobody can explain must not be made.
    """


@hookspec
@hookspec_policy("isolate", PostingKind, many=True)
def register_posting_kinds() -> list[PostingKind]:
    """Whenever a statement is shown: what the plugin's postings are called, in the words of who reads them.

    Must return the same at every call and not write. A posting nobody names is shown with its code.
    """
