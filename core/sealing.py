"""Secrets at rest: columns of the type `Sealed` hold ciphertext under a key derived from the installation's secret key.

The present key seals; keys that were replaced (`HANSA_OLD_SECRET_KEYS`) still open what they sealed.
"""

import base64
import json
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from core.portal import portal
from schemas.lazy import lazy

if TYPE_CHECKING:
    from cryptography.fernet import MultiFernet

fernet = lazy("cryptography.fernet")
hashes, hkdf = lazy("cryptography.hazmat.primitives.hashes"), lazy("cryptography.hazmat.primitives.kdf.hkdf")

MARK = "sealed:"
"""How a sealed value begins."""

EMPTY = "{}"


class SealError(RuntimeError):
    """A stored secret opens with none of the configured keys. What depends on it is refused, never skipped."""


class Sealed(sa.types.TypeDecorator[str]):
    """A secret text: sealed when it is written, opened when it is read. It cannot be compared or sorted by the database."""

    impl = sa.String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else seal(value)

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> str | None:
        return None if value is None else unseal(value)


class SealedJson(sa.types.TypeDecorator[dict[str, Any]]):
    """A flat dictionary of secrets, sealed as a whole. An empty one hides nothing and is stored as it is."""

    impl = sa.Text
    cache_ok = True

    def process_bind_param(self, value: dict[str, Any] | None, dialect: sa.Dialect) -> str | None:
        return EMPTY if not value else seal(json.dumps(value, ensure_ascii=False))

    def process_result_value(self, value: str | None, dialect: sa.Dialect) -> dict[str, Any]:
        return {} if value is None or value == EMPTY else dict(json.loads(unseal(value)))


def seal(text: str) -> str:
    """Return the ciphertext of a secret (Fernet: AES-128-CBC with HMAC-SHA256)."""
    return MARK + _box(portal().config.secret_keys).encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Return the secret. Raises SealError when no configured key fits, or the value was never sealed."""
    try:
        return _box(portal().config.secret_keys).decrypt(sealed.removeprefix(MARK).encode()).decode()
    except fernet.InvalidToken:
        raise SealError(
            "A stored secret opens with none of the keys. Was HANSA_SECRET_KEY changed? Name the old one in HANSA_OLD_SECRET_KEYS."
        ) from None


def opens(sealed: str) -> bool:
    """Tell whether a configured key fits."""
    try:
        unseal(sealed)
    except SealError:
        return False
    return True


def sealed_columns(metadata: sa.MetaData) -> Iterator[sa.Column[Any]]:
    """Yield every column that holds sealed secrets, of the core and of plugins."""
    for table in metadata.sorted_tables:
        yield from (column for column in table.columns if isinstance(column.type, Sealed | SealedJson))


def renew(connection: sa.Connection, metadata: sa.MetaData) -> int:
    """Seal every stored secret anew under the present key, as the owner of the tables; returns how many there were."""
    done = 0
    for column in sealed_columns(metadata):
        # An upgrade on the value read, so that one changed meanwhile is left as it is.
        raw = sa.type_coerce(column, sa.String())
        for text in connection.execute(sa.select(raw).where(raw.startswith(MARK)).distinct()).scalars().all():
            fresh = sa.type_coerce(sa.literal(seal(unseal(text))), sa.String())
            done += connection.execute(sa.update(column.table).where(raw == text).values({column: fresh})).rowcount
    return done


@lru_cache(maxsize=16)
def _box(keys: tuple[str, ...]) -> "MultiFernet":
    box: MultiFernet = fernet.MultiFernet([fernet.Fernet(base64.urlsafe_b64encode(_derived(key))) for key in keys])
    return box


def _derived(key: str) -> bytes:
    found: bytes = hkdf.HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"hansa-sealed-columns").derive(key.encode())
    return found
