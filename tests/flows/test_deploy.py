"""What `deploy/` holds is well formed, keeps the provider's token to one process, and works."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from tests.conftest import Server
from trato.foundation.embedded import _wheel

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
BINARIES = _wheel() / "pginstall" / "bin"
PARTS = {"owner": "trato_owner_d", "application": "trato_app_d", "database": "trato_d"}


def test_there_is_a_unit_for_every_process() -> None:
    assert [u.stem for u in UNITS] == [
        "trato-dispatcher", "trato-migrate", "trato-web", "trato-worker",
    ]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS, ids=lambda u: u.stem)
def test_systemd_understands_every_line_of_a_unit(unit: Path, tmp_path: Path) -> None:
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze here")
    text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", unit.read_text(), flags=re.MULTILINE)
    copy = tmp_path / unit.name
    copy.write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    complaints = [line for line in done.stderr.splitlines() if unit.stem in line]
    assert complaints == []


def test_only_the_dispatchers_unit_reads_the_tokens_file() -> None:
    reading = {
        unit.stem: set(re.findall(r"^EnvironmentFile=-?(\S+)", unit.read_text(), re.MULTILINE))
        for unit in UNITS
    }
    common = "/etc/trato/trato.env"
    assert reading == {
        "trato-dispatcher": {common, "/etc/trato/dispatcher.env"},
        "trato-migrate": {common, "/etc/trato/migrate.env"},
        "trato-web": {common, "/etc/trato/web.env"},
        "trato-worker": {common, "/etc/trato/worker.env"},
    }


@pytest.fixture(scope="module")
def composed() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose" / "compose.yaml").read_text()))


def test_the_composition_gives_each_service_its_own_secrets_only(composed: dict[str, Any]) -> None:
    services = composed["services"]
    assert set(services) == {"postgres", "migrate", "web", "worker", "dispatcher"}

    def holders(setting: str) -> set[str]:
        return {name for name, s in services.items() if setting in s["environment"]}

    assert holders("TRATO_WHATSAPP_TOKEN") == {"dispatcher"}
    assert holders("TRATO_OWNER_DATABASE_URL") == {"migrate"}
    assert holders("TRATO_PIX_CLIENT_SECRET") == {"worker"}
    assert holders("POSTGRES_PASSWORD") == {"postgres"}
    for name in ("web", "worker", "dispatcher"):
        assert services[name]["command"] == [name]
        assert services[name]["depends_on"]["migrate"]["condition"].endswith("successfully")
        assert services[name]["read_only"] is True
    assert services["web"]["ports"] == ["127.0.0.1:8000:8000"]
    assert "ports" not in services["postgres"]


def test_every_setting_that_deploy_names_is_one_that_the_product_reads() -> None:
    known = set(re.findall(r'"(TRATO_[A-Z_]+)"', (ROOT / "src/trato/foundation/settings.py")
                           .read_text()))  # fmt: skip
    theirs = {"TRATO_OWNER_PASSWORD", "TRATO_APPLICATION_PASSWORD", "TRATO_TAG", "TRATO_PIX_"}
    for file in DEPLOY.rglob("*"):
        if file.is_file():
            named = set(re.findall(r"TRATO_[A-Z_]+", file.read_text()))
            assert named <= known | theirs, (file.name, named - known - theirs)


def test_every_metric_and_queue_that_an_alert_asks_for_exists() -> None:
    rules = yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text())
    text = " ".join(r["expr"] for g in rules["groups"] for r in g["rules"])
    source = " ".join(f.read_text() for f in (ROOT / "src/trato").rglob("*.py"))
    for metric in set(re.findall(r"trato_\w+", text)):
        assert f'"{metric}"' in source or f'"{metric.removesuffix("_total")}"' in source, metric
    for queue in re.findall(r'queue=~?\s*"([^"]+)"', text):
        for name in queue.split("|"):
            assert name in source or name.startswith("messages_"), name


def test_the_image_installs_by_hash_and_does_not_run_as_root() -> None:
    text = (DEPLOY / "compose" / "Dockerfile").read_text()
    assert "tools/install runtime" in text
    assert "--require-hashes" in (ROOT / "tools/install").read_text()
    assert text.index("\nUSER trato") < text.index("\nENTRYPOINT")


@pytest.fixture
def roles(database: Server, superuser: psycopg.Connection) -> Iterator[Server]:
    """Run the init script twice on a real PostgreSQL, under names of its own."""
    for _ in range(2):
        subprocess.run(
            [
                str(BINARIES / "psql"), "-X", "-q", database.superuser_url,
                *(word for n, v in PARTS.items() for word in ("-v", f"{n}={v}")),
                "-v", "owner_password=o'wn\"er", "-v", "application_password=a'pp",
                "-f", str(DEPLOY / "postgres" / "roles.sql"),
            ],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    host = database.superuser_url.partition("?")[2]

    def url(role: str) -> str:
        return f"postgresql://{role}@/{PARTS['database']}?{host}"

    yield Server(url(PARTS["application"]), url(PARTS["owner"]), url("postgres"))
    superuser.execute(f"DROP DATABASE {PARTS['database']} WITH (FORCE)")
    for role in (PARTS["owner"], PARTS["application"]):
        superuser.execute(f"DROP ROLE {role}")


def test_the_roles_that_the_script_makes_carry_the_product(roles: Server) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "trato", "migrate"],
        env=roles.environment(), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    script = (
        "import django, json; django.setup()\n"
        "from trato.entrypoints.ops.ready import readiness; print(json.dumps(readiness()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        env={**roles.environment(), "TRATO_OWNER_DATABASE_URL": ""},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert set(json.loads(done.stdout).values()) == {"ok"}
    with psycopg.connect(roles.application_url) as application:
        for setting, value in {"log_min_messages": "log", "log_error_verbosity": "terse",
                               "log_min_error_statement": "panic"}.items():  # fmt: skip
            assert application.execute(f"SHOW {setting}").fetchone() == (value,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("CREATE TABLE mine (x int)")
        application.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            application.execute("DELETE FROM journal_entry")
    assert os.environ["TRATO_DATABASE_URL"] != roles.application_url
