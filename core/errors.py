"""Every refusal is a Problem: one shape (RFC 9457) for HTML, API and command line."""

from typing import Any, TypedDict

from schemas.errors import N_


class FieldError(TypedDict, total=False):
    """One thing wrong with the input: where (JSON pointer), what (stable code), in words, and how to mend it."""

    pointer: str
    code: str
    message: str
    hint: str


class Problem(Exception):
    """A refusal with an HTTP status and a stable code. The message says what is wrong and what to do."""

    status = 500
    code = "internal"
    title = N_("Something went wrong on our side.")

    def __init__(self, message: str = "", *, code: str = "", errors: list[FieldError] | None = None, **extra: Any):
        super().__init__(message or self.title)
        self.message = message or self.title
        self.code = code or self.code
        self.errors = errors or []
        self.extra = extra


class Malformed(Problem):
    status, code, title = 400, "malformed", N_("The request could not be read.")


class Unauthenticated(Problem):
    status, code, title = 401, "unauthenticated", N_("Please sign in.")


class Denied(Problem):
    """The record may be seen, the act is not allowed."""

    status, code, title = 403, "denied", N_("You are not allowed to do this.")


class NotFound(Problem):
    """Absent, foreign or switched off: the answer is the same."""

    status, code, title = 404, "not-found", N_("This page does not exist, or you may not see it.")


class Conflict(Problem):
    """The state, the idempotency key or the acting membership does not fit."""

    status, code, title = 409, "conflict", N_("This has changed in the meantime.")


class Stale(Problem):
    """Somebody saved the record after it was read."""

    status, code, title = 412, "stale", N_("Somebody else saved this record in the meantime.")


class Unprocessable(Problem):
    """The input was understood and is not valid."""

    status, code, title = 422, "invalid", N_("Some fields need your attention.")


class PreconditionRequired(Problem):
    status, code, title = 428, "precondition-required", N_("Send If-Match with the version you read.")


class TooMany(Problem):
    status, code, title = 429, "too-many", N_("Too many tries. Wait a little and try again.")


class Unavailable(Problem):
    status, code, title = 503, "unavailable", N_("The portal is busy or under maintenance. Try again in a moment.")


class Veto(Unprocessable):
    """A plugin refuses a change. Raised by plugins in before_save, before_delete, before_transition."""

    code = "veto"


class ScopeError(RuntimeError):
    """Code reached for rows outside of a lawful scope. A fault in the program, never the user's."""
