"""Clicking through the demo as one of its people."""

import html
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ELSEWHERE = re.compile(r"/static/|/signout|/file/|/export|\.(css|csv|xlsx|pdf|yaml)\b")
"""What is no page, or is let out of the portal."""


def signed_in(portal: Flask, account: dict[str, Any]) -> FlaskClient:
    """Return a browser in which an account of the demo has signed in."""
    client, path = portal.test_client(), f"/{account['program']}/signin"
    token = client.get(path).text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(path, data={"csrf_token": token, "email": account["email"], "password": account["password"]})
    return client


def pages(client: FlaskClient, program: str) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield the pages a browser can be clicked to, one of each shape, with status and text."""
    home = f"/{program}/"
    waiting, known = deque([home]), {home}
    while waiting:
        path = waiting.popleft()
        answer = client.get(path, follow_redirects=True)
        yield path, (answer.status_code, answer.text if answer.mimetype == "text/html" else "")
        for link in map(html.unescape, LINK.findall(answer.text if answer.mimetype == "text/html" else "")):
            shape = ID.sub("id", link.split("?")[0])
            if shape not in known and link.startswith(home) and not ELSEWHERE.search(link):
                known.add(shape)
                waiting.append(link)
