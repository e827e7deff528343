"""Envelope encryption and blind indexes for CPF, CNPJ, phone and e-mail.

A master key wraps one key per organisation; from that, separate keys for sealing and for indexing
are derived. Nothing here knows where wrapped keys are kept.
"""

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE_BYTES = 12


class BadMasterKey(Exception):
    """A key is malformed; the text says which and what to do, never the key."""


class Undecipherable(Exception):
    """A sealed value cannot be opened: wrong key, wrong place, or it was changed."""


def new_master_key() -> str:
    """Return a fresh master key in base64, for the environment or a key file."""
    return base64.b64encode(os.urandom(32)).decode()


def read_master_key(text: str) -> bytes:
    """Decode a master key.

    Raises:
        BadMasterKey: it is not 32 bytes of base64.
    """
    try:
        key = base64.b64decode(text, validate=True)
    except ValueError:
        key = b""
    if len(key) != 32:
        raise BadMasterKey(
            "TRATO_MASTER_KEY deve ser 32 bytes em base64 (gere com: trato keys new)."
        )
    return key


def derive(key: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose (HKDF-SHA256)."""
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=purpose.encode()).derive(key)


@lru_cache(maxsize=256)
def _cipher(key: bytes) -> AESGCM:
    """Return a key's cipher, made ready once: organisations' keys stay in memory anyway."""
    return AESGCM(key)


def seal(key: bytes, plain: bytes, *, place: str) -> bytes:
    """Encrypt with AES-256-GCM, bound to `place` so that a value cannot be moved elsewhere."""
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + _cipher(key).encrypt(nonce, plain, place.encode())


def open_sealed(key: bytes, sealed: bytes, *, place: str) -> bytes:
    """Decrypt what `seal` made for the same `place`.

    Raises:
        Undecipherable: wrong key, wrong place, or changed bytes.
    """
    try:
        return _cipher(key).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], place.encode())
    except Exception:
        raise Undecipherable(place) from None


def keyed_hash(key: bytes, value: str, *, kind: str) -> bytes:
    """Return HMAC-SHA256 of a canonical value: equal values meet, nobody can guess back."""
    inner, outer = _keyed(key)
    within, around = inner.copy(), outer.copy()
    within.update(f"{kind}\0{value}".encode())
    around.update(within.digest())
    return around.digest()


@lru_cache(maxsize=256)
def _keyed(key: bytes) -> "tuple[hashlib._Hash, hashlib._Hash]":
    """Return HMAC's two hashes with the key in them, made ready once. Source: RFC 2104, section 2.

    Asked for every cell of a portfolio: the library's own takes the key in anew each time, at
    three times the cost. `tests/properties` compares the two.
    """
    block = (hashlib.sha256(key).digest() if len(key) > 64 else key).ljust(64, b"\0")
    return (
        hashlib.sha256(bytes(b ^ 0x36 for b in block)),
        hashlib.sha256(bytes(b ^ 0x5C for b in block)),
    )


def same_bytes(left: bytes, right: bytes) -> bool:
    """Compare secrets in constant time."""
    return hmac.compare_digest(left, right)


@dataclass(frozen=True, slots=True)
class Vault:
    """One organisation's unwrapped keys; lives in memory only."""

    _sealing: bytes
    _indexing: bytes
    _marking: bytes

    @classmethod
    def create(cls, master: bytes) -> tuple["Vault", bytes]:
        """Return a new organisation's vault and its wrapped key to store."""
        key = os.urandom(32)
        return cls._of(key), seal(derive(master, "wrap"), key, place="organisation-key")

    @classmethod
    def unwrap(cls, master: bytes, wrapped: bytes) -> "Vault":
        """Open a stored wrapped key.

        Raises:
            Undecipherable: the master key is not the one that wrapped it.
        """
        return cls._of(open_sealed(derive(master, "wrap"), wrapped, place="organisation-key"))

    @classmethod
    def _of(cls, key: bytes) -> "Vault":
        return cls(derive(key, "seal"), derive(key, "index"), derive(key, "journal"))

    def seal(self, text: str, *, place: str) -> bytes:
        """Encrypt one text field for one place."""
        return seal(self._sealing, text.encode(), place=place)

    def open(self, sealed: bytes, *, place: str) -> str:
        """Decrypt one text field of one place."""
        return open_sealed(self._sealing, bytes(sealed), place=place).decode()

    def seal_bytes(self, plain: bytes, *, place: str) -> bytes:
        """Encrypt raw bytes for one place."""
        return seal(self._sealing, plain, place=place)

    def open_bytes(self, sealed: bytes, *, place: str) -> bytes:
        """Decrypt raw bytes of one place."""
        return open_sealed(self._sealing, bytes(sealed), place=place)

    def index(self, value: str, *, kind: str) -> bytes:
        """Return the blind index of a canonical value (`kind`: document, phone, email)."""
        return keyed_hash(self._indexing, value, kind=kind)

    def mark(self, value: bytes) -> bytes:
        """Return the journal's authentication mark over `value`."""
        return hmac.new(self._marking, value, hashlib.sha256).digest()
