"""Offers and Pix from the desk: simulate, send the sheet, take the person's word, charge."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from trato.casework.conversations import read
from trato.casework.negotiation.accept import NotAccepted
from trato.casework.negotiation.simulate import NothingToOffer
from trato.door.policy.values import Verdict
from trato.entrypoints.console.beside import beside
from trato.entrypoints.console.deals import Unclear, asked, deals, sheets
from trato.entrypoints.console.entered import AtDesk, entered
from trato.entrypoints.console.page import page
from trato.entrypoints.console.permissions import Act
from trato.foundation import clock
from trato.insights.metrics.laws import laws_of
from trato.speakers.desk.offer import NotTaken, NoWord, accept_on_word, send_offer
from trato.speakers.desk.pix import NotHere, ask_for_pix, send_pix
from trato.speakers.desk.say import NobodyThere

PROBLEMS: dict[str, Any] = {
    "debt": _("Escolha uma dívida em aberto."),
    "no_debt": _("Escolha uma dívida em aberto, ainda sem acordo nem contestação."),
    "several_creditors": _(
        "As dívidas escolhidas são de credores diferentes: ofereça em separado."
    ),
    "time_barred": _("Há dívida prescrita entre as escolhidas: não se oferece acordo sobre ela."),
    "no_policy": _("O credor não tem política de ofertas para este atraso e esta alçada."),
    "count": _("O número de parcelas é um número inteiro."),
    "monthly": _("Escreva o valor da parcela em reais, por exemplo 150,00."),
    "upfront": _("Escreva a entrada ou o valor à vista em reais, por exemplo 150,00."),
    "start_on": _("Escolha a data do primeiro pagamento."),
    "changed": _("As condições mudaram desde a simulação. Simule de novo."),
    "not_taken": _("Assuma a conversa antes de enviar uma proposta: o assistente ainda responde."),
    "nobody": _(
        "Não sabemos de quem é este número. Ligue-o a uma pessoa antes, ao lado da conversa."
    ),
    "no_offer": _("Esta proposta não está mais de pé. Faça outra."),
    "in_agreement": _("A dívida já está em acordo ou não está mais em aberto."),
    "not_shown": _("A folha ainda não saiu: sem ela lida, não há aceite."),
    "no_message": _("Escolha a mensagem em que a pessoa aceitou, escrita depois da folha."),
    "expired": _("A proposta venceu. Faça outra."),
    "unverified": _("A pessoa ainda não confirmou quem é: sem identidade não há aceite."),
    "over_authority": _("A proposta passa da alçada de quem a fez pelas regras de hoje."),
    "unknown": _("Esta parcela não é de um acordo desta pessoa."),
    "elsewhere": _("O acordo foi feito em outra conversa: o Pix sai lá."),
    "paid": _("Esta parcela já está paga."),
    "ended": _("O acordo já acabou: esta parcela não se paga mais por Pix."),
    "held": _("O Pix desta parcela já espera pela supervisão."),
}
REFUSALS: dict[str, Any] = {
    "below_authority": _("Passa da sua alçada; isto é o mais perto que chega."),
    "too_many_instalments": _("Parcelas demais para a sua alçada; isto é o mais perto que chega."),
    "instalment_too_small": _("Parcela menor que a mínima; isto é o mais perto que chega."),
    "down_payment_too_small": _("Entrada menor que a mínima; isto é o mais perto que chega."),
    "start_too_late": _("Começa tarde demais; isto é o mais perto que chega."),
    "start_in_the_past": _("A data já passou; isto é o mais perto que chega."),
}


@require_POST
@entered(Act.ANSWER)
def simulation(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Show what could be offered; nothing is kept."""
    conversation = read.conversation(conversation_id)
    try:
        found = asked(request, conversation)
    except Unclear as field:
        return _options(request, conversation, problem=PROBLEMS[str(field)])
    except NothingToOffer as why:
        return _options(request, conversation, problem=PROBLEMS[why.code])
    return _options(
        request,
        conversation,
        simulated=found,
        options=sheets(found),
        refusal=REFUSALS.get(found.refusal.value) if found.refusal else None,
        authority=found.authority.value,
    )


@require_POST
@entered(Act.ANSWER)
def send_sheet(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Send the sheet of one simulated option; what it says is worked out anew, never taken over."""
    conversation = read.conversation(conversation_id)
    wanted, key = request.POST.get("option", ""), request.POST.get("key", "")[:64]
    try:
        found = asked(request, conversation)
        option = next((o for o in found.options if o.option_id == wanted), None)
        if option is None:
            return _panel(request, conversation, problem=PROBLEMS["changed"])
        me, now = request.entered.user_id, clock.now()
        sent = send_offer(conversation_id, option, found.debt_ids, by=me, at=now, key=key)
    except Unclear as field:
        return _panel(request, conversation, problem=PROBLEMS[str(field)])
    except NothingToOffer as why:
        return _panel(request, conversation, problem=PROBLEMS[why.code])
    except NotTaken:
        return _panel(request, conversation, problem=PROBLEMS["not_taken"])
    except NobodyThere:
        return _panel(request, conversation, problem=PROBLEMS["nobody"])
    return _panel(request, conversation, submitted=sent, laws=laws_of(sent.codes))


@require_POST
@entered(Act.ANSWER)
def take_word(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Turn a standing offer into an agreement on one of the person's messages."""
    conversation = read.conversation(conversation_id)
    try:
        offer_id, inbound_id = _uuid(request, "offer"), _uuid(request, "message")
        me, now = request.entered.user_id, clock.now()
        accept_on_word(conversation_id, offer_id, inbound_id, by=me, at=now)
    except (NoWord, NotAccepted) as why:
        return _panel(request, conversation, problem=PROBLEMS[why.code])
    return _panel(request, conversation, done=_("Acordo registrado com a palavra da pessoa."))


@require_POST
@entered(Act.ANSWER)
def pix(request: AtDesk, conversation_id: UUID) -> HttpResponse:
    """Ask for an instalment's Pix, or send again the one that can still be paid."""
    conversation = read.conversation(conversation_id)
    key, now = request.POST.get("key", "")[:36], clock.now()
    try:
        instalment_id = _uuid(request, "instalment")
        found = ask_for_pix(conversation_id, instalment_id, by=request.entered.user_id, at=now)
    except NotHere as why:
        return _panel(request, conversation, problem=PROBLEMS[why.code])
    except NoWord:
        return _panel(request, conversation, problem=PROBLEMS["unknown"])
    if not found.brcode:
        words = _("Pix pedido: sai na conversa assim que o provedor o emitir.")
        return _panel(request, conversation, done=words)
    sent = send_pix(found, by=request.entered.user_id, at=now, again=key)
    if sent is None:
        return _panel(request, conversation, problem=PROBLEMS["nobody"])
    if sent.verdict is Verdict.ALLOW and not sent.awaits_approval:
        return _panel(request, conversation, done=_("Pix enviado de novo."))
    return _panel(request, conversation, submitted=sent, laws=laws_of(sent.codes))


def _uuid(request: AtDesk, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise NoWord("no_message" if name == "message" else "no_offer") from None


def _options(request: AtDesk, conversation: read.ConversationLine, **more: Any) -> HttpResponse:
    context = {"open": conversation, "open_id": conversation.conversation_id, **more}
    return page(request, "parts/options.html", context | {"form": request.POST})


def _panel(request: AtDesk, conversation: read.ConversationLine, **more: Any) -> HttpResponse:
    fresh = read.conversation(conversation.conversation_id)
    context = {
        "open": fresh,
        "open_id": fresh.conversation_id,
        **beside(fresh, [], who=request.entered),
        **deals(fresh),
        "deal": more,
    }
    response = page(request, "parts/deals.html", context)
    response.headers["HX-Trigger"] = "thread-changed, list-changed"
    return response
