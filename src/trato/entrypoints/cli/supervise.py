"""Starts the product's processes and the simulated world as children, and ends them in order."""

import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from trato.foundation import settings

_STOP_SECONDS = 12.0


class WouldNotStart(Exception):
    """A child ended or did not answer; the text names it and carries the end of its log."""


@dataclass(slots=True)
class Child:
    """One child process with its own log file."""

    name: str
    process: subprocess.Popen[bytes]
    log: Path
    arguments: tuple[str, ...]
    environment: dict[str, str]
    started_seconds: float = 0.0

    @property
    def age_seconds(self) -> float:
        """How long its present process has been running."""
        return time.monotonic() - self.started_seconds


@dataclass(slots=True)
class Family:
    """All children of one run. With `revives`, one that was killed is started again.

    `kills` counts by name those that were killed: by us, or by themselves at a named point.
    """

    logs: Path
    children: list[Child] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    revives: bool = False
    revived: int = 0
    kills: Counter[str] = field(default_factory=Counter)

    def start(self, name: str, *arguments: str, **environment: str) -> Child:
        """Start `python -m trato…` with extra environment variables."""
        self.logs.mkdir(parents=True, exist_ok=True)
        log = self.logs / f"{name}.log"
        environment = {**self.environment, **environment}
        process = _spawn(arguments, environment, log)
        child = Child(name, process, log, arguments, environment, time.monotonic())
        self.children.append(child)
        return child

    def kill(self, name: str) -> None:
        """End a child at once, as `kill -9` does; `check` starts it again."""
        child = next(c for c in self.children if c.name == name)
        child.process.kill()
        child.process.wait()

    def check(self) -> None:
        """Make sure that every child still runs.

        Raises:
            WouldNotStart: one of them has ended, and not because it was killed.
        """
        for child in self.children:
            ended = child.process.poll()
            if ended is None:
                continue
            if self.revives and ended == -signal.SIGKILL:
                self.kills[child.name] += 1
                child.process = _spawn(child.arguments, child.environment, child.log)
                child.started_seconds = time.monotonic()
                self.revived += 1
                continue
            words = child.log.read_text(errors="replace")[-1500:]
            raise WouldNotStart(f"O processo {child.name} terminou.\n{words}")

    def await_port(self, child: Child, port: int, *, seconds: float = 60) -> None:
        """Wait until a child listens.

        Raises:
            WouldNotStart: it ended, or the time is over.
        """
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            self.check()
            with socket.socket() as probe:
                probe.settimeout(0.5)
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    return
            time.sleep(0.05)
        raise WouldNotStart(f"O processo {child.name} não respondeu em {seconds:.0f} s.")

    def stop(self) -> None:
        """Ask every child to end, last started first; insist after a while."""
        for child in reversed(self.children):
            if child.process.poll() is None:
                child.process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + _STOP_SECONDS
        for child in reversed(self.children):
            try:
                child.process.wait(max(deadline - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait(5)
        self.children.clear()


def _spawn(
    arguments: tuple[str, ...], environment: dict[str, str], log: Path
) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            env={**settings.process_environment(), **environment},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )


def free_port() -> int:
    """Return a port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    """Return whether nobody listens on a port of the loopback address."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
