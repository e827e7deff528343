"""The last calls the world answered, for whoever wonders what their program said. No secrets."""

import json
import re
from collections import deque
from dataclasses import dataclass
from datetime import datetime

from trato.simulator.http import Json, Request, Response

KEPT_MAX = 2_000
BODY_SHOWN_BYTES = 8_192
_UNSEEN = ("/_sim/log", "/_sim/idle", "/_sim/health", "/_sim/books", "/_sim/snapshot")
_SECRET = re.compile(r"token|secret|authorization|^pin$|password", re.IGNORECASE)
# In a form, or in JSON that was cut short.
_SECRET_IN_TEXT = re.compile(
    r"""(?i)([a-z_]*(?:token|secret|password)=|"[a-z_]*(?:token|secret|password|pin)"\s*:\s*")[^&\s"]+"""
)
HIDDEN = "***"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call and its answer, as bytes until somebody looks."""

    number: int
    at: datetime
    method: str
    path: str
    query: dict[str, str]
    body: bytes
    status: int
    answered: bytes
    took_ms: float

    def shown(self) -> Json:
        """Return it as JSON, with every secret hidden."""
        return {
            "number": self.number,
            "at": self.at.isoformat(),
            "method": self.method,
            "path": self.path,
            "query": redacted(self.query),
            "request": _read(self.body),
            "status": self.status,
            "code": self.code,
            "response": _read(self.answered),
            "took_ms": round(self.took_ms, 2),
        }

    @property
    def code(self) -> int | None:
        """Return the Graph API's error code, if it answered with one."""
        if self.status < 400:
            return None
        error = _read(self.answered)
        node = error.get("error") if isinstance(error, dict) else None
        code = node.get("code") if isinstance(node, dict) else None
        return int(code) if isinstance(code, int) else None


class RequestLog:
    """A bounded memory: the oldest call leaves when the newest comes."""

    def __init__(self) -> None:
        """Start empty."""
        self._calls: deque[Call] = deque(maxlen=KEPT_MAX)
        self._counted = 0

    def write(self, request: Request, response: Response, at: datetime, took_ms: float) -> None:
        """Remember one call; looking at the log itself is not remembered."""
        if request.path.startswith(_UNSEEN):
            return
        self._counted += 1
        call = Call(
            number=self._counted,
            at=at,
            method=request.method,
            path=request.path,
            query=request.query,
            body=bytes(request.body[:BODY_SHOWN_BYTES]),
            status=0 if response.drop else response.status,
            answered=bytes(response.body[:BODY_SHOWN_BYTES]),
            took_ms=took_ms,
        )
        self._calls.append(call)

    def find(self, asked: dict[str, str]) -> list[Json]:
        """Return what matches `path`, `method`, `status`, `code`, `after` and `text`, newest last.

        Raises:
            ValueError: a number was asked for that is none.
        """
        limit = int(asked.get("limit", 100))
        found = [call.shown() for call in self._calls if _matches(call, asked)]
        return found[-limit:] if limit > 0 else []

    def clear(self) -> None:
        """Forget every call."""
        self._calls.clear()


def _matches(call: Call, asked: dict[str, str]) -> bool:
    return (
        asked.get("path", "") in call.path
        and asked.get("method", call.method).upper() == call.method
        and (asked.get("status") is None or int(asked["status"]) == call.status)
        and (asked.get("code") is None or int(asked["code"]) == call.code)
        and call.number > int(asked.get("after", 0))
        and asked.get("text", "").encode() in call.body
    )


def redacted(value: object) -> object:
    """Return the value with whatever is named like a secret hidden."""
    if isinstance(value, dict):
        return {k: HIDDEN if _is_secret(k, v) else redacted(v) for k, v in value.items()}
    return [redacted(one) for one in value] if isinstance(value, list) else value


def _is_secret(name: object, value: object) -> bool:
    return isinstance(value, str) and _SECRET.search(str(name)) is not None


def _read(raw: bytes) -> object:
    try:
        return redacted(json.loads(raw)) if raw else None
    except ValueError:
        text = raw[:400].decode(errors="replace")
        return _SECRET_IN_TEXT.sub(rf"\1{HIDDEN}", text)
