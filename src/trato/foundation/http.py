"""A small synchronous HTTP client over the standard library: reuses connections, never redirects.

For jobs that talk to one provider. What sends messages uses its adapter's own asynchronous client.
"""

import http.client
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

_BODY_BYTES_MAX = 10 * 1024 * 1024
_IDLE_MAX = 8


class Unreachable(Exception):
    """No whole answer came; says what went wrong, never the address or the content."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered; header names are lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class HttpClient:
    """A client of one server. Safe to share between threads."""

    def __init__(
        self, base_url: str, *, timeout_seconds: float = 15, tls: ssl.SSLContext | None = None
    ) -> None:
        """Speak to `base_url`; `tls` may carry a client certificate.

        Raises:
            ValueError: the address is not http or https.
        """
        parts = urlsplit(base_url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("the address must start with http:// or https://")
        self._host, self._port = parts.hostname, parts.port
        self._prefix = parts.path.rstrip("/")
        self._timeout = timeout_seconds
        is_secure = parts.scheme == "https"
        self._tls = (tls or ssl.create_default_context()) if is_secure else None
        self._idle: list[http.client.HTTPConnection] = []
        self._lock = threading.Lock()

    def request(
        self,
        method: str,
        path: str,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        may_repeat: bool = False,
    ) -> Answer:
        """Make one call and return whatever was answered.

        A reused connection may have been closed by the server meanwhile: only with `may_repeat`
        (the call is idempotent) is it made again, once, on a new connection.

        Raises:
            Unreachable: no whole answer came.
        """
        connection = self._take()
        if connection is not None:
            try:
                return self._call(connection, method, path, body, headers)
            except Unreachable:
                if not may_repeat:
                    raise
        return self._call(self._connect(), method, path, body, headers)

    def close(self) -> None:
        """Close idle connections."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def _take(self) -> http.client.HTTPConnection | None:
        with self._lock:
            return self._idle.pop() if self._idle else None

    def _connect(self) -> http.client.HTTPConnection:
        if self._tls is not None:
            return http.client.HTTPSConnection(
                self._host, self._port, timeout=self._timeout, context=self._tls
            )
        return http.client.HTTPConnection(self._host, self._port, timeout=self._timeout)

    def _call(
        self,
        connection: http.client.HTTPConnection,
        method: str,
        path: str,
        body: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        try:
            connection.request(method, self._prefix + path, body=body, headers=dict(headers or {}))
            response = connection.getresponse()
            content = response.read(_BODY_BYTES_MAX + 1)
        except (OSError, http.client.HTTPException) as problem:
            connection.close()
            raise Unreachable(type(problem).__name__) from None
        if len(content) > _BODY_BYTES_MAX:
            connection.close()
            raise Unreachable("the answer is too large")
        found = {name.lower(): value for name, value in response.getheaders()}
        if response.will_close:
            connection.close()
        else:
            self._give_back(connection)
        return Answer(status=response.status, headers=found, body=content)

    def _give_back(self, connection: http.client.HTTPConnection) -> None:
        with self._lock:
            if len(self._idle) < _IDLE_MAX:
                self._idle.append(connection)
                return
        connection.close()
