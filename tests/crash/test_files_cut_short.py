"""Files and the processes that carry them: killed or told to stop midway, no half of one is seen.

Real processes on a real database; the provider is a small server that stops in the middle.
"""

import hashlib
import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from tests.conftest import Server
from tests.contracts.sim_harness import free_port
from tests.flows.test_archive_page import member
from tests.flows.test_offers_at_the_desk import Desk
from trato.book.files.models import Part
from trato.casework.conversations.models import InboundMessage, Media
from trato.casework.conversations.read_media import open_media
from trato.door.outbox.models import Attachment

PATIENCE_SECONDS = 60.0
BODY = b"%PDF-1.7 " + hashlib.shake_256(b"a long contract").digest(6 << 20)
MARK = BODY[100_000:100_064]


def until(what: Callable[[], Any]) -> Any:
    """Wait until something holds, and return it."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not (found := what()):
        assert time.monotonic() < deadline, "it did not come about"
        time.sleep(0.05)
    return found


class House:
    """An organisation, one person's thread, an agent, and processes on the same database."""

    def __init__(self, organisation: UUID, database: Server, folder: Path) -> None:
        self.desk = Desk(organisation)
        self.thread = self.desk.conversation_id
        coop: Any = SimpleNamespace(within=self.desk.coop.inside)
        self.session = member(coop, "atendente").cookies["sessionid"].value
        self.database, self.folder, self.port = database, folder, free_port()
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str, **environment: str) -> "subprocess.Popen[bytes]":
        env = {**self.database.environment(), "TMPDIR": str(self.folder), **environment}
        process = subprocess.Popen([sys.executable, "-m", "trato", *command], env=env)
        self.processes.append(process)
        return process

    def web(self, **environment: str) -> "subprocess.Popen[bytes]":
        process = self.start("web", TRATO_WEB_PORT=str(self.port), **environment)
        until(lambda: self.is_up(process))
        return process

    def is_up(self, process: "subprocess.Popen[bytes]") -> bool:
        assert process.poll() is None
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def get(self, path: str) -> tuple[Any, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE_SECONDS)
        try:
            connection.request("GET", path, headers={"Cookie": f"sessionid={self.session}"})
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()

    def request(self, body: bytes = BODY) -> bytes:
        """Return an upload as it goes over the wire."""
        answer, _ = self.get("/conversas/")
        token = re.findall(r"csrftoken=(\w+)", answer.headers["Set-Cookie"])[0]
        form = (
            b'--edge\r\nContent-Disposition: form-data; name="file"; filename="contrato.pdf"\r\n'
            b"Content-Type: application/pdf\r\n\r\n" + body + b"\r\n--edge--\r\n"
        )
        head = (
            f"POST /conversas/{self.thread}/anexar/ HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: sessionid={self.session}; csrftoken={token}\r\nX-CSRFToken: {token}\r\n"
            "HX-Request: true\r\nConnection: close\r\n"
            "Content-Type: multipart/form-data; boundary=edge\r\n"
            f"Content-Length: {len(form)}\r\n\r\n"
        )
        return head.encode() + form

    @contextmanager
    def line(self) -> Iterator[socket.socket]:
        with socket.create_connection(("127.0.0.1", self.port), PATIENCE_SECONDS) as line:
            yield line

    def kept(self) -> tuple[int, int]:
        with self.desk.coop.inside():
            return Attachment.objects.count(), Part.objects.count()


@pytest.fixture
def house(organisation: UUID, database: Server, tmp_path: Path) -> Iterator[House]:
    house = House(organisation, database, tmp_path)
    yield house
    for process in house.processes:
        if process.poll() is None:
            process.kill()
        process.wait(PATIENCE_SECONDS)


def on_disk(process: "subprocess.Popen[bytes]", folder: Path) -> list[Path]:
    """Return a process's files in a folder, those without a name among them."""
    found = []
    for one in Path(f"/proc/{process.pid}/fd").iterdir():
        try:
            if os.readlink(one).startswith(str(folder)):
                found.append(one)
        except FileNotFoundError:
            continue
    return found


def size_on_disk(process: "subprocess.Popen[bytes]", folder: Path) -> int:
    return sum(one.stat().st_size for one in on_disk(process, folder))


def says_nothing(process: "subprocess.Popen[bytes]", folder: Path) -> bool:
    return all(MARK not in one.read_bytes() for one in on_disk(process, folder))


def heard(line: socket.socket) -> bytes:
    """Return everything that is said until the other side hangs up, in whatever way."""
    came = b""
    try:
        while piece := line.recv(65_536):
            came += piece
    except ConnectionError:
        pass
    return came


def test_web_killed_in_an_upload_keeps_nothing_and_the_agent_is_cut_off(house: House) -> None:
    web = house.web()
    whole = house.request()
    with house.line() as line:
        line.sendall(whole[: len(whole) // 2])
        until(lambda: size_on_disk(web, house.folder) > 2 << 20)
        assert says_nothing(web, house.folder)
        web.kill()
        assert heard(line) == b""
    web.wait(PATIENCE_SECONDS)
    assert (house.kept(), list(house.folder.iterdir())) == ((0, 0), [])
    house.web()
    with house.line() as line:
        line.sendall(whole)
        answer = heard(line)
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"contrato.pdf" in answer
    (file_id,) = re.findall(rb'name="attached" value="([0-9a-f-]+)"', answer)
    told, body = house.get(f"/conversas/{house.thread}/arquivo/{file_id.decode()}/")
    assert (told.status, body == BODY) == (200, True)


def test_web_killed_when_all_is_written_but_not_committed_keeps_nothing(house: House) -> None:
    web = house.web(TRATO_FAULT_POINTS="files.kept=1")
    with house.line() as line:
        line.sendall(house.request())
        assert heard(line) == b""
    assert web.wait(PATIENCE_SECONDS) == -signal.SIGKILL
    assert (house.kept(), list(house.folder.iterdir())) == ((0, 0), [])


class Shop(ThreadingHTTPServer):
    """A provider's store whose line stands still in the middle, as long as it is told to."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.is_stuck = True
        self.asked = 0
        self.goes_on = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Shop

    def do_GET(self) -> None:
        if self.path.endswith("/m1"):
            url = f"http://127.0.0.1:{self.server.server_address[1]}/file"
            digest = hashlib.sha256(BODY).hexdigest()
            self._say(json.dumps({"url": url, "sha256": digest, "mime_type": "application/pdf"}))
            return
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Length", str(len(BODY)))
        self.end_headers()
        try:
            self.wfile.write(BODY[: len(BODY) // 2])
            if self.server.is_stuck:
                self.server.goes_on.wait(PATIENCE_SECONDS)
                return
            self.wfile.write(BODY[len(BODY) // 2 :])
        except ConnectionError:
            return

    def _say(self, words: str) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(words)))
        self.end_headers()
        self.wfile.write(words.encode())

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def shop() -> Iterator[Shop]:
    shop = Shop()
    thread = threading.Thread(target=shop.serve_forever, daemon=True)
    thread.start()
    yield shop
    shop.goes_on.set()
    shop.shutdown()
    shop.server_close()
    thread.join(PATIENCE_SECONDS)


def test_a_dispatcher_killed_in_a_download_leaves_nothing_and_the_next_fetches_it(
    house: House, shop: Shop
) -> None:
    inbound_id = house.desk.says("segue")
    with house.desk.coop.inside():
        InboundMessage.objects.filter(id=inbound_id).update(
            kind="document", media_id="m1", media_state="waiting"
        )

    def state() -> tuple[str, int]:
        with house.desk.coop.inside():
            row = InboundMessage.objects.get(id=inbound_id)
            return row.media_state, row.failures

    place = {
        "TRATO_WHATSAPP_URL": f"http://127.0.0.1:{shop.server_address[1]}/v25.0",
        "TRATO_WHATSAPP_TOKEN": "token",
    }
    first = house.start("dispatcher", **place)
    until(lambda: shop.asked == 1 and size_on_disk(first, house.folder) > 2 << 20)
    assert says_nothing(first, house.folder)
    first.kill()
    first.wait(PATIENCE_SECONDS)
    with house.desk.coop.inside():
        assert (Media.objects.count(), Part.objects.count()) == (0, 0)
    assert state() == ("waiting", 0)
    assert list(house.folder.iterdir()) == []
    shop.is_stuck = False
    house.start("dispatcher", **place)
    until(lambda: state()[0] == "stored")
    with house.desk.coop.inside():
        found = open_media(house.thread, inbound_id)
        assert found.sha256 == hashlib.sha256(BODY).hexdigest()
        assert b"".join(found.parts()) == BODY


@pytest.mark.parametrize("ends", [True, False], ids=["an upload that ends", "one that does not"])
def test_web_told_to_stop_ends_streams_at_once_and_uploads_end_or_are_told(
    house: House, ends: bool
) -> None:
    web = house.web()
    whole = house.request()
    with house.line() as stream, house.line() as upload:
        stream.sendall(
            f"GET /ao-vivo/ HTTP/1.1\r\nHost: 127.0.0.1:{house.port}\r\n"
            f"Accept: text/event-stream\r\nCookie: sessionid={house.session}\r\n\r\n".encode()
        )
        began = b""
        while b"event: hello" not in began:
            began += stream.recv(65_536)
        # The browser is told how soon to come back.
        assert b"retry: 2000" in began
        upload.sendall(whole[: len(whole) // 2])
        until(lambda: size_on_disk(web, house.folder) > 2 << 20)
        web.send_signal(signal.SIGTERM)
        heard(stream)
        assert web.poll() is None, "the stream ended first: the upload still holds the process"
        if ends:
            upload.sendall(whole[len(whole) // 2 :])
        answer = heard(upload)
    assert web.wait(PATIENCE_SECONDS) in (0, -signal.SIGTERM)
    is_kept = answer.startswith(b"HTTP/1.1 200") and b"contrato.pdf" in answer
    # Whoever was told that it is there finds it; of half of one there is nothing.
    assert not is_kept or house.kept()[0] == 1
    assert ends or (is_kept, house.kept()) == (False, (0, 0))
    assert list(house.folder.iterdir()) == []
