"""The composition root: the one file that knows every adapter and hands it to who needs it."""

from datetime import timedelta
from uuid import UUID

import aiohttp

from trato.adapters.email.mail import NotMailed, mail
from trato.adapters.measured import MeasuredProvider, MeasuredPsp
from trato.adapters.pix.client import PixApi
from trato.adapters.webhooks.post import NotTaken, post
from trato.adapters.whatsapp.send import CloudApi, open_session
from trato.book.access.letters import carry_letters
from trato.book.access.values import LetterOut, NotCarried
from trato.casework.conversations.store_media import fetch_waiting_media
from trato.casework.payments.issue import issue_waiting
from trato.casework.payments.poll import poll_settlements
from trato.casework.payments.provider import Psp
from trato.casework.payments.values import ChargeCard
from trato.casework.payments.withdraw import withdraw_waiting
from trato.door.outbox.dispatch import dispatch, finish_calls
from trato.door.outbox.provider import Provider
from trato.foundation import clock, settings
from trato.insights.notices.carry import carry_waiting
from trato.insights.notices.letter import body_of, subject_of, text_of
from trato.insights.notices.values import Carrier, Channel, Parcel, Undelivered
from trato.speakers.bot.send_charge import send_charge
from trato.speakers.bot.thank import thank
from trato.speakers.desk.pix import send_pix

# Few, so that several threads share what waits.
CHARGES_AT_ONCE = 4


def make_provider(session: aiohttp.ClientSession) -> Provider:
    """Return what carries messages.

    Raises:
        SettingError: this process has no provider token: it is not a dispatcher.
    """
    token = settings.whatsapp_token()
    if not token:
        raise settings.SettingError(
            "TRATO_WHATSAPP_TOKEN não está definida: só o despachante envia mensagens."
        )
    return MeasuredProvider(CloudApi(settings.whatsapp_base_url(), token, session))


def make_session() -> aiohttp.ClientSession:
    """Return a pool of connections to providers; call it inside the event loop."""
    return open_session()


async def dispatch_some(
    organisation_id: UUID, provider: Provider, *, limit: int = 200, batches: int = 1
) -> int:
    """Clear and carry some of an organisation's messages; return how many calls were started."""
    return await dispatch(organisation_id, provider, clock=clock.now, limit=limit, batches=batches)


async def finish_dispatching() -> None:
    """Wait for the calls that are under way and record their outcomes; before a process ends."""
    await finish_calls()


async def fetch_some_media(organisation_id: UUID, provider: Provider) -> int:
    """Fetch attachments that wait; return how many arrived."""
    return await fetch_waiting_media(organisation_id, provider, clock=clock.now)


def make_psp() -> Psp | None:
    """Return the payment provider, or None where none is set up."""
    base_url = settings.pix_base_url()
    if not base_url:
        return None
    client_id, client_secret = settings.pix_client()
    return MeasuredPsp(PixApi(base_url, client_id, client_secret))


def issue_some(organisation_id: UUID, psp: Psp) -> int:
    """Issue waiting charges and send them into their conversations; withdraw those taken back."""
    now = clock.now()
    issued = issue_waiting(
        organisation_id,
        psp,
        now=now,
        limit=CHARGES_AT_ONCE,
        on_issued=_put_before_the_person,
    )
    return issued + withdraw_waiting(organisation_id, psp, now=now)


def _put_before_the_person(charge: ChargeCard) -> None:
    """Let whoever asked for a charge send it: the desk an agent's, the bot every other."""
    if charge.asked_by is None:
        send_charge(charge, at=clock.now())
    else:
        send_pix(charge, by=charge.asked_by, at=clock.now())


def poll_some(organisation_id: UUID, psp: Psp, *, back: timedelta) -> int:
    """Ask the PSP for settlements whose webhook we may have missed; return how many were new."""
    now = clock.now()
    return poll_settlements(
        organisation_id,
        psp,
        since=now - back,
        until=now,
        at=now,
        on_settled=lambda settled: thank(settled, at=clock.now()),
    )


def tell_some(organisation_id: UUID) -> int:
    """Carry notices and letters by every way that is set up; return how many were tried."""
    carriers: dict[Channel, Carrier] = {Channel.WEBHOOK: _post}
    if settings.smtp_url():
        carriers[Channel.EMAIL] = _mail
    told = carry_waiting(organisation_id, carriers, clock=clock.now)
    return told + carry_letters(organisation_id, _mail_letter, clock=clock.now)


def _post(parcel: Parcel) -> None:
    try:
        post(
            parcel.target,
            secret=parcel.secret,
            body=body_of(parcel),
            delivery_id=str(parcel.notice_id),
            at=clock.now(),
            to_loopback=settings.webhooks_to_loopback(),
        )
    except NotTaken as problem:
        raise Undelivered(str(problem)) from None


def _mail_letter(letter: LetterOut) -> None:
    if not settings.smtp_url():
        raise NotCarried("no way to carry it is set up")
    try:
        mail(
            settings.smtp_url(),
            sender=settings.mail_from(),
            to=letter.to,
            subject=letter.subject,
            text=letter.text,
            message_id=str(letter.letter_id),
        )
    except NotMailed as problem:
        raise NotCarried(str(problem)) from None


def _mail(parcel: Parcel) -> None:
    try:
        mail(
            settings.smtp_url(),
            sender=settings.mail_from(),
            to=parcel.target,
            subject=subject_of(parcel),
            text=text_of(parcel),
            message_id=str(parcel.notice_id),
        )
    except NotMailed as problem:
        raise Undelivered(str(problem)) from None
