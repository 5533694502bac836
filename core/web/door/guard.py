"""The guard: who is it, is the plugin on, is it our form, may they. It runs before any plugin code, for every request."""

import logging
import re
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from flask import Response, current_app, g, make_response, request
from sqlalchemy.exc import DBAPIError, IntegrityError
from werkzeug.exceptions import HTTPException

from core import idempotency, sandbox
from core.db import db
from core.entities import acting, records
from core.entities.scope import Scope
from core.entities.unit import Rollback, unit
from core.errors import Conflict, Denied, Malformed, NotFound, Problem, Unauthenticated, Unavailable
from core.i18n import N_, set_locale
from core.identity import resolve, sessions, tokens
from core.portal import portal
from core.web.door import csrf, rate
from core.web.door.here import Here, here
from core.web.door.htmx import NO_NUL
from core.web.door.policy import Policy, policy_of

log = logging.getLogger("hansa")
API = "/api/"
SESSION_COOKIES = ("__Host-hansa", "hansa")
FORM_MARGIN = 100_000
"""Bytes a form may add around the largest upload."""
LONGEST_KEY = 100
"""Characters of an idempotency key."""
REQUEST_ID = re.compile(r"[\w.:/+=-]{1,64}", re.ASCII)
LANGUAGE_COOKIE = "hansa_lang"
"""What a visitor chose on the sign-in page; a person's own choice comes first."""

KEPT_HEADERS = ("Location", "Content-Type", "HX-Redirect", "HX-Trigger", "HX-Location", "HX-Retarget", "ETag")


def serve(run: Callable[[], Any]) -> Any:
    """Answer the request: guard and view together, in a unit when the method is unsafe."""
    g.here = Here(request_id=_request_id())
    with sandbox.at(request.headers.get(sandbox.HEADER)):
        return _serve(run)


def _request_id() -> str:
    """Return the id the caller gave the request, if it is one that can stand in a log; else a new one."""
    sent = request.headers.get("X-Request-Id", "")
    return sent if REQUEST_ID.fullmatch(sent) else uuid.uuid4().hex[:16]


def _serve(run: Callable[[], Any]) -> Any:
    chosen = policy_of(current_app.view_functions[request.endpoint]) if request.endpoint else None
    rate.admit(request, chosen, _credential())
    if "\0" in request.path:
        raise NotFound()
    if b"%00" in request.query_string:  # a form is refused when it is read
        raise Malformed(NO_NUL)
    if request.routing_exception is not None:
        raise _as_problem(request.routing_exception)
    if chosen is None:
        raise NotFound()
    if chosen.upload:
        request.max_content_length = portal().config["max_upload"] + FORM_MARGIN
    if request.method in csrf.SAFE or chosen.own_units:
        answer = _read(chosen, run)
    else:
        answer = _once(chosen, run) if _key() else unit(lambda: _work(chosen, run))
    if not isinstance(answer, Response) or not answer.is_streamed:
        _note_use(here())
    return answer


def _note_use(spot: Here) -> None:
    """Write when session or token were last used, at most every five minutes; a database that cannot does not spoil the answer."""
    found = spot.resolved or spot.user
    if found is None or not sessions.stale(found.last_seen_at):
        return
    try:
        _note(found)
    except (DBAPIError, Unavailable) as error:
        log.warning("the use of a session or token was not noted: %s", error)


def _note(found: resolve.Resolved | resolve.SiteUser) -> None:
    if (session_id := found.session_id) is not None:
        unit(lambda: sessions.note_seen(session_id))
    elif isinstance(found, resolve.Resolved) and (token_id := found.token_id) is not None:
        program_id = found.program.id
        unit(lambda: tokens.note_used(program_id, token_id))


def _read(chosen: Policy, run: Callable[[], Any]) -> Any:
    """Guard and view in a transaction that only reads.

    It is ended by a commit: nothing was written, and a rollback would make the PostgreSQL driver forget the prepared
    statements of the connection, so that every request planned its queries anew.
    """
    _admit(chosen)
    answer = run()
    if not isinstance(answer, Response) or not answer.is_streamed:
        db.session.commit()
    return answer


def _as_problem(error: HTTPException) -> Exception:
    return NotFound() if error.code == 404 else error


def _work(chosen: Policy, run: Callable[[], Any]) -> Response:
    """Guard and view inside the unit; an answer that refuses is rolled back."""
    acting.end()
    here().admitted = False
    _admit(chosen)
    here().admitted = True
    answer = make_response(run())
    if answer.status_code >= 400:
        raise Rollback(answer)
    return answer


def _once(chosen: Policy, run: Callable[[], Any]) -> Response:
    """Do a request that carries an idempotency key; when it was done before, give the same answer again."""
    digest = idempotency.request_hash(request.method, request.path, request.get_data(cache=True))

    def work() -> Response:
        answer = _work(chosen, run)
        kept = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
        idempotency.store(*_principal(), digest, answer.status_code, kept, answer.get_data(as_text=True))
        return answer

    try:
        return unit(work)
    except (Problem, IntegrityError):
        # Who may no longer make the request is not told its answer either.
        if here().resolved is not None and here().admitted and (again := _replayed(digest)) is not None:
            return again
        raise


def _replayed(digest: str) -> Response | None:
    db.session.rollback()
    found = idempotency.answered(*_principal(), digest)
    if found is None:
        return None
    answer = Response(found.body, found.status, found.headers)
    answer.headers["Idempotent-Replay"] = "true"
    return answer


def _principal() -> tuple[uuid.UUID, str, str]:
    who, program = here().actor, here().program
    return (program.id if program else uuid.UUID(int=0)), str(who.membership_id or who.user_id or ""), _key()


def _key() -> str:
    request.get_data(cache=True)  # reading the form would use the body up, and what was sent is part of the key's meaning
    found = request.headers.get("Idempotency-Key") or (request.form.get("_key", "") if not request.is_json else "")
    if len(found) > LONGEST_KEY:  # cut short, two keys would be one
        raise Malformed(f"An idempotency key has at most {LONGEST_KEY} characters.", code="idempotency-key")
    return found


def _admit(chosen: Policy) -> None:
    """Raise the right Problem, or enter the scope."""
    arguments = request.view_args if request.view_args is not None else {}
    slug = arguments.pop("program", None)
    if slug is None:
        return _admit_site(chosen)
    on_api = request.path.startswith(API)
    resolved = _by_token(slug) if on_api else _by_cookie(slug)
    if resolved is None:
        raise Unauthenticated() if on_api else NotFound()
    spot = here()
    spot.resolved = resolved
    set_locale(_locale(resolved))
    acting.begin(Scope(resolved.program, resolved.actor, steady=chosen.steady or request.method not in csrf.SAFE))
    _is_on(arguments)
    _goes_on(chosen)
    if not on_api:
        _own_form(chosen)
    _may(chosen, arguments)


def _by_token(slug: str) -> resolve.Resolved | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return resolve.by_token(slug, token) if scheme.lower() == "bearer" and token else None


def _by_cookie(slug: str) -> resolve.Resolved | None:
    secret = session_secret()
    resolved = resolve.by_session(slug, secret)
    _seed(resolved.session_id if resolved else None)
    return resolved


def _credential() -> str:
    """Return what the caller shows to be known by, unjudged; "" for a visitor."""
    return request.headers.get("Authorization", "") if request.path.startswith(API) else session_secret() or ""


def session_secret() -> str | None:
    return next((request.cookies[name] for name in SESSION_COOKIES if name in request.cookies), None)


def _seed(session_id: str | None) -> None:
    """Choose what the anti-forgery token is bound to: the session, else a visitor's own cookie."""
    spot = here()
    spot.csrf_seed = session_id or request.cookies.get(csrf.SEED_COOKIE, "")
    if not spot.csrf_seed and request.method in csrf.SAFE:
        spot.csrf_seed = spot.fresh_seed = secrets.token_urlsafe(24)


def _locale(resolved: resolve.Resolved) -> str:
    return resolved.actor.locale or request.cookies.get(LANGUAGE_COOKIE) or resolved.program.locale


def _is_on(arguments: dict[str, Any]) -> None:
    """The owner of the endpoint is in the program's effective plugins, or the page does not exist."""
    program = here().program
    owner = arguments.get("plugin") or portal().owner_of(request.endpoint or "")
    if program is None or owner not in program.plugins:
        raise NotFound()
    if "entity" in arguments:
        entity = portal().registry.get(f"{arguments.pop('plugin')}.{arguments.pop('entity')}")
        if entity is None or not (entity.api if request.path.startswith(API) else entity.pages):
            raise NotFound()
        here().entity = entity


def _goes_on(chosen: Policy) -> None:
    """A program that has ended is read only; people still sign in to it, switch to another membership, and leave."""
    program = here().program
    if program is None or not program.ended or request.method in csrf.SAFE or chosen.kind == "public" or chosen.while_viewing:
        return
    raise Denied(N_("This program has ended. It can be read, and nothing can be changed."), code="program-ended")


def _own_form(chosen: Policy) -> None:
    if request.method in csrf.SAFE:
        return
    csrf.check(request, here().csrf_seed)
    actor = here().actor
    acting = request.form.get("membership_id") or request.headers.get("X-Membership")
    if acting and actor.membership_id and acting != str(actor.membership_id):
        raise Conflict(
            "You switched to another membership in another window. Check on whose behalf you act, then send again.",
            code="membership-changed",
        )
    if actor.read_only and not chosen.while_viewing:
        raise Denied("You are looking at the portal as a partner: nothing can be changed from here.")


def _may(chosen: Policy, arguments: dict[str, Any]) -> None:
    actor = here().actor
    if chosen.kind == "public":
        return
    if actor.kind == "anonymous":
        raise Unauthenticated()
    entity = here().entity
    needed = entity.permission(chosen.action) if chosen.kind == "entity" and entity else chosen.permission
    allowed = {"member": True, "staff": actor.staff, "site": actor.site_admin, "user": True}.get(chosen.kind)
    if not (actor.may(needed) and not records.forbidden(needed) if allowed is None else allowed):
        # A page whose very existence is a right of others does not exist for those who lack it.
        raise NotFound() if chosen.kind in ("staff", "site") or request.method in csrf.SAFE else Denied()


def _admit_site(chosen: Policy) -> None:
    """Pages outside of programs know only the user; no scope is entered, so no record can be read."""
    found = resolve.user_of(session_secret())
    spot = here()
    spot.user = found
    _seed(found.session_id if found else None)
    wanted = (found.locale if found else None) or request.cookies.get(LANGUAGE_COOKIE)
    set_locale(wanted or request.accept_languages.best_match(["en", "zh-CN"], "en"))
    if request.method not in csrf.SAFE:
        csrf.check(request, spot.csrf_seed)
    if chosen.kind == "public":
        return
    if found is None:
        raise Unauthenticated()
    if chosen.kind not in ("site", "user") or (chosen.kind == "site" and not found.site_admin):
        raise NotFound()
