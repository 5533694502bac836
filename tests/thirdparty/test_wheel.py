import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
BUILD = "import sys, hatchling.build; print(hatchling.build.build_wheel(sys.argv[1]))"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of packages with the plugin's wheel installed, built from its sources without a network."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(HERE / "acmebadges", folder / "source", ignore=shutil.ignore_patterns("__pycache__"))
    built = subprocess.run([sys.executable, "-c", BUILD, str(folder)], cwd=folder / "source", capture_output=True, text=True, check=True)
    with zipfile.ZipFile(folder / built.stdout.split()[-1]) as wheel:
        wheel.extractall(folder / "site")
    return folder / "site"


@pytest.fixture(scope="module")
def said(site: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the plugin did in a portal of a process of its own."""
    path = os.pathsep.join((str(site), str(ROOT)))
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HANSA_")} | {"PYTHONPATH": path}
    command = [sys.executable, str(HERE / "try_badges.py"), str(tmp_path_factory.mktemp("portal"))]
    run = subprocess.run(command, env=environment, cwd=site, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    found: dict[str, Any] = json.loads(run.stdout.splitlines()[-1])
    return found


EXPECTED = {
    "status": "active",
    "distribution": "acmebadges",
    "tables": "acmebadges__badge",
    "form": 200,
    "created": 303,
    "listed": True,
    "found": True,
    "in menu": True,
    "api": [30],
    "veto": 422,
    "rival sees": False,
    "switched off": 404,
    "api switched off": 404,
    "not in menu": False,
}


@pytest.mark.parametrize("what", EXPECTED)
def test_a_plugin_from_its_wheel(what: str, said: dict[str, Any]) -> None:
    assert said[what] == EXPECTED[what]


def test_the_wheel_brings_its_migrations(site: Path) -> None:
    assert len(list((site / "acmebadges" / "migrations" / "versions").glob("0001_*.py"))) == 1
