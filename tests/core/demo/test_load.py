import json
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from click.testing import CliRunner

from core.app import create_app
from core.cli import main
from core.db import db
from core.entities.marks import WALL
from core.programs.models import Program
from plugins.deals.models import Deal
from plugins.deals.states import STATES
from tests import loaded_demo

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The demo, loaded by the command; what its JSON file says."""
    folder = loaded_demo.copy_to(tmp_path_factory.mktemp("demo"), tmp_path_factory)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in loaded_demo.environment(folder).items():
            patch.setenv(name, value)
        yield json.loads((folder / loaded_demo.FILE).read_text())


def test_the_json_names_programs_and_accounts(loaded: dict[str, Any]) -> None:
    assert loaded["programs"] == ["aurora", "meridian"]
    assert loaded["base_url"] == "http://127.0.0.1:8000"
    assert all(account.keys() == {"email", "password", "program", "role", "partner"} for account in loaded["accounts"])


def test_every_account_can_sign_in(loaded: dict[str, Any]) -> None:
    app = create_app()
    for account in loaded["accounts"]:
        client, slug = app.test_client(), account["program"] or "aurora"
        token = client.get(f"/{slug}/signin").text.split('name="csrf_token" value="')[1].split('"')[0]
        answer = client.post(f"/{slug}/signin", data={"csrf_token": token, "email": account["email"], "password": account["password"]})
        assert (answer.status_code, client.get(f"/{slug}/").status_code) == (303, 200), account["email"]


def test_loading_again_keeps_what_is_there(loaded: dict[str, Any], tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["demo", "--no-serve"])
    assert (result.exit_code, "its data is kept" in result.output) == (0, True)


def test_the_mirror_of_custom_fields_is_sound(loaded: dict[str, Any]) -> None:
    assert CliRunner().invoke(main, ["db", "check", "--fields"]).output == "No differences.\n"


def test_the_audit_trail_is_whole(loaded: dict[str, Any]) -> None:
    result = CliRunner().invoke(main, ["audit", "verify"])
    assert result.exit_code == 0, result.output


def test_deals_are_in_every_state(loaded: dict[str, Any]) -> None:
    with create_app().app_context(), db.engine.connect().execution_options(**WALL) as connection:
        found = connection.execute(
            sa.select(Program.slug, Deal.state, sa.func.count())
            .join_from(Deal, Program, Program.id == Deal.program_id)
            .group_by(Program.slug, Deal.state)
        )
        counts = {(row[0], row[1]): row[2] for row in found}
    assert counts.keys() == set(product(loaded["programs"], STATES)), counts
