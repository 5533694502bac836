"""A web server that survives: a supervisor binds the port, loads the application once and forks processes sharing both.

Each process runs waitress: one thread moves the bytes of all connections, so a slow client holds no thread that works.
"""

import gc
import logging
import os
import signal
import socket
import sys
import time
from collections.abc import Callable
from typing import Any, NoReturn

from flask import Flask
from waitress.server import create_server

log = logging.getLogger("hansa.server")

Started = Callable[[Flask], None]

GRACE = 3.0
"""Seconds running requests may take after SIGTERM."""
LAST_CALL = 1.0
"""Seconds after that until the supervisor kills what is left."""
STARTING = 1.0
"""A process that lives shorter than this many seconds is replaced only after as many."""

WAITRESS: dict[str, Any] = {
    "ident": None,
    "expose_tracebacks": False,
    "clear_untrusted_proxy_headers": True,
    "asyncore_use_poll": True,  # select() stops at file number 1024
    "backlog": 1024,
    "connection_limit": 1000,
    "channel_timeout": 60,
    "recv_bytes": 65_536,
    "send_bytes": 1,
    "outbuf_high_watermark": 2**30,  # an answer waits in a temporary file for a slow reader, never in a thread
}
FORWARDED = {"x-forwarded-for", "x-forwarded-proto", "x-forwarded-host"}


def serve(
    app_factory: Callable[[], Flask],
    host: str,
    port: int,
    processes: int,
    threads: int,
    *,
    max_body: int = 2**20,
    trusted_proxy: str | None = None,
    started: Started | None = None,
) -> None:
    """Serve until SIGTERM or SIGINT; a process that ends by itself is replaced.

    `app_factory` is called once, before the fork: what it opens (database connections) it must close. `started` is
    called in every new process. `max_body` in bytes; X-Forwarded headers are believed from `trusted_proxy` only.
    """
    options = {**WAITRESS, "threads": threads, "max_request_body_size": max_body + 1}  # waitress refuses what equals it
    if trusted_proxy:
        options |= {"trusted_proxy": trusted_proxy, "trusted_proxy_count": 1, "trusted_proxy_headers": FORWARDED}
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.create_server((host, port), family=family, backlog=WAITRESS["backlog"]) as listener:
        app = app_factory()
        gc.collect()
        gc.freeze()  # objects that no collection touches stay in pages all processes share
        log.info("serving on http://%s:%s", *listener.getsockname()[:2])
        Supervisor(lambda: _work(app, listener, options, started), processes).run()


class Supervisor:
    """Keeps `processes` forked processes running `work`."""

    SIGNALS = frozenset({signal.SIGCHLD, signal.SIGTERM, signal.SIGINT})

    def __init__(self, work: Callable[[], None], processes: int):
        self._work = work
        self._wanted = processes
        self._born: dict[int, float] = {}

    def run(self) -> None:
        """Return after SIGTERM or SIGINT, when all processes have ended."""
        signal.signal(signal.SIGCHLD, lambda *_: None)  # without a handler some systems drop the signal
        before = signal.pthread_sigmask(signal.SIG_BLOCK, self.SIGNALS)
        try:
            for _ in range(self._wanted):
                self._fork()
            while signal.sigwait(self.SIGNALS) == signal.SIGCHLD:
                for pid in self._ended():
                    self._replace(pid)
            self._stop()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def _fork(self) -> None:
        pid = os.fork()
        if pid == 0:
            self._child()
        self._born[pid] = time.monotonic()

    def _child(self) -> NoReturn:
        status = 1
        try:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal sends it to all; the supervisor passes SIGTERM on
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, self.SIGNALS)
            self._work()
            status = 0
        except Exception:
            log.exception("a server process failed")
        finally:
            logging.shutdown()
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(status)  # what the supervisor registered for its own end is not run here

    def _ended(self) -> list[int]:
        return [pid for pid in self._born if os.waitpid(pid, os.WNOHANG)[0]]

    def _replace(self, pid: int) -> None:
        lived = time.monotonic() - self._born.pop(pid)
        log.error("server process %s ended after %.0f s and is replaced", pid, lived)
        if lived < STARTING:
            time.sleep(STARTING)
        self._fork()

    def _stop(self) -> None:
        self._signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE + LAST_CALL
        while self._born and time.monotonic() < deadline:
            for pid in self._ended():
                del self._born[pid]
            time.sleep(0.02)
        self._signal(signal.SIGKILL)
        for pid in self._born:
            os.waitpid(pid, 0)

    def _signal(self, number: int) -> None:
        for pid in self._born:
            os.kill(pid, number)


def _work(app: Flask, listener: socket.socket, options: dict[str, Any], started: Started | None) -> None:
    """Serve in this process until SIGTERM or the end of the supervisor, then finish what is running."""
    supervisor, stopped = os.getppid(), False
    server = create_server(app, sockets=[listener], **options)

    def stop(*_: object) -> None:
        nonlocal stopped
        stopped = True
        server.pull_trigger()

    signal.signal(signal.SIGTERM, stop)
    if started is not None:
        started(app)
    while not stopped and os.getppid() == supervisor:
        _turn(server)
    _drain(server)


def _drain(server: Any) -> None:
    server.accepting = False
    deadline = time.monotonic() + GRACE
    while server.active_channels and time.monotonic() < deadline:
        for channel in server.active_channels.values():
            channel.will_close |= not (channel.requests or channel.total_outbufs_len)
        _turn(server, 0.05)


def _turn(server: Any, seconds: float = 1.0) -> None:
    server.asyncore.loop(timeout=seconds, use_poll=True, map=server._map, count=1)
