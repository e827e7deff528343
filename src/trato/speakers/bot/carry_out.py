"""Carries out what the dialogue wants, one intent after the other, in the order it was wanted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from trato.book.people.fail_identity import fail_identity
from trato.book.people.flag_person import flag_person
from trato.book.people.postpone import postpone_contact
from trato.book.people.verify_identity import verify_identity
from trato.casework.conversations.hand_over import hand_over
from trato.casework.conversations.move import move
from trato.casework.conversations.take_turn import Turn
from trato.casework.negotiation.accept import NotAccepted, accept
from trato.casework.negotiation.promise import promise
from trato.casework.negotiation.propose import propose
from trato.casework.negotiation.read import newest_offer
from trato.casework.negotiation.terms.values import Option
from trato.casework.protections.disown_contact import disown_contact
from trato.casework.protections.note_death import note_death
from trato.casework.protections.stop_contact import stop_contact
from trato.casework.requests.open_dispute import open_dispute
from trato.casework.requests.request_privacy import request_privacy
from trato.door.consent.withdraw import resume
from trato.speakers.bot.dialogue import values as d
from trato.speakers.bot.know import Known
from trato.speakers.bot.say import say, say_plainly
from trato.speakers.bot.send_charge import charge_next_instalment

_OBSTACLE = (
    "Preciso confirmar um detalhe desta proposta com uma pessoa da equipe. "
    "Ela continua esta conversa com você por aqui."
)
_DROPPED_AFTER_OBSTACLE = (d.Say, d.IssuePix, d.Close)


@dataclass(slots=True)
class Turning:
    """One turn being carried out: the message, what is known, and how far it has come."""

    turn: Turn
    known: Known
    now: datetime
    said: int = 0
    obstacle: str = ""
    options: list[Option] = field(default_factory=list)
    options_about: tuple[UUID, ...] = ()

    @property
    def person_id(self) -> UUID:
        """The person who is being answered."""
        return self.known.person.person_id

    @property
    def contact_point_id(self) -> UUID:
        """The contact point that wrote."""
        return self.known.contact.contact_point_id


def carry_out(intents: tuple[d.Intent, ...], turning: Turning) -> None:
    """Execute intents in order; an obstacle (an offer that cannot stand) goes to a person."""
    for intent in intents:
        if turning.obstacle and isinstance(intent, _DROPPED_AFTER_OBSTACLE):
            continue
        if not isinstance(intent, d.MakeOffer):
            _store_offers(turning)
        _HANDS[type(intent)](intent, turning)
    _store_offers(turning)
    if turning.obstacle:
        say_plainly(_OBSTACLE, turning)
        hand_over(
            turning.turn.conversation_id, reason=turning.obstacle, actor="bot", at=turning.now
        )


def _move(turning: Turning, state: str, reason: str, tabulation: str | None = None) -> None:
    move(
        turning.turn.conversation_id,
        state=state,
        actor="bot",
        reason=reason,
        at=turning.now,
        tabulation=tabulation,
    )


def _ids(texts: tuple[str, ...]) -> tuple[UUID, ...]:
    return tuple(UUID(text) for text in texts)


def _identity_passed(_: d.IdentityPassed, turning: Turning) -> None:
    verify_identity(turning.contact_point_id, factors=2, at=turning.now)
    _move(turning, "identified", "two_factors")


def _identity_failed(_: d.IdentityFailed, turning: Turning) -> None:
    fail_identity(turning.contact_point_id, at=turning.now)


def _statement(_: d.ShowStatement, turning: Turning) -> None:
    _move(turning, "identified", "statement_shown")


def _offer(intent: d.MakeOffer, turning: Turning) -> None:
    """Keep an option until the last of them has been named, so that they are stored together."""
    turning.options.append(intent.option)
    turning.options_about = _ids(intent.debt_ids)


def _store_offers(turning: Turning) -> None:
    if not turning.options:
        return
    propose(
        turning.options,
        person_id=turning.person_id,
        debt_ids=turning.options_about,
        conversation_id=turning.turn.conversation_id,
        at=turning.now,
    )
    turning.options = []
    _move(turning, "negotiating", "offer_made")


def _accept(intent: d.AcceptOffer, turning: Turning) -> None:
    offer_id = newest_offer(turning.person_id, intent.terms_sha256)
    if offer_id is None:
        turning.obstacle = "offer_unknown"
        return
    try:
        accept(
            offer_id,
            intent.option,
            identity_verified=turning.known.context.identity_verified,
            shown_sha256=intent.terms_sha256,
            words=turning.turn.text or turning.turn.button_id,
            message=turning.turn.provider_message_id,
            at=turning.now,
        )
    except NotAccepted as obstacle:
        turning.obstacle = f"offer_{obstacle.code}"
        return
    _move(turning, "agreement", "offer_accepted")


def _issue_pix(_: d.IssuePix, turning: Turning) -> None:
    charge_next_instalment(turning)


def _promise(intent: d.RecordPromise, turning: Turning) -> None:
    promise(
        person_id=turning.person_id,
        conversation_id=turning.turn.conversation_id,
        amount_cents=intent.amount_cents,
        promised_on=intent.on,
        at=turning.now,
    )


def _dispute(intent: d.OpenDispute, turning: Turning) -> None:
    _contest(intent.reason.value, intent.words, intent.debt_ids, turning)


def _paid(intent: d.ReportPaid, turning: Turning) -> None:
    _contest("already_paid", intent.words, intent.debt_ids, turning)


def _contest(reason: str, words: str, debt_ids: tuple[str, ...], turning: Turning) -> None:
    open_dispute(
        person_id=turning.person_id,
        conversation_id=turning.turn.conversation_id,
        debt_ids=_ids(debt_ids),
        reason=reason,
        words=words,
        at=turning.now,
    )


def _opt_out(intent: d.OptOut, turning: Turning) -> None:
    stop_contact(
        turning.contact_point_id,
        words=intent.words,
        message=turning.turn.provider_message_id,
        at=turning.now,
    )
    _move(turning, "stopped", "opt_out", tabulation="opted_out")


def _opt_back_in(intent: d.OptBackIn, turning: Turning) -> None:
    resume(
        turning.contact_point_id,
        channel="whatsapp",
        words=intent.words,
        message=turning.turn.provider_message_id,
        at=turning.now,
    )
    _move(turning, "open", "opted_back_in")


def _wrong_party(intent: d.WrongParty, turning: Turning) -> None:
    if intent.kind is d.WrongKind.DECEASED:
        note_death(turning.person_id, turning.contact_point_id, at=turning.now)
    else:
        disown_contact(
            turning.contact_point_id,
            person_id=turning.person_id,
            kind=intent.kind.value,
            at=turning.now,
        )
    _move(turning, "wrong_party", intent.kind.value, tabulation=intent.kind.value)


def _hand_over(intent: d.HandOver, turning: Turning) -> None:
    hand_over(
        turning.turn.conversation_id,
        reason=intent.reason.value,
        actor="bot",
        at=turning.now,
        queue_id=UUID(intent.queue_id) if intent.queue_id else None,
        chosen=intent.chosen,
    )


_FLAG = {d.VulnerableKind.OVER_INDEBTED: "is_superindebted"}


def _vulnerable(intent: d.FlagVulnerable, turning: Turning) -> None:
    flag = _FLAG.get(intent.kind, "is_vulnerable")
    flag_person(turning.person_id, flag=flag, at=turning.now)


def _represented(_: d.FlagRepresented, turning: Turning) -> None:
    flag_person(turning.person_id, flag="is_represented", at=turning.now)


def _privacy(intent: d.PrivacyRequest, turning: Turning) -> None:
    request_privacy(
        person_id=turning.person_id,
        conversation_id=turning.turn.conversation_id,
        right=intent.kind.value,
        words=intent.words,
        at=turning.now,
    )


def _later(intent: d.AskLater, turning: Turning) -> None:
    until = turning.now + timedelta(hours=intent.not_before_hours)
    postpone_contact(turning.contact_point_id, until=until)


def _close(intent: d.Close, turning: Turning) -> None:
    kept = {
        "opted_out": "stopped",
        "wrong_party": "wrong_party",
        "third_party": "wrong_party",
        "deceased": "wrong_party",
        "disputed": "disputed",
        "paid_claim": "disputed",
    }
    state = kept.get(intent.tabulation.value, "resolved")
    if intent.tabulation is d.Tabulation.ACCEPTED:
        state = "agreement"
    _move(turning, state, "bot_closed", tabulation=intent.tabulation.value)


_HANDS: dict[type, Callable[[Any, Turning], None]] = {
    d.Say: say,
    d.IdentityPassed: _identity_passed,
    d.IdentityFailed: _identity_failed,
    d.ShowStatement: _statement,
    d.MakeOffer: _offer,
    d.AcceptOffer: _accept,
    d.IssuePix: _issue_pix,
    d.RecordPromise: _promise,
    d.OpenDispute: _dispute,
    d.ReportPaid: _paid,
    d.OptOut: _opt_out,
    d.OptBackIn: _opt_back_in,
    d.WrongParty: _wrong_party,
    d.HandOver: _hand_over,
    d.FlagVulnerable: _vulnerable,
    d.FlagRepresented: _represented,
    d.PrivacyRequest: _privacy,
    d.AskLater: _later,
    d.Close: _close,
}
