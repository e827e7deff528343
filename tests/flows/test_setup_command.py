"""`trato setup`: an organisation out of one file, on a real database, as often as one likes."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml

from tests.conftest import TUESDAY
from trato.entrypoints.cli.blueprint import BadBlueprint, read_blueprint

EXAMPLE = Path(__file__).parents[2] / "src/trato/entrypoints/cli/example.yaml"
SECRETS = {
    "COOP_APP_SECRET": "segredo-do-app",
    "COOP_VERIFY_TOKEN": "token-de-verificacao",
    "COOP_GESTOR_SENHA": "uma senha bem comprida",
}
Change = Callable[[dict[str, Any]], object]


def test_the_example_is_in_order() -> None:
    found = read_blueprint(EXAMPLE.read_text(encoding="utf-8"), SECRETS)
    assert found.organisation.slug == "minha-cooperativa"
    assert found.creditors[0].offer_policy is not None


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda f: f["organisation"].pop("name"), "organisation: falta o campo name."),
        (lambda f: f.update(numeros=[]), "arquivo: o campo numeros não existe."),
        (lambda f: f["organisation"].update(role="agiota"), "organisation.role: o valor 'agiota'"),
        (lambda f: f["organisation"].update(slug="A B"), "organisation.slug: o texto não tem a"),
        (lambda f: f["organisation"].update(document="11.222.333/0001-82"), "organisation.docu"),
        (lambda f: f["numbers"][0].update(tier_limit="250"), "numbers[0].tier_limit: era esperado"),
        (lambda f: f["creditors"][0].update(pix_key="xis"), "creditors[0].pix_key: não é chave"),
        (lambda f: f["creditors"][0].update(multa_bps=900), "creditors[0].multa_bps: o número"),
        (lambda f: f["members"][0].update(creditors=["x"]), "só se liga a credores quem tem a"),
        (lambda f: f["members"][0].update(password_env="NAO_HA"), "a variável NAO_HA não está"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(change: Change, said: str) -> None:
    file = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    change(file)
    with pytest.raises(BadBlueprint, match=r"(?s).*") as problem:
        read_blueprint(yaml.safe_dump(file), SECRETS)
    assert said in str(problem.value)


def test_no_secret_is_said_in_a_problem() -> None:
    file = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    file["members"][0]["password"] = "minha senha secreta"
    with pytest.raises(BadBlueprint) as problem:
        read_blueprint(yaml.safe_dump(file), SECRETS)
    assert "minha senha secreta" not in str(problem.value)


@pytest.fixture
def run(tmp_path: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("TRATO_", "DJANGO_"))}
    home = {"TRATO_HOME": str(tmp_path / "casa")}

    def call(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "trato", *arguments], capture_output=True, text=True,
            timeout=180, env={**clean, **home, **more}, check=False,
        )  # fmt: skip

    return call


def test_twice_makes_everything_once(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    first = run("setup", str(EXAMPLE), "--json", **SECRETS)
    assert first.returncode == 0, first.stderr
    made = json.loads(first.stdout)
    assert len(made["created"]) == 5
    assert made["known"] == []
    assert made["webhooks"]["whatsapp"] == "/webhooks/whatsapp/minha-cooperativa"
    again = json.loads(run("setup", str(EXAMPLE), "--json", **SECRETS).stdout)
    assert again["created"] == []
    assert sorted(again["known"]) == sorted(made["created"])
    portfolio = tmp_path / "carteira.csv"
    portfolio.write_text(
        "contrato;nome;cpf;telefone;valor;vencimento\n"
        "C-1;Maria Silva;529.982.247-25;(11) 98765-4321;1.234,56;10/03/2026\n",
        encoding="utf-8",
    )
    imported = run("import", str(portfolio), "--creditor", "minha-cooperativa", "--yes", "--json")
    assert imported.returncode == 0, imported.stderr
    assert json.loads(imported.stdout)["imported"] == 1


def test_a_bad_file_writes_nothing(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    done = run("setup", str(EXAMPLE), "--json")
    assert done.returncode == 2
    assert "COOP_APP_SECRET" in json.loads(done.stdout)["error"]
    binary = tmp_path / "foto.yaml"
    binary.write_bytes(b"\xff\xd8\xff\xe0")
    refused = run("setup", str(binary))
    assert refused.returncode == 2
    assert "UTF-8" in refused.stderr
    assert not (tmp_path / "casa").exists()


def test_queues_are_made_once_with_their_reasons(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    file = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    file["queues"] = [{"name": "Jurídico", "reasons": ["legal"]}, {"name": "Geral"}]
    path = tmp_path / "filas.yaml"
    path.write_text(yaml.safe_dump(file), encoding="utf-8")
    first = run("setup", str(path), "--json", **SECRETS)
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout)["created"][-2:] == ["queue Jurídico", "queue Geral"]
    again = json.loads(run("setup", str(path), "--json", **SECRETS).stdout)
    assert again["created"] == []


def test_a_creditors_member_is_bound_to_the_creditors_that_the_file_names(
    run: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    file = yaml.safe_load(EXAMPLE.read_text(encoding="utf-8"))
    person = {"email": "sol@credor.example", "role": "credor", "password_env": "COOP_GESTOR_SENHA"}
    path = tmp_path / "credor.yaml"
    file["members"].append(person | {"creditors": ["ninguem"]})
    path.write_text(yaml.safe_dump(file), encoding="utf-8")
    wrong = run("setup", str(path), "--json", **SECRETS)
    assert wrong.returncode != 0
    assert "Não há o credor ninguem" in wrong.stdout + wrong.stderr
    file["members"][-1] = person | {"creditors": ["minha-cooperativa"]}
    path.write_text(yaml.safe_dump(file), encoding="utf-8")
    made = run("setup", str(path), "--json", **SECRETS)
    assert made.returncode == 0, made.stderr
    assert "member sol@credor.example" in json.loads(made.stdout)["created"]
    checked = run("journal", "verify", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    again = json.loads(run("setup", str(path), "--json", **SECRETS).stdout)
    assert again["created"] == []


def test_setup_journals_whom_it_binds(organisation: UUID) -> None:
    from trato.book.portfolios.bound import creditors_by_member
    from trato.book.portfolios.create_creditor import create_creditor
    from trato.entrypoints.cli.setup import _bind
    from trato.foundation import tenancy
    from trato.journal.models import Entry

    with tenancy.within(organisation):
        creditor_id = create_creditor(
            slug="sol", name="Lojas Sol", document="11222333000181", address="Rua A",
            pix_key="pix@sol.example", at=TUESDAY,
        )  # fmt: skip
        _bind(77, ["sol"])
        assert creditors_by_member() == {77: frozenset({creditor_id})}
        (entry,) = Entry.objects.filter(kind="creditors.member_bound")
    assert (entry.facts["user_id"], entry.facts["by_user"]) == (77, None)
