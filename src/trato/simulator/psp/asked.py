"""What a client may ask a charge to be: the shapes of API Pix 2.9.0, part by part. Pure.

Every check returns pairs of the property and why it is wrong; `kept` drops what no part knows.
"""

import re
from datetime import date
from decimal import Decimal
from typing import Any

from trato.simulator.cloud_api.parts import obj
from trato.simulator.http import Json

Wrong = list[tuple[str, str]]
MONEY = re.compile(r"[0-9]{1,10}\.[0-9]{2}")
SHAPE, SHAPES = "O campo não respeita o schema.", "O objeto não respeita o schema."
_CPF = re.compile(r"[0-9]{11}")
_CNPJ = re.compile(r"[0-9A-Z]{14}")
_INT32_MAX = 2**31 - 1
_KEPT = ("calendario", "devedor", "valor", "chave", "solicitacaoPagador", "infoAdicionais")
_RATES = {"multa": 2, "juros": 8, "abatimento": 2, "desconto": 6}
_PARTS = {
    "devedor": ("cpf", "cnpj", "nome", "email", "logradouro", "cidade", "uf", "cep"),
    "valor": ("original", "modalidadeAlteracao", *_RATES),
}
_CALENDARS = {
    "cob": ("expiracao",),
    "cobv": ("dataDeVencimento", "validadeAposVencimento"),
}
_DEBTOR_TEXTS = {"logradouro": 200, "cidade": 200, "uf": 2, "cep": 8, "email": 254}


def kept(kind: str, body: Json) -> Json:
    """Return the part of a request that is kept, with its defaults."""
    asked = {name: body[name] for name in _KEPT if name in body}
    for name, parts in {**_PARTS, "calendario": _CALENDARS[kind]}.items():
        node = asked.get(name)
        if isinstance(node, dict):
            asked[name] = {part: node[part] for part in parts if part in node}
    calendar = dict(obj(asked.get("calendario")))
    if kind == "cob":
        calendar.setdefault("expiracao", 86400)
    else:
        calendar.setdefault("validadeAposVencimento", 30)
    asked["calendario"] = calendar
    return asked


def wrong_in(kind: str, asked: Json, today: date) -> Wrong:
    """Return everything that is wrong in what was asked."""
    calendar = obj(asked.get("calendario"))
    by_kind = _cob_calendar(calendar) if kind == "cob" else _cobv_calendar(calendar, today)
    return [*_valor(kind, obj(asked.get("valor"))), *_rest(asked), *_devedor(kind, asked), *by_kind]


def is_text(value: Any, length_max: int, length_min: int = 0) -> bool:
    """Say whether a value is a text of this length."""
    return isinstance(value, str) and length_min <= len(value) <= length_max


def is_whole(value: Any, least: int, most: int = _INT32_MAX) -> bool:
    """Say whether a value is a whole number of this size; truth values are none."""
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def is_money(value: Any) -> bool:
    """Say whether a value is an amount as the API writes it."""
    return isinstance(value, str) and MONEY.fullmatch(value) is not None


def _valor(kind: str, valor: Json) -> Wrong:
    original = valor.get("original")
    if not is_money(original):
        return [("valor.original", SHAPE)]
    if not Decimal(str(original)):
        return [("valor.original", "O campo é zero.")]
    wrong: Wrong = []
    if not is_whole(valor.get("modalidadeAlteracao", 0), 0, 1):
        wrong.append(("valor.modalidadeAlteracao", SHAPE))
    if kind == "cobv":
        rates = {name: modes for name, modes in _RATES.items() if valor.get(name) is not None}
        wrong += [
            (f"valor.{name}", SHAPES)
            for name, modes in rates.items()
            if not _is_rate(valor[name], modes)
        ]
    return wrong


def _is_rate(node: object, modes: int) -> bool:
    node = obj(node)
    mode = node.get("modalidade")
    if not is_whole(mode, 1, modes):
        return False
    if modes == _RATES["desconto"] and mode in (1, 2):
        steps = node.get("descontoDataFixa")
        is_list = isinstance(steps, list) and 1 <= len(steps) <= 3 and "valorPerc" not in node
        return is_list and all(_is_step(step) for step in steps or ())
    return is_money(node.get("valorPerc")) and "descontoDataFixa" not in node


def _is_step(step: object) -> bool:
    return is_money(obj(step).get("valorPerc")) and _day(obj(step).get("data")) is not None


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if is_text(value, 10, 10) else None
    except ValueError:
        return None


def _rest(asked: Json) -> Wrong:
    wrong: Wrong = []
    if not is_text(asked.get("chave"), 77, 1):
        wrong.append(("chave", SHAPE))
    if not is_text(asked.get("solicitacaoPagador", ""), 140):
        wrong.append(("solicitacaoPagador", SHAPE))
    extra = asked.get("infoAdicionais", [])
    if not isinstance(extra, list) or len(extra) > 50 or not all(map(_is_extra, extra)):
        wrong.append(("infoAdicionais", SHAPES))
    return wrong


def _is_extra(row: object) -> bool:
    return is_text(obj(row).get("nome"), 50) and is_text(obj(row).get("valor"), 200)


def _devedor(kind: str, asked: Json) -> Wrong:
    debtor = asked.get("devedor")
    if debtor is None and "devedor" not in asked and kind == "cob":
        return []
    debtor = obj(debtor)
    has_cpf = "cpf" in debtor and _CPF.fullmatch(str(debtor["cpf"])) is not None
    has_cnpj = "cnpj" in debtor and _CNPJ.fullmatch(str(debtor["cnpj"])) is not None
    is_one = has_cpf != has_cnpj and is_text(debtor.get("cpf", debtor.get("cnpj")), 14)
    if not is_one or not is_text(debtor.get("nome"), 200, 1):
        return [("devedor", SHAPES)]
    texts = {name: most for name, most in _DEBTOR_TEXTS.items() if name in debtor}
    return [
        (f"devedor.{name}", SHAPE)
        for name, most in texts.items()
        if not is_text(debtor[name], most)
    ]


def _cob_calendar(calendar: Json) -> Wrong:
    if not is_whole(calendar.get("expiracao"), 1):
        return [("calendario.expiracao", "O campo é igual ou menor que zero.")]
    return []


def _cobv_calendar(calendar: Json, today: date) -> Wrong:
    due_on = _day(calendar.get("dataDeVencimento"))
    if due_on is None:
        return [("calendario.dataDeVencimento", SHAPE)]
    wrong: Wrong = []
    if due_on < today:
        wrong.append(("calendario.dataDeVencimento", "A data é anterior à criação."))
    if not is_whole(calendar.get("validadeAposVencimento"), 0):
        wrong.append(("calendario.validadeAposVencimento", "O campo é menor que zero."))
    return wrong
