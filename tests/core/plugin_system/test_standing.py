import pytest
from alembic.script import ScriptDirectory

from core.plugin_system.standing import Standing, head_of
from tests.core.plugin_system import migration_kit as kit


def history(folder, *steps):
    folder.mkdir(exist_ok=True)
    for name, before in steps:
        (folder / f"{name}_step.py").write_text(f'"""A step."""\n\nimport sqlalchemy as sa\n\n{names(name, before)}')
    return folder


def names(name, before):
    return f"revision: str = '{name}'\ndown_revision = {before!r}\nbranch_labels = None\n"


@pytest.mark.parametrize(
    ("steps", "head"),
    [
        ((), None),
        ((("0001", None),), "0001"),
        ((("0002", "0001"), ("0001", None)), "0002"),
        ((("0001", None), ("0002", "0001"), ("0003", "0002")), "0003"),
        ((("0001", None), ("0002", "0001"), ("0003", "0001")), "0002, 0003"),
    ],
)
def test_the_newest_revision_is_the_one_nothing_follows(steps, head, tmp_path):
    assert head_of(history(tmp_path / "versions", *steps)) == head


def test_a_broken_migration_does_not_keep_the_portal_from_starting(tmp_path):
    kit.write(tmp_path, 1, "pass")
    (tmp_path / "0002_broken.py").write_text('revision = "0002"\ndown_revision = "0001"\n\ndef upgrade(:\n')
    assert head_of(tmp_path) == "0002"


def test_every_migration_of_the_house_is_found_as_alembic_finds_it(hansa_kit):
    standing = Standing.of("sqlite://", hansa_kit.portal.plugins.loaded)
    for folder in standing.sources.values():
        assert head_of(folder) == ScriptDirectory(str(standing.home), version_locations=[str(folder)]).get_current_head()
