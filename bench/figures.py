"""The figures that are not a rate: start, memory, slow clients, statements."""

import socket
import statistics
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

import sqlalchemy as sa

from bench.database import Bench
from bench.servers import Server
from bench.workloads import FILTERED, LIST, NEW_DEAL, OUR_PATHS, found_ids, our_headers
from core.app import create_app
from core.db import db

SLOW_BODIES, SLOW_DOWNLOADS = 50, 20
MIXED = 1_000


def cold_start(start: Callable[[], Server], times: int = 3) -> float:
    """Return the seconds from a start to the first page; the very first, which compiles, is not counted."""
    seconds = []
    for _ in range(times + 1):
        with start() as server:
            seconds.append(server.seconds)
    return statistics.median(seconds[1:])


def memory(server: Server, bench: Bench) -> float:
    """Return the PSS of supervisor and workers in MB after 1,000 mixed requests."""
    newest = found_ids(server, LIST, our_headers(bench, "large"))[0]
    paths = [
        "/bench/",
        LIST,
        LIST + FILTERED,
        LIST + OUR_PATHS["search"],
        LIST + newest,
        f"{LIST}new",
        f"{LIST}{newest}/edit",
        "/bench/core/partner/",
    ]
    users = list(bench.cookies)

    def ask(i: int) -> int:
        return server.ask(paths[i % len(paths)], our_headers(bench, users[i // len(paths) % len(users)]))[0]

    with ThreadPoolExecutor(4) as pool:
        statuses = set(pool.map(ask, range(MIXED)))
    if statuses - {200, 404}:  # the deal of one partner is not there for another
        raise SystemExit(f"mixed requests answer {statuses}")
    return sum(_pss(pid) for pid in server.processes())


def _pss(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("Pss:"))) / 1024


def slow_clients(server: Server, bench: Bench) -> float:
    """Return the longest of ten deal lists in seconds, while 50 bodies and 20 downloads crawl."""
    headers = our_headers(bench, "large")
    with _crawling(server.port, headers["Cookie"]):
        longest = 0.0
        for _ in range(10):
            began = time.monotonic()
            if server.ask(LIST + FILTERED, headers)[0] != 200:
                raise SystemExit("the deal list does not answer under slow clients")
            longest = max(longest, time.monotonic() - began)
    return longest


@contextmanager
def _crawling(port: int, cookie: str) -> Iterator[None]:
    form = "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 90000\r\n"
    body = f"POST {LIST}new HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n{form}\r\n"
    download = f"GET {LIST}?size=100 HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\n\r\n" * 5
    with ExitStack() as stack:
        clients = [stack.enter_context(_client(port, body)) for _ in range(SLOW_BODIES)]
        readers = [stack.enter_context(_client(port, download)) for _ in range(SLOW_DOWNLOADS)]
        for _ in range(5):
            for client in clients:
                client.sendall(b"x")
            for reader in readers:
                reader.recv(1)
            time.sleep(0.1)
        yield


def _client(port: int, start: str) -> socket.socket:
    made = socket.socket()
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
    made.connect(("127.0.0.1", port))
    made.sendall(start.encode())
    return made


def statements(bench: Bench) -> dict[str, int]:
    """Return how many statements a request sends, session and settings included, once its program is known."""
    app = create_app(bench.configuration())
    sent: list[str] = []
    with app.app_context():
        sa.event.listen(db.engine, "before_cursor_execute", lambda conn, cursor, statement, *rest: sent.append(statement))
    client = app.test_client()
    client.set_cookie("hansa", bench.cookies["large"])
    page = client.get(LIST + FILTERED).text
    newest = page.split(f'href="{LIST}0', 1)[1].split('"', 1)[0]
    asked = {
        "list": (LIST + FILTERED, {}),
        "fragment": (LIST + FILTERED, {"HX-Request": "true"}),
        "detail": (f"{LIST}0{newest}", {}),
        "home": ("/bench/", {}),
    }
    found = {}
    for name, (path, headers) in asked.items():
        sent.clear()
        if client.get(path, headers=headers).status_code != 200:
            raise SystemExit(f"{path} does not answer")
        found[name] = len(sent)
    sent.clear()
    token = {"Authorization": f"Bearer {bench.token}"}
    if client.post(f"/api/v1{LIST}", json=NEW_DEAL, headers=token).status_code != 201:
        raise SystemExit("no deal was created")
    return {**found, "save": len(sent)}
