"""@kapso/whatsapp-cloud-api, a client nobody here wrote, talks to the simulated Cloud API.

Runs where Node and npm are; its packages are installed once, from the lock file beside it.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sim_harness import PHONE_ID, SECRET, TOKEN, Receiver, World, person, wait_until

HERE = Path(__file__).parent / "npm_client"
NODE_MIN = (20, 19)


def installed() -> Path:
    """Return a folder with the client in it, or skip the test and say why."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm:
        pytest.skip("no node and npm: install Node 20.19 or newer to run the JavaScript client")
    version = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
    found = tuple(int(part) for part in version.stdout.strip().lstrip("v").split("."))
    if found < NODE_MIN:
        pytest.skip(f"node {version.stdout.strip()} is older than 20.19, which the client needs")
    lock = (HERE / "package-lock.json").read_bytes()
    folder = Path(tempfile.gettempdir()) / f"trato-npm-client-{sha256(lock).hexdigest()[:16]}"
    if not (folder / "done").exists():
        folder.mkdir(exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(HERE / name, folder / name)
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
        if done.returncode:
            pytest.skip(f"npm could not install the client (no network?): {done.stderr[-300:]}")
        (folder / "done").touch()
    shutil.copy(HERE / "talk.mjs", folder / "talk.mjs")
    return folder


@pytest.fixture
def hook() -> Iterator[Receiver]:
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def world(hook: Receiver) -> Iterator[World]:
    world = World()
    try:
        assert world.register(hook)[0] == 201
        yield world
    finally:
        world.close()


def test_the_client_does_what_a_business_does(world: World, hook: Receiver) -> None:
    folder = installed()
    reader, stranger = person(4001, "silent"), person(4002, "silent")
    world.people(reader, stranger)
    world.say(reader["phone"], "oi")
    wait_until(lambda: len(hook.values("messages")) > 0, 10)
    path, headers, body = hook.calls[0]
    assert path == "/webhook"
    given = {
        "url": f"http://127.0.0.1:{world.port}", "token": TOKEN, "phone_number_id": PHONE_ID,
        "to": reader["phone"], "stranger": stranger["phone"], "secret": SECRET,
        "inbound": hook.values("messages")[0]["id"], "body": body.decode(),
        "signature": headers["x-hub-signature-256"],
    }  # fmt: skip
    done = _run(folder, given)
    assert done["mime"] == "application/pdf"
    assert done["bytes"] == "%PDF-1.4 extrato"
    assert done["read"] is True
    assert done["refused"] == 131047
    assert (done["signed"], done["forged"]) == (True, False)
    sends = world.books()["sends"]
    assert sends[0]["wamid"] == done["text"]
    assert [row["text"].splitlines() for row in sends] == [
        ["Olá"],
        ["Como prefere?", "Pix", "Pessoa"],
        ["Escolha", "À vista", "6 vezes"],
        ["Segue", "https://example.com/c"],
        ["Extrato"],
    ]
    wait_until(lambda: _statuses(hook, done["text"]) >= {"sent", "delivered"}, 10)


def _run(folder: Path, given: dict[str, Any]) -> dict[str, Any]:
    done = subprocess.run(
        ["node", "talk.mjs"],
        cwd=folder, input=json.dumps(given), capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _statuses(hook: Receiver, wamid: str) -> set[str]:
    return {row["status"] for row in hook.values("statuses") if row["id"] == wamid}
