import subprocess
import sys
import time

from core.plugin_system.hooks import Plugins
from core.plugin_system.watchdog import EXIT_CODE, Watchdog
from tests.broken_plugins.hanging import RELEASED


def test_a_slow_hook_is_warned_about_once_with_its_stack(caplog):
    dog = Watchdog(warn_after=0.01, leave=lambda code: None)
    with dog.running("deals", "before_save"):
        time.sleep(0.02)
        dog.look()
        dog.look()
    assert len(caplog.records) == 1
    assert "deals" in caplog.text and "test_watchdog" in caplog.text


def test_a_hanging_hook_is_reported_and_the_process_left():
    seen, codes = [], []
    dog = Watchdog(lambda *report: seen.append(report[:2]), hang_after=0.01, leave=codes.append)
    with dog.running("deals", "before_save"):
        time.sleep(0.02)
        dog.look()
        dog.look()
    assert (seen, codes) == ([("deals", "before_save")], [EXIT_CODE])


def test_what_another_process_suspended_is_not_waited_for():
    reports, codes, suspended = [], [], {"other"}
    dog = Watchdog(lambda *report: reports.append(report), warn_after=0.01, leave=codes.append)
    dog.is_suspended = lambda plugin: plugin in suspended
    with dog.running("deals", "before_save"):
        time.sleep(0.02)
        dog.look()
        assert codes == []
        suspended.add("deals")
        dog.look()
        dog.look()
    assert (reports, codes) == ([], [EXIT_CODE])


def test_the_process_is_left_even_when_the_report_fails():
    codes = []
    dog = Watchdog(lambda *report: 1 / 0, hang_after=0.0, leave=codes.append)
    with dog.running("deals", "before_save"):
        time.sleep(0.01)
        dog.look()
    assert codes == [EXIT_CODE]


def test_an_inner_hook_gives_the_floor_back_to_the_outer_one(caplog):
    dog = Watchdog(warn_after=0.01, leave=lambda code: None)
    with dog.running("outer", "before_save"):
        with dog.running("inner", "check_permission"):
            pass
        time.sleep(0.02)
        dog.look()
    assert [record.args[0] for record in caplog.records] == ["outer"]


def test_the_thread_finds_a_plugin_that_hangs(load):
    seen = []
    report, leave = lambda *found: seen.append(found), lambda code: RELEASED.set()
    dog = Watchdog(report, warn_after=0.01, hang_after=0.05, leave=leave)
    plugins = Plugins(load("healthy", "hanging").loaded, watchdog=dog)
    dog.start()
    answer = plugins.call("collect_notes", plugins.active(), record=None)
    dog.stop()
    assert [name for name, _ in answer] == ["hanging", "healthy"]
    assert seen[0][:2] == ("hanging", "collect_notes") and "RELEASED.wait" in seen[0][2]


def test_a_hanging_hook_ends_the_process():
    code = """
from core.plugin_system.watchdog import Watchdog
import time
dog = Watchdog(warn_after=0.05, hang_after=0.1)
dog.start()
with dog.running("deals", "before_save"):
    time.sleep(30)
"""
    done = subprocess.run([sys.executable, "-c", code], stderr=subprocess.PIPE, text=True, timeout=20)
    assert done.returncode == EXIT_CODE
    assert "plugin deals hangs in hook before_save" in done.stderr
