"""Reads one row of a creditor's file into a person and a debt, or says what is wrong. Pure."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

from trato.book.people.values import NewContact, NewPerson
from trato.book.portfolios.columns import plain
from trato.book.portfolios.rules import prescription_of
from trato.foundation import documents, money, phone, regions

_T = TypeVar("_T")
_SAO_PAULO: Final = ZoneInfo("America/Sao_Paulo")
_BRAZILIAN: Final = re.compile(r"(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})")
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_CLOCK: Final = re.compile(r"[ T](\d{1,2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$")
_EMAIL: Final = re.compile(r"[^@\s;,<>]{1,64}@[^@\s;,<>]+\.[A-Za-z]{2,24}")
# The source of an opt-in is journaled in the clear.
_PERSONAL: Final = re.compile(r"@|[0-9]{10}")
_FORMULA: Final = ("=", "@", "+", "-", "\t", "\r")
_EMPTY: Final = frozenset({"", "-", "--", "n/a", "na", "null", "none", "nan", "#n/d", "#n/a"})
_AMOUNT_MAX_CENTS: Final = 10_000_000_000_00

_STATES: Final = {
    "active": "aberto|em aberto|ativo|ativa|atrasado|atrasada|vencido|vencida|inadimplente|"
    "pendente|em atraso|a vencer",
    "settled": "pago|paga|quitado|quitada|liquidado|liquidada|baixado por pagamento",
    "cancelled": "cancelado|cancelada|indevido|indevida",
    "judicial": "judicial|ajuizado|ajuizada",
    "disputed": "contestado|contestada|em contestacao|em disputa",
    "paused": "suspenso|suspensa|pausado|pausada",
    "recalled": "devolvido|devolvida|recolhido|retirado|retirada",
    "transferred": "cedido|cedida|transferido|transferida",
}
_STATE_OF: Final = {w: s for s, words in _STATES.items() for w in words.split("|")}

_BASES: Final = {
    "contract": "contrato|execucao de contrato|contract|execucao contratual",
    "exercise_of_rights": "exercicio regular de direitos|exercicio de direitos|exercise of rights",
    "credit_protection": "protecao ao credito|protecao do credito|credit protection",
    "legitimate_interest": "legitimo interesse|interesse legitimo|legitimate interest",
    "consent": "consentimento|consent",
    "legal_duty": "obrigacao legal|cumprimento de obrigacao legal|legal duty",
}
_BASIS_OF: Final = {w: s for s, words in _BASES.items() for w in words.split("|")}

_PROVENANCES: Final = {
    "creditor_contract": "contrato|cadastro|cadastro do credor|ficha cadastral|creditor contract",
    "debtor_supplied": "informado pelo cliente|cliente|informado pelo devedor|associado|cooperado|"
    "atualizacao do cliente|debtor supplied",
    "bureau_enriched": "bureau|enriquecimento|enriquecido|biro|bureau de credito|bureau enriched",
    "skip_trace": "localizacao|pesquisa|skip trace",
    "purchased": "comprado|base comprada|lista|purchased",
    "unknown": "desconhecida|desconhecido|nao informado|unknown",
}
_PROVENANCE_OF: Final = {w: s for s, words in _PROVENANCES.items() for w in words.split("|")}


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
        """Return everything the row says, in one text to hash."""
        return repr((self.reference, self.person, self.product, self.principal_cents,
                     self.paid_cents, self.due_on, self.prescribed_on, self.legal_basis,
                     self.basis_evidence, self.state, self.consent))  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a file is read: where its fields stand, on which day, and what an absent column means."""

    positions: Mapping[str, Sequence[int]]
    now: datetime
    legal_basis: str = ""
    provenance: str = "creditor_contract"

    @property
    def on(self) -> date:
        """Return the civil day in São Paulo."""
        return self.now.astimezone(_SAO_PAULO).date()


class _Wrong(Exception):
    def __init__(self, field: str, text: str, code: str, reason: str, remedy: str) -> None:
        self.parts = (field, text, code, reason, remedy)
        super().__init__(code)


def read_reference(cells: Sequence[str], reading: Reading) -> str:
    """Return a row's contract number, even if the row is wrong elsewhere; empty if it has none."""
    return " ".join(_raw(cells, reading, "reference").split())[:80]


def read_row(
    row: int, cells: Sequence[str], width: int, reading: Reading
) -> ParsedRow | RowProblem:
    """Read one row, or return the first thing that is wrong with it."""
    try:
        if any(cell.strip() for cell in cells[width:]):
            raise _Wrong(
                "", "", "row_width", "A linha tem mais células que o cabeçalho.",
                "Confira se há um separador dentro de um texto sem aspas.",
            )  # fmt: skip
        return _row(row, cells, reading)
    except _Wrong as wrong:
        field, text, code, reason, remedy = wrong.parts
        return RowProblem(row=row, field=field, text=text, code=code, reason=reason, remedy=remedy)


def _row(row: int, cells: Sequence[str], reading: Reading) -> ParsedRow:
    notes: list[RowProblem] = []
    reference = _required(cells, reading, "reference", "Contrato não informado.", 80)
    person = _person(row, cells, reading, notes)
    due_on = _due(cells, reading)
    principal = _amount(cells, reading, "original")
    if principal <= 0:
        raise _Wrong(
            "original", _raw(cells, reading, "original"), "amount_not_positive",
            "O valor da dívida não é positivo.", "Informe o valor em aberto, maior que zero.",
        )  # fmt: skip
    paid = _amount(cells, reading, "paid") if _raw(cells, reading, "paid") else 0
    if paid < 0:
        raise _Wrong(
            "paid", _raw(cells, reading, "paid"), "amount_not_positive",
            "O valor pago é negativo.", "Informe zero ou o total já pago.",
        )  # fmt: skip
    state = _coded(cells, reading, "status", _STATE_OF, "active")
    return ParsedRow(
        row=row,
        reference=reference,
        person=person,
        product=_text(cells, reading, "product", 80),
        principal_cents=principal,
        paid_cents=paid,
        due_on=due_on,
        prescribed_on=_date(cells, reading, "prescribed_on") or prescription_of(due_on),
        legal_basis=_coded(cells, reading, "legal_basis", _BASIS_OF, reading.legal_basis),
        basis_evidence=_text(cells, reading, "basis_evidence", 240),
        state="settled" if state == "active" and paid >= principal else state,
        consent=_consent(cells, reading),
        notes=tuple(notes),
    )


def _person(row: int, cells: Sequence[str], reading: Reading, notes: list[RowProblem]) -> NewPerson:
    name = _required(cells, reading, "name", "Nome do devedor não informado.", 160)
    if not any(c.isalpha() for c in name):
        raise _Wrong(
            "name", name, "name_missing", "O nome não tem letras.", "Informe o nome do devedor."
        )
    raw = _raw(cells, reading, "document")
    document = _checked("document", raw, documents.parse)
    uf = _raw(cells, reading, "uf").upper()
    if uf and uf not in regions.UFS:
        notes.append(_note(row, "uf", uf, "uf_unknown", "UF que não existe; ficou em branco."))
        uf = ""
    return NewPerson(
        document=document.value,
        name=name,
        born_on=_born(cells, reading),
        uf=uf,
        municipality=_text(cells, reading, "municipality", 80),
        contacts=(*_phones(row, cells, reading, notes), *_emails(row, cells, reading, notes)),
    )


def _phones(
    row: int, cells: Sequence[str], reading: Reading, notes: list[RowProblem]
) -> list[NewContact]:
    provenance = _coded(
        cells, reading, "phone_provenance", _PROVENANCE_OF,
        "unknown" if "phone_provenance" in reading.positions else reading.provenance,
    )  # fmt: skip
    texts = [t for t in _all(cells, reading, "phones") if t.lower() not in _EMPTY]
    found = [one for text in texts for one in phone.parse_cell(text[:400])]
    good = list(dict.fromkeys(one for one in found if isinstance(one, phone.Phone)))
    bad = [one for one in found if isinstance(one, phone.Problem)]
    if bad and not good:
        first = bad[0]
        raise _Wrong("phones", " / ".join(texts), first.code, first.reason, first.remedy)
    notes += [_note(row, "phones", " / ".join(texts), b.code, b.reason) for b in bad]
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
    for text in _all(cells, reading, "email"):
        for piece in re.split(r"[;,\s]+", text[:400]):
            if piece.lower() in _EMPTY:
                continue
            if not _EMAIL.fullmatch(piece):
                reason = "E-mail mal escrito; ficou de fora."
                notes.append(_note(row, "email", piece, "email_invalid", reason))
                continue
            contact = NewContact(kind="email", value=piece.lower(), provenance=reading.provenance)
            if contact not in emails:
                emails.append(contact)
    return emails


def _consent(cells: Sequence[str], reading: Reading) -> Consented | None:
    raw = _raw(cells, reading, "opt_in_at")
    if not raw:
        return None
    day = _date(cells, reading, "opt_in_at")
    clock = _CLOCK.search(raw)
    hour, minute = (int(clock[1]) % 24, int(clock[2]) % 60) if clock else (0, 0)
    granted_at = datetime.combine(day or reading.on, time(hour, minute), _SAO_PAULO).astimezone(UTC)
    if granted_at > reading.now:
        raise _Wrong(
            "opt_in_at", raw, "opt_in_future", "A data do opt-in está no futuro.",
            "Confira quando a pessoa autorizou o contato.",
        )  # fmt: skip
    source = _text(cells, reading, "opt_in_source", 80)
    notice = _text(cells, reading, "opt_in_notice", 2000)
    if not source:
        raise _Wrong(
            "opt_in_source", "", "opt_in_without_source", "Opt-in sem origem.",
            "Diga onde a pessoa autorizou o contato, ou deixe as colunas de opt-in em branco.",
        )  # fmt: skip
    if _PERSONAL.search(source.replace(".", "").replace("-", "")):
        raise _Wrong(
            "opt_in_source",
            source,
            "opt_in_source_personal",
            "A origem do opt-in parece conter dado pessoal.",
            "Diga só o lugar: agência, aplicativo, site, contrato.",
        )
    return Consented(granted_at=granted_at, source=source, notice=notice)


def _due(cells: Sequence[str], reading: Reading) -> date:
    raw = _raw(cells, reading, "due")
    day = _date(cells, reading, "due")
    if day is None:
        raise _Wrong(
            "due", raw, "date_missing", "Vencimento não informado.",
            "Informe a data como dd/mm/aaaa.",
        )  # fmt: skip
    if not 1990 <= day.year <= reading.on.year + 10:
        raise _Wrong(
            "due", raw, "date_range", "Vencimento fora do razoável.",
            "Confira o ano do vencimento.",
        )  # fmt: skip
    return day


def _born(cells: Sequence[str], reading: Reading) -> date | None:
    day = _date(cells, reading, "birth")
    if day is not None and not date(1900, 1, 1) <= day < reading.on:
        raise _Wrong(
            "birth", _raw(cells, reading, "birth"), "date_range",
            "Data de nascimento fora do razoável.", "Confira o ano do nascimento.",
        )  # fmt: skip
    return day


def _date(cells: Sequence[str], reading: Reading, field: str) -> date | None:
    raw = _raw(cells, reading, field)
    if not raw:
        return None
    bare = _CLOCK.sub("", raw)
    if found := _BRAZILIAN.fullmatch(bare):
        day, month, year = (int(part) for part in found.groups())
    elif found := _ISO.fullmatch(bare):
        year, month, day = (int(part) for part in found.groups())
    else:
        raise _Wrong(
            field, raw, "date_format", "Data em formato desconhecido.",
            "Escreva a data como dd/mm/aaaa.",
        )  # fmt: skip
    try:
        return date(year, month, day)
    except ValueError:
        raise _Wrong(
            field, raw, "date_impossible", "Data que não existe no calendário.",
            "Confira o dia e o mês.",
        ) from None  # fmt: skip


def _amount(cells: Sequence[str], reading: Reading, field: str) -> int:
    raw = _raw(cells, reading, field)
    try:
        cents = money.parse_brl(raw[:40])
    except ValueError:
        cents = None
    if cents is None or abs(cents) > _AMOUNT_MAX_CENTS:
        raise _Wrong(
            field, raw, "amount_format", "Valor que não se lê como reais.",
            "Escreva o valor como 1.234,56.",
        )  # fmt: skip
    return cents


def _coded(
    cells: Sequence[str], reading: Reading, field: str, codes: Mapping[str, str], default: str
) -> str:
    raw = _raw(cells, reading, field)
    if not raw:
        return default
    code = codes.get(plain(raw))
    if code is None:
        raise _Wrong(
            field, raw, f"{field}_unknown", "Palavra desconhecida nesta coluna.",
            f"Use uma destas: {', '.join(list(codes)[:6])}.",
        )  # fmt: skip
    return code


def _required(cells: Sequence[str], reading: Reading, field: str, reason: str, longest: int) -> str:
    text = _text(cells, reading, field, longest)
    if not text:
        raise _Wrong(field, "", f"{field}_missing", reason, "Preencha a célula no arquivo.")
    return text


def _text(cells: Sequence[str], reading: Reading, field: str, longest: int) -> str:
    raw = _raw(cells, reading, field)
    if raw.startswith(_FORMULA):
        raise _Wrong(
            field, raw, "formula_cell", "A célula começa como fórmula de planilha.",
            "Troque a fórmula pelo texto; células não podem começar com =, +, - ou @.",
        )  # fmt: skip
    if len(raw) > longest:
        raise _Wrong(
            field, raw, "text_too_long", f"Texto com mais de {longest} letras.",
            "Abrevie o texto ou confira se a coluna é a certa.",
        )  # fmt: skip
    return raw


def _checked(field: str, raw: str, read: Callable[[str], _T]) -> _T:
    try:
        return read(raw)
    except documents.NotADocument as wrong:
        raise _Wrong(field, raw, wrong.code, wrong.reason, wrong.remedy) from None


def _raw(cells: Sequence[str], reading: Reading, field: str) -> str:
    where = reading.positions.get(field)
    if not where or where[0] >= len(cells):
        return ""
    text = " ".join(cells[where[0]].split())
    return "" if text.lower() in _EMPTY else text


def _all(cells: Sequence[str], reading: Reading, field: str) -> list[str]:
    return [cells[i].strip() for i in reading.positions.get(field, ()) if i < len(cells)]


def _note(row: int, field: str, text: str, code: str, reason: str) -> RowProblem:
    return RowProblem(row=row, field=field, text=text, code=code, reason=reason, remedy="")
