"""The virus scanner: ClamAV's service over its socket, or a command. Ours is only the asking."""

import shlex
import shutil
import socket
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from core.config import Config

PATIENCE = 120
"""Seconds a scanner may take for a file."""

CHUNK = 256 * 1024


class ScanFailed(RuntimeError):
    """The scanner did not come to a verdict."""


@dataclass(frozen=True)
class Verdict:
    """Whether a file is clean, else what was found in it."""

    clean: bool
    found: str = ""


def is_on(config: Config) -> bool:
    return bool(config["clamd"] or config["scan_command"])


def scan(config: Config, stream: BinaryIO) -> Verdict:
    """Have a file judged by the configured scanner. Raises ScanFailed and OSError."""
    return _by_service(config["clamd"], stream) if config["clamd"] else _by_command(config["scan_command"], stream)


def _by_service(url: str, stream: BinaryIO) -> Verdict:
    """Send the file by clamd's INSTREAM: pieces with their length before them, an empty one at the end."""
    with _connected(url) as connection:
        connection.sendall(b"zINSTREAM\0")
        while chunk := stream.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b"".join(iter(lambda: connection.recv(4096), b"")).rstrip(b"\0\n").decode("utf-8", "replace")
    if answer.endswith(" OK"):
        return Verdict(clean=True)
    if answer.endswith(" FOUND"):
        return Verdict(clean=False, found=answer.removeprefix("stream: ").removesuffix(" FOUND"))
    raise ScanFailed(answer or "clamd closed the connection without an answer")


def _connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    if parts.scheme == "tcp":
        return socket.create_connection((parts.hostname or "localhost", parts.port or 3310), timeout=PATIENCE)
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(PATIENCE)
    try:
        made.connect(parts.path)
    except OSError:
        made.close()
        raise
    return made


def _by_command(command: str, stream: BinaryIO) -> Verdict:
    """Run the command on a copy of the file: 0 = clean, 1 = infected, anything else is no verdict, as with clamscan."""
    with tempfile.NamedTemporaryFile(prefix="hansa-scan-") as copy:
        shutil.copyfileobj(stream, copy)
        copy.flush()
        try:
            # The words come from the administrator's configuration; the path is one we made.
            done = subprocess.run([*shlex.split(command), copy.name], capture_output=True, timeout=PATIENCE, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise ScanFailed(f"the scanner took more than {PATIENCE} seconds") from None
    said = done.stdout.decode("utf-8", "replace").strip().replace(copy.name, "file")
    if done.returncode in (0, 1):
        return Verdict(clean=done.returncode == 0, found=said[-200:] if done.returncode else "")
    raise ScanFailed(f"the scanner ended with {done.returncode}: {(done.stderr.decode('utf-8', 'replace') or said)[-500:]}")
