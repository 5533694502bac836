"""Signatures of the installation (Ed25519, RFC 8032): proofs that anybody can check with the public key, without the portal.

The private key is derived from the secret key of the installation; what was signed under a replaced key stays provable,
because the public keys of all configured ones are published.
"""

import base64
import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from core.portal import portal
from schemas.lazy import lazy

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

exceptions, ed25519 = lazy("cryptography.exceptions"), lazy("cryptography.hazmat.primitives.asymmetric.ed25519")
hashes, hkdf = lazy("cryptography.hazmat.primitives.hashes"), lazy("cryptography.hazmat.primitives.kdf.hkdf")


def sign(content: bytes) -> str:
    """Return the signature in base64."""
    return base64.b64encode(_private(portal().config.secret_keys[0]).sign(content)).decode()


def key_id() -> str:
    """Return the id of the key that signs now."""
    return id_of(public_keys()[0])


def public_keys() -> list[str]:
    """Return the public keys in base64, the present one first."""
    return [base64.b64encode(_private(key).public_key().public_bytes_raw()).decode() for key in portal().config.secret_keys]


def id_of(public_key: str) -> str:
    """Return the id of a public key: the beginning of its SHA-256."""
    return hashlib.sha256(base64.b64decode(public_key)).hexdigest()[:16]


def genuine(content: bytes, signature: str, public_key: str) -> bool:
    """Tell whether a signature belongs to the content and the key. Needs no portal."""
    try:
        ed25519.Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key)).verify(base64.b64decode(signature), content)
    except (exceptions.InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=16)
def _private(secret: str) -> "Ed25519PrivateKey":
    derived = hkdf.HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"hansa-signatures").derive(secret.encode())
    key: Ed25519PrivateKey = ed25519.Ed25519PrivateKey.from_private_bytes(derived)
    return key
