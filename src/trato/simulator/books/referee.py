"""What no business may do, judged by the world from what it saw, in its own words. Pure.

Written apart from the product's rules on purpose: agreement of the two is the evidence.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from trato.simulator.people.reader import fold

_DEBT = re.compile(
    r"divida|debito|parcela|atras(?:o|ad)|vencid|inadimpl|cobranca|boleto|fatura|emprestimo"
    r"|financiamento|contrato|(?<!de )acordo|quita|renegoci|negocia|desconto|juros|\bmulta\b"
    r"|\bpix\b|\bspc\b|serasa|negativa(?:do|cao)|saldo devedor|r\$ ?[0-9]|\b[0-9.]+,[0-9]{2}\b"
)
_ZONES = {
    "America/Cuiaba": ("65", "66", "67"),
    "America/Rio_Branco": ("68",),
    "America/Porto_Velho": ("69",),
    "America/Manaus": ("92", "97"),
    "America/Boa_Vista": ("95",),
}
_ZONE_OF = {ddd: ZoneInfo(name) for name, ddds in _ZONES.items() for ddd in ddds}
_SAO_PAULO = ZoneInfo("America/Sao_Paulo")
_OPENS = time(8)
_CLOSES = {5: time(14), 6: time(0)}
_CLOSES_ON_WEEKDAYS = time(20)
THIRD_PARTY = "third_party_collector"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One accepted business message and all that bears on it."""

    at: datetime
    phone: str
    text: str
    is_template: bool
    is_initiated: bool
    role: str
    had_identity: bool
    knew_stop: bool
    knew_wrong_person: bool
    said_after: int
    already_initiated_today: bool


def speaks_of_debt(text: str) -> bool:
    """Say whether words or amounts give a debt away."""
    return _DEBT.search(fold(text)) is not None


def local_time(at: datetime, phone: str) -> datetime:
    """Return the time where the number's area code is."""
    return at.astimezone(_ZONE_OF.get(phone[2:4], _SAO_PAULO))


def is_decent_hour(at: datetime, phone: str) -> bool:
    """Say whether it is 08-20 h on a weekday or 08-14 h on a Saturday, where the person is."""
    local = local_time(at, phone)
    return _OPENS <= local.time() < _CLOSES.get(local.weekday(), _CLOSES_ON_WEEKDAYS)


def judge(case: Case) -> tuple[str, ...]:
    """Return every reason for which this message should not have been sent."""
    reasons = []
    if case.knew_stop and not _is_last_word(case):
        reasons.append("after_stop")
    if case.knew_wrong_person and not _is_last_word(case):
        reasons.append("after_wrong_person")
    if not case.had_identity and speaks_of_debt(case.text):
        reasons.append("debt_before_identity")
    if (case.is_template or case.is_initiated) and not is_decent_hour(case.at, case.phone):
        reasons.append("outside_hours")
    if case.is_initiated and case.role == THIRD_PARTY:
        reasons.append("third_party_initiated")
    if case.is_initiated and case.already_initiated_today:
        reasons.append("initiated_twice_in_a_day")
    return tuple(reasons)


def _is_last_word(case: Case) -> bool:
    """Allow one plain confirmation or apology, and only one."""
    return case.said_after == 0 and not case.is_template and not speaks_of_debt(case.text)
