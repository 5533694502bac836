"""A scanner's service as clamd speaks: INSTREAM, a verdict; it finds the EICAR test text."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


class Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        said = getattr(self.server, "says", "")
        assert self.rfile.read(10) == b"zINSTREAM\0"
        content = b""
        while length := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(length)
        verdict = said or ("stream: Eicar-Test-Signature FOUND" if EICAR in content else "stream: OK")
        self.wfile.write(verdict.encode() + b"\0")


@contextmanager
def clamd(folder: Path, says: str = "", tcp: bool = False) -> Iterator[str]:
    """Run the service and yield its URL; `says`: the same answer to everything."""
    made: socketserver.BaseServer
    if tcp:
        made = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler)
        url = f"tcp://127.0.0.1:{made.server_address[1]}"
    else:
        made = socketserver.ThreadingUnixStreamServer(str(folder / "clamd.ctl"), Handler)
        url = f"unix:{folder / 'clamd.ctl'}"
    made.says = says  # type: ignore[attr-defined]
    thread = threading.Thread(target=made.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield url
    finally:
        made.shutdown()
        made.server_close()
        thread.join()
