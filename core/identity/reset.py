"""Forgotten passwords: a mailed link that holds once, for an hour."""

from core import mail
from core.entities.scope import peek
from core.identity import tickets, users
from core.identity.models import User
from core.web.page.links import absolute_url


def request(email: str) -> None:
    """Mail a link, if there is such an account; nobody can tell from outside whether there was."""
    user = users.by_email(email)
    if user is None or user.disabled_at is not None:
        return
    scope = peek()
    program = scope.program if scope else None
    secret = tickets.issue("reset", user.id, program_id=program.id if program else None)
    endpoint, where = ("signin.reset_form", {"program": program.slug}) if program else ("signin_site.reset_form", {})
    link = absolute_url(endpoint, ticket=secret, **where)
    locale = user.locale or (program.locale if program else None)
    mail.send(user.email, "reset", locale, private=True, name=user.name, link=link, program=program.name if program else "Hansa")


def complete(ticket: str, password_hash: str) -> bool:
    """Set the new password and end every session of the person; False when the link no longer holds."""
    found = tickets.redeem("reset", ticket)
    if found is None:
        return False
    user = users.by_id(found.user_id)
    users.set_password(user, password_hash)
    tell_of_change(user)
    return True


def tell_of_change(user: User) -> None:
    """Mail the person that the password was changed, so that a stranger cannot do it unseen."""
    scope = peek()
    mail.send(user.email, "password_changed", user.locale or (scope.program.locale if scope else None), name=user.name)
