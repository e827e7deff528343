"""Reads what an agent puts on record of a person, and says why it could not be."""

from datetime import date
from typing import Any, Final
from uuid import UUID

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from trato.book.portfolios import read as portfolios
from trato.book.portfolios.rules import OPEN
from trato.book.portfolios.values import DebtCard
from trato.casework.conversations.rules import Claim
from trato.casework.negotiation.terms.states import DisputeReason
from trato.entrypoints.console import words
from trato.foundation.money import parse_brl
from trato.speakers.desk.end import Contested, Promised
from trato.speakers.desk.on_record import NotNoted

WORDS_MAX: Final = 1000

PROBLEMS: Final[dict[str, Any]] = {
    "nobody": _("Nada mudou: ligue antes a conversa a uma pessoa, ao lado dela."),
    "reason": _("Nada mudou: escolha o motivo da contestação."),
    "debt": _("Nada mudou: escolha ao menos uma dívida em aberto desta pessoa."),
    "no_debt": _("Nada mudou: esta pessoa não tem dívida em aberto."),
    "day": _("Nada mudou: o dia da promessa é de hoje até daqui a um ano."),
    "amount": _("Nada mudou: escreva o valor prometido em reais, por exemplo 150,00."),
    "kind": _("Nada mudou: escolha uma das opções."),
}
UNBORNE: Final[dict[Claim, Any]] = {
    Claim.DISPUTE: _(
        "Nada mudou: para encerrar assim, a contestação precisa estar aberta. "
        "Escolha o motivo e as dívidas, ou outra tabulação."
    ),
    Claim.NOT_THEIRS: PROBLEMS["nobody"],
    Claim.DEATH: PROBLEMS["nobody"],
    Claim.LAWYER: PROBLEMS["nobody"],
}


def for_record(person_id: UUID | None) -> dict[str, Any]:
    """Return what the dialogs offer to choose from: reasons, and the person's open debts."""
    return {"reasons": _reasons(), "contestable": _contestable(person_id)}


def _reasons() -> list[tuple[str, Any]]:
    return [(reason.value, words.name("dispute", reason.value)) for reason in DisputeReason]


def _contestable(person_id: UUID | None) -> tuple[DebtCard, ...]:
    return portfolios.debts_of_person(person_id, states=OPEN) if person_id else ()


def contested_in(form: QueryDict, *, reason: str) -> Contested:
    """Read which debts are contested, why and in which words.

    Raises:
        NotNoted: a debt cannot be read.
    """
    try:
        debt_ids = tuple(UUID(text) for text in form.getlist("debt"))
    except ValueError:
        raise NotNoted("debt") from None
    said = form.get("words", "").strip()[:WORDS_MAX]
    return Contested(reason=reason, debt_ids=debt_ids, words=said)


def promised_in(form: QueryDict) -> Promised:
    """Read by when something was promised, and how much if that was said.

    Raises:
        NotNoted: there is no day, or the amount cannot be read.
    """
    try:
        day = date.fromisoformat(form.get("promised_on", "").strip())
    except ValueError:
        raise NotNoted("day") from None
    amount = form.get("amount", "").strip()
    try:
        return Promised(promised_on=day, amount_cents=parse_brl(amount) if amount else None)
    except ValueError:
        raise NotNoted("amount") from None


def given_with(form: QueryDict, tabulation: str) -> tuple[Contested | None, Promised | None]:
    """Read what a conversation is ended with beside its word, if anything.

    Raises:
        NotNoted: what was filled in cannot be read.
    """
    contested = promised = None
    reason = {"disputed": form.get("reason", ""), "paid_claim": "already_paid"}.get(tabulation, "")
    if reason and form.getlist("debt"):
        contested = contested_in(form, reason=reason)
    if tabulation == "promise" and (form.get("promised_on") or form.get("amount")):
        promised = promised_in(form)
    return contested, promised
