"""The demo, loaded by the command a person would use: once for all workers of a run, and copied."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HANSA = str(Path(sys.executable).parent / "hansa")
FILE = "demo.json"
"""What `hansa demo --json` wrote, in the folder of the demo."""


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a portal on the SQLite database in a folder."""
    own = {"DATA_DIR": str(folder), "DATABASE_URL": "", "OWNER_URL": "", "BASE_URL": "", "ARGON2_MEMORY": "1024", "RATE_LIMIT": "0"}
    return {f"HANSA_{name}": value for name, value in own.items()}


def copy_to(target: Path, factory: pytest.TempPathFactory) -> Path:
    """Copy the demo into a folder, and load it first where this run has not done so yet; return the folder."""
    shutil.copytree(_loaded(factory), target, dirs_exist_ok=True)
    return target


def _loaded(factory: pytest.TempPathFactory) -> Path:
    base = factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "demo"
    with open(folder.with_suffix(".lock"), "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / FILE).exists():
            folder.mkdir(exist_ok=True)
            command = [HANSA, "demo", "--no-serve", "--json", str(folder / FILE)]
            subprocess.run(command, cwd=ROOT, env={**os.environ, **environment(folder), "PYTHONWARNINGS": "default"}, check=True)
    return folder
