"""A client of the portal as small as can be: hundreds of thousands of probes pass through it, and it knows what each looked at."""

import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import unquote, urlencode

from flask import Flask
from werkzeug.datastructures import EnvironHeaders, Headers

ALWAYS: Mapping[str, Any] = {
    "SCRIPT_NAME": "",
    "SERVER_NAME": "localhost",
    "SERVER_PORT": "80",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": "localhost",
    "REMOTE_ADDR": "127.0.0.1",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": False,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


class Asked(dict[str, Any]):
    """What a request says, and which of it was looked at: an answer cannot depend on the rest.

    Who goes through all of it, or takes a copy away, has looked at everything.
    """

    def __init__(self, said: Mapping[str, Any]):
        super().__init__(said)
        self.looked: set[Any] = set()
        self.whole = False

    def seen(self, name: str) -> bool:
        """Tell whether anybody looked whether this stands in the request, and what it says."""
        return self.whole or name in self.looked

    def __getitem__(self, name: str) -> Any:
        self.looked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.looked.add(name)
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.looked.add(name)
        return super().__contains__(name)

    def __iter__(self) -> Iterator[str]:
        self.whole = True
        return super().__iter__()

    def _all(self, method: str, *given: Any) -> Any:
        self.whole = True
        return getattr(super(), method)(*given)

    def keys(self) -> Any:
        return self._all("keys")

    def values(self) -> Any:
        return self._all("values")

    def items(self) -> Any:
        return self._all("items")

    def copy(self) -> Any:
        return self._all("copy")

    def __or__(self, other: Any) -> Any:
        return self._all("__or__", other)

    def __ror__(self, other: Any) -> Any:
        return self._all("__ror__", other)

    def __eq__(self, other: object) -> bool:
        return bool(self._all("__eq__", other))

    def __repr__(self) -> str:
        return str(self._all("__repr__"))

    def pop(self, name: str, *default: Any) -> Any:
        self.looked.add(name)
        return super().pop(name, *default)

    def setdefault(self, name: str, default: Any = None) -> Any:
        self.looked.add(name)
        return super().setdefault(name, default)


@dataclass(frozen=True)
class Answer:
    """What came back, read to its end, and the request it belongs to."""

    status_code: int
    headers: Headers
    data: bytes
    asked: Asked

    @cached_property
    def text(self) -> str:
        return self.data.decode(errors="replace")


def ask(app: Flask, method: str, path: str, headers: Mapping[str, str], body: bytes = b"", kind: str = "") -> Answer:
    """Send a request; raises what the portal does not answer for."""
    way, _, query = path.partition("?")
    said = {
        **ALWAYS,
        "REQUEST_METHOD": method,
        "PATH_INFO": unquote(way, "latin-1"),
        "QUERY_STRING": query,
        "REQUEST_URI": path,
        "CONTENT_LENGTH": str(len(body)),
        "CONTENT_TYPE": kind,
        "wsgi.input": io.BytesIO(body),
        "wsgi.errors": io.StringIO(),
        **{header_name(name): value for name, value in headers.items()},
    }
    asked, started = Asked(said), []

    def start(status: str, answered: list[tuple[str, str]], error: Any = None) -> Any:
        started[:] = [status, answered]

    told: Iterable[bytes] = app(asked, start)
    try:
        data = b"".join(told)
    finally:
        getattr(told, "close", lambda: None)()
    return Answer(int(started[0][:3]), Headers(started[1]), data, asked)


def one_header(headers: EnvironHeaders, name: str, type: Any = None) -> list[Any]:
    """Return what a header says without going through all of them: within the server each stands there once."""
    found = headers.get(name, type=type)
    return [] if found is None else [found]


def header_name(name: str) -> str:
    """Return what a header is called within the server."""
    return f"HTTP_{name.upper().replace('-', '_')}"


def form_of(values: Mapping[str, str]) -> tuple[bytes, str]:
    """Return what a form sends, and of which kind it is."""
    return urlencode(values).encode(), "application/x-www-form-urlencoded"


def json_of(values: Any) -> tuple[bytes, str]:
    """Return what a program sends, and of which kind it is."""
    return json.dumps(values).encode(), "application/json"
