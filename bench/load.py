"""The load generator, a process of its own: keep-alive connections that each send the next request when answered.

`python -m bench.load` reads a job as JSON from standard input and prints a report. Plain sockets and precomputed bytes,
because what it costs is taken from the two processors that serve.
"""

import json
import selectors
import socket
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from itertools import count

MARK = b"@@unique@@"
"""Stands in a request for a number that is never the same twice."""


@dataclass(frozen=True)
class Job:
    """Send `request` (HTTP as text) to a port of this machine for so many seconds; every answer must have `status`."""

    port: int
    request: str
    seconds: float
    status: int = 200
    connections: int = 16


@dataclass(frozen=True)
class Report:
    """`rate` in answers a second, `p50` and `p95` in milliseconds."""

    rate: float
    p50: float
    p95: float


def run(job: Job) -> Report:
    """Put the load on from another process. Raises RuntimeError when an answer has another status."""
    command = [sys.executable, "-m", "bench.load"]
    done = subprocess.run(command, input=json.dumps(asdict(job)), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{job.request.splitlines()[0]}: {done.stderr.strip().splitlines()[-1]}")
    return Report(**json.loads(done.stdout))


class Connection:
    """One keep-alive connection and what is still missing of its answer."""

    numbers = count(time.time_ns() % 10**9 * 1000)

    def __init__(self, job: Job):
        self.job, self.bytes = job, job.request.encode()
        self.unique = MARK in self.bytes
        self.socket = socket.create_connection(("127.0.0.1", job.port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self) -> None:
        request = self.bytes
        if self.unique:
            request = request.replace(MARK, b"%010d" % (next(self.numbers) % 10**10))
        self.started, self.head, self.missing = time.perf_counter(), b"", -1
        self.socket.sendall(request)

    def read(self) -> float | None:
        """Take what has come; return the milliseconds the answer took when it is complete."""
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionError("the server closed the connection")
        if self.missing < 0:
            data = self._begin(data)
        self.missing -= len(data)
        return (time.perf_counter() - self.started) * 1e3 if self.missing == 0 else None

    def _begin(self, data: bytes) -> bytes:
        """Read the head of the answer; return what came of the body."""
        self.head += data
        end = self.head.find(b"\r\n\r\n")
        if end < 0:
            return b""
        head = self.head[:end].lower()
        if int(head[9:12]) != self.job.status:
            raise RuntimeError(f"answered {self.head[:600]!r}")
        at = head.index(b"content-length:") + 15
        self.missing = int(head[at : head.find(b"\r", at) if b"\r" in head[at:] else None])
        return self.head[end + 4 :]


def load(job: Job) -> Report:
    """Put the load on from this process."""
    selector = selectors.EpollSelector()
    for _ in range(job.connections):
        connection = Connection(job)
        selector.register(connection.socket, selectors.EVENT_READ, connection)
        connection.send()
    times: list[float] = []
    began = time.perf_counter()
    while (now := time.perf_counter()) - began < job.seconds:
        for key, _ in selector.select(1):
            if (took := key.data.read()) is not None:
                times.append(took)
                key.data.send()
    times.sort()
    return Report(len(times) / (now - began), times[len(times) // 2], times[int(len(times) * 0.95)])


if __name__ == "__main__":
    print(json.dumps(asdict(load(Job(**json.load(sys.stdin))))))
