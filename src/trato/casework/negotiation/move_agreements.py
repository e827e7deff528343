"""Writes down what agreements came to, each turn and each part with its fact."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from trato.book.portfolios.change_debt_state import change_debt_state
from trato.casework.negotiation.models import Agreement, Instalment
from trato.casework.negotiation.terms.lateness import ENDED, OPEN, PAID
from trato.casework.negotiation.terms.states import AgreementState, InstalmentState
from trato.casework.negotiation.values import Followed
from trato.foundation import tenancy
from trato.journal.fact import Fact
from trato.journal.facts.casework import AgreementMoved, InstalmentMoved
from trato.journal.record import record_many


def move_agreements(followed: Sequence[Followed], *, at: datetime) -> tuple[UUID, ...]:
    """Move agreements that are held, with their parts; return those that ended unpaid.

    The debts of those are collected again, but for what is contested, paused, closed, or in another
    agreement that runs; the debts of one that runs again are in it again. The codes of charges are
    for whoever calls to withdraw.
    """
    _move(followed, at=at)
    facts = [fact for one in followed for fact in _facts(one)]
    if facts:
        record_many(facts, at=at)
    ended = [one for one in followed if one.course.turns and one.course.turns[-1].after in ENDED]
    again = [one for one in followed if one.held.state in ENDED and one not in ended]
    _agree_again(again, at=at)
    for state in sorted(ENDED):
        _collect_again([one for one in ended if one.course.turns[-1].after is state], state, at=at)
    return tuple(one.held.agreement_id for one in ended)


def others_debts(followed: Sequence[Followed]) -> frozenset[UUID]:
    """Return the debts in other agreements of the same people that run."""
    rows = Agreement.objects.filter(
        organisation_id=tenancy.current(),
        person_id__in={one.held.person_id for one in followed},
        state__in=[state.value for state in OPEN],
    ).exclude(id__in=[one.held.agreement_id for one in followed])
    return frozenset(UUID(i) for found in rows.values_list("debt_ids", flat=True) for i in found)


def _move(followed: Sequence[Followed], *, at: datetime) -> None:
    here = tenancy.current()
    agreements: dict[AgreementState, list[UUID]] = {}
    parts: dict[InstalmentState, list[UUID]] = {}
    for one in followed:
        if one.course.turns:
            after = one.course.turns[-1].after
            agreements.setdefault(after, []).append(one.held.agreement_id)
        for held, part in zip(one.held.parts, one.course.parts, strict=True):
            if part.state is not held.part.state:
                parts.setdefault(part.state, []).append(held.instalment_id)
    for state, ids in agreements.items():
        ended_at = None if state in OPEN else at
        rows = Agreement.objects.filter(organisation_id=here, id__in=ids)
        rows.update(state=state.value, ended_at=ended_at)
    for part_state, ids in parts.items():
        own = Instalment.objects.filter(organisation_id=here, id__in=ids)
        own.update(state=part_state.value)


def _facts(one: Followed) -> Iterator[tuple[Fact, UUID | None, bytes]]:
    held = one.held
    for before, part in zip(held.parts, one.course.parts, strict=True):
        if part.state is before.part.state or part.state in PAID:
            continue
        moved = InstalmentMoved(
            instalment_id=before.instalment_id,
            agreement_id=held.agreement_id,
            number=before.number,
            after=part.state.value,
            amount_cents=before.amount_cents,
            due_on=part.due_on,
        )
        yield moved, held.person_id, b""
    for turn in one.course.turns:
        fact = AgreementMoved(
            agreement_id=held.agreement_id,
            after=turn.after.value,
            total_cents=held.total_cents,
            due_on=turn.due_on,
        )
        yield fact, held.person_id, b""


def _agree_again(mended: Sequence[Followed], *, at: datetime) -> None:
    debts = {debt_id for one in mended for debt_id in one.held.debt_ids}
    if debts:
        change_debt_state(
            debts,
            state="in_agreement",
            reason="agreement_mended",
            at=at,
            only_from=("active", "negotiating"),
        )


def _collect_again(ended: Sequence[Followed], state: AgreementState, *, at: datetime) -> None:
    debts = {debt_id for one in ended for debt_id in one.held.debt_ids}
    if debts:
        change_debt_state(
            debts - others_debts(ended),
            state="active",
            reason=f"agreement_{state.value}",
            at=at,
            only_from=("in_agreement",),
        )
