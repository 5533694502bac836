"""What a plugin can do is read from its source, and nothing of it is run."""

import zipfile

import pytest

from core.plugin_system import capabilities

SOURCE = '''
import subprocess

from hansa import SystemTask, hookimpl, lazy, mail, outbound

socket = lazy("socket")
TASKS = [SystemTask("acme.read", "It compares all partners.")]


@hookimpl
def before_save(entity, record):
    mail.send("a@b.example", "x", None)


@hookimpl(optionalhook=True)
def check_permission(actor):
    return None


def on_event(event):
    """No hook: it is not marked."""


raise SystemExit("never run")
'''


def told(found):
    return {one.code: one.details for one in found}


@pytest.fixture
def folder(tmp_path):
    capabilities.of_folder.cache_clear()
    (tmp_path / "acme").mkdir()
    (tmp_path / "acme" / "plugin.py").write_text(SOURCE)
    return tmp_path / "acme"


def test_hooks_services_and_reasons_are_named(folder):
    assert told(capabilities.of_folder(folder)) == {
        "saving": ("before_save",), "access": ("check_permission",), "mail": ("mail",), "outbound": ("outbound",),
        "wall": ("It compares all partners.",), "beyond": ("socket", "subprocess"),
    }  # fmt: skip


def test_a_single_file_is_a_plugin_too(folder):
    assert capabilities.of_folder(folder / "plugin.py") == capabilities.of_folder(folder)


def test_a_wheel_is_read_before_it_is_installed(folder, tmp_path):
    path = tmp_path / "acme-1.0-py3-none-any.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.write(folder / "plugin.py", "acme/plugin.py")
    assert capabilities.of_wheel(path) == capabilities.of_folder(folder)


def test_what_cannot_be_read_is_pointed_out(folder):
    (folder / "fast.so").write_bytes(b"\x7fELF")
    (folder / "broken.py").write_text("def (")
    assert told(capabilities.of_folder(folder))["unread"] == ("broken.py", "fast.so")


def test_what_is_no_wheel_is_refused_in_words(tmp_path):
    (tmp_path / "x.whl").write_text("no")
    with pytest.raises(ValueError, match="cannot be read as a wheel"):
        capabilities.of_wheel(tmp_path / "x.whl")


def test_a_plugin_that_asks_for_nothing_can_do_nothing(tmp_path):
    (tmp_path / "plain.py").write_text("X = 1\n")
    assert capabilities.of_folder(tmp_path / "plain.py") == ()
