import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

PAGES = Path(__file__).with_name("server_pages.py")
ROOT = PAGES.parents[2]


class Served:
    """A running server and how to ask it."""

    def __init__(self, port: int, proxy: str = ""):
        self.port = port
        self.process = subprocess.Popen([sys.executable, PAGES, str(port)], env={**os.environ, "PYTHONPATH": str(ROOT), "PROXY": proxy})

    def ask(self, path: str, method: str = "GET", **kwargs: object) -> tuple[int, str]:
        with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
            connection.request(method, path, **kwargs)  # type: ignore[arg-type]
            answer = connection.getresponse()
            return answer.status, answer.read().decode()

    def connect(self, start: bytes) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        made.connect(("127.0.0.1", self.port))
        made.sendall(start)
        return made

    def pids(self) -> set[int]:
        return {int(self.ask("/pid")[1]) for _ in range(30)}


def until(found: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


def answers(served: Served) -> bool:
    try:
        return served.ask("/pid")[0] == 200
    except (OSError, HTTPException):
        return False


@pytest.fixture
def served(request: pytest.FixtureRequest) -> Iterator[Served]:
    """A running server; the parameter is the proxy it trusts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    running = Served(port, getattr(request, "param", ""))
    try:
        until(lambda: answers(running))
        yield running
    finally:
        running.process.send_signal(signal.SIGTERM)
        running.process.wait(10)


def test_slow_clients_do_not_hold_up_others(served: Served) -> None:
    bodies = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\nfirst"
    with ExitStack() as stack:
        for start in [bodies] * 50 + [b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n"] * 20:
            stack.enter_context(served.connect(start))
        time.sleep(0.5)
        began = time.monotonic()
        assert [served.ask("/pid")[0] for _ in range(10)] == [200] * 10
        assert time.monotonic() - began < 1


def test_a_killed_process_is_replaced(served: Served) -> None:
    killed = served.pids().pop()
    os.kill(killed, signal.SIGKILL)
    until(lambda: len(served.pids()) == 2)
    assert killed not in served.pids()


def test_sigterm_ends_the_server_within_five_seconds_and_a_running_request_is_answered(served: Served) -> None:
    slow = served.connect(b"GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
    hanging = served.connect(b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 50000\r\n\r\n")
    time.sleep(0.2)
    served.process.send_signal(signal.SIGTERM)
    with slow, hanging:
        assert slow.makefile("rb").read().endswith(b"done")
    assert served.process.wait(5) == 0


def test_processes_end_with_their_supervisor(served: Served) -> None:
    pids = served.pids()
    served.process.kill()
    served.process.wait()
    until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 5)


def test_a_body_over_the_limit_is_refused(served: Served) -> None:
    assert served.ask("/body", "POST", body=b"x" * 100_000) == (200, "100000")
    assert served.ask("/body", "POST", body=b"x" * 100_001)[0] == 413


def test_headers_of_a_proxy_are_not_believed_without_trust(served: Served) -> None:
    assert served.ask("/who", headers={"X-Forwarded-Proto": "https"}) == (200, "nobody")


FORWARDED = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "partners.example", "X-Forwarded-For": "203.0.113.7"}


@pytest.mark.parametrize("served", ["127.0.0.1", "*"], indirect=True)
def test_a_trusted_proxy_says_scheme_host_and_address(served: Served) -> None:
    assert served.ask("/where", headers=FORWARDED) == (200, "https partners.example 203.0.113.7")


@pytest.mark.parametrize("served", ["", "192.0.2.1"], indirect=True)
def test_nobody_else_says_scheme_host_and_address(served: Served) -> None:
    assert served.ask("/where", headers=FORWARDED) == (200, f"http 127.0.0.1:{served.port} 127.0.0.1")


@pytest.mark.parametrize("served", ["127.0.0.1"], indirect=True)
def test_of_several_addresses_the_one_the_proxy_saw_counts(served: Served) -> None:
    forged = {**FORWARDED, "X-Forwarded-For": "198.51.100.1, 10.0.0.1, 203.0.113.7"}
    assert served.ask("/where", headers=forged)[1].endswith(" 203.0.113.7")


@pytest.mark.parametrize("served", ["127.0.0.1"], indirect=True)
@pytest.mark.parametrize("name", ["Forwarded", "X-Forwarded-By", "X-Forwarded-Port", "X-Real-IP", "X-Scheme"])
def test_of_a_trusted_proxy_three_headers_are_believed(served: Served, name: str) -> None:
    assert served.ask("/where", headers={name: "for=1.2.3.4;proto=https;host=evil.example"})[1].endswith(" 127.0.0.1")


def test_the_server_does_not_name_itself(served: Served) -> None:
    with closing(HTTPConnection("127.0.0.1", served.port)) as connection:
        connection.request("GET", "/pid")
        assert connection.getresponse().getheader("Server") is None
