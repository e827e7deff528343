"""How people say things in Brazilian Portuguese: patterns over folded words, with exceptions.

A pattern sees letters and digits only, accents gone. `unless` vetoes a row when found anywhere.
The list prefers to stop or to fetch a human when in doubt; the cost of the other error is higher.
"""

import re
from dataclasses import dataclass

from trato.speakers.bot.dialogue.meanings import Meaning as M


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One way to say something. `detail` tells apart kinds of the same meaning."""

    meaning: M
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    detail: str = ""


def _row(meaning: M, pattern: str, unless: str = "", detail: str = "") -> Row:
    veto = re.compile(unless) if unless else None
    return Row(meaning=meaning, pattern=re.compile(pattern), unless=veto, detail=detail)


_SEND = (
    r"(?:mand\w*|envi\w*|escrev\w*|cham\w*|lig(?:ar|ue|uem|a|am|uei)|contat\w*|contact\w*|"
    r"procur\w*|perturb\w*|incomod\w*|importun\w*|atorment\w*|ench\w*|cobr\w*|mensagen?s?|"
    r"aborrec\w*|assedi\w*|persegu\w*|amol\w*)"
)
_SLIP = (
    r"\b(?! (?:\w+ ){0,3}(?:boletos?|faturas?|links?|"
    r"carnes?|audios?|emails?|e mails?|juros|multas?))"
)
_TALK = (
    r"(?:mensag\w*|msgs?|contatos?|contactos?|whats\w*|zaps?|ligac\w*|avisos?|notificac\w*|"
    r"sms|cobrancas?|propagandas?)"
)
_KIN = (
    r"(?:mae|pai|filh[ao]|espos[ao]|marido|mulher|irma|irmao|ti[ao]|av[o]|namorad[ao]|"
    r"sogr[ao]|cunhad[ao]|prim[ao]|vizinh[ao]|net[ao]|sobrinh[ao]|companheir[ao]|ex|"
    r"amig[ao]|chefe|colega|secretari[ao]|norr?a|genro|padrasto|madrasta|enteado)"
)
_NOT_STOP = (
    r"\bnao (?:quero|vou|posso|precisa|pretendo|penso em|pode\w*|e pra|e para) (?:mais )?"
    r"(?:parar|sair|bloquear|cancelar)|\b(?:parar|deixar) de pagar\b"
)

ROWS: tuple[Row, ...] = (
    # --- stop
    _row(
        M.OPT_OUT,
        r"^(?:por favor |favor |quero |ok |entao |ja disse |eu quero )?"
        r"(?:parar?|pare|parem|para ai|pare ai|stop|sair|sai|descadastrar?|descadastre|remover|"
        r"remova|unsubscribe|opt ?out|bloquear|bloqueia|chega|chega disso|para com isso|"
        r"pare com isso|parem com isso|basta|para ja|pare ja|me deleta|me remove|me tira)"
        r"(?: por favor| pfv?| pf| agora| ja| logo| tudo| obrigad[ao]| caramba| porra)*$",
        _NOT_STOP,
    ),
    _row(
        M.OPT_OUT,
        r"\b(?:pare|parem|parar?|parem logo|deixe|deixa|deixem|cansei|canse) de (?:me |nos |ficar "
        rf"|me ficar )*{_SEND}{_SLIP}",
        _NOT_STOP,
    ),
    _row(
        M.OPT_OUT,
        rf"\bnao (?:me |nos |precisam? |e (?:pra|para) |quero que (?:voces? )?(?:me )?|pode\w* )*"
        rf"(?:mais )?(?:me )?{_SEND}(?: \w+)? ?(?:mais|nunca mais|novamente|de novo){_SLIP}",
    ),
    _row(M.OPT_OUT, rf"\b(?:nao (?:me )?{_SEND}) (?:(?:mais )?(?:nada|mensag\w*|msgs?))\b"),
    _row(M.OPT_OUT, rf"\bnunca mais (?:me )?{_SEND}{_SLIP}"),
    _row(
        M.OPT_OUT,
        r"\b(?:nao (?:quero|desejo|aceito|autorizo|gostaria de|tenho interesse em)|"
        r"cansei de|chega de|pare[m]? com|parem? as|para com|parar as|cancel\w+ (?:as|o|os)?|"
        r"suspend\w+|interromp\w+|dispenso) ?"
        rf"(?:mais )?(?:de )?(?:receb\w+ |envio de |recebimento de |ter )?(?:mais )?(?:a |as |"
        rf"os |o "
        rf"|essas? |esses? |estas? |suas? |seus? |tantas? |nenhuma? |qualquer )*{_TALK}\b",
        _NOT_STOP,
    ),
    _row(
        M.OPT_OUT,
        r"\bdesejo nao receber\b|\bnao (?:quero|desejo|gostaria de) (?:mais )?(?:receber|"
        r"ser) (?:mais )?(?:nada|contatad\w+"
        r"|contactad\w+|incomodad\w+|isso|essas coisas)\b|\bnao quero mais receber$",
    ),
    _row(M.OPT_OUT, r"\b(?:parar|deixar) de receber\b", _NOT_STOP + r"|\bnao quero parar\b"),
    _row(
        M.OPT_OUT,
        r"\b(?:tir\w+|retir\w+|remov\w+|exclu\w+|apag\w+|delet\w+|bloque\w+) (?:o |a |me |do |esse "
        r"|este )*(?:meu |minha )?(?:numero|telefone|contato|celular|whats\w*|zap|me d[ao]|d[ao]s? "
        r"(?:lista|cadastro|sistema|agenda))",
    ),
    _row(
        M.OPT_OUT,
        r"\bme (?:tir\w+|retir\w+|remov\w+|exclu\w+) (?:d[aeo]s? )?(?:su[ao]s? |ess[ae]s? "
        r"|dess[ae]s? )?(?:lista|cadastro|sistema|grupo|base|disso|mailing)",
    ),
    _row(
        M.OPT_OUT,
        r"\b(?:me (?:deix\w+|larg\w+) (?:em paz|quiet[ao])|deix\w+ me em paz|me esque[cs]\w+"
        r"|esquec\w+ (?:de mim|que eu existo)|sai do meu pe|larg\w+ do meu pe)\b",
    ),
    _row(M.OPT_OUT, r"\bvou (?:te |os |voces )?(?:bloquear|denunciar como spam)\b|\bisso e spam\b"),
    _row(
        M.OPT_OUT,
        r"\bnao quero (?:mais )?(?:falar|conversar|papo|conversa|contato|saber de)(?: mais)?"
        r"(?: com (?:voces?|robo|ninguem))?\b",
        r"\bcom (?:o )?robo\b",
    ),
    _row(
        M.OPT_OUT,
        r"\bsair d(?:a|essa|esta) (?:lista|conversa)\b|\bcancelar (?:inscricao|cadastro|envi\w+"
        r"|recebimento)\b|\brevogo (?:meu |o )?consentimento\b",
    ),
    # --- not the person
    _row(
        M.DECEASED,
        r"\b(?:falec\w+|morreu|obito|veio a obito|partiu dessa|e falecid[ao]|"
        r"(?:esta|ta) mort[ao]|nao esta mais (?:entre nos|vivo|viva)|finad[ao])\b",
        r"\b(?:mae|pai|avo|filh[ao]|irma|irmao|marido|espos[ao]|sogr[ao]) (?:meu |"
        r"minha )?(?:faleceu|"
        r"morreu)\b|\bquase morr\w+|\bmorreu (?:aqui|o assunto|meu celular)|\bmeu celular morreu",
    ),
    _row(
        M.THIRD_PARTY,
        rf"\b(?:sou|aqui e|quem fala e|e|eu sou) (?:a |o |um |uma )?(?:{_KIN}) "
        r"(?:del[ae]|d[aoe] )",
    ),
    _row(M.THIRD_PARTY, rf"^(?:sou|aqui e) (?:a |o )(?:{_KIN})$"),
    _row(
        M.THIRD_PARTY,
        rf"\b(?:numero|celular|telefone|whats\w*|zap|chip) (?:e |agora e )?(?:d[aeo] "
        rf"(?:meu |minha )?)(?:{_KIN})\b",
    ),
    _row(
        M.THIRD_PARTY,
        rf"\b(?:ele|ela|essa pessoa)? ?(?:e|era) (?:o |a )?meu (?:{_KIN})\b|"
        rf"\b(?:ele|ela) e (?:minha|meu) (?:{_KIN})\b",
    ),
    _row(
        M.THIRD_PARTY,
        r"\b(?:ele|ela) (?:nao (?:esta|ta|se encontra|mora)|saiu|viajou|esta (?:viajando"
        r"|trabalhando|preso|presa)|so chega|chega mais tarde)",
    ),
    _row(
        M.THIRD_PARTY,
        r"\b(?:posso|vou|pode deixar que) (?:dou |dar |passar |passo |anoto |anotar )?(?:o )?"
        r"recado\b|\bvou avisar (?:ele|ela)\b|\baviso (?:ele|ela)\b",
    ),
    _row(
        M.WRONG_PERSON,
        r"\bnao sou (?:eu|el[ae]|ess[ae]|est[ae]|a pessoa|o titular|quem)\b|"
        r"\bnao e (?:comigo|meu nome|ess[ae] pessoa|el[ae] que(?:m)? fala|el[ae]$)|"
        r"\bnao sou (?!obrigad|tro|idiot|burr|palhac|besta|client|mais|bob|de|ric)(?:o |"
        r"a )?[a-z]+$",
    ),
    _row(
        M.WRONG_PERSON,
        r"\b(?:numero|pessoa|contato|telefone) errad[ao]\b|\berrou o (?:numero|telefone)|"
        r"\b(?:e |foi |deve ser |ta |esta |por |houve )(?:um )?engano\b|^engano\b|"
        r"\bpessoa trocada\b|\bme confund\w+ com\b|\bse enganou\b|\bse enganaram\b",
    ),
    _row(
        M.WRONG_PERSON,
        r"\bnao conheco (?:ninguem|ess[ae] pessoa|nenhum[a]?|el[ae]|ess[ae] (?:nome|tal)|"
        r"quem e|o [a-z]+$|a [a-z]+$|[a-z]+$)|\bninguem (?:aqui )?(?:com|se chama|tem) "
        r"(?:esse nome|assim)|\bnao tem (?:ninguem|nenhum\w*) (?:com esse nome|aqui)",
        r"\bnao conheco ess[ae] (?:divida|debito|empresa|cobranca|contrato|conta|compra)|"
        r"\bnao conheco (?:voces?|nada|isso|divida|empresa)",
    ),
    _row(
        M.WRONG_PERSON,
        r"\b(?:comprei|peguei|ganhei|troquei|tenho|uso) (?:ess[ae]|est[ae]) (?:chip|numero|"
        r"linha) (?:agora|ha|faz|recente|nov|semana|mes|tem|ontem)|\b(?:numero|linha|chip) "
        r"(?:agora )?(?:e|eh) (?:meu agora|novo|nova)|\b(?:esse|este) numero nao e (?:mais )?"
        r"(?:del[ae]|d[aoe]|dess[ae])|\bnumero mudou de dono\b|\bmudou de numero\b",
    ),
    # --- care
    _row(
        M.SELF_HARM,
        r"\b(?:me matar|suicid\w+|tirar (?:a )?minha (?:propria )?vida|acabar com (?:a )?minha"
        r" vida|quero morrer|vontade de morrer|nao quero mais viver|nao aguento mais viver|"
        r"prefiro morrer|melhor morrer|penso em morrer|dar fim (?:a|na) (?:minha )?vida|"
        r"sumir d(?:o mundo|essa vida)|nao vale a pena viver|desistir da vida|me enforcar)\b",
    ),
    _row(
        M.ILLNESS,
        r"\b(?:estou|to|tou|fiquei|ando|muito) (?:muito |internad[ao] )?(?:doente|internad[ao]|"
        r"acamad[ao]|depressiv[ao]|com depressao|em tratamento|de cama|hospitalizad[ao])\b|"
        r"\b(?:cancer|quimio\w*|hemodialise|uti|avc|infarto|infartei|depressao|cirurgia|"
        r"tumor|leucemia|alzheimer|acident(?:e|ei)|burnout)\b|\bno hospital\b|\binternad[ao]\b|"
        r"\b(?:filh[ao]|mae|pai|marido|espos[ao]) (?:\w+ )?(?:doente|faleceu|morreu)\b|"
        r"\b(?:faleceu|morreu) (?:a |o )?(?:minha|meu) (?:mae|pai|filh[ao]|marido|espos[ao])",
    ),
    _row(
        M.OVER_INDEBTED,
        r"\bsuper ?endividad[ao]\b|\bendividad[ao]\b|\b(?:atolad[ao]|afogad[ao]|enterrad[ao]|"
        r"cheio|cheia|soterrad[ao]) (?:em|de|nas) dividas?\b|\bnao (?:tenho|to tendo|sobra)"
        r" (?:nem )?(?:o que comer|comida|pra comer|para comer)|\bpassando fome\b|"
        r"\blei do superendividamento\b|\bminimo existencial\b|\bdevendo (?:pra|para|a) "
        r"(?:todo mundo|todos|varios)",
    ),
    # --- law
    _row(
        M.LAWYER,
        r"\b(?:meu|minha|com o|com a|com um|com uma|falem? com|procur\w+ (?:o |a )?meu|tenho|"
        r"contratei|"
        r"constitui|nosso|por meio de|atraves d[aeo]) (?:um |uma |o |a |meu |"
        r"minha )*(?:advogad[ao]s?|defensor(?:a|ia)?"
        r"|procurador(?:a)?|adv)\b",
        r"\bnao tenho (?:advogad|adv)|\b(?:falar|ver|conversar) com (?:um |uma |o |a )?advogad",
    ),
    _row(
        M.LEGAL_THREAT,
        r"\bprocon\b|\bprocess(?:o|ar|arei) (?:voces?|essa|esta|a |o |judicial|contra)|"
        r"\b(?:vou|irei|quero) (?:te |os )?process\w+|\bmeter (?:um )?processo\b|\bna justica\b"
        r"|\bpequenas causas\b|\bjuizado\b|\breclame ?aqui\b|\bdanos morais\b|"
        r"\bconsumidor gov\b|\bministerio publico\b|\bboletim de ocorrencia\b|"
        r"\b(?:vou|irei) (?:te |os |voces )?denunciar\b|\b(?:policia|delegacia)\b|\bbanco central\b"
        r"|\bcodigo de defesa\b|\bentrar com (?:uma )?acao\b|\bacionar a justica\b|"
        r"\b(?:falar com|consultar|procurar|ver com) (?:um |uma )?advogad[ao]|\banpd\b",
        r"\bnao (?:quero|vou) process",
    ),
    # --- human
    _row(
        M.HUMAN,
        r"\b(?:atendente|atendimento humano|ser humano|humano|operador[a]?|gerente|"
        r"supervisor[a]?)\b|"
        r"\b(?:falar|conversar|tratar|negociar|resolver|atendid[ao]) (?:\w+ )?(?:com|"
        r"por) (?:um[a]? |"
        r"algu\w+ )?(?:\w+ )?(?:pessoa|alguem|gente|funcionari[ao]|responsavel|consultor[a]?)\b|"
        r"\b(?:pessoa|gente) (?:de verdade|real)\b|\balguem (?:de verdade|real|ai)\b|"
        r"\bnao (?:quero|vou|gosto de) (?:falar|conversar|tratar) com (?:o |um )?(?:robo|maquina|"
        r"bot)|"
        r"\bme (?:liga|ligue|ligar|ligam|liguem)\b(?! mais)|\bquero falar com voces\b|"
        r"\bchama(?:r)? alguem\b",
        r"\b(?:ja |nao )(?:falei|precis\w+ falar|quero falar|tratei|negociei) com (?:o |a |"
        r"um[a]? )?(?:atendente|"
        r"operador|gerente|humano|pessoa)|\bnao (?:me )?lig|\b(?:pare|para|parem) de",
    ),
    # --- data
    _row(
        M.PRIVACY,
        r"\b(?:apag\w+|exclu\w+|delet\w+|elimin\w+|remov\w+) (?:todos )?(?:os )?(?:meus|minhas) "
        r"(?:dados|informac\w+)",
        detail="deletion",
    ),
    _row(
        M.PRIVACY,
        r"\b(?:corrig\w+|atualiz\w+|retific\w+|mud\w+|alterar) (?:os |o )?(?:meus?|"
        r"minhas?) (?:dados"
        r"|cadastro|endereco|nome|informac\w+)",
        detail="correction",
    ),
    _row(
        M.PRIVACY,
        r"\b(?:onde|como|quem) (?:\w+ )?(?:conseguiu|conseguiram|pegou|pegaram|obteve|obtiveram|"
        r"arranj\w+|arrum\w+|deu|passou|descobri\w+|acharam) (?:\w+ )?(?:o )?(?:meu|meus|"
        r"esse) (?:numero|"
        r"contato|telefone|dados|whats\w*|zap|celular)",
        detail="source",
    ),
    _row(
        M.PRIVACY,
        r"\bcom quem (?:\w+ )?compartilh\w+|\b(?:venderam|vazaram|"
        r"compartilharam) (?:os )?meus dados",
        detail="sharing",
    ),
    _row(
        M.PRIVACY,
        r"\blgpd\b|\bmeus dados (?:pessoais)?\b|\bprotecao de dados\b|\bencarregado\b|"
        r"\bprivacidade\b|\bque (?:dados|informac\w+) (?:voces )?(?:tem|possuem)",
        r"\bmeus dados (?:bancarios|estao|sao)",
        detail="access",
    ),
    # --- contest
    _row(
        M.DISPUTE,
        r"\b(?:fraude|fraudaram|golpe|clonar\w*|clonad[ao]|falsific\w+|usaram (?:o )?meu (?:nome|"
        r"cpf)|"
        r"estelionato|roubaram meus? (?:documento|dados|cpf))\b",
        r"\b(?:e|isso e|sera que e|parece|isso ta parecendo|nao e|"
        r"como sei que nao e) (?:um )?golpe\b",
        detail="fraud_identity",
    ),
    _row(
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
    _row(
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
    _row(
        M.DISPUTE,
        r"\b(?:ja )?cancelei (?:o |a |esse |essa )?(?:servico|contrato|plano|cartao|assinatura|"
        r"compra)|"
        r"\bservico cancelado\b|\bnunca (?:usei|recebi|chegou)|\bproduto (?:nao chegou|"
        r"com defeito)",
        detail="cancelled_service",
    ),
    _row(
        M.DISPUTE,
        r"\bnunca (?:fiz|contratei|comprei|assinei|devi|tive|peguei)\b",
        detail="not_recognised",
    ),
    _row(
        M.DISPUTE,
        r"\b(?:divida|conta|isso|ja) (?:\w+ )?(?:caducou|prescreveu|prescrit[ao]|caducad[ao])|"
        r"\bprescricao\b",
        detail="statute_barred",
    ),
    _row(
        M.DISPUTE,
        r"\b(?:cobrando|cobrad[ao]|cobraram|cobranca) (?:\w+ )?(?:em dobro|duas vezes|2 vezes|"
        r"duplicad[ao]|em duplicidade)",
        detail="duplicate",
    ),
    _row(
        M.DISPUTE,
        r"\bnao e minha (?:essa |a )?divida|\bdivida (?:que )?nao e minha|\bessa divida nao e\b",
        detail="not_recognised",
    ),
    _row(
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
    # --- business
    _row(
        M.BACK_IN,
        r"^(?:quero )?(?:voltar|volta|retomar|voltei)(?: a (?:receber|conversar|falar))?"
        r"(?: (?:as )?mensagens)?$",
    ),
    _row(
        M.NO_SLIP,
        r"\b(?:nao (?:me )?(?:mand\w+|envi\w+|quero|precis\w+)|chega de|(?:pare|para|"
        r"parem) de (?:me )?"
        r"(?:mand\w+|envi\w+)) (?:mais )?(?:\w+ ){0,2}(?:boletos?|faturas?|carnes?)\b",
    ),
    _row(
        M.PAYMENT_AGAIN,
        r"\b(?:mand\w+|envi\w+|manda|passa|gera|gerar|cade|qual|reenvi\w+|quero|me da|perdi|"
        r"venceu|expirou|"
        r"preciso d[oe]|segunda via) ?(?:o |a |me |novamente |de novo |outro |um )*(?:pix|codigo|"
        r"chave|qr ?code|"
        r"copia e cola|link|boleto)\b|\bpix (?:de novo|venceu|expirou|nao funcionou|copia)|"
        r"\bsegunda via\b",
        r"\b(?:paguei|ja fiz)|\bnao (?:me )?(?:mand|envi)|\b(?:pare|para|parem) de|\bchega de",
    ),
    _row(
        M.CASH_PRICE,
        r"\ba vista\b|\bde uma (?:so )?vez\b|\b(?:pagar|quitar) (?:tudo|total|logo)|"
        r"\bpra (?:quitar|fechar)\b|"
        r"\bquitacao\b|\bparcela unica\b|\bquanto (?:fica|sai|e|faz|seria) (?:pra|"
        r"para) (?:quitar|pagar tudo)",
    ),
    _row(
        M.MORE_INSTALMENTS,
        r"\b(?:mais (?:parcelas|vezes|prazo|meses)|parcela(?:r)? mais|(?:aumenta|"
        r"aumentar) (?:as )?(?:parcelas|"
        r"vezes)|parcelas? menor(?:es)?|parcela mais baixa|(?:diminui|diminuir|baixar|abaixar|"
        r"reduzir) (?:a |o valor da )"
        r"?parcelas?|prestac\w+ menor\w*)\b",
    ),
    _row(
        M.FEWER_INSTALMENTS,
        r"\b(?:menos (?:parcelas|vezes|prazo|meses)|parcelas? maior(?:es)?|(?:diminui|"
        r"diminuir) (?:o numero de|as) "
        r"(?:parcelas|vezes)|mais curto)\b",
    ),
    _row(
        M.DISCOUNT,
        r"\b(?:descont\w+|abat\w+|baixar (?:o )?(?:valor|preco)|tirar? (?:os )?juros|sem juros|"
        r"faz (?:por )?menos|"
        r"melhora(?:r)? (?:a |o |isso|essa|esse)|(?:muito |ta |esta )car[oa]|faz melhor|"
        r"fazer melhor|menos que isso|mais barato)\b",
    ),
    _row(
        M.PROMISE,
        r"\b(?:(?:eu )?(?:pago|vou pagar|irei pagar|prometo|pagarei|consigo pagar|posso pagar|"
        r"faco o pix|deposito|acerto|quito|dou um jeito)) "
        r"(?:\w+ ){0,3}(?:hoje|amanha|segunda|terca|quarta|quinta|sexta|sabado|domingo|dia|"
        r"semana|mes que vem|quando|assim que|"
        r"em \d+ dias|daqui)|\bprometo (?:que )?(?:pag\w+|acert\w+)|"
        r"\bpode deixar que (?:eu )?pag|\bvou pagar$|"
        r"\b(?:amanha|sexta|segunda|terca|quarta|quinta|dia \d+|"
        r"semana que vem) (?:sem falta )?(?:eu )?(?:pago|acerto|quito|vou pagar)",
        r"\bnao (?:vou|posso|consigo|tenho como|irei) pagar",
    ),
    _row(
        M.HARDSHIP,
        r"\bnao (?:tenho|to tendo|estou tendo|tem|vou ter) (?:como|condic\w+|dinheiro|grana|"
        r"de onde|nada|um tostao|nem)|"
        r"\bnao (?:consigo|posso|da|dou conta|vou conseguir|cabe|"
        r"tenho como)(?: de)?(?: mesmo)? ?(?:pagar|arcar|assumir|pra pagar|no (?:meu )?"
        r"(?:orcamento|bolso))|\bsem (?:dinheiro|grana|condic\w+|trabalho|emprego|renda|"
        r"um tostao)|\bdesempregad[ao]\b|\bperdi (?:o |meu )?"
        r"(?:emprego|trabalho|servico)|\bfui (?:demitid|mandad)[ao]|\b(?:situacao|coisa|"
        r"vida) (?:\w+ )?(?:dificil|complicad|apertad|feia)|"
        r"\b(?:estou|to|tou|ta|esta) (?:muito )?(?:apertad[ao]|duro|dura|dificil|complicad[ao]|"
        r"sem|quebrad[ao]|liso|lisa)\b|"
        r"\bnao cabe no (?:meu )?(?:bolso|orcamento|mes)|\bta (?:pesad[ao]|dificil)|"
        r"\bfica pesado|\b(?:muito )?pesado pra mim"
        r"|\bnao posso agora|\bnao tenho$|\bnao consigo$|\bdificuldade",
    ),
    _row(
        M.LATER,
        r"\b(?:agora nao|mais tarde|outra hora|depois (?:eu )?(?:falo|vejo|respondo|converso|"
        r"te falo)|to (?:no trabalho|ocupad[ao]|trabalhando|"
        r"dirigindo)|estou (?:no trabalho|ocupad[ao]|trabalhando|dirigindo)|"
        r"me chama(?:r)? (?:depois|mais tarde|amanha)|vou pensar|preciso pensar|"
        r"depois vejo|agora nao posso|ver com (?:minha|meu))\b|^depois$",
    ),
    _row(
        M.STATEMENT,
        r"\b(?:quanto (?:eu )?(?:devo|estou devendo|to devendo|ta|esta|e|fica|deu)|qual (?:o |"
        r"e o )?(?:valor|total|saldo)|"
        r"extrato|detalh\w+|do que se trata|que divida|qual divida|de que (?:e|se trata)|"
        r"sobre o que|qual (?:o )?assunto|que assunto|"
        r"o que e isso|de onde (?:e|vem) (?:isso|ess[ae]))\b",
    ),
    _row(
        M.WHO,
        r"\b(?:quem (?:e|esta|ta|fala|sao)|e golpe|isso e golpe|parece golpe|que empresa|"
        r"qual empresa|e (?:um )?robo|e verdade isso|"
        r"como (?:sei|vou saber)|de onde (?:e|fala|falam|voces sao)|voce e (?:um )?(?:robo|bot)|"
        r"e confiavel|quem e voce)\b",
    ),
    _row(
        M.OPTIONS,
        r"^(?:menu|opcoes|ver opcoes|opcao|ajuda|ver propostas?|propostas?|inicio|negociar|"
        r"quero negociar)$|"
        r"\b(?:quais|ver|me mostra|mostra|tem) (?:\w+ )?(?:opcoes|propostas?|condicoes|formas)|"
        r"\bquero (?:negociar|resolver|fazer (?:um )?acordo|"
        r"parcelar|quitar|pagar|regularizar)\b|\bcomo (?:\w+ )?(?:pagar|pago|parcel\w+|negoci\w+|"
        r"resolv\w+)|\bda (?:pra|para) parcelar|\bparcela(?:r|m)?\b(?! de)",
    ),
    _row(
        M.BACK,
        r"^(?:voltar ao inicio|anterior|retornar|mudar|trocar|outra(?:s)?(?: opc\w+| proposta)?|"
        r"outro valor|quero mudar|cancelar|cancela|ver outras?(?: opcoes)?)$|"
        r"\b(?:mudei de ideia|quero outra|outra proposta|outras opcoes|escolhi errado)\b",
    ),
    _row(
        M.INSULT,
        r"\b(?:idiotas?|imbecil|imbecis|palhac\w+|otari[ao]s?|vagabund\w+|ladr(?:ao|oes|a)|"
        r"filh[ao] da puta|fdp|vsf|vai se f\w+|vai tomar no \w+|vtnc|"
        r"porra|caralho|merda|bosta|desgracad\w+|babaca|corno|safad[ao]s?|picaretas?|golpistas?|"
        r"trouxas?|lixo|burr[ao]|cretin\w+|urubus?|abutres?)\b",
    ),
    _row(
        M.NO,
        r"^(?:nao|n|nn|nao nao|nope|negativo|nunca|jamais|de jeito nenhum|nem pensar|nao quero|"
        r"nao aceito|nao obrigad[ao]|nao concordo|nao gostei|"
        r"nao mesmo|claro que nao|acho que nao|nenhuma(?: delas)?|nao e isso|nada disso|"
        r"nao serve|nao da|nao quero nao|nao interessa|nao tenho interesse|"
        r"recuso|nao vou aceitar|no|negado|nao confirmo)(?: por enquanto| agora| senhor[a]?)*$|"
        r"^nao (?:quero|aceito|concordo)\b",
        r"\b(?:boletos?|faturas?|carnes?)\b",
    ),
    _row(
        M.YES,
        r"^(?:sim|s|ss|sim sim|isso|isso mesmo|isso ai|claro|com certeza|certo|ok|okay|okey|blz|"
        r"beleza|pode|pode ser|pode sim|aceito|confirmo|"
        r"confirmado|confirmar|fechado|fechou|combinado|quero|quero sim|sou|sou eu|sou sim|"
        r"eu mesm[ao]|sim sou eu|e ele|e ela|ele mesmo|ela mesma|"
        r"exato|exatamente|positivo|uhum|aham|ta|ta bom|ta bem|ta certo|tudo bem|perfeito|vamos|"
        r"bora|vamos la|topo|eu topo|eu aceito|sim aceito|"
        r"sim confirmo|concordo|de acordo|e isso|sim pode|e eu|eu|pois nao|correto|joia|show|yes|"
        r"sim quero|sim por favor|sou eu mesm[ao]|sim eu mesm[ao]|fala|"
        r"pode falar|diga|manda|manda ver|opa sou eu|sim e|eh eu|sim ela|sim ele)(?: sim|"
        r" por favor| senhor[a]?| obrigad[ao]| pode falar| bom dia| boa tarde| boa noite)*$|"
        r"^sim\b(?! mas)|^(?:sou eu|aceito|confirmo|fechado|eu aceito|concordo)\b|^(?:oi|ola|"
        r"bom dia|boa tarde|boa noite) (?:sim|sou eu)\b",
    ),
    _row(
        M.THANKS,
        r"\b(?:obrigad[ao]|obg|brigad[ao]|valeu|vlw|agradec\w+|grat[ao]|deus (?:te )?abencoe|"
        r"muito bom)\b",
    ),
    _row(
        M.GREETING,
        r"^(?:oi+|ola|opa|bom dia|boa tarde|boa noite|e ai|eai|hey|alo|oie|hello|salve|tudo bem|"
        r"oi tudo bem|ola tudo bem|ola bom dia|oi bom dia|"
        r"oi boa tarde|oi boa noite)$|^(?:oi+|ola|opa|bom dia|boa tarde|boa noite)\b",
    ),
)
