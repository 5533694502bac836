"""What is asked of both applications, and the check that they answer the same."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.database import Bench
from bench.load import MARK
from bench.reference import cookie
from bench.servers import Server

LIST = "/bench/deals/deal/"
API = "/api/v1/bench/deals/deal/"
FILTERED = "?f.state.in=approved&f.state.in=submitted&sort=-amount"
WORD = "harbor"
SCORE = 50
NEW_DEAL = {
    "title": "Harbour analytics rollout",
    "customer_name": "Zephyr Example Ltd",
    "customer_country": "US",
    "customer_domain": "zephyr.example",
    "amount": "125000.50",
    "close_date": "2026-12-01",
}
REFERENCE_PATHS = {
    "": "?state=approved&state=submitted&sort=-amount",
    "search": f"?q={WORD}",
    "custom": f"?score={SCORE}",
}
OUR_PATHS = {"": FILTERED, "search": f"?q={WORD}", "custom": f"?f.x_score.ge={SCORE}&sort=-x_budget"}
GOALS = {
    "deal_list": 0.75,
    "deal_list_fragment": 0.85,
    "deal_detail": 0.6,
    "deal_search": 0.2,
    "deal_list_small": 0.65,
    "deal_list_staff": 0.7,
    "deal_search_staff": 0.2,
    "deal_list_custom": 0.5,
    "deal_create_api": 0.4,
    "deal_create_form": 0.3,
}
_ID = re.compile(r'href="/bench/deals/deal/([0-9a-f]{8}-[0-9a-f-]{27})"')
_INPUT = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


@dataclass(frozen=True)
class Request:
    """An HTTP request as text, for the load generator, and the status it must be answered with."""

    text: str
    status: int = 200


@dataclass(frozen=True)
class Workload:
    """One row of the results: the same work asked of the portal and of the reference."""

    name: str
    ours: Request
    reference: Request


def get(path: str, headers: Mapping[str, str]) -> Request:
    return Request(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{_lines(headers)}\r\n")


def post(path: str, headers: Mapping[str, str], kind: str, body: str, status: int) -> Request:
    head = {**headers, "Content-Type": kind, "Content-Length": str(len(body))}
    return Request(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{_lines(head)}\r\n{body}", status)


def _lines(headers: Mapping[str, str]) -> str:
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def our_headers(bench: Bench, user: str) -> dict[str, str]:
    return {"Cookie": f"hansa={bench.cookies[user]}"}


def reference_headers(bench: Bench, user: str) -> dict[str, str]:
    known = {
        "user": bench.users[user],
        "session": bench.session_of(user),
        "program": bench.program,
        "partner": bench.partners[user],
    }
    return {"Cookie": f"session={cookie(bench.secret_key, name=user, **known)}"}


def found_ids(server: Server, path: str, headers: Mapping[str, str]) -> list[str]:
    """Return the ids of the deals a page lists, in order; raises SystemExit unless it answers 200."""
    status, body = server.ask(path, headers)
    if status != 200:
        raise SystemExit(f"{path} answers {status}: {body[:500]}")
    return _ID.findall(body)


def searched(bench: Bench, portal: Server) -> dict[str, list[str]]:
    """Return the rows the portal finds, by user, after comparing them with what the database says without an index."""
    found = {user: found_ids(portal, LIST + OUR_PATHS["search"], our_headers(bench, user)) for user in ("large", "staff")}
    for user, ids in found.items():
        rows = bench.query(
            "SELECT id FROM deals__deal WHERE (%s = '' OR partner_id::text = %s)"
            " AND concat_ws(' ', title, customer_name, customer_domain, number) ~* %s ORDER BY id DESC LIMIT 25",
            bench.partners[user],
            bench.partners[user],
            rf"\m{WORD}",
        )
        if ids != [str(row[0]) for row in rows]:
            raise SystemExit(f"the search of {user} does not find the newest rows")
    return found


def pages(bench: Bench, portal: Server) -> list[Workload]:
    """Return the workloads that read."""
    newest = found_ids(portal, LIST + FILTERED, our_headers(bench, "large"))[0]
    fragment = {"HX-Request": "true"}
    return [
        _page(bench, "deal_list", "large"),
        _page(bench, "deal_list_fragment", "large", extra=fragment),
        Workload(
            "deal_detail",
            get(LIST + newest, our_headers(bench, "large")),
            get(LIST + newest, reference_headers(bench, "large")),
        ),
        _page(bench, "deal_search", "large", "search"),
        _page(bench, "deal_list_small", "median"),
        _page(bench, "deal_list_staff", "staff"),
        _page(bench, "deal_search_staff", "staff", "search"),
        _page(bench, "deal_list_custom", "staff", "custom"),
    ]


def _page(bench: Bench, name: str, user: str, kind: str = "", extra: Mapping[str, str] | None = None) -> Workload:
    theirs = get(LIST + REFERENCE_PATHS[kind], {**reference_headers(bench, user), **(extra or {})})
    return Workload(name, get(LIST + OUR_PATHS[kind], {**our_headers(bench, user), **(extra or {})}), theirs)


def creations(bench: Bench, portal: Server) -> list[Workload]:
    """Return the workloads that write; each request carries an idempotency key of its own, as a browser's form does."""
    body = json.dumps(NEW_DEAL)
    reference = post(LIST, reference_headers(bench, "large"), "application/json", body, 201)
    token = {"Authorization": f"Bearer {bench.token}", "Idempotency-Key": f"bench-{MARK.decode()}"}
    status, page = portal.ask(f"{LIST}new", our_headers(bench, "large"))
    hidden = dict(_INPUT.findall(page[page.index("<main") :]))
    if status != 200 or not {"_key", "csrf_token"} <= set(hidden):
        raise SystemExit(f"the form answers {status} with the hidden fields {sorted(hidden)}")
    hidden["_key"] = f"form-{MARK.decode()}"
    form = urlencode({**hidden, **NEW_DEAL}, safe="@")
    return [
        Workload("deal_create_api", post(API, token, "application/json", body, 201), reference),
        Workload(
            "deal_create_form",
            post(f"{LIST}new", our_headers(bench, "large"), "application/x-www-form-urlencoded", form, 303),
            reference,
        ),
    ]


def compare(workload: Workload, portal: Server, reference: Server) -> None:
    """Raise SystemExit unless both answer 200 with the same rows in the same order and bodies of like size."""
    answers = [_asked(server, request) for server, request in ((portal, workload.ours), (reference, workload.reference))]
    ours, theirs = answers
    if ours[0] != 200 or theirs[0] != 200:
        raise SystemExit(f"{workload.name}: the portal answers {ours[0]}, the reference {theirs[0]}")
    rows = [_ID.findall(body) for _, body in answers]
    if rows[0] != rows[1]:
        raise SystemExit(f"{workload.name}: the two do not show the same rows: {rows}")
    if not 0.7 <= len(theirs[1]) / len(ours[1]) <= 1.3:
        raise SystemExit(f"{workload.name}: {len(ours[1])} bytes, the reference {len(theirs[1])}")


def _asked(server: Server, request: Request) -> tuple[int, str]:
    first, *lines = request.text.split("\r\n")
    headers = dict(line.split(": ", 1) for line in lines if ": " in line)
    return server.ask(first.split(" ")[1], headers)
