"""What must hold before an installation is open to the public. Ids never change their meaning; new checks get new ids."""

import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import sqlalchemy as sa

from core import virus_scan
from core.config import Config
from core.db import db, metadata
from core.entities.marks import WALL
from core.plugin_system.standing import Standing
from core.portal import portal
from core.sealing import MARK as SEAL
from core.sealing import opens, sealed_columns


@dataclass(frozen=True)
class Finding:
    """One thing to mend, and how."""

    id: str
    message: str


def examine(config: Config) -> list[Finding]:
    """Run every check against a configuration and its database."""
    return [Finding(id, message) for id, check in CHECKS.items() for message in check(config)]


def _environment(config: Config) -> Iterator[str]:
    if config["env"] != "production":
        yield f"HANSA_ENV is {config['env']!r}. Set it to production."


def _secret_key(config: Config) -> Iterator[str]:
    key = config["secret_key"]
    if len(key) < 32 or max(Counter(key).values()) > len(key) / 3:
        yield "HANSA_SECRET_KEY is short or plain. Use 32 random bytes: python -c 'import secrets; print(secrets.token_hex(32))'."


def _base_url(config: Config) -> Iterator[str]:
    parts = urlsplit(config["base_url"])
    if parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/"):
        yield "HANSA_BASE_URL must be the https address people use, like https://partners.example.com; links in mails begin with it."


def _smtp(config: Config) -> Iterator[str]:
    if not config["smtp_url"]:
        yield "HANSA_SMTP_URL is empty: mails stay in the outbox page and nobody receives them."
    elif config["smtp_url"].startswith("smtp://") and urlsplit(config["smtp_url"]).hostname not in ("localhost", "127.0.0.1", "::1"):
        yield "HANSA_SMTP_URL sends mails unencrypted. Use smtp+tls:// or smtps://."


def _sender(config: Config) -> Iterator[str]:
    if ".example" in config["mail_from"]:
        yield "HANSA_MAIL_FROM is the made-up default. Use an address of your own domain."


def _strict(config: Config) -> Iterator[str]:
    if config["strict"]:
        yield "HANSA_STRICT is on: one failing plugin would stop the portal. It is for development."


def _key_file(config: Config) -> Iterator[str]:
    for path in (Path(config["data_dir"]) / "secret.key", Path(os.environ.get("HANSA_CONFIG") or "/nowhere")):
        if path.is_file() and path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield f"{path} can be read by other users of this machine. Run: chmod 600 {path}"


def _data_folder(config: Config) -> Iterator[str]:
    folder = Path(config["data_dir"])
    if folder.is_dir() and folder.stat().st_mode & stat.S_IRWXO:
        yield f"{folder} is open to other users of this machine. Run: chmod 750 {folder}"


def _as_root(config: Config) -> Iterator[str]:
    if os.geteuid() == 0:
        yield "Hansa runs as root. Make a user for it that owns nothing but its data folder."


def _two_roles(config: Config) -> Iterator[str]:
    if config.on_postgres and config["owner_url"] == config["database_url"]:
        yield "HANSA_OWNER_URL and HANSA_DATABASE_URL are the same role. The portal must not own its tables: row-level security would not hold."


def _role_owns_nothing(config: Config) -> Iterator[str]:
    if not config.on_postgres:
        return
    connection = db.session.connection()
    powers = connection.execute(
        sa.text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user").execution_options(**WALL)
    ).scalar()
    owned = connection.execute(sa.text("SELECT count(*) FROM pg_tables WHERE tableowner = current_user").execution_options(**WALL)).scalar()
    if powers or owned:
        yield "The role of HANSA_DATABASE_URL is a superuser, skips row-level security or owns tables. Use the role hansa_app."


def _encrypted(config: Config) -> Iterator[str]:
    url = sa.make_url(config["database_url"])
    local = not url.host or url.host in ("localhost", "127.0.0.1", "::1")
    if config.on_postgres and not local and url.query.get("sslmode") not in ("verify-full", "verify-ca", "require"):
        yield "The connection to the database is not encrypted. Add ?sslmode=verify-full to HANSA_DATABASE_URL."


def _sqlite(config: Config) -> Iterator[str]:
    if not config.on_postgres:
        yield "The database is SQLite: one process, one machine, no row-level security. Use PostgreSQL for a public portal."


def _migrations(config: Config) -> Iterator[str]:
    pending = [status.plugin for status in Standing.of(config["owner_url"], portal().plugins.loaded).status() if status.pending]
    if pending:
        yield f"The tables of {', '.join(pending)} are not up to date. Run: hansa db upgrade"


def _no_demo(config: Config) -> Iterator[str]:
    if (
        sa.inspect(db.engine).has_table("core_site")
        and db.session.execute(sa.text("SELECT demo FROM core_site").execution_options(**WALL)).scalar()
    ):
        yield "This is a demo database: the passwords of its accounts are public. Start with an empty one."


def _audit_heads(config: Config) -> Iterator[str]:
    if not config.get("audit_heads"):
        yield "HANSA_AUDIT_HEADS is empty: the signed heads of the audit trail lie beside the data they prove. Name a folder on another machine."


def _proxy(config: Config) -> Iterator[str]:
    if config["base_url"].startswith("https:") and not config["trusted_proxy"]:
        yield (
            "HANSA_TRUSTED_PROXY is empty: `hansa serve` speaks plain HTTP, so a proxy gives the https, and without its word cookies are not"
            " Secure and everybody has the proxy's address. Name the address it connects from, like 127.0.0.1."
        )


def _any_proxy(config: Config) -> Iterator[str]:
    if config["trusted_proxy"] == "*":
        yield "HANSA_TRUSTED_PROXY is *: whoever reaches the port is believed about his address. Name the address of the proxy."


def _sandbox(config: Config) -> Iterator[str]:
    if config.get("sandbox"):
        yield "HANSA_SANDBOX is on: whoever asks sets the clock, so no date in this installation proves anything. Leave it out."


def _rate_limit(config: Config) -> Iterator[str]:
    if not config["rate_limit"]:
        yield "HANSA_RATE_LIMIT is 0: one caller can take all the portal's time. Leave it out, or name requests a minute."


def _no_scanner(config: Config) -> Iterator[str]:
    if not virus_scan.is_on(config):
        yield "Uploads are not scanned for viruses. Set HANSA_CLAMD or HANSA_SCAN_COMMAND; `true` as the command accepts every file knowingly."


def _scanner(config: Config) -> Iterator[str]:
    if not virus_scan.is_on(config):
        return
    try:
        virus_scan.scan(config, io.BytesIO(b"Hansa asks whether the scanner answers."))
    except (virus_scan.ScanFailed, OSError) as error:
        yield f"The virus scanner gives no verdict, so uploads stay in quarantine: {error}"


def _authorities(config: Config) -> Iterator[str]:
    if (path := config["smtp_ca"]) and not os.access(path, os.R_OK):
        yield f"HANSA_SMTP_CA names {path}, which cannot be read: no mail is sent."


def _sealed(config: Config) -> Iterator[str]:
    connection, lost = db.session.connection(), 0
    for column in sealed_columns(metadata):
        raw = sa.type_coerce(column, sa.String())
        for text in connection.execute(sa.select(raw).where(raw.startswith(SEAL)).execution_options(**WALL)).scalars():
            lost += not opens(text)
    if lost:
        yield f"{lost} stored secrets open with none of the keys. Name the key they were sealed with in HANSA_OLD_SECRET_KEYS, then run: hansa db reseal"


CHECKS: Mapping[str, Callable[[Config], Iterator[str]]] = {
    "H101": _environment,
    "H102": _secret_key,
    "H103": _base_url,
    "H104": _smtp,
    "H105": _sender,
    "H106": _strict,
    "H107": _key_file,
    "H108": _data_folder,
    "H109": _as_root,
    "H110": _two_roles,
    "H111": _role_owns_nothing,
    "H112": _encrypted,
    "H113": _sqlite,
    "H114": _migrations,
    "H115": _no_demo,
    "H116": _audit_heads,
    "H117": _proxy,
    "H118": _any_proxy,
    "H119": _rate_limit,
    "H120": _no_scanner,
    "H121": _scanner,
    "H122": _authorities,
    "H123": _sealed,
    "H124": _sandbox,
}
"""H001 (a plugin is not active) is checked without `--deploy` too."""
