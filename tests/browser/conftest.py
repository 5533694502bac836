"""A portal with demo data, served as shipped, and a real Chromium to look at it with."""

import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import sync_playwright

from tests import loaded_demo

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--lang=en-US"]
QUIET = 5  # looks, 50 ms apart
UNDRAWN = """() => [...document.querySelectorAll("svg use")].filter((use) => use.checkVisibility())
    .filter((use) => { const box = use.getBBox(); return !box.width && !box.height; }).map((use) => use.getAttribute("href"))"""
RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]


@dataclass
class Served:
    """A running portal: its address, the accounts of the demo, and the folder of its data."""

    base_url: str
    accounts: list[dict[str, Any]]
    folder: Path

    def account(self, program: str, role: str) -> dict[str, Any]:
        return next(a for a in self.accounts if a["program"] == program and a["role"] == role)


@dataclass
class Look:
    """A page of the browser and everything that went wrong on it."""

    page: Any
    base_url: str
    problems: list[str] = field(default_factory=list)
    loading: set[Any] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.page.on("request", lambda request: self.loading.add(request))
        self.page.on("requestfinished", lambda request: self.loading.discard(request))
        self.page.on("requestfailed", lambda request: self.loading.discard(request))

    def open(self, path: str) -> None:
        self.page.goto(self.base_url + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is loading any more.

        The browser's own "networkidle" is over at once where a click asks only a moment later, as a confirmation that closes does.
        """
        quiet = 0
        while quiet < QUIET:
            self.page.wait_for_timeout(50)
            quiet = 0 if self.loading else quiet + 1
        self.page.wait_for_load_state()

    def sign_in(self, account: dict[str, Any]) -> None:
        self.open(f"/{account['program']}/signin")
        self.page.fill("input[name=email]", account["email"])
        self.page.fill("input[name=password]", account["password"])
        self.page.click("form button[type=submit]")
        self.settle()

    def check(self) -> None:
        """The page breaks no rule of WCAG 2.2 AA, draws every icon, does not scroll sideways, and the browser complained of nothing."""
        self.page.evaluate("scrollTo(0, 0)")
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(AXE.read_text() + ";0")
        found = self.page.evaluate(
            f"axe.run({{runOnly:{json.dumps(RULES)},resultTypes:['violations']}})"
            ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target).join(' | ')))"
        )
        undrawn = self.page.evaluate(UNDRAWN)
        wider = self.page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert (self.page.url, found, undrawn, wider, self.problems) == (self.page.url, [], [], 0, [])


def chromium() -> str | None:
    """Return the path of a Chromium: the system's, else the one Playwright installed, else None."""
    system = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if system:
        return system
    with sync_playwright() as playwright:
        own = playwright.chromium.executable_path
    return own if Path(own).exists() else None


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    path = chromium()
    if path is None:
        sentence = "Browser tests need Chromium: install Debian's package `chromium`, or run `playwright install chromium`."
        if os.environ.get("CI") == "true":
            pytest.fail(sentence)
        pytest.skip(sentence)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Load the demo and serve it, each by the command a person would use."""
    folder = loaded_demo.copy_to(tmp_path_factory.mktemp("portal"), tmp_path_factory)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = {**os.environ, **loaded_demo.environment(folder), "PYTHONWARNINGS": "default"}
    server = subprocess.Popen([loaded_demo.HANSA, "serve", "--port", str(port)], cwd=loaded_demo.ROOT, env=environment)
    base_url = f"http://127.0.0.1:{port}"
    try:
        _wait(base_url, server)
        yield Served(base_url, json.loads((folder / loaded_demo.FILE).read_text())["accounts"], folder)
    finally:
        server.terminate()
        server.wait(15)


def _wait(base_url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        if server.poll() is not None:
            pytest.fail("the portal ended instead of starting")
        try:
            urllib.request.urlopen(base_url + "/aurora/signin", timeout=2)
            return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the portal did not start within 30 seconds")


@pytest.fixture
def look(browser: Any, portal: Served) -> Iterator[Callable[..., Look]]:
    """Open browsers: `look(width=390, dark=True)` is one person at one device."""
    contexts = []

    def make(width: int = 1280, *, dark: bool = False) -> Look:
        size = {"width": width, "height": 844 if width < 500 else 900}
        context = browser.new_context(viewport=size, color_scheme="dark" if dark else "light", locale="en-US", has_touch=width < 500)
        contexts.append(context)
        found = Look(context.new_page(), portal.base_url)
        found.page.on(
            "console", lambda m: found.problems.append(m.text) if m.type in ("error", "warning") and "status of 4" not in m.text else None
        )
        found.page.on("pageerror", lambda error: found.problems.append(str(error)))
        found.page.on(
            "request",
            lambda r: None if r.url.startswith((portal.base_url, "data:", "blob:")) else found.problems.append(f"left the house: {r.url}"),
        )
        return found

    yield make
    for context in contexts:
        context.close()
