"""How people ask about their data, contest what is asked of them, or say that it is paid."""

from trato.speakers.bot.dialogue.lexicon.row import Row, row
from trato.speakers.bot.dialogue.meanings import Meaning as M

ROWS: tuple[Row, ...] = (
    row(
        M.PRIVACY,
        r"\b(?:apag\w+|exclu\w+|delet\w+|elimin\w+|remov\w+) (?:todos )?(?:os )?(?:meus|minhas) "
        r"(?:dados|informac\w+)",
        detail="deletion",
    ),
    row(
        M.PRIVACY,
        r"\b(?:corrig\w+|atualiz\w+|retific\w+|mud\w+|alterar) (?:os |o )?(?:meus?|"
        r"minhas?) (?:dados"
        r"|cadastro|endereco|nome|informac\w+)",
        detail="correction",
    ),
    row(
        M.PRIVACY,
        r"\b(?:onde|como|quem) (?:\w+ )?(?:conseguiu|conseguiram|pegou|pegaram|obteve|obtiveram|"
        r"arranj\w+|arrum\w+|deu|passou|descobri\w+|acharam) (?:\w+ )?(?:o )?(?:meu|meus|"
        r"esse) (?:numero|"
        r"contato|telefone|dados|whats\w*|zap|celular)",
        detail="source",
    ),
    row(
        M.PRIVACY,
        r"\bcom quem (?:\w+ )?compartilh\w+|\b(?:venderam|vazaram|"
        r"compartilharam) (?:os )?meus dados",
        detail="sharing",
    ),
    row(
        M.PRIVACY,
        r"\blgpd\b|\bmeus dados (?:pessoais)?\b|\bprotecao de dados\b|\bencarregado\b|"
        r"\bprivacidade\b|\bque (?:dados|informac\w+) (?:voces )?(?:tem|possuem)",
        r"\bmeus dados (?:bancarios|estao|sao|para pag\w+)",
        detail="access",
    ),
    row(
        M.DISPUTE,
        r"\b(?:fraude|fraudaram|golpe|clonar\w*|clonad[ao]|falsific\w+|usaram (?:o )?meu (?:nome|"
        r"cpf)|"
        r"estelionato|roubaram meus? (?:documento|dados|cpf))\b",
        r"\b(?:e|isso e|sera que e|parece|isso ta parecendo|nao e|"
        r"como sei que nao e) (?:um )?golpe\b",
        detail="fraud_identity",
    ),
    row(
        M.DISPUTE,
        r"\bnao (?:reconheco|fiz|contratei|comprei|assinei|lembro d\w+|devo|e minha|sei d\w+|"
        r"peguei|"
        r"tenho (?:nenhum\w* )?(?:divid|debit|conta|contrato)\w*|conheco (?:ess[ae]|"
        r"nenhum\w*)? ?(?:divida|debito|"
        r"empresa|cobranca|contrato|conta|compra))",
        r"\bnao (?:fiz|peguei) (?:o |a )?(?:pix|pagamento|acordo|deposito|transfer)"
        r"|\bnao devo (?:conseguir|poder|ter)|\bnao sei d\w+ (?:preco|valor)",
        detail="not_recognised",
    ),
    row(
        M.DISPUTE,
        r"\b(?:valor(?:es)?|juros|conta|cobranca|multa) (?:\w+ )?(?:esta|ta|tao|estao|e|foi|"
        r"sao) ?(?:muito |totalmente |"
        r"bem )?(?:errad[ao]s?|incorret[ao]s?|abusiv[ao]s?|indevid[ao]s?|absurd[ao]s?)|"
        r"\bjuros abusiv\w+|"
        r"\bcobranca indevida\b|\bvalor (?:errado|incorreto)\b|\bnao (?:e|"
        r"era) ess[ae] (?:o )?valor|\bcontest\w+\b|"
        r"\bdiscordo d[oae]",
        detail="amount_or_interest",
    ),
    row(
        M.DISPUTE,
        r"\b(?:ja )?cancelei (?:o |a |esse |essa )?(?:servico|contrato|plano|cartao|assinatura|"
        r"compra)|"
        r"\bservico cancelado\b|\bnunca (?:usei|recebi|chegou)|\bproduto (?:nao chegou|"
        r"com defeito)",
        detail="cancelled_service",
    ),
    row(
        M.DISPUTE,
        r"\bnunca (?:fiz|contratei|comprei|assinei|devi|tive|peguei)\b",
        detail="not_recognised",
    ),
    row(
        M.DISPUTE,
        r"\b(?:divida|conta|isso|ja) (?:\w+ )?(?:caducou|prescreveu|prescrit[ao]|caducad[ao])|"
        r"\bprescricao\b",
        detail="statute_barred",
    ),
    row(
        M.DISPUTE,
        r"\b(?:cobrando|cobrad[ao]|cobraram|cobranca) (?:\w+ )?(?:em dobro|duas vezes|2 vezes|"
        r"duplicad[ao]|em duplicidade)",
        detail="duplicate",
    ),
    row(
        M.DISPUTE,
        r"\bnao e minha (?:essa |a )?divida|\bdivida (?:que )?nao e minha|\bessa divida nao e\b",
        detail="not_recognised",
    ),
    row(
        M.ALREADY_PAID,
        r"\b(?:ja|eu|eu ja|isso ja|mas ja|so que ja)? ?(?:paguei|quitei|liquidei|depositei)\b|"
        r"\bja (?:foi|esta|ta|tinha sido|e) (?:pag[ao]|quitad[ao]|liquidad[ao])|\bja (?:fiz|"
        r"efetuei|"
        r"realizei) (?:o )?(?:pix|pagamento|deposito|transferencia)|\b(?:esta|ta|"
        r"foi) (?:tudo )?(?:pag[ao]|"
        r"quitad[ao])\b|\b(?:fiz|efetuei|realizei|mandei) (?:o |um )?(?:pix|pagamento)\b|"
        r"\btenho (?:o )?comprovante|"
        r"\bdivida paga\b|\bacabei de pagar\b|\bpago ja\b|^(?:ja pago|pago|quitado)$|"
        r"\bjah? paguei\b",
        r"\b(?:nao|nunca|se|quando|como|ainda nao|nem) (?:eu )?(?:\w+ )?(?:paguei|quitei|"
        r"depositei|fiz|mandei|efetuei)|\bnao (?:esta|ta|foi|e) pag"
        r"|\bpaguei (?:so |apenas )?(?:a )?(?:metade|parte|uma parte|a primeira|so a)",
    ),
    row(
        M.PRIVACY,
        r"\b(?:que|quais) (?:sao )?(?:os )?(?:meus )?(?:dados|informac\w+|dado)"
        r"(?: meus| minhas| pessoais| de mim| sobre mim)* (?:que )?"
        r"(?:voces? |vcs? |a empresa |eles |sobre mim )?(?:tem|possu\w+|guard\w+|armazen\w+|"
        r"sabem?|colet\w+|usam?|trat\w+)\b|"
        r"\bo que (?:voces? |vcs? )?(?:sabem?|tem|guardam?) (?:de|sobre) mim\b|"
        r"\b(?:ver|acess\w+|consult\w+|copia|relatorio|saber) (?:d?[oe]s? )?meus dados\b",
        r"\bmeus dados (?:bancarios|para pag\w+|da divida)|\bdados (?:para|do) (?:pag\w+|pix)",
        detail="access",
    ),
    row(
        M.PRIVACY,
        r"\bcomo (?:voces? |vcs? )?(?:tem|teem|sabem?|acharam?) (?:o |os )?(?:meu|meus) "
        r"(?:numero|contato|telefone|dados|whats\w*|zap|celular|cpf|nome)\b|"
        r"\bde onde (?:voces? |vcs? )?(?:tir\w+|peg\w+|vieram|veio|vem) (?:o |os )?(?:meu|meus) "
        r"(?:numero|contato|telefone|dados|whats\w*|zap|celular|cpf|nome)\b",
        detail="source",
    ),
    row(
        M.DISPUTE,
        r"\b(?:usou|usaram|usando|usad[ao]|utiliz(?:ou|aram|ando)|pegou|pegaram) (?:o |os )?"
        r"(?:meu|meus) (?:nome|cpf|documentos?)\b|\b(?:em|no) meu nome sem\b|"
        r"\balguem (?:\w+ ){0,2}(?:no |em )meu nome\b",
        detail="fraud_identity",
    ),
    row(
        M.DISPUTE,
        r"\b(?:valor|total|saldo|conta|preco) (?:\w+ )?nao (?:e|era|seria) (?:ess[ea]|est[ea]|"
        r"isso|assim|tudo isso|cert[oa]|corret[oa])\b(?! que (?:eu )?(?:consigo|posso|quero))|"
        r"\b(?:valor|conta|calculo|juros|total) (?:\w+ )?nao (?:bate|confere|procede|"
        r"esta (?:cert|corret)[oa]|ta (?:cert|corret)[oa])|"
        r"\bdevo (?:bem |muito )?menos\b|\bcobrando (?:a )?mais\b|\bvalor a mais\b",
        detail="amount_or_interest",
    ),
    row(
        M.DISPUTE,
        r"\b(?:ja )?(?:cancelei|cancelamos|pedi (?:o )?cancelamento) (?:isso|tudo|d\w+|faz|ha|"
        r"ano|mes|em|antes)\b",
        r"\bcancelei (?:o |a )?(?:pix|pagamento|agendamento)",
        detail="cancelled_service",
    ),
)
