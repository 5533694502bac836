"""How a refusal is answered: problem+json for the API, a page or a toast for people. Never a stack trace, never another's name."""

import json
import logging
from typing import Any
from urllib.parse import urlencode

from flask import Flask, Response, current_app, g, redirect, request, url_for
from werkzeug.exceptions import HTTPException

from core import faults
from core.entities import acting
from core.errors import Malformed, NotFound, Problem, Unauthenticated
from core.i18n import _
from core.web.door.here import Here, there
from core.web.door.htmx import is_fragment
from core.web.page.pages import render_error

log = logging.getLogger("hansa")
API = "/api/"


def install(app: Flask) -> None:
    app.register_error_handler(Problem, answer)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def answer(problem: Problem) -> Response:
    """Return the response of a problem in the form the caller reads."""
    request_id = (there() or Here(request_id="")).request_id
    if request.path.startswith(API):
        return _with_wait(_json(problem, request_id), problem)
    if isinstance(problem, Unauthenticated):
        return _to_signin()
    return _with_wait(_shown(problem, request_id), problem)


def _with_wait(response: Response, problem: Problem) -> Response:
    if wait := problem.extra.get("retry_after"):
        response.headers["Retry-After"] = str(wait)
    return response


def _shown(problem: Problem, request_id: str) -> Response:
    if is_fragment() and problem.status != 404:
        return _toast(problem)
    return Response(render_error(problem, request_id), problem.status, content_type="text/html; charset=utf-8")


def _json(problem: Problem, request_id: str) -> Response:
    body: dict[str, Any] = {
        "type": f"urn:hansa:problem:{problem.code}",
        "title": _(problem.title),
        "status": problem.status,
        "code": problem.code,
        "detail": problem.message,
        "request_id": request_id,
    }
    if problem.errors:
        body["errors"] = problem.errors
    response = Response(json.dumps(body, ensure_ascii=False), problem.status, content_type="application/problem+json")
    if isinstance(problem, Unauthenticated):
        response.headers["WWW-Authenticate"] = "Bearer"
    return response


def _to_signin() -> Response:
    spot = there()
    program = spot.program if spot else None
    target = url_for("signin.form", program=program.slug) if program else url_for("signin_site.form")
    if is_fragment():
        return Response("", 401, {"HX-Redirect": target})
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(f"{target}?{urlencode({'next': back})}" if back else target, 303)  # type: ignore[return-value]


def _toast(problem: Problem) -> Response:
    told = {"hansa:toast": {"kind": "bad", "message": _(problem.message)}}
    return Response("", problem.status, {"HX-Reswap": "none", "HX-Trigger": json.dumps(told)})


def _http(error: HTTPException) -> Response:
    if error.code == 404:
        return answer(NotFound())
    if error.response is not None or (error.code or 500) < 400:
        return error.get_response()  # type: ignore[return-value]
    problem = Malformed(
        error.description or "", code={405: "method-not-allowed", 413: "too-large", 415: "media-type"}.get(error.code or 0, "malformed")
    )
    problem.status = error.code or 400
    response = answer(problem)
    if "Allow" in (headers := dict(error.get_headers())):
        response.headers["Allow"] = headers["Allow"]
    return response


def _unexpected(error: Exception) -> Response:
    if (problem := faults.problem_of(error)) is not None:
        log.error("request %s: %s", g.here.request_id if "here" in g else "", error)
        return answer(problem)
    log.exception("request %s failed", g.here.request_id if "here" in g else "")
    if current_app.config.get("PROPAGATE"):
        raise error
    acting.end()
    return answer(Problem())
