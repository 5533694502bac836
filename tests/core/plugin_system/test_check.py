import sys

import pytest

from core.plugin_system.check import check_plugin
from core.plugin_system.discovery import PluginError
from core.plugin_system.hooks import Plugins

STEPS = "migrations/versions/"
PLUGIN = """
from core.plugin_system.info import PluginInfo
from core.plugin_system.specs import hookimpl

PLUGIN = PluginInfo("{name}", "Tidy")


@hookimpl
def register_pages() -> {returns}:
    return []
"""


@pytest.fixture
def make(tmp_path, monkeypatch, nothing_installed):
    """Write a package with the given files and check it: make({"utils.py": ""}) returns (code, where) pairs."""
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "tidyplugin").mkdir()

    def make(files, returns='"list[Blueprint]"'):
        standard = {"__init__.py": "", "README.md": "", "plugin.py": PLUGIN.format(name="tidy", returns=returns)}
        for name, text in {**standard, **files}.items():
            path = tmp_path / "tidyplugin" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if text is not None:
                path.write_text(text)
        found = check_plugin("tidy", Plugins.load(["tidyplugin"]))
        return {(f.code, f.where) for f in found} - {("import", "plugin.py:2"), ("import", "plugin.py:3")}

    yield make
    for name in [name for name in sys.modules if name.startswith("tidyplugin")]:
        del sys.modules[name]


def test_a_tidy_plugin_has_no_findings(make):
    migration = 'revision = "0001"\ndown_revision = None\n\ndef downgrade():\n    pass\n'
    assert make({"migrations/versions/0001_first.py": migration, "templates/tidy/x.html": ""}) == set()


@pytest.mark.parametrize(
    ("files", "finding"),
    [
        ({"utils.py": ""}, ("file-name", "utils.py")),
        ({"BadName.py": ""}, ("file-name", "BadName.py")),
        ({"pages.py": "import schemas.base"}, ("import", "pages.py:1")),
        ({"templates/x.html": ""}, ("templates", "templates/x.html")),
        ({"pages.py": "import hansa\n\ndemo = hansa.lazy('tidyplugin.nowhere')"}, ("lazy", "pages.py:3")),
        ({"README.md": None}, ("readme", "README.md")),
        ({f"{STEPS}first.py": 'revision = "1"\ndef downgrade(): pass'}, ("migration", f"{STEPS}first.py")),
        ({f"{STEPS}0001_first.py": 'revision = "0001"'}, ("migration", f"{STEPS}0001_first.py")),
    ],
)
def test_what_is_untidy_is_found(make, files, finding):
    assert finding in make(files)


def test_a_migration_that_branches_off_is_found(make):
    text = 'revision = "{}"\ndown_revision = None\ndef downgrade(): pass'
    files = {f"migrations/versions/000{n}_x.py": text.format(f"000{n}") for n in (1, 2)}
    assert make(files) == {("migration", "migrations/versions/0002_x.py")}


def test_another_return_type_than_the_specification_is_found(make):
    assert make({}, returns="list[str]") == {("signature", "register_pages")}


def test_types_of_the_interpreter_are_known_by_their_public_names(make):
    hooks = "\n\n@hookimpl\ndef register_hookspecs() -> list[ModuleType]:\n    return []\n"
    text = "from types import ModuleType\n" + PLUGIN.format(name="tidy", returns='"list[Blueprint]"') + hooks
    assert {code for code, _where in make({"plugin.py": text})} == {"import"}


def test_a_plugin_that_does_not_load_says_why(load):
    findings = check_plugin("bootwrongtype", load("boot_wrong_type"))
    assert "signature" in {finding.code for finding in findings}
    assert [f.code for f in check_plugin("badsignature", load("bad_signature"))] == ["not-loaded"]


def test_an_unknown_plugin_is_an_error(load):
    with pytest.raises(PluginError, match="nosuch"):
        check_plugin("nosuch", load())
