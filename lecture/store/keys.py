"""The keys of notebooks: who has a key has the notebook, and only its hash is kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from pathlib import Path

from filelock import FileLock

KEY_BYTES = 24  # 192 bits
TAG_BYTES = 12  # 96 bits more, of a key that is known by them


def new_key() -> str:
    return secrets.token_urlsafe(KEY_BYTES)


def tagged(secret: bytes, key: str) -> str:
    """The key with a tag behind it, by which whoever has the secret knows it again where nothing is kept of it."""
    tag = hmac.digest(secret, f"tag {key}".encode(), "sha256")
    return key + base64.urlsafe_b64encode(tag[:TAG_BYTES]).decode()


def is_tagged(secret: bytes, key: str) -> bool:
    """Whether it was made by `tagged` with this secret."""
    untagged = key[: -TAG_BYTES * 4 // 3].encode("utf-8", "replace").decode()
    return same_key(key, tagged(secret, untagged))


def derived_key(secret: bytes, purpose: str) -> str:
    """Always the same for the same purpose; nobody without the secret can tell it."""
    digest = hmac.digest(secret, purpose.encode("utf-8", "surrogatepass"), "sha256")
    return base64.urlsafe_b64encode(digest[:KEY_BYTES]).decode()


def same_key(given: str, right: str) -> bool:
    """Whether it is the right key; how long that takes tells nothing of it."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())


def hashed(key: str) -> str:
    """What is kept of a key: the name of its notebook, sha256 in hexadecimal."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()


def new_id() -> str:
    """The id of a lecture, which stands in addresses."""
    return secrets.token_urlsafe(12)


def secret_in(path: Path) -> bytes:
    """The library's own secret, made at its first start."""
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            part = path.with_suffix(".part")
            part.touch(mode=0o600)
            part.write_text(secrets.token_hex(32), encoding="ascii")
            part.replace(path)
        return path.read_bytes()
