"""Partners and their manager as programs: every write carries a key and is sent again until it is answered."""

import contextlib
import hashlib
import json
import threading
import time
import uuid
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any

from hansa.testing import Person

DEALS = "/api/v1/alpha/deals/deal/"
PATIENCE = 90.0


@dataclass(frozen=True)
class Answer:
    status: int
    body: Any
    headers: Mapping[str, str]


def send(port: int, person: str, path: str, body: Any = None, *, method: str = "POST", timeout: float = 40, **headers: str) -> Answer:
    """Send one request of the API; raises OSError or HTTPException when the answer does not come."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    with closing(HTTPConnection("127.0.0.1", port, timeout=timeout)) as connection:
        text = json.dumps(body) if body is not None else None
        kind = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, text, {**Person(person).bearer, **kind, **named})
        found = connection.getresponse()
        data = found.read()
        is_json = "json" in (found.getheader("Content-Type") or "")
        return Answer(found.status, json.loads(data) if is_json else data.decode(), dict(found.getheaders()))


def insist(port: int, person: str, path: str, body: Any, **headers: str) -> Answer:
    """Send with one key until there is an answer that is no fault of the server."""
    key, until = uuid.uuid4().hex, time.monotonic() + PATIENCE
    while True:
        try:
            answer = send(port, person, path, body, Idempotency_Key=key, **headers)
            if answer.status < 500:
                return answer
            assert answer.status == 503 and answer.headers.get("Retry-After"), f"{path}: {answer.status} {answer.body}"
        except (OSError, HTTPException):
            pass
        assert time.monotonic() < until, f"{path} was not answered in {PATIENCE} s"
        time.sleep(0.1)


def look(port: int, person: str) -> None:
    """Open a page, as a browser that is content with any refusal."""
    with contextlib.suppress(OSError, HTTPException), closing(HTTPConnection("127.0.0.1", port, timeout=40)) as connection:
        connection.request("GET", "/alpha/deals/deal/", headers={"Cookie": f"hansa={Person(person).secret}"})
        connection.getresponse().read()


def firm(title: str) -> str:
    """Return a customer of its own for a title: titles that differ in a number only would be taken for one company."""
    return hashlib.sha256(title.encode()).hexdigest()[:16].translate(str.maketrans("0123456789", "ghijklmnop")).capitalize()


def registration(title: str, **values: Any) -> dict[str, Any]:
    return {"title": title, "customer_name": firm(title), "amount": "1250.50", "close_date": "2027-03-01", **values}


def move(port: int, person: str, deal: Mapping[str, Any], name: str) -> Any:
    answer = insist(port, person, f"{DEALS}{deal['id']}/transitions/{name}", {}, If_Match=f'"{deal["version"]}"')
    assert answer.status == 200, f"{name}: {answer.status} {answer.body}"
    return answer.body


@dataclass
class Crowd:
    """Clients that register, submit, approve and open pages until they are stopped; `done` maps what was acknowledged to its state."""

    port: int
    size: int = 8
    done: dict[str, str] = field(default_factory=dict)
    errors: list[BaseException] = field(default_factory=list)
    stopped: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> "Crowd":
        self.threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(self.size)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stopped.set()
        for thread in self.threads:
            thread.join(PATIENCE)
        if self.errors and error[0] is None:
            raise self.errors[0]

    def _work(self, number: int) -> None:
        count = 0
        try:
            while not self.stopped.is_set():
                count += 1
                self._deal("ab"[number % 2], f"Deal {number} {count}", ("draft", "submitted", "approved", "approved")[count % 4])
                look(self.port, "ab"[number % 2])
        except BaseException as error:
            self.errors.append(error)

    def _deal(self, partner: str, title: str, aim: str) -> None:
        answer = insist(self.port, partner, DEALS, registration(title))
        assert answer.status == 201, f"{answer.status} {answer.body}"
        deal, self.done[title] = answer.body, "draft"
        for name, person, state in (("submit", partner, "submitted"), ("approve", "manager", "approved")):
            if self.done[title] != aim:
                deal = move(self.port, person, deal, name)
                self.done[title] = state
