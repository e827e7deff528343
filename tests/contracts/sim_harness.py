"""A simulated world in its own process, and a small business that talks to it over loopback."""

import base64
import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from trato.foundation import settings
from trato.foundation.clock import VirtualTime

SPEED = 60.0
TUESDAY = datetime.fromisoformat("2026-11-24T09:30:00-03:00")
PHONE_ID, WABA, TOKEN, SECRET = "106540352242922", "102290129340398", "token-a", "segredo-a"


def free_port() -> int:
    """Return a port that is free now and that no other worker of this run looks for."""
    mine = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    workers = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    while True:
        with socket.socket() as s:
            s.bind(("127.0.0.1", 0))
            port = int(s.getsockname()[1])
        # Of two neighbouring ports the kernel hands out mostly one.
        if port // 2 % workers == mine:
            return port


class World:
    """The simulator's process."""

    def __init__(self, seed: int = 7, speed: float = SPEED, starts_at: datetime = TUESDAY) -> None:
        self.port = free_port()
        line = VirtualTime(starts_at=starts_at, anchor_epoch=time.time_ns() / 1e9, speed=speed)
        env = {
            **settings.process_environment(),
            "TRATO_CLOCK": line.render(),
            "PYTHONUNBUFFERED": "1",
        }
        command = [sys.executable, "-m", "trato.simulator", "--port", str(self.port)]
        self.process = subprocess.Popen([*command, "--seed", str(seed)], env=env)
        wait_until(self._is_up, 60)

    def _is_up(self) -> bool:
        with contextlib.suppress(OSError):
            return self.call("GET", "/_sim/health")[0] == 200
        return False

    def close(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait(5)

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
        timeout: float = 10,
    ) -> tuple[int, Any]:
        sent = dict(headers or {})
        if token:
            sent["Authorization"] = f"Bearer {token}"
        raw = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            connection.request(method, path, raw, sent)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        with contextlib.suppress(ValueError):
            return response.status, json.loads(answer)
        return response.status, answer

    def send(self, body: dict[str, Any], token: str | None = TOKEN) -> tuple[int, Any]:
        whole = {"messaging_product": "whatsapp", **body}
        return self.call("POST", f"/v25.0/{PHONE_ID}/messages", whole, token=token)

    def text(self, to: str, words: str, **more: Any) -> tuple[int, Any]:
        return self.send({"to": to, "type": "text", "text": {"body": words}, **more})

    def books(self) -> dict[str, Any]:
        books: dict[str, Any] = self.call("GET", "/_sim/books")[1]
        return books

    def settle(self, seconds: float = 30) -> None:
        """Wait until nothing is going to happen by itself."""
        wait_until(lambda: self.call("GET", "/_sim/idle")[1]["idle"], seconds)

    def settle_webhooks(self, seconds: float = 30) -> None:
        """Wait until everything that was told has been taken."""
        wait_until(lambda: not self.call("GET", "/_sim/idle")[1]["pending_webhooks"], seconds)

    def register(self, hook: "Receiver", **more: Any) -> tuple[int, Any]:
        row = {
            "phone_number_id": PHONE_ID,
            "waba_id": WABA,
            "display": "+55 11 4000-0001",
            "app_secret": SECRET,
            "verify_token": "verifique",
            "webhook_url": hook.url("/webhook"),
            "token": TOKEN,
            # Nothing of Meta's patience is tested here: templates at once, to any number of people.
            "messaging_limit": "TIER_UNLIMITED",
            "template_review": "instant",
            **more,
        }
        return self.call("POST", "/_sim/numbers", row)

    def people(self, *rows: dict[str, Any]) -> list[dict[str, Any]]:
        status, body = self.call("POST", "/_sim/people", list(rows))
        assert status == 201, body
        found: list[dict[str, Any]] = body["people"]
        return found

    def say(self, phone: str, text: str, **more: Any) -> None:
        row = {"phone": phone, "phone_number_id": PHONE_ID, "text": text, **more}
        status, body = self.call("POST", "/_sim/say", row)
        assert status == 201, body

    def pix_token(self, client: str = "credor", key: str = "chave-1") -> tuple[int, Any]:
        basic = base64.b64encode(f"{client}:{key}".encode()).decode()
        form = urlencode({"grant_type": "client_credentials"}).encode()
        return self.call("POST", "/oauth/token", form, headers={"Authorization": f"Basic {basic}"})


class Receiver:
    """The business's side of the webhooks: keeps every raw body, answers what it is told to."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, dict[str, str], bytes]] = []
        self.statuses: list[int] = []
        self.on_change: Callable[[dict[str, Any]], None] | None = None
        self.verify_token = "verifique"
        self._lock = threading.Lock()
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                query = parse_qs(urlsplit(self.path).query)
                good = query.get("hub.verify_token") == [receiver.verify_token]
                self._answer(200 if good else 403, query["hub.challenge"][0].encode())

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                status = receiver.take(self.path, dict(self.headers), body)
                self._answer(status, b"")

            def _answer(self, status: int, body: bytes) -> None:
                self.send_response(status)
                self.send_header("content-length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"

    def take(self, path: str, headers: dict[str, str], body: bytes) -> int:
        with self._lock:
            status = self.statuses.pop(0) if self.statuses else 200
            self.calls.append((path, {k.lower(): v for k, v in headers.items()}, body))
            if status == 200 and self.on_change and path == "/webhook":
                for change in changes(json.loads(body)):
                    self.on_change(change)
            return status

    def values(self, name: str) -> list[dict[str, Any]]:
        """Return every message or status told so far, in the order of arrival."""
        with self._lock:
            bodies = [json.loads(body) for path, _, body in self.calls if path == "/webhook"]
        return [row for b in bodies for change in changes(b) for row in change.get(name, ())]

    def messages(self) -> list[dict[str, Any]]:
        """Return every message told so far, each once: the world tells some of them twice."""
        found: dict[str, dict[str, Any]] = {}
        for row in self.values("messages"):
            found.setdefault(row["id"], row)
        return [*found.values()]

    def pix(self) -> list[dict[str, Any]]:
        with self._lock:
            bodies = [json.loads(body) for path, _, body in self.calls if path.endswith("/pix")]
        return [pix for body in bodies for pix in body["pix"]]

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


def changes(body: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for entry in body["entry"]:
        for change in entry["changes"]:
            yield change["value"]


def wait_until(is_so: Callable[[], bool], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > until:
            raise AssertionError("waited too long")
        time.sleep(0.02)


def person(number: int, persona: str = "cooperative", **more: Any) -> dict[str, Any]:
    return {
        "phone": f"+55119{80000000 + number:08d}",
        "name": "Maria da Silva",
        "birth_on": "1985-03-07",
        "cpf": f"{10000000000 + number * 7919:011d}",
        "persona": persona,
        **more,
    }
