from pathlib import Path

import pytest

from core.config import Config


def load(tmp_path: Path, **environ: str) -> Config:
    return Config.load(environ={"HANSA_DATA_DIR": str(tmp_path), **{f"HANSA_{name.upper()}": value for name, value in environ.items()}})


def test_a_key_is_made_once_and_kept_for_its_owner_only(tmp_path: Path) -> None:
    first, second = load(tmp_path)["secret_key"], load(tmp_path)["secret_key"]
    assert first == second and len(first) == 64
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_production_refuses_a_short_key(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="HANSA_SECRET_KEY is too short"):
        load(tmp_path, env="production", secret_key="changeme")


def test_a_wrong_value_is_named(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="HANSA_WORKERS"):
        load(tmp_path, workers="many")


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "smtp").write_text("smtps://u:p@mail.acme.com\n")
    assert load(tmp_path, smtp_url_file=str(tmp_path / "smtp"))["smtp_url"] == "smtps://u:p@mail.acme.com"


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    (tmp_path / "hansa.toml").write_text('base_url = "https://a.example"\nworkers = 3\n')
    found = load(tmp_path, config=str(tmp_path / "hansa.toml"), base_url="https://b.example")
    assert (found["base_url"], found["workers"]) == ("https://b.example", 3)
