import pytest

from core.plugin_system.info import PluginInfo


@pytest.mark.parametrize("name", ["Deals", "my_plugin", "d", "9lives", "a" * 32, "core", "api", "static", "hansa"])
def test_names_that_cannot_be_prefixes_or_are_reserved_are_refused(name):
    with pytest.raises(ValueError):
        PluginInfo(name, "x").validate()


def test_a_plain_name_is_accepted():
    PluginInfo("deals2", "Deals", requires=("ledger",)).validate()


WRONG = [{"api": "newest"}, {"scope": "galaxy"}, {"requires": "deals"}, {"requires": ("x1",)}]


@pytest.mark.parametrize("values", WRONG)
def test_values_nobody_can_use_are_refused(values):
    with pytest.raises(ValueError):
        PluginInfo("x1", "x", **values).validate()


@pytest.mark.parametrize(("version", "fits"), [("0.1", True), ("1.9", True), ("2.0", False), ("0.0.9", False)])
def test_the_default_range_of_the_api(version, fits):
    assert PluginInfo("deals", "Deals").fits(version) is fits
