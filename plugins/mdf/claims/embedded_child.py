"""Reads a PDF from standard input and writes the electronic invoice that is embedded in it; run by `embedded.py`.

A hostile document can only exhaust this process: memory and time are limited before the first byte is read.
"""

import io
import resource
import sys

from pypdf import PdfReader

MEMORY, SECONDS = 1_000_000_000, 10
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""What Factur-X and ZUGFeRD call it, the newer first."""
MOST_FILES = 100


def invoice(data: bytes, largest: int) -> bytes:
    """Return the embedded invoice; nothing where there is none of at most so many bytes."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        return b""
    found = {}
    for _at, one in zip(range(MOST_FILES), reader.attachment_list, strict=False):
        for name in (one.name, one.alternative_name):
            found.setdefault(str(name).lower(), one)
    content = next((found[name].content for name in NAMES if name in found), b"")
    return content if len(content) <= largest else b""


def main(largest: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    sys.stdout.buffer.write(invoice(sys.stdin.buffer.read(), largest))


if __name__ == "__main__":
    main(int(sys.argv[1]))
