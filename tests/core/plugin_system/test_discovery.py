from importlib.metadata import EntryPoint, PathDistribution

import pytest

from core.plugin_system import discovery
from core.plugin_system.discovery import PluginError, discover
from core.plugin_system.hooks import Plugins


@pytest.fixture
def install(monkeypatch, tmp_path):
    """Pretend that packages are installed: install(name, target, needs=...)."""
    points = []

    def install(name, target, package="acme", needs=""):
        folder = tmp_path / f"{package}-1.0.dist-info"
        folder.mkdir(exist_ok=True)
        need = f"Requires-Dist: {needs}\n" if needs else ""
        (folder / "METADATA").write_text(f"Name: {package}\nVersion: 1.0\n{need}")
        points.append(EntryPoint(name, target, "hansa.plugins")._for(PathDistribution(folder)))

    monkeypatch.setattr(discovery.importlib.metadata, "entry_points", lambda group: points)
    return install


HEALTHY = "tests.broken_plugins.healthy"


@pytest.mark.parametrize("name", ["import_error", "exits", "nameless", "bad_name"])
def test_a_plugin_that_cannot_be_imported_is_named_and_the_others_load(install, name):
    loaded = discover([HEALTHY, f"tests.broken_plugins.{name}"])
    assert loaded["healthy"].status == "active"
    assert loaded[name].status == "failed"
    assert loaded[name].error


def test_the_error_of_an_import_is_its_traceback(install):
    assert "no_such_module_anywhere" in discover(["tests.broken_plugins.import_error"])["import_error"].error


def test_strict_mode_raises_the_first_failure(install):
    with pytest.raises(ModuleNotFoundError):
        discover(["tests.broken_plugins.import_error"], strict=True)


def test_an_installed_plugin_knows_its_distribution(install):
    install("healthy", HEALTHY)
    plugin = discover()["healthy"]
    assert (plugin.status, plugin.distribution, plugin.builtin) == ("active", "acme", False)


def test_a_module_named_twice_is_loaded_once(install):
    install("healthy", HEALTHY)
    assert [c.name for c in discovery.candidates([HEALTHY])] == ["healthy"]


def test_an_entry_point_with_another_name_fails(install):
    install("other", HEALTHY)
    assert "make them equal" in discover()["other"].error


def test_a_package_for_another_hansa_is_not_even_imported(install):
    install("exits", "tests.broken_plugins.exits", needs="hansa>=99")
    plugin = discover(strict=True)["exits"]
    assert (plugin.status, plugin.module) == ("incompatible", None)


def test_a_requirement_of_hansa_that_fits_is_no_obstacle(install):
    install("healthy", HEALTHY, needs="Hansa>=0.1")
    assert discover()["healthy"].status == "active"


def test_a_plugin_for_another_api_is_incompatible(install):
    plugin = discover(["tests.broken_plugins.future_api"])["futureapi"]
    assert plugin.status == "incompatible"
    assert ">=9" in plugin.error


def test_a_missing_requirement_is_named(install):
    plugin = discover(["tests.broken_plugins.lonely"])["lonely"]
    assert (plugin.status, plugin.error) == ("failed", "It requires the plugin 'nowhere', which is not installed.")


def test_two_strangers_of_one_name_are_both_left_out(install):
    install("healthy", HEALTHY, package="acme")
    install("healthy", HEALTHY + ":PLUGIN", package="copycat")
    plugin = discover()["healthy"]
    assert plugin.status == "failed"
    assert "acme" in plugin.error and "copycat" in plugin.error


def test_safe_mode_loads_nothing_that_is_not_built_in(install):
    install("healthy", HEALTHY)
    assert discover(["tests.broken_plugins.lonely"], safe_mode=True) == {}


def test_what_an_installation_leaves_out_is_not_imported(install):
    install("healthy", HEALTHY)
    assert set(discover(["tests.broken_plugins.lonely"], without=("healthy",))) == {"lonely"}
    assert "healthy" not in Plugins.configured({"plugins": "", "without": " healthy,other", "safe_mode": False, "strict": False}).loaded


def test_a_missing_requirement_raises_in_strict_mode(install):
    with pytest.raises(PluginError, match="lonely"):
        discover(["tests.broken_plugins.lonely"], strict=True)
