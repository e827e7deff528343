"""What each fact of the journal about a person is called, and its details in words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from babel.dates import format_date
from django.utils.translation import get_language, to_locale
from django.utils.translation import gettext as now_in
from django.utils.translation import gettext_lazy as _

from trato.entrypoints.console import words
from trato.entrypoints.console.templatetags.desk import last_day
from trato.foundation.money import brl

Facts = Mapping[str, Any]
Told = Callable[[Facts], str]

TITLES: Final[dict[str, Any]] = {
    "archive.exported": _("cópia da conversa tirada"),
    "archive.copy_fetched": _("cópia da conversa baixada"),
    "book.debt_state_changed": _("dívida mudou de estado"),
    "book.identity_verified": _("identidade confirmada"),
    "book.identity_failed": _("identidade não confirmada"),
    "book.contact_point_changed": _("contato mudou de estado"),
    "book.person_flagged": _("pessoa protegida"),
    "book.person_unflagged": _("proteção retirada"),
    "book.visitor_welcomed": _("visitante entrou no cadastro"),
    "book.visitor_forgotten": _("nome e número do visitante apagados"),
    "consent.permission_given": _("consentimento"),
    "consent.contact_stopped": _("pediu para parar"),
    "consent.contact_resumed": _("voltou a aceitar mensagens"),
    "conversations.moved": _("conversa mudou de estado"),
    "conversations.named": _("conversa ligada à pessoa"),
    "conversations.given": _("conversa com um atendente"),
    "conversations.passed": _("conversa passada adiante"),
    "conversations.resolved": _("conversa encerrada"),
    "conversations.snoozed": _("conversa adiada"),
    "conversations.media_asked_again": _("anexo buscado de novo"),
    "conversations.note_written": _("nota entre colegas"),
    "conversations.barged_into": _("supervisão escreveu na conversa de um atendente"),
    "conversations.said_outside": _("mensagem fora da mesa"),
    "desk.sheet_handed_in": _("folha da proposta enviada por atendente"),
    "desk.acceptance_noted": _("aceite registrado por atendente"),
    "desk.charge_asked": _("Pix pedido por atendente"),
    "evidence.chat_imported": _("conversa de fora trazida como prova"),
    "evidence.hold_placed": _("guarda legal posta"),
    "evidence.hold_released": _("guarda legal retirada"),
    "evidence.content_erased": _("conteúdo apagado pela política de guarda"),
    "monitoring.alert_raised": _("alerta"),
    "monitoring.alert_triaged": _("alerta triado"),
    "negotiation.offer_made": _("proposta feita"),
    "negotiation.offer_expired": _("proposta venceu"),
    "negotiation.agreement_moved": _("acordo"),
    "negotiation.instalment_moved": _("parcela"),
    "negotiation.promise_made": _("promessa de pagamento"),
    "negotiation.promise_moved": _("promessa"),
    "negotiation.authority_asked": _("alçada pedida ao supervisor"),
    "negotiation.authority_decided": _("alçada decidida pelo supervisor"),
    "outbox.message_unanswered": _("envio sem confirmação"),
    "outbox.message_rejected": _("envio recusado pelo WhatsApp"),
    "outbox.messages_cancelled": _("mensagens canceladas antes de sair"),
    "outbox.person_needed": _("envio espera por uma pessoa"),
    "outbox.message_approved": _("mensagem liberada pelo supervisor"),
    "outbox.message_turned_down": _("mensagem recusada pelo supervisor"),
    "payments.charge_issued": _("Pix emitido"),
    "payments.charge_withdrawn": _("Pix retirado: já não pode ser pago"),
    "payments.payment_received": _("pagamento recebido"),
    "privacy.person_revealed": _("dados mostrados a um membro"),
    "reception.rating_asked": _("nota pedida"),
    "reception.answer_rated": _("nota dada"),
    "requests.dispute_opened": _("contestação aberta"),
    "requests.dispute_closed": _("contestação encerrada"),
    "requests.evidence_requested": _("provas da contestação pedidas"),
    "requests.privacy_requested": _("pedido de privacidade"),
    "requests.privacy_answered": _("pedido de privacidade encerrado"),
    "routing.bot_silenced": _("assistente em silêncio: respondida pelo celular"),
    "routing.bot_told": _("assistente informado do que foi feito"),
    "set_aside.retried": _("pendência tentada de novo"),
    "set_aside.dismissed": _("pendência encerrada"),
    "sorting.tagged": _("etiqueta"),
    "tokens.personal_data_shown": _("dados mostrados a uma integração"),
    "tokens.acted": _("ato de uma integração"),
}

_CHANNELS: Final = {"whatsapp": "WhatsApp", "sms": "SMS", "email": _("e-mail")}
_STOPS: Final = {
    "opt_out": _("pedido da pessoa"), "wrong_party": _("número de outra pessoa"),
    "third_party": _("número de terceiro"), "complaint": _("reclamação"),
}  # fmt: skip
_FLAGS: Final = {
    "is_deceased": _("falecimento informado"),
    "is_vulnerable": _("situação de vulnerabilidade"),
    "is_minor": _("menor de idade"),
    "is_represented": _("tem advogado"),
    "is_superindebted": _("superendividamento"),
}
_DISPUTES: Final = {
    "already_paid": _("diz que já pagou"), "duplicate": _("cobrada duas vezes"),
    "not_recognised": _("não reconhece a dívida"), "amount_or_interest": _("valor ou juros"),
    "contract_not_received": _("contrato não recebido"),
    "cancelled_service": _("serviço cancelado"), "statute_barred": _("dívida prescrita"),
    "undue_listing": _("negativação indevida"), "fraud_identity": _("fraude de identidade"),
    "harassment": _("constrangimento"), "data_protection": _("proteção de dados"),
    "payoff_slip_missing": _("boleto de quitação não enviado"), "other": _("outro"),
}  # fmt: skip
_DECIDED: Final = {"granted": _("emprestada"), "refused": _("recusada")}
_PAYMENTS: Final = {
    "matched": _("aplicado"), "unmatched": _("sem cobrança conhecida"),
    "credited": _("abatido das dívidas: o acordo já tinha acabado"),
    "unallocated": _("ainda sem destino"),
}  # fmt: skip
_TOLD: Final = {
    "": _("nada ainda"), "resolved": _("encerrada"), "dispute_opened": _("contestação aberta"),
    "offer_sent": _("proposta enviada"),
}  # fmt: skip
_ERASED: Final = {
    "text": _("texto"),
    "media": _("anexos"),
    "index": _("índice de busca"),
    "asides": _("textos ao lado"),
}


def _one_of(field: str, known: Mapping[str, Any]) -> Told:
    return lambda facts: str(known.get(str(facts.get(field) or ""), facts.get(field) or ""))


def _state(field: str, family: str) -> Told:
    return lambda facts: str(words.sign(family, str(facts[field])).label)


def _named(field: str, family: str) -> Told:
    return lambda facts: str(words.name(family, str(facts.get(field) or "")))


def _moved(facts: Facts) -> str:
    before = words.sign("conversation", str(facts["before"])).label
    after = words.sign("conversation", str(facts["after"])).label
    way = str(after) if before == after else f"{before} → {after}"
    reason = str(facts.get("reason") or "")
    return f"{way} · {words.name('moved', reason)}" if reason else way


def _debt(facts: Facts) -> str:
    before, after = (words.sign("debt", str(facts[side])).label for side in ("before", "after"))
    return f"{before} → {after}"


def _alert(facts: Facts) -> str:
    what = words.name("word_class", str(facts["word_class"]))
    severity = words.sign("severity", str(facts["severity"])).label
    return f"{what} · {words.name('side', str(facts['side']))} · {severity}"


def _day(field: str) -> Told:
    def told(facts: Facts) -> str:
        value = facts.get(field)
        if not value:
            return ""
        locale = to_locale(get_language() or "pt-br")
        return format_date(date.fromisoformat(str(value)[:10]), "dd/MM/yyyy", locale=locale)

    return told


def _stood(facts: Facts) -> str:
    """Tell the last day of what ended at an instant; it is often heard of later."""
    locale = to_locale(get_language() or "pt-br")
    day = last_day(datetime.fromisoformat(facts["expires_at"]))
    return now_in("valia até %(day)s") % {"day": format_date(day, "dd/MM/yyyy", locale=locale)}


def _cents(facts: Facts) -> str:
    cents = facts.get("total_cents") or facts.get("amount_cents")
    return brl(cents) if cents else ""


def _paid(facts: Facts) -> str:
    """Tell what was paid of what was promised; where nothing was, what was promised."""
    paid, promised = facts.get("paid_cents"), facts.get("amount_cents")
    if not paid:
        return _cents(facts)
    if not promised:
        return brl(paid)
    return now_in("%(paid)s de %(promised)s") % {"paid": brl(paid), "promised": brl(promised)}


def _since_part(facts: Facts) -> str:
    """Tell whose due day it was that nobody paid."""
    day = _day("due_on")(facts)
    return now_in("parcela de %(day)s") % {"day": day} if day else ""


def _number(facts: Facts) -> str:
    number = facts.get("number")
    return now_in("entrada") if number == 0 else str(number or "")


def _tagged(facts: Facts) -> str:
    return now_in("posta") if facts.get("is_on") else now_in("tirada")


def _retry(facts: Facts) -> str:
    return now_in("será tentado de novo") if facts.get("will_retry") else ""


def _passed(facts: Facts) -> str:
    whom = now_in("a uma equipe") if facts.get("team_id") else now_in("a uma fila")
    return f"{whom} · {now_in('com nota')}" if facts.get("has_note") else whom


def _helped(facts: Facts) -> str:
    minutes = facts.get("helped_after_minutes")
    return now_in("depois de %(n)s min sem ninguém livre") % {"n": minutes} if minutes else ""


def _score(facts: Facts) -> str:
    return now_in("%(n)s de 5") % {"n": facts["score"]}


def _count(facts: Facts) -> str:
    return str(facts.get("count") or "")


def _by(facts: Facts) -> str:
    return now_in("registrado por atendente") if facts.get("by") else ""


_channel = _one_of("channel", _CHANNELS)

DETAILS: Final[dict[str, tuple[Told, ...]]] = {
    "archive.exported": (lambda facts: str(facts["form"]).upper(),),
    "book.debt_state_changed": (_debt,),
    "book.contact_point_changed": (_state("state", "contact"), _by),
    "book.person_flagged": (_one_of("flag", _FLAGS), _by),
    "book.person_unflagged": (_one_of("flag", _FLAGS),),
    "consent.permission_given": (_channel, _state("state", "permission")),
    "consent.contact_stopped": (_channel, _one_of("reason", _STOPS), _by),
    "consent.contact_resumed": (_channel,),
    "conversations.moved": (_moved,),
    "conversations.given": (_named("reason", "moved"), _helped),
    "conversations.passed": (_passed,),
    "conversations.resolved": (_named("tabulation", "tabulation"),),
    "conversations.snoozed": (_day("until"),),
    "conversations.note_written": (_named("what", "note"),),
    "desk.sheet_handed_in": (_named("authority", "authority"),),
    "evidence.content_erased": (_one_of("what", _ERASED),),
    "evidence.hold_placed": (_named("what", "hold"),),
    "evidence.hold_released": (_named("what", "hold"),),
    "monitoring.alert_raised": (_alert,),
    "monitoring.alert_triaged": (_state("verdict", "triage"),),
    "negotiation.offer_made": (_cents, _named("authority", "authority")),
    "negotiation.offer_expired": (_cents, _stood),
    "negotiation.agreement_moved": (_state("after", "agreement"), _cents, _since_part),
    "negotiation.instalment_moved": (
        _state("after", "instalment"),
        _number,
        _cents,
        _day("due_on"),
    ),
    "negotiation.promise_made": (_day("promised_on"), _cents, _by),
    "negotiation.promise_moved": (_state("after", "promise"), _paid, _day("promised_on")),
    "negotiation.authority_decided": (_one_of("verdict", _DECIDED), _day("until")),
    "outbox.message_rejected": (_retry,),
    "outbox.messages_cancelled": (_count,),
    "payments.charge_issued": (_cents,),
    "payments.charge_withdrawn": (_cents,),
    "payments.payment_received": (_cents, _one_of("state", _PAYMENTS)),
    "privacy.person_revealed": (_named("reason", "reveal"),),
    "reception.answer_rated": (_score,),
    "requests.dispute_opened": (_one_of("reason", _DISPUTES), _by),
    "requests.dispute_closed": (
        _one_of("reason", _DISPUTES),
        _named("outcome", "dispute_outcome"),
    ),
    "requests.evidence_requested": (_one_of("reason", _DISPUTES),),
    "requests.privacy_requested": (_named("right", "right"), _day("answer_by_on")),
    "requests.privacy_answered": (
        _named("right", "right"),
        _state("outcome", "request"),
        _named("ground", "ground"),
    ),
    "routing.bot_told": (_one_of("what", _TOLD),),
    "set_aside.dismissed": (_named("reason", "reason"),),
    "sorting.tagged": (_tagged,),
}


def title_of(kind: str) -> Any:
    """Return what a fact is called; one nobody named yet by its own name."""
    return TITLES.get(kind, kind.partition(".")[2].replace("_", " "))


def detail_of(kind: str, facts: Facts) -> str:
    """Return a fact's details in words."""
    return " · ".join(told for one in DETAILS.get(kind, ()) if (told := one(facts)))
