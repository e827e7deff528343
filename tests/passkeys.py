"""A device that keeps passkeys, in software: answers as a browser does, or wrongly on request."""

import hashlib
import json
import secrets
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

FLAG = AuthenticatorData.FLAG


class Device:
    """One passkey on one device; `verifies` says whether it asks for a finger or PIN."""

    def __init__(self, *, origin: str = "http://localhost", verifies: bool = True) -> None:
        self.origin, self.verifies = origin, verifies
        self.credential_id = secrets.token_bytes(16)
        self.counter = 1
        self.user_handle = ""
        self._key = ec.generate_private_key(ec.SECP256R1())

    def copy(self) -> "Device":
        """Return what a thief of the key's memory would have."""
        twin = Device(origin=self.origin, verifies=self.verifies)
        twin.__dict__.update(self.__dict__)
        return twin

    def create(self, options: dict[str, Any]) -> str:
        """Make the passkey and return the browser's answer."""
        asked = options["publicKey"]
        self.user_handle = asked["user"]["id"]
        self.rp_id = asked["rp"]["id"]
        made = AttestedCredentialData.create(
            b"\0" * 16, self.credential_id, ES256.from_cryptography_key(self._key.public_key())
        )
        told = self._data(FLAG.UP | FLAG.AT, made)
        return self._answer(
            {
                "clientDataJSON": self._client("webauthn.create", asked["challenge"])[1],
                "attestationObject": websafe_encode(AttestationObject.create("none", told, {})),
            }
        )

    def show(self, options: dict[str, Any], **changed: Any) -> str:
        """Sign with the passkey and return the browser's answer, with fields changed on request."""
        self.counter += 1
        told = self._data(FLAG.UP)
        client, encoded = self._client("webauthn.get", options["publicKey"]["challenge"])
        signature = self._key.sign(told + client.hash, ec.ECDSA(SHA256()))
        said = {
            "clientDataJSON": encoded,
            "authenticatorData": websafe_encode(told),
            "signature": websafe_encode(signature),
            "userHandle": self.user_handle,
        }
        return self._answer({**said, **changed})

    def _data(self, flags: Any, made: bytes = b"") -> AuthenticatorData:
        if self.verifies:
            flags |= FLAG.UV
        hashed = hashlib.sha256(self.rp_id.encode()).digest()
        return AuthenticatorData.create(hashed, flags, self.counter, made)

    def _client(self, kind: str, challenge: str) -> tuple[CollectedClientData, str]:
        body = {"type": kind, "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        told = CollectedClientData(json.dumps(body).encode())
        return told, websafe_encode(told)

    def _answer(self, response: dict[str, Any]) -> str:
        named = websafe_encode(self.credential_id)
        return json.dumps(
            {
                "id": named,
                "rawId": named,
                "type": "public-key",
                "response": response,
                "clientExtensionResults": {},
            }
        )
