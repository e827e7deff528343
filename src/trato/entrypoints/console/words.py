"""What states are called on screen, with one tone and one icon each. Never a colour alone."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Sign:
    """Icon, words and one of four meanings: ok, wait, stop, human; or none."""

    label: Words
    tone: str = ""
    icon: str = "circle-dashed"


@dataclass(frozen=True, slots=True)
class Case:
    """The words for one kind of trouble that waits for a person."""

    title: Words
    happened: Words
    safe: Words
    remedy: Words
    reasons: tuple[str, ...] = ("handled", "irrelevant", "duplicate", "other")


CASES = {
    "unknown_message": Case(
        _("Envios sem confirmação"),
        _("O WhatsApp não respondeu ao envio, e nenhum aviso chegou depois. Pode ter saído."),
        _("Não será enviada outra vez: ninguém recebe a mesma mensagem duas vezes."),
        _("Confira no painel do provedor se saiu e encerre com o que viu."),
        ("left", "did_not_leave", "other"),
    ),
    "failed_message": Case(
        _("Envios recusados"),
        _("O WhatsApp recusou a mensagem por um motivo que só uma pessoa resolve."),
        _("A mensagem não saiu e está guardada com a decisão que a permitiu."),
        _("Resolva o motivo e tente de novo: a porta decide outra vez antes de enviar."),
    ),
    "turn": Case(
        _("Mensagens que o assistente não conseguiu responder"),
        _("O assistente virtual falhou várias vezes na mesma mensagem."),
        _("A mensagem está na conversa, que foi para a fila humana."),
        _("Responda na conversa e encerre aqui, ou deixe o assistente tentar de novo."),
    ),
    "charge": Case(
        _("Cobranças Pix recusadas"),
        _("O provedor de pagamentos recusou criar a cobrança."),
        _("O acordo e o saldo não mudaram; nada foi cobrado."),
        _("Corrija a chave ou o cadastro no provedor e tente de novo, ou desista da cobrança."),
    ),
    "failed_item": Case(
        _("Avisos que falharam"),
        _("Um item de um aviso do provedor foi lido, mas falhou oito vezes."),
        _("O item está guardado, cifrado; os outros itens do aviso seguiram."),
        _("Depois de corrigida a causa, tente de novo: o que já entrou não entra outra vez."),
    ),
    "unreadable": Case(
        _("Avisos ilegíveis"),
        _("Um aviso com assinatura válida não está no formato do provedor."),
        _("O aviso está guardado, cifrado, como chegou."),
        _("Tente de novo depois de atualizar o Trato, ou encerre se não importa."),
    ),
    "unknown_item": Case(
        _("Avisos que ninguém entende ainda"),
        _("O provedor mandou um tipo de aviso que esta versão não conhece."),
        _("O aviso está guardado, cifrado; os outros itens dele seguiram."),
        _("Tente de novo depois de atualizar o Trato, ou encerre se não importa."),
    ),
}
MESSAGE = {
    "ready": Sign(_("pronta"), "ok", "check"),
    "held": Sign(_("aguarda"), "wait", "clock"),
    "refused": Sign(_("recusada"), "stop", "ban"),
    "cancelled": Sign(_("cancelada"), "", "circle-x"),
    "expired": Sign(_("expirada"), "", "hourglass"),
    "sending": Sign(_("enviando"), "", "loader"),
    "unknown": Sign(_("sem confirmação"), "human", "circle-question-mark"),
    "sent": Sign(_("aceita"), "", "check"),
    "delivered": Sign(_("entregue"), "", "check-check"),
    "read": Sign(_("lida"), "ok", "check-check"),
    "failed": Sign(_("falhou"), "stop", "circle-alert"),
}
VERDICT = {
    "allow": Sign(_("permitida"), "ok", "shield-check"),
    "hold": Sign(_("aguarda"), "wait", "clock"),
    "refuse": Sign(_("recusada"), "stop", "shield-x"),
}
CAMPAIGN = {
    "draft": Sign(_("aguarda aprovação"), "human", "hand"),
    "running": Sign(_("em andamento"), "ok", "play"),
    "paused": Sign(_("pausada"), "wait", "pause"),
    "completed": Sign(_("concluída"), "", "check-check"),
    "completed_with_failures": Sign(_("concluída com falhas"), "human", "circle-alert"),
    "cancelled": Sign(_("cancelada"), "stop", "circle-x"),
}
CONVERSATION = {
    "open": Sign(_("aberta"), "", "messages-square"),
    "identified": Sign(_("identificada"), "ok", "fingerprint"),
    "negotiating": Sign(_("em negociação"), "wait", "messages-square"),
    "human_queue": Sign(_("fila humana"), "human", "hand"),
    "human": Sign(_("com atendente"), "human", "user-round"),
    "agreement": Sign(_("acordo"), "ok", "handshake"),
    "disputed": Sign(_("contestação"), "wait", "scale"),
    "stopped": Sign(_("pediu para parar"), "stop", "ban"),
    "wrong_party": Sign(_("pessoa errada"), "stop", "user-round"),
    "closed": Sign(_("encerrada"), "", "check"),
    "resolved": Sign(_("encerrada"), "", "check"),
}
AGREEMENT = {
    "accepted": Sign(_("aceito, aguarda 1º pagamento"), "wait", "clock"),
    "active": Sign(_("ativo"), "ok", "badge-check"),
    "late": Sign(_("em atraso"), "wait", "clock"),
    "completed": Sign(_("quitado"), "ok", "badge-check"),
    "broken": Sign(_("quebrado"), "stop", "circle-x"),
    "lapsed": Sign(_("caducou"), "", "hourglass"),
    "cancelled": Sign(_("cancelado"), "", "circle-x"),
}
PROMISE = {
    "pending": Sign(_("de pé"), "", "clock"),
    "kept": Sign(_("cumprida"), "ok", "badge-check"),
    "partly_kept": Sign(_("cumprida em parte"), "wait", "circle-alert"),
    "broken": Sign(_("quebrada"), "stop", "circle-x"),
    "rescheduled": Sign(_("trocada por outra"), "", "arrow-right"),
    "void": Sign(_("sem efeito"), "", "ban"),
}
INSTALMENT = {
    "scheduled": Sign(_("a vencer"), "", "clock"),
    "issued": Sign(_("Pix emitido"), "", "receipt-text"),
    "due": Sign(_("no vencimento"), "wait", "clock"),
    "paid": Sign(_("paga"), "ok", "check"),
    "overdue": Sign(_("vencida"), "wait", "clock"),
    "paid_late": Sign(_("paga com atraso"), "ok", "check"),
    "broken": Sign(_("quebrada"), "stop", "circle-x"),
    "cancelled": Sign(_("cancelada"), "", "circle-x"),
}
DEBT = {
    "active": Sign(_("em aberto"), "", "circle-dashed"),
    "imported": Sign(_("importada"), "", "circle-dashed"),
    "negotiating": Sign(_("em negociação"), "wait", "messages-square"),
    "in_agreement": Sign(_("em acordo"), "ok", "handshake"),
    "paused": Sign(_("pausada"), "wait", "pause"),
    "disputed": Sign(_("contestada"), "wait", "scale"),
    "settled": Sign(_("quitada"), "ok", "badge-check"),
    "overpaid": Sign(_("paga a maior"), "human", "circle-alert"),
    "recalled": Sign(_("devolvida ao credor"), "stop", "arrow-left"),
    "statute_barred": Sign(_("prescrita"), "stop", "ban"),
    "judicial": Sign(_("judicial"), "stop", "scale"),
    "cancelled": Sign(_("cancelada"), "", "circle-x"),
    "transferred": Sign(_("cedida"), "stop", "arrow-right"),
    "written_off": Sign(_("baixada"), "", "circle-x"),
}
CONTACT = {
    "verified": Sign(_("confirmado"), "ok", "fingerprint"),
    "probable": Sign(_("provável"), "", "circle-dashed"),
    "candidate": Sign(_("candidato"), "wait", "circle-question-mark"),
    "stale": Sign(_("antigo"), "wait", "hourglass"),
    "wrong_party": Sign(_("de outra pessoa"), "stop", "ban"),
    "third_party": Sign(_("de terceiro"), "stop", "ban"),
    "invalid": Sign(_("inválido"), "stop", "circle-x"),
    "recycled_suspect": Sign(_("número reciclado?"), "wait", "circle-alert"),
}
PERMISSION = {
    "granted": Sign(_("aceitou"), "ok", "circle-check"),
    "denied": Sign(_("recusou"), "stop", "ban"),
    "revoked": Sign(_("retirou"), "stop", "ban"),
    "expired": Sign(_("expirou"), "wait", "hourglass"),
    "unknown": Sign(_("nunca perguntado"), "", "circle-question-mark"),
}
EFFECT = {
    "block": Sign(_("bloqueia"), "stop", "ban"),
    "defer": Sign(_("adia"), "wait", "clock"),
    "require_human": Sign(_("exige pessoa"), "human", "hand"),
    "require": Sign(_("exige"), "stop", "shield-alert"),
    "redact": Sign(_("veda o texto"), "stop", "shield-alert"),
    "warn": Sign(_("avisa"), "", "circle-alert"),
    "allow": Sign(_("permite"), "ok", "check"),
}
SEVERITY = {
    "urgent": Sign(_("urgente"), "stop", "circle-alert"),
    "serious": Sign(_("grave"), "human", "hand"),
    "notice": Sign(_("atenção"), "wait", "circle-alert"),
}
TRIAGE = {
    "open": Sign(_("por triar"), "human", "circle-dashed"),
    "true": Sign(_("verdadeiro"), "ok", "circle-check"),
    "false": Sign(_("falso"), "", "circle-x"),
    "coached": Sign(_("orientado"), "ok", "user-round-cog"),
}
REQUEST = {
    "opened": Sign(_("em aberto"), "human", "scale"),
    "evidence_requested": Sign(_("provas pedidas"), "wait", "hourglass"),
    "under_review": Sign(_("em análise"), "wait", "search"),
    "upheld": Sign(_("procedente"), "ok", "circle-check"),
    "partly_upheld": Sign(_("procedente em parte"), "ok", "circle-check"),
    "rejected": Sign(_("improcedente"), "", "circle-x"),
    "attended": Sign(_("atendido"), "ok", "circle-check"),
    "partly": Sign(_("atendido em parte"), "wait", "circle-dashed"),
    "refused": Sign(_("recusado, com o motivo"), "stop", "ban"),
    "withdrawn": Sign(_("a pessoa desistiu"), "", "x"),
}

FAMILIES = {
    "severity": SEVERITY,
    "triage": TRIAGE,
    "message": MESSAGE,
    "verdict": VERDICT,
    "campaign": CAMPAIGN,
    "conversation": CONVERSATION,
    "agreement": AGREEMENT,
    "promise": PROMISE,
    "instalment": INSTALMENT,
    "debt": DEBT,
    "contact": CONTACT,
    "permission": PERMISSION,
    "effect": EFFECT,
    "request": REQUEST,
}

NO_REASON = "–"

NAMES: dict[str, dict[str, Words]] = {
    "word_class": {
        "harassment": _("Constrangimento"),
        "improper_language": _("Linguagem inadequada"),
        "lost_composure": _("Falta de compostura"),
        "illicit_favour": _("Favorecimento ilícito"),
        "fraud": _("Fraude"),
        "disclosure": _("Dívida dita a quem não se identificou"),
        "wrong_amount": _("Valor diferente do saldo"),
        "dispute": _("Contestação"),
        "lawyer": _("Advogado ou Procon"),
        "already_paid": _("Já paguei"),
        "threat": _("Ameaça"),
        "self_harm": _("Autolesão"),
        "death": _("Óbito"),
        "vulnerable": _("Pessoa vulnerável"),
        "stop": _("Pare"),
    },
    "side": {"company": _("da empresa"), "person": _("da pessoa")},
    "triage": {state: sign.label for state, sign in TRIAGE.items()},
    "stage": {
        "planned": _("Planejadas"),
        "allowed": _("Permitidas"),
        "accepted": _("Aceitas pelo WhatsApp"),
        "delivered": _("Entregues"),
        "read": _("Lidas"),
        "reached": _("pessoas alcançadas"),
        "replied": _("Responderam"),
        "identified": _("Identificadas"),
        "agreed": _("Acordos aceitos"),
        "active": _("Acordos ativos"),
        "completed": _("Acordos pagos"),
    },
    "author": {
        "bot": _("assistente virtual"),
        "human": _("atendente"),
        "campaign": _("campanha"),
        "api": _("integração"),
        "system": _("sistema"),
        "outside": _("fora da mesa"),
        "chat": _("conversa importada"),
    },
    "hold": {
        "person": _("pessoa"),
        "conversation": _("conversa"),
        "creditor": _("credor"),
    },
    "platform": {
        "android": _("WhatsApp no Android"),
        "ios": _("WhatsApp no iPhone"),
    },
    "archive": {
        "inbound": _("recebida"),
        "outbound": _("nossa"),
        "outside": _("fora da mesa"),
        "chat": _("conversa importada"),
        "note": _("nota interna"),
        "whisper": _("só para o atendente"),
    },
    "class": {
        "first_contact": _("primeiro contato"),
        "identity": _("identificação"),
        "reminder": _("lembrete"),
        "statement": _("extrato"),
        "offer": _("proposta"),
        "payment_link": _("pagamento"),
        "receipt": _("recibo"),
        "optout_confirm": _("confirmação de parada"),
        "wrong_party_apology": _("desculpas"),
        "service": _("atendimento"),
    },
    "provenance": {
        "creditor_contract": _("do contrato com o credor"),
        "debtor_supplied": _("informado pela pessoa"),
        "bureau_enriched": _("de birô"),
        "skip_trace": _("de localização"),
        "purchased": _("comprado"),
        "unknown": _("origem desconhecida"),
    },
    "reveal": {
        "identity": _("confirmar quem é a pessoa"),
        "correction": _("corrigir o cadastro"),
        "payment": _("conferir um pagamento"),
        "complaint": _("apurar uma reclamação"),
        "request": _("atender a um pedido do titular ou de autoridade"),
    },
    "mark": {
        "V": _("texto da norma conferido"),
        "S": _("fonte secundária"),
        "T": _("observado em teste"),
        "D": _("escolha de projeto, não é lei"),
        "U": _("não verificado"),
    },
    "decision_stage": {
        "submit": _("Ao ser pedida"),
        "dispatch": _("No instante do envio"),
    },
    "role": {
        "administrador": _("Administrador"),
        "supervisor": _("Supervisor"),
        "atendente": _("Atendente"),
        "encarregado": _("Encarregado"),
        "analista": _("Analista"),
        "credor": _("Credor"),
    },
    "status": {
        "sent": _("Aceita pelo WhatsApp"),
        "delivered": _("Entregue no aparelho"),
        "read": _("Lida"),
        "played": _("Reproduzida"),
        "failed": _("Falhou"),
    },
    "reason": {
        "handled": _("resolvido por fora"),
        "irrelevant": _("não importa"),
        "duplicate": _("repetido"),
        "left": _("conferido: saiu"),
        "did_not_leave": _("conferido: não saiu"),
        "other": _("outro motivo"),
    },
    "tabulation": {
        "agreement": _("acordo fechado"),
        "promise": _("promessa de pagamento"),
        "paid_claim": _("diz que já pagou"),
        "paid": _("pago"),
        "cannot_pay": _("não pode pagar agora"),
        "refuses": _("recusa pagar"),
        "disputed": _("contesta a dívida"),
        "negotiating": _("em negociação, volta a falar"),
        "information_given": _("informação prestada"),
        "wrong_party": _("pessoa errada"),
        "third_party": _("terceiro atendeu"),
        "deceased": _("falecimento informado"),
        "lawyer": _("tem advogado ou Procon"),
        "no_answer": _("parou de responder"),
        "other": _("outro"),
    },
    "moved": {
        "": NO_REASON,
        "asked": _("pediu uma pessoa"),
        "not_understood": _("o assistente não entendeu"),
        "legal": _("falou em advogado, Procon ou justiça"),
        "represented": _("tem advogado"),
        "vulnerable": _("situação de vulnerabilidade"),
        "self_harm": _("risco à própria vida"),
        "dispute": _("contesta a dívida"),
        "paid_claim": _("diz que já pagou"),
        "deceased": _("falecimento informado"),
        "no_policy": _("sem regra de proposta do credor"),
        "no_debt": _("sem dívida em aberto"),
        "time_barred": _("dívida prescrita"),
        "identity_unavailable": _("não há como confirmar a identidade"),
        "unsafe_text": _("resposta barrada antes de sair"),
        "privacy": _("pedido sobre dados pessoais"),
        "unknown_contact": _("número fora do cadastro"),
        "bot_failed": _("o assistente falhou"),
        "menu": _("escolheu no menu"),
        "taken": _("assumida"),
        "answered": _("assumida por quem respondeu"),
        "assigned": _("distribuída"),
        "helped": _("distribuída a uma equipe que ajuda"),
        "transferred": _("transferida"),
        "given_back": _("devolvida ao assistente"),
        "resolved": _("encerrada"),
        "two_factors": _("confirmou a identidade"),
        "statement_shown": _("viu o que deve"),
        "offer_made": _("recebeu uma proposta"),
        "offer_accepted": _("aceitou a proposta"),
        "opt_out": _("pediu para parar"),
        "opted_back_in": _("voltou a aceitar mensagens"),
        "bot_closed": _("o assistente encerrou"),
        "wrong": _("pessoa errada"),
        "third_party": _("terceiro atendeu"),
        "payment_after_end": _("pagou um acordo que já tinha acabado"),
    },
    "note": {
        "note": _("nota interna"),
        "transfer": _("nota da transferência"),
        "whisper": _("só para o atendente"),
        "erased": _("texto apagado pela política de guarda"),
    },
    "age": {
        "not_due": _("a vencer"),
        "d30": _("até 30 dias"),
        "d90": _("31 a 90 dias"),
        "d180": _("91 a 180 dias"),
        "d360": _("181 a 360 dias"),
        "older": _("mais de 360 dias"),
    },
    "dispute": {
        "already_paid": _("diz que já pagou"),
        "duplicate": _("cobrada em dobro"),
        "not_recognised": _("não reconhece a dívida"),
        "amount_or_interest": _("contesta o valor ou os juros"),
        "contract_not_received": _("não recebeu o contrato"),
        "cancelled_service": _("serviço cancelado"),
        "statute_barred": _("diz que prescreveu"),
        "undue_listing": _("negativação indevida"),
        "fraud_identity": _("fraude ou uso do nome"),
        "harassment": _("reclama da forma de cobrança"),
        "data_protection": _("reclama do uso dos seus dados"),
        "payoff_slip_missing": _("não recebeu o boleto de quitação"),
        "other": _("outro motivo"),
    },
    "right": {
        "access": _("acesso aos dados"),
        "deletion": _("eliminação"),
        "correction": _("correção"),
        "source": _("de onde vieram os dados"),
        "sharing": _("com quem são compartilhados"),
    },
    "ground": {
        "": "",
        "legal_duty": _("dever legal ou regulatório de guardar (LGPD art. 16, I)"),
        "exercise_of_rights": _("exercício de direitos: dívida ou processo (LGPD art. 7º, VI)"),
        "credit_protection": _("proteção do crédito (LGPD art. 7º, X)"),
        "not_the_agent": _("quem trata os dados é outro (LGPD art. 18, § 4º, I)"),
        "trade_secret": _("segredo comercial ou industrial (LGPD art. 19, II)"),
        "not_identified": _("quem pede não confirmou ser a pessoa"),
        "nothing_held": _("não há o que se pede"),
    },
    "dispute_outcome": {
        "upheld": _("procedente"),
        "partly_upheld": _("procedente em parte"),
        "rejected": _("improcedente"),
        "withdrawn": _("a pessoa desistiu"),
        "closed": _("encerrada"),
    },
    "authority": {
        "bot": _("assistente"),
        "agent": _("atendente"),
        "supervisor": _("supervisor"),
    },
    "kind": {
        "erased": _("texto apagado pela política de guarda"),
        "text": _("texto"),
        "image": _("imagem"),
        "audio": _("áudio"),
        "video": _("vídeo"),
        "document": _("documento"),
        "sticker": _("figurinha"),
        "location": _("localização"),
        "contacts": _("contato"),
        "reaction": _("reação"),
        "edit": _("mensagem editada"),
        "revoke": _("mensagem apagada"),
        "button": _("botão"),
        "interactive": _("escolha"),
        "button_reply": _("botão"),
        "list_reply": _("escolha"),
        "unsupported": _("não suportada pelo WhatsApp"),
    },
    "legal": {
        "in_force": _("em vigor"),
        "revoked": _("revogada"),
        "pending": _("em tramitação"),
        "self_regulation": _("autorregulação"),
        "contract": _("contrato"),
        "design_default": _("escolha de projeto"),
    },
}


def sign(family: str, state: str) -> Sign:
    """Return how a state is shown; one nobody has named yet is shown as it is."""
    return FAMILIES[family].get(state) or Sign(state.replace("_", " "))


def name(family: str, value: str) -> Words:
    """Return what a value is called on screen."""
    return NAMES[family].get(value) or value.replace("_", " ")
