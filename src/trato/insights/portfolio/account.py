"""One account in full: debt to the day, agreements, payments, disputes, the door's decisions."""

import json
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from trato.foundation.database import ask
from trato.insights.portfolio.accounts import LINE, itemised, line_of
from trato.insights.portfolio.payments import payments_of_account
from trato.insights.portfolio.values import (
    Account,
    OwnAgreement,
    OwnDecision,
    OwnDispute,
    OwnInstalment,
    OwnMessage,
)

MESSAGES_MAX: Final = 200

_DEBT = "SELECT person_id, prescribed_on FROM creditor_debt WHERE id = %(debt_id)s"
_AGREEMENTS = """
SELECT a.id, a.state, a.total_cents, a.discount_cents, a.accepted_at, cardinality(a.debt_ids),
       i.number, i.amount_cents, i.paid_cents, i.due_on, i.state, i.paid_at
  FROM creditor_agreement a JOIN creditor_instalment i ON i.agreement_id = a.id
 WHERE a.person_id = %(person_id)s AND %(debt_id)s = ANY (a.debt_ids)
 ORDER BY a.accepted_at DESC, a.id DESC, i.number
"""
_MESSAGES = """
SELECT id, author, message_class, channel, state, created_at, sent_at, delivered_at, read_at,
       count(*) OVER ()
  FROM creditor_message
 WHERE person_id = %(person_id)s AND %(debt_id)s = ANY (debt_ids)
 ORDER BY created_at DESC, id DESC LIMIT %(limit)s
"""
_DECISIONS = """
SELECT message_id, stage, verdict, rulebook, codes, at FROM creditor_decision
 WHERE person_id = %(person_id)s AND message_id = ANY (%(message_ids)s)
 ORDER BY message_id, at, id
"""
_DISPUTES = """
SELECT reason, state, opened_at, answer_by_on, closed_at FROM creditor_dispute
 WHERE debt_id = %(debt_id)s ORDER BY opened_at DESC, id
"""


class UnknownAccount(LookupError):
    """No such account in the portfolios that may be seen."""


def account(debt_id: UUID, *, today: date) -> Account:
    """Return one account.

    Raises:
        UnknownAccount: there is none, or it is another creditor's.
    """
    values: dict[str, Any] = {"debt_id": debt_id, "limit": MESSAGES_MAX}
    found = ask(_DEBT, values)
    if not found:
        raise UnknownAccount(str(debt_id))
    ((values["person_id"], prescribed_on),) = found
    (row,) = ask(LINE.format(where="id = %(debt_id)s", page=""), values)
    messages, all_messages = _messages(values)
    return Account(
        line=line_of(row, today=today),
        itemised=itemised(row, today=today),
        prescribed_on=prescribed_on,
        agreements=_agreements(values),
        payments=payments_of_account(debt_id),
        messages=messages,
        more_messages=all_messages - len(messages),
        disputes=tuple(
            OwnDispute(reason=r, state=s, opened_at=o, answer_by_on=a, closed_at=c)
            for r, s, o, a, c in ask(_DISPUTES, values)
        ),
    )


def _agreements(values: dict[str, Any]) -> tuple[OwnAgreement, ...]:
    found = []
    for _, own in groupby(ask(_AGREEMENTS, values), key=itemgetter(0)):
        rows = list(own)
        agreement_id, state, total, discount, accepted_at, debts, *_part = rows[0]
        parts = tuple(
            OwnInstalment(
                number=n, amount_cents=amount, paid_cents=paid, due_on=due, state=part, paid_at=at
            )
            for *_head, n, amount, paid, due, part, at in rows
        )
        found.append(
            OwnAgreement(
                agreement_id=agreement_id,
                state=state,
                total_cents=total,
                discount_cents=discount,
                accepted_at=accepted_at,
                debts=debts,
                instalments=parts,
            )
        )
    return tuple(found)


def _messages(values: dict[str, Any]) -> tuple[tuple[OwnMessage, ...], int]:
    rows = ask(_MESSAGES, values)
    asked = {**values, "message_ids": [row[0] for row in rows]}
    decisions: dict[UUID, list[OwnDecision]] = {}
    for message_id, stage, verdict, rulebook, codes, at in ask(_DECISIONS, asked):
        decisions.setdefault(message_id, []).append(
            OwnDecision(
                stage=stage,
                verdict=verdict,
                rulebook=rulebook,
                codes=None
                if codes is None
                else tuple(json.loads(codes) if isinstance(codes, str) else codes),
                at=at,
            )
        )
    names = (
        "message_id", "author", "message_class", "channel", "state", "created_at", "sent_at",
        "delivered_at", "read_at",
    )  # fmt: skip
    messages = tuple(
        OwnMessage(
            **dict(zip(names, row[:-1], strict=True)), decisions=tuple(decisions.get(row[0], ()))
        )
        for row in rows
    )
    return messages, rows[0][-1] if rows else 0
