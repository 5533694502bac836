"""Configuration: one marshmallow schema over `HANSA_*` variables and an optional TOML file (`HANSA_CONFIG`)."""

import contextlib
import ipaddress
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

SHORTEST_KEY = 32
"""Characters of a secret key in production."""


class ConfigSchema(Schema):
    class Meta:
        unknown = EXCLUDE

    data_dir = fields.String(load_default="var")
    database_url = fields.String(load_default="")
    owner_url = fields.String(load_default="", metadata={"help": "PostgreSQL: the role that owns the tables, for `hansa db`"})
    secret_key = fields.String(load_default="")
    old_secret_keys = fields.String(load_default="", metadata={"help": "keys that were replaced, comma separated: they open and prove, never seal"})
    base_url = fields.String(load_default="")
    trusted_proxy = fields.String(
        load_default="",
        validate=lambda text: _proxy(text),
        metadata={"help": "address of the proxy whose X-Forwarded headers are believed; * = whoever connects"},
    )
    rate_limit = fields.Integer(
        load_default=60_000, validate=validate.Range(0, 1_000_000), metadata={"help": "requests a minute of one person; 0 = no limit"}
    )
    env = fields.String(load_default="development", validate=validate.OneOf(["development", "production", "test"]))
    strict = fields.Boolean(load_default=False)
    sandbox = fields.Boolean(load_default=False, metadata={"help": "the clock can be set: to try policies over time, never with real partners"})
    safe_mode = fields.Boolean(load_default=False)
    without = fields.String(load_default="", metadata={"help": "installed plugins that are not loaded, comma separated"})
    plugins = fields.String(load_default="", metadata={"help": "extra plugin modules, comma separated (development)"})
    smtp_url = fields.String(load_default="", metadata={"help": "smtp://user:password@host:port, smtps:// or smtp+tls://"})
    smtp_ca = fields.String(load_default="", metadata={"help": "file of certificates (PEM) the mail server's is checked against"})
    mail_from = fields.String(load_default="Hansa <no-reply@hansa.example>")
    audit_heads = fields.String(load_default="", metadata={"help": "folder for the signed heads of the audit trail; empty = in data_dir"})
    file_store = fields.String(load_default="", metadata={"help": "s3://bucket/prefix; empty = local disk"})
    clamd = fields.String(load_default="", metadata={"help": "ClamAV's service: unix:/run/clamav/clamd.ctl or tcp://host:3310"})
    scan_command = fields.String(load_default="", metadata={"help": "virus scanner for a file: 0 = clean, 1 = infected; the path is appended"})
    egress_proxy = fields.String(
        load_default="",
        validate=validate.Regexp(r"([^\s:/]+:\d{1,5})?\Z"),
        metadata={"help": "host:port of the proxy through which addresses people enter are called; empty = directly"},
    )
    workers = fields.Integer(load_default=2, validate=validate.Range(1, 64))
    threads = fields.Integer(load_default=4, validate=validate.Range(1, 64))
    pool_size = fields.Integer(load_default=8, validate=validate.Range(1, 64))
    max_body = fields.Integer(load_default=1_000_000)
    max_upload = fields.Integer(load_default=25_000_000)
    argon2_memory = fields.Integer(load_default=65536)
    log_json = fields.Boolean(load_default=False)


class Config(dict[str, Any]):
    """Checked configuration. Keys are those of ConfigSchema."""

    @classmethod
    def load(cls, overrides: Mapping[str, Any] | None = None, environ: Mapping[str, str] = os.environ) -> "Config":
        """Merge file, environment and overrides; raises SystemExit with one clear line when a value is wrong."""
        raw: dict[str, Any] = {}
        if path := environ.get("HANSA_CONFIG"):
            raw.update(tomllib.loads(Path(path).read_text()))
        raw.update({k[6:].lower(): v for k, v in environ.items() if k.startswith("HANSA_") and k != "HANSA_CONFIG"})
        raw.update(_secret_files(environ))
        raw.update(overrides or {})
        try:
            return cls(ConfigSchema().load(raw))._completed()
        except ValidationError as error:
            lines = [f"HANSA_{key.upper()}: {' '.join(map(str, messages))}" for key, messages in error.messages_dict.items()]
            raise SystemExit("The configuration is not valid. " + "; ".join(lines)) from None

    def _completed(self) -> "Config":
        data = Path(self["data_dir"]).absolute()
        self["data_dir"] = str(data)
        self["database_url"] = self["database_url"] or f"sqlite:///{data / 'hansa.db'}"
        self["owner_url"] = _with_driver(self["owner_url"] or self["database_url"])
        self["database_url"] = _with_driver(self["database_url"])
        self["secret_key"] = self["secret_key"] or _kept_secret(data)
        if self["env"] == "production" and len(self["secret_key"]) < SHORTEST_KEY:
            raise SystemExit(
                f"HANSA_SECRET_KEY is too short for production. Use at least {SHORTEST_KEY} random characters, or leave it out: one is made and kept."
            )
        return self

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The present secret key, then those it replaced."""
        old = self.get("old_secret_keys") or ""
        return (self["secret_key"], *(key.strip() for key in old.split(",") if key.strip()))

    @property
    def on_postgres(self) -> bool:
        return bool(self["database_url"].startswith("postgresql"))


def _proxy(text: str) -> None:
    """A proxy is one address: with a name, whoever answers for the name would be believed."""
    if text and text != "*":
        try:
            ipaddress.ip_address(text)
        except ValueError:
            raise ValidationError("Name one IP address, like 127.0.0.1, or * when only the proxy can connect.") from None


def _with_driver(url: str) -> str:
    return url.replace("postgresql://", "postgresql+psycopg://", 1)


def _secret_files(environ: Mapping[str, str]) -> dict[str, str]:
    """Read `HANSA_<KEY>_FILE` variables: the value stands in a file, as container secrets do."""
    keys = [k for k in environ if k.startswith("HANSA_") and k.endswith("_FILE")]
    return {k[6:-5].lower(): Path(environ[k]).read_text().strip() for k in keys}


def _kept_secret(data: Path) -> str:
    """Return the secret key of this installation, made at its first start and readable by its owner only."""
    path = data / "secret.key"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        draft = data / f"secret.{os.getpid()}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(os.urandom(32).hex())
        with contextlib.suppress(FileExistsError):  # another process was first: its key holds
            os.link(draft, path)
        draft.unlink()
    return path.read_text().strip()
