"""Every page somebody of the demo can click his way to is there, and every list has rows."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

from core.app import create_app
from tests import loaded_demo
from tests.core.demo.clicking import pages, signed_in

pytestmark = pytest.mark.slow

ACCOUNTS = [
    f"{name}@{program}.example"
    for program in ("aurora", "meridian")
    for name in ("admin", "manager", "finance", "distributor", "reseller", "dealer", "sales")
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_demo.copy_to(tmp_path_factory.mktemp("links"), tmp_path_factory)


@pytest.fixture(scope="module")
def portal(folder: Path) -> Iterator[Flask]:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in loaded_demo.environment(folder).items():
            patch.setenv(name, value)
        yield create_app()


EMPTY = {"search", "account/tokens/", "admin/jobs", "orders/cart/", "orders/dealer_credit/", "policies/metrics/partner.years"}
"""What may well be empty: what one makes for oneself, what failed, and credit nobody gives to dealers of the third level."""


@pytest.mark.parametrize("email", ACCOUNTS)
def test_every_link_leads_to_a_page_and_every_list_has_rows(portal: Flask, folder: Path, email: str) -> None:
    accounts = json.loads((folder / loaded_demo.FILE).read_text())["accounts"]
    account = next(account for account in accounts if account["email"] == email)
    found = dict(pages(signed_in(portal, account), account["program"]))
    assert len(found) > 50
    assert [(path, status) for path, (status, _text) in found.items() if status != 200] == []
    empty = {path.split("?")[0].split("/", 2)[2] for path, (_status, text) in found.items() if 'class="hs-empty"' in text}
    assert {path for path in empty if not path.endswith("/views")} - EMPTY == set()
