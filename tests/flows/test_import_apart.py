"""A large file is read by a process beside the one that writes: the book must not tell which."""

import os
import signal
from uuid import UUID

import pytest

from tests.conftest import TUESDAY
from trato.foundation.tenancy import within

HEADER = (
    "contrato;nome;cpf_cnpj;telefones;valor_original;vencimento;opt_in_em;opt_in_origem;"
    "opt_in_texto;situacao"
)
_WORDS = "01/02/2026 10:30;aplicativo;Aceito."


def _row(number: int, document: str, phone: str, state: str = "") -> str:
    return (
        f"A-{number};MARIA DA SILVA;{document};{phone};{number + 1},50;10/08/2026;{_WORDS};{state}"
    )


# The same person twice with two phones, somebody wrong, a contract twice, one who is paid.
ROWS = (
    _row(1, "111.444.777-35", "(11) 98765-4321"),
    _row(2, "111.444.777-35", "(11) 98765-4321 / 11 97777-0000"),
    _row(3, "111.444.777-36", "(11) 98765-4321"),
    _row(4, "52998224725", "11 3456-7890"),
    _row(4, "52998224725", "11 3456-7890"),
    _row(5, "123.456.789-09", "11 8765-1234 / 123", "pago"),
)


def _file(*rows: str) -> bytes:
    return "\n".join([HEADER, *rows, ""]).encode()


@pytest.fixture(params=[0, 10**9], ids=["apart", "here"])
def apart_from(request, monkeypatch):
    from trato.book.portfolios import read_ahead

    monkeypatch.setattr(read_ahead, "_APART_BYTES", request.param)


@pytest.fixture
def inside(organisation: UUID):
    from trato.book.portfolios.create_creditor import create_creditor

    with within(organisation):
        create_creditor(
            slug="aurora", name="Aurora", document="11222333000181", address="Rua A, 1",
            pix_key="pix@aurora.example", at=TUESDAY,
        )  # fmt: skip
        yield organisation


def _take(content, **options):
    from trato.book.portfolios.import_file import import_file

    return import_file(
        creditor_slug="aurora", portfolio_name="Cartões", path=content, at=TUESDAY, **options
    )


@pytest.mark.usefixtures("apart_from")
def test_the_book_is_the_same_wherever_the_file_was_read(inside, monkeypatch):
    from trato.book.people import read as people
    from trato.book.portfolios import make_ready, read

    monkeypatch.setattr(make_ready, "CHUNK_ROWS", 2)
    got = []
    first = _take(_file(*ROWS), on_consents=got.extend)
    assert (first.rows, first.imported, first.rejected) == (6, 4, 2)
    assert (first.people_created, first.contacts_created) == (3, 4)
    assert (first.settled, first.consents, len(got)) == (1, 4, 4)
    assert first.warnings == {"phone_length": 1}
    assert [(r.row, r.code) for r in first.rejected_rows] == [
        (4, "document_check_digits"), (6, "reference_repeated"),
    ]  # fmt: skip
    maria = people.find_by_document("11144477735")
    assert maria is not None
    assert {d.reference for d in read.debts_of_person(maria)} == {"A-1", "A-2"}
    assert [d.principal_cents for d in read.debts_of_person(maria)] == [250, 350]
    points = people.contacts_of([maria])[maria]
    values = people.addresses_of([p.contact_point_id for p in points])
    assert sorted(values.values()) == ["+5511977770000", "+5511987654321"]
    assert [g.person_id for g in got].count(maria) == 2

    second = _take(_file(*ROWS, _row(6, "111.444.777-35", "11 96666-0000")))
    assert (second.unchanged, second.imported, second.updated, second.rejected) == (4, 1, 0, 2)
    assert (second.people_created, second.contacts_created) == (0, 1)
    third = _take(_file(ROWS[1].replace("3,50", "9,99"), _row(7, "390.533.447-05", "")))
    assert (third.updated, third.imported, third.people_created, third.recalled) == (1, 1, 1, 3)


@pytest.mark.usefixtures("apart_from")
def test_a_refusal_comes_through_with_its_reason(inside):
    from trato.book.portfolios.models import Debt
    from trato.book.portfolios.refusal import ImportRefused

    with pytest.raises(ImportRefused) as refused:
        _take(_file(*ROWS, f"Z-1;{'x' * 40_000};;;;;;;;"))
    assert (refused.value.code, refused.value.remedy[:8]) == ("cell_too_large", "Procure ")
    assert not Debt.objects.exists()


def test_a_reader_that_is_killed_leaves_nothing_half_done(inside, monkeypatch):
    from trato.book.portfolios import read_ahead
    from trato.book.portfolios.models import Debt

    monkeypatch.setattr(read_ahead, "_APART_BYTES", 0)
    start = read_ahead.subprocess.Popen

    def start_and_kill(*arguments, **options):
        process = start(*arguments, **options)
        os.kill(process.pid, signal.SIGKILL)
        return process

    monkeypatch.setattr(read_ahead.subprocess, "Popen", start_and_kill)
    with pytest.raises(read_ahead.ReaderLost):
        _take(_file(*ROWS))
    assert not Debt.objects.exists()


def test_many_words_are_kept_as_few_are(inside):
    from trato.book.people import read as people
    from trato.door.consent import grant as granting
    from trato.door.consent.models import Permission
    from trato.journal import record
    from trato.journal.models import Entry, Salt

    _take(_file(ROWS[0]))
    maria = people.find_by_document("11144477735")
    assert maria is not None
    told = {"person_id": maria, "channel": "whatsapp", "source": "site", "notice": "Aceito. ção"}
    kept = []
    usual = granting._MANY, record._MANY
    for many in (1000, 1):
        granting._MANY = record._MANY = many
        word = granting.Word(
            state="granted", at=TUESDAY.replace(minute=many % 60), expires_at=TUESDAY,
            evidence={"página": 1}, **told,
        )  # fmt: skip
        assert granting.grant([word, word], at=TUESDAY) == 1
        assert granting.grant([word], at=TUESDAY) == 0
        row = Permission.objects.latest("id")
        entry = Entry.objects.get(facts__permission_id=str(row.id))
        salt = bytes(Salt.objects.get(id=entry.id).salt)
        assert bytes(entry.commitment) == record.commit(salt, word.notice.encode())
        kept.append(
            (row.person_id, row.channel, row.state, row.source, row.notice, row.evidence,
             row.expires_at, entry.kind, entry.subject_id, entry.at,
             {k: v for k, v in entry.facts.items() if k != "permission_id"})
        )  # fmt: skip
    granting._MANY, record._MANY = usual
    assert kept[0] == kept[1]
