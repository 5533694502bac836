from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from core import deploy_checks
from core.config import Config
from core.deploy_checks import CHECKS, examine
from core.identity.models import User
from hansa.testing import Kit

SOUND = {
    "env": "production",
    "secret_key": "5f1c2d9ab47e80b36cd2a9e1f4037b6842d8c5a90e7f1b36a4d2c8e97f05b1d3",
    "base_url": "https://partners.acme.com",
    "smtp_url": "smtp+tls://mail.acme.com",
    "mail_from": "Acme <portal@acme.com>",
    "audit_heads": "/mnt/heads",
    "trusted_proxy": "127.0.0.1",
    "rate_limit": 600,
    "clamd": "",
    "scan_command": "true",
    "smtp_ca": "",
    "strict": False,
    "database_url": "postgresql+psycopg://hansa_app@localhost/hansa",
    "owner_url": "postgresql+psycopg://hansa_owner@localhost/hansa",
}
OF_THE_DATABASE = ("H111", "H114", "H115", "H123")
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("H101", {"env": "development"}),
    ("H102", {"secret_key": "secret"}),
    ("H102", {"secret_key": "a" * 64}),
    ("H103", {"base_url": "http://partners.acme.com"}),
    ("H103", {"base_url": ""}),
    ("H104", {"smtp_url": ""}),
    ("H104", {"smtp_url": "smtp://mail.acme.com"}),
    ("H105", {"mail_from": "Hansa <no-reply@hansa.example>"}),
    ("H106", {"strict": True}),
    ("H110", {"owner_url": "postgresql+psycopg://hansa_app@localhost/hansa"}),
    ("H112", {"database_url": "postgresql+psycopg://hansa_app@db.acme.com/hansa"}),
    ("H113", {"database_url": "sqlite:////srv/hansa.db"}),
    ("H116", {"audit_heads": ""}),
    ("H117", {"trusted_proxy": ""}),
    ("H118", {"trusted_proxy": "*"}),
    ("H119", {"rate_limit": 0}),
    ("H124", {"sandbox": True}),
    ("H120", {"scan_command": ""}),
    ("H121", {"scan_command": "python3 -c 'raise SystemExit(2)'"}),
    ("H121", {"clamd": "unix:/nowhere/clamd.ctl"}),
    ("H122", {"smtp_ca": "/nowhere/ca.pem"}),
]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A sound installation: a private folder, a plain user."""
    tmp_path.chmod(0o750)
    monkeypatch.setattr(deploy_checks.os, "geteuid", lambda: 1000)
    yield tmp_path


def found(folder: Path, **changed: Any) -> set[str]:
    """Run the checks that ask no database."""
    config = Config({**SOUND, "data_dir": str(folder), **changed})
    return {id for id, check in CHECKS.items() if id not in OF_THE_DATABASE for _message in check(config)}


def test_a_sound_installation_has_nothing_to_mend(folder: Path) -> None:
    assert found(folder) == set()


@pytest.mark.parametrize(("id", "changed"), WRONG)
def test_each_fault_is_found_by_its_check(folder: Path, id: str, changed: dict[str, Any]) -> None:
    assert found(folder, **changed) == {id}


def test_a_key_others_can_read_is_found(folder: Path) -> None:
    (folder / "secret.key").write_text("x")
    (folder / "secret.key").chmod(0o644)
    assert found(folder) == {"H107"}


def test_a_folder_open_to_others_is_found(folder: Path) -> None:
    folder.chmod(0o755)
    assert found(folder) == {"H108"}


def test_running_as_root_is_found(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy_checks.os, "geteuid", lambda: 0)
    assert found(folder) == {"H109"}


def test_the_app_role_owns_nothing(app: Flask, kit: Kit, postgres: object) -> None:
    with app.app_context():
        assert not list(CHECKS["H111"](kit.portal.config))


def test_the_owner_role_is_refused(app: Flask, kit: Kit, postgres: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deploy_checks, "db", type("Owner", (), {"session": _Session(kit)}))
    assert "owns tables" in next(CHECKS["H111"](kit.portal.config))


def test_a_demo_database_is_found(app: Flask, kit: Kit) -> None:
    with kit.owner.begin() as connection:
        connection.exec_driver_sql("UPDATE core_site SET demo = true")
    kit.written.note("core_site")
    with app.app_context():
        assert "H115" in {finding.id for finding in examine(kit.portal.config)}


def test_secrets_no_key_opens_are_found(app: Flask, kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    with app.app_context():
        with kit.owner.begin() as connection:
            connection.execute(sa.update(User).values(totp_secret="JBSWY3DPEHPK3PXP"))
        kit.written.note("core_user")
        assert not list(CHECKS["H123"](kit.portal.config))
        monkeypatch.setitem(kit.portal.config, "secret_key", "another key")
        assert "stored secrets" in next(CHECKS["H123"](kit.portal.config))


class _Session:
    def __init__(self, kit: Kit):
        self._kit = kit

    def connection(self) -> Any:
        return self._kit.owner.connect()
