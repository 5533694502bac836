"""The files browsers get: what is vendored, how it is addressed, how it is served."""

import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from core.web.page.assets import CORE_STATIC, Assets, folder_hash, init_assets

ROOT = Path(__file__).parents[3]
BROWSER = ROOT / "tests" / "browser" / "vendor"
VENDORED = [(CORE_STATIC, CORE_STATIC / "vendor" / "vendor.json"), (BROWSER, BROWSER / "vendor.json")]
TEXT = {".js", ".css", ".svg", ".json", ".html", ".toml"}
SHIPPED = [p for folder in (CORE_STATIC, BROWSER, ROOT / "themes") for p in folder.rglob("*") if p.suffix in TEXT]


def make_app(assets: Assets, debug: bool = False) -> Flask:
    app = Flask("test", static_folder=None)
    app.debug = debug
    init_assets(app, assets)
    return app


def get(client: FlaskClient, url: str, **headers: str) -> TestResponse:
    with client.get(url, headers=headers, buffered=True) as answer:
        return answer


@pytest.fixture
def assets(tmp_path: Path) -> Assets:
    plugin = tmp_path / "static"
    plugin.mkdir()
    (plugin / "board.js").write_text("1;")
    (plugin / "icons.svg").write_text("<svg/>")
    assets = Assets()
    assets.add("deals", plugin)
    return assets


@pytest.fixture
def client(assets: Assets) -> FlaskClient:
    return make_app(assets).test_client()


@pytest.mark.parametrize(("base", "listing"), VENDORED)
def test_every_vendored_file_has_the_recorded_checksum_and_a_licence(base: Path, listing: Path) -> None:
    for entry in json.loads(listing.read_text()):
        assert entry["version"] and len(entry["license_text"]) > 100
        for name, digest in entry["files"].items():
            assert hashlib.sha256((base / name).read_bytes()).hexdigest() == digest


def test_every_file_in_the_vendor_folder_is_recorded() -> None:
    listed = {name for entry in json.loads(VENDORED[0][1].read_text()) for name in entry["files"]}
    assert {f"vendor/{p.name}" for p in (CORE_STATIC / "vendor").iterdir()} - {"vendor/vendor.json"} <= listed


def test_compressed_copies_hold_the_same_bytes() -> None:
    for packed in (CORE_STATIC / "vendor").glob("*.gz"):
        assert gzip.decompress(packed.read_bytes()) == packed.with_suffix("").read_bytes()


def test_no_file_names_a_package_registry() -> None:
    hosts = re.compile(r"(npm(js|mirror)|unpkg|jsdelivr|registry\.|pypi\.|cdnjs)", re.I)
    assert not [path.name for path in SHIPPED if hosts.search(path.read_text())]


def test_our_scripts_evaluate_no_text() -> None:
    ours = [CORE_STATIC / "app.js", CORE_STATIC / "mode.js", *(CORE_STATIC / "js").glob("*.js")]
    banned = re.compile(r"\beval\(|new Function|document\.write|insertAdjacentHTML|\.style\b|setAttribute\(\"on")
    assert not [path.name for path in ours if banned.search(path.read_text())]


def test_every_imported_script_exists() -> None:
    for path in [CORE_STATIC / "app.js", *(CORE_STATIC / "js").glob("*.js")]:
        for name in re.findall(r'(?:import|from) "(\./[^"]+)"', path.read_text()):
            assert (path.parent / name).exists(), f"{path.name} imports {name}"


def test_stylesheets_load_nothing_from_elsewhere() -> None:
    sheets = [CORE_STATIC / "hansa.css", *(ROOT / "themes").glob("*/static/*.css")]
    assert not [sheet for sheet in sheets if re.search(r"@import|https?:|url\(", sheet.read_text())]


def test_the_url_changes_with_the_contents(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    before = folder_hash(tmp_path)
    (tmp_path / "a.css").write_text("b{}")
    assert folder_hash(tmp_path) != before


def test_a_file_is_served_under_its_hashed_url_for_ever(assets: Assets, client: FlaskClient) -> None:
    answer = get(client, assets.url("hansa.css"))
    assert answer.status_code == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_plugin_has_its_own_prefix(assets: Assets, client: FlaskClient) -> None:
    url = assets.url("deals/board.js")
    assert re.fullmatch(r"/static/[0-9a-f]{12}/deals/board\.js", url)
    assert get(client, url).data == b"1;"


def test_compressed_copies_are_sent_to_browsers_that_accept_them(assets: Assets, client: FlaskClient) -> None:
    answer = get(client, assets.url("vendor/tabler.min.css"), **{"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize("path", ["/static/000000000000/hansa.css", "/static/", "/hansa.css"])
def test_no_other_url_gives_a_file(client: FlaskClient, path: str) -> None:
    assert get(client, path).status_code == 404


def test_a_path_cannot_leave_its_folder(assets: Assets, client: FlaskClient) -> None:
    assert get(client, assets.url("../app.py")).status_code == 404


@pytest.mark.parametrize("path", ["/favicon.ico", "/robots.txt"])
def test_files_browsers_ask_for_by_name_exist(client: FlaskClient, path: str) -> None:
    assert get(client, path).status_code == 200


def test_nothing_is_cached_for_ever_while_developing(assets: Assets) -> None:
    answer = get(make_app(assets, debug=True).test_client(), assets.url("hansa.css"))
    assert "immutable" not in answer.headers["Cache-Control"]


@pytest.mark.parametrize("prefix", ["deals", "vendor", "js", ""])
def test_a_taken_prefix_is_refused(assets: Assets, tmp_path: Path, prefix: str) -> None:
    with pytest.raises(ValueError, match="already in use"):
        assets.add(prefix, tmp_path)


def test_an_icon_without_label_is_hidden_from_screen_readers(assets: Assets) -> None:
    assert 'aria-hidden="true"' in assets.icon("bell")


def test_the_label_of_an_icon_is_escaped(assets: Assets) -> None:
    assert 'aria-label="&lt;b&gt;"' in assets.icon("bell", "<b>")


def test_a_plugin_icon_comes_from_the_sprite_of_the_plugin(assets: Assets) -> None:
    assert f'{assets.url("deals/icons.svg")}#funnel"' in assets.icon("deals:funnel")


def test_the_sprite_names_each_icon_once() -> None:
    names = re.findall(r'<symbol id="([^"]+)"', (CORE_STATIC / "icons.svg").read_text())
    assert len(names) == len(set(names)) > 240
