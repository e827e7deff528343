"""What each number of a score card counts, in words."""

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from trato.casework.negotiation.terms.promises import ENOUGH_PERCENT, GRACE_DAYS

_DEFINITIONS: Final[tuple[tuple[str, Any, Any], ...]] = (
    (
        "answer_seconds",
        _("1ª resposta"),
        _(
            "Mediana do tempo entre a passagem à fila e a primeira mensagem de uma pessoa da "
            "equipe, também fora do horário. É de quem a escreveu, não de quem tinha a conversa."
        ),
    ),
    (
        "handle_seconds",
        _("Atendimento"),
        _("Mediana do tempo que quem encerrou teve a conversa, da última vez."),
    ),
    (
        "resolved_percent",
        _("Resolvidas"),
        _(
            "Encerramentos cuja tabulação resolve o caso, de todos os encerramentos. Silêncio não"
            " é resolução."
        ),
    ),
    (
        "reopened",
        _("Reabertas"),
        _("Resolvidas cuja pessoa voltou à fila em 24 horas, de todas as resolvidas."),
    ),
    (
        "promise_percent",
        _("Promessa"),
        _(
            "Conversas com promessa de pagamento ou acordo aceito no período, de todas em que se "
            "falou com a pessoa certa: uma mensagem saiu no período e a identidade do contato "
            "está confirmada."
        ),
    ),
    (
        "kept_percent",
        _("Cumprida"),
        _(
            "Palavras dadas no período e cumpridas, das que já venceram (o dia prometido e mais "
            "%(grace)s dias). Promessa: a pessoa pagou por cobrança nossa ao menos %(enough)s %% "
            "do valor, ou qualquer valor se não disse quanto. Acordo: a primeira parcela foi "
            "paga. Promessa trocada por outra antes de vencer não conta; a nova conta."
        ),
    ),
    (
        "agreements",
        _("Acordos"),
        _(
            "Acordos aceitos enquanto esta pessoa da equipe ou o assistente tinha a conversa; "
            "mantidos e quebrados como estão agora."
        ),
    ),
    (
        "violations_per_thousand",
        _("Violações por mil"),
        _("Alertas que alguém confirmou, por mil mensagens que saíram."),
    ),
    (
        "refused",
        _("Recusadas pela porta"),
        _("Mensagens que a porta não deixou sair."),
    ),
    (
        "rating",
        _("Nota das pessoas"),
        _("Média das notas de 1 a 5 que as pessoas deram, de quantas foram pedidas."),
    ),
    (
        "reviewed_percent",
        _("Avaliação"),
        _("Média das avaliações de qualidade; segundas leituras não entram."),
    ),
)


def definitions() -> list[tuple[str, str, str]]:
    """Return each number's code, name and definition, in the reader's language."""
    bounds = {"enough": ENOUGH_PERCENT, "grace": GRACE_DAYS}
    return [
        (code, str(name), str(text) % bounds if "%(" in str(text) else str(text))
        for code, name, text in _DEFINITIONS
    ]
