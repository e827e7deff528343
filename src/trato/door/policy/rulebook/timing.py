"""When and how often: contact hours by state, holidays, and caps over all channels and debts."""

from datetime import datetime, timedelta
from typing import Final

from trato.door.policy.citations import CDC_71, SOURCE_PRACTICE, design
from trato.door.policy.hours import STANDARD_HOURS, Schedule, UnknownJurisdiction, schedule_for
from trato.door.policy.known import Known
from trato.door.policy.looks import Look, cap_reached
from trato.door.policy.rule import BROKEN, Answer, rule
from trato.door.policy.values import DraftFacts, Effect, LegalStatus, MessageClass

_IDENTITY: Final = MessageClass.IDENTITY
# How long a person may be silent at night before what we say counts as knocking again.
NIGHT_SILENCE: Final = timedelta(minutes=30)
_LOOK_AGAIN: Final = timedelta(hours=1)
_KEEPS_HOURS: Final = frozenset({MessageClass.IDENTITY, MessageClass.SERVICE})


def keeps_hours(draft: DraftFacts, facts: Known) -> bool:
    """Tell whether the message waits for the contact window.

    Collection does, and so do identity questions and service words that we open. Receipts,
    confirmations of a stop and apologies never wait. Within a session the person opened the
    clock does not matter until they have been silent for half an hour.
    """
    if not facts.collects and draft.message_class not in _KEEPS_HOURS:
        return False
    if not facts.in_session:
        return True
    silence = facts.silence
    return facts.collects and silence is not None and silence > NIGHT_SILENCE


def schedule_of(facts: Known) -> Schedule:
    """Return the contact schedule of address and area code.

    Raises:
        UnknownJurisdiction: the address, area code or hours profile is not one we know.
    """
    return schedule_for(
        facts.person.uf,
        facts.person.municipality,
        facts.contact.ddd,
        facts.organisation.hours_profile,
    )


def _hours_in_doubt(draft: DraftFacts, facts: Known) -> bool:
    """See a message that waits for hours which are shut, or nobody can tell."""
    if not keeps_hours(draft, facts):
        return False
    if not facts.is_whole or (facts.person.uf is None and facts.contact.ddd is None):
        return True
    try:
        # Open everywhere, it is a holiday nowhere.
        return not schedule_of(facts).is_open(facts.now, facts.local_holidays)
    except UnknownJurisdiction:
        return True


_HOURS_IN_DOUBT: Final = Look(_hours_in_doubt)


@rule(
    "br.time.jurisdiction",
    version=1,
    look=_HOURS_IN_DOUBT,
    code="JURISDICTION_UNKNOWN",
    effect=Effect.BLOCK,
    citations=(design("unknown-jurisdiction", "lugar desconhecido não recebe cobrança"),),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="O endereço ou o DDD não é de um estado brasileiro conhecido.",
    remedy_pt="Corrija o estado do endereço ou o telefone.",
)
def jurisdiction(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Refuse where no state's law can be told; a rulebook for the place must exist.

    Law: none; design default (D).
    """
    if not keeps_hours(draft, facts):
        return None
    try:
        schedule_of(facts)
    except UnknownJurisdiction:
        return BROKEN
    return None


@rule(
    "br.time.unknown-uf",
    version=1,
    look=_HOURS_IN_DOUBT,
    code="UF_UNKNOWN",
    effect=Effect.WARN,
    citations=(STANDARD_HOURS,),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt="Estado da pessoa desconhecido: valem os horários padrão em todos os fusos.",
    remedy_pt="Complete o endereço da pessoa.",
)
def unknown_uf(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Say so when neither address nor area code tells the state; the default hours hold.

    Law: none; design default BR-STANDARD (D).
    """
    if not keeps_hours(draft, facts):
        return None
    return BROKEN if facts.person.uf is None and facts.contact.ddd is None else None


@rule(
    "br.time.hours",
    version=1,
    look=_HOURS_IN_DOUBT,
    code="QUIET_HOURS",
    effect=Effect.DEFER,
    citations=(CDC_71, STANDARD_HOURS),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="Fora do horário permitido.",
    remedy_pt="Sai na próxima abertura do horário.",
)
def contact_hours(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Knock only inside the windows of every state involved, each on its own clock.

    Law: state laws by UF with their own marks (SP 15.426/2014, RJ 6.854/2014, AL 7.782/2016,
    ES 10.626/2017, AM 306/2016, MG), CDC art. 71 (V). Elsewhere 08-20, Sat 08-14: D.
    Laws written for calls are kept for messages: D.
    """
    if not keeps_hours(draft, facts):
        return None
    try:
        schedule = schedule_of(facts)
    except UnknownJurisdiction:
        return None
    local = facts.local_holidays
    if schedule.is_open(now, local) or schedule.holiday(now, local) is not None:
        return None
    where = " e ".join(schedule.ufs) or "Brasil"
    return Answer(
        until=schedule.next_opening(now, local),
        reason=f"Fora do horário permitido em {where}.",
        citations=schedule.closed_citations(now, local),
    )


@rule(
    "br.time.holiday",
    version=1,
    look=_HOURS_IN_DOUBT,
    code="HOLIDAY",
    effect=Effect.DEFER,
    citations=(CDC_71, design("holidays", "feriados locais, Carnaval e Corpus Christi")),
    legal_status=LegalStatus.IN_FORCE,
    message_pt="Hoje é feriado para a pessoa.",
    remedy_pt="Sai no próximo dia permitido.",
)
def holiday(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Leave people alone on national, state and municipal holidays at their place.

    Law: CDC art. 71: rest and leisure (V); Carnival and Corpus Christi as holidays: D.
    """
    if not keeps_hours(draft, facts):
        return None
    try:
        schedule = schedule_of(facts)
    except UnknownJurisdiction:
        return None
    name = schedule.holiday(now, facts.local_holidays)
    if name is None:
        return None
    return Answer(
        until=schedule.next_opening(now, facts.local_holidays),
        reason=f"Hoje é feriado para a pessoa: {name}.",
    )


def _counts(draft: DraftFacts, facts: Known) -> bool:
    knocks = facts.collects or draft.message_class is _IDENTITY
    return knocks and not facts.in_session


def _over_cap(
    used: int, cap: int, oldest_at: datetime | None, span: timedelta, now: datetime
) -> Answer | None:
    if used < cap:
        return None
    frees_at = (now if oldest_at is None else oldest_at) + span
    # A count that should have fallen but has not is looked at again, never in a tight loop.
    return Answer(until=frees_at if frees_at > now else now + _LOOK_AGAIN)


def _cap(name: str) -> tuple[str, str]:
    return "A pessoa já foi procurada o bastante " + name + ".", "Sai quando o limite renovar."


_DAY = design("cap-day", "1 contato por dia, somados canais e dívidas")
_WEEK = design("cap-week", "3 contatos em 7 dias, somados canais e dívidas")
_MONTH = design("cap-month", "8 contatos em 30 dias, somados canais e dívidas")


@rule(
    "br.freq.day",
    version=1,
    look=cap_reached,
    code="FREQ_CAP",
    effect=Effect.DEFER,
    citations=(CDC_71, SOURCE_PRACTICE, _DAY),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt=_cap("nas últimas 24 horas")[0],
    remedy_pt=_cap("")[1],
)
def cap_per_day(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open at most one collection contact a day with a person, over all channels and debts.

    Law: CDC art. 71 forbids excess without a number (V); the number is ours: D.
    """
    if facts.is_whole and facts.counters.last_day < facts.organisation.cap_per_day:
        return None
    if not _counts(draft, facts):
        return None
    seen, cap = facts.counters, facts.organisation.cap_per_day
    return _over_cap(seen.last_day, cap, seen.oldest_in_day_at, timedelta(days=1), now)


@rule(
    "br.freq.week",
    version=1,
    look=cap_reached,
    code="FREQ_CAP",
    effect=Effect.DEFER,
    citations=(CDC_71, SOURCE_PRACTICE, _WEEK),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt=_cap("nos últimos 7 dias")[0],
    remedy_pt=_cap("")[1],
)
def cap_per_week(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open at most three collection contacts in seven days with a person.

    Law: CDC art. 71 forbids excess without a number (V); the number is ours: D.
    """
    if facts.is_whole and facts.counters.last_week < facts.organisation.cap_per_week:
        return None
    if not _counts(draft, facts):
        return None
    seen, cap = facts.counters, facts.organisation.cap_per_week
    return _over_cap(seen.last_week, cap, seen.oldest_in_week_at, timedelta(days=7), now)


@rule(
    "br.freq.month",
    version=1,
    look=cap_reached,
    code="FREQ_CAP",
    effect=Effect.DEFER,
    citations=(CDC_71, SOURCE_PRACTICE, _MONTH),
    legal_status=LegalStatus.DESIGN_DEFAULT,
    message_pt=_cap("nos últimos 30 dias")[0],
    remedy_pt=_cap("")[1],
)
def cap_per_month(draft: DraftFacts, facts: Known, now: datetime) -> Answer | None:
    """Open at most eight collection contacts in thirty days with a person.

    Law: CDC art. 71 forbids excess without a number (V); the number is ours: D.
    """
    if facts.is_whole and facts.counters.last_month < facts.organisation.cap_per_month:
        return None
    if not _counts(draft, facts):
        return None
    seen, cap = facts.counters, facts.organisation.cap_per_month
    return _over_cap(seen.last_month, cap, seen.oldest_in_month_at, timedelta(days=30), now)
