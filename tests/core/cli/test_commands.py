import json
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from core.app import create_app
from core.db import db
from core.entities.marks import WALL
from core.loading import BEHIND, load
from core.plugin_system.alembic_options import version_table
from core.programs.models import ProgramPlugin
from tests.core.cli.conftest import Run


def test_upgrade_leaves_nothing_pending(hansa: Run) -> None:
    assert hansa("db", "status").exit_code == 1
    assert hansa("db", "upgrade").exit_code == 0
    assert hansa("db", "status").exit_code == 0


def test_upgrading_again_does_nothing(migrated: Run) -> None:
    assert "core: up to date (0001)" in migrated("db", "upgrade").output


def test_models_and_database_agree(migrated: Run) -> None:
    assert migrated("db", "check", "--fields").output == "No differences.\n"


@pytest.fixture
def made_by_a_newer(migrated: Run, tmp_path: Path) -> Callable[[str], None]:
    """Write a revision into the database that this version does not know."""

    def put(plugin: str) -> None:
        engine = sa.create_engine(f"sqlite:///{tmp_path / 'hansa.db'}")
        with engine.begin() as connection:
            connection.execute(sa.text(f"UPDATE {version_table(plugin)} SET version_num = '9999'"))
        engine.dispose()

    return put


def test_an_old_version_refuses_a_newer_database_in_one_line(migrated: Run, made_by_a_newer: Callable[[str], None]) -> None:
    made_by_a_newer("core")
    result = migrated("program", "list")
    assert result.exit_code == 1
    assert [line for line in str(result.exception).splitlines() if "newer Hansa (revision 9999)" in line] == [str(result.exception)]


def test_an_old_plugin_stays_off_over_newer_tables_and_the_portal_runs(migrated: Run, made_by_a_newer: Callable[[str], None]) -> None:
    made_by_a_newer("teams")
    assert migrated("program", "list").exit_code == 0
    assert "newer version" in migrated("plugin", "list").output


def test_a_plugin_goes_down_and_comes_up_again(migrated: Run) -> None:
    assert "0001 -> nothing" in migrated("db", "downgrade", "teams", "--yes").output
    assert migrated("db", "status").exit_code == 1
    assert migrated("db", "upgrade").exit_code == 0


def test_the_core_cannot_go_down_while_plugins_need_it(migrated: Run) -> None:
    result = migrated("db", "downgrade", "core", "--yes")
    assert (result.exit_code, "take those down first" in result.output) == (1, True)


def test_a_new_program_is_listed_with_its_plugins(migrated: Run) -> None:
    assert "Acme Partners" in migrated("program", "list").output


def test_a_name_that_is_taken_is_refused(migrated: Run) -> None:
    result = migrated("program", "create", "acme", "--name", "Acme")
    assert (result.exit_code, "Another program uses this already." in result.output) == (1, True)


def test_a_reserved_name_is_refused(migrated: Run) -> None:
    assert "This name is used by the portal itself." in migrated("program", "create", "api", "--name", "Api").output


def test_a_person_can_be_made_a_member(migrated: Run) -> None:
    made = migrated(
        "user",
        "create",
        "Ann@Acme.example",
        "--name",
        "Ann",
        "--program",
        "acme",
        "--role",
        "admin",
        "--password",
        "nine green boats drift",
    )
    assert (made.exit_code, made.output) == (0, "ann@acme.example can sign in.\n")


def test_an_easy_password_is_refused(migrated: Run) -> None:
    result = migrated("user", "create", "ann@acme.example", "--name", "Ann", "--site-admin", "--password", "password1")
    assert result.exit_code == 1


def test_a_person_needs_a_place(migrated: Run) -> None:
    assert migrated("user", "create", "ann@acme.example", "--name", "Ann", "--password", "x").exit_code == 2


def test_an_unknown_role_is_refused_with_those_there_are(migrated: Run) -> None:
    result = migrated(
        "user", "create", "a@acme.example", "--name", "A", "--program", "acme", "--role", "king", "--password", "nine green boats drift"
    )
    assert "There is no role 'king'. There are: admin," in result.output


def test_a_password_can_be_set(migrated: Run) -> None:
    migrated("user", "create", "ann@acme.example", "--name", "Ann", "--site-admin", "--password", "nine green boats drift")
    assert migrated("user", "password", "ann@acme.example", "--password", "seven blue kites climb").exit_code == 0
    assert migrated("user", "password", "bob@acme.example", "--password", "x").exit_code == 1


def test_a_token_opens_the_api(migrated: Run) -> None:
    migrated(
        "user",
        "create",
        "ann@acme.example",
        "--name",
        "Ann",
        "--program",
        "acme",
        "--role",
        "admin",
        "--password",
        "nine green boats drift",
    )
    token = migrated("token", "create", "acme", "ann@acme.example").output.strip()
    answer = create_app().test_client().get("/api/v1/acme/core/partner/", headers={"Authorization": f"Bearer {token}"})
    assert (answer.status_code, answer.json["items"]) == (200, [])


def test_a_token_is_for_members_only(migrated: Run) -> None:
    assert migrated("token", "create", "acme", "nobody@acme.example").exit_code == 1


def test_plugins_are_listed_with_where_they_are_on(migrated: Run) -> None:
    migrated("plugin", "enable", "deals", "--program", "acme")
    lines = {line.split()[0]: line.split()[-1] for line in migrated("plugin", "list").output.splitlines()}
    assert lines["deals"] == "acme"


def test_a_plugin_can_be_switched(migrated: Run) -> None:
    assert migrated("plugin", "enable", "deals", "--program", "acme").output == "Switched on: deals.\n"
    assert migrated("plugin", "enable", "deals", "--program", "acme").output == "It is on already.\n"
    assert migrated("plugin", "disable", "deals", "--program", "acme").output == "Switched off: deals.\n"


def test_a_plugin_that_is_on_somewhere_is_not_uninstalled(migrated: Run, tmp_path: Path) -> None:
    migrated("plugin", "enable", "deals", "--program", "acme")
    result = migrated("plugin", "uninstall", "deals", "--export", str(tmp_path / "rows"), "--yes")
    assert "deals is on in acme" in result.output


def test_uninstalling_leaves_nothing_behind(migrated: Run, tmp_path: Path) -> None:
    migrated("plugin", "enable", "sheets", "--program", "acme")
    migrated("plugin", "disable", "sheets", "--program", "acme")
    assert migrated("plugin", "uninstall", "sheets", "--export", str(tmp_path / "rows"), "--yes").exit_code == 0
    with create_app().app_context():
        left = sa.select(sa.func.count()).select_from(ProgramPlugin).where(ProgramPlugin.plugin == "sheets")
        assert db.session.scalar(left.execution_options(**WALL)) == 0


def test_what_is_still_installed_is_not_purged(migrated: Run, tmp_path: Path) -> None:
    result = migrated("plugin", "purge", "deals", "--export", str(tmp_path / "rows"), "--yes")
    assert "use `hansa plugin uninstall deals`" in result.output


def test_an_unknown_plugin_cannot_be_checked(hansa: Run) -> None:
    assert hansa("plugin", "check", "cellar").output == "Error: There is no plugin 'cellar'.\n"


def test_an_empty_trail_is_whole(migrated: Run) -> None:
    result = migrated("audit", "verify", "--program", "acme")
    assert result.output.startswith("acme: ")


def test_the_demo_is_not_loaded_beside_real_programs(migrated: Run) -> None:
    result = migrated("demo", "--no-serve")
    assert (result.exit_code, "This database holds real programs." in result.output) == (1, True)


def test_a_database_with_real_programs_is_not_reset(migrated: Run) -> None:
    assert migrated("demo", "--reset", "--no-serve").exit_code == 1
    assert json.dumps("acme")[1:-1] in migrated("program", "list").output


def test_what_a_plugin_can_do_is_told_before_it_is_on(migrated: Run) -> None:
    told = migrated("plugin", "show", "deals").output
    assert "May refuse or change what is saved: " in told and "before_save" in told
    assert "install only what you trust" in told
    assert migrated("plugin", "show", "nothing").exit_code == 1


@pytest.mark.parametrize("command", [("serve", "--port", "0"), ("worker",), ("dev", "--port", "0")])
def test_nothing_is_started_over_tables_that_are_missing(hansa: Run, command: tuple[str, ...]) -> None:
    result = hansa(*command)
    assert (result.exit_code, result.output.splitlines()[-1]) == (1, BEHIND)


def test_a_plugin_without_its_tables_is_named_and_the_portal_starts(migrated: Run, caplog: pytest.LogCaptureFixture) -> None:
    assert migrated("db", "downgrade", "teams", "--yes").exit_code == 0
    load(None)
    assert [message for message in caplog.messages if "is off" in message] == [
        "The plugin teams is off. Its tables are not up to date: run `hansa db upgrade`."
    ]
