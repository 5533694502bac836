"""Making the application: the boot order as a flat list of calls."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from flask import Flask
from flask.sessions import SessionInterface
from jinja2 import FileSystemLoader

from core.boot import mount, read_declarations
from core.config import Config
from core.db import db
from core.engine import engine_options, prepare
from core.entities import acting, wall
from core.entities.registry import Registry
from core.i18n import load_catalogs
from core.plugin_system.connect import migration_engine
from core.plugin_system.hooks import Plugins
from core.plugin_system.standing import Standing
from core.plugin_system.state import follow, restore, suspended_in, suspender
from core.portal import Portal
from core.programs.state import Programs
from core.storage import store_of
from core.web.door import guard, headers, problems
from core.web.door.addresses import LazyRule
from core.web.door.htmx import init_htmx
from core.web.page import pages
from core.web.page.assets import Assets, init_assets
from core.web.page.frames import Frames
from core.web.theme.compiled import CompiledTemplates
from core.web.theme.theming import Theming, load_themes

log = logging.getLogger("hansa")
ROOT = Path(__file__).parents[1]


class NoSession(SessionInterface):
    """Sessions are rows of the database; the framework's signed cookie is not used."""

    def open_session(self, app: Flask, request: Any) -> None:
        return None

    def make_null_session(self, app: Flask) -> Any:
        return {}

    def is_null_session(self, obj: object) -> bool:
        return True

    def save_session(self, app: Flask, session: Any, response: Any) -> None:
        return None


class Hansa(Flask):
    """A Flask application whose guard runs before any plugin's code."""

    session_interface = NoSession()
    url_rule_class = LazyRule

    def preprocess_request(self) -> None:
        """Functions that run before a request wait until the guard has let it in."""
        return None

    def dispatch_request(self) -> Any:
        return guard.serve(self._run)

    def _run(self) -> Any:
        answer = super().preprocess_request()
        return super().dispatch_request() if answer is None else answer


def create_app(overrides: Mapping[str, Any] | None = None) -> Hansa:
    """Return a ready application. Raises SystemExit with one line when the configuration or the database does not fit."""
    config = Config.load(overrides)
    app = Hansa("hansa", static_folder=None, template_folder=None, instance_path=config["data_dir"])
    app.config.update(_flask_config(config))
    if config["env"] == "production":
        app.jinja_env.bytecode_cache = CompiledTemplates(Path(config["data_dir"]) / "templates", config["secret_key"])
    db.init_app(app)
    wall.install()
    prepare(app)
    plugins = Plugins.configured(config)
    registry = Registry(internal=INTERNAL)
    programs = Programs(registry, plugins.active, lambda: follow(plugins, db.session.connection()))
    assets, theming = Assets(), Theming(load_themes(ROOT / "themes"), app.jinja_env, _templates(plugins))
    portal = Portal(config, plugins, registry, programs, assets, theming, Frames(), store_of(config))
    app.extensions["hansa"] = portal
    with app.app_context():
        restore(plugins, Standing.of(db.engine, plugins.loaded), Path(config["data_dir"]), through=db.engine)
        # The watchdog's thread is in no application context, so it has an engine the wall does not judge.
        own = migration_engine(config["database_url"])
        plugins.watchdog.on_hang = suspender(own, Path(config["data_dir"]), plugins)
        plugins.watchdog.is_suspended = suspended_in(own)
        read_declarations(portal)
    init_htmx(app)
    mount(app, portal)
    with app.app_context():
        with db.engine.connect() as connection:
            follow(plugins, connection)
        db.engine.dispose()  # no connection is open yet when processes are forked from this one
    pages.install(app.jinja_env.globals)
    theming.add_static(assets)
    init_assets(app, assets)
    load_catalogs([ROOT / "core" / "locale", *_folders(plugins, "locale")])
    problems.install(app)
    headers.install(app)
    app.teardown_request(lambda error: acting.end())
    return app


INTERNAL = frozenset(
    {
        "core_audit",
        "core_file",
        "core_mail",
        "core_outbox",
        "core_search",
        "core_field_value",
        "core_share",
        "core_partner_tree",
        "core_approval",
        "core_timer",
        "core_draft",
        "core_export",
        "core_saved_view",
        "core_reference",
        "core_session",
        "core_session_acting",
        "core_token",
        "core_ticket",
        "core_throttle",
        "core_idempotency",
        "core_user",
        "core_program_plugin",
    }
)
"""Tables of the core that hold rows of partners and people, and settings of plugins: closed to unjudged statements like those of
entities. People and settings have no owner a criterion could name: the core alone asks for them, by marked statements."""


def _flask_config(config: Config) -> dict[str, Any]:
    return {
        "SECRET_KEY": config["secret_key"],
        "SQLALCHEMY_DATABASE_URI": config["database_url"],
        "SQLALCHEMY_ENGINE_OPTIONS": engine_options(config),
        "MAX_CONTENT_LENGTH": config["max_body"],
        "MAX_FORM_MEMORY_SIZE": config["max_body"],
        "MAX_FORM_PARTS": 1_000,
        "PROPAGATE": config["env"] == "test",
        "TRUSTED_HOSTS": None,
    }


def _folders(plugins: Plugins, name: str) -> list[Path]:
    found = (Path(p.module.__file__).parent / name for p in plugins.loaded.values() if getattr(p.module, "__file__", None))
    return [folder for folder in found if folder.is_dir()]


def _templates(plugins: Plugins) -> dict[str, FileSystemLoader]:
    """Return the loader of each plugin's `templates/<plugin>/`, under its name."""
    homes = {
        p.name: Path(p.module.__file__).parent / "templates" / p.name
        for p in plugins.loaded.values()
        if getattr(p.module, "__file__", None)
    }
    return {name: FileSystemLoader(folder) for name, folder in homes.items() if folder.is_dir()}
