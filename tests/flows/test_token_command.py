"""`trato token` on a real database: made once, listed without its secret, revoked once."""

import json
import subprocess
import sys
from uuid import UUID

from tests.conftest import Server
from trato.book.organisations.read import organisation
from trato.book.tokens.admit import NotAdmitted, admit
from trato.foundation import clock, tenancy


def test_a_token_lives_from_new_to_revoke(database: Server, organisation: UUID) -> None:
    slug = _slug(organisation)

    def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "trato", "token", *arguments, "--organisation", slug],
            capture_output=True, text=True, timeout=180, env=database.environment(), check=False,
        )  # fmt: skip

    made = run("new", "crm", "--scope", "read", "--scope", "personal", "--days", "30", "--json")
    assert made.returncode == 0, made.stderr
    told = json.loads(made.stdout)
    token_id, secret = told["token"]["token_id"], told["secret"]
    admitted = admit(secret, at=clock.now(), epoch=clock.wall_epoch())
    assert admitted.organisation_id == organisation
    assert admitted.scopes == {"read", "personal"}
    listed = run("list", "--json")
    assert secret not in listed.stdout
    assert [t["token_id"] for t in json.loads(listed.stdout)["tokens"]] == [token_id]
    assert [run("revoke", token_id).returncode for _ in range(2)] == [0, 2]
    try:
        admit(secret, at=clock.now(), epoch=clock.wall_epoch())
    except NotAdmitted:
        pass
    else:
        raise AssertionError("a revoked token was let in")
    assert run("new", "x", "--scope", "personal").returncode == 2
    assert run("new", "x", "--days", "999").returncode == 2


def _slug(organisation_id: UUID) -> str:
    with tenancy.within(organisation_id):
        return organisation().slug
