"""Reads one row of a creditor's file into a person and a debt, or says what is wrong. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import lru_cache
from typing import Any, Final

from trato.book.people.values import NewContact, NewPerson
from trato.book.portfolios.cells import (
    EMPTY,
    SAO_PAULO,
    Reading,
    Texts,
    WrongCell,
    all_cells,
    amount_cell,
    clock_cell,
    coded_cell,
    date_cell,
    required_cell,
    text_cell,
    tidied,
)
from trato.book.portfolios.rules import prescription_of
from trato.book.portfolios.words import BASIS_OF, PROVENANCE_OF, STATE_OF
from trato.foundation import documents, phone, regions

_EMAIL: Final = re.compile(r"[^@\s;,<>]{1,64}@[^@\s;,<>]+\.[A-Za-z]{2,24}")
# The source of an opt-in is journaled in the clear.
_PERSONAL: Final = re.compile(r"@|[0-9]{10}")


@dataclass(frozen=True, slots=True, kw_only=True)
class RowProblem:
    """One thing that is wrong with one row; the cell's text is carried only to be masked."""

    row: int
    field: str
    text: str
    code: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Consented:
    """The person's word to the creditor that WhatsApp may be used, as the file tells it."""

    granted_at: datetime
    source: str
    notice: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedRow:
    """A row that can be taken. `notes` are parts that were left out without turning it away."""

    row: int
    reference: str
    person: NewPerson
    product: str
    principal_cents: int
    paid_cents: int
    due_on: date
    prescribed_on: date
    legal_basis: str
    basis_evidence: str
    state: str
    consent: Consented | None
    notes: tuple[RowProblem, ...]

    def fingerprint(self) -> str:
        """Return everything the row says, in one text to hash: the same `repr` for ever."""
        return (
            f"({self.reference!r}, {_person_repr(self.person)}, {self.product!r}, "
            f"{self.principal_cents}, {self.paid_cents}, {_repr(self.due_on)}, "
            f"{_repr(self.prescribed_on)}, {self.legal_basis!r}, {self.basis_evidence!r}, "
            f"{self.state!r}, {_repr(self.consent)})"
        )


def _person_repr(one: NewPerson) -> str:
    # What `repr` says, at a third of the cost; what a file says of a person is hashed every time.
    contacts = [
        f"NewContact(kind={c.kind!r}, value={c.value!r}, ddd={c.ddd!r}, "
        f"provenance={c.provenance!r}, priority={c.priority}, is_workplace={c.is_workplace})"
        for c in one.contacts
    ]
    alone = "," if len(contacts) == 1 else ""
    return (
        f"NewPerson(document={one.document!r}, name={one.name!r}, born_on={_repr(one.born_on)}, "
        f"uf={one.uf!r}, municipality={one.municipality!r}, "
        f"contacts=({', '.join(contacts)}{alone}))"
    )


_repr: Callable[[Any], str] = lru_cache(maxsize=8192)(repr)


def read_reference(cells: Sequence[str], reading: Reading) -> str:
    """Return a row's contract number, even if the row is wrong elsewhere; empty if it has none."""
    return tidied(cells, reading).get("reference", "")[:80]


def read_row(
    row: int, cells: Sequence[str], width: int, reading: Reading
) -> ParsedRow | RowProblem:
    """Read one row, or return the first thing that is wrong with it."""
    try:
        if len(cells) > width and any(cell.strip() for cell in cells[width:]):
            raise WrongCell(
                "", "", "row_width", "A linha tem mais células que o cabeçalho.",
                "Confira se há um separador dentro de um texto sem aspas.",
            )  # fmt: skip
        return _row(row, cells, reading)
    except WrongCell as wrong:
        field, text, code, reason, remedy = wrong.parts
        return RowProblem(row=row, field=field, text=text, code=code, reason=reason, remedy=remedy)


def _row(row: int, cells: Sequence[str], reading: Reading) -> ParsedRow:
    notes: list[RowProblem] = []
    texts = tidied(cells, reading)
    reference = required_cell(texts, "reference", "Contrato não informado.", 80)
    person = _person(row, texts, cells, reading, notes)
    due_on = _due(texts, reading)
    principal = amount_cell(texts, "original")
    if principal <= 0:
        raise WrongCell(
            "original", texts.get("original", ""), "amount_not_positive",
            "O valor da dívida não é positivo.", "Informe o valor em aberto, maior que zero.",
        )  # fmt: skip
    paid = amount_cell(texts, "paid") if texts.get("paid", "") else 0
    if paid < 0:
        raise WrongCell(
            "paid", texts.get("paid", ""), "amount_not_positive",
            "O valor pago é negativo.", "Informe zero ou o total já pago.",
        )  # fmt: skip
    state = coded_cell(texts, "status", STATE_OF, "active")
    return ParsedRow(
        row=row,
        reference=reference,
        person=person,
        product=text_cell(texts, "product", 80),
        principal_cents=principal,
        paid_cents=paid,
        due_on=due_on,
        prescribed_on=date_cell(texts, "prescribed_on") or prescription_of(due_on),
        legal_basis=coded_cell(texts, "legal_basis", BASIS_OF, reading.legal_basis),
        basis_evidence=text_cell(texts, "basis_evidence", 240),
        state="settled" if state == "active" and paid >= principal else state,
        consent=_consent(texts, reading),
        notes=tuple(notes),
    )


def _person(
    row: int, texts: Texts, cells: Sequence[str], reading: Reading, notes: list[RowProblem]
) -> NewPerson:
    name = required_cell(texts, "name", "Nome do devedor não informado.", 160)
    if not any(c.isalpha() for c in name):
        raise WrongCell(
            "name", name, "name_missing", "O nome não tem letras.", "Informe o nome do devedor."
        )
    raw = texts.get("document", "")
    try:
        document = documents.parse(raw)
    except documents.NotADocument as wrong:
        raise WrongCell("document", raw, wrong.code, wrong.reason, wrong.remedy) from None
    uf = texts.get("uf", "").upper()
    if uf and uf not in regions.UFS:
        notes.append(_note(row, "uf", uf, "uf_unknown", "UF que não existe; ficou em branco."))
        uf = ""
    return NewPerson(
        document=document.value,
        name=name,
        born_on=_born(texts, reading),
        uf=uf,
        municipality=text_cell(texts, "municipality", 80),
        contacts=(
            *_phones(row, texts, cells, reading, notes),
            *_emails(row, cells, reading, notes),
        ),
    )


def _phones(
    row: int, texts: Texts, cells: Sequence[str], reading: Reading, notes: list[RowProblem]
) -> list[NewContact]:
    provenance = coded_cell(
        texts, "phone_provenance", PROVENANCE_OF,
        "unknown" if "phone_provenance" in reading.positions else reading.provenance,
    )  # fmt: skip
    pieces = [t for t in all_cells(cells, reading, "phones") if t.lower() not in EMPTY]
    found = [one for piece in pieces for one in phone.parse_cell(piece[:400])]
    good = list(dict.fromkeys(one for one in found if isinstance(one, phone.Phone)))
    bad = [one for one in found if isinstance(one, phone.Problem)]
    if bad and not good:
        first = bad[0]
        raise WrongCell("phones", " / ".join(pieces), first.code, first.reason, first.remedy)
    notes += [_note(row, "phones", " / ".join(pieces), b.code, b.reason) for b in bad]
    # Mobiles first: WhatsApp lives there.
    good.sort(key=lambda one: not one.is_mobile)
    return [
        NewContact(kind="phone", value=p.e164, ddd=p.ddd, provenance=provenance, priority=i)
        for i, p in enumerate(good)
    ]


def _emails(
    row: int, cells: Sequence[str], reading: Reading, notes: list[RowProblem]
) -> list[NewContact]:
    emails: list[NewContact] = []
    for text in all_cells(cells, reading, "email"):
        for piece in re.split(r"[;,\s]+", text[:400]):
            if piece.lower() in EMPTY:
                continue
            if not _EMAIL.fullmatch(piece):
                reason = "E-mail mal escrito; ficou de fora."
                notes.append(_note(row, "email", piece, "email_invalid", reason))
                continue
            contact = NewContact(kind="email", value=piece.lower(), provenance=reading.provenance)
            if contact not in emails:
                emails.append(contact)
    return emails


def _consent(texts: Texts, reading: Reading) -> Consented | None:
    raw = texts.get("opt_in_at", "")
    if not raw:
        return None
    day = date_cell(texts, "opt_in_at")
    clock = clock_cell(texts, "opt_in_at")
    granted_at = _instant(day or reading.on, clock)
    if granted_at > reading.now:
        raise WrongCell(
            "opt_in_at", raw, "opt_in_future", "A data do opt-in está no futuro.",
            "Confira quando a pessoa autorizou o contato.",
        )  # fmt: skip
    source = text_cell(texts, "opt_in_source", 80)
    notice = text_cell(texts, "opt_in_notice", 2000)
    if not source:
        raise WrongCell(
            "opt_in_source", "", "opt_in_without_source", "Opt-in sem origem.",
            "Diga onde a pessoa autorizou o contato, ou deixe as colunas de opt-in em branco.",
        )  # fmt: skip
    if _PERSONAL.search(source.replace(".", "").replace("-", "")):
        raise WrongCell(
            "opt_in_source",
            source,
            "opt_in_source_personal",
            "A origem do opt-in parece conter dado pessoal.",
            "Diga só o lugar: agência, aplicativo, site, contrato.",
        )
    return Consented(granted_at=granted_at, source=source, notice=notice)


@lru_cache(maxsize=8192)
def _instant(day: date, clock: time) -> datetime:
    return datetime.combine(day, clock, SAO_PAULO).astimezone(UTC)


def _due(texts: Texts, reading: Reading) -> date:
    raw = texts.get("due", "")
    day = date_cell(texts, "due")
    if day is None:
        raise WrongCell(
            "due", raw, "date_missing", "Vencimento não informado.",
            "Informe a data como dd/mm/aaaa.",
        )  # fmt: skip
    if not 1990 <= day.year <= reading.on.year + 10:
        raise WrongCell(
            "due", raw, "date_range", "Vencimento fora do razoável.",
            "Confira o ano do vencimento.",
        )  # fmt: skip
    return day


def _born(texts: Texts, reading: Reading) -> date | None:
    day = date_cell(texts, "birth")
    if day is not None and not date(1900, 1, 1) <= day < reading.on:
        raise WrongCell(
            "birth", texts.get("birth", ""), "date_range",
            "Data de nascimento fora do razoável.", "Confira o ano do nascimento.",
        )  # fmt: skip
    return day


def _note(row: int, field: str, text: str, code: str, reason: str) -> RowProblem:
    return RowProblem(row=row, field=field, text=text, code=code, reason=reason, remedy="")
