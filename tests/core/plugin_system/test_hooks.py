import pytest
import sqlalchemy as sa
from marshmallow import ValidationError

from core.errors import Denied, Veto
from core.plugin_system.failures import PluginFailure
from core.plugin_system.policy import HookPolicy

SAVE = {"entity": None, "changes": {}, "is_new": True, "actor": None}
ASK = {"actor": None, "permission": "yes", "program": None, "record": None}


def test_registered_plugins_are_active_in_order(load):
    plugins = load("healthy", "optional_hook")
    assert list(plugins.loaded) == ["healthy", "optionalhook"]
    assert plugins.active() == {"healthy", "optionalhook"}


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("bad_signature", "reccord"),
        ("unknown_hook", "befor_save"),
        ("pushy", "tryfirst"),
        ("asynchronous", "plain function"),
        ("bad_mapper", "NoSuchClass"),
        ("taking_hooks", "exist already"),
    ],
)
def test_a_plugin_that_cannot_be_registered_is_named_and_the_others_run(load, name, says):
    plugins = load("healthy", name)
    failed = plugins.loaded[name.replace("_", "")]
    assert failed.status == "failed"
    assert says in failed.error
    assert plugins.call("collect_notes", plugins.active(), record=None) == [("healthy", ["fine"])]


def test_a_broken_mapper_does_not_disturb_the_models_of_others(load, app):
    load("healthy", "bad_mapper")
    note = load("healthy").loaded["healthy"].module.Note
    assert "healthy__note" in str(sa.select(note))


@pytest.mark.parametrize("name", ["bad_signature", "unknown_hook"])
def test_strict_mode_raises_what_is_wrong_at_registration(load, name):
    with pytest.raises(Exception, match="save"):
        load(name, strict=True)


@pytest.mark.parametrize("name", ["boot_raising", "boot_wrong_type"])
def test_a_failing_boot_hook_takes_its_plugin_out(load, name):
    plugins = load("healthy", name)
    assert plugins.boot("register_pages") == []
    assert plugins.active() == {"healthy"}
    assert "torture" in plugins.loaded[name.replace("_", "")].error


def test_a_plugin_fails_with_the_one_it_requires(load):
    plugins = load("dependant", "boot_raising")
    plugins.boot("register_pages")
    assert plugins.loaded["dependant"].error == "It requires the plugin 'bootraising', which is failed."


def test_strict_mode_raises_failures_at_boot(load):
    with pytest.raises(RuntimeError, match="torture"):
        load("boot_raising", strict=True).boot("register_pages")


def test_only_plugins_of_the_set_are_called(load):
    plugins = load("healthy")
    assert plugins.call("collect_notes", frozenset(), record=None) == []


def test_a_suspended_plugin_is_not_called_any_more(load):
    plugins = load("healthy")
    everyone = plugins.active()
    plugins.call("collect_notes", everyone, record=None)
    plugins.set_status("healthy", "suspended")
    assert plugins.call("collect_notes", everyone, record=None) == []


def test_a_hook_gets_the_arguments_it_asks_for(load):
    plugins, record = load("healthy"), {}
    plugins.call("before_save", plugins.active(), record=record, **SAVE)
    assert record == {"seen": True}


def test_a_refusal_passes_and_names_its_plugin(load):
    plugins = load("healthy", "vetoing")
    with pytest.raises(Veto, match="Sunday") as caught:
        plugins.call("before_save", plugins.active(), record={}, **SAVE)
    assert "vetoing" in caught.value.__notes__[0]
    assert not plugins.failures


def test_a_validation_error_passes(load, monkeypatch):
    plugins = load("vetoing")
    monkeypatch.setattr("tests.broken_plugins.vetoing.Veto", ValidationError)
    with pytest.raises(ValidationError):
        plugins.call("before_save", plugins.active(), record={}, **SAVE)


def test_a_fault_in_a_veto_hook_aborts_and_names_the_plugin(load):
    plugins = load("healthy", "raising")
    with pytest.raises(PluginFailure) as caught:
        plugins.call("before_save", plugins.active(), record={}, **SAVE)
    assert (caught.value.plugin, caught.value.hook, caught.value.status) == ("raising", "before_save", 500)
    assert plugins.failures[-1].plugin == "raising"


@pytest.mark.parametrize("name", ["raising", "wrong_type"])
def test_a_fault_in_a_closed_hook_denies(load, name):
    plugins = load("healthy", name)
    with pytest.raises(Denied) as caught:
        plugins.call("check_permission", plugins.active(), **ASK)
    assert name.replace("_", "") in caught.value.__notes__[0]


@pytest.mark.parametrize("name", ["raising", "wrong_type", "leaving"])
def test_a_fault_in_an_isolated_hook_is_recorded_and_the_others_go_on(load, name):
    plugins = load("healthy", name)
    assert plugins.call("collect_notes", plugins.active(), record=None) == [("healthy", ["fine"])]
    assert (plugins.failures[0].plugin, plugins.failures[0].hook) == (name.replace("_", ""), "collect_notes")


def test_strict_mode_raises_isolated_failures_too(load):
    plugins = load("healthy", "raising", strict=True)
    with pytest.raises(RuntimeError, match="torture"):
        plugins.call("collect_notes", plugins.active(), record=None)


def test_a_delivery_raises_and_records(load):
    plugins = load("healthy", "raising")
    with pytest.raises(RuntimeError, match="torture"):
        plugins.call_one("collect_notes", "raising", record=None)
    assert plugins.implementers("collect_notes", plugins.active()) == ("healthy", "raising")
    assert len(plugins.failures) == 1


def test_five_failures_in_a_row_make_a_notice(load):
    plugins = load("healthy", "raising")
    for _ in range(4):
        plugins.call("collect_notes", plugins.active(), record=None)
    assert not plugins.failures.notices
    plugins.call("collect_notes", plugins.active(), record=None)
    assert plugins.failures.notices == {"raising"}


def test_a_success_ends_the_row(load, monkeypatch):
    plugins = load("healthy")
    plugins.failures.record("healthy", "collect_notes", {}, RuntimeError(), 0.1)
    plugins.call("collect_notes", plugins.active(), record=None)
    for _ in range(4):
        plugins.failures.record("healthy", "collect_notes", {}, RuntimeError(), 0.1)
    assert not plugins.failures.notices


def test_hooks_of_a_plugin_keep_their_own_policy(load):
    assert load("healthy").policies["write_notes"] == HookPolicy("isolate", writes=True)
