"""Keys: long, random or derived, and never kept."""

from __future__ import annotations

import base64
import hashlib
import hmac
from pathlib import Path

from lecture.store.keys import derived_key, hashed, new_id, new_key, secret_in


def test_keys_are_long_and_random() -> None:
    keys = {new_key() for _ in range(100)}
    assert len(keys) == 100
    assert {len(key) for key in keys} == {32}  # letters of base64: 192 bits
    ids = {new_id() for _ in range(100)}
    assert len(ids) == 100
    assert {len(each) for each in ids} == {16}


def test_a_derived_key_is_always_the_same_and_only_with_the_secret() -> None:
    expected = base64.urlsafe_b64encode(hmac.digest(b"secret", b"person ann", "sha256")[:24]).decode()
    assert derived_key(b"secret", "person ann") == expected
    assert len({expected, derived_key(b"secret", "person bob"), derived_key(b"other", "person ann")}) == 3
    assert len(derived_key(b"secret", "person \udcff")) == 32


def test_of_a_key_its_sha256_is_kept() -> None:
    assert hashed("key") == hashlib.sha256(b"key").hexdigest()
    assert hashed("\udcff") == hashlib.sha256(b"\xed\xb3\xbf").hexdigest()


def test_the_secret_is_made_once_and_read_by_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    secret = secret_in(path)
    assert len(bytes.fromhex(secret.decode())) == 32
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret_in(path) == secret
    assert {found.name for found in tmp_path.iterdir()} == {"secret", "secret.lock"}
    assert secret_in(tmp_path / "another") != secret
