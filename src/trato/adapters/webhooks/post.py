"""Posts one signed body to an address that somebody typed in: to the outside only, and once."""

import hashlib
import hmac
import ipaddress
import socket
from datetime import datetime
from urllib.parse import urlsplit

from trato.foundation.http import HttpClient, Unreachable

_TIMEOUT_SECONDS = 5.0


class NotTaken(Exception):
    """The body was not taken; says why, never where it went."""


def post(
    url: str, *, secret: bytes, body: bytes, delivery_id: str, at: datetime, to_loopback: bool
) -> None:
    """Post a JSON body with its signature; anything but a 2xx within seconds is a failure.

    `Trato-Signature: t=SECONDS,v1=HEX` signs "SECONDS.BODY" with HMAC-SHA-256; `Trato-Delivery`
    stays the same when the same notice is posted again. `to_loopback` allows this machine alone.

    Raises:
        NotTaken: the address is inside, cannot be reached, or did not answer well.
    """
    parts = urlsplit(url)
    _check_outside(parts.scheme, parts.hostname or "", parts.port, to_loopback=to_loopback)
    path = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    client = HttpClient(f"{parts.scheme}://{parts.netloc}", timeout_seconds=_TIMEOUT_SECONDS)
    try:
        answer = client.request(
            "POST",
            path,
            body=body,
            headers={
                "Content-Type": "application/json",
                "User-Agent": "Trato-Webhook/1",
                "Trato-Delivery": delivery_id,
                "Trato-Signature": signature(secret, body, at),
            },
        )
    except Unreachable as problem:
        raise NotTaken(f"unreachable: {problem}") from None
    finally:
        client.close()
    if not 200 <= answer.status < 300:
        raise NotTaken(f"answered {answer.status}")


def signature(secret: bytes, body: bytes, at: datetime) -> str:
    """Return the header that proves who sent a body, and when."""
    seconds = int(at.timestamp())
    mark = hmac.new(secret, b"%d." % seconds + body, hashlib.sha256).hexdigest()
    return f"t={seconds},v1={mark}"


def _check_outside(scheme: str, host: str, port: int | None, *, to_loopback: bool) -> None:
    """Refuse what would reach into our own network: an address typed by a user is no trusted one.

    The name is looked up once more when connecting; whoever runs its zone could answer otherwise
    then, so the firewall around this process stays the last word.
    """
    try:
        found = socket.getaddrinfo(host, port or 443, type=socket.SOCK_STREAM)
    except OSError:
        raise NotTaken("unknown host") from None
    addresses = [ipaddress.ip_address(str(sockaddr[0])) for *_, sockaddr in found]
    if to_loopback and all(address.is_loopback for address in addresses):
        return
    if scheme != "https":
        raise NotTaken("not https")
    if not addresses or not all(address.is_global for address in addresses):
        raise NotTaken("an inside address")
