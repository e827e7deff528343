"""The processes themselves: their ops port, what they say where a setting is missing, their end."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from uuid import UUID

import pytest
from sim_harness import free_port

from tests.conftest import Server

Start = Callable[..., "subprocess.Popen[bytes]"]


def get(port: int, path: str, token: str = "") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def await_alive(process: "subprocess.Popen[bytes]", port: int) -> None:
    for _ in range(300):
        assert process.poll() is None, "the process ended at its start"
        with suppress(OSError):
            if get(port, "/healthz") == (200, "ok"):
                return
        time.sleep(0.1)
    raise AssertionError("no answer on the ops port")


@pytest.fixture
def start(database: Server, tmp_path: object) -> Iterator[Start]:
    running = []

    def run(*arguments: str, **settings: str) -> "subprocess.Popen[bytes]":
        environment = {**database.environment(), "TRATO_HOME": str(tmp_path), **settings}
        process = subprocess.Popen(
            [sys.executable, "-m", "trato", *arguments],
            env={k: v for k, v in environment.items() if v},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        running.append(process)
        return process

    yield run
    for process in running:
        if process.poll() is None:
            process.kill()
        process.communicate()


@pytest.mark.parametrize("name", ["web", "worker", "dispatcher"])
def test_every_process_serves_its_health_and_ends_when_told(
    start: Start, organisation: UUID, name: str
) -> None:
    port, web_port = free_port(), free_port()
    process = start(
        name, TRATO_OPS_PORT=str(port), TRATO_WEB_PORT=str(web_port),
        TRATO_WHATSAPP_TOKEN="t" if name == "dispatcher" else "",
    )  # fmt: skip
    await_alive(process, port)
    status, body = get(port, "/readyz")
    assert (status, json.loads(body)["ready"]) == (200, True)
    status, text = get(port, "/metrics")
    assert status == 200
    assert 'queue="webhooks"' in text
    assert "trato_turn_seconds_bucket" in text
    if name == "web":
        assert 'trato_webhooks_total{answer="accepted"} 0.0' in text
        await_alive(process, web_port)
        assert get(web_port, "/healthz") == (200, "ok")
        assert get(web_port, "/readyz")[0] == 200
        assert get(web_port, "/metrics")[0] == 404
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=20)
    assert process.returncode in (0, -signal.SIGTERM), said
    assert time.monotonic() - began < 12
    for line in said.decode().splitlines():
        assert json.loads(line)["process"] == name


def test_the_ops_port_is_off_unless_asked_for_and_outside_it_wants_a_token(start: Start) -> None:
    port = free_port()
    process = start("worker", TRATO_OPS_PORT=str(port), TRATO_OPS_HOST="0.0.0.0")  # noqa: S104
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "TRATO_METRICS_TOKEN" in said.decode()


def test_a_port_that_is_taken_is_said(start: Start) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start("worker", TRATO_OPS_PORT=str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "TRATO_OPS_PORT" in said.decode()


@pytest.mark.parametrize(
    ("name", "setting", "value"),
    [
        ("web", "TRATO_SECRET_KEY", ""), ("web", "TRATO_MASTER_KEY", ""),
        ("web", "TRATO_DATABASE_URL", ""), ("worker", "TRATO_MASTER_KEY", "short"),
        ("worker", "TRATO_DATABASE_URL", "mysql://x"), ("dispatcher", "TRATO_WHATSAPP_TOKEN", ""),
        ("dispatcher", "TRATO_MASTER_KEY", "b29vb29vb29vb29vb29vb29vb29vb29vb29vb29vb28="),
        ("migrate", "TRATO_OWNER_DATABASE_URL", ""), ("worker", "TRATO_LOG_LEVEL", "loud"),
        ("web", "TRATO_WEB_PORT", "many"), ("worker", "TRATO_UNKNOWN_AFTER_SECONDS", "soon"),
        ("web", "TRATO_WEB_PORT", "99999"), ("worker", "TRATO_OPS_PORT", "70000"),
        ("web", "TRATO_SECRET_KEY", "guess-me"), ("web", "TRATO_CLOCK", "2026-11-24T09:30:00|0|1"),
        ("dispatcher", "TRATO_WHATSAPP_URL", "http://graph.example/v25.0"),
        ("dispatcher", "TRATO_WHATSAPP_URL", "graph.facebook.com/v25.0"),
        ("worker", "TRATO_PIX_URL", "http://psp.example/pix"),
    ],
)  # fmt: skip
def test_a_missing_or_wrong_setting_is_named_in_portuguese(
    start: Start, organisation: UUID, name: str, setting: str, value: str
) -> None:
    given = {"TRATO_WHATSAPP_TOKEN": "t" if name == "dispatcher" else "", setting: value}
    process = start(name, **given)
    printed, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert printed == b""
    words = said.decode().strip().splitlines()[-1]
    assert setting in words
    assert "Traceback" not in said.decode()
    assert any(part in words for part in ("não", "deve")), words
    if value:
        assert value not in said.decode()


def test_a_role_that_could_step_over_the_walls_does_not_serve(
    start: Start, database: Server
) -> None:
    process = start("worker", TRATO_DATABASE_URL=database.owner_url)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "NOBYPASSRLS" in said.decode()
    assert os.environ["TRATO_DATABASE_URL"] == database.application_url
