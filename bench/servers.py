"""The two applications as processes of their own, on ports of this machine."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).parents[1]
OURS = (
    sys.executable,
    "-c",
    "import sys; from core.portal_server import serve_portal; serve_portal('127.0.0.1', int(sys.argv[1]))",
)


class Server:
    """A running server; `seconds` is what it took from its start to the first answer with status 200."""

    def __init__(self, command: tuple[str, ...], port: int, environment: Mapping[str, str], path: str, headers: Mapping[str, str]):
        self.port = port
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE" and not name.startswith("HANSA_")}
        began = time.monotonic()
        self.process = subprocess.Popen(command, cwd=ROOT, env={**kept, **environment})
        while not self._answers(path, headers):
            if self.process.poll() is not None or time.monotonic() - began > 60:
                self.process.kill()
                raise SystemExit(f"{' '.join(command)} does not answer")
            time.sleep(0.01)
        self.seconds = time.monotonic() - began

    def ask(self, path: str, headers: Mapping[str, str]) -> tuple[int, str]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("GET", path, headers=dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    def processes(self) -> list[int]:
        """Return the ids of the supervisor and its workers."""
        own = self.process.pid
        return [own, *map(int, Path(f"/proc/{own}/task/{own}/children").read_text().split())]

    def _answers(self, path: str, headers: Mapping[str, str]) -> bool:
        try:
            return self.ask(path, headers)[0] == 200
        except (OSError, HTTPException):
            return False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(10)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def ours(configuration: Mapping[str, str], path: str, headers: Mapping[str, str]) -> Server:
    """Start the portal as `hansa serve` does and wait for its first page."""
    port = free_port()
    environment = {f"HANSA_{name.upper()}": value for name, value in configuration.items()}
    return Server((*OURS, str(port)), port, environment, path, headers)


def reference(module: str, settings: Path, path: str, headers: Mapping[str, str]) -> Server:
    """Start the reference (`reference` or `reference_insert`) and wait for its first page."""
    port = free_port()
    command = (sys.executable, "-m", f"bench.{module}", "--settings", str(settings), "--port", str(port))
    return Server(command, port, {}, path, headers)
