"""What a file's columns mean: a guess from the names in the header and from the values. Pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from trato.book.portfolios.refusal import ImportRefused
from trato.foundation import documents, money, phone, regions

REQUIRED: Final = ("reference", "name", "document", "original", "due")
MANY: Final = frozenset({"phones", "email"})

# Field → what the operator reads, and how Brazilian files call it.
_NAMES: Final[dict[str, tuple[str, str]]] = {
    "reference": (
        "contrato",
        "contrato|numero contrato|nr contrato|num contrato|n contrato|id contrato|titulo|"
        "numero titulo|codigo contrato|referencia|numero do contrato|chave|operacao",
    ),
    "name": (
        "nome",
        "nome|nome cliente|nome do cliente|cliente|devedor|nome devedor|nome do devedor|sacado|"
        "associado|cooperado|razao social|nome completo|nome associado|pagador",
    ),
    "document": (
        "CPF/CNPJ",
        "cpf cnpj|cpf|cnpj|cpfcnpj|cpf ou cnpj|documento|cnpj cpf|cgc cpf|num cpf|nr cpf cnpj|"
        "cpf cliente|cpf devedor|cpf do cliente",
    ),
    "birth": (
        "nascimento",
        "nascimento|data nascimento|data de nascimento|dt nascimento|dt nasc|data nasc|nasc",
    ),
    "phones": (
        "telefones",
        "telefones|telefone|celular|fone|tel|whatsapp|telefone 1|telefone 2|telefone 3|fone 1|"
        "fone 2|tel 1|tel 2|celular 1|celular 2|telefone celular|telefone residencial|contato|"
        "telefone1|telefone2|telefone3|fone1|fone2|tel1|tel2|ddd telefone|numero telefone",
    ),
    "email": ("e-mail", "email|e mail|emails|correio eletronico|endereco eletronico"),
    "uf": ("UF", "uf|estado|uf cliente|sigla uf|uf residencia|uf endereco"),
    "municipality": ("município", "municipio|cidade|localidade|municipio residencia"),
    "product": ("produto", "produto|modalidade|tipo produto|descricao|linha de credito|carteira"),
    "original": (
        "valor original",
        "valor original|valor|valor divida|valor da divida|saldo|saldo devedor|valor principal|"
        "principal|valor titulo|valor parcela|vlr original|vlr divida|valor aberto|vl original|"
        "valor em aberto|valor do titulo|vlr|montante",
    ),
    "due": (
        "vencimento",
        "vencimento|data vencimento|data de vencimento|dt vencimento|dt vcto|dt venc|vcto|venc|"
        "data vcto",
    ),
    "paid": ("valor pago", "valor pago|vlr pago|pago|total pago|valor recebido|vl pago"),
    "legal_basis": ("base legal", "base legal|base legal lgpd|fundamento legal|hipotese legal"),
    "basis_evidence": (
        "evidência da base legal",
        "evidencia base|evidencia|evidencia base legal|prova base legal|clausula",
    ),
    "opt_in_at": (
        "data do opt-in",
        "opt in em|optin em|data opt in|data optin|opt in data|aceite em|data aceite",
    ),
    "opt_in_source": (
        "origem do opt-in",
        "opt in origem|optin origem|origem opt in|origem optin|canal opt in|origem aceite",
    ),
    "opt_in_notice": (
        "texto do opt-in",
        "opt in texto|optin texto|texto opt in|texto optin|termo opt in|texto aceite",
    ),
    "phone_provenance": (
        "origem do telefone",
        "origem telefone|origem do telefone|fonte telefone|procedencia telefone|origem contato",
    ),
    "status": ("situação", "situacao|status|situacao contrato|situacao divida|status contrato"),
    "prescribed_on": (
        "prescrição",
        "prescricao|data prescricao|data de prescricao|dt prescricao|prescreve em",
    ),
}

FIELDS: Final = tuple(_NAMES)
_SYNONYMS: Final = {f: frozenset(words.split("|")) for f, (_, words) in _NAMES.items()}
_EMAIL: Final = re.compile(r"[^@\s;,]+@[^@\s;,]+\.[^@\s;,]+")
_DATE: Final = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}.*|\d{4}-\d{2}-\d{2}.*")

ColumnMapping = dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnGuess:
    """What one column probably is; `field` is empty when nothing fits. Confidence is 0 to 1."""

    column: str
    field: str
    confidence: float


def label(field: str) -> str:
    """Return a field's name as the operator reads it."""
    return _NAMES[field][0]


def plain(text: str) -> str:
    """Return a header's words without accents, capitals and punctuation."""
    folded = unicodedata.normalize("NFKD", text.lower())
    kept = "".join(c for c in folded if not unicodedata.combining(c))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", kept).split())


def guess(header: Sequence[str], sample: Sequence[Sequence[str]]) -> tuple[ColumnGuess, ...]:
    """Guess each column's meaning: the best pairs first; only phones and e-mails take several."""
    values = [
        [row[i].strip() for row in sample if i < len(row) and row[i].strip()]
        for i in range(len(header))
    ]
    pairs = sorted(
        (
            (-score, i, field)
            for i, name in enumerate(header)
            for field in FIELDS
            if (score := _score(field, plain(name), values[i])) >= 0.4
        ),
        key=lambda pair: (pair[0], pair[1], FIELDS.index(pair[2])),
    )
    taken: dict[int, tuple[str, float]] = {}
    used: set[str] = set()
    for negative, i, field in pairs:
        if i in taken or (field in used and field not in MANY):
            continue
        taken[i] = (field, round(-negative, 2))
        used.add(field)
    found = [taken.get(i, ("", 0.0)) for i in range(len(header))]
    return tuple(
        ColumnGuess(column=name, field=field, confidence=confidence)
        for name, (field, confidence) in zip(header, found, strict=True)
    )


def mapping_of(guesses: Sequence[ColumnGuess]) -> ColumnMapping:
    """Turn guesses into a mapping: field → its columns, in the file's order."""
    mapping: ColumnMapping = {}
    for one in guesses:
        if one.field:
            mapping.setdefault(one.field, []).append(one.column)
    return mapping


def missing(mapping: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """Return the required fields that no column was given to."""
    return tuple(field for field in REQUIRED if not mapping.get(field))


def positions(
    mapping: Mapping[str, str | Sequence[str]], header: Sequence[str]
) -> dict[str, tuple[int, ...]]:
    """Return where each field stands in a row.

    Raises:
        ImportRefused: an unknown field, a column the file does not have, or a required one missing.
    """
    by_name = {plain(name): i for i, name in reversed(list(enumerate(header)))}
    by_name |= {name: i for i, name in reversed(list(enumerate(header)))}
    found: dict[str, tuple[int, ...]] = {}
    for field, given in mapping.items():
        if field not in _NAMES:
            raise ImportRefused(
                "unknown_field",
                f"O mapeamento cita um campo que não existe: {field[:40]}.",
                f"Os campos são: {', '.join(FIELDS)}.",
            )
        names = [given] if isinstance(given, str) else list(given)
        names = [n if n in by_name else plain(n) for n in names]
        absent = next((n for n in names if n not in by_name), None)
        if absent is not None:
            raise ImportRefused(
                "column_missing",
                f"O arquivo não tem a coluna “{absent[:60]}” ({label(field)}).",
                "Confira o cabeçalho do arquivo ou refaça o mapeamento.",
            )
        found[field] = tuple(by_name[n] for n in names)
    lacking = missing({f: list(map(str, p)) for f, p in found.items()})
    if lacking:
        words = ", ".join(label(f) for f in lacking)
        raise ImportRefused(
            "column_missing",
            f"Não foi possível reconhecer as colunas: {words}.",
            "Indique-as com --mapping campo=coluna, ou corrija o cabeçalho do arquivo.",
        )
    return found


def _score(field: str, name: str, values: Sequence[str]) -> float:
    by_name = _name_score(field, name)
    check = _CHECKS.get(field)
    if check is None or not values:
        return by_name
    by_value = sum(map(check, values)) / len(values)
    if by_name:
        return 0.7 * by_name + 0.3 * by_value
    return 0.6 * by_value if field in _TELLING and by_value >= 0.8 else 0.0


def _name_score(field: str, name: str) -> float:
    if name in _SYNONYMS[field]:
        return 1.0
    words = f" {name} "
    return 0.7 if any(f" {s} " in words for s in _SYNONYMS[field] if len(s) > 2) else 0.0


def _is_phone(text: str) -> bool:
    return any(isinstance(p, phone.Phone) for p in phone.parse_cell(text[:200], "11"))


def _is_amount(text: str) -> bool:
    try:
        money.parse_brl(text[:40])
    except ValueError:
        return False
    return True


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None


_CHECKS: Final[dict[str, Callable[[str], bool]]] = {
    "document": documents.is_valid,
    "phones": _is_phone,
    "email": lambda text: _EMAIL.fullmatch(text) is not None,
    "uf": lambda text: text.upper() in regions.UFS,
    "birth": _is_date,
    "due": _is_date,
    "opt_in_at": _is_date,
    "prescribed_on": _is_date,
    "original": _is_amount,
    "paid": _is_amount,
}
_TELLING: Final = frozenset({"document", "phones", "email", "uf"})
