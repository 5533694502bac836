"""Every page somebody of the demo can click his way to is there, and every list has rows."""

import html
import json
import re
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from core.app import create_app
from tests import loaded_demo

pytestmark = pytest.mark.slow

ACCOUNTS = [
    f"{name}@{program}.example"
    for program in ("aurora", "meridian")
    for name in ("admin", "manager", "finance", "distributor", "reseller", "dealer", "sales")
]
LINK = re.compile(r'(?:href|hx-get)="(/[^"#]*)')
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
ELSEWHERE = re.compile(r"/static/|/signout|/file/|/export|\.(css|csv|xlsx|pdf|yaml)\b")
"""What is no page, or is let out of the portal."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_demo.copy_to(tmp_path_factory.mktemp("links"), tmp_path_factory)


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Flask]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in loaded_demo.environment(folder).items():
            patch.setenv(name, value)
        yield create_app()


def _pages(portal: Flask, account: dict[str, Any]) -> Iterator[tuple[str, tuple[int, str]]]:
    """Yield the pages an account can click its way to, one of each shape, with status and text."""
    client, home = portal.test_client(), f"/{account['program']}/"
    token = client.get(f"{home}signin").text.split('name="csrf_token" value="')[1].split('"')[0]
    client.post(f"{home}signin", data={"csrf_token": token, "email": account["email"], "password": account["password"]})
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


EMPTY = {"search", "account/tokens/", "admin/jobs", "orders/cart/", "orders/dealer_credit/", "policies/metrics/partner.years"}
"""What may well be empty: what one makes for oneself, what failed, and credit nobody gives to dealers of the third level."""


@pytest.mark.parametrize("email", ACCOUNTS)
def test_every_link_leads_to_a_page_and_every_list_has_rows(portal: Flask, folder: Path, email: str) -> None:
    accounts = json.loads((folder / loaded_demo.FILE).read_text())["accounts"]
    pages = dict(_pages(portal, next(account for account in accounts if account["email"] == email)))
    assert len(pages) > 50
    assert [(path, status) for path, (status, _text) in pages.items() if status != 200] == []
    empty = {path.split("?")[0].split("/", 2)[2] for path, (_status, text) in pages.items() if 'class="hs-empty"' in text}
    assert {path for path in empty if not path.endswith("/views")} - EMPTY == set()
