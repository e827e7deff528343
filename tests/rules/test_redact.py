"""Logs hold nothing of a person: what passes, what does not, and that our own calls know it."""

import ast
import io
import json
import logging
import re
import sys
from pathlib import Path
from uuid import UUID

import pytest
import structlog

import trato
from trato.foundation import logs
from trato.foundation.redact import REDACTED, TEXT_FIELDS, redact_fields, scrub

SOURCE = Path(trato.__file__).parent
ID = UUID("019acb12-3456-7890-8000-000000000001")


@pytest.mark.parametrize(
    "value",
    ["Maria das Dores", "123.456.789-09", "12345678909", "+55 11 98765-4321", "551187654321",
     "maria@exemplo.com", "07/03/1987", "1987-03-07", "f3" * 16, "EAAGm0PX4ZCps8BAKZC2fZB1ZA3"],
)  # fmt: skip
@pytest.mark.parametrize("field", ["problem", "kind", "who", "at"])
def test_what_belongs_to_a_person_or_opens_a_door_is_left_out(field: str, value: str) -> None:
    assert redact_fields({field: value})[field] == REDACTED
    assert redact_fields({"name": value})["name"] == REDACTED


@pytest.mark.parametrize("value", [12345678909, 5511987654321, b"x", {"a": 1}])
def test_numbers_that_are_long_and_things_without_a_shape_are_left_out(value: object) -> None:
    assert redact_fields({"count": value})["count"] == REDACTED


def test_codes_counts_and_ids_pass() -> None:
    plain = {"problem": "OperationalError", "count": 3, "message": str(ID), "ok": True, "x": None,
             "at": ["negotiation/record_instalment_payment.py:12"]}  # fmt: skip
    assert redact_fields(dict(plain)) == plain
    assert redact_fields({"inbound": ID}) == {"inbound": str(ID)}


def test_a_librarys_sentence_loses_what_it_quotes() -> None:
    said = "duplicate key Key (document)=(12345678909) for 'Maria' at 2026-11-24 by a@b.c"
    assert not set("0123456789@") & set(scrub(said))
    assert "Maria" not in scrub(said)


@pytest.mark.parametrize(
    "said",
    [
        "ana.lima@casa.example", "ana @ casa.example", "ana@ casa.example",
        "ana (arroba) casa.example", "ANA ponto lima ARROBA casa ponto example ponto br",
    ],
)  # fmt: skip
def test_an_address_is_taken_out_however_it_is_spelt(said: str) -> None:
    shown = scrub(f"meu e-mail: {said}, pode mandar")
    assert not {"ana", "lima", "casa", "example"} & set(re.findall(r"\w+", shown.lower()))
    assert shown.startswith("meu e-mail: ")
    assert shown.endswith("pode mandar")


def test_a_word_without_an_end_is_looked_through_once() -> None:
    long = "a" * 200_000
    assert scrub(long) == long


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """Set logging up as a process does, into memory; put the test runner's own back afterwards."""
    stream = io.StringIO()
    root = logging.getLogger()
    kept, level = root.handlers[:], root.level
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TRATO_LOG_LEVEL", "DEBUG")
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr("threading.excepthook", sys.modules["threading"].excepthook)
    logs.configure("test")
    yield stream
    root.handlers[:] = kept
    root.setLevel(level)
    logging.captureWarnings(False)
    structlog.reset_defaults()


def test_an_exceptions_words_and_a_librarys_arguments_are_not_logged(said: io.StringIO) -> None:
    try:
        raise ValueError("CPF 123.456.789-09 de Maria")
    except ValueError as problem:
        structlog.get_logger().error("failed", exc_info=problem, name="Maria", inbound=str(ID))
        logging.getLogger("lib").exception("could not serve %s at %d: %s", "Maria", 80, problem)
        logging.getLogger("lib").error("first line\nsecond line with Maria")
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    assert [line["event"] for line in lines] == [
        "failed", "could not serve … at 80: ValueError", "first line",
    ]  # fmt: skip
    assert lines[0]["problem"] == lines[1]["problem"] == "ValueError"
    assert lines[0]["inbound"] == str(ID)
    assert lines[0]["at"][0].startswith("rules/test_redact.py:")
    assert "Maria" not in said.getvalue()
    assert not any(part in said.getvalue() for part in ("123.", "456.789", "789-09"))


def test_what_is_bound_stands_in_every_line(said: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request=str(ID)):
        structlog.get_logger().info("one")
        logging.getLogger("lib").info("two")
    assert [json.loads(x)["request"] for x in said.getvalue().splitlines()] == [str(ID)] * 2


def test_every_log_call_of_ours_names_a_constant_event_and_known_fields() -> None:
    odd = []
    for file in sorted(SOURCE.rglob("*.py")):
        for call in _log_calls(ast.parse(file.read_text())):
            event = call.args[0] if call.args else None
            if not isinstance(event, ast.Constant) or len(call.args) != 1:
                if "simulator" not in file.parts:
                    odd.append((file.name, call.lineno, "the event is not a constant"))
                continue
            for word in call.keywords:
                is_text = isinstance(word.value, ast.Constant) and isinstance(word.value.value, str)
                if is_text and word.arg not in TEXT_FIELDS:
                    odd.append((file.name, call.lineno, word.arg))
    assert odd == []


def _log_calls(tree: ast.AST) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "_log"
    ]
