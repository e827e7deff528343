"""The REST API in `trato web` itself: it answers, and its logs hold nothing of who was asked."""

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest
from api_server import Api
from test_ops_processes import free_port

from tests.conftest import TUESDAY, Server
from tests.world import World, cpf
from trato.book.tokens.issue import issue_token
from trato.book.tokens.values import Scope
from trato.foundation import clock


def test_trato_web_answers_and_logs_nothing_of_a_person(
    database: Server, organisation: object, tmp_path: Path
) -> None:
    world = World(organisation, TUESDAY)  # type: ignore[arg-type]
    person_id, _ = world.person("+5511987650077")
    with world.within():
        token = issue_token(name="crm", scopes=set(Scope), days=1, at=clock.now()).secret
    api = Api(free_port())
    document, phone = cpf(100_000_007), "11987650077"
    process = subprocess.Popen(
        [sys.executable, "-m", "trato", "web"],
        env={**database.environment(), "TRATO_HOME": str(tmp_path), "TRATO_LOG_LEVEL": "debug",
             "TRATO_WEB_PORT": str(api.port)},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        await_answer(api, process)
        for body in ({"document": document}, {"phone": phone}):
            found = api.ask("POST", "/people/search", body, token=token)
            assert [p["person_id"] for p in found.body["people"]] == [str(person_id)]
            assert found.headers["x-request-id"]
        assert api.ask("POST", "/people/search", {"document": phone}, token=token).status == 422
        assert api.ask("GET", f"/people/{document}", token=token).status == 422
    finally:
        process.send_signal(signal.SIGTERM)
        said = b"".join(process.communicate(timeout=20)).decode()
    for secret in (document, phone, token, "Ana"):
        assert secret not in said


def await_answer(api: Api, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "the process ended at its start"
        with suppress(OSError):
            if api.ask("GET", "/openapi.json").status == 200:
                return
        time.sleep(0.1)
    pytest.fail("no answer")
