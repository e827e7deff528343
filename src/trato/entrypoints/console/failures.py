"""Why the provider did not take or deliver a message, in plain words, and what to do about it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from trato.door.outbox.read import MessageCard


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What happened and what to do; `may_retry` where the message surely did not leave."""

    what: Any
    remedy: Any
    may_retry: bool = False


_UNREACHABLE = (
    _("Este número não recebe mensagens pelo WhatsApp agora."),
    _("Confirme o número com a pessoa ou use outro contato."),
)
_WINDOW = (
    _("Passaram 24 horas desde a última mensagem da pessoa."),
    _("Envie um modelo aprovado ou espere a pessoa escrever."),
)
_TEMPLATE = (
    _("O modelo não existe mais, foi pausado ou não combina com o que foi preenchido."),
    _("Escolha outro modelo aprovado."),
)
_FILE = (
    _("O WhatsApp não aceitou o arquivo."),
    _("Salve em outro formato ou menor e anexe de novo."),
)
_PAUSED = (
    _("O WhatsApp limitou este número por excesso de envios ou baixa qualidade."),
    _("Avise a supervisão; não insista com esta pessoa."),
)
_ACCOUNT = (
    _("A conta da empresa no WhatsApp está impedida de enviar."),
    _("Avise a supervisão: só o administrador resolve no provedor."),
)
_PREFERENCE = (
    _("O WhatsApp não entrega mais esta categoria a esta pessoa por enquanto."),
    _("Não reenvie. Espere a pessoa escrever ou use outro canal."),
)
_BLOCKED = (
    _("A empresa bloqueou este contato no WhatsApp."),
    _("Peça à supervisão para desbloquear no provedor, se for o caso."),
)
_AWAY = (
    _("O WhatsApp esteve fora do ar e as tentativas se esgotaram. Nada saiu."),
    _("Tente de novo: a porta decide outra vez antes de enviar."),
)
_BY_CODE: dict[int, tuple[Any, Any]] = {
    131026: _UNREACHABLE,
    131030: _UNREACHABLE,
    131047: _WINDOW,
    131051: _FILE,
    131052: _FILE,
    131053: _FILE,
    131048: _PAUSED,
    131056: _PAUSED,
    130429: _PAUSED,
    130472: _PREFERENCE,
    131049: _PREFERENCE,
    131050: _PREFERENCE,
    130403: _BLOCKED,
    **dict.fromkeys((132000, 132001, 132005, 132007, 132012, 132015, 132016), _TEMPLATE),
    **dict.fromkeys((0, 10, 190, 368, 131005, 131031, 131042), _ACCOUNT),
    **dict.fromkeys((-1, 1, 2, 131000, 131016, 131057), _AWAY),
}
_PAID = (
    _("A parcela foi paga antes de este Pix sair."),
    _("Nada a fazer: ninguém é cobrado duas vezes."),
)
_WITHDRAWN = {
    "charge_paid": _PAID,
    "paid": _PAID,
    "charge_withdrawn": (
        _("Este Pix foi recolhido antes de sair: o valor ou o vencimento mudou."),
        _("Peça o Pix da parcela de novo."),
    ),
}
_OTHER = (
    _("O WhatsApp recusou a mensagem."),
    _("Veja a decisão; se o motivo não estiver claro, avise a supervisão."),
)


def failure_of(card: MessageCard) -> Failure | None:
    """Return the words for a message that failed or was withdrawn with its charge, else None."""
    if card.state == "cancelled" and card.kind == "order_details":
        words = _WITHDRAWN.get(card.failed_reason)
        return Failure(what=words[0], remedy=words[1], may_retry=False) if words else None
    if card.state != "failed":
        return None
    what, remedy = _words_of(card.failed_code)
    return Failure(what=what, remedy=remedy, may_retry=card.may_retry)


def why_not_delivered(code: int | None) -> str:
    """Return in words why the provider did not take or deliver something."""
    return str(_words_of(code)[0])


def _words_of(code: int | None) -> tuple[Any, Any]:
    return _BY_CODE.get(code, _OTHER) if code else _OTHER
