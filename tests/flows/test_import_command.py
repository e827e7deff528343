"""`trato import` as others script against it: one JSON object, exit codes, nothing half-done."""

import json
from uuid import UUID

import pytest
from click.testing import CliRunner

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within

ROWS = (
    "contrato;nome;cpf_cnpj;telefones;valor_original;vencimento;opt_in_em;opt_in_origem;opt_in_texto",
    "A-1;Maria da Silva;111.444.777-35;(11) 98765-4321;1.234,56;10/08/2025;01/02/2025;site;Sim.",
    "A-2;João Souza;52998224724;11 98765-1234;500,00;01/09/2025;;;",
)


@pytest.fixture
def run(organisation: UUID, tmp_path):
    from trato.book.organisations.read import organisation as card
    from trato.book.portfolios.create_creditor import create_creditor
    from trato.entrypoints.cli.import_ import import_command

    with within(organisation):
        slug = card().slug
        create_creditor(
            slug="aurora", name="Aurora", document="11222333000181", address="Rua A, 1",
            pix_key="pix@aurora.example", at=TUESDAY,
        )  # fmt: skip
    file = tmp_path / "remessa.csv"
    file.write_text("\n".join(ROWS), encoding="utf-8")

    def invoke(*arguments: str, content: bytes | None = None):
        if content is not None:
            file.write_bytes(content)
        command = [str(file), "--organisation", slug, "--creditor", "aurora", *arguments]
        return CliRunner().invoke(import_command, command)

    return invoke


def test_one_object_with_the_counts_and_the_bad_rows(run, organisation):
    from trato.door.consent.models import Permission

    result = run("--json", "--save-mapping", "aurora")
    assert result.exit_code == 0, result.output
    told = json.loads(result.stdout)
    assert (told["rows"], told["imported"], told["rejected"]) == (2, 1, 1)
    assert told["rejected_rows"][0]["code"] == "document_check_digits"
    assert "52998224724" not in result.output
    with within(organisation):
        assert Permission.objects.filter(channel="whatsapp", state="granted").count() == 1
    again = json.loads(run("--json", "--mapping", "aurora").stdout)
    assert again["already_imported"]
    assert len(again["rejected_rows"]) == 1


def test_the_wording_of_a_consent_is_kept_whole(run, organisation):
    from trato.door.consent.models import Permission

    source, notice = "termo " + "x" * 74, "Autorizo o contato. " * 90
    content = "\n".join(ROWS).replace("aplicativo", source)
    lines = [line.split(";") for line in content.splitlines()]
    for cells in lines[1:]:
        cells[7:9] = [source, notice.strip()]
    result = run("--json", content="\n".join(";".join(cells) for cells in lines).encode())
    assert result.exit_code == 0, result.output
    with within(organisation):
        kept = Permission.objects.get(channel="whatsapp", state="granted")
        assert (kept.source, kept.notice) == (source, notice.strip())


def test_strict_says_so_when_a_row_was_turned_away(run, tmp_path):
    report = tmp_path / "recusadas.csv"
    result = run("--strict", "--report", str(report))
    assert result.exit_code == 3
    assert "1  linha recusada\n" in result.output
    assert "document_check_digits" in report.read_text(encoding="utf-8-sig")


def test_a_dry_run_keeps_nothing(run, organisation):
    from trato.book.portfolios.models import Placement

    assert run("--dry-run", "--save-mapping", "x").exit_code == 0
    with within(organisation):
        assert not Placement.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "content", "code"),
    [
        (["--json"], b"%PDF-1.4", "wrong_type"),
        (["--json"], b"", "empty"),
        (["--json", "--creditor", "outro"], None, "unknown_creditor"),
        (["--json", "--legal-basis", "vontade"], None, "legal_basis_unknown"),
        (["--json", "--mapping", "reference=Inexistente"], None, "column_missing"),
        (["--json"], b"x;y;z;v;w\nA;Maria;11144477735;10,00;10/08/2025\n", "column_missing"),
    ],
)
def test_refusals_are_two_with_a_code(run, arguments, content, code):
    result = run(*arguments, content=content)
    assert result.exit_code == 2
    assert json.loads(result.stdout)["error"]["code"] == code


def test_wrong_usage_is_two(run):
    assert run("--organisation", "nenhuma").exit_code == 2
    assert run("--mapping", "no-such-mapping").exit_code == 2
