"""Static files under URLs that carry a content hash, served by WhiteNoise with immutable caching."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from wsgiref.headers import Headers

from flask import Flask
from markupsafe import Markup
from whitenoise import WhiteNoise

CORE_STATIC = Path(__file__).parents[2] / "static"
URL_PREFIX = "/static/"


class Assets:
    """Folders of static files and their URLs.

    The hash covers a whole folder, not one file, so that relative addresses inside a stylesheet or a
    script module keep working. Names of the core's own top-level folders cannot be taken by a plugin.
    """

    def __init__(self, core: Path = CORE_STATIC):
        self._folders: dict[str, tuple[Path, str]] = {"": (core, folder_hash(core))}
        self._icons: dict[tuple[str, str | None, str], Markup] = {}
        self._reserved = {child.name for child in core.iterdir() if child.is_dir()}

    def add(self, prefix: str, folder: Path) -> None:
        """Serve `folder` as `asset("<prefix>/…")`; raises ValueError when the prefix is taken."""
        if prefix in self._folders or prefix.split("/")[0] in self._reserved or not prefix:
            raise ValueError(f"The static prefix {prefix!r} is already in use.")
        self._folders[prefix] = (folder, folder_hash(folder))

    def url(self, path: str) -> str:
        """Return the URL of a file: `hansa.css` (core), `deals/board.js` (plugin), `themes/harbor/theme.css`."""
        prefix, name = self._split(path)
        digest = self._folders[prefix][1]
        return f"{URL_PREFIX}{digest}/{f'{prefix}/' if prefix else ''}{name}"

    def mounts(self) -> Mapping[str, Path]:
        """Return URL prefix -> folder, for the server."""
        return {f"{URL_PREFIX}{digest}/{prefix}".rstrip("/") + "/": folder for prefix, (folder, digest) in self._folders.items()}

    def icon(self, name: str, label: str | None = None, css: str = "icon") -> Markup:
        """Return the `<svg>` of a sprite symbol: `bell`, or `deals:funnel` from `deals/icons.svg`.

        Without a label it is decoration and hidden from screen readers.
        """
        key = (name, label, css)
        if key not in self._icons:
            self._icons[key] = self._icon(name, label, css)
        return self._icons[key]

    def _icon(self, name: str, label: str | None, css: str) -> Markup:
        owner, _, symbol = name.rpartition(":")
        sprite = self.url(f"{owner}/icons.svg" if owner else "icons.svg")
        voice = Markup('role="img" aria-label="{}"').format(label) if label else Markup('aria-hidden="true"')
        return Markup('<svg class="{}" {}><use href="{}#{}"/></svg>').format(css, voice, sprite, symbol)

    def _split(self, path: str) -> tuple[str, str]:
        parts = path.split("/")
        for end in range(len(parts) - 1, 0, -1):
            if (prefix := "/".join(parts[:end])) in self._folders:
                return prefix, "/".join(parts[end:])
        return "", path


def folder_hash(folder: Path) -> str:
    """Return 12 hex digits over the names and contents of all files below `folder`."""
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(f"{path.relative_to(folder).as_posix()}\0{path.stat().st_size}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def init_assets(app: Flask, assets: Assets) -> None:
    """Serve the assets before the application is asked, and give templates `asset(path)` and `icon(name, label)`."""
    server = WhiteNoise(
        app.wsgi_app,
        autorefresh=app.debug,
        max_age=0 if app.debug else 3600,
        allow_all_origins=False,
        add_headers_function=_harden,
        immutable_file_test=(lambda path, url: False) if app.debug else (lambda path, url: url.startswith(URL_PREFIX)),
    )
    for prefix, folder in assets.mounts().items():
        server.add_files(str(folder), prefix)
    server.add_files(str(CORE_STATIC / "root"), "/")
    app.wsgi_app = server  # type: ignore[method-assign]
    app.extensions["assets"] = assets
    app.jinja_env.globals.update(asset=assets.url, icon=assets.icon)


def _harden(headers: Headers, path: str, url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
