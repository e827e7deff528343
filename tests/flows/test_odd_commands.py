"""Commands given what they cannot take: a sentence and the documented exit code, no traceback."""

import json
import zipfile
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from click.testing import CliRunner, Result

from trato.entrypoints.cli.main import main
from trato.foundation import tenancy

YAML = {
    "a date of no calendar": "desde: 2026-02-30",
    "a key that is no text": "{{a: 1}: b}",
    "parts without end": "[" * 3000,
}
LINE = {"type": "message", "message_id": str(UUID(int=1)), "text": "oi", "text_sha256": "0" * 64}


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(main, list(arguments))
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize("what", YAML)
@pytest.mark.parametrize("command", [("flow", "check"), ("flow", "check", "--json"), ("setup",)])
def test_yaml_that_nobody_can_read(tmp_path: Path, what: str, command: tuple[str, ...]) -> None:
    file = tmp_path / "x.yaml"
    file.write_text(YAML[what], encoding="utf-8")
    assert run(*command, str(file)).exit_code == 2


def test_a_setup_that_no_table_can_keep(tmp_path: Path) -> None:
    example = run("setup", "--example").output
    for odd in ('"Minha\\0"', '"Minha\\ud800"'):
        file = tmp_path / "x.yaml"
        file.write_text(example.replace("Minha Cooperativa", odd, 1), encoding="utf-8")
        done = run("setup", str(file))
        assert done.exit_code == 2
        assert "caractere" in done.output


def test_a_flow_whose_ways_on_are_no_names(tmp_path: Path) -> None:
    shipped = Path("src/trato/speakers/bot/flows/cobranca.yaml").read_text(encoding="utf-8")
    for odd in ("go: {a: 1}", "hears: [x]", "deaf_to: [{a: 1}]"):
        file = tmp_path / "x.yaml"
        file.write_text(shipped + f"\n  estranho:\n    say: oi\n    {odd}\n", encoding="utf-8")
        assert run("flow", "check", str(file)).exit_code in (1, 2)


def test_a_flow_with_half_a_character(tmp_path: Path) -> None:
    shipped = Path("src/trato/speakers/bot/flows/cobranca.yaml").read_text(encoding="utf-8")
    file = tmp_path / "x.yaml"
    file.write_text(shipped + '\n  estranho:\n    say: oi\n    go: "\\ud800"\n', encoding="utf-8")
    assert run("flow", "check", "--json", str(file)).exit_code == 2


@pytest.mark.parametrize(
    "change",
    [
        {"text": "\ud800"}, {"message_id": 7}, {"message_id": "x"}, {"journal": {"entry_id": -1}},
        {"journal": 5}, {"journal": {"entry_id": str(UUID(int=2))}}, {"decisions": [None]},
        {"media": ["x"]}, {"media": 1},
    ],
)  # fmt: skip
def test_a_line_of_another_shape_is_unreadable(tmp_path: Path, change: dict[str, object]) -> None:
    file = tmp_path / "x.jsonl"
    file.write_text(json.dumps(LINE | change), encoding="utf-8")
    done = run("evidence", "verify", str(file))
    assert done.exit_code == 1
    assert "unreadable:1" in done.output


def test_a_copy_of_brackets_or_of_torn_bytes(tmp_path: Path) -> None:
    file = tmp_path / "x.jsonl"
    file.write_bytes(b"[" * 100_000)
    assert run("evidence", "verify", str(file)).exit_code == 1
    torn = tmp_path / "x.zip"
    with zipfile.ZipFile(torn, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr("SHA256SUMS", "0  conversa.jsonl\n" * 90)
        bundle.writestr("conversa.jsonl", "oi " * 900)
    content = bytearray(torn.read_bytes())
    for place in range(42, len(content) - 180, 3):
        file = tmp_path / f"{place}.zip"
        file.write_bytes(content[:place] + b"\xff\xff" + content[place + 2 :])
        assert run("evidence", "verify", str(file)).exit_code == 1


def test_an_argument_that_is_no_text() -> None:
    done = run("rules", "explain", "\udcff")
    assert done.exit_code == 2
    assert "UTF-8" in done.output


def slug_of(organisation: UUID) -> str:
    from trato.book.organisations.read import organisation as card

    with tenancy.within(organisation):
        return card().slug


def test_a_copy_that_cannot_be_written(organisation: UUID, tmp_path: Path) -> None:
    for out in (tmp_path / "no" / "x", tmp_path, tmp_path / ("x" * 300)):
        done = run(
            "evidence", "conversation", str(uuid4()), "--out", str(out),
            "--organisation", slug_of(organisation),
        )  # fmt: skip
        assert done.exit_code == 2, out


def test_names_and_limits_that_no_table_takes(organisation: UUID) -> None:
    own = ("--organisation", slug_of(organisation))
    many = str(10**30)
    assert run("token", "new", "crm", "--per-minute", many, *own).exit_code == 2
    plan = run("campaign", "plan", "x" * 121, "--portfolio", "x", "--template", "x", *own)
    assert plan.exit_code == 2
    assert "120" in plan.output


def test_a_portfolio_or_a_report_that_cannot_be(organisation: UUID, tmp_path: Path) -> None:
    from trato.book.portfolios.create_creditor import create_creditor
    from trato.book.portfolios.read import portfolios
    from trato.foundation import clock

    with tenancy.within(organisation):
        create_creditor(
            slug="aurora", name="Aurora", document="11222333000181", address="Rua A, 1",
            pix_key="pix@aurora.example", at=clock.now(),
        )  # fmt: skip
    file = tmp_path / "x.csv"
    rows = "nome;cpf;telefone;contrato;valor;vencimento\nAna;39053344705;11987654321;C1;10,00;"
    file.write_text(rows + "10/01/2026\n", encoding="utf-8")
    own = ("--creditor", "aurora", "--yes", "--json", "--organisation", slug_of(organisation))
    for odd, code in (
        (("--portfolio", "x" * 121), "portfolio_name"),
        (("--report", str(tmp_path / "no" / "x.csv")), "report_unwritable"),
    ):
        done = run("import", str(file), *own, *odd)
        assert done.exit_code == 2
        assert json.loads(done.stdout.splitlines()[0])["error"]["code"] == code
        with tenancy.within(organisation):
            assert not portfolios()
