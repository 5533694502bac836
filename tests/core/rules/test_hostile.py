import json
import subprocess
import sys

from bench.calibrate import calibrate
from tests.architecture.sources import ROOT
from tests.core.rules.hostile import hostile

MOST_MS, MOST_MIB = 100, 32


def test_two_hundred_hostile_rules_are_refused_or_stopped_at_once() -> None:
    slowness = max(1.0, calibrate() / 41)
    run = subprocess.run(
        [sys.executable, "-m", "tests.core.rules.hostile"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=300
    )
    found = json.loads(run.stdout)
    assert found["rules"] == len(hostile()) >= 200
    assert found["stopped"] + found["done"] == found["rules"]
    assert found["ms"][0] < MOST_MS * slowness, found["ms"]
    assert found["mib"][0] < MOST_MIB, found["mib"]
