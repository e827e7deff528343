"""Broken flows, each caught by name; the shipped ones have no problem."""

import json
import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from trato.entrypoints.cli.flow import flow_group
from trato.speakers.bot.dialogue.check import check
from trato.speakers.bot.dialogue.flow import FlowBroken
from trato.speakers.bot.flows import load as loading
from trato.speakers.bot.flows.load import SHIPPED, load, load_text, version

GOOD = """
name: minimo
version: 1
language: pt-BR
start: oi
identity: id1
locked: fim
human: gente
chosen: fim
retry: "Não entendi. ATENDENTE?"
not_text: "Escreva, por favor."
interrupts: {opt_out: parado, deceased: gente, third_party: gente, wrong_person: gente,
  self_harm: gente, illness: gente, over_indebted: gente, lawyer: gente, legal_threat: gente,
  human: gente, privacy: gente, dispute: saldo, already_paid: saldo}
nodes:
  oi: {say: "Olá, {primeiro_nome}.", on: {yes: id1}}
  id1: {does: begin_identity, outcomes: {verified: saldo, locked: fim, unavailable: gente},
    say: "Dia e mês do nascimento?", hears: birthday, on: {read: id2}}
  id2: {say: "Três últimos números do CPF?", hears: cpf_last3,
    on: {passed: saldo, failed: id1, locked: fim}}
  saldo: {needs_identity: true, say: "Sua dívida: {total}.", final: true}
  gente: {does: hand_over asked, say: "Um atendente responde.", final: true}
  parado: {does: opt_out, say: "Pronto.", mute: true}
  fim: {say: "Até logo.", final: true}
"""


def broken(old: str, new: str) -> set[str]:
    assert old in GOOD
    return {p.code for p in check(load_text(GOOD.replace(old, new, 1)))}


@pytest.mark.parametrize("name", SHIPPED)
def test_shipped_flows_are_sound(name: str) -> None:
    assert check(load(name)) == ()


def test_the_small_flow_is_sound() -> None:
    assert check(load_text(GOOD)) == ()


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("Olá, {primeiro_nome}.", "Olá, sobre sua dívida.", "DEBT_BEFORE_IDENTITY"),
        ("Olá, {primeiro_nome}.", "Olá: {total}.", "DEBT_BEFORE_IDENTITY"),
        ("Olá, {primeiro_nome}.", "Olá: R$ 10,00.", "DEBT_BEFORE_IDENTITY"),
        ("on: {yes: id1}", "on: {yes: id1}, again: Quer pagar", "DEBT_BEFORE_IDENTITY"),
        ("on: {yes: id1}", "on: {yes: id1}, again: '{apelido}?'", "UNKNOWN_PLACEHOLDER"),
        ("Não entendi. ATENDENTE?", "Quer pagar o boleto?", "DEBT_BEFORE_IDENTITY"),
        ("needs_identity: true, ", "", "DEBT_BEFORE_IDENTITY"),
        ("Olá, {primeiro_nome}.", "Olá, {apelido}.", "UNKNOWN_PLACEHOLDER"),
        ("Olá, {primeiro_nome}.", "Olá, {primeiro_nome.", "UNKNOWN_PLACEHOLDER"),
        ("human: gente, privacy", "privacy", "NO_HUMAN"),
        ("does: hand_over asked, ", "", "NO_HUMAN"),
        ("opt_out: parado, ", "", "NO_STOP"),
        ("on: {yes: id1}", "on: {yes: id1}, deaf_to: [opt_out]", "NO_STOP"),
        ("does: opt_out, ", "", "NO_STOP"),
        ("privacy: gente, ", "", "NO_INTERRUPT"),
        ("on: {yes: id1}", "on: {}", "DEAD_END"),
        ("  fim: {", "  ilha: {say: Oi, final: true}\n  fim: {", "UNREACHABLE"),
        ("on: {yes: id1}", "on: {yes: nada}", "MISSING_TARGET"),
        ("start: oi", "start: nada", "MISSING_TARGET"),
        ("Olá, {primeiro_nome}.", "a" * 4097, "TEXT_TOO_LONG"),
        ("on: {yes: id1}", "on: {yes: id1}, buttons: [{yes: " + "a" * 21 + "}]", "TEXT_TOO_LONG"),
        ("on: {yes: id1}", "on: {yes: id1}, list: " + "a" * 21, "TEXT_TOO_LONG"),
        (
            "on: {yes: id1}",
            "on: {yes: id1}, buttons: [{yes: A}, {no: B}, {human: C}, {back: D}]",
            "TOO_MANY_BUTTONS",
        ),
        ("on: {yes: id1}", "on: {yes: id1}, buttons: [{yes: A}, {yes: B}]", "DUPLICATE_ID"),
        ("on: {yes: id1}", "on: {yes: id1, talvez: id1}", "UNKNOWN_MEANING"),
        ("privacy: gente", "privacidade: gente", "UNKNOWN_MEANING"),
        ("does: opt_out", "does: dance", "UNKNOWN_ACTION"),
        ("hears: birthday", "hears: musica", "UNKNOWN_ACTION"),
        ("hand_over asked", "hand_over talvez", "UNKNOWN_ACTION"),
        ("failed: id1, ", "", "UNHANDLED_OUTCOME"),
        (", unavailable: gente", "", "UNHANDLED_OUTCOME"),
        ("  fim: {", "  fim: {does: statement, ", "UNGUARDED_ACTION"),
        ('fim: {say: "Até logo.", final: true}', 'fim: {say: "Até logo.", go: fim}', "ENDLESS"),
    ],
)
def test_each_broken_flow_is_caught(old: str, new: str, code: str) -> None:
    assert code in broken(old, new)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "- a",
        "a: [",
        "name: x",
        GOOD.replace("  fim: {", "  oi: {say: x}\n  fim: {"),
        GOOD.replace("final: true", "final: talvez"),
        GOOD.replace("say:", "fala:"),
    ],
)
def test_what_is_not_a_flow(text: str) -> None:
    with pytest.raises(FlowBroken):
        load_text(text)


def test_an_unknown_flow() -> None:
    with pytest.raises(FlowBroken):
        load("nenhum")


def test_the_command_checks_the_shipped_flows() -> None:
    got = CliRunner().invoke(flow_group, ["check"])
    assert got.exit_code == 0, got.output
    assert all(f"{name}: tudo certo" in got.output for name in SHIPPED)


def test_the_command_lists_problems(tmp_path: Path) -> None:
    file = tmp_path / "ruim.yaml"
    file.write_text(GOOD.replace("opt_out: parado, ", ""), "utf-8")
    got = CliRunner().invoke(flow_group, ["check", str(file)])
    assert got.exit_code == 1
    assert "NO_STOP" in got.output
    told = json.loads(CliRunner().invoke(flow_group, ["check", "--json", str(file)]).output)
    assert told["ok"] is False
    assert {"code", "node", "message"} == set(told["flows"][0]["problems"][0])


@pytest.mark.parametrize("raw", [None, b"\xff\xfe", b"- a"])
def test_the_command_says_what_it_cannot_read(raw: bytes | None, tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    if raw is not None:
        file.write_bytes(raw)
    assert CliRunner().invoke(flow_group, ["check", str(file)]).exit_code == 2
    got = CliRunner().invoke(flow_group, ["check", "--json", str(file)])
    assert got.exit_code == 2
    assert json.loads(got.stdout)["unreadable"]


def test_the_version_names_every_flow_and_changes_with_a_word_of_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = version()
    assert re.fullmatch(r"cobranca \d+ atendimento \d+ [0-9a-f]{8}", now)
    plain = loading._text
    monkeypatch.setattr(loading, "_text", lambda name: plain(name) + "\n# uma palavra\n")
    assert version.__wrapped__() != now
    monkeypatch.undo()
    assert version.__wrapped__() == now
